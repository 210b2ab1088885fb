"""The ticks of a schedule, numbered: which moment tick *i* is, and which tick a moment belongs to.

Indices run over all integers and have no meaning of their own; a partitions definition turns them
into ordinals. Moments are seconds since 1970 in UTC. Window *i* runs from `tick(i)` to `end(i)`.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Protocol

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.cron import (
    DaysRule,
    IrregularRule,
    MinutesRule,
    MonthDayRule,
    irregular_year,
    parse_cron,
    repeats_every_hour,
)
from dagbook.partitions.time_zone import both_moments, get_zone, resolve

_HOUR = 3600
_DAY = 86400
EPOCH_DAY = date(1970, 1, 1).toordinal()
"""1 January 1970, counted from 1 January of year 1."""
_EMPTY_YEARS = 30
"""A schedule silent for longer than this is taken to never tick."""


class Cadence(Protocol):
    """Numbered ticks; equal ones are interchangeable."""

    def tick(self, index: int) -> int:
        """Return when window *index* starts."""
        ...

    def end(self, index: int) -> int:
        """Return when window *index* ends."""
        ...

    def floor(self, moment: float) -> int:
        """Return the last index whose window starts at *moment* or before."""
        ...

    def wall(self, index: int) -> datetime:
        """Return the start of window *index* as its clocks show it."""
        ...


def ceil(cadence: Cadence, moment: float) -> int:
    """Return the first index whose window starts at *moment* or later."""
    index = cadence.floor(moment)
    return index if cadence.tick(index) == moment else index + 1


def last_ended(cadence: Cadence, moment: float) -> int:
    """Return the last index whose window ends at *moment* or before."""
    index = cadence.floor(moment)
    return index if cadence.end(index) <= moment else index - 1


@dataclass(frozen=True, slots=True)
class HourlyCadence:
    """Ticks at fixed seconds of every hour; time zones only change how they are written.

    Args:
        seconds: Seconds after the full hour in UTC, in rising order.
        zone: In which `wall` tells the time.
    """

    seconds: tuple[int, ...]
    zone: tzinfo

    def tick(self, index: int) -> int:
        """Return when window *index* starts."""
        hour, place = divmod(index, len(self.seconds))
        return hour * _HOUR + self.seconds[place]

    def end(self, index: int) -> int:
        """Return when window *index* ends."""
        return self.tick(index + 1)

    def floor(self, moment: float) -> int:
        """Return the last index whose window starts at *moment* or before."""
        hour, rest = divmod(moment, _HOUR)
        return int(hour) * len(self.seconds) + bisect_right(self.seconds, rest) - 1

    def wall(self, index: int) -> datetime:
        """Return the start of window *index* as its clocks show it."""
        return datetime.fromtimestamp(self.tick(index), self.zone)


@dataclass(frozen=True, slots=True)
class DayCadence:
    """Ticks at one time of day, on days that can be counted.

    Args:
        rule: Which days, and the time on clocks in *zone*.
        zone: Whose clocks.
    """

    rule: DaysRule | MonthDayRule
    zone: tzinfo

    def day(self, index: int) -> int:
        """Return the day of window *index*, counted from 1 January of year 1."""
        if isinstance(self.rule, MonthDayRule):
            year, month = divmod(index, 12)
            return date(year, month + 1, self.rule.day).toordinal()
        if not self.rule.weekdays:
            return index
        week, place = divmod(index, len(self.rule.weekdays))
        return week * 7 + self.rule.weekdays[place]

    def floor_day(self, day: int) -> int:
        """Return the last index whose window starts on *day* or before."""
        if isinstance(self.rule, MonthDayRule):
            at = date.fromordinal(day)
            return at.year * 12 + at.month - (1 if at.day >= self.rule.day else 2)
        if not self.rule.weekdays:
            return day
        # Day 7 was a Sunday, so a day's remainder by 7 is cron's number of its weekday.
        week, weekday = divmod(day, 7)
        return week * len(self.rule.weekdays) + bisect_right(self.rule.weekdays, weekday) - 1

    def index_of_day(self, day: int) -> int | None:
        """Return the index of the window that starts on *day*, or None."""
        if isinstance(self.rule, DaysRule) and not self.rule.weekdays:
            return day
        index = self.floor_day(day)
        return index if self.day(index) == day else None

    def tick(self, index: int) -> int:
        """Return when window *index* starts."""
        if self.zone is UTC:
            days = self.day(index) - EPOCH_DAY
            return days * _DAY + self.rule.hour * _HOUR + self.rule.minute * 60
        return int(self.wall(index).timestamp())

    def end(self, index: int) -> int:
        """Return when window *index* ends."""
        return self.tick(index + 1)

    def floor(self, moment: float) -> int:
        """Return the last index whose window starts at *moment* or before."""
        if self.zone is UTC:
            into_day = self.rule.hour * _HOUR + self.rule.minute * 60
            return self.floor_day(int((moment - into_day) // _DAY) + EPOCH_DAY)
        index = self.floor_day(datetime.fromtimestamp(moment, self.zone).toordinal())
        while self.tick(index) > moment:
            index -= 1
        while self.tick(index + 1) <= moment:
            index += 1
        return index

    def wall(self, index: int) -> datetime:
        """Return the start of window *index* as its clocks show it."""
        day = date.fromordinal(self.day(index))
        wall = datetime(day.year, day.month, day.day, self.rule.hour, self.rule.minute)  # noqa: DTZ001 - resolve adds the zone
        return resolve(wall, self.zone)


@dataclass(frozen=True, slots=True)
class YearlyCadence:
    """Ticks that have to be enumerated, a calendar year (UTC) at a time as they are asked for.

    Args:
        cron: The schedule.
        timezone: Its time zone.
        origin: The year in which index 0 is the first tick.
        excluded: Cron schedules and moments whose ticks are left out.
    """

    cron: str
    timezone: str
    origin: int
    excluded: tuple[str | float, ...] = ()

    def tick(self, index: int) -> int:
        """Return when window *index* starts."""
        year, silent = self.origin, 0
        while silent < _EMPTY_YEARS:
            ticks = _kept_ticks(self, year)
            if 0 <= index < len(ticks):
                return ticks[index]
            silent = 0 if ticks else silent + 1
            if index >= 0:
                index -= len(ticks)
                year += 1
            else:
                year -= 1
                index += len(_kept_ticks(self, year))
        raise DagsterInvalidDefinitionError(
            f"The cron schedule '{self.cron}' without the excluded times {list(self.excluded)} "
            f"leaves no partition in the {_EMPTY_YEARS} years around {year}. Exclude less."
        )

    def end(self, index: int) -> int:
        """Return when window *index* ends: at the schedule's next tick, also an excluded one."""
        if not self.excluded:
            return self.tick(index + 1)
        every = cadence_for(self.cron, self.timezone, (), self.tick(index))
        return every.tick(every.floor(self.tick(index)) + 1)

    def floor(self, moment: float) -> int:
        """Return the last index whose window starts at *moment* or before."""
        year = datetime.fromtimestamp(moment, UTC).year
        place = bisect_right(_kept_ticks(self, year), moment) - 1
        if year >= self.origin:
            return place + sum(len(_kept_ticks(self, y)) for y in range(self.origin, year))
        return place - sum(len(_kept_ticks(self, y)) for y in range(year, self.origin))

    def wall(self, index: int) -> datetime:
        """Return the start of window *index* as its clocks show it."""
        return datetime.fromtimestamp(self.tick(index), get_zone(self.timezone))


