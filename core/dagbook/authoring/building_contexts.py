"""`build_input_context` and `build_output_context`: what an IO manager is told, for its tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.built_step import BuiltStep
from dagbook.authoring.dagster_type import DagsterType
from dagbook.authoring.held_resources import HeldResources
from dagbook.authoring.io_contexts import (
    EPHEMERAL_RUN,
    InputContext,
    OutputContext,
    asset_key_of,
)
from dagbook.authoring.step_context import keys_for
from dagbook.errors import DagsterInvalidInvocationError, ParameterCheckError
from dagbook.foundation.parameters import TEXT, Rule, check_given, check_named, of_type
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.storage.instance import DagsterInstance


@dataclass(frozen=True, slots=True)
class _Spec:
    """What is said of an asset that only a test knows."""

    key: AssetKey
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Output:
    """An output that only a test knows."""

    name: str
    spec: _Spec | None
    metadata: Mapping[str, Any]
    io_manager_key: str = ""


@dataclass(frozen=True, slots=True)
class _Input:
    """An input that only a test knows."""

    name: str
    key: AssetKey | None
    metadata: Mapping[str, Any] = field(default_factory=dict)


def build_output_context(
    step_key: str | None = None,
    name: str | None = None,
    definition_metadata: Mapping[str, Any] | None = None,
    run_id: str | None = None,
    mapping_key: str | None = None,
    config: Any = None,
    dagster_type: Any = None,
    version: str | None = None,
    resource_config: Mapping[str, Any] | None = None,
    resources: Mapping[str, Any] | None = None,
    op_def: Any = None,
    asset_key: CoercibleToAssetKey | None = None,
    partition_key: str | None = None,
    asset_partitions_def: PartitionsDefinition | None = None,
    asset_partition_key_range: PartitionKeyRange | None = None,
    instance: Any = None,
    asset_spec: Any = None,
    metadata: Mapping[str, Any] | None = None,
    output_metadata: Mapping[str, Any] | None = None,
) -> OutputContext:
    """Return what an IO manager is told while it stores, for a test that calls it.

    What is left out raises when it is asked for. With resources that are torn down it has to be
    used as a context manager.

    Args:
        step_key: The key of the step that made the value.
        name: The output's name.
        definition_metadata: The metadata of the definition.
        run_id: The run's id.
        mapping_key: Which of a dynamic output it is.
        config: The config of the output.
        dagster_type: The type of the value.
        version: The version of the output.
        resource_config: The config of the IO manager.
        resources: What is bound to each key, for ``context.resources``.
        op_def: The op.
        asset_key: The asset that is stored.
        partition_key: The partition the run is for, and that is stored.
        asset_partitions_def: The asset's partitions.
        asset_partition_key_range: The partitions that are stored.
        instance: The instance, for dynamic partitions.
        asset_spec: What is said of the asset.
        metadata: Dagster's older name of `definition_metadata`.
        output_metadata: What the function said of the value.

    Raises:
        ParameterCheckError: An argument is of another type.

    Example:
        >>> build_output_context(asset_key="orders", partition_key="b").get_asset_identifier()
        ['orders', 'b']
    """
    _check_texts(step_key=step_key, name=name, run_id=run_id, partition_key=partition_key)
    check_given("build_output_context", _OUTPUT_RULES, locals())
    said = _metadata(definition_metadata, metadata)
    key = asset_key_of(asset_key)
    given = {
        **_given(resources, resource_config, op_def, dagster_type, "build_output_context"),
        "config": config,
        "version": version,
        "asset_spec": asset_spec,
    }
    step = BuiltStep(
        run_id or EPHEMERAL_RUN,
        step_key,
        partition_keys=() if partition_key is None else (partition_key,),
        instance=instance,
    )
    output = _Output(name or "", _Spec(key, said) if key is not None else None, said)
    key_range = _key_range(key, partition_key, asset_partition_key_range)
    context = OutputContext(
        step, output, asset_partitions_def, mapping_key, output_metadata or {}, given
    )
    context.narrow(key_range, _keys(key_range, asset_partitions_def, instance))
    return context


def build_input_context(
    name: str | None = None,
    config: Any = None,
    definition_metadata: Mapping[str, Any] | None = None,
    upstream_output: OutputContext | None = None,
    dagster_type: Any = None,
    resource_config: Mapping[str, Any] | None = None,
    resources: Mapping[str, Any] | None = None,
    op_def: Any = None,
    step_context: Any = None,
    asset_key: CoercibleToAssetKey | None = None,
    partition_key: str | None = None,
    asset_partition_key_range: PartitionKeyRange | None = None,
    asset_partitions_def: PartitionsDefinition | None = None,
    instance: Any = None,
    metadata: Mapping[str, Any] | None = None,
) -> InputContext:
    """Return what an IO manager is told while it loads, for a test that calls it.

    What is left out raises when it is asked for. With resources that are torn down it has to be
    used as a context manager.

    Args:
        name: The parameter's name.
        config: The config of the input.
        definition_metadata: The metadata of the input.
        upstream_output: What is known of the output that is loaded.
        dagster_type: The type that the input asks for.
        resource_config: The config of the IO manager.
        resources: What is bound to each key, for ``context.resources``.
        op_def: The op.
        step_context: Accepted as Dagster has it; not used.
        asset_key: The asset that is loaded.
        partition_key: The partition the run is for, and that is loaded.
        asset_partition_key_range: The partitions that are loaded.
        asset_partitions_def: The asset's partitions.
        instance: The instance, for dynamic partitions.
        metadata: Dagster's older name of `definition_metadata`.

    Raises:
        ParameterCheckError: An argument is of another type.

    Example:
        >>> build_input_context(asset_key=["sales", "orders"]).asset_key
        AssetKey(['sales', 'orders'])
    """
    _check_texts(name=name, partition_key=partition_key)
    check_given("build_input_context", _RULES, locals())
    if upstream_output is not None and not isinstance(upstream_output, OutputContext):
        raise ParameterCheckError(
            f"upstream_output is an OutputContext; got {upstream_output!r} of type "
            f"{type(upstream_output).__name__}. Make one by build_output_context()."
        )
    key = asset_key_of(asset_key)
    given = {
        **_given(resources, resource_config, op_def, dagster_type, "build_input_context"),
        "config": config,
        "upstream_output": upstream_output,
    }
    step = BuiltStep(
        partition_keys=() if partition_key is None else (partition_key,), instance=instance
    )
    read = _Input(name or "", key, _metadata(definition_metadata, metadata))
    key_range = _key_range(key, partition_key, asset_partition_key_range)
    context = InputContext(step, read, asset_partitions_def, given=given)
    context.narrow(key_range, _keys(key_range, asset_partitions_def, instance))
    return context


def _given(
    resources: Mapping[str, Any] | None,
    resource_config: Mapping[str, Any] | None,
    op_def: Any,
    dagster_type: Any,
    builder: str,
) -> dict[str, Any]:
    """Return what both contexts are given instead of a run's definitions."""
    for parameter, value in {"resources": resources, "resource_config": resource_config}.items():
        if value is not None and not isinstance(value, Mapping):
            raise ParameterCheckError(
                f"{builder} takes {parameter} by key; got {value!r} of type {type(value).__name__}."
            )
    return {
        "held": HeldResources(resources or {}, builder=builder),
        "resource_config": resource_config or {},
        "op_def": op_def,
        "dagster_type": dagster_type,
    }


