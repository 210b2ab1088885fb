"""Cron schedules: which are regular enough for arithmetic, and what the others tick at.

Regular schedules are recognised without croniter, which is imported only for the others.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

_FEBRUARY = 2
_FIELDS = 5
_LAST_SURE_DAY = 28
"""The last day that every month has."""


@dataclass(frozen=True, slots=True)
class MinutesRule:
    """Every hour at these minutes, in rising order."""

    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DaysRule:
    """At a time of day, every day or on these weekdays (0 is Sunday), in rising order."""

    hour: int
    minute: int
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthDayRule:
    """At a time of day on a day of the month that every month has."""

    hour: int
    minute: int
    day: int


@dataclass(frozen=True, slots=True)
class IrregularRule:
    """Any other schedule; it has to be enumerated."""

    cron: str


CronRule = MinutesRule | DaysRule | MonthDayRule | IrregularRule


@lru_cache(maxsize=256)
def parse_cron(cron: str) -> CronRule:
    """Return what *cron* means.

    Raises:
        ValueError: If *cron* is not a schedule of five fields that ever ticks.

    >>> parse_cron("*/15 * * * *")
    MinutesRule(minutes=(0, 15, 30, 45))
    >>> parse_cron("0 6 * * 1-5")
    DaysRule(hour=6, minute=0, weekdays=(1, 2, 3, 4, 5))
    >>> parse_cron("0 */6 * * *")
    IrregularRule(cron='0 */6 * * *')
    """
    return _rule(cron, _plain_fields(cron) or _expanded_fields(cron))


def _rule(cron: str, fields: tuple[tuple[int, ...], ...]) -> CronRule:
    """Return the rule of *fields*: minutes, hours, days, months, weekdays; all of them is ()."""
    minutes, hours, days, months, weekdays = fields
    if not hours and not days and not months and not weekdays:
        return MinutesRule(minutes or tuple(range(60)))
    if len(minutes) == 1 and len(hours) == 1 and not months:
        if not days and -1 not in weekdays:
            return DaysRule(hours[0], minutes[0], weekdays)
        if not weekdays and len(days) == 1 and 0 < days[0] <= _LAST_SURE_DAY:
            return MonthDayRule(hours[0], minutes[0], days[0])
    return IrregularRule(cron)


def _plain_fields(cron: str) -> tuple[tuple[int, ...], ...] | None:
    """Return the fields of a schedule of plain numbers and stars, or None for any other."""
    parts = cron.split(" ")
    highest = (59, 23, 31, 12, 7)
    if len(parts) != _FIELDS or not all(part == "*" or part.isdecimal() for part in parts):
        return None
    fields = tuple(() if part == "*" else (int(part),) for part in parts)
    lowest = (0, 0, 1, 1, 0)
    if any(
        field and not low <= field[0] <= high
        for field, low, high in zip(fields, lowest, highest, strict=True)
    ):
        raise ValueError(cron)
    if fields[3] == (_FEBRUARY,) and fields[2] in ((30,), (31,)):
        raise ValueError(cron)
    return (*fields[:4], tuple(day % 7 for day in fields[4]))


def _expanded_fields(cron: str) -> tuple[tuple[int, ...], ...]:
    """Return the fields as croniter reads them; what is not a number in them is -1."""
    expanded, nth_weekdays = _expand(cron)
    if expanded[3] == [_FEBRUARY] and expanded[2] in ([30], [31]):
        raise ValueError(cron)
    fields = [
        () if field == ["*"] else tuple(v if isinstance(v, int) else -1 for v in field)
        for field in expanded
    ]
    if nth_weekdays:
        fields[4] = (-1,)
    return tuple(tuple(sorted(field)) for field in fields)


def _expand(cron: str) -> tuple[list[list[int | str]], bool]:
    """Return the five fields of *cron* as croniter reads them, and whether weekdays are numbered.

    Raises:
        ValueError: If croniter refuses it, or it has seconds or years.
    """
    from croniter import croniter  # noqa: PLC0415 - only irregular schedules pay for croniter

    if not croniter.is_valid(cron):
        raise ValueError(cron)
    expanded, nth_weekdays, *_ = croniter.expand(cron)
    if len(expanded) != _FIELDS:
        raise ValueError(cron)
    return [list(field) for field in expanded], bool(nth_weekdays)


def repeats_every_hour(cron: str) -> bool:
    """Return whether *cron* ticks in every hour of the days it names.

    >>> repeats_every_hour("*/20 * * * *"), repeats_every_hour("0 0 * * *")
    (True, False)
    """
    rule = parse_cron(cron)
    if isinstance(rule, IrregularRule):
        return _expand(cron)[0][1] == ["*"]
    return isinstance(rule, MinutesRule)


@dataclass(frozen=True, slots=True)
class IrregularYear:
    """The wall times of an irregular schedule in one year: every day at every time."""

    days: tuple[date, ...]
    times: tuple[tuple[int, int], ...]


def irregular_year(cron: str, year: int) -> IrregularYear:
    """Return the days and times (hour, minute) at which *cron* ticks in *year*.

    >>> found = irregular_year("0 12 29 2 *", 2024)
    >>> found.days, found.times
    ((datetime.date(2024, 2, 29),), ((12, 0),))
    """
    expanded, nth_weekdays = _expand(cron)
    hours = _numbers(expanded[1], 24)
    minutes = _numbers(expanded[0], 60)
    times = tuple((hour, minute) for hour in hours for minute in minutes)
    first, last = date(year, 1, 1), date(year, 12, 31)
    if not nth_weekdays and all(field == ["*"] for field in expanded[2:]):
        every = range(first.toordinal(), last.toordinal() + 1)
        return IrregularYear(tuple(map(date.fromordinal, every)), times)
    return IrregularYear(_matching_days(cron, first, last), times)


def _numbers(field: list[int | str], count: int) -> tuple[int, ...]:
    """Return the numbers of a field of croniter, all up to *count* for a star."""
    if field == ["*"]:
        return tuple(range(count))
    return tuple(sorted(int(value) for value in field))


def _matching_days(cron: str, first: date, last: date) -> tuple[date, ...]:
    """Return the days from *first* to *last* that *cron* names."""
    from croniter import croniter  # noqa: PLC0415 - only irregular schedules pay for croniter

    fields = cron.split()
    if fields[2:4] == ["29", "2"] and fields[4] == "*":
        leap = calendar.isleap(first.year)
        return (date(first.year, 2, 29),) if leap else ()
    before = datetime(first.year, 1, 1) - timedelta(minutes=1)  # noqa: DTZ001 - croniter counts wall time
    days: list[date] = []
    ticks = croniter(" ".join(["0", "0", *fields[2:]]), before)
    while (day := ticks.get_next(datetime).date()) <= last:
        days.append(day)
    return tuple(days)
