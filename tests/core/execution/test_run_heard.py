"""What the loggers of a run hear: every event of it, each when it happened."""

import logging

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.asset_jobs import define_asset_job
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.loggers import logger
from dagbook.authoring.resource_definition import resource
from dagbook.execution.run_heard import RunHeard
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp

HEARD = []


class Ear(logging.Handler):
    def emit(self, record):
        event = record.dagster_meta["dagster_event"]
        kind = event.event_type.name if event else record.dagster_meta["orig_message"]
        HEARD.append((kind, record.levelname, record.dagster_meta["step_key"]))


@logger
def ear(_context):
    made = logging.Logger("ear", level=logging.DEBUG)  # noqa: LOG001 - a run's own
    made.addHandler(Ear())
    return made


@resource
def shelf(context):
    context.log.info("opened")
    yield 1
    context.log.info("closed")


@asset(required_resource_keys={"shelf"})
def orders(): ...


@asset(deps=[orders])
def spoilt():
    raise ValueError("spoilt")


def ran(selection, *, raise_on_error=False, **resources):
    HEARD.clear()
    job = define_asset_job("job", selection, config={"loggers": {"ear": {}}})
    defs = Definitions(
        assets=[orders, spoilt],
        jobs=[job],
        loggers={"ear": ear},
        resources={"shelf": shelf, "io_manager": InMemoryIOManager(), **resources},
    )
    defs.resolve_job_def("job").execute_in_process(raise_on_error=raise_on_error)
    return [kind for kind, _, _ in HEARD]


def test_a_run_is_heard_from_its_start_to_its_end_with_its_resources_between():
    assert ran([orders]) == [
        "RUN_START",
        "ENGINE_EVENT",
        "RESOURCE_INIT_STARTED",
        "opened",
        "RESOURCE_INIT_SUCCESS",
        "LOGS_CAPTURED",
        "STEP_START",
        "STEP_OUTPUT",
        "ASSET_MATERIALIZATION",
        "HANDLED_OUTPUT",
        "STEP_SUCCESS",
        "closed",
        "ENGINE_EVENT",
        "RUN_SUCCESS",
    ]
    assert {key for kind, _, key in HEARD if kind in ("opened", "closed")} == {"orders"}


def test_what_failed_is_an_error_with_its_reason():
    kinds = ran([orders, spoilt])
    assert kinds[-3:] == ["closed", "ENGINE_EVENT", "RUN_FAILURE"]
    levels = {kind: level for kind, level, _ in HEARD}
    assert (levels["STEP_FAILURE"], levels["RUN_FAILURE"]) == ("ERROR", "ERROR")
    assert levels["ENGINE_EVENT"] == "DEBUG"


def test_a_run_whose_failure_is_raised_is_heard_to_its_end():
    with pytest.raises(ValueError, match="spoilt"):
        ran([orders, spoilt], raise_on_error=True)
    assert HEARD[-1][0] == "RUN_FAILURE"


def test_a_resource_that_fails_is_heard_in_place_of_steps():
    @resource
    def broken():
        raise KeyError("key")

    assert ran([orders], shelf=broken) == [
        "RUN_START",
        "ENGINE_EVENT",
        "RESOURCE_INIT_STARTED",
        "RESOURCE_INIT_FAILURE",
        "RUN_FAILURE",
    ]


def test_nothing_is_made_where_nobody_listens():
    run = DagsterRun("r", "job", DagsterRunStatus.SUCCESS)
    silent, set_up = RunHeard((), run), SetUp(("shelf",))
    silent.begins(set_up)
    assert silent.is_set_up(set_up, None) is set_up
    assert "KeyError" in silent.is_set_up(set_up, KeyError("key")).error
    silent.ends(run, iter(()), set_up)
