"""Wall times in a time zone: which moment one is, also when clocks jump.

A time that clocks skip becomes the first time after the jump; of a time that comes twice, schedules
by day take the second. Both only at the hours Dagster looks at, unless *any_hour*.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dagbook.errors import DagsterInvalidDefinitionError

_JUMP_HOURS = (1, 2, 3)


class _UnknownTimezoneError(DagsterInvalidDefinitionError, ZoneInfoNotFoundError):
    """A time zone nobody knows; also what zoneinfo raises, which is what Dagster lets through."""

    __str__ = Exception.__str__


@lru_cache(maxsize=64)
def get_zone(name: str) -> tzinfo:
    """Return the time zone called *name*.

    Raises:
        DagsterInvalidDefinitionError: If there is none.

    >>> get_zone("UTC")
    datetime.timezone.utc
    """
    if name in {"UTC", "utc"}:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _UnknownTimezoneError(
            f"There is no time zone {name!r}. Use a name of the IANA database, such as "
            "Europe/Berlin."
        ) from None


def resolve(wall: datetime, zone: tzinfo, *, any_hour: bool = False) -> datetime:
    """Return the moment at which a schedule by day ticks for the naive time *wall*.

    Args:
        wall: A naive time; its fold is ignored.
        zone: Whose clocks.
        any_hour: Look for jumps at all hours, not only from 1 to 3.

    >>> berlin = get_zone("Europe/Berlin")
    >>> resolve(datetime(2024, 3, 31, 2, 30), berlin).isoformat()
    '2024-03-31T03:00:00+02:00'
    >>> resolve(datetime(2024, 10, 27, 2, 30), berlin).isoformat()
    '2024-10-27T02:30:00+01:00'
    """
    first = wall.replace(tzinfo=zone, fold=0)
    if zone is UTC or not (any_hour or wall.hour in _JUMP_HOURS):
        return first
    second = first.replace(fold=1)
    before, after = _offset(first), _offset(second)
    if before > after:
        return second
    if before < after:
        saving = zone.dst(first + timedelta(hours=1)) or timedelta()
        return first.replace(minute=0, second=0, microsecond=0) + saving
    return first


def both_moments(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """Return the moments at which clocks in *zone* show *wall*: none, one, or two in order."""
    first = wall.replace(tzinfo=zone, fold=0)
    second = first.replace(fold=1)
    before, after = _offset(first), _offset(second)
    if before == after:
        return (first,)
    return (first, second) if before > after else ()


def comes_again(moment: datetime) -> bool:
    """Return whether clocks have already shown the same wall time as at *moment*."""
    return moment.fold == 1 and _offset(moment.replace(fold=0)) > _offset(moment)


def _offset(moment: datetime) -> timedelta:
    """Return the offset from UTC of a time that knows its zone."""
    return moment.utcoffset() or timedelta()
