"""How the start of a time window is written as a partition key, and read back.

A format without UTC offset is ambiguous in the hour that comes twice: schedules that tick every
hour write the second one with its offset appended.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from dagbook.partitions.cadence import (
    EPOCH_DAY,
    Cadence,
    DayCadence,
    HourlyCadence,
    YearlyCadence,
    ceil,
)
from dagbook.partitions.cron import DaysRule
from dagbook.partitions.time_zone import comes_again

DATE_FORMAT = "%Y-%m-%d"
HOUR_FORMAT = "%Y-%m-%d-%H:%M"

_LONGEST_MONTH = 31
_DECEMBER = 12
_DAYS = [f"{day:02d}" for day in range(1, _LONGEST_MONTH + 1)]
_YEAR_SECONDS = 366 * 86400
_DAY_SIZE = len("2024-01-01")
_HOUR_SIZE = len("2024-01-01-00:00")
_DAY_THEN_TIME = re.compile(r"((?:[^%]|%[YmdyjbBaAuwUWVG%])*)((?:[^%]|%[HMSIp%])*)")
"""Date directives, then time directives: only such a format can be written a day at once."""


@dataclass(frozen=True, slots=True)
class KeyFormat:
    """Keys of one cadence in one format.

    Args:
        fmt: As for `datetime.strftime`.
        zone: The time zone of what is written.
        cadence: Whose windows the keys name.
        appends_offset: Whether the second of two equal wall times gets its UTC offset.
        days: The cadence again, if its windows are named by their day alone.
        places: The places within a day by what follows the date, if keys are such times in UTC.
    """

    fmt: str
    zone: tzinfo
    cadence: Cadence
    appends_offset: bool
    days: DayCadence | None
    places: Mapping[str, int] | None = None

    def key(self, index: int) -> str:
        """Return the key of window *index*."""
        if self.days is not None:
            return date.fromordinal(self.days.day(index)).isoformat()
        return self.write(self.cadence.wall(index))

    def write(self, moment: datetime) -> str:
        """Return the key of the window that starts at *moment*, which is in the right zone."""
        if self.appends_offset and "%z" not in self.fmt and comes_again(moment):
            return moment.strftime(self.fmt + "%z")
        return moment.strftime(self.fmt)

    def read(self, key: str) -> float:
        """Return the moment that *key* names.

        Raises:
            ValueError: If it is not in the format, with or without a UTC offset.
        """
        return read_moment(key, self.fmt, self.zone)

    def index(self, key: str) -> int | None:
        """Return the index of the window called *key*, or None."""
        if self.days is not None:
            return _index_of_day(key, self.days)
        if self.places is not None:
            return _index_of_place(key, self.places)
        hour = _read_hour(key) if self.fmt == HOUR_FORMAT else None
        try:
            if hour is not None and isinstance(self.cadence, HourlyCadence):
                return _index_of_hour(hour, self.cadence)
            moment = self.read(key)
        except (ValueError, OverflowError):
            return None
        index = ceil(self.cadence, moment)
        return index if self.key(index) == key else None

    def index_within(self, key: str, low: int, high: int) -> int | None:
        """Return the index of the window called *key* if it is from *low* up to *high*, or None."""
        if isinstance(self.cadence, YearlyCadence) and not self._is_near(key, low, high):
            return None
        index = self.index(key)
        return index if index is not None and low <= index < high else None

    def _is_near(self, key: str, low: int, high: int) -> bool:
        """Return whether a key names a time near some windows, so that enumerating is cheap."""
        try:
            moment = self.read(key)
        except (ValueError, OverflowError):
            return False
        cadence = self.cadence
        return (
            low < high
            and cadence.tick(low) - moment < _YEAR_SECONDS
            and moment < cadence.end(high - 1)
        )

    def keys(self, low: int, high: int) -> list[str]:
        """Return the keys of the windows from *low* up to, but not including, *high*."""
        cadence, days = self.cadence, self.days
        if days is not None:
            if isinstance(days.rule, DaysRule) and not days.rule.weekdays:
                return day_texts(low, high)
            day, from_ordinal = days.day, date.fromordinal
            return [from_ordinal(day(index)).isoformat() for index in range(low, high)]
        if self.places is not None:
            return self._keys_by_place(self.places, low, high)
        parts = _DAY_THEN_TIME.fullmatch(self.fmt)
        if parts is not None and isinstance(cadence, HourlyCadence):
            return self._keys_by_day(cadence, parts.group(1), parts.group(2), low, high)
        return [self.key(index) for index in range(low, high)]

    def _keys_by_place(self, places: Mapping[str, int], low: int, high: int) -> list[str]:
        """Return the keys of windows, each a day and a place within it."""
        each_day = len(places)
        first, last = low // each_day, (high - 1) // each_day + 1
        times = [f"-{time}" for time in places]
        days = day_texts(first + EPOCH_DAY, last + EPOCH_DAY)
        keys = [day + time for day in days for time in times]
        return keys[low - first * each_day : high - first * each_day]

    def _keys_by_day(
        self, cadence: HourlyCadence, date_fmt: str, time_fmt: str, low: int, high: int
    ) -> list[str]:
        """Return the keys of windows, whole days without a clock change written at once."""
        each_day = 24 * len(cadence.seconds)
        keys: list[str] = []
        times: dict[int, list[str]] = {}
        index = low
        while index < high:
            wall = cadence.wall(index)
            into_day = wall.minute * 60 + wall.second
            opens_day = wall.hour == 0 and cadence.tick(index) - cadence.tick(index - 1) > into_day
            if index + each_day > high or not opens_day or not _is_plain_day(wall, self.zone):
                keys.append(self.write(wall))
                index += 1
                continue
            if into_day not in times:
                walls = (cadence.wall(index + place) for place in range(each_day))
                times[into_day] = [at.strftime(time_fmt) for at in walls]
            day = wall.strftime(date_fmt)
            keys += [day + time for time in times[into_day]]
            index += each_day
        return keys


def key_format(fmt: str, zone: tzinfo, cadence: Cadence, *, appends_offset: bool) -> KeyFormat:
    """Return the keys of *cadence* in the format *fmt*; see `KeyFormat`."""
    days = cadence if fmt == DATE_FORMAT and isinstance(cadence, DayCadence) else None
    places = None
    if fmt == HOUR_FORMAT and isinstance(cadence, HourlyCadence) and zone is UTC:
        walls = (cadence.wall(place) for place in range(24 * len(cadence.seconds)))
        places = {f"{wall:%H:%M}": place for place, wall in enumerate(walls)}
    return KeyFormat(fmt, zone, cadence, appends_offset, days, places)


def day_texts(low: int, high: int) -> list[str]:
    """Return the days from *low* up to *high*, counted from 1 January of year 1, as ``2024-01-31``.

    >>> day_texts(date(2024, 2, 28).toordinal(), date(2024, 3, 2).toordinal())
    ['2024-02-28', '2024-02-29', '2024-03-01']
    """
    if high - low < _LONGEST_MONTH:
        return [date.fromordinal(day).isoformat() for day in range(low, high)]
    texts: list[str] = []
    first = date.fromordinal(low)
    year, month, skipped = first.year, first.month, first.day - 1
    while len(texts) < high - low + skipped:
        prefix = f"{year:04d}-{month:02d}-"
        texts += [prefix + day for day in _DAYS[: monthrange(year, month)[1]]]
        year, month = (year, month + 1) if month < _DECEMBER else (year + 1, 1)
    return texts[skipped : high - low + skipped]


def _index_of_day(key: str, days: DayCadence) -> int | None:
    """Return the index of the window that is named by its day, or None."""
    # fromisoformat also takes 20240101 and 2024-W01-1, which are not keys.
    if len(key) != _DAY_SIZE or key[7] != "-":
        return None
    try:
        return days.index_of_day(date.fromisoformat(key).toordinal())
    except ValueError:
        return None


def _index_of_place(key: str, places: Mapping[str, int]) -> int | None:
    """Return the index of the window that starts at one of *places* in a day, or None."""
    place = places.get(key[_DAY_SIZE + 1 :])
    if place is None or key[4:11:3] != "---":
        return None
    try:
        day = date.fromisoformat(key[:_DAY_SIZE]).toordinal()
    except ValueError:
        return None
    return (day - EPOCH_DAY) * len(places) + place


def _index_of_hour(wall: datetime, cadence: HourlyCadence) -> int | None:
    """Return the index of the window that starts when clocks first show *wall*, or None."""
    at = wall.replace(tzinfo=cadence.zone).timestamp()
    index = cadence.floor(at)
    if cadence.tick(index) != at:
        return None
    if cadence.zone is UTC:
        return index
    # A time that clocks skip reads as a moment at which they show another one.
    shown = datetime.fromtimestamp(at, cadence.zone)
    return index if (shown.hour, shown.minute) == (wall.hour, wall.minute) else None


def _is_plain_day(wall: datetime, zone: tzinfo) -> bool:
    """Return whether clocks do not change on the day of *wall*."""
    if zone is UTC:
        return True
    midnight = wall.replace(hour=0, minute=0, second=0, fold=0)
    return midnight.utcoffset() == (midnight + timedelta(days=1)).replace(fold=1).utcoffset()


def read_moment(text: str, fmt: str, zone: tzinfo) -> float:
    """Return the moment that *text* names, in seconds since 1970 in UTC.

    Args:
        text: A time in the format *fmt*, with or without a UTC offset at its end.
        fmt: As for `datetime.strptime`.
        zone: Whose clocks *text* follows; of a time that comes twice it means the first.

    Raises:
        ValueError: If *text* is not in the format.
    """
    moment = (_read_hour(text) if fmt == HOUR_FORMAT else None) or _read_any(text, fmt)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.timestamp()


def _read_hour(text: str) -> datetime | None:
    """Return the naive time of a text in the default hourly format, read fast, or None."""
    if len(text) != _HOUR_SIZE or text[4:14:3] != "---:":
        return None
    try:
        return datetime.fromisoformat(f"{text[:10]}T{text[11:]}")
    except ValueError:
        return None


def _read_any(text: str, fmt: str) -> datetime:
    """Return the time *text* names, naive if it has no UTC offset."""
    try:
        return datetime.strptime(text, fmt)  # noqa: DTZ007 - read_moment adds the zone
    except ValueError:
        if "%z" in fmt:
            raise
        return datetime.strptime(text, f"{fmt}%z")
