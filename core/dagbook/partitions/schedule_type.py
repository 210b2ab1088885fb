"""Schedule types, the cron schedules they stand for, and the offsets that those contain."""

import re
from enum import Enum
from typing import NoReturn

from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.partitions.cron import parse_cron


class ScheduleType(Enum):
    """How often partitions come."""

    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"

    @property
    def ordinal(self) -> int:
        """The place in the order from hourly to monthly, from 1."""
        return list(ScheduleType).index(self) + 1

    def __lt__(self, other: "ScheduleType") -> bool:
        return self.ordinal < other.ordinal

    def __gt__(self, other: "ScheduleType") -> bool:
        return self.ordinal > other.ordinal


_PATTERNS = (
    (re.compile(r"\d+ \* \* \* \*"), ScheduleType.HOURLY),
    (re.compile(r"\d+ \d+ \* \* \*"), ScheduleType.DAILY),
    (re.compile(r"\d+ \d+ \* \* \d+"), ScheduleType.WEEKLY),
    (re.compile(r"\d+ \d+ \d+ \* \*"), ScheduleType.MONTHLY),
)
_DAY_FIELDS = {ScheduleType.WEEKLY: 4, ScheduleType.MONTHLY: 2}


def schedule_type_of(cron: str) -> ScheduleType | None:
    """Return the schedule type that *cron* spells in plain numbers, if it does.

    >>> schedule_type_of("0 0 * * 1"), schedule_type_of("0 */6 * * *")
    (<ScheduleType.WEEKLY: 'WEEKLY'>, None)
    """
    return next((kind for pattern, kind in _PATTERNS if pattern.fullmatch(cron)), None)


def cron_for(
    schedule_type: ScheduleType, minute_offset: int, hour_offset: int, day_offset: int | None
) -> str:
    """Return the cron schedule of a schedule type shifted by offsets.

    >>> cron_for(ScheduleType.WEEKLY, 15, 3, 1)
    '15 3 * * 1'
    """
    if schedule_type is ScheduleType.HOURLY:
        return f"{minute_offset} * * * *"
    if schedule_type is ScheduleType.DAILY:
        return f"{minute_offset} {hour_offset} * * *"
    if schedule_type is ScheduleType.WEEKLY:
        return f"{minute_offset} {hour_offset} * * {day_offset or 0}"
    return f"{minute_offset} {hour_offset} {1 if day_offset is None else day_offset} * *"


def checked_schedule(
    cron_schedule: str | None,
    schedule_type: ScheduleType | None,
    minute_offset: int | None,
    hour_offset: int | None,
    day_offset: int | None,
) -> str:
    """Return the cron schedule that a definition's arguments mean.

    Raises:
        DagsterInvalidDefinitionError: If they say nothing, too much, or no valid schedule.
    """
    if cron_schedule is None:
        if schedule_type is None:
            raise DagsterInvalidDefinitionError(
                "One of schedule_type and cron_schedule must be provided."
            )
        cron_schedule = cron_for(
            schedule_type, minute_offset or 0, hour_offset or 0, day_offset or None
        )
    elif schedule_type is not None or minute_offset or hour_offset or day_offset:
        raise DagsterInvalidDefinitionError(
            "If cron_schedule argument is provided, then schedule_type, minute_offset, "
            "hour_offset, and day_offset can't also be provided."
        )
    if not is_cron(cron_schedule):
        raise DagsterInvalidDefinitionError(
            f"Found invalid cron schedule '{cron_schedule}' for a TimeWindowPartitionsDefinition. "
            "It needs five fields: minute, hour, day of month, month, day of week."
        )
    return cron_schedule


def is_cron(cron: str) -> bool:
    """Return whether *cron* is a schedule of five fields."""
    try:
        parse_cron(cron)
    except ValueError:
        return False
    return True


def offset_in(cron: str, unit: str) -> int:
    """Return the offset of a *unit* (minute, hour or day) that *cron* contains.

    Raises:
        DagsterInvariantViolationError: If it has none.

    >>> offset_in("15 3 * * 1", "hour"), offset_in("15 3 * * 1", "day")
    (3, 1)
    """
    kind = schedule_type_of(cron)
    fields = {"minute": 0, "hour": 1, "day": _DAY_FIELDS.get(kind) if kind else None}
    place = fields[unit]
    field = cron.split(" ")[place] if kind is not None and place is not None else "*"
    if not field.isdecimal():
        refuse(cron, f"has no {unit} offset")
    return int(field)


def moved_schedule(
    cron: str,
    minute_of_hour: int | None,
    hour_of_day: int | None,
    day_of_week: int | None,
    day_of_month: int | None,
) -> str:
    """Return *cron* at another time of the hour, day, week or month.

    Raises:
        DagsterInvariantViolationError: If an argument does not fit its schedule type.

    >>> moved_schedule("0 0 * * *", None, 2, None, None)
    '0 2 * * *'
    """
    if (minute_of_hour, hour_of_day, day_of_week, day_of_month) == (None, None, None, None):
        return cron
    kind = schedule_type_of(cron)
    if kind is None:
        refuse(cron, "does not support other minutes, hours or days")
    if kind is ScheduleType.HOURLY and hour_of_day is not None:
        refuse(cron, "is hourly: it cannot run at an hour_of_day")
    if kind is ScheduleType.DAILY and (day_of_week, day_of_month) != (None, None):
        refuse(cron, "is daily: it cannot run on a day_of_week or day_of_month")
    minute = offset_in(cron, "minute") if minute_of_hour is None else minute_of_hour
    hour, day = hour_of_day, day_of_month if kind is ScheduleType.MONTHLY else day_of_week
    if hour is None:
        hour = 0 if kind is ScheduleType.HOURLY else offset_in(cron, "hour")
    if day is None and kind in _DAY_FIELDS:
        day = offset_in(cron, "day")
    return cron_for(kind, minute, hour, day)


def refuse(cron: str, problem: str) -> NoReturn:
    """Raise that the schedule *cron* cannot do what is asked."""
    raise DagsterInvariantViolationError(f"The schedule '{cron}' {problem}.")
