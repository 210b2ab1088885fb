"""Events of runs rebuilt from records: in which order, of which kinds, what each says."""

import pytest

from dagbook.model.asset_key import AssetKey
from dagbook.model.events import DagsterEventType
from dagbook.model.records import StepError, StepEvent, StepRecord
from dagbook.model.run_views import run_events
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp

KEY = AssetKey("orders")


def record(*events, **more):
    facts = {"events": tuple(StepEvent(*each) for each in events), "planned": (KEY,), **more}
    return StepRecord("r", facts.pop("step_key", "orders"), None, 100.0, 2.0, **facts)


def run(status):
    return DagsterRun("r", "job", status=status, started_at=90.0, ended_at=110.0)


def kinds_of(status, steps, set_up=None):
    return [event.event_type.name for event in run_events(run(status), steps, set_up)]


def test_a_run_in_a_result_is_told_with_its_engine_and_resources():
    set_up = SetUp(("io_manager",), step_key="orders")
    events = list(run_events(run(DagsterRunStatus.SUCCESS), [record()], set_up))
    assert [(event.event_type.name, event.step_key) for event in events] == [
        ("RUN_START", None),
        ("ENGINE_EVENT", None),
        ("RESOURCE_INIT_STARTED", "orders"),
        ("RESOURCE_INIT_SUCCESS", "orders"),
        ("LOGS_CAPTURED", None),
        ("STEP_START", "orders"),
        ("STEP_SUCCESS", "orders"),
        ("ENGINE_EVENT", None),
        ("RUN_SUCCESS", None),
    ]
    assert events[2].message == "Starting initialization of resources [io_manager]."


def test_a_run_from_the_log_is_told_without():
    assert kinds_of(DagsterRunStatus.SUCCESS, [record()]) == [
        "RUN_START",
        "STEP_START",
        "STEP_SUCCESS",
        "RUN_SUCCESS",
    ]


def test_a_resource_that_fails_ends_the_run_before_its_steps():
    failed = SetUp(("db", "api"), error="KeyError: 'host'")
    events = list(run_events(run(DagsterRunStatus.FAILURE), [], failed))
    assert [event.event_type.name for event in events] == [
        "RUN_START",
        "ENGINE_EVENT",
        "RESOURCE_INIT_STARTED",
        "RESOURCE_INIT_FAILURE",
        "RUN_FAILURE",
    ]
    assert events[3].message == "Initialization of resources [api, db] failed."
    assert events[-1].message.endswith("An exception was thrown during execution.")


def test_a_run_that_needs_no_resources_sets_none_up():
    assert "RESOURCE_INIT_STARTED" not in kinds_of(DagsterRunStatus.SUCCESS, [], SetUp(()))


def test_a_failed_run_names_the_steps_that_failed_for_good():
    steps = [
        record(error=StepError("E", "1", "E: 1"), retry_in=0.0),
        record(error=StepError("E", "2", "E: 2"), step_key="totals"),
    ]
    *_, last = run_events(run(DagsterRunStatus.FAILURE), steps)
    assert last.event_type is DagsterEventType.RUN_FAILURE
    assert last.message.endswith("failed. Steps failed: ['totals'].")
    assert last.event_specific_data.first_step_failure_event.step_key == "totals"


def test_a_resource_that_cannot_be_torn_down_is_told_before_the_end():
    torn = SetUp(("db",), step_key="orders", torn_down="KeyError: 1")
    events = list(run_events(run(DagsterRunStatus.SUCCESS), [record()], torn))
    assert [event.message for event in events][-3] == "Teardown of resources [db] failed."


@pytest.mark.parametrize(
    ("status", "last"),
    [
        (DagsterRunStatus.SUCCESS, "RUN_SUCCESS"),
        (DagsterRunStatus.CANCELED, "RUN_CANCELED"),
        (DagsterRunStatus.STARTED, "RUN_START"),
    ],
)
def test_a_run_ends_as_it_did_or_not_yet(status, last):
    assert kinds_of(status, [])[-1] == last
