"""`AssetsDefinition.from_graph` and `from_op`: assets made by what is no function of its own."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dagbook.authoring import doors
from dagbook.errors import ParameterCheckError
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKeyPrefix
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import PartitionMapping


class MadeOfNodes:
    """Mixin: definitions of what an op or a graph makes."""

    __slots__ = ()

    @staticmethod
    def from_graph(
        graph_def: Any,
        *,
        keys_by_input_name: Mapping[str, AssetKey] | None = None,
        keys_by_output_name: Mapping[str, AssetKey] | None = None,
        key_prefix: CoercibleToAssetKeyPrefix | None = None,
        internal_asset_deps: Mapping[str, set[AssetKey]] | None = None,
        partitions_def: PartitionsDefinition | None = None,
        partition_mappings: Mapping[str, PartitionMapping] | None = None,
        resource_defs: Mapping[str, Any] | None = None,
        group_name: str | None = None,
        group_names_by_output_name: Mapping[str, str | None] | None = None,
        descriptions_by_output_name: Mapping[str, str] | None = None,
        metadata_by_output_name: Mapping[str, Mapping[str, Any] | None] | None = None,
        tags_by_output_name: Mapping[str, Mapping[str, str] | None] | None = None,
        automation_conditions_by_output_name: Mapping[str, Any] | None = None,
        backfill_policy: Any = None,
        can_subset: bool = False,
        check_specs: Sequence[Any] | None = None,
        owners_by_output_name: Mapping[str, Sequence[str]] | None = None,
        code_versions_by_output_name: Mapping[str, str | None] | None = None,
        auto_materialize_policies_by_output_name: Mapping[str, Any] | None = None,
        hook_defs: Collection[Any] | None = None,
    ) -> Any:
        """Return the assets that a graph of ops makes, each op a step of its own.

        Args:
            graph_def: What `graph` returns.
            keys_by_input_name: Which asset each input reads; one of the input's name by default.
            keys_by_output_name: Which asset each output is; of the output's name by default.
            key_prefix: Put before the key of each asset that it makes.
            internal_asset_deps: By output, the assets that it depends on; all inputs by default.
            partitions_def: Of all its assets.
            partition_mappings: By input, which partitions a partition reads.
            resource_defs: Resources of its own.
            group_name: Of all its assets.
            group_names_by_output_name: Of each, instead.
            descriptions_by_output_name: In Markdown.
            metadata_by_output_name: Of the definitions.
            tags_by_output_name: Text by text.
            automation_conditions_by_output_name: Kept as given.
            backfill_policy: How many partitions one run makes.
            can_subset: Whether a run may ask for some of its assets alone.
            check_specs: The checks that outputs are, each of the name ``asset_check``.
            owners_by_output_name: Addresses, and teams as ``team:name``.
            code_versions_by_output_name: The user's versions of the code.
            auto_materialize_policies_by_output_name: Dagster's older conditions; kept as given.
            hook_defs: Called when a step of it ends.

        Returns:
            The definition, an `AssetsDefinition`.

        Raises:
            CheckError: It is no graph, or a name is given that it does not have.
        """
        _check_kind("from_graph", "graph_def", "GraphDefinition", "graph", graph_def)
        return doors.assets_of_node(
            graph_def,
            keys_by_input_name=keys_by_input_name,
            keys_by_output_name=keys_by_output_name,
            key_prefix=key_prefix,
            internal_asset_deps=internal_asset_deps,
            partitions_def=partitions_def,
            partition_mappings=partition_mappings,
            resource_defs=resource_defs,
            group_name=group_name,
            group_names_by_output_name=group_names_by_output_name,
            descriptions_by_output_name=descriptions_by_output_name,
            metadata_by_output_name=metadata_by_output_name,
            tags_by_output_name=tags_by_output_name,
            automation_conditions_by_output_name=automation_conditions_by_output_name,
            backfill_policy=backfill_policy,
            can_subset=can_subset,
            check_specs=check_specs,
            owners_by_output_name=owners_by_output_name,
            code_versions_by_output_name=code_versions_by_output_name,
            auto_materialize_policies_by_output_name=auto_materialize_policies_by_output_name,
            hook_defs=hook_defs,
        )

    @staticmethod
    def from_op(
        op_def: Any,
        *,
        keys_by_input_name: Mapping[str, AssetKey] | None = None,
        keys_by_output_name: Mapping[str, AssetKey] | None = None,
        key_prefix: CoercibleToAssetKeyPrefix | None = None,
        internal_asset_deps: Mapping[str, set[AssetKey]] | None = None,
        partitions_def: PartitionsDefinition | None = None,
        partition_mappings: Mapping[str, PartitionMapping] | None = None,
        group_name: str | None = None,
        group_names_by_output_name: Mapping[str, str | None] | None = None,
        descriptions_by_output_name: Mapping[str, str] | None = None,
        metadata_by_output_name: Mapping[str, Mapping[str, Any] | None] | None = None,
        tags_by_output_name: Mapping[str, Mapping[str, str] | None] | None = None,
        automation_conditions_by_output_name: Mapping[str, Any] | None = None,
        backfill_policy: Any = None,
        can_subset: bool = False,
        auto_materialize_policies_by_output_name: Mapping[str, Any] | None = None,
        hook_defs: Collection[Any] | None = None,
    ) -> Any:
        """Return the assets that an op makes.

        Args:
            op_def: What `op` returns.
            keys_by_input_name: This and what follows: as of `from_graph`.
            keys_by_output_name: Which asset each output is; of the output's name by default.
            key_prefix: Put before the key of each asset that it makes.
            internal_asset_deps: By output, the assets that it depends on; all inputs by default.
            partitions_def: Of all its assets.
            partition_mappings: By input, which partitions a partition reads.
            group_name: Of all its assets.
            group_names_by_output_name: Of each, instead.
            descriptions_by_output_name: In Markdown.
            metadata_by_output_name: Of the definitions.
            tags_by_output_name: Text by text.
            automation_conditions_by_output_name: Kept as given.
            backfill_policy: How many partitions one run makes.
            can_subset: Whether a run may ask for some of its assets alone.
            auto_materialize_policies_by_output_name: Dagster's older conditions; kept as given.
            hook_defs: Called when a step of it ends.

        Returns:
            The definition, an `AssetsDefinition`.

        Raises:
            CheckError: It is no op, or a name is given that it does not have.
        """
        _check_kind("from_op", "op_def", "OpDefinition", "op", op_def)
        return doors.assets_of_node(
            op_def,
            keys_by_input_name=keys_by_input_name,
            keys_by_output_name=keys_by_output_name,
            key_prefix=key_prefix,
            internal_asset_deps=internal_asset_deps,
            partitions_def=partitions_def,
            partition_mappings=partition_mappings,
            group_name=group_name,
            group_names_by_output_name=group_names_by_output_name,
            descriptions_by_output_name=descriptions_by_output_name,
            metadata_by_output_name=metadata_by_output_name,
            tags_by_output_name=tags_by_output_name,
            automation_conditions_by_output_name=automation_conditions_by_output_name,
            backfill_policy=backfill_policy,
            can_subset=can_subset,
            auto_materialize_policies_by_output_name=auto_materialize_policies_by_output_name,
            hook_defs=hook_defs,
        )


def _check_kind(what: str, name: str, kind: str, node_type: str, got: Any) -> None:
    """Raise unless *got* is an op or a graph, as *node_type* says."""
    if getattr(got, "node_type", None) != node_type:
        raise ParameterCheckError(
            f'Param "{name}" of {what} is not a {kind}. Got {got!r} which is type {type(got)}. '
            f"Decorate the function with @{node_type}."
        )
