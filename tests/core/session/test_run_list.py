import pytest

from dagbook.model.records import StepError, StepRecord
from dagbook.model.runs import FAILURE_REASON_TAG, DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.session.run_list import GONE, run_line

FAILED = DagsterRun(
    "r", "job", DagsterRunStatus.FAILURE, {FAILURE_REASON_TAG: "RUN_EXCEPTION"}, 1.0, 2.0
)
KILLED = DagsterRun("r", "job", DagsterRunStatus.FAILURE, {}, 1.0, 2.0)
TRACE = "Traceback (most recent call last):\n  File 1\nValueError: no host\n"
STEP = StepRecord("r", "a", None, 1.0, 0.5, (), (), error=StepError("KeyError", "x\ny", ""))


@pytest.mark.parametrize(
    ("run", "steps", "set_up", "why"),
    [
        (FAILED, (STEP,), None, "KeyError: x"),
        (FAILED, (), SetUp(("db",), TRACE), "ValueError: no host"),
        (FAILED, (), SetUp(("db",), torn_down=TRACE), "ValueError: no host"),
        (FAILED, (), SetUp(("db",)), ""),
        (KILLED, (), None, GONE),
        (KILLED, (STEP,), None, "KeyError: x"),
        (DagsterRun("r", "job", DagsterRunStatus.CANCELED, {}, 1.0, 2.0), (), None, ""),
        (DagsterRun("r", "job", DagsterRunStatus.STARTED, {}, 1.0), (), None, ""),
    ],
    ids=[
        "a step",
        "setting a resource up",
        "tearing one down",
        "what nobody told",
        "a kill",
        "a step, then a kill",
        "canceled",
        "running",
    ],
)
def test_why_a_run_failed_is_told_whatever_failed_in_it(run, steps, set_up, why):
    assert run_line(run, steps, 3.0, set_up).error == why
