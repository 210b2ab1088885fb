"""How what is said of assets is changed, for all that one function makes. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from dagbook.authoring.asset_io import AssetDep, AssetSpec
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition

_DEFAULTS = {"group_name": DEFAULT_GROUP}


def partitions_of(
    specs: Iterable[AssetSpec], name: str, *, can_differ: bool
) -> PartitionsDefinition | None:
    """Return the partitions that those of *specs* have that have any; None if they differ.

    Raises:
        DagsterInvalidDefinitionError: They differ, and the function *name* cannot be split.
    """
    found: list[PartitionsDefinition] = []
    for spec in specs:
        each = spec.partitions_def
        if each is not None and each not in found:
            found.append(each)
    if len(found) > 1 and not can_differ:
        raise DagsterInvalidDefinitionError(
            f"The assets of {name} have different partitions_defs; then can_subset must be True, "
            "so that a run may ask for those of one partitions_def. Or make the others by a "
            "function of their own."
        )
    return found[0] if len(found) == 1 else None


def mapped_spec(fn: Callable[[AssetSpec], AssetSpec], spec: AssetSpec) -> AssetSpec:
    """Return what *fn* makes of *spec*, if it may.

    Raises:
        DagsterInvalidDefinitionError: It is no spec, or of another key.
    """
    mapped: Any = fn(spec)
    if not isinstance(mapped, AssetSpec):
        raise DagsterInvalidDefinitionError(
            f"The mapping function returned {mapped!r} for {spec.key.to_user_string()}; it has to "
            "return an AssetSpec, such as the one it was given."
        )
    if mapped.key != spec.key:
        raise DagsterInvalidDefinitionError(
            f"Asset key {spec.key.to_user_string()} was changed to {mapped.key.to_user_string()}. "
            "Mapping function must not change keys."
        )
    return mapped


def redirected_deps(spec: AssetSpec, replaced: Mapping[AssetKey, AssetKey]) -> tuple[AssetDep, ...]:
    """Return what *spec* depends on, with keys replaced where *replaced* says so."""
    return tuple(
        replace(dep, asset=replaced[dep.asset_key]) if dep.asset_key in replaced else dep
        for dep in spec.deps
    )


def changed_spec(
    spec: AssetSpec,
    keys: Mapping[AssetKey, AssetKey],
    metadata: Mapping[Any, Mapping[str, Any]],
    given: Mapping[str, Any],
) -> AssetSpec:
    """Return *spec* with some attributes replaced.

    Args:
        spec: What is said of an asset.
        keys: New keys by old ones.
        metadata: New metadata by key.
        given: By attribute, a value for each key in a mapping, or one for all.

    Raises:
        DagsterInvalidDefinitionError: The asset has the attribute already.
    """
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Mapping):
            if spec.key in value:
                found[name] = value[spec.key]
        elif value:
            found[name] = value
    for name in found:
        before = getattr(spec, name)
        if before and before != _DEFAULTS.get(name):
            raise DagsterInvalidDefinitionError(
                f"{name} already exists on assets {spec.key.to_user_string()}: it is {before!r}."
            )
    if spec.key in metadata:
        found["metadata"] = {**spec.metadata, **metadata[spec.key]}
    if spec.key in keys:
        found["key"] = keys[spec.key]
    return spec.replace_attributes(**found) if found else spec
