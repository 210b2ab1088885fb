"""`Definitions`: assets and resources together, immutable."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

from dagbook.authoring import doors
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.dependencies import ResolvedAssets, resolve_dependencies
from dagbook.authoring.gathering import flatten_assets, flatten_checks, map_asset_specs
from dagbook.authoring.registration import announce
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    DuplicateAssetKeyError,
)
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.keys import PartitionKeyRange


class Definitions(NotYet):
    """Assets and the resources they use.

    Nothing is checked until it is needed, as in Dagster; `validate_loadable` checks everything.

    Args:
        assets: What `asset` and `multi_asset` return, and `AssetSpec`.
        asset_checks: What `asset_check` and `multi_asset_check` return.
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
        asset_checks: Iterable[Any] | None = None,
        resources: Mapping[str, Any] | None = None,
        **later: Any,
    ) -> None:
        _refuse_later(later)
        self.assets: tuple[AssetsDefinition, ...] = flatten_assets(assets or ())
        self.asset_checks: tuple[AssetsDefinition, ...] = flatten_checks(asset_checks or ())
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
        return strictly_resolved(tuple(dict.fromkeys((*self.assets, *self.asset_checks))))

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
        python_type: Any = None,
        instance: Any = None,
        partition_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the stored value of an asset.

        Args:
            asset_key: Which asset.
            python_type: Accepted as Dagster's programs pass it.
            instance: Where it was recorded; the session's by default.
            partition_key: Which partition; needed for a partitioned asset.
            metadata: What the IO manager finds as the metadata of the input.

        Raises:
            UnknownAssetError: The definitions have no such asset.
            AssetNotMaterializedError: It has no stored value.
        """
        return self.get_asset_value_loader(instance).load_asset_value(
            asset_key,
            python_type=python_type,
            partition_key=partition_key,
            input_definition_metadata=metadata,
        )

    def get_asset_value_loader(self, instance: Any = None) -> "AssetValueLoader":
        """Return what loads many values; a context manager, as in Dagster.

        Args:
            instance: Where they were recorded; the session's by default.
        """
        return AssetValueLoader(self, instance)

    @staticmethod
    def merge(*def_sets: "Definitions") -> "Definitions":
        """Return one `Definitions` with everything that is in any of *def_sets*.

        Raises:
            DagsterInvariantViolationError: Two bind a resource key to different objects.

        Example:
            >>> merged = Definitions.merge(Definitions(resources={"a": 1}), Definitions())
            >>> merged.resources
            {'a': 1}
        """
        bound: dict[str, Any] = {}
        origin: dict[str, int] = {}
        for position, each in enumerate(def_sets):
            if not isinstance(each, Definitions):
                raise DagsterInvariantViolationError(
                    f"Definitions.merge takes Definitions; got {each!r} of type "
                    f"{type(each).__name__}."
                )
            for key, value in each.resources.items():
                if bound.setdefault(key, value) is not value:
                    raise DagsterInvariantViolationError(
                        f"Definitions objects {origin[key]} and {position} have different "
                        f"resources with same key '{key}'. Bind it in one of them."
                    )
                origin.setdefault(key, position)
        assets = [one for each in def_sets for one in each.assets]
        checks = [one for each in def_sets for one in each.asset_checks]
        return Definitions(assets, asset_checks=checks, resources=bound)

    def map_asset_specs(
        self, *, func: Callable[[AssetSpec], AssetSpec], selection: Any = None
    ) -> "Definitions":
        """Return the same definitions with what is said of each asset as *func* returns it.

        Args:
            func: Called with each spec; may change all but the key.
            selection: Not taken here; `map_resolved_asset_specs` takes one.

        Raises:
            DagsterInvariantViolationError: A selection was given.
        """
        if selection is not None:
            raise DagsterInvariantViolationError(
                "The selection parameter is no longer supported for map_asset_specs. Please use "
                "map_resolved_asset_specs instead."
            )
        return self.map_resolved_asset_specs(func=func)

    def map_resolved_asset_specs(
        self, *, func: Callable[[AssetSpec], AssetSpec], selection: Any = None
    ) -> "Definitions":
        """Return the same definitions with what is said of some assets as *func* returns it.

        Args:
            func: Called with each spec that is selected; may change all but the key.
            selection: Which; all by default. Text means assets made elsewhere too.

        Raises:
            UnknownAssetError: The selection names an asset that is not there.
        """
        wanted: set[AssetKey] | None = None
        if selection:
            # The language is a tenth of what `from dagbook import Definitions` would cost.
            from dagbook.authoring.asset_selection import AssetSelection  # noqa: PLC0415 - above

            chosen = (
                AssetSelection.from_string(selection, include_sources=True)
                if isinstance(selection, str)
                else AssetSelection.from_coercible(selection)
            )
            wanted = chosen.resolve(self.resolve_assets().definitions)

        def mapped(spec: AssetSpec) -> AssetSpec:
            return func(spec) if wanted is None or spec.key in wanted else spec

        return Definitions(map_asset_specs(mapped, self.assets), resources=self.resources)

    def resolve_assets_def(self, key: CoercibleToAssetKey) -> AssetsDefinition:
        """Return the definition that makes the asset *key*.

        Raises:
            DagsterInvariantViolationError: Nothing does.
        """
        wanted = AssetKey.from_coercible(key)
        for each in self.resolve_assets().definitions:
            if wanted in each.keys:
                return each
        raise DagsterInvariantViolationError(
            f"Could not find asset {wanted.to_user_string()} in these Definitions."
        )

    def get_assets_def(self, key: CoercibleToAssetKey) -> AssetsDefinition:
        """Return the definition that makes *key*; Dagster's older name of `resolve_assets_def`."""
        return self.resolve_assets_def(key)


