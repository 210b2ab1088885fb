"""A run as bars over time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.timeline import MOST_BARS, Piece, PlannedRow, in_order, merged, timeline

STATES = ("success", "canceled", "failed")


@st.composite
def sequences(draw):
    """Pieces of one row, one after the other, of a run that takes as long as they do."""
    lengths = draw(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), max_size=60))
    at, pieces = 0.0, []
    for gap, length in lengths:
        start = at + gap
        at = start + length
        pieces.append(Piece("a", start, at, draw(st.sampled_from(STATES))))
    return pieces, at


@given(sequences())
def test_bars_are_few_and_lose_no_value_no_failure_and_no_time(run):
    pieces, seconds = run
    bars = merged(pieces, seconds / MOST_BARS)
    assert len(bars) <= 2 * MOST_BARS + 2
    assert sum(bar.number for bar in bars) == len(pieces)
    failed = {piece.state for piece in pieces} >= {"failed"}
    assert ("failed" in {bar.state for bar in bars}) == failed
    assert [bar.start for bar in bars[:1]] == [piece.start for piece in pieces[:1]]
    assert all(before.stop <= after.start for before, after in pairwise(bars))


def test_ten_thousand_partitions_are_a_few_bars():
    pieces = [Piece("a", i, i + 0.6, "failed" if i == 5_000 else "success") for i in range(10_000)]
    bars = merged(pieces, 10_000 / MOST_BARS)
    assert [bar.state for bar in bars] == ["success", "failed", "success"]
    assert bars[1].start == 5_000


ROWS = (
    PlannedRow("raw", 1),
    PlannedRow("slow", 1, ("raw",)),
    PlannedRow("quick", 1, ("raw",)),
    PlannedRow("report", 1, ("slow", "quick")),
)
RAN = (
    Piece("raw", 0, 2, "success"),
    Piece("slow", 2, 9, "success"),
    Piece("quick", 9, 10, "success"),
    Piece("report", 10, 12, "success"),
)


def test_the_longest_path_is_the_chain_that_took_longest():
    found = timeline(ROWS, RAN, 12)
    assert [row.name for row in found.rows if row.is_longest] == ["raw", "slow", "report"]
    assert found.longest_seconds == 11


def test_a_row_waits_from_when_what_it_needs_was_done():
    ready = {row.name: row.ready for row in timeline(ROWS, RAN, 12).rows}
    assert ready == {"raw": 0.0, "slow": 2, "quick": 2, "report": 10}


def test_what_did_not_begin_waits_only_once_what_it_needs_is_done():
    running = (*RAN[:1], Piece("slow", 2, 5, "running"))
    rows = {row.name: row for row in timeline(ROWS, running, 5).rows}
    assert (rows["quick"].state, rows["quick"].ready) == ("waiting", 2)
    assert (rows["report"].state, rows["report"].ready) == ("waiting", None)
    assert rows["slow"].state == "running"


@pytest.mark.parametrize("fate", ["blocked", "skipped", "canceled"])
def test_what_never_ran_says_why(fate):
    (row,) = timeline([PlannedRow("a", 1, fate=fate)], (), 3).rows
    assert (row.state, row.bars, row.ready, row.done) == (fate, (), None, 0)


def test_partitions_are_counted_by_how_they_went():
    pieces = [Piece("a", 0, 1, "success", number=30), Piece("a", 1, 2, "failed", number=2)]
    (row,) = timeline([PlannedRow("a", 32)], pieces, 2).rows
    assert (row.done, row.failed, row.total, row.state) == (30, 2, 32, "failed")


def test_what_is_not_planned_is_not_shown():
    assert timeline([], RAN, 12).rows == ()


def test_rows_that_need_each_other_are_all_shown():
    rows = {"a": PlannedRow("a", 1, ("b",)), "b": PlannedRow("b", 1, ("a",))}
    assert {row.name for row in in_order(rows)} == {"a", "b"}
