"""Loading by name: what a notebook defines, and what only the store still knows."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import AssetNotMaterializedError, UnknownAssetError
from dagbook.execution.loading import load_from_graph
from dagbook.foundation.names import similar
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.storage.instance import DagsterInstance

ALL = "all"
"""In place of partition keys: every partition that has a value."""


def load_stored(
    instance: DagsterInstance,
    io_manager: NotebookLocalIOManager,
    graph: AssetGraph,
    resources: Mapping[str, Any],
    key: AssetKey,
    partition_key: str | Sequence[str] | None,
) -> Any:
    """Return the stored value of an asset, also of one that nothing defines now.

    Args:
        instance: Where it is recorded.
        io_manager: What keeps the values of assets that nothing defines.
        graph: What is defined.
        resources: What is bound to each key.
        key: The asset.
        partition_key: Which partition; of a list of them, or of `ALL`, a dict comes back.

    Raises:
        UnknownAssetError: Nothing defines it and nothing is stored of it.
        AssetNotMaterializedError: It has no stored value.
    """
    if key not in graph:
        return _load_undefined(instance, io_manager, graph, key, partition_key)
    partitions_def = graph.nodes[key].partitions_def
    keys: Sequence[str] | None
    if partition_key == ALL and partitions_def is not None:
        rows = instance.event_log.latest(key)
        places = partitions_def.ordinals_of([each for each in rows if each is not None])
        keys = sorted(places, key=places.__getitem__)
        if not keys:
            raise AssetNotMaterializedError(key.to_user_string())
    else:
        keys = [partition_key] if isinstance(partition_key, str) else partition_key
    value = load_from_graph(graph, key, instance, resources, keys)
    several = partition_key == ALL or not isinstance(partition_key, str | None)
    # A list of one partition is still a list to the one who asked.
    return {keys[0]: value} if keys is not None and len(keys) == 1 and several else value


def _load_undefined(
    instance: DagsterInstance,
    io_manager: NotebookLocalIOManager,
    graph: AssetGraph,
    key: AssetKey,
    partition_key: str | Sequence[str] | None,
) -> Any:
    """Return the stored value of an asset that nothing defines now."""
    rows = instance.event_log.latest(key)
    if not rows:
        known = (*graph.order, *instance.event_log.asset_keys())
        near = similar(key.to_user_string(), [each.to_user_string() for each in known])
        raise UnknownAssetError(key.to_user_string(), near)
    if partition_key is None or (isinstance(partition_key, str) and partition_key != ALL):
        return io_manager.load(key, partition_key)
    wanted = rows if partition_key == ALL else partition_key
    return {each: io_manager.load(key, each) for each in wanted if each is not None}