def cadence_for(
    cron: str, timezone: str, excluded: tuple[str | float, ...], start: float
) -> Cadence:
    """Return the ticks of *cron* in *timezone* but the *excluded* ones.

    Args:
        cron: A valid schedule.
        timezone: Whose clocks it follows.
        excluded: Cron schedules and moments.
        start: A moment near which most questions will be.

    >>> daily = cadence_for("0 0 * * *", "UTC", (), 0)
    >>> daily.tick(daily.floor(100_000))
    86400
    """
    rule, zone = parse_cron(cron), get_zone(timezone)
    if excluded or isinstance(rule, IrregularRule):
        origin = datetime.fromtimestamp(start, UTC).year
        return YearlyCadence(cron, timezone, origin, excluded)
    if isinstance(rule, MinutesRule):
        # Some zones are not whole hours away from UTC; the clock's minutes count there.
        offset = datetime.fromtimestamp(start, zone).utcoffset()
        ahead = int(offset.total_seconds()) if offset is not None else 0
        return HourlyCadence(
            tuple(sorted((minute * 60 - ahead) % _HOUR for minute in rule.minutes)), zone
        )
    return DayCadence(rule, zone)


@lru_cache(maxsize=4096)
def _kept_ticks(cadence: YearlyCadence, year: int) -> tuple[int, ...]:
    """Return the ticks in *year* that are not excluded."""
    ticks = _ticks(cadence.cron, cadence.timezone, year)
    crons = [exclusion for exclusion in cadence.excluded if isinstance(exclusion, str)]
    drop: set[float] = {moment for moment in cadence.excluded if not isinstance(moment, str)}
    drop.update(*(_ticks(cron, cadence.timezone, year) for cron in crons))
    return tuple(tick for tick in ticks if tick not in drop) if drop else ticks


@lru_cache(maxsize=512)
def _ticks(cron: str, timezone: str, year: int) -> tuple[int, ...]:
    """Return all ticks of *cron* in *year*, in UTC."""
    low = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    high = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    if not isinstance(parse_cron(cron), IrregularRule):
        every = cadence_for(cron, timezone, (), low)
        return tuple(every.tick(i) for i in range(ceil(every, low), ceil(every, high)))
    found: set[int] = set()
    for wall_year in (year - 1, year, year + 1):
        found.update(_irregular_ticks(cron, timezone, wall_year))
    ticks = sorted(found)
    return tuple(ticks[bisect_left(ticks, low) : bisect_left(ticks, high)])


@lru_cache(maxsize=512)
def _irregular_ticks(cron: str, timezone: str, year: int) -> frozenset[int]:
    """Return the ticks of an irregular *cron* whose wall time is in *year*."""
    zone, every_hour = get_zone(timezone), repeats_every_hour(cron)
    shape = irregular_year(cron, year)
    found: set[int] = set()
    for day in shape.days:
        for hour, minute in shape.times:
            wall = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - the zone is added below
            moments = (
                both_moments(wall, zone) if every_hour else (resolve(wall, zone, any_hour=True),)
            )
            found.update(int(moment.timestamp()) for moment in moments)
    return frozenset(found)
