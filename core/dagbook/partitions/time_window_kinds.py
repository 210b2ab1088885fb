"""Hourly, daily, weekly and monthly partitions: Dagster's short forms of time windows."""

from collections.abc import Sequence
from datetime import datetime

from dagbook.partitions.key_format import DATE_FORMAT, HOUR_FORMAT
from dagbook.partitions.schedule_type import ScheduleType
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition


class HourlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """One partition an hour.

    Args:
        start_date: Where the first window starts, a time or a string in the format *fmt*.
        end_date: No partition ends after this.
        minute_offset: Minutes past the hour at which windows start.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d-%H:%M`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        exclusions: Cron schedules and times; windows that start on them are no partitions.
        cron_schedule: Instead of the offsets, as the `cron_schedule` of another definition.

    Example:
        >>> hourly = HourlyPartitionsDefinition(start_date="2024-03-10-00:00")
        >>> hourly.get_partition_keys(current_time=datetime(2024, 3, 10, 2, 59))
        ['2024-03-10-00:00', '2024-03-10-01:00']
    """

    def __init__(
        self,
        start_date: datetime | str,
        end_date: datetime | str | None = None,
        minute_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
        *,
        cron_schedule: str | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            fmt=fmt or HOUR_FORMAT,
            end=end_date,
            schedule_type=None if cron_schedule else ScheduleType.HOURLY,
            timezone=timezone,
            end_offset=end_offset,
            minute_offset=minute_offset,
            exclusions=exclusions,
            cron_schedule=cron_schedule,
        )


class DailyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """One partition a day.

    Args:
        start_date: The first day, a time or a string in the format *fmt*.
        end_date: No partition ends after this.
        minute_offset: Minutes past the hour at which windows start.
        hour_offset: Hours past midnight at which windows start.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        exclusions: Cron schedules and times; windows that start on them are no partitions.
        cron_schedule: Instead of the offsets, as the `cron_schedule` of another definition.

    Example:
        >>> daily = DailyPartitionsDefinition(start_date="2024-03-10", end_date="2024-03-12")
        >>> daily.get_partition_keys()
        ['2024-03-10', '2024-03-11']
    """

    def __init__(
        self,
        start_date: datetime | str,
        end_date: datetime | str | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
        *,
        cron_schedule: str | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            fmt=fmt or DATE_FORMAT,
            end=end_date,
            schedule_type=None if cron_schedule else ScheduleType.DAILY,
            timezone=timezone,
            end_offset=end_offset,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            exclusions=exclusions,
            cron_schedule=cron_schedule,
        )


class WeeklyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """One partition a week.

    Args:
        start_date: The first window starts at the first *day_offset* at or after this.
        end_date: No partition ends after this.
        minute_offset: Minutes past the hour at which windows start.
        hour_offset: Hours past midnight at which windows start.
        day_offset: Day of the week on which windows start, 0 is Sunday.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        exclusions: Cron schedules and times; windows that start on them are no partitions.
        cron_schedule: Instead of the offsets, as the `cron_schedule` of another definition.

    Example:
        >>> weekly = WeeklyPartitionsDefinition(start_date="2024-03-01", end_date="2024-03-17")
        >>> weekly.get_partition_keys()
        ['2024-03-03', '2024-03-10']
    """

    def __init__(
        self,
        start_date: datetime | str,
        end_date: datetime | str | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        day_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
        *,
        cron_schedule: str | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            fmt=fmt or DATE_FORMAT,
            end=end_date,
            schedule_type=None if cron_schedule else ScheduleType.WEEKLY,
            timezone=timezone,
            end_offset=end_offset,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            day_offset=day_offset,
            exclusions=exclusions,
            cron_schedule=cron_schedule,
        )


class MonthlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """One partition a month.

    Args:
        start_date: The first window starts at the first *day_offset* at or after this.
        end_date: No partition ends after this.
        minute_offset: Minutes past the hour at which windows start.
        hour_offset: Hours past midnight at which windows start.
        day_offset: Day of the month on which windows start.
        timezone: An IANA name; UTC if None.
        fmt: The format of keys, ``%Y-%m-%d`` if None.
        end_offset: How many partitions more (or less) than have ended by now.
        exclusions: Cron schedules and times; windows that start on them are no partitions.
        cron_schedule: Instead of the offsets, as the `cron_schedule` of another definition.

    Example:
        >>> monthly = MonthlyPartitionsDefinition(start_date="2024-01-15", end_date="2024-04-01")
        >>> monthly.get_partition_keys()
        ['2024-02-01', '2024-03-01']
    """

    def __init__(
        self,
        start_date: datetime | str,
        end_date: datetime | str | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        day_offset: int = 1,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
        *,
        cron_schedule: str | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            fmt=fmt or DATE_FORMAT,
            end=end_date,
            schedule_type=None if cron_schedule else ScheduleType.MONTHLY,
            timezone=timezone,
            end_offset=end_offset,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            day_offset=0 if cron_schedule and day_offset == 1 else day_offset,
            exclusions=exclusions,
            cron_schedule=cron_schedule,
        )
