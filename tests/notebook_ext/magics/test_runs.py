"""`%runs` and `%materialize --background`."""

import re
import threading

import pytest

SLOW = """
import threading

go, began = threading.Event(), threading.Event()

@asset
def slow():
    began.set()
    while not go.wait(0.01):
        pass
    return 1

@asset
def after(slow):
    return slow + 1
"""


@pytest.fixture
def slow(cells):
    """An asset that runs until `go` is set, and one that reads it."""
    cells.run(SLOW, "slow")
    yield cells
    cells.value("go").set()
    cells.session.wait()


@pytest.fixture
def started(slow):
    """Both of them running in the background."""
    slow.run("%materialize --background")
    assert slow.value("began").wait(10)
    return slow


def first_id(cells):
    return cells.session.active_runs()[0][:8]


def test_a_run_in_the_background_returns_at_once_and_says_how_to_end_it(slow):
    printed = slow.run("%materialize --background")
    run_id = first_id(slow)
    assert f"Run {run_id} is in the background; %runs --cancel {run_id} ends it" in printed
    slow.run("go.set()\n%runs --wait")
    assert slow.session.load("after") == 2


def test_runs_lists_what_runs_waits_and_ended(started):
    started.run("@asset\ndef other(): return 3")
    started.run("%materialize other --background")
    lines = started.run("%runs").splitlines()
    assert lines[0].split() == ["run", "started", "by", "state", "took"]
    assert [line.split()[1:3] for line in lines[1:2]] == [["·", "waiting"]]
    assert "◐ running" in lines[2]
    printed = started.run("go.set()\n%runs --wait\n%runs")
    table = printed[printed.index("run  ") :].splitlines()
    assert ["● success" in line for line in table[1:]] == [True, True]
    assert "other" in table[1]
    assert "slow, after" in table[2]


def test_cancel_ends_user_code_at_once_and_what_was_made_stays(cells):
    cells.run("@asset\ndef before(): return 0")
    cells.run(SLOW.replace("def slow()", "def slow(before)"), "slow")
    cells.run("%materialize --background")
    assert cells.value("began").wait(10)
    run_id = first_id(cells)
    assert cells.run("%runs --cancel") == f"Run {run_id} ends; what it made stays"
    cells.run("%runs --wait")
    assert "○ canceled" in cells.run("%runs")
    states = [cells.badge(key).state for key in ("before", "slow", "after")]
    assert states == ["fresh", "never", "never"]


def test_a_run_that_waits_is_cancelled_by_the_beginning_of_its_id(started):
    started.run("@asset\ndef other(): return 3")
    started.run("%materialize other --background")
    waiting = started.session.active_runs()[1]
    started.run(f"%runs --cancel {waiting[:6]}")
    started.run("go.set()\n%runs --wait")
    assert started.badge("other").state == "never"
    assert started.badge("after").state == "fresh"


def test_a_run_in_the_foreground_waits_for_the_one_in_the_background(started):
    go = started.value("go")
    started.run("@asset\ndef other(): return 3")
    threading.Timer(0.3, go.set).start()
    printed = started.run("%materialize other")
    assert printed.splitlines()[0] == "Waiting for the run that runs now."
    assert started.badge("other").state == "fresh"


def test_a_failure_in_the_background_is_said_and_shown_by_runs(cells):
    cells.run("@asset\ndef bad():\n    rows = []\n    return rows[0]", "bad")
    printed = cells.run("%materialize --background\n%runs --wait")
    assert "bad failed: IndexError: list index out of range" in printed
    (line,) = cells.run("%runs").splitlines()[1:]
    assert "✗ failed" in line
    assert line.endswith("IndexError: list index out of range")
    details = cells.run(f"%runs {line.split()[0]}")
    assert re.match(r"run [\da-f-]{36}, .*: failed after ", details)
    assert "  bad  ✗" in details
    assert "return rows[0]" in details
    assert "dagbook/execution" not in details


def test_what_cannot_run_is_said_at_once(cells):
    cells.run("@asset\ndef one(): return 1", "one")
    assert "Did you mean one?" in cells.fail("%materialize oen --background")
    cells.run("%materialize")
    assert cells.run("%materialize --background") == "All is current; there is nothing to do."


def test_a_large_run_asks_first(cells):
    cells.run("""
        keys = [str(number) for number in range(1001)]
        @asset(partitions_def=StaticPartitionsDefinition(keys))
        def many():
            return 1
        """)
    assert "Add --yes to run them." in cells.fail("%materialize --background")
    assert not cells.session.active_runs()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%runs zz", "There is no run zz. %runs lists them."),
        ("%runs --cancel", "%runs --cancel: nothing runs or waits."),
        ("%runs --cancel zz --wait", "%runs: an id to show, --cancel and --wait exclude"),
        ("%materialize --resume --background", "%materialize: --resume and --background exclude"),
    ],
)
def test_what_cannot_be_is_one_line(line, said, cells):
    printed = cells.fail(line)
    assert printed.startswith(f"UsageError: {said}")
    assert len(printed.splitlines()) == 1


def test_nothing_ran_yet(cells):
    assert cells.run("%runs") == "Nothing ran yet."


def test_the_same_from_python(slow):
    slow.run("from dagbook import live\nrun_id = live.start('slow')")
    assert slow.value("began").wait(10)
    assert slow.value("live.cancel(run_id[:6])") is True
    slow.run("live.wait()")
    (line,) = slow.value("live.runs()")
    assert (line.state, line.origin) == ("canceled", "dagbook.live")
    assert slow.value("live.run_details(run_id).steps[0].canceled") is True


def test_the_set_of_resources_stays_while_something_runs(started):
    started.run("%use --define test {}")
    assert "cannot be used while something runs" in started.fail("%use test")


def test_ids_are_completed(started):
    run_id = first_id(started)
    for line in ("%runs ", "%runs --cancel "):
        assert run_id in started.shell.complete("", line, len(line))[1]
