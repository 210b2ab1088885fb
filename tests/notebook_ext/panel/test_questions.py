from dataclasses import replace

import pytest

from dagbook.errors import DagsterInvalidInvocationError
from dagbook_jupyter.panel.messages import Forget, Notice
from dagbook_jupyter.panel.questions import run_question
from dagbook_jupyter.panel.session_source import SessionSource

HOURS = """
    hours = HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-03-01-00:00")

    @asset(partitions_def=hours)
    def raw(): ...

    @asset(partitions_def=hours)
    def clean(raw): ...
"""


@pytest.fixture
def source(cells):
    cells.run(HOURS)
    return SessionSource(cells.session)


def test_more_than_a_thousand_partition_runs_are_asked_about_first(source):
    ask = source.enqueue(("raw",), "selected", {"raw": ((0, 1001),)}, {})
    assert (ask.title, ask.lines, ask.yes) == ("Run 1,001 steps?", ("raw: 1,001",), "Run")
    assert source.run_state() is None


def test_the_question_counts_what_is_missing_upstream(source):
    ask = source.enqueue(("clean",), "selected", {"clean": ((0, 600),)}, {})
    assert ask.lines == ("raw: 600", "clean: 600")


@pytest.mark.parametrize("mode", ["selected", "stale"])
def test_everything_is_asked_about_as_well(source, mode):
    assert source.enqueue(("raw", "clean"), mode, {}, {}).title == "Run 2,880 steps?"
    assert source.enqueue(None, "stale", {}, {}).title == "Run 2,880 steps?"


def test_what_is_small_or_confirmed_is_queued(source, cells, monkeypatch):
    queued = []

    def enqueue(selection, wanted, **_):
        queued.append((selection, {key: len(each) for key, each in wanted.items()}))
        return "r1"

    monkeypatch.setattr(cells.session, "enqueue", enqueue)
    assert source.enqueue(("raw",), "selected", {"raw": ((0, 1000),)}, {}) is None
    assert source.enqueue(("raw",), "selected", {"raw": ((0, 1001),)}, {}, confirmed=True) is None
    (raw,) = queued[0][0]
    assert [counts for _, counts in queued] == [{raw: 1000}, {raw: 1001}]
    assert source.run_state().state == "queued"


def test_a_long_estimate_is_asked_about_with_its_time(source, cells, monkeypatch):
    cells.run("%materialize raw --partition 2024-01-01-00:00")
    monkeypatch.setattr("dagbook.session.planning.MOST_SECONDS", 0.0)
    ask = source.enqueue(("raw",), "selected", {"raw": ((0, 2),)}, {})
    assert ask.title.startswith("Run 2 steps, about ")


@pytest.mark.parametrize(
    ("seconds", "title"),
    [
        (None, "Run 1,440 steps?"),
        (42.0, "Run 1,440 steps, about 42 s?"),
        (2395.0, "Run 1,440 steps, about 40 min?"),
        (2 * 3600 + 20, "Run 1,440 steps, about 2 h?"),
        (3600 + 25 * 60, "Run 1,440 steps, about 1 h 25 min?"),
    ],
)
def test_the_time_is_said_as_exactly_as_it_is_known(source, cells, seconds, title):
    plan = replace(cells.session.plan("raw"), estimated_seconds=seconds)
    assert run_question(plan).title == title


NUMBERS = """
    @asset(partitions_def=hours)
    def numbers() -> int:
        return 1

    @asset
    def total() -> int:
        return 2
"""


@pytest.fixture
def numbers(source, cells):
    cells.run(NUMBERS)
    cells.run("%materialize total")
    cells.run("%materialize numbers --partitions 2024-01-01-00:00...2024-01-01-03:00")
    return source


def done(source, **wish):
    """Confirm *wish* and return what is said."""
    said = source.forget(Forget(**wish, confirmed=True))
    assert isinstance(said, Notice)
    return said.text


def made(source, key="numbers"):
    return source.statuses()[key].materialized


def test_a_wipe_asks_with_how_much_goes_and_takes_exactly_that(numbers):
    ask = numbers.forget(Forget("numbers", "wipe", ((1, 3), (500, 501))))
    assert (ask.title, ask.yes) == ("Wipe numbers?", "Wipe")
    assert ask.lines[0].startswith("2 partitions, ")
    assert made(numbers) == ((0, 4),)
    text = done(numbers, asset="numbers", how="wipe", ranges=((1, 3), (500, 501)))
    assert text.startswith("wiped numbers[2024-01-01-01:00, 2024-01-01-02:00]: 2 values")
    assert made(numbers) == ((0, 1), (3, 4))


def test_without_partitions_the_whole_asset_is_wiped(numbers):
    assert numbers.forget(Forget("total", "wipe")).lines[0].startswith("1 value, ")
    done(numbers, asset="total", how="wipe")
    assert numbers.statuses()["total"].at is None
    done(numbers, asset="numbers", how="wipe")
    assert made(numbers) == ()


def test_an_undo_takes_the_last_run_back_or_what_was_chosen(numbers, cells):
    cells.run("%materialize numbers --partition 2024-01-01-07:00")
    ask = numbers.forget(Forget("numbers", "undo"))
    assert ask.lines == ("What its last run made goes back to the value before.",)
    done(numbers, asset="numbers", how="undo")
    assert made(numbers) == ((0, 4),)
    ask = numbers.forget(Forget("numbers", "undo", ((0, 2),)))
    assert ask.lines == ("2 partitions go back to the value before.",)
    done(numbers, asset="numbers", how="undo", ranges=((0, 2),))
    assert made(numbers) == ((2, 4),)


@pytest.mark.parametrize("how", ["wipe", "undo"])
def test_where_nothing_is_stored_nothing_is_asked(numbers, how):
    said = numbers.forget(Forget("numbers", how, ((500, 501),)))
    assert said == Notice("info", f"Nothing is stored of this; there is nothing to {how}.")


def test_while_a_run_goes_on_nothing_is_forgotten(numbers, cells):
    said = cells.session.in_turn(
        lambda: numbers.forget(Forget("numbers", "wipe", confirmed=True)),
    )
    assert said == Notice("warning", "A run is going on; wipe when it has ended.")
    assert made(numbers) == ((0, 4),)


def test_partitions_that_moved_since_they_were_chosen_are_not_wiped(numbers):
    with pytest.raises(DagsterInvalidInvocationError, match="numbers have changed since"):
        numbers.forget(Forget("numbers", "wipe", ((0, 1),), {"numbers": 7}, confirmed=True))
    assert made(numbers) == ((0, 4),)
