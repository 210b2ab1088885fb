"""Statuses of very many ranges told in few: exact in number, rough in place.

Every second of a million partitions is half a million ranges, more than a page should be sent to
draw one bar. Told roughly, the counts of each of some hundred bins are exact, and within a bin the
partitions of one state stand together; the page asks for the places of those that it shows.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from dagbook.partitions.subset import OrdinalRanges
from dagbook.view.graph_view import Ranges, StatusBadge

PlaceState = Literal["missing", "fresh", "stale", "failed", "running"]
"""As what one partition is shown."""

_PLACED: tuple[PlaceState, ...] = ("fresh", "stale", "failed", "running")

MOST_RANGES = 2_000
"""A badge of so many ranges, all states together, is told exactly."""

_BINS = 250


def is_long(badge: StatusBadge, most: int = MOST_RANGES) -> bool:
    """Return whether the ranges of *badge* are more than *most*, all states together."""
    states = (badge.materialized, badge.stale, badge.failed, badge.running)
    return sum(map(len, states)) > most


def roughly(badge: StatusBadge, count: int, most: int = MOST_RANGES) -> StatusBadge:
    """Return *badge*, roughly if its ranges are more than *most*.

    In every bin as many partitions are fresh, stale, failed, running or missing as there are.

    Args:
        badge: The status of an asset of *count* partitions.
        count: How many there are.
        most: How many ranges are told exactly.

    Example:
        >>> every_second = tuple((i, i + 1) for i in range(0, 1000, 2))
        >>> rough = roughly(StatusBadge("partial", "", materialized=every_second), 1000, most=400)
        >>> rough.is_rough, rough.materialized[:2]
        (True, ((0, 2), (4, 6)))
    """
    if not is_long(badge, most):
        return badge
    number = min(_BINS, count)
    bounds = [-(-each * count // number) for each in range(number + 1)]
    counts = [_counts(places_of(badge, state, count), bounds) for state in _PLACED]
    placed: list[list[tuple[int, int]]] = [[] for _ in _PLACED]
    for at, *shares in zip(bounds[:-1], *counts, strict=True):
        start = at
        for pieces, share in zip(placed, shares, strict=True):
            pieces.append((start, start + share))
            start += share
    fresh, stale, failed, running = map(OrdinalRanges.from_ranges, placed)
    return replace(
        badge,
        materialized=(fresh | stale).ranges,
        stale=stale.ranges,
        failed=failed.ranges,
        running=running.ranges,
        is_rough=True,
    )


def places_of(badge: StatusBadge, state: PlaceState, count: int) -> OrdinalRanges:
    """Return the partitions that are shown as *state*, of an asset of *count* partitions.

    Each is shown as one state: as running before failed before stale before fresh.

    >>> badge = StatusBadge("stale", "", materialized=((1, 6),), stale=((2, 4),), failed=((3, 4),))
    >>> [str(places_of(badge, state, 8)) for state in ("missing", "fresh", "stale", "failed")]
    ['0,6-7', '1,4-5', '2', '3']
    """
    taken = OrdinalRanges.EMPTY
    for name, ranges in (
        ("running", badge.running),
        ("failed", badge.failed),
        ("stale", badge.stale),
        ("fresh", badge.materialized),
    ):
        own = OrdinalRanges.from_ranges(ranges)
        if name == state:
            return own - taken
        taken |= own
    return taken.complement(count)


def cut_out(badge: StatusBadge, start: int, stop: int) -> StatusBadge:
    """Return what *badge* says of the partitions from *start* up to *stop*.

    >>> cut_out(StatusBadge("fresh", "", materialized=((0, 9),)), 3, 5).materialized
    ((3, 5),)
    """
    window = OrdinalRanges.span(start, stop)

    def cut(ranges: Ranges) -> Ranges:
        return (OrdinalRanges.from_ranges(ranges) & window).ranges

    return replace(
        badge,
        materialized=cut(badge.materialized),
        stale=cut(badge.stale),
        failed=cut(badge.failed),
        running=cut(badge.running),
    )


def _counts(places: OrdinalRanges, bounds: Sequence[int]) -> list[int]:
    """Return how many *places* are between each two *bounds*; linear in both."""
    counts = [0] * (len(bounds) - 1)
    at = 0
    for start, stop in places.ranges:
        while bounds[at + 1] <= start:
            at += 1
        low = start
        while low < stop:
            high = min(stop, bounds[at + 1])
            counts[at] += high - low
            low = high
            at += low < stop
    return counts
