"""Events rebuilt from records: in which order, of which kinds, what each says."""

import pytest

from dagbook.model import event_kinds
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_views import SetUp, run_events, step_events
from dagbook.model.events import DagsterEventType
from dagbook.model.records import Materialization, StepError, StepEvent, StepRecord
from dagbook.model.runs import DagsterRun, DagsterRunStatus

KEY = AssetKey("orders")


def record(*events, **more):
    facts = {"events": tuple(StepEvent(*each) for each in events), "planned": (KEY,), **more}
    return StepRecord("r", facts.pop("step_key", "orders"), None, 100.0, 2.0, **facts)


def told(one, **more):
    return [(event.event_type.name, event.message) for event in step_events(one, "job", **more)]


def names(one, **more):
    return [name for name, _ in told(one, **more)]


def test_what_a_record_does_not_say_ends_well():
    assert told(record()) == [
        ("STEP_START", 'Started execution of step "orders".'),
        ("STEP_SUCCESS", 'Finished execution of step "orders" in 2.00s.'),
    ]


def test_a_record_with_an_error_ends_badly_or_is_tried_again():
    assert names(record(error=StepError("ValueError", "spoilt", "ValueError: spoilt"))) == [
        "STEP_START",
        "STEP_FAILURE",
    ]
    again = record(error=StepError("ValueError", "spoilt", "ValueError: spoilt"), retry_in=1.5)
    assert told(again)[-1] == (
        "STEP_UP_FOR_RETRY",
        'Execution of step "orders" failed and has requested a retry in 1.5 seconds.',
    )


def test_a_later_attempt_begins_again():
    assert told(record(attempt=3))[0] == (
        "STEP_RESTARTED",
        'Started re-execution (attempt # 3) of step "orders".',
    )


def test_a_step_that_was_left_out_says_that_alone():
    assert told(record(skipped=True)) == [("STEP_SKIPPED", 'Skipped execution of step "orders".')]


def test_the_end_is_told_once_where_hooks_follow_it():
    one = record((event_kinds.STEP_SUCCESS,), (event_kinds.HOOK_COMPLETED, "praise"))
    assert told(one)[1:] == [
        ("STEP_SUCCESS", 'Finished execution of step "orders" in 2.00s.'),
        ("HOOK_COMPLETED", 'Finished the execution of hook "praise" triggered for "orders".'),
    ]


WORDS = {
    "an output": ((event_kinds.STEP_OUTPUT, "result", None, "Int"), 'of type "Int". (Type check'),
    "of any type": ((event_kinds.STEP_OUTPUT, "result"), 'Yielded output "result" of type "Any".'),
    "of a key": (
        (event_kinds.STEP_OUTPUT, "result", {"mapping_key": "a"}),
        'Yielded output "result" mapping key "a" of type',
    ),
    "of the wrong type": (
        (event_kinds.STEP_OUTPUT, "result", {"success": False, "description": "no"}, "Int"),
        "Warning! Type check failed.",
    ),
    "stored": ((event_kinds.HANDLED_OUTPUT, "result"), 'using IO manager "io_manager"'),
    "stored elsewhere": ((event_kinds.HANDLED_OUTPUT, "r", None, "db"), 'using IO manager "db"'),
    "loaded": (
        (event_kinds.LOADED_INPUT, "raw", None, "db result raw"),
        'Loaded input "raw" using input manager "db", from output "result" of step "raw"',
    ),
    "hook with nothing to do": ((event_kinds.HOOK_SKIPPED, "regret"), 'of hook "regret". It did'),
    "hook that raised": (
        (event_kinds.HOOK_ERRORED, "regret", {"error": "KeyError: 1"}),
        'Error occurred during the execution of hook "regret"',
    ),
}


@pytest.mark.parametrize(("event", "words"), WORDS.values(), ids=list(WORDS))
def test_an_event_says_in_words(event, words):
    assert words in told(record(event))[1][1]


def made(partition):
    return Materialization(KEY, partition, "v")


def test_one_output_of_a_range_materializes_each_partition():
    several = record(
        (event_kinds.ASSET_MATERIALIZATION, "result"),
        materializations=(made("a"), made("b")),
        range_keys=("a", "b"),
    )
    found = [event for event in step_events(several, "job") if event.is_step_materialization]
    assert [event.partition for event in found] == ["a", "b"]


def test_what_failed_user_code_logged_is_in_the_log_and_in_no_result():
    logged = record(
        (event_kinds.ASSET_MATERIALIZATION, None, None, event_kinds.LOGGED),
        (event_kinds.ASSET_MATERIALIZATION, "result"),
        materializations=(made("logged"), made("own")),
        error=StepError("ValueError", "spoilt", "ValueError: spoilt"),
    )

    def partitions(**more):
        events = step_events(logged, "job", **more)
        return [event.partition for event in events if event.is_step_materialization]

    assert partitions() == ["logged", "own"]
    assert partitions(in_result=True) == ["own"]


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
