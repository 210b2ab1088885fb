"""Past runs, waiting ones, and those of another kernel on the same store."""

import threading
import time

import pytest

from dagbook import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session
from dagbook_jupyter.panel.run_questions import ShowRuns, ShowTimeline
from dagbook_jupyter.panel.session_source import SessionSource

GO, BEGUN = threading.Event(), threading.Event()


@asset
def one(): ...


@asset
def slow():
    BEGUN.set()
    assert GO.wait(30)


@pytest.fixture
def kernels(tmp_path):
    """Return a function that opens one more session on the same store, with its panel."""
    GO.clear()
    BEGUN.clear()
    made = []

    def open_one(watch=None):
        session = Session(tmp_path / ".dagbook")
        session.live.put(Origin("cell", "cell 1"), Found((one, slow)))
        source = SessionSource(session, watch_seconds=watch)
        made.append(session)
        return session, source

    yield open_one
    GO.set()
    for session in made:
        session.close()


def eventually(look):
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def test_runs_say_what_when_how_and_who(kernels):
    session, source = kernels()
    session.materialize("one", origin="cell 7")
    (row,) = source.about_runs(ShowRuns(10)).rows
    assert (row.what, row.state, row.origin, row.done) == (("one",), "success", "cell 7", 1)
    shown = source.about_runs(ShowTimeline(""))
    assert (shown.run_id, shown.state, shown.asked) == (row.run_id, "success", "")
    assert [line.name for line in shown.timeline.rows] == ["one"]


def test_a_list_of_runs_says_whether_there_are_older_ones(kernels):
    session, source = kernels()
    for _ in range(3):
        session.materialize("one")
    assert not source.about_runs(ShowRuns(2)).is_all
    assert source.about_runs(ShowRuns(4)).is_all
    assert len(source.about_runs(ShowRuns(4)).rows) == 3


def test_a_run_that_nobody_knows_has_no_timeline(kernels):
    _, source = kernels()
    assert source.about_runs(ShowTimeline("nothing")).timeline is None
    assert source.about_runs(ShowTimeline("")).timeline is None


def test_a_second_run_waits_visibly_and_can_be_taken_back(kernels):
    session, source = kernels()
    source.subscribe(lambda _: None)
    source.enqueue(("slow",), "selected", {}, {})
    assert BEGUN.wait(20)
    eventually(lambda: source.run_state().state == "running")
    source.enqueue(("one",), "selected", {}, {})
    assert source.run_state().waiting == 1
    told = source.about_runs(ShowRuns(10))
    assert [(row.what, row.state) for row in told.rows] == [(("slow",), "running")]
    (waiting,) = told.waiting
    assert waiting.what == "one"
    source.cancel(waiting.run_id)
    GO.set()
    eventually(lambda: source.run_state().state == "success" and not session.active_runs())
    assert [row.what for row in source.about_runs(ShowRuns(10)).rows] == [("slow",)]


def test_a_cell_that_waits_for_a_background_run_is_seen_waiting(kernels):
    session, source = kernels()
    source.subscribe(lambda _: None)
    source.enqueue(("slow",), "selected", {}, {})
    assert BEGUN.wait(20)
    cell = threading.Thread(target=session.materialize, args=("one",))
    cell.start()
    eventually(lambda: source.run_state().waiting == 1)
    assert [each.what for each in source.about_runs(ShowRuns(10)).waiting] == ["one"]
    GO.set()
    cell.join(30)
    assert source.run_state().waiting == 0


def test_two_panels_of_one_kernel_agree(kernels):
    session, first = kernels()
    second = SessionSource(session)
    for each in (first, second):
        each.subscribe(lambda _: None)
    first.enqueue(("slow",), "selected", {}, {})
    assert BEGUN.wait(20)
    eventually(lambda: first.run_state().state == "running")
    assert first.run_state().run_id == second.run_state().run_id
    assert first.statuses() == second.statuses()
    GO.set()
    eventually(lambda: first.run_state().state == second.run_state().state == "success")


def test_a_panel_follows_what_another_kernel_does_on_the_same_store(kernels):
    mine, source = kernels(watch=0.02)
    other, _ = kernels()
    changes = []
    stop = source.subscribe(changes.append)
    assert source.statuses()["slow"].state == "never"
    run = threading.Thread(target=other.materialize, args=("slow",), kwargs={"origin": "cell 3"})
    run.start()
    assert BEGUN.wait(20)
    eventually(lambda: "run" in changes and source.run_state() is not None)
    told = source.run_state()
    assert (told.state, told.elsewhere) == ("running", True)
    assert "another kernel (cell 3)" in told.message
    assert source.about_runs(ShowRuns(5)).rows[0].state == "running"
    GO.set()
    run.join(30)
    eventually(lambda: source.statuses()["slow"].state == "fresh")
    eventually(lambda: source.run_state() is None)
    assert not mine.is_running
    stop()
