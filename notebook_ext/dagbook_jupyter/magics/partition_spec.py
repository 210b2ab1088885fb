"""What stands after `%%asset NAME --partitions`: a schedule with dates, a list, or a name."""

from collections.abc import Callable, Mapping
from typing import Any

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)

SCHEDULES: Mapping[str, Callable[..., TimeWindowPartitionsDefinition]] = {
    "hourly": HourlyPartitionsDefinition,
    "daily": DailyPartitionsDefinition,
    "weekly": WeeklyPartitionsDefinition,
    "monthly": MonthlyPartitionsDefinition,
}


def read_partitions(text: str, lookup: Callable[[str], Any]) -> PartitionsDefinition:
    """Return the partitions that *text* means.

    Args:
        text: ``daily:2013-01-01``, ``daily:2013-01-01..2013-12-31`` with the last day included,
            ``static:EWR,JFK,LGA``, or a name.
        lookup: Returns what a name means: a partitions definition, or an asset that has one;
            None for nothing.

    Raises:
        DagsterInvalidDefinitionError: It is none of these.

    Example:
        >>> read_partitions("daily:2013-01-01..2013-01-03", lambda name: None).get_partition_keys()
        ['2013-01-01', '2013-01-02', '2013-01-03']
        >>> read_partitions("static:EWR, JFK", lambda name: None).get_partition_keys()
        ['EWR', 'JFK']
    """
    kind, colon, rest = text.partition(":")
    if colon and kind in SCHEDULES:
        return _schedule(text, SCHEDULES[kind], rest)
    if colon and kind == "static":
        keys = [key for each in rest.split(",") if (key := each.strip())]
        if not keys:
            raise DagsterInvalidDefinitionError(
                f"--partitions {text}: no key follows. Write them with commas, as in static:a,b."
            )
        return StaticPartitionsDefinition(keys)
    value = lookup(text)
    if isinstance(value, AssetsDefinition):
        value = value.partitions_def
    if isinstance(value, PartitionsDefinition):
        return value
    raise DagsterInvalidDefinitionError(
        f"--partitions {text}: neither partitions nor a name of any. Write daily:2013-01-01, "
        "daily:2013-01-01..2013-12-31, static:a,b,c, or the name of a variable or asset that has "
        "partitions."
    )


def _schedule(
    text: str, make: Callable[..., TimeWindowPartitionsDefinition], dates: str
) -> PartitionsDefinition:
    """Return the partitions from the first to the last of *dates*, both included."""
    first, dots, last = dates.partition("..")
    last = last.removeprefix(".")
    try:
        endless = make(start_date=first)
        if not dots:
            return endless
        # Dagster's end is the first moment that is not in; a person names the last day that is.
        end = endless.end_time_for_partition_key(last).strftime(endless.fmt)
        begins = endless.start_time_for_partition_key
        backwards = begins(last) < begins(first)
        made = make(start_date=first, end_date=end)
    except Exception as error:
        raise DagsterInvalidDefinitionError(
            f"--partitions {text}: {error} Write the first and the last partition, as in "
            "daily:2013-01-01..2013-12-31."
        ) from error
    if backwards:
        raise DagsterInvalidDefinitionError(
            f"--partitions {text}: the last is before the first. Write "
            f"{text.partition(':')[0]}:{last}..{first}."
        )
    return made
