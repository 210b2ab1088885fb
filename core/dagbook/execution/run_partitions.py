"""What the tags of a run say about partitions: one, or a range that each asset makes at once."""

from collections.abc import Mapping, Sequence

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.partition_members import RANGE_TAGS, range_of_run
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.keys import PartitionKeyRange

PARTITION_TAG = "dagster/partition"
"""The tag of a run that names its partition, as in Dagster."""


def range_of_tags(tags: Mapping[str, str], *, one_or_several: bool) -> PartitionKeyRange | None:
    """Return the range that *tags* say, None when they say none.

    Args:
        tags: Of the run.
        one_or_several: Whether partitions are asked for beside the tags.

    Raises:
        DagsterInvariantViolationError: One of the two tags is there alone, or a partition too.

    Example:
        >>> range_of_tags(dict(zip(RANGE_TAGS, ("mon", "wed"))), one_or_several=False)
        PartitionKeyRange(start='mon', end='wed')
    """
    start, end = map(tags.get, RANGE_TAGS)
    if start is None and end is None:
        return None
    if start is None or end is None:
        given, absent = RANGE_TAGS if end is None else RANGE_TAGS[::-1]
        raise DagsterInvariantViolationError(
            f"The run has the tag {given} without {absent}. Set both, or none."
        )
    if one_or_several or PARTITION_TAG in tags:
        raise DagsterInvariantViolationError(
            f"The run has the tags {' and '.join(RANGE_TAGS)}, and partitions beside them. A run "
            "is for one partition or for a range; leave one of them out."
        )
    return PartitionKeyRange(start, end)


def tags_of_partition(
    graph: AssetGraph, keys: Sequence[AssetKey], partition_key: str, job_name: str
) -> Mapping[str, str]:
    """Return Dagster's tags of a run of *keys* for one partition, with those of its dimensions."""
    found = (graph.nodes[key].partitions_def for key in keys)
    partitions_def = next((each for each in found if each is not None), None)
    if partitions_def is None:
        return {PARTITION_TAG: partition_key}
    tags = partitions_def.get_tags_for_partition_key(partition_key)
    return {**tags, "dagster/partition_set": f"{job_name}_partition_set"}


def keys_of_run(graph: AssetGraph, tags: Mapping[str, str]) -> Sequence[str]:
    """Return the partitions of a run over a range, for an asset of it that has none itself."""
    of_run = range_of_run(tags)
    made = (node.partitions_def for node in graph.nodes.values() if not node.is_external)
    partitions_def = next((each for each in made if each is not None), None)
    if of_run is None or partitions_def is None:
        return ()
    return partitions_def.get_partition_keys_in_range(of_run)
