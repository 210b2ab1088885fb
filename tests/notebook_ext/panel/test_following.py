"""The run that the panel shows, and the backfill that can be gone on with."""

import pytest

from dagbook import RetryPolicy, StaticPartitionsDefinition, asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.backfilling import RunLimits
from dagbook.session.session import Session
from dagbook_jupyter.panel.following import RunFollower

LETTERS = StaticPartitionsDefinition(list("abcd"))
BAD = set()


@asset(partitions_def=LETTERS)
def letters(context):
    if context.partition_key in BAD:
        raise ValueError(context.partition_key)
    return context.partition_key


@pytest.fixture
def opened(tmp_path):
    """Open the store in a session with the asset, as often as asked, and follow its runs."""
    made = []

    def open_again():
        session = Session(tmp_path / ".dagbook")
        session.live.put(Origin("cell", "cell 1"), Found((letters,)))
        follower = RunFollower(session, lambda: 5.0)
        seen = []

        def note(event):
            follower.note(event)
            seen.append(follower.shown())

        session.subscribe(note)
        made.append(session)
        return session, follower, seen

    BAD.clear()
    yield open_again
    for each in made:
        each.close()


def test_a_run_is_counted_in_partitions_with_the_time_that_is_left(opened):
    session, _, seen = opened()
    session.materialize("letters", "all")
    told = [(run.state, run.done, run.total, run.current) for run in seen]
    assert told[:3] == [
        ("running", 0, 4, ""),
        ("running", 0, 4, "letters[a]"),
        ("running", 1, 4, ""),
    ]
    assert told[-1] == ("success", 4, 4, "")
    assert seen[0].eta_seconds is None
    assert seen[2].eta_seconds > 0
    assert seen[-1].eta_seconds is None


def test_the_next_attempt_at_a_step_is_named(opened):
    tries = []

    @asset(retry_policy=RetryPolicy(max_retries=1))
    def shaky():
        tries.append(1)
        if len(tries) == 1:
            raise ValueError

    session, _, seen = opened()
    session.live.put(Origin("cell", "cell 1"), Found((shaky,)))
    session.materialize("shaky")
    assert "shaky, attempt 2 of 2" in [run.current for run in seen]
    assert seen[-1].state == "success"


def test_a_run_that_leaves_some_says_what_failed_and_which_backfill_goes_on(opened):
    BAD.update("bd")
    session, follower, _ = opened()
    session.materialize("letters", "all")
    run, [backfill] = follower.shown(), session.backfills()
    assert (run.state, run.resume, run.left) == ("failed", backfill.backfill_id, 2)
    assert (run.failed, run.failures) == (("letters[b]", "letters[d]"), 2)
    BAD.clear()
    session.resume()
    assert (follower.shown().state, follower.shown().resume) == ("success", "")


def test_what_a_kernel_left_is_shown_by_the_next_until_it_is_done(opened):
    before, _, _ = opened()
    before.materialize("letters", "all", limits=RunLimits(1e-9))
    session, follower, _ = opened()
    run = follower.shown()
    assert (run.state, run.done, run.total, run.left) == ("canceled", 1, 4, 3)
    assert run.resume == before.backfills()[0].backfill_id
    before.resume()
    assert follower.shown() is None
    assert session.backfills()[0].status == "done"


def test_a_run_of_one_partition_that_fails_leaves_nothing_to_go_on_with(opened):
    BAD.add("b")
    session, follower, _ = opened()
    session.materialize("letters", "b")
    assert (follower.shown().state, follower.shown().resume) == ("failed", "")


def test_what_keeps_a_run_from_running_is_shown(opened):
    _, follower, _ = opened()
    follower.queued("r1")
    assert follower.shown().state == "queued"
    follower.refused(ValueError("no such asset"))
    assert (follower.shown().state, follower.shown().message) == ("failed", "no such asset")
