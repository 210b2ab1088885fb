"""How partitions are drawn, in a few words however many there are.

The page computes the keys of regular partitions itself, so what is sent of them is where they
begin and the few places where their step changes: clocks that change, days left out.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise

from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.schedule_type import ScheduleType
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.view.graph_view import DimensionView, PartitionsKind, PartitionsView

MOST_LISTED = 2_000
"""So many keys are sent with the graph; of more, the page asks for those that it shows."""

MOST_ANCHORS = 400
"""Partitions that change their step more often are drawn key by key."""

_MOST_ENUMERATED = 20_000
"""So many keys are looked at one by one to find out whether they are regular."""

_PROBED_DAYS = 15
"""No clocks change twice in so short a time, so a change cannot be undone unseen."""

_LAST_SAFE_DAY = 28
_WRITABLE = re.compile(r"[^%]*%Y(?:[^%]*%m(?:[^%]*%d(?:[^%]*%H(?:[^%]*%M)?)?)?)?[^%]*")
_NEEDED: dict[PartitionsKind, str] = {
    "hourly": "%H",
    "daily": "%d",
    "weekly": "%d",
    "monthly": "%m",
}
_KINDS: dict[ScheduleType, PartitionsKind] = {
    ScheduleType.HOURLY: "hourly",
    ScheduleType.DAILY: "daily",
    ScheduleType.WEEKLY: "weekly",
    ScheduleType.MONTHLY: "monthly",
}
_DAY = 24 * 60
_STEPS: dict[PartitionsKind, int] = {"hourly": 60, "daily": _DAY, "weekly": 7 * _DAY}

Walls = Callable[[int], int]
"""From an ordinal to what clocks show at the start of its window, in minutes since year 1."""


def partitions_view(partitions_def: PartitionsDefinition) -> PartitionsView:
    """Return how *partitions_def* is drawn.

    Example:
        >>> from dagbook.partitions import HourlyPartitionsDefinition
        >>> hours = HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-03-01-00:00")
        >>> view = partitions_view(hours)
        >>> view.kind, view.count, view.first, view.keys
        ('hourly', 1440, '2024-01-01-00:00', ())
    """
    count = partitions_def.count()
    if isinstance(partitions_def, TimeWindowPartitionsDefinition) and count:
        regular = _of_time(partitions_def, count)
        if regular is not None:
            return regular
    if isinstance(partitions_def, MultiPartitionsDefinition) and count:
        return _grid(partitions_def, count)
    first = partitions_def.key_at(0) if count else ""
    last = partitions_def.key_at(count - 1) if count else ""
    keys = partitions_def.keys_in(partitions_def.all_partitions()) if count <= MOST_LISTED else ()
    return PartitionsView("keys", count, first, last, tuple(keys))


def _grid(partitions_def: MultiPartitionsDefinition, count: int) -> PartitionsView:
    """Return how the partitions of two dimensions are drawn."""
    dimensions = tuple(
        DimensionView(name, partitions_view(dimension))
        for name, dimension in partitions_def.partitions_defs
    )
    first, last = partitions_def.key_at(0), partitions_def.key_at(count - 1)
    return PartitionsView("grid", count, first, last, dimensions=dimensions)


def _of_time(partitions_def: TimeWindowPartitionsDefinition, count: int) -> PartitionsView | None:
    """Return how time windows are drawn, or None when arithmetic does not give their keys."""
    kind, step = _kind(partitions_def, count)
    fmt = partitions_def.fmt
    if kind is None or _NEEDED[kind] not in fmt or not _WRITABLE.fullmatch(fmt):
        return None
    anchors: tuple[int, ...] | None = ()
    if kind == "monthly":
        if partitions_def.window_at(0).start.day > _LAST_SAFE_DAY:
            return None
    elif not _is_exact(partitions_def, kind):
        anchors = _anchors(partitions_def, count, step)
    if anchors is None:
        return None
    key = partitions_def.key_at
    return PartitionsView(
        kind,
        count,
        key(0),
        key(count - 1),
        fmt=fmt,
        minutes=step if kind == "hourly" else 60,
        anchors=tuple((ordinal, key(ordinal)) for ordinal in anchors),
    )


def _kind(
    partitions_def: TimeWindowPartitionsDefinition, count: int
) -> tuple[PartitionsKind | None, int]:
    """Return as what windows are drawn, if by time, and their step in minutes."""
    schedule = partitions_def.schedule_type
    if schedule is not None:
        kind = _KINDS[schedule]
        return kind, _STEPS.get(kind, 0)
    if count > _MOST_ENUMERATED:
        return None, 0
    # Any other cron: by day if no two windows start on one day, else by the hour.
    wall = _walls(partitions_def)
    gaps = [after - before for before, after in pairwise(map(wall, range(count)))]
    step = min((gap for gap in gaps if gap > 0), default=_DAY)
    if step % _DAY == 0:
        return "daily", _DAY
    return ("hourly", step) if step < _DAY and _DAY % step == 0 else (None, 0)


def _is_exact(partitions_def: TimeWindowPartitionsDefinition, kind: PartitionsKind) -> bool:
    """Return whether no step can be another one: nothing is left out, no clocks change."""
    if partitions_def.exclusions or partitions_def.schedule_type is None:
        return False
    return kind != "hourly" or partitions_def.timezone.upper() == "UTC"


def _anchors(
    partitions_def: TimeWindowPartitionsDefinition, count: int, step: int
) -> tuple[int, ...] | None:
    """Return the ordinals whose step from the one before is another, or None if too many."""
    wall = _walls(partitions_def)
    is_sparse = bool(partitions_def.exclusions) or partitions_def.schedule_type is None
    if is_sparse and count > _MOST_ENUMERATED:
        return None
    probe = 1 if is_sparse else max(1, _PROBED_DAYS * _DAY // step)
    most = min(MOST_ANCHORS, max(24, count // 3))
    found: list[int] = []
    for ordinal in _breaks(wall, count, step, probe):
        found.append(ordinal)
        if len(found) > most:
            return None
    return tuple(found)


def _breaks(wall: Walls, count: int, step: int, probe: int) -> Iterator[int]:
    """Yield the ordinals that do not follow by *step*, seen between places *probe* apart."""
    low, at = 0, wall(0)
    while low < count - 1:
        high = min(low + probe, count - 1)
        then = wall(high)
        if then - at == (high - low) * step:
            low, at = high, then
            continue
        # What clocks show follows from `low` up to the break and no more from there on.
        right = low
        while high - right > 1:
            middle = (right + high) // 2
            if wall(middle) - at == (middle - low) * step:
                right = middle
            else:
                high = middle
        yield high
        low, at = high, wall(high)


def _walls(partitions_def: TimeWindowPartitionsDefinition) -> Walls:
    """Return what tells what clocks show at the start of a window."""

    def wall(ordinal: int) -> int:
        shown: datetime = partitions_def.window_at(ordinal).start
        return shown.toordinal() * _DAY + shown.hour * 60 + shown.minute

    return wall