class AssetValueLoader:
    """Loads stored values of assets; what `Definitions.get_asset_value_loader` returns.

    Args:
        definitions: Whose assets.
        instance: Where they were recorded; the session's by default.
    """

    def __init__(self, definitions: Definitions, instance: Any = None) -> None:
        self._definitions = definitions
        self._instance = instance

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """End; nothing stays open between two loads."""

    def load_asset_value(
        self,
        asset_key: CoercibleToAssetKey,
        *,
        python_type: Any = None,  # noqa: ARG002 - types are not checked yet
        partition_key: str | None = None,
        partition_key_range: PartitionKeyRange | None = None,
        input_definition_metadata: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the stored value of an asset.

        Args:
            asset_key: Which asset.
            python_type: Accepted as Dagster's programs pass it.
            partition_key: Which partition.
            partition_key_range: Which partitions; not beside `partition_key`.
            input_definition_metadata: What the IO manager finds as the metadata of the input.
            metadata: Dagster's older name of `input_definition_metadata`.

        Raises:
            UnknownAssetError: There is no such asset.
            AssetNotMaterializedError: It has no stored value.
            DagsterInvariantViolationError: Both a partition and a range were given.
        """
        if partition_key is not None and partition_key_range is not None:
            raise DagsterInvariantViolationError(
                "Cannot specify both partition_key and partition_key_range; leave one out."
            )
        key = AssetKey.from_coercible(asset_key)
        wanted = partition_key if partition_key is not None else partition_key_range
        given = input_definition_metadata or metadata
        return doors.load_asset_value(self._definitions, key, self._instance, wanted, given)


def strictly_resolved(definitions: tuple[AssetsDefinition, ...]) -> ResolvedAssets:
    """Return *definitions* with every dependency resolved, raising for what is wrong."""
    seen: set[AssetKey] = set()
    for each in definitions:
        for key in each.keys_in_order:
            if key in seen:
                raise DuplicateAssetKeyError(key.to_user_string())
            seen.add(key)
    checks: set[AssetCheckKey] = set()
    for output in (output for each in definitions for output in each.check_outputs):
        if output.check.key in checks:
            raise DagsterInvalidDefinitionError(
                f"Duplicate asset check key: {output.check.key.to_user_string()} is defined twice. "
                "Each check of an asset has a name of its own; rename one."
            )
        checks.add(output.check.key)
    resolved = resolve_dependencies(definitions)
    for problem in resolved.problems.values():
        raise problem
    return resolved


def _refuse_later(later: Mapping[str, Any]) -> None:
    """Raise for the first of *later* that was really given."""
    for parameter, value in later.items():
        if value:
            raise DagsterInvalidDefinitionError(
                f"Definitions({parameter}=...) is not in dagbook yet. Leave it out here; it keeps "
                "its meaning in Dagster."
            )