def _key_range(
    key: AssetKey | None, partition_key: str | None, key_range: PartitionKeyRange | None
) -> PartitionKeyRange | None:
    """Return the partitions that are loaded or stored."""
    if partition_key and key is not None and key_range is None:
        return PartitionKeyRange(partition_key, partition_key)
    return key_range


def _keys(
    key_range: PartitionKeyRange | None,
    partitions_def: PartitionsDefinition | None,
    instance: Any,
) -> Any:
    """Return the keys of *key_range*, None where only the range is known."""
    if key_range is None or partitions_def is None:
        return None
    with partition_loading_context(dynamic_partitions_store=instance):
        return keys_for(partitions_def, key_range)


def _metadata(
    definition_metadata: Mapping[str, Any] | None, metadata: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """Return the one of these that was given.

    Raises:
        DagsterInvalidInvocationError: Both were.
    """
    if definition_metadata is not None and metadata is not None:
        raise DagsterInvalidInvocationError(
            "metadata is Dagster's older name of definition_metadata; give one of them."
        )
    return definition_metadata or metadata or {}


def _check_texts(**given: Any) -> None:
    """Raise unless each of *given* is text or None.

    Raises:
        ParameterCheckError: Naming the parameter.
    """
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise ParameterCheckError(
                f"{name} is text; got {value!r} of type {type(value).__name__}."
            )


_RULES: dict[str, Rule] = {
    "definition_metadata": check_named,
    "metadata": check_named,
    "dagster_type": of_type(DagsterType),
    "asset_partitions_def": of_type(PartitionsDefinition),
    "asset_partition_key_range": of_type(PartitionKeyRange),
    "resource_config": check_named,
    "resources": check_named,
}
_OUTPUT_RULES: dict[str, Rule] = {
    **_RULES,
    "output_metadata": check_named,
    "mapping_key": TEXT,
    "version": TEXT,
    "asset_spec": of_type(AssetSpec),
    "instance": of_type(DagsterInstance),
}
