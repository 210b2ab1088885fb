"""What a definition of time windows says of its schedule, read from what it was given."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from dagbook.partitions.schedule_type import (
    ScheduleType,
    moved_schedule,
    offset_in,
    schedule_type_of,
)


class SaysOfSchedule:
    """Mixin: what is asked of a definition that has a cron schedule, a start and maybe an end."""

    cron_schedule: str
    start_timestamp: float
    end_timestamp: float | None
    _zone: tzinfo
    _excluded: Sequence[str | float]

    @property
    def start(self) -> datetime:
        """The start given, in the definition's time zone."""
        return datetime.fromtimestamp(self.start_timestamp, self._zone)

    @property
    def end(self) -> datetime | None:
        """The end given, in the definition's time zone, or None."""
        if self.end_timestamp is None:
            return None
        return datetime.fromtimestamp(self.end_timestamp, self._zone)

    @property
    def exclusions(self) -> list[str | datetime] | None:
        """The cron schedules and times left out, or None."""
        if not self._excluded:
            return None
        return [
            one if isinstance(one, str) else datetime.fromtimestamp(one, self._zone)
            for one in self._excluded
        ]

    @property
    def schedule_type(self) -> ScheduleType | None:
        """How often partitions come, or None for other schedules."""
        return schedule_type_of(self.cron_schedule)

    @property
    def minute_offset(self) -> int:
        """Minutes past the hour at which windows start."""
        return offset_in(self.cron_schedule, "minute")

    @property
    def hour_offset(self) -> int:
        """Hours past midnight at which windows start."""
        return offset_in(self.cron_schedule, "hour")

    @property
    def day_offset(self) -> int:
        """Day of the week (0 is Sunday) or of the month on which windows start."""
        return offset_in(self.cron_schedule, "day")

    def get_cron_schedule(
        self,
        minute_of_hour: int | None = None,
        hour_of_day: int | None = None,
        day_of_week: int | None = None,
        day_of_month: int | None = None,
    ) -> str:
        """Return the schedule of the windows, at another time of the hour, day, week or month.

        Raises:
            DagsterInvariantViolationError: If an argument does not fit the schedule type.
        """
        return moved_schedule(
            self.cron_schedule, minute_of_hour, hour_of_day, day_of_week, day_of_month
        )
