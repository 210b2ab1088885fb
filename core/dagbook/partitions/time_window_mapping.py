"""Mapping partitions by time: each needs the upstream windows that overlap its own.

Works on ranges: both ends of a range become moments, are moved by the offsets, and become ordinals
of the other definition. Only definitions with exclusions are looked at window by window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import OrdinalPartitionMapping, UpstreamPartitions
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TimeWindowPartitionMapping(OrdinalPartitionMapping):
    """Each downstream partition needs the upstream partitions whose windows overlap its own.

    Args:
        start_offset: Moves the start of what is needed by so many downstream windows; with -1, a
            day also needs the day before.
        end_offset: Moves the end likewise.
        allow_nonexistent_upstream_partitions: Do not count windows that are no upstream partition
            as missing.

    Example:
        >>> from dagbook.partitions import DailyPartitionsDefinition, HourlyPartitionsDefinition
        >>> daily = DailyPartitionsDefinition(start_date="2024-01-01", end_date="2024-02-01")
        >>> hourly = HourlyPartitionsDefinition(start_date="2024-01-01-00:00")
        >>> day = daily.subset_of(["2024-01-02"])
        >>> TimeWindowPartitionMapping().upstream_of(day, daily, hourly).subset.ranges
        ((24, 48),)
    """

    start_offset: int = 0
    end_offset: int = 0
    allow_nonexistent_upstream_partitions: bool = False

    def __post_init__(self) -> None:
        """Check that the offsets count windows."""
        for name in ("start_offset", "end_offset"):
            value = getattr(self, name)
            if not isinstance(value, int):
                raise DagsterInvalidDefinitionError(f"{name} must be an int; got {value!r}.")

    @property
    def description(self) -> str:
        """What the mapping does, in a sentence."""
        text = (
            "Maps a downstream partition to any upstream partition with an overlapping time window."
        )
        if self.start_offset or self.end_offset:
            text += (
                " The start and end of the upstream time window is offsetted by "
                f"{self.start_offset} and {self.end_offset} partitions respectively."
            )
        return text

    def validate_partition_mapping(
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> None:
        """Raise unless both definitions are time windows in one time zone.

        Raises:
            DagsterInvalidDefinitionError: Naming what does not fit.
        """
        down = _time_windows("Downstream", downstream_partitions_def)
        _same_zone(down, _time_windows("Upstream", upstream_partitions_def))

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""
        down = _time_windows("Downstream", downstream_partitions_def)
        up = _time_windows("Upstream", upstream_partitions_def)
        _same_zone(down, up)
        if downstream is None:
            raise DagsterInvalidDefinitionError("The downstream asset is not partitioned.")
        if not self.start_offset and not self.end_offset and down == up:
            return UpstreamPartitions(downstream)
        count = up.count()
        needed = OrdinalRanges.from_ranges(
            [
                self._needed_by(span, down, up, count)
                for run in downstream.ranges
                for span in _unbroken(run, down)
            ]
        )
        if needed.is_within(count):
            return UpstreamPartitions(needed)
        existing = OrdinalRanges.span(0, count)
        found = needed & existing
        if self.allow_nonexistent_upstream_partitions:
            return UpstreamPartitions(found)
        return UpstreamPartitions(found, tuple(up.windows_keys(needed - existing)))

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""
        up = _time_windows("Upstream", upstream_partitions_def)
        down = _time_windows("Downstream", downstream_partitions_def)
        _same_zone(down, up)
        if not self.start_offset and not self.end_offset and down == up:
            return upstream
        spans = []
        for run in upstream.ranges:
            for low, high in _unbroken(run, up):
                start, end = _overlapping(up.start_of(low), up.end_of(high - 1), up, down)
                spans.append((start - self.end_offset, end - self.start_offset))
        return OrdinalRanges.from_ranges(spans) & down.all_partitions()

    def _needed_by(
        self,
        span: _Span,
        down: TimeWindowPartitionsDefinition,
        up: TimeWindowPartitionsDefinition,
        count: int,
    ) -> _Span:
        """Return the upstream windows that a range of downstream ones needs, existing or not."""
        low, high = span
        if not self.start_offset and not self.end_offset:
            return _overlapping(down.start_of(low), down.end_of(high - 1), down, up)
        start = _moved_start(down, low, self.start_offset)
        end = _moved_end(down, high, self.end_offset)
        if count:
            # As in Dagster, an offset does not reach past the ends of what exists upstream.
            opens, closes = up.start_of(0), up.end_of(count - 1)
            start = _clamped(start, self.start_offset, opens, closes)
            end = _clamped(end, self.end_offset, opens, closes)
        return _overlapping(start, end, down, up)


def _time_windows(
    side: str, partitions_def: PartitionsDefinition | None
) -> TimeWindowPartitionsDefinition:
    """Return *partitions_def*, or raise that it is none of time windows."""
    if not isinstance(partitions_def, TimeWindowPartitionsDefinition):
        raise DagsterInvalidDefinitionError(
            f"{side} partitions definition must be a TimeWindowPartitionsDefinition"
        )
    return partitions_def


def _same_zone(down: TimeWindowPartitionsDefinition, up: TimeWindowPartitionsDefinition) -> None:
    """Raise unless two definitions are in one time zone."""
    if up.timezone != down.timezone:
        raise DagsterInvalidDefinitionError(
            f"Timezones {up.timezone} and {down.timezone} don't match"
        )


def _unbroken(run: _Span, partitions_def: TimeWindowPartitionsDefinition) -> Sequence[_Span]:
    """Return the parts of a range within which each window starts where the last one ends."""
    if not partitions_def.exclusions:
        return (run,)
    low, high = run
    parts: list[_Span] = []
    for place in range(low + 1, high):
        if partitions_def.end_of(place - 1) != partitions_def.start_of(place):
            parts.append((low, place))
            low = place
    return (*parts, (low, high))


def _overlapping(
    start: float,
    end: float,
    of: TimeWindowPartitionsDefinition,
    to: TimeWindowPartitionsDefinition,
) -> _Span:
    """Return the windows of *to* that a time between windows of *of* overlaps."""
    # Where both have the same ticks, a window of one that the other excludes has no counterpart;
    # elsewhere the window before the excluded one stands in, as in Dagster.
    same = of.cron_schedule == to.cron_schedule
    return to.first_from(start) if same else to.last_up_to(start), to.first_from(end)


def _moved_start(partitions_def: TimeWindowPartitionsDefinition, low: int, offset: int) -> int:
    """Return the start of the window at *low*, moved by *offset* windows."""
    if offset > 0:
        return partitions_def.end_of(low + offset - 1)
    return partitions_def.start_of(low + offset)


def _moved_end(partitions_def: TimeWindowPartitionsDefinition, high: int, offset: int) -> int:
    """Return the end of the window before *high*, moved by *offset* windows."""
    if offset < 0:
        return partitions_def.start_of(high + offset)
    return partitions_def.end_of(high - 1 + offset)


def _clamped(moment: int, offset: int, opens: int, closes: int) -> int:
    """Return *moment*, but not beyond what exists in the direction of *offset*."""
    if offset < 0:
        return max(opens, moment)
    return min(closes, moment) if offset > 0 else moment
