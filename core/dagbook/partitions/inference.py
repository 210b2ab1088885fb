"""The partition mapping between two assets when the user gives none."""

from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import (
    AllPartitionMapping,
    IdentityPartitionMapping,
    PartitionMapping,
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
    if downstream_partitions_def is None or upstream_partitions_def is None:
        return AllPartitionMapping()
    if isinstance(downstream_partitions_def, TimeWindowPartitionsDefinition) and isinstance(
        upstream_partitions_def, TimeWindowPartitionsDefinition
    ):
        return TimeWindowPartitionMapping()
    return IdentityPartitionMapping()
