"""What a run did and when: while it runs, and read from the store, the same."""

import asyncio
from itertools import chain, repeat

import pytest

from dagbook import AssetCheckResult, StaticPartitionsDefinition, asset, asset_check
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.activity import Activity
from dagbook.session.run_list import RunLines
from dagbook.session.run_trace import RunTrace, stored_timeline
from dagbook.session.session import Session

LETTERS = StaticPartitionsDefinition(list("abc"))
BAD = set()


@asset(partitions_def=LETTERS)
def letters(context):
    if context.partition_key in BAD:
        raise ValueError(context.partition_key)


@asset
def words(letters): ...


@asset
def alone(): ...


@pytest.fixture
def session(tmp_path):
    BAD.clear()
    session = Session(tmp_path / ".dagbook")
    session.live.put(Origin("cell", "cell 1"), Found((letters, words, alone)))
    yield session
    session.close()


@pytest.fixture
def trace(session):
    trace = RunTrace()
    session.subscribe(trace.note)
    return trace


def facts(shown):
    return [(row.name, row.state, row.done, row.failed) for row in shown.rows]


def stored(session):
    (run, *_) = session.instance.event_log.runs(1)
    steps = session.instance.event_log.steps(run.run_id)
    return stored_timeline(session.graph(), steps, run.started_at, run.ended_at - run.started_at)


def test_a_run_is_told_alike_while_it_is_followed_and_from_the_store(session, trace):
    session.materialize()
    expected = [
        ("alone", "success", 1, 0),
        ("letters", "success", 3, 0),
        ("words", "success", 1, 0),
    ]
    assert sorted(facts(trace.timeline())) == expected
    assert sorted(facts(stored(session))) == expected
    assert trace.run_id == session.instance.event_log.runs(1)[0].run_id


def test_what_a_failure_holds_back_is_blocked(session, trace):
    BAD.add("b")
    session.materialize()
    rows = {row.name: row for row in trace.timeline().rows}
    assert (rows["letters"].state, rows["letters"].done, rows["letters"].failed) == ("failed", 2, 1)
    assert (rows["words"].state, rows["words"].bars) == ("blocked", ())


def test_the_step_that_runs_reaches_to_the_present(session):
    clock = chain([100.0, 101.0, 105.0], repeat(106.0))
    trace, seen = RunTrace(lambda: next(clock)), []

    def note(event):
        trace.note(event)
        if type(event).__name__ == "StepStarted":
            seen.append(trace.timeline())

    session.subscribe(note)
    session.materialize("alone")
    (row,) = seen[0].rows
    assert (row.state, row.bars[0].start, row.bars[0].stop, seen[0].seconds) == ("running", 1, 5, 5)


def test_async_steps_that_run_at_the_same_time_are_all_shown(session, trace):
    seen = []

    @asset(partitions_def=LETTERS)
    async def fetched():
        await asyncio.sleep(0.01)

    @asset
    async def other():
        await asyncio.sleep(0.01)

    def note(event):
        activity.note(event)
        running = {row.name for row in trace.timeline().rows if row.state == "running"}
        places = {key.path[-1]: len(ranges) for key, ranges in activity.running().items()}
        seen.append((type(event).__name__, running, places))

    activity = Activity()
    session.live.put(Origin("cell", "cell 1"), Found((fetched, other)))
    session.subscribe(note)
    session.materialize()

    assert ("StepStarted", {"fetched", "other"}, {"fetched": 3, "other": 1}) in seen
    assert ("StepEnded", {"fetched", "other"}, {"fetched": 2, "other": 1}) in seen
    assert seen[-1][1:] == (set(), {})


def test_what_needs_what_comes_first_in_a_run_of_the_past(session):
    session.materialize("letters or words", "all")
    shown = stored(session)
    assert [row.name for row in shown.rows] == ["letters", "words"]
    assert [row.name for row in shown.rows if row.is_longest] == ["letters", "words"]


def test_checks_have_rows_of_their_own_by_their_names(session, trace):
    @asset_check(asset=alone)
    def first():
        return AssetCheckResult(passed=True)

    @asset_check(asset=alone)
    def second():
        return AssetCheckResult(passed=False)

    session.live.put(Origin("checks", "cell 2"), Found((first, second)))
    session.materialize("alone")
    names = ["alone", "alone:first", "alone:second"]
    assert [row.name for row in trace.timeline().rows] == names
    assert [row.name for row in stored(session).rows] == names
    (line,) = RunLines().newest(session.instance.event_log, 1)
    assert (line.what, line.more) == (("alone",), 0)


def test_a_run_of_checks_alone_is_named_by_them(session):
    session.materialize()

    @asset_check(asset=alone)
    def first():
        return AssetCheckResult(passed=True)

    session.live.put(Origin("checks", "cell 2"), Found((first,)))
    session.materialize()
    (line,) = RunLines().newest(session.instance.event_log, 1)
    assert (line.what, line.more) == (("alone:first",), 0)
