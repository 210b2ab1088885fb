"""How many windows are partitions at a moment: Dagster's meaning of now, end and offset."""

from dagbook.partitions.cadence import Cadence, ceil, last_ended


def count_windows(
    cadence: Cadence, first: int, end: float | None, end_offset: int, now: float
) -> int:
    """Return how many windows from index *first* on are partitions at *now*.

    A window is one when it has ended by *now*; *end_offset* moves the last one by so many windows,
    but never past *end*, before which the last window has to end.

    >>> from dagbook.partitions.cadence import cadence_for
    >>> daily = cadence_for("0 0 * * *", "UTC", (), 0)
    >>> first = daily.floor(0)
    >>> count_windows(daily, first, None, 0, 3.5 * 86400), count_windows(daily, first, None, 1, 0)
    (3, 1)
    """
    if not _has_first(cadence, first, end_offset, now):
        return 0
    if end_offset == 0:
        last = last_ended(cadence, now if end is None else min(now, end))
        return max(0, last - first + 1)
    ended = last_ended(cadence, now)
    if end_offset < 0:
        last = ended + end_offset
    else:
        last = ceil(cadence, cadence.end(ended)) + end_offset - 1
    # Dagster asks about the first window with the clock's window counted as well, so it may exist
    # where the offset alone would not reach it.
    last = max(first, last)
    if end is not None:
        last = min(last, last_ended(cadence, end))
    return max(0, last - first + 1)


def _has_first(cadence: Cadence, first: int, end_offset: int, now: float) -> bool:
    """Return whether the window *first* is a partition at *now*."""
    if end_offset == 0:
        limit = now
    elif end_offset > 0:
        limit = cadence.tick(ceil(cadence, now) + end_offset)
    else:
        limit = cadence.tick(last_ended(cadence, now) + end_offset + 1)
    return cadence.end(first) <= limit
