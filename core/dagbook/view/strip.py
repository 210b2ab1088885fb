"""A partition bar in a bounded number of cells, however many partitions there are."""

from dataclasses import dataclass
from typing import Literal

from dagbook.view.graph_view import Ranges, StatusBadge

CellState = Literal["missing", "some", "fresh", "stale", "failed", "running"]
"""The state of a cell: the worst of its partitions; "some" is part fresh, part missing."""


LEAST_BAR = 3.0
"""Pixels: what is there, stale or failed is drawn no thinner, so that 2 of 365 are seen."""


@dataclass(frozen=True, slots=True)
class Span:
    """The cells from *start* up to *stop*, all in one state."""

    start: int
    stop: int
    state: CellState


def cells(count: int, most: int) -> int:
    """Return into how many cells a bar of *count* partitions falls, at most *most*."""
    return min(count, most)


def strip(count: int, badge: StatusBadge, *, most: int = 200) -> tuple[Span, ...]:
    """Return the bar of *count* partitions as spans that cover all its cells, in order.

    Neighbours differ. One failed, stale or running partition among a million is seen, and a bar
    is all "fresh" only when nothing is missing.

    Args:
        count: How many partitions there are.
        badge: Which of them are in what state; ordinals from *count* on are left out.
        most: The most cells; one cell holds one or more partitions.

    Example:
        >>> badge = StatusBadge("stale", "", materialized=((0, 6),), stale=((2, 3),))
        >>> [(span.start, span.stop, span.state) for span in strip(8, badge, most=4)]
        [(0, 1, 'fresh'), (1, 2, 'stale'), (2, 3, 'fresh'), (3, 4, 'missing')]
    """
    number = cells(count, most)
    if number == 0:
        return ()
    covered = _covered(count, number, badge.materialized)
    states: list[CellState] = ["missing"] * number
    for cell, have in enumerate(covered):
        if have:
            start, stop = _bounds(count, number, cell)
            states[cell] = "fresh" if have == stop - start else "some"
    worse: tuple[tuple[CellState, Ranges], ...] = (
        ("stale", badge.stale),
        ("failed", badge.failed),
        ("running", badge.running),
    )
    for state, ranges in worse:
        for cell, have in enumerate(_covered(count, number, ranges)):
            if have:
                states[cell] = state
    return _merged(states)


def _bounds(count: int, number: int, cell: int) -> tuple[int, int]:
    """Return the ordinals of *cell*; ordinal ``o`` is in cell ``o * number // count``."""
    return -(-cell * count // number), -(-(cell + 1) * count // number)


def _covered(count: int, number: int, ranges: Ranges) -> list[int]:
    """Return how many ordinals of each cell are in *ranges*; linear in ranges and cells."""
    inner = [0] * number
    steps = [0] * (number + 1)
    for start, end in ranges:
        stop = min(end, count)
        if start >= stop:
            continue
        first, last = start * number // count, (stop - 1) * number // count
        if first == last:
            inner[first] += stop - start
            continue
        inner[first] += _bounds(count, number, first)[1] - start
        inner[last] += stop - _bounds(count, number, last)[0]
        steps[first + 1] += 1
        steps[last] -= 1
    whole = 0
    for cell in range(number):
        whole += steps[cell]
        if whole:
            start, stop = _bounds(count, number, cell)
            inner[cell] = stop - start
    return inner


def _merged(states: list[CellState]) -> tuple[Span, ...]:
    starts = [i for i, state in enumerate(states) if i == 0 or state != states[i - 1]]
    return tuple(
        Span(start, stop, states[start])
        for start, stop in zip(starts, [*starts[1:], len(states)], strict=True)
    )
