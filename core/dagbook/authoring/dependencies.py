"""Which asset each dependency means, and what is wrong where it means none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.gathering import external_asset
from dagbook.errors import DagsterInvalidDefinitionError, UnknownInputAssetError
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey


@dataclass(frozen=True, slots=True)
class ResolvedAssets:
    """Definitions whose dependencies all mean an asset, or have their problem named.

    Args:
        definitions: The definitions, then external ones for what `deps` names and nobody defines.
        problems: By asset, why it cannot be made as it is defined.
        replaced: Definitions that stand for one of the user's, by that one, with the keys that mean
            others.
        externals: Those at the end of *definitions* that nobody wrote, by key.
    """

    definitions: tuple[AssetsDefinition, ...]
    problems: Mapping[AssetKey, DagsterInvalidDefinitionError] = field(default_factory=dict)
    replaced: Mapping[AssetsDefinition, tuple[Mapping[AssetKey, AssetKey], AssetsDefinition]] = (
        field(default_factory=dict)
    )
    externals: Mapping[AssetKey, AssetsDefinition] = field(default_factory=dict)


def resolve_dependencies(
    definitions: Sequence[AssetsDefinition], before: ResolvedAssets | None = None
) -> ResolvedAssets:
    """Return *definitions* with every dependency resolved, as Dagster does.

    A key that nothing defines means the one asset of that name in the same group, where there is
    one. A parameter that still means nothing is a problem; a dependency by `deps` becomes an
    external asset.

    Args:
        definitions: The definitions.
        before: What was resolved the last time; what is made again the same is the same object.
    """
    before = ResolvedAssets(()) if before is None else before
    defined = {key for each in definitions for key in each.keys_in_order}
    missing = {key for each in definitions for key in each.upstream_mappings if key not in defined}
    if not missing:
        return ResolvedAssets(tuple(definitions))
    by_group_and_name: dict[tuple[str, str], list[AssetKey]] = defaultdict(list)
    for each in definitions:
        for key, group in each.group_names_by_key.items():
            by_group_and_name[group, key.parts[-1]].append(key)
    resolved: list[AssetsDefinition] = []
    replaced: dict[AssetsDefinition, tuple[Mapping[AssetKey, AssetKey], AssetsDefinition]] = {}
    problems: dict[AssetKey, DagsterInvalidDefinitionError] = {}
    for each in definitions:
        found = _replacements(each, missing, by_group_and_name)
        same = each
        if found:
            known = before.replaced.get(each)
            same = known[1] if known and known[0] == found else each.with_dependencies(found)
            replaced[each] = found, same
        resolved.append(same)
        unknown = [one.key for one in same.inputs if one.key not in defined]
        for key in same.keys_in_order if unknown else ():
            problems[key] = _unknown_input(unknown[0], key, defined)
    by_deps = {dep.asset_key for each in resolved for dep in each.deps}
    # As in Dagster, a check may read what nothing defines: it is made elsewhere.
    by_deps |= {one.key for each in resolved if not each.outputs for one in each.inputs}
    by_deps -= defined
    externals = {
        key: before.externals.get(key) or external_asset(AssetSpec(key)) for key in sorted(by_deps)
    }
    return ResolvedAssets((*resolved, *externals.values()), problems, replaced, externals)


def _replacements(
    definition: AssetsDefinition,
    missing: set[AssetKey],
    by_group_and_name: Mapping[tuple[str, str], Sequence[AssetKey]],
) -> dict[AssetKey, AssetKey]:
    """Return what the unprefixed keys of *definition* that nothing defines mean in its group."""
    found: dict[AssetKey, AssetKey] = {}
    groups = dict.fromkeys(definition.group_names_by_key.values())
    for key in definition.upstream_mappings:
        if key in missing and len(key.parts) == 1:
            for group in groups:
                same = by_group_and_name.get((group, key.parts[0]), ())
                if len(same) == 1 and same[0] not in definition.keys:
                    found[key] = same[0]
    return found


def _unknown_input(
    unknown: AssetKey, asset: AssetKey, defined: set[AssetKey]
) -> UnknownInputAssetError:
    """Return the error for *asset* taking *unknown*."""
    text = unknown.to_user_string()
    near = similar(text, (key.to_user_string() for key in sorted(defined - {asset})))
    return UnknownInputAssetError(text, asset.to_user_string(), near)
