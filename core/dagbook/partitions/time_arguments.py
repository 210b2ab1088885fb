"""Reading the arguments of time window definitions: starts, ends and exclusions."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.key_format import read_moment
from dagbook.partitions.schedule_type import is_cron


class _UnreadableDateError(DagsterInvalidDefinitionError, ValueError):
    """A start, end or exclusion that is no date; a ValueError too, as in Dagster."""


def moment_of(name: str, value: datetime | str, fmt: str, zone: tzinfo) -> float:
    """Return what the argument *name* says, as seconds since 1970 in UTC.

    Args:
        name: For the message.
        value: A text in the format *fmt*, or a time whose own time zone is ignored, as in Dagster.
        fmt: As for `datetime.strptime`.
        zone: Whose clocks *value* follows.

    Raises:
        DagsterInvalidDefinitionError: If *value* is neither.
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=zone).timestamp()
    if not isinstance(value, str):
        raise _UnreadableDateError(
            f"{name} must be a string or a datetime; got {value!r}, a {type(value).__name__}."
        )
    try:
        return read_moment(value, fmt, zone)
    except ValueError:
        raise _UnreadableDateError(
            f"The {name} date {value!r} does not match the format {fmt!r}. "
            "Write it so, or pass fmt."
        ) from None


def excluded_by(
    exclusions: Sequence[str | datetime], fmt: str, zone: tzinfo
) -> tuple[str | float, ...]:
    """Return *exclusions* with times as seconds since 1970 in UTC.

    Raises:
        DagsterInvalidDefinitionError: If one is neither a cron schedule nor a time.
    """
    wrong = [one for one in exclusions if isinstance(one, str) and not is_cron(one)]
    if wrong:
        raise DagsterInvalidDefinitionError(
            f"Found invalid cron schedule(s) {', '.join(map(repr, wrong))} in the exclusions "
            "argument for a TimeWindowPartitionsDefinition. Expected a set of valid cron "
            "strings and datetime objects."
        )
    return tuple(
        one if isinstance(one, str) else moment_of("exclusion", one, fmt, zone)
        for one in exclusions
    )
