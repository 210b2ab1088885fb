"""Partitions that are windows of time, between the ticks of a schedule.

A window becomes a partition when it has ended. Ordinal 0 is the first window at or after the start,
so ordinals stay the same as time goes on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    DagsterUnknownPartitionError,
)
from dagbook.partitions.cadence import YearlyCadence, cadence_for, ceil
from dagbook.partitions.clock import effective_timestamp
from dagbook.partitions.cron import repeats_every_hour
from dagbook.partitions.definition import PartitionsDefinition, describe_keys
from dagbook.partitions.dynamic_store import DynamicPartitionsStore
from dagbook.partitions.key_format import key_format
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow
from dagbook.partitions.near_keys import keys_like
from dagbook.partitions.partitions_subset import PartitionsSubset
from dagbook.partitions.schedule_type import ScheduleType, checked_schedule
from dagbook.partitions.schedule_views import SaysOfSchedule
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_arguments import excluded_by, moment_of
from dagbook.partitions.time_zone import get_zone
from dagbook.partitions.window_count import count_windows
from dagbook.partitions.window_keys import WindowKeys
from dagbook.partitions.written_keys import keys_at


class _UnreadableKeyError(DagsterUnknownPartitionError, ValueError):
    """A key that is not in the definition's format; a ValueError too, as in Dagster."""


