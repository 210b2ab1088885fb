"""`Definitions`: assets and resources together, immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dagbook.authoring import doors
from dagbook.authoring.asset_decorator import refuse_later
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.assets_definition import AssetsDefinition, flatten_assets
from dagbook.authoring.dependencies import ResolvedAssets, resolve_dependencies
from dagbook.authoring.registration import announce
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import DuplicateAssetKeyError
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey


class Definitions:
    """Assets and the resources they use.

    Nothing is checked until it is needed, as in Dagster; `validate_loadable` checks everything.

    Args:
        assets: What `asset` and `multi_asset` return, and `AssetSpec`.
        resources: What is bound to each key: resources, IO managers, any value.
        **later: Dagster's other parameters; each raises by name that it is not there yet.

    Raises:
        DagsterInvariantViolationError: Something else is among the assets.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def orders():
        ...     return [1]
        >>> Definitions(assets=[orders]).resolve_all_asset_keys()
        [AssetKey(['orders'])]
    """

    def __init__(
        self,
        assets: Iterable[Any] | None = None,
        *,
        resources: Mapping[str, Any] | None = None,
        **later: Any,
    ) -> None:
        refuse_later("Definitions", {name: value or None for name, value in later.items()})
        self.assets: tuple[AssetsDefinition, ...] = flatten_assets(assets or ())
        self.resources: Mapping[str, Any] = dict(resources or {})
        announce(self)

    def __repr__(self) -> str:
        keys = ", ".join(key.to_user_string() for each in self.assets for key in each.keys_in_order)
        return f"Definitions(assets=[{keys}], resources={sorted(self.resources)})"

    def resolve_assets(self) -> ResolvedAssets:
        """Return the assets with every dependency resolved.

        Raises:
            DuplicateAssetKeyError: A key is defined twice.
            DagsterInvalidDefinitionError: A parameter names an asset that nothing defines.
        """
        return strictly_resolved(self.assets)

    def resolve_all_asset_keys(self) -> list[AssetKey]:
        """Return the keys of all assets, external ones included."""
        return [key for each in self.resolve_assets().definitions for key in each.keys_in_order]

    def resolve_all_asset_specs(self) -> list[AssetSpec]:
        """Return what is said of each asset, external ones included; groups by their names."""
        return [
            replace(spec, group_name=spec.group_name or DEFAULT_GROUP, kinds=None)
            for each in self.resolve_assets().definitions
            for spec in each.specs
        ]

    @staticmethod
    def validate_loadable(defs: "Definitions") -> None:
        """Check everything: keys, dependencies, resources.

        Raises:
            DagsterInvalidDefinitionError: Naming the first thing that is wrong.
        """
        doors.validate(defs)

    def load_asset_value(
        self,
        asset_key: CoercibleToAssetKey,
        *,
        python_type: Any = None,  # noqa: ARG002 - types are not checked yet
        instance: Any = None,
        partition_key: str | None = None,
    ) -> Any:
        """Return the stored value of an asset.

        Args:
            asset_key: Which asset.
            python_type: Accepted as Dagster's programs pass it.
            instance: Where it was recorded; the session's by default.
            partition_key: Which partition; needed for a partitioned asset.

        Raises:
            UnknownAssetError: The definitions have no such asset.
            AssetNotMaterializedError: It has no stored value.
        """
        key = AssetKey.from_coercible(asset_key)
        return doors.load_asset_value(self, key, instance, partition_key)


def strictly_resolved(definitions: tuple[AssetsDefinition, ...]) -> ResolvedAssets:
    """Return *definitions* with every dependency resolved, raising for what is wrong."""
    seen: set[AssetKey] = set()
    for each in definitions:
        for key in each.keys_in_order:
            if key in seen:
                raise DuplicateAssetKeyError(key.to_user_string())
            seen.add(key)
    resolved = resolve_dependencies(definitions)
    for problem in resolved.problems.values():
        raise problem
    return resolved
