"""Loading a stored value outside a run, through the IO manager that stored it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY, AssetInput
from dagbook.authoring.built_step import BuiltStep
from dagbook.authoring.dagster_builtin_types import ANY
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.io_contexts import InputContext
from dagbook.authoring.own_resources import with_own_resources
from dagbook.authoring.resources import InitResourceContext, RunResources
from dagbook.authoring.type_annotations import resolve_dagster_type
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    DagsterUnknownPartitionError,
    UndefinedAssetError,
)
from dagbook.execution.ambient import session_of
from dagbook.foundation.names import similar
from dagbook.foundation.parameters import check_parameter
from dagbook.io_managers.filesystem import PickledObjectFilesystemIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.storage.instance import DagsterInstance


def load_value(
    definitions: Definitions,
    key: AssetKey,
    instance: DagsterInstance | None,
    partitions: str | PartitionKeyRange | None,
    metadata: Mapping[str, Any] | None = None,
    python_type: Any = None,
) -> Any:
    """Return the stored value of the asset *key* of *definitions*; see `Definitions`."""
    check_parameter("load_asset_value", "instance", instance, DagsterInstance)
    session = session_of(instance)
    bound = with_own_resources(definitions.asset_defs, definitions.resource_defs)
    chosen = instance or (session.instance if session else DagsterInstance.ephemeral())
    if DEFAULT_IO_MANAGER_KEY not in bound:
        bound[DEFAULT_IO_MANAGER_KEY] = (
            session.default_io_manager
            if session
            else PickledObjectFilesystemIOManager(chosen.storage_directory)
        )
    graph = AssetGraph(definitions.resolve_assets(), bound)
    if key not in graph:
        name = key.to_user_string()
        near = similar(name, (each.to_user_string() for each in graph.nodes))
        raise UndefinedAssetError(name, near)
    keys: Sequence[str] | None
    if isinstance(partitions, PartitionKeyRange):
        partitions_def = graph.node(key).partitions_def
        several = partitions_def and partitions_def.get_partition_keys_in_range(partitions)
        keys = several or [partitions.start]
    else:
        keys = None if partitions is None else [partitions]
    try:
        return load_from_graph(graph, key, chosen, bound, keys, metadata, python_type)
    except DagsterUnknownPartitionError as error:
        raise DagsterInvalidInvocationError(str(error)) from error


def load_from_graph(
    graph: AssetGraph,
    key: AssetKey,
    instance: DagsterInstance,
    resources: Mapping[str, Any],
    partition_keys: Sequence[str] | None,
    metadata: Mapping[str, Any] | None = None,
    python_type: Any = None,
) -> Any:
    """Return the stored value of an asset, or of some of its partitions.

    Args:
        graph: The assets.
        key: Which.
        instance: Where it is recorded.
        resources: What is bound to each key.
        partition_keys: Which partitions; of several, a dict comes back.
        metadata: What the IO manager finds as the metadata of the input.
        python_type: What it finds as the type of the input, for those that load several.

    Raises:
        UnknownAssetError: There is no such asset.
        DagsterInvariantViolationError: Its partitions and `partition_keys` do not fit.
        AssetNotMaterializedError: It has no stored value.
    """
    with RunResources(resources, InitResourceContext(None, instance)) as ready:
        return load_with(graph, key, instance, ready, partition_keys, metadata, python_type)


def load_with(
    graph: AssetGraph,
    key: AssetKey,
    instance: DagsterInstance,
    ready: RunResources,
    partition_keys: Sequence[str] | None,
    metadata: Mapping[str, Any] | None = None,
    python_type: Any = None,
) -> Any:
    """Return what `load_from_graph` returns, through resources that are set up already."""
    node = graph.node(key)
    partition_keys = _checked_keys(node.partitions_def, key, instance, partition_keys)
    single = partition_keys if partition_keys and len(partition_keys) == 1 else ()
    value_type = ANY if python_type is None else resolve_dagster_type(python_type)
    step = BuiltStep(partition_keys=single, instance=instance, value_type=value_type)
    read = AssetInput("", key, metadata or {})
    keys = partition_keys or ()
    manager_key = node.output.io_manager_key
    step.resources = ready.required_by(manager_key)
    context = InputContext(step, read, node.partitions_def, keys, node.output)
    return ready.get(manager_key).load_input(context)


def _checked_keys(
    partitions_def: PartitionsDefinition | None,
    key: AssetKey,
    instance: DagsterInstance,
    partition_keys: Sequence[str] | None,
) -> Sequence[str] | None:
    """Return *partition_keys* as the definition of the asset *key* makes them.

    Raises:
        DagsterInvariantViolationError: Its partitions and `partition_keys` do not fit.
    """
    name = key.to_user_string()
    if partitions_def is None and partition_keys is not None:
        raise DagsterInvariantViolationError(
            f"{name} is not partitioned, so it cannot be loaded by partition; leave the key out."
        )
    if partitions_def is None:
        return None
    with partition_loading_context(dynamic_partitions_store=instance):
        if partition_keys is None:
            raise DagsterInvariantViolationError(
                f"{name} is partitioned; say which partition to load, such as "
                f"partition_key={partitions_def.get_last_partition_key()!r}."
            )
        # Keys as the definition makes them: those of two dimensions know their parts.
        made = {
            each: each for each in partitions_def.keys_in(partitions_def.subset_of(partition_keys))
        }
        return [made[each] for each in partition_keys]
