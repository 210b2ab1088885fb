"""A step that is tried again says so: on its card, in the run, over time."""

import pytest

from dagbook import RetryPolicy, RetryRequested, asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.execution.run_loop import StepRetried
from dagbook.session.run_trace import RunTrace, stored_timeline
from dagbook.session.session import Session


@asset(retry_policy=RetryPolicy(max_retries=2))
def shaky(context):
    if context.retry_number < 2:
        raise ValueError("no answer")


@asset
def asking(context):
    if context.retry_number < 1:
        raise RetryRequested(max_retries=4)


@asset(retry_policy=RetryPolicy(max_retries=1))
def hopeless():
    raise ValueError("never")


@pytest.fixture
def seen(tmp_path):
    """A session, its trace, and what was told after each failed attempt."""
    session, trace, told = Session(tmp_path / ".dagbook"), RunTrace(), []
    session.live.put(Origin("cell", "cell 1"), Found((shaky, asking, hopeless)))

    def note(event):
        trace.note(event)
        if isinstance(event, StepRetried):
            key = event.step.selected[0].to_user_string()
            badge = session.badges()[key]
            (row,) = trace.timeline().rows
            told.append((badge.state, badge.text, row.state, row.retried, row.failed))

    session.subscribe(note)
    yield session, trace, told
    session.close()


def stored(session):
    (run, *_) = session.instance.event_log.runs(1)
    steps = session.instance.event_log.steps(run.run_id)
    return stored_timeline(session.graph(), steps, run.started_at, run.ended_at - run.started_at)


def test_the_card_says_which_attempt_goes_on_and_of_how_many(seen):
    session, _, told = seen
    assert session.materialize("shaky").success
    assert told == [
        ("running", "attempt 2 of 3", "running", 1, 0),
        ("running", "attempt 3 of 3", "running", 2, 0),
    ]
    badge = session.badges()["shaky"]
    assert (badge.state, badge.text) == ("fresh", "")


def test_what_user_code_asks_for_has_no_known_number(seen):
    session, _, told = seen
    assert session.materialize("asking").success
    assert [text for _, text, *_ in told] == ["attempt 2"]


@pytest.mark.parametrize(
    ("name", "state", "retried", "failed", "bars"),
    [
        ("shaky", "success", 2, 0, ["retried", "retried", "success"]),
        ("hopeless", "failed", 1, 1, ["retried", "failed"]),
    ],
)
def test_over_time_failed_attempts_are_no_failures(seen, name, state, retried, failed, bars):
    session, trace, _ = seen
    session.materialize(name)
    for found in (trace.timeline(), stored(session)):
        (row,) = found.rows
        assert (row.state, row.retried, row.failed) == (state, retried, failed)
        assert {bar.state for bar in row.bars} <= set(bars)


def test_what_waits_for_its_next_attempt_waits(seen):
    session, _, _ = seen
    now = [0.0]
    trace = RunTrace(lambda: now[0])
    session.subscribe(trace.note)

    @asset(retry_policy=RetryPolicy(max_retries=1, delay=0.01))
    def later(context):
        if context.retry_number < 1:
            raise ValueError

    session.live.put(Origin("cell", "cell 1"), Found((later,)))
    states = []
    session.subscribe(
        lambda event: (
            isinstance(event, StepRetried) and states.append(trace.timeline().rows[0].state)
        )
    )
    session.materialize("later")
    assert states == ["waiting"]
    assert trace.timeline().rows[0].state == "success"
