from dataclasses import replace

import pytest

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