class TimeWindowPartitionsDefinition(SaysOfSchedule, PartitionsDefinition):
    """Partitions that follow a cron schedule; the key of each names the start of its window.

    Args:
        start: The first partition starts at the first tick at or after this.
        fmt: The format of keys, as for `datetime.strftime`.
        end: No partition ends after this; None for no end.
        schedule_type: How often; instead of *cron_schedule*.
        timezone: An IANA name; UTC if None.
        end_offset: How many partitions more (or less, if negative) than have ended by now.
        minute_offset: Shifts the windows of a *schedule_type*.
        hour_offset: Shifts the windows of a *schedule_type* of days or more.
        day_offset: Day of the week (0 is Sunday) or of the month on which windows start.
        cron_schedule: The ticks between windows; instead of *schedule_type* and its offsets.
        exclusions: Cron schedules and times; windows that start on them are no partitions.

    Raises:
        DagsterInvalidDefinitionError: If the schedule, an exclusion, the time zone, or a date
            cannot be read.

    Example:
        >>> six_hours = TimeWindowPartitionsDefinition(
        ...     start="2024-01-01-00:00", fmt="%Y-%m-%d-%H:%M", cron_schedule="0 */6 * * *"
        ... )
        >>> six_hours.get_partition_keys(current_time=datetime(2024, 1, 1, 13))
        ['2024-01-01-00:00', '2024-01-01-06:00']
    """

    def __init__(
        self,
        start: datetime | str,
        fmt: str,
        end: datetime | str | None = None,
        schedule_type: ScheduleType | None = None,
        timezone: str | None = None,
        end_offset: int = 0,
        minute_offset: int | None = None,
        hour_offset: int | None = None,
        day_offset: int | None = None,
        cron_schedule: str | None = None,
        exclusions: Sequence[str | datetime] | None = None,
    ) -> None:
        if not isinstance(end_offset, int):
            raise DagsterInvalidDefinitionError(f"end_offset must be an int; got {end_offset!r}.")
        self.timezone = timezone or "UTC"
        self.fmt = fmt
        self.end_offset = end_offset
        self.cron_schedule = checked_schedule(
            cron_schedule, schedule_type, minute_offset, hour_offset, day_offset
        )
        self._zone = get_zone(self.timezone)
        self.start_timestamp = moment_of("start", start, fmt, self._zone)
        self.end_timestamp = moment_of("end", end, fmt, self._zone) if end else None
        self._excluded = excluded_by(exclusions or (), fmt, self._zone)
        self._cadence = cadence_for(
            self.cron_schedule, self.timezone, self._excluded, self.start_timestamp
        )
        self._is_enumerated = isinstance(self._cadence, YearlyCadence)
        self._first = ceil(self._cadence, self.start_timestamp)
        self._format = key_format(
            fmt,
            self._zone,
            self._cadence,
            appends_offset=repeats_every_hour(self.cron_schedule),
        )
        self._counted: tuple[float, float, int] = (0.0, 0.0, 0)

    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,  # noqa: ARG002 - not dynamic
    ) -> WindowKeys:
        """Return the keys of the windows that have ended by *current_time*, in order."""
        return WindowKeys(self._format, self._first, self._first + self.count(current_time))

    def count(self, now: datetime | None = None) -> int:
        """Return how many partitions there are at *now*."""
        moment = effective_timestamp(self._zone, now)
        after, before, count = self._counted
        if after < moment < before:
            return count
        cadence = self._cadence
        count = count_windows(cadence, self._first, self.end_timestamp, self.end_offset, moment)
        # Between two ticks nothing ends, so the count holds there; excluded ticks end windows too.
        if not self._excluded:
            index = cadence.floor(moment)
            self._counted = (cadence.tick(index), cadence.end(index), count)
        return count

    def ordinal(self, partition_key: str) -> int | None:
        """Return the place of *partition_key* from 0, or None if there is no such partition."""
        first = self._first
        index = self._format.index_within(partition_key, first, first + self.count())
        return None if index is None else index - first

    def ordinals_of(self, partition_keys: Iterable[str]) -> dict[str, int]:
        """Return the places of those of *partition_keys* that exist."""
        if self._is_enumerated:
            found = ((key, self.ordinal(key)) for key in partition_keys)
            return {key: place for key, place in found if place is not None}
        first, last, read = self._first, self._first + self.count(), self._format.index
        indices = ((key, read(key)) for key in partition_keys)
        return {
            key: index - first
            for key, index in indices
            if index is not None and first <= index < last
        }

    def key_at(self, ordinal: int) -> str:
        """Return the key at a place.

        Raises:
            DagsterUnknownPartitionError: If the definition has no such place.
        """
        if not 0 <= ordinal < self.count():
            raise DagsterUnknownPartitionError(
                f"There is no partition number {ordinal}: {describe_keys(self)}."
            )
        return self._format.key(self._first + ordinal)

    def keys_in(self, subset: OrdinalRanges) -> list[str]:
        """Return the keys of *subset* in order; places that do not exist are left out."""
        if not subset.is_within(self.count()):
            subset &= self.all_partitions()
        return self.windows_keys(subset)

    def windows_keys(self, subset: OrdinalRanges) -> list[str]:
        """Return the keys of windows by place, also of those before the start or not yet ended."""
        return keys_at(self._format.keys, self._first, subset.bounds)

    def lasting_keys(self, places: OrdinalRanges) -> list[str]:
        """Return the keys of windows by place, existing or not."""
        return self.windows_keys(places)

    def split_keys(self, partition_keys: Iterable[str]) -> tuple[OrdinalRanges, frozenset[str]]:
        """Return the places of keys; as in Dagster, windows that are no partitions are left out.

        Raises:
            DagsterUnknownPartitionError: If a key is not in the definition's format.
        """
        read, first = self._format.index, self._first
        others: list[str] = []

        def places() -> Iterator[int]:
            for key in partition_keys:
                index = read(key)
                if index is None:
                    others.append(key)
                else:
                    yield index - first

        found = OrdinalRanges.of(places())
        # What is written in another way than ours still names a window.
        found |= OrdinalRanges.of(map(self._place_of, others))
        return found & self.all_partitions(), frozenset()

    def subset_at(self, places: OrdinalRanges) -> PartitionsSubset:
        """Return the subset of the partitions at *places*."""
        return PartitionsSubset(self, places)

    def key_ranges(self, places: OrdinalRanges) -> list[PartitionKeyRange]:
        """Return the ranges of keys that make up a set of places, existing or not."""
        write = self._format.key
        return [
            PartitionKeyRange(write(self._first + low), write(self._first + high - 1))
            for low, high in places.ranges
        ]

    def subset_facts(self, subset: PartitionsSubset) -> Mapping[str, object]:
        """Return what a subset is made of, as JSON: windows as seconds since 1970 in UTC."""
        spans = subset.ordinals.ranges
        return {
            "time_windows": [
                [float(self.start_of(low)), float(self.end_of(high - 1))] for low, high in spans
            ],
            "num_partitions": len(subset),
        }

    def subset_from_facts(self, facts: Mapping[str, Any]) -> PartitionsSubset:
        """Return the subset made of what `subset_facts` returned."""
        spans = (map(self.first_from, window) for window in facts["time_windows"])
        return PartitionsSubset(self, OrdinalRanges.from_ranges((low, high) for low, high in spans))

    def window_at(self, ordinal: int) -> TimeWindow:
        """Return the window at a place, also one before the start or not yet ended."""
        index = self._first + ordinal
        end = datetime.fromtimestamp(self._cadence.end(index), self._zone)
        return TimeWindow(self._cadence.wall(index), end)

    def start_of(self, ordinal: int) -> int:
        """Return when the window at a place starts, in seconds since 1970 in UTC."""
        return self._cadence.tick(self._first + ordinal)

    def end_of(self, ordinal: int) -> int:
        """Return when the window at a place ends, in seconds since 1970 in UTC."""
        return self._cadence.end(self._first + ordinal)

    def first_from(self, moment: float) -> int:
        """Return the place of the first window that starts at *moment* or later."""
        return ceil(self._cadence, moment) - self._first

    def last_up_to(self, moment: float) -> int:
        """Return the place of the last window that starts at *moment* or before."""
        return self._cadence.floor(moment) - self._first

    def get_first_partition_window(self) -> TimeWindow | None:
        """Return the window of the first partition, or None if there is no partition."""
        return self.window_at(0) if self.count() else None

    def get_last_partition_window(self) -> TimeWindow | None:
        """Return the window of the last partition, or None if there is no partition."""
        count = self.count()
        return self.window_at(count - 1) if count else None

    def time_window_for_partition_key(self, partition_key: str) -> TimeWindow:
        """Return the window of a key, also of one that is before the start or not yet ended.

        Raises:
            DagsterUnknownPartitionError: If the key is not in the definition's format.
        """
        return self.window_at(self._place_of(partition_key))

    def start_time_for_partition_key(self, partition_key: str) -> datetime:
        """Return when the window of a key starts."""
        return self.time_window_for_partition_key(partition_key).start

    def end_time_for_partition_key(self, partition_key: str) -> datetime:
        """Return when the window of a key ends."""
        return self.time_window_for_partition_key(partition_key).end

    def get_next_partition_key(self, partition_key: str) -> str | None:
        """Return the key after *partition_key*, or None if that is no partition yet."""
        following = self._place_of(partition_key) + 1
        return self.key_at(following) if 0 <= following < self.count() else None

    def get_partition_key_for_timestamp(self, timestamp: float, end_closed: bool = False) -> str:
        """Return the key of the window that a moment is in.

        Args:
            timestamp: Seconds since 1970 in UTC.
            end_closed: Count the end of a window to it, rather than its start.
        """
        index = ceil(self._cadence, timestamp) - 1 if end_closed else self._cadence.floor(timestamp)
        return self._format.key(index)

    def get_partition_keys_in_time_window(self, time_window: TimeWindow) -> list[str]:
        """Return the keys of the windows that start in *time_window*, existing or not."""
        low, high = (ceil(self._cadence, moment.timestamp()) for moment in time_window)
        return self._format.keys(low, high)

    def get_partition_keys_in_range(self, partition_key_range: PartitionKeyRange) -> list[str]:
        """Return the keys from the start of a range to its end, also of windows not yet ended.

        Raises:
            DagsterInvalidInvocationError: If the range leaves the start or end of the definition.
        """
        low, high = map(self._place_of, partition_key_range)
        if low < 0 or (self.end_timestamp is not None and self.end_of(high) > self.end_timestamp):
            raise DagsterInvalidInvocationError(
                f"Partition range {partition_key_range.start} to {partition_key_range.end} is not "
                f"a valid range: it leaves {self.start} to {self.end or 'today'}."
            )
        return self.windows_keys(OrdinalRanges.span(low, high + 1))

    def validate_partition_definition(self) -> None:
        """Raise if two partitions would have one key.

        Raises:
            DagsterInvalidDefinitionError: If the format is coarser than the schedule.
        """
        if self.count() > 1 and self.key_at(0) == self.key_at(1):
            raise DagsterInvalidDefinitionError(
                "This partition set contains multiple time ranges that map to the same partition "
                f"key: the format ({self.fmt}) is not granular enough to name each time in the "
                f"cron schedule ({self.cron_schedule}). Use a finer fmt."
            )

    def nearest_keys(self, partition_key: str) -> tuple[str, ...]:
        """Return the existing key whose window is nearest to what *partition_key* names."""
        count = self.count()
        try:
            moment = self._format.read(partition_key)
        except (ValueError, OverflowError):
            return keys_like(partition_key, count, self.key_at)
        if count == 0:
            return ()
        if moment < self.start_of(0):
            return (self.key_at(0),)
        if moment >= self.start_of(count - 1):
            return (self.key_at(count - 1),)
        return (self.key_at(self.last_up_to(moment)),)

    def equal_except_for_start_or_end(self, other: "TimeWindowPartitionsDefinition") -> bool:
        """Return whether *other* differs at most in where it starts and ends."""
        return self.facts()[2:] == other.facts()[2:]

    def __eq__(self, other: object) -> bool:
        return self is other or (
            # Most that differ differ in this, and an abstract class's isinstance is slow.
            self.cron_schedule == getattr(other, "cron_schedule", None)
            and isinstance(other, TimeWindowPartitionsDefinition)
            and self.facts() == other.facts()
        )

    def __hash__(self) -> int:
        return hash(self.facts())

    def __str__(self) -> str:
        kind = self.schedule_type
        schedule = kind.value.capitalize() if kind is not None else self.cron_schedule
        text = f"{schedule}, starting {self._format.write(self.start)} {self.timezone}."
        if self.end_offset:
            plural = "" if self.end_offset == 1 else "s"
            text += f" End offsetted by {self.end_offset} partition{plural}."
        return text

    def __repr__(self) -> str:
        exclusions = f", exclusions={list(self._excluded)}" if self._excluded else ""
        return (
            f"TimeWindowPartitionsDefinition(start={self.start_timestamp}, "
            f"end={self.end_timestamp}, timezone='{self.timezone}', fmt='{self.fmt}', "
            f"end_offset={self.end_offset}, cron_schedule='{self.cron_schedule}'){exclusions}"
        )

    def facts(self) -> tuple[object, ...]:
        """Return what two equal definitions share; where it starts and ends come first."""
        return (
            self.start_timestamp,
            self.end_timestamp,
            self.timezone,
            self.fmt,
            self.end_offset,
            self.cron_schedule,
            self._excluded,
        )

    def _place_of(self, partition_key: str) -> int:
        """Return the place of the first window at or after what a key names, existing or not."""
        try:
            return self.first_from(self._format.read(partition_key))
        except (ValueError, OverflowError) as exc:
            raise _UnreadableKeyError(
                f"The partition key {partition_key!r} does not match the format {self.fmt!r}; "
                f"{describe_keys(self)}."
            ) from exc
