"""The partition members that the contexts share, as functions of keys."""

from collections.abc import Mapping, Sequence

from dagbook.errors import CheckError, DagsterInvariantViolationError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow
from dagbook.partitions.multi import MultiPartitionsDefinition

RANGE_TAGS = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
"""The tags of a run that makes a range of partitions in one step of each asset, as in Dagster."""


def range_of_run(tags: Mapping[str, str]) -> PartitionKeyRange | None:
    """Return the range that the *tags* of a run say, None when they say none.

    >>> range_of_run(dict(zip(RANGE_TAGS, ("mon", "wed"))))
    PartitionKeyRange(start='mon', end='wed')
    """
    start, end = map(tags.get, RANGE_TAGS)
    return None if start is None or end is None else PartitionKeyRange(start, end)


def only_key(keys: Sequence[str], what: str) -> str:
    """Return the one of *keys*.

    Args:
        keys: Of partitions.
        what: Whose they are, in words, such as "output a".

    Raises:
        CheckError: There are several, or none.

    >>> only_key(["a"], "output a")
    'a'
    """
    if len(keys) != 1:
        shown = f"{keys[0]} to {keys[-1]}" if keys else "none"
        raise CheckError(
            f"Tried to access the partition key of {what}, but its number of partitions is "
            f"{len(keys)}: {shown}. Use asset_partition_keys or asset_partition_key_range."
        )
    return keys[0]


def range_of_keys(
    partitions_def: PartitionsDefinition, keys: Sequence[str], what: str
) -> PartitionKeyRange:
    """Return *keys* as a range.

    Raises:
        CheckError: They are no single range.
    """
    if len(keys) == 1:
        return PartitionKeyRange(keys[0], keys[0])
    ranges = partitions_def.key_ranges(partitions_def.subset_of(keys))
    if len(ranges) != 1:
        raise CheckError(
            f"Tried to access the partition key range of {what}, but there are ({len(ranges)}) key "
            "ranges. Use asset_partition_keys."
        )
    return ranges[0]


def window_of_range(
    partitions_def: PartitionsDefinition, key_range: PartitionKeyRange, what: str
) -> TimeWindow:
    """Return the time from the start of the range's first partition to the end of its last.

    Raises:
        DagsterInvariantViolationError: The partitions are not windows of time.
    """
    window_of = getattr(partitions_def, "time_window_for_partition_key", None)
    if window_of is None or not has_time_dimension(partitions_def):
        raise DagsterInvariantViolationError(
            f"Tried to get the time window of {what}, but its partitions are not windows of time: "
            f"it has a {type(partitions_def).__name__}."
        )
    first, last = window_of(key_range.start), window_of(key_range.end)
    return TimeWindow(first.start, last.end)


def has_time_dimension(partitions_def: PartitionsDefinition) -> bool:
    """Return whether exactly one dimension of *partitions_def* is made of windows of time."""
    if not isinstance(partitions_def, MultiPartitionsDefinition):
        return hasattr(partitions_def, "time_window_for_partition_key")
    by_time = [
        each
        for each in partitions_def.partitions_defs
        if hasattr(each.partitions_def, "time_window_for_partition_key")
    ]
    return len(by_time) == 1


def keys_of_range(
    partitions_def: PartitionsDefinition, key_range: PartitionKeyRange
) -> Sequence[str]:
    """Return the keys of *key_range*, as the definition makes them."""
    return partitions_def.keys_in(partitions_def.subset_of_range(key_range))
