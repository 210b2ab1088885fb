"""Which partitions of one asset a partition of another reads. Pure."""

from collections.abc import Callable

from dagbook.asset_graph.graph import AssetGraph
from dagbook.model.asset_key import AssetKey

KeysRead = Callable[[str | None], tuple[str, ...] | None]
"""From a partition key of an asset to those of what it reads; None where there are none."""


def keys_read(graph: AssetGraph, key: AssetKey, parent: AssetKey) -> KeysRead:
    """Return a function from a partition of *key* to the partitions of *parent* that it reads.

    The function remembers its answers, so it is to be used for one moment and thrown away.

    Args:
        graph: The assets.
        key: The asset that reads.
        parent: What it reads; in the graph.
    """
    upstream_def = graph.nodes[parent].partitions_def
    downstream_def = graph.nodes[key].partitions_def
    if upstream_def is None:
        return lambda _: None
    mapping = graph.mapping(key, parent)
    read: dict[str | None, tuple[str, ...]] = {}

    def keys(partition_key: str | None) -> tuple[str, ...]:
        found = read.get(partition_key)
        if found is None:
            subset = None
            if partition_key is not None and downstream_def is not None:
                subset = downstream_def.subset_of([partition_key])
            upstream = mapping.upstream_of(subset, downstream_def, upstream_def)
            found = read[partition_key] = tuple(upstream_def.keys_in(upstream.subset))
        return found

    return keys
