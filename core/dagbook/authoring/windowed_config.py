"""Hourly, daily, weekly and monthly run config, by a function of a window's start and end."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from dagbook.authoring.partitioned_config import PartitionedConfig
from dagbook.authoring.run_config import RunConfig
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)

_Windows = TypeVar("_Windows", bound=TimeWindowPartitionsDefinition)
WindowConfigFn = Callable[[datetime, datetime], RunConfig | Mapping[str, Any]]
WindowTagsFn = Callable[[datetime, datetime], Mapping[str, str]]


def hourly_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: WindowTagsFn | None = None,
    exclusions: Sequence[str | datetime] | None = None,
) -> Callable[[WindowConfigFn], PartitionedConfig[HourlyPartitionsDefinition]]:
    """Make a function, from a window's start and end to the run config, the config of each hour.

    Args:
        start_date: Where the first window starts, a time or a string in the format *fmt*.
        minute_offset: Minutes past the hour at which windows start.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d-%H:%M`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        tags_for_partition_fn: Returns the tags of the run for a window's start and end.
        exclusions: Cron schedules and times; windows that start on them are no partitions.

    Raises:
        DagsterInvalidDefinitionError: The dates, the time zone or an exclusion cannot be read.

    Example:
        >>> @hourly_partitioned_config(start_date="2024-03-10-00:00")
        ... def since(start: datetime, end: datetime):
        ...     return {"ops": {"orders": {"config": {"since": start.isoformat()}}}}
        >>> since.get_run_config_for_partition_key("2024-03-10-05:00")
        {'ops': {'orders': {'config': {'since': '2024-03-10T05:00:00+00:00'}}}}
    """
    partitions_def = HourlyPartitionsDefinition(
        start_date=start_date,
        minute_offset=minute_offset,
        timezone=timezone,
        fmt=fmt,
        end_offset=end_offset,
        exclusions=exclusions,
    )
    return _config_of_windows(partitions_def, tags_for_partition_fn)


def daily_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    hour_offset: int = 0,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: WindowTagsFn | None = None,
    exclusions: Sequence[str | datetime] | None = None,
) -> Callable[[WindowConfigFn], PartitionedConfig[DailyPartitionsDefinition]]:
    """Make a function, from a window's start and end to the run config, the config of each day.

    Args:
        start_date: The first day, a time or a string in the format *fmt*.
        minute_offset: Minutes past the hour at which windows start.
        hour_offset: Hours past midnight at which windows start.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        tags_for_partition_fn: Returns the tags of the run for a window's start and end.
        exclusions: Cron schedules and times; windows that start on them are no partitions.

    Raises:
        DagsterInvalidDefinitionError: The dates, the time zone or an exclusion cannot be read.

    Example:
        >>> @daily_partitioned_config(start_date="2024-03-10")
        ... def since(start: datetime, end: datetime):
        ...     return {"ops": {"orders": {"config": {"since": start.isoformat()}}}}
        >>> since.get_run_config_for_partition_key("2024-03-12")
        {'ops': {'orders': {'config': {'since': '2024-03-12T00:00:00+00:00'}}}}
    """
    partitions_def = DailyPartitionsDefinition(
        start_date=start_date,
        minute_offset=minute_offset,
        hour_offset=hour_offset,
        timezone=timezone,
        fmt=fmt,
        end_offset=end_offset,
        exclusions=exclusions,
    )
    return _config_of_windows(partitions_def, tags_for_partition_fn)


def weekly_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    hour_offset: int = 0,
    day_offset: int = 0,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: WindowTagsFn | None = None,
    exclusions: Sequence[str | datetime] | None = None,
) -> Callable[[WindowConfigFn], PartitionedConfig[WeeklyPartitionsDefinition]]:
    """Make a function, from a window's start and end to the run config, the config of each week.

    Args:
        start_date: The first window starts at the first *day_offset* at or after this.
        minute_offset: Minutes past the hour at which windows start.
        hour_offset: Hours past midnight at which windows start.
        day_offset: Day of the week on which windows start, 0 is Sunday.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        tags_for_partition_fn: Returns the tags of the run for a window's start and end.
        exclusions: Cron schedules and times; windows that start on them are no partitions.

    Raises:
        DagsterInvalidDefinitionError: The dates, the time zone or an exclusion cannot be read.

    Example:
        >>> @weekly_partitioned_config(start_date="2024-03-01")
        ... def since(start: datetime, end: datetime):
        ...     return {"ops": {"orders": {"config": {"since": start.isoformat()}}}}
        >>> since.get_run_config_for_partition_key("2024-03-10")
        {'ops': {'orders': {'config': {'since': '2024-03-10T00:00:00+00:00'}}}}
    """
    partitions_def = WeeklyPartitionsDefinition(
        start_date=start_date,
        minute_offset=minute_offset,
        hour_offset=hour_offset,
        day_offset=day_offset,
        timezone=timezone,
        fmt=fmt,
        end_offset=end_offset,
        exclusions=exclusions,
    )
    return _config_of_windows(partitions_def, tags_for_partition_fn)


def monthly_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    hour_offset: int = 0,
    day_offset: int = 1,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: WindowTagsFn | None = None,
    exclusions: Sequence[str | datetime] | None = None,
) -> Callable[[WindowConfigFn], PartitionedConfig[MonthlyPartitionsDefinition]]:
    """Make a function, from a window's start and end to the run config, the config of each month.

    Args:
        start_date: The first window starts at the first *day_offset* at or after this.
        minute_offset: Minutes past the hour at which windows start.
        hour_offset: Hours past midnight at which windows start.
        day_offset: Day of the month on which windows start.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        tags_for_partition_fn: Returns the tags of the run for a window's start and end.
        exclusions: Cron schedules and times; windows that start on them are no partitions.

    Raises:
        DagsterInvalidDefinitionError: The dates, the time zone or an exclusion cannot be read.

    Example:
        >>> @monthly_partitioned_config(start_date="2024-01-15")
        ... def since(start: datetime, end: datetime):
        ...     return {"ops": {"orders": {"config": {"since": start.isoformat()}}}}
        >>> since.get_run_config_for_partition_key("2024-02-01")
        {'ops': {'orders': {'config': {'since': '2024-02-01T00:00:00+00:00'}}}}
    """
    partitions_def = MonthlyPartitionsDefinition(
        start_date=start_date,
        minute_offset=minute_offset,
        hour_offset=hour_offset,
        day_offset=day_offset,
        timezone=timezone,
        fmt=fmt,
        end_offset=end_offset,
        exclusions=exclusions,
    )
    return _config_of_windows(partitions_def, tags_for_partition_fn)


def _config_of_windows(
    partitions_def: _Windows, tags_fn: WindowTagsFn | None
) -> Callable[[WindowConfigFn], PartitionedConfig[_Windows]]:
    """Return the decorator of functions that are given the start and end of a window."""
    if tags_fn is not None and not callable(tags_fn):
        raise DagsterInvalidDefinitionError(
            f"tags_for_partition_fn must be a function; got {tags_fn!r}."
        )

    def tags_for(partition_key: str) -> Mapping[str, str]:
        if tags_fn is None:
            return {}
        window = partitions_def.time_window_for_partition_key(partition_key)
        return tags_fn(window.start, window.end)

    def decorated(fn: WindowConfigFn) -> PartitionedConfig[_Windows]:
        if not callable(fn):
            raise DagsterInvalidDefinitionError(
                f"A partitioned config is made of a function of a start and an end; got {fn!r}."
            )

        def config_for(partition_key: str) -> Any:
            window = partitions_def.time_window_for_partition_key(partition_key)
            return fn(window.start, window.end)

        return PartitionedConfig(
            partitions_def,
            decorated_fn=fn,
            run_config_for_partition_key_fn=config_for,
            tags_for_partition_key_fn=tags_for,
        )

    return decorated
