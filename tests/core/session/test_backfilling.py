"""Runs of many partitions: what they wanted is known afterwards, and gone on with."""

import subprocess
import sys
from threading import Event, Timer

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterUnknownPartitionError,
    UnknownAssetError,
)
from dagbook.execution.materialize import materialize
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.backfilling import Budget, RunLimits
from dagbook.session.session import Session

LETTERS = StaticPartitionsDefinition(["a", "b", "c", "d"])
BAD = set()
STOP = {}


@asset
def raw():
    return 1


@asset(partitions_def=LETTERS)
def letters(context, raw):
    if context.partition_key in BAD:
        raise ValueError(context.partition_key)
    if context.partition_key in STOP:
        STOP[context.partition_key]()
    return context.partition_key


@asset(partitions_def=LETTERS)
def twice(context, letters):
    return letters * 2


@pytest.fixture(autouse=True)
def nothing_bad():
    yield
    BAD.clear()
    STOP.clear()


@pytest.fixture
def defined(notebook):
    notebook.define(raw, letters, twice)
    return notebook


def told(session):
    """Return each backfill as `status done/total failed`, the newest first."""
    return [
        " ".join([each.status, f"{each.done}/{each.total}", *each.failed])
        for each in session.backfills()
    ]


def made(summary):
    return "".join(step.partition or step.step_key for step in summary.steps if not step.error)


def test_a_run_of_several_partitions_is_a_backfill_and_others_are_not(defined):
    defined.run("raw")
    defined.run("letters", "a")
    assert told(defined.session) == []
    defined.run("letters", "b...c")
    assert told(defined.session) == ["done 2/2"]
    found = defined.session.backfills()[0]
    run = defined.session.instance.event_log.runs(1)[0]
    assert run.run_id.startswith(found.backfill_id)
    assert found.started_at == run.started_at
    assert found.seconds == run.ended_at - run.started_at


def test_what_failed_is_named_and_run_again_with_what_it_kept_from_running(defined):
    BAD.update("bc")
    defined.session.materialize("letters or twice", "all")
    assert told(defined.session) == ["failed 5/9 letters[b] letters[c]"]
    BAD.remove("b")
    summary = defined.session.resume()
    assert made(summary) == "bb"
    assert told(defined.session) == ["failed 7/9 letters[c]"]
    BAD.clear()
    assert made(defined.session.resume()) == "cc"
    assert told(defined.session) == ["done 9/9"]


def test_what_was_made_otherwise_since_is_not_made_again(defined):
    BAD.update("bc")
    defined.session.materialize("letters", "all")
    BAD.clear()
    defined.run("letters", "b")
    assert told(defined.session) == ["failed 4/5 letters[c]"]
    assert made(defined.session.resume()) == "c"


def test_what_was_there_before_is_made_anew_when_it_was_asked_for(defined):
    defined.run("letters", "all")
    BAD.add("a")
    STOP["b"] = defined.session.cancel
    defined.session.materialize("letters", "all")
    BAD.clear()
    STOP.clear()
    assert told(defined.session)[0].startswith("failed 0/4 letters[a]")
    assert made(defined.session.resume()) == "abcd"


def test_a_canceled_run_is_gone_on_with_where_it_stopped(defined):
    STOP["b"] = defined.session.cancel
    defined.session.materialize("letters", "all")
    STOP.clear()
    assert told(defined.session)[0].split()[0] == "stopped"
    left = made(defined.session.resume())
    assert left.endswith("cd")
    assert told(defined.session) == ["done 5/5"]


def test_what_was_cancelled_a_moment_ago_is_what_is_gone_on_with(defined):
    reached, ends = Event(), Event()

    def step():
        reached.set()
        ends.wait(20)

    BAD.add("d")
    defined.session.materialize("letters", "all")
    BAD.clear()
    STOP["b"] = step
    run_id = defined.session.enqueue("letters", "a,b,c")
    assert reached.wait(20)
    STOP.clear()
    defined.session.cancel(run_id)
    Timer(0.1, ends.set).start()
    assert made(defined.session.resume()) == "bc"
    assert told(defined.session) == ["done 3/3", "failed 4/5 letters[d]"]


def test_an_interrupted_run_is_gone_on_with(defined):
    def interrupt():
        raise KeyboardInterrupt

    STOP["c"] = interrupt
    with pytest.raises(KeyboardInterrupt):
        defined.session.materialize("letters", "all")
    STOP.clear()
    assert told(defined.session) == ["stopped 3/5"]
    assert made(defined.session.resume()) == "cd"


def test_what_is_current_when_its_turn_comes_is_done(defined):
    defined.run("letters", "all")

    @asset
    def raw():
        return 1 + 0

    defined.define(raw)
    assert defined.run() == ["raw", "twice[a]", "twice[b]", "twice[c]", "twice[d]"]
    assert told(defined.session)[0] == "done 9/9"


KILLED = """
import os, sys
from pathlib import Path
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.session import Session

@asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c", "d"]))
def letters(context):
    if context.partition_key == "c":
        os._exit(9)
    return context.partition_key

session = Session(Path(sys.argv[1]), "a.ipynb")
session.live.put(Origin("1", "1"), Found((letters,)))
session.materialize("letters", "all")
"""


