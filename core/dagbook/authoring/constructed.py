"""`AssetsDefinition(...)`: Dagster's constructor, of specs, or of an op or graph and its ends."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from dagbook.authoring import doors
from dagbook.authoring.asset_io import AssetSpec
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import PartitionMapping


class Constructed:
    """Mixin: the constructor that a program calls; decorators call `of_parts`."""

    def __init__(
        self,
        *,
        keys_by_input_name: Mapping[str, AssetKey] | None = None,
        keys_by_output_name: Mapping[str, AssetKey] | None = None,
        node_def: Any = None,
        partitions_def: PartitionsDefinition | None = None,
        partition_mappings: Mapping[AssetKey, PartitionMapping] | None = None,
        asset_deps: Mapping[AssetKey, AbstractSet[AssetKey]] | None = None,
        selected_asset_keys: AbstractSet[AssetKey] | None = None,
        can_subset: bool = False,
        resource_defs: Mapping[str, Any] | None = None,
        group_names_by_key: Mapping[AssetKey, str] | None = None,
        metadata_by_key: Mapping[AssetKey, Mapping[str, Any]] | None = None,
        tags_by_key: Mapping[AssetKey, Mapping[str, str]] | None = None,
        legacy_freshness_policies_by_key: Mapping[AssetKey, Any] | None = None,
        backfill_policy: Any = None,
        descriptions_by_key: Mapping[AssetKey, str] | None = None,
        check_specs_by_output_name: Mapping[str, Any] | None = None,
        selected_asset_check_keys: AbstractSet[Any] | None = None,
        is_subset: bool = False,
        owners_by_key: Mapping[AssetKey, Sequence[str]] | None = None,
        specs: Sequence[AssetSpec] | None = None,
        execution_type: Any = None,
        auto_materialize_policies_by_key: Mapping[AssetKey, Any] | None = None,
        hook_defs: AbstractSet[Any] | None = None,
    ) -> None:
        """Define assets by what is said of them, and by the op or graph that makes them.

        Args:
            keys_by_input_name: Which asset each input of `node_def` reads.
            keys_by_output_name: Which asset each output of `node_def` is.
            node_def: The op or graph; without one the assets are made elsewhere, and `specs` says
                which they are.
            partitions_def: Of all its assets.
            partition_mappings: By asset that is read, which partitions a partition reads.
            asset_deps: What each asset depends on; all that is read by default.
            selected_asset_keys: Those of its assets that it makes; all by default.
            can_subset: Whether a run may ask for some of its assets alone.
            resource_defs: Resources of its own.
            group_names_by_key: The group of each asset.
            metadata_by_key: Of the definitions.
            tags_by_key: Text by text.
            legacy_freshness_policies_by_key: Dagster's older form; not taken.
            backfill_policy: How many partitions one run makes.
            descriptions_by_key: In Markdown; of the output, or of the node, by default.
            check_specs_by_output_name: Which check each output of `node_def` is.
            selected_asset_check_keys: Those of its checks that it makes.
            is_subset: Whether it is a part of another; kept nowhere.
            owners_by_key: Addresses, and teams as ``team:name``.
            specs: What is said of each asset, in place of all that is said by key.
            execution_type: What running it does to its assets.
            auto_materialize_policies_by_key: Dagster's older conditions; not taken.
            hook_defs: Called when its step ends.

        Raises:
            CheckError: What is said does not fit together, or not to `node_def`.
            DagsterInvalidDefinitionError: An asset depends on itself, or is said twice.

        Example:
            >>> from dagbook.authoring.assets_definition import AssetsDefinition
            >>> elsewhere = AssetsDefinition(specs=[AssetSpec("raw"), AssetSpec("clean")])
            >>> sorted(key.to_user_string() for key in elsewhere.keys)
            ['clean', 'raw']
        """
        given = {name: value for name, value in locals().items() if name != "self"}
        vars(self).update(vars(doors.assets_constructed(given)))
