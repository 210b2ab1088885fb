"""Tests of `dagbook.execution.retries`, and of how runs try steps again."""

import pytest

from dagbook import (
    DagsterInstance,
    DagsterInvariantViolationError,
    Failure,
    RetryPolicy,
    RetryRequested,
    asset,
    materialize,
)
from dagbook.errors import DagsterExecutionLoadInputError, DagsterMaxRetriesExceededError
from dagbook.execution import run_loop
from dagbook.execution.retries import ending

POLICY = RetryPolicy(max_retries=2, delay=4)


@pytest.mark.parametrize(
    ("error", "policy", "attempt", "retry_in"),
    [
        (ValueError(), None, 1, None),
        (ValueError(), POLICY, 1, 4),
        (ValueError(), POLICY, 2, 4),
        (ValueError(), POLICY, 3, None),
        (RetryRequested(max_retries=1), None, 1, 0.0),
        (RetryRequested(max_retries=1), None, 2, None),
        (RetryRequested(max_retries=5, seconds_to_wait=9), POLICY, 3, 9),
        (Failure("no"), POLICY, 1, 4),
        (Failure("no", allow_retries=False), POLICY, 1, None),
        (DagsterInvariantViolationError("no"), POLICY, 1, None),
        (DagsterExecutionLoadInputError("no", ValueError()), POLICY, 1, 4),
        (KeyboardInterrupt(), POLICY, 1, None),
    ],
    ids=repr,
)
def test_whether_and_when_a_step_is_tried_again(error, policy, attempt, retry_in):
    assert ending(error, policy, attempt).retry_in == retry_in


def test_who_is_out_of_retries_is_told_how_many_there_were_and_why():
    why = ValueError("spoilt")
    ended = ending(why, POLICY, 3)
    assert isinstance(ended.raised, DagsterMaxRetriesExceededError)
    assert "2" in str(ended.raised)
    assert (ended.raised.__cause__, ended.why, ended.exceeded) == (why, why, 2)


def test_what_was_behind_a_request_is_recorded():
    why = ValueError("spoilt")
    request = RetryRequested(max_retries=0)
    request.__cause__ = why
    assert ending(request, None, 1).why is why


def test_an_attempt_is_a_row_and_no_failure_of_its_asset():
    instance = DagsterInstance.ephemeral()

    @asset(retry_policy=RetryPolicy(max_retries=3))
    def orders(context):
        if context.retry_number < 2:
            raise ValueError("not yet")
        return context.retry_number

    result = materialize([orders], instance=instance)
    steps = instance.event_log.steps(result.run_id)
    assert [(each.attempt, each.retry_in) for each in steps] == [(1, 0.0), (2, 0.0), (3, None)]
    assert not instance.event_log.failures()
    assert result.output_for_node("orders") == 2


def test_an_interrupt_while_a_step_waits_ends_the_run(monkeypatch):
    instance = DagsterInstance.ephemeral()

    def interrupted(_seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_loop, "sleep", interrupted)

    @asset
    def orders():
        raise RetryRequested(seconds_to_wait=60)

    with pytest.raises(KeyboardInterrupt):
        materialize([orders], instance=instance)
    (run,) = instance.get_runs()
    assert run.status.value == "CANCELED"
    assert not instance.event_log.failures()


def test_one_waits_in_naps_that_let_interrupts_through(monkeypatch):
    slept = []
    monkeypatch.setattr(run_loop, "sleep", slept.append)
    assert run_loop.wait(60.0, None)
    assert not run_loop.wait(None, None)
    assert slept == [0.05]
