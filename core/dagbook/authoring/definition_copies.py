"""How a definition is changed: copies of it with other keys, attributes, specs."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Self

from dagbook.authoring.asset_io import AssetDep, AssetSpec
from dagbook.authoring.check_outputs import MakesChecks, rekeyed
from dagbook.authoring.definition_changes import (
    changed_spec,
    mapped_spec,
    partitions_of,
    redirected_deps,
)
from dagbook.authoring.definition_views import SaysOfAssets
from dagbook.authoring.source_asset import SourceAsset
from dagbook.authoring.validation import DEFAULT_GROUP, check_hidden, check_hooks
from dagbook.errors import CheckError, DagsterInvalidDefinitionError
from dagbook.foundation.parameters import CONDITION, check_given, of_type
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.backfill_policy import BackfillPolicy


class ChangesOfAssets(SaysOfAssets, MakesChecks):
    """Mixin: copies of a definition with something changed."""

    op_name: str
    inputs: tuple[Any, ...]
    deps: tuple[AssetDep, ...]
    can_subset: bool
    is_executable: Any

    def _with(self, **changes: Any) -> Self:
        """Return a copy with some of the constructor's arguments changed."""
        raise NotImplementedError

    def with_dependencies(self, replaced: Mapping[AssetKey, AssetKey]) -> Self:
        """Return the same assets with some of the keys they depend on replaced."""
        return self._with(
            outputs=tuple(
                replace(
                    each,
                    spec=each.spec.replace_attributes(deps=redirected_deps(each.spec, replaced)),
                )
                for each in self.outputs
            ),
            inputs=tuple(
                replace(each, key=replaced[each.key]) if each.key in replaced else each
                for each in self.inputs
            ),
            deps=tuple(
                AssetDep(
                    replaced.get(dep.asset_key, dep.asset_key),
                    partition_mapping=dep.partition_mapping,
                )
                for dep in self.deps
            ),
        )

    def map_asset_specs(self, fn: Callable[[AssetSpec], AssetSpec]) -> Self:
        """Return the same assets with what is said of each as *fn* returns it.

        Args:
            fn: Called with each spec; may change all but the key.

        Raises:
            DagsterInvalidDefinitionError: It changed a key, or removed the dependency on an asset
                that a parameter takes.

        Example:
            >>> from dagbook.authoring.asset_decorator import asset
            >>> @asset
            ... def orders(): ...
            >>> grouped = orders.map_asset_specs(
            ...     lambda spec: spec.replace_attributes(group_name="sales")
            ... )
            >>> grouped.get_asset_spec().group_name
            'sales'
        """
        outputs = tuple(replace(each, spec=mapped_spec(fn, each.spec)) for each in self.outputs)
        deps = {dep.asset_key: dep for output in outputs for dep in output.spec.deps}
        for each in self.inputs:
            if each.key not in deps:
                raise DagsterInvalidDefinitionError(
                    f"Attempted to remove argument-backed dependency {each.key.to_user_string()} "
                    f"(mapped to argument {each.name}) from {self.op_name}. Only dependencies by "
                    "deps can be changed by mapping specs; change the function."
                )
        taken = {each.key for each in self.inputs} | self.keys
        return self._with(
            outputs=outputs,
            inputs=tuple(
                replace(each, partition_mapping=deps[each.key].partition_mapping)
                for each in self.inputs
            ),
            deps=tuple(dep for key, dep in deps.items() if key not in taken),
            partitions_def=partitions_of(
                [each.spec for each in outputs],
                self.op_name,
                can_differ=self.can_subset or not self.is_executable,
            ),
        )

    def with_attributes(
        self,
        *,
        asset_key_replacements: Mapping[AssetKey, AssetKey] | None = None,
        group_names_by_key: Mapping[AssetKey, str] | None = None,
        tags_by_key: Mapping[AssetKey, Mapping[str, str]] | None = None,
        legacy_freshness_policy: Any = None,
        automation_condition: Any = None,
        backfill_policy: Any = None,
        hook_defs: AbstractSet[Any] | None = None,
        metadata_by_key: Mapping[Any, Mapping[str, Any]] | None = None,
    ) -> Self:
        """Return the same assets with some attributes replaced.

        Args:
            asset_key_replacements: New keys by old ones, of its assets and of what they read.
            group_names_by_key: New groups, of assets that have none of their own.
            tags_by_key: New tags, of assets that have none of their own.
            legacy_freshness_policy: Dagster's older form; not taken.
            automation_condition: When they are to be made: of all, or by key.
            backfill_policy: How many partitions one run makes.
            hook_defs: Called after its step, in place of its own.
            metadata_by_key: Metadata of the definition beside the asset's; wins over it.

        Raises:
            DagsterInvalidDefinitionError: An asset that has a group, tags or a condition is given
                another.
        """
        check_given("with_attributes", _RULES, locals())
        check_hidden("with_attributes", {"legacy_freshness_policy": legacy_freshness_policy})
        keys = asset_key_replacements or {}
        redirected = self.with_dependencies(keys) if keys else self
        given = {
            "automation_condition": automation_condition,
            "tags": tags_by_key or {},
            "group_name": group_names_by_key or {},
        }
        outputs = tuple(
            replace(each, spec=changed_spec(each.spec, keys, metadata_by_key or {}, given))
            for each in redirected.outputs
        )
        specs = rekeyed(self.check_specs, keys) if self.check_specs else ()
        options = self.options
        if specs or backfill_policy or hook_defs:
            options = replace(
                options,
                check_specs=specs,
                backfill_policy=backfill_policy or options.backfill_policy,
                hook_defs=frozenset(hook_defs or options.hook_defs),
            )
        return redirected._with(outputs=outputs, options=options)  # noqa: SLF001 - its own class

    def with_hooks(self, hook_defs: AbstractSet[Any]) -> Self:
        """Return the same assets with *hook_defs* called after their step, in place of others."""
        return self.with_attributes(hook_defs=hook_defs)

    def to_source_asset(self, key: Any = None) -> SourceAsset:
        """Return an asset of it as one that is made elsewhere.

        Args:
            key: Which; may be left out where there is one.

        Raises:
            CheckError: There are several and none was named, or no such one.
        """
        if key is None and len(self.outputs) != 1:
            raise CheckError(
                "The 'key' argument is required when there are multiple assets to choose from: "
                f"{', '.join(each.to_user_string() for each in self.keys_in_order)}."
            )
        wanted = AssetKey.from_coercible(key) if key is not None else self.key
        if wanted not in self.keys:
            raise CheckError(
                f"{self.op_name} does not make {wanted.to_user_string()}; it makes "
                f"{', '.join(each.to_user_string() for each in self.keys_in_order)}."
            )
        output = next(each for each in self.outputs if each.spec.key == wanted)
        return SourceAsset(
            wanted,
            output.spec.metadata,
            output.io_manager_key,
            description=output.spec.description,
            partitions_def=output.spec.partitions_def,
            group_name=output.spec.group_name or DEFAULT_GROUP,
            tags=output.spec.tags,
        )

    def to_source_assets(self) -> list[SourceAsset]:
        """Return each asset of it as one that is made elsewhere."""
        return [self.to_source_asset(key) for key in self.keys_in_order]


def _conditions(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* is a condition, or a mapping of them by key."""
    for each in value.values() if isinstance(value, Mapping) else (value,):
        CONDITION(owner, name, each)


_MAPPING = of_type(Mapping, wanted="a mapping")
_RULES = {
    "asset_key_replacements": _MAPPING,
    "group_names_by_key": _MAPPING,
    "tags_by_key": _MAPPING,
    "automation_condition": _conditions,
    "backfill_policy": of_type(BackfillPolicy),
    "hook_defs": check_hooks,
    "metadata_by_key": _MAPPING,
}
