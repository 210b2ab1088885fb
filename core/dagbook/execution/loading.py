"""Loading a stored value outside a run, through the IO manager that stored it."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY, AssetInput
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.io_contexts import InputContext
from dagbook.authoring.resources import InitResourceContext, RunResources, ScopedResources
from dagbook.errors import DagsterInvariantViolationError
from dagbook.execution.ambient import ambient
from dagbook.io_managers.filesystem import PickledObjectFilesystemIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.storage.instance import DagsterInstance


class _NoStep:
    """What contexts ask for, where no step runs (`StepServices`)."""

    run_id = ""
    step_key = "load"
    job_name = ""
    run_tags: Mapping[str, str] = {}
    run_config: Mapping[str, Any] = {}
    op_config: Any = None

    def __init__(self, instance: Any, resources: ScopedResources, partition: str | None) -> None:
        self.instance = instance
        self.resources = resources
        self.partition_key = partition
        self.log = logging.getLogger("dagbook")


def load_value(
    definitions: Definitions,
    key: AssetKey,
    instance: DagsterInstance | None,
    partitions: str | PartitionKeyRange | None,
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """Return the stored value of the asset *key* of *definitions*; see `Definitions`."""
    session = ambient() if instance is None else None
    bound = dict(definitions.resources)
    chosen = instance or (session.instance if session else DagsterInstance.ephemeral())
    if DEFAULT_IO_MANAGER_KEY not in bound:
        bound[DEFAULT_IO_MANAGER_KEY] = (
            session.default_io_manager
            if session
            else PickledObjectFilesystemIOManager(chosen.storage_directory)
        )
    graph = AssetGraph(definitions.resolve_assets(), bound)
    keys: Sequence[str] | None
    if isinstance(partitions, PartitionKeyRange):
        partitions_def = graph.node(key).partitions_def
        several = partitions_def and partitions_def.get_partition_keys_in_range(partitions)
        keys = several or [partitions.start]
    else:
        keys = None if partitions is None else [partitions]
    return load_from_graph(graph, key, chosen, bound, keys, metadata)


def load_from_graph(
    graph: AssetGraph,
    key: AssetKey,
    instance: DagsterInstance,
    resources: Mapping[str, Any],
    partition_keys: Sequence[str] | None,
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """Return the stored value of an asset, or of some of its partitions.

    Args:
        graph: The assets.
        key: Which.
        instance: Where it is recorded.
        resources: What is bound to each key.
        partition_keys: Which partitions; of several, a dict comes back.
        metadata: What the IO manager finds as the metadata of the input.

    Raises:
        UnknownAssetError: There is no such asset.
        DagsterInvariantViolationError: Its partitions and `partition_keys` do not fit.
        AssetNotMaterializedError: It has no stored value.
    """
    node = graph.node(key)
    partitions_def = node.partitions_def
    name = key.to_user_string()
    if partitions_def is None and partition_keys is not None:
        raise DagsterInvariantViolationError(
            f"{name} is not partitioned, so it cannot be loaded by partition; leave the key out."
        )
    with partition_loading_context(dynamic_partitions_store=instance):
        if partitions_def is not None and partition_keys is None:
            raise DagsterInvariantViolationError(
                f"{name} is partitioned; say which partition to load, such as "
                f"partition_key={partitions_def.get_last_partition_key()!r}."
            )
        if partitions_def is not None and partition_keys is not None:
            # Keys as the definition makes them: those of two dimensions know their parts.
            made = {
                each: each
                for each in partitions_def.keys_in(partitions_def.subset_of(partition_keys))
            }
            partition_keys = [made[each] for each in partition_keys]
    with RunResources(resources, InitResourceContext(None, instance)) as ready:
        manager = ready.get(node.output.io_manager_key)
        single = partition_keys[0] if partition_keys and len(partition_keys) == 1 else None
        step = _NoStep(instance, ScopedResources(resources), single)
        context = InputContext(
            step,
            AssetInput("", key, metadata or {}),
            partitions_def,
            partition_keys or (),
            node.output.spec.metadata,
            node.definition.op_name,
        )
        return manager.load_input(context)
