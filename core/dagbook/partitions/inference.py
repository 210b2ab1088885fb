"""The partition mapping between two assets when the user gives none."""

from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.key_mappings import AllPartitionMapping, IdentityPartitionMapping
from dagbook.partitions.mapping import PartitionMapping
from dagbook.partitions.multi_mapping import (
    MultiToSingleDimensionPartitionMapping,
    matching_dimension,
)
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.partitions.time_window_mapping import TimeWindowPartitionMapping


def infer_partition_mapping(
    partition_mapping: PartitionMapping | None,
    downstream_partitions_def: PartitionsDefinition | None,
    upstream_partitions_def: PartitionsDefinition | None,
) -> PartitionMapping:
    """Return *partition_mapping*, or Dagster's default for the two definitions.

    Args:
        partition_mapping: What the user gave, if anything.
        downstream_partitions_def: None if the downstream asset has no partitions.
        upstream_partitions_def: None if the upstream asset has no partitions.

    Example:
        >>> infer_partition_mapping(None, None, None)
        AllPartitionMapping()
    """
    if partition_mapping is not None:
        return partition_mapping
    down, up = downstream_partitions_def, upstream_partitions_def
    if down is None or up is None:
        return AllPartitionMapping()
    if not isinstance(matching_dimension(up, down), str):
        return MultiToSingleDimensionPartitionMapping()
    if isinstance(down, TimeWindowPartitionsDefinition) and isinstance(
        up, TimeWindowPartitionsDefinition
    ):
        return TimeWindowPartitionMapping()
    return IdentityPartitionMapping()