def test_after_a_kernels_death_what_was_done_stays_done(tmp_path, open_notebook):
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / ".dagbook")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 9, ended.stderr

    @asset(partitions_def=LETTERS)
    def letters(context):
        return context.partition_key

    again = open_notebook()
    assert again.session.instance.event_log.runs(1)[0].is_failure
    assert again.session.runs(1)[0].error == "its process ended before it did"
    assert told(again.session) == ["stopped 2/4"]
    again.define(letters)
    assert told(again.session) == ["stopped 2/4"]
    assert made(again.session.resume()) == "cd"
    assert told(again.session) == ["done 4/4"]


def test_a_budget_ends_at_a_partitions_end_and_says_how_to_go_on(defined):
    summary = defined.session.materialize("letters", "all", limits=RunLimits(0.0))
    assert [step.step_key for step in summary.steps] == ["raw"]
    assert summary.notes == (
        "Stopped after 0 ms, as the budget says; 4 steps left. %materialize --resume goes on.",
    )
    assert not summary.success
    assert made(defined.session.resume(budget_seconds=0.0)) == "a"
    assert told(defined.session) == ["stopped 2/5"]
    summary = defined.session.resume(budget_seconds=1e6)
    assert (made(summary), summary.notes, summary.success) == ("bcd", (), True)


def test_a_run_with_a_budget_can_be_gone_on_with_though_it_has_no_partitions(defined):
    @asset
    def after(raw):
        return raw

    defined.define(after)
    defined.session.materialize("raw or after", limits=RunLimits(0.0))
    assert made(defined.session.resume()) == "after"


def test_a_budget_that_ends_with_the_last_step_stops_nothing():
    now = [0.0]
    budget = Budget(5.0, 0, lambda: now[0])
    now[0] = 9.0
    assert not budget.is_spent()
    assert budget.notes == []


def test_one_backfill_of_several_is_gone_on_with_by_its_id(defined):
    BAD.add("a")
    defined.session.materialize("letters", "a...b")
    BAD.add("c")
    defined.session.materialize("letters", "c...d")
    BAD.clear()
    old = defined.session.backfills()[1].backfill_id
    assert made(defined.session.resume(old)) == "a"
    assert made(defined.session.resume()) == "c"
    with pytest.raises(DagsterInvalidInvocationError, match="No backfill is unfinished"):
        defined.session.resume()
    with pytest.raises(DagsterInvalidInvocationError, match=f"{old} is done. None is unfin"):
        defined.session.resume(old)


def test_an_unknown_backfill_is_refused_with_those_that_are_unfinished(defined):
    BAD.add("a")
    defined.session.materialize("letters", "a...b")
    known = defined.session.backfills()[0].backfill_id
    with pytest.raises(
        DagsterInvalidInvocationError, match=f"x is not known. Unfinished are {known}"
    ):
        defined.session.resume("x")


def test_one_that_runs_is_not_run_twice(defined):
    seen = []

    def ask():
        seen.extend(told(defined.session))
        with pytest.raises(DagsterInvalidInvocationError, match="runs now"):
            defined.session.resume(defined.session.backfills()[0].backfill_id)

    STOP["b"] = ask
    defined.run("letters", "all")
    assert seen == ["running 2/5"]


def test_a_definition_that_is_gone_or_has_other_partitions_is_said(defined):
    BAD.add("d")
    defined.session.materialize("letters", "a...d")
    other = Session(defined.session.root, "b.ipynb")
    try:
        assert told(other) == ["failed 4/5 letters[d]"]
        with pytest.raises(UnknownAssetError):
            other.resume()
    finally:
        other.close()

    @asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
    def letters(): ...

    defined.define(letters)
    assert told(defined.session) == ["failed 4/5 letters[d]"]
    with pytest.raises(DagsterUnknownPartitionError, match="`d`"):
        defined.session.resume()


def test_what_python_ran_by_partitions_is_a_backfill_too(in_kernel):
    in_kernel.define(raw, letters)
    BAD.add("c")
    materialize([raw, letters], partition_keys="all", raise_on_error=False)
    assert told(in_kernel.session) == ["failed 4/5 letters[c]"]
    BAD.clear()
    assert made(in_kernel.session.resume()) == "c"
    materialize([raw, letters], partition_keys=["a"])
    assert len(told(in_kernel.session)) == 1


def test_a_backfill_is_gone_on_with_in_the_background(defined):
    STOP["b"] = defined.session.cancel
    defined.session.materialize("letters", "all")
    STOP.clear()
    ended = Event()
    summaries = []

    def on_end(summary):
        summaries.append(summary)
        ended.set()

    defined.session.enqueue_resume(on_end=on_end)
    assert ended.wait(20)
    assert made(summaries[0]).endswith("cd")
    assert told(defined.session) == ["done 5/5"]


def test_a_run_in_the_background_has_a_budget_too(defined):
    ended = Event()
    defined.session.enqueue("letters", "all", on_end=lambda _: ended.set(), limits=RunLimits(1e-9))
    assert ended.wait(20)
    assert told(defined.session) == ["stopped 1/5"]
    with pytest.raises(DagsterInvalidInvocationError, match="not known"):
        defined.session.enqueue_resume("nothing")
