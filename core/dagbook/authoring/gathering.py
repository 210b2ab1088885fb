"""What users put in a list of assets: definitions, specs, source assets; all as definitions."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from dagbook.authoring.asset_io import IO_MANAGER_KEY_METADATA, AssetSpec
from dagbook.authoring.assets_definition import (
    DEFAULT_IO_MANAGER_KEY,
    AssetOutput,
    AssetsDefinition,
)
from dagbook.authoring.signature import read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.source_asset import SourceAsset
from dagbook.authoring.step_options import Execution, step_options
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import CheckError


def external_asset(spec: AssetSpec) -> AssetsDefinition:
    """Return the definition of an asset that is made elsewhere."""
    if spec.group_name is None:
        spec = replace(spec, group_name=DEFAULT_GROUP, kinds=None)
    io_manager_key = spec.metadata.get(IO_MANAGER_KEY_METADATA, DEFAULT_IO_MANAGER_KEY)
    return AssetsDefinition.of_parts(
        None,
        spec.key.to_python_identifier(),
        (AssetOutput("result", spec, io_manager_key),),
        (),
        tuple(spec.deps),
        signature=None,
        source=None,
        partitions_def=spec.partitions_def,
    )


def definition_of(source: SourceAsset) -> AssetsDefinition:
    """Return the definition of a source asset: one that is observed, where it can be."""
    external = external_asset(source.to_spec())
    if source.observe_fn is None:
        own = step_options("SourceAsset", resource_defs=source.resource_defs or None)
        return external._with(options=own) if source.resource_defs else external  # noqa: SLF001 - of its own package
    options = step_options(
        "SourceAsset",
        resource_defs=source.resource_defs or None,
        op_tags=source.op_tags or None,
        execution=Execution.VERSION,
    )
    return AssetsDefinition.of_parts(
        source.observe_fn,
        external.op_name,
        (replace(external.outputs[0], nothing=True),),
        (),
        (),
        signature=replace(read_signature(source.observe_fn), inputs=()),
        source=capture(source.observe_fn),
        partitions_def=source.partitions_def,
        required_resource_keys=source.required_resource_keys,
        options=options,
    )


def flatten_assets(found: Iterable[Any]) -> tuple[AssetsDefinition, ...]:
    """Return the definitions among *found*, each object once: definitions and specs as external.

    As in Dagster, equal specs of one key are one, and of source assets of one key the last counts.

    Raises:
        CheckError: Something else is among them.
    """
    made: dict[Any, AssetsDefinition] = {}
    for each in found:
        if isinstance(each, AssetsDefinition):
            made.setdefault(id(each), each)
        elif isinstance(each, AssetSpec):
            external, known = external_asset(each), made.get(each.key)
            same = known is not None and known.outputs[0].spec == external.outputs[0].spec
            made.setdefault(each.key if known is None or same else id(each), external)
        elif isinstance(each, SourceAsset):
            made[SourceAsset, each.key] = definition_of(each)
        else:
            raise CheckError(
                f"Expected assets (what @asset and @multi_asset return), AssetSpec or SourceAsset; "
                f"got {each!r} of type {type(each).__name__}."
            )
    return tuple(made.values())


def flatten_checks(found: Iterable[Any]) -> tuple[AssetsDefinition, ...]:
    """Return the definitions among *found*, each object once.

    Raises:
        CheckError: Something else is among them.
    """
    given = tuple(found)
    for each in given:
        if not isinstance(each, AssetsDefinition):
            raise CheckError(
                "asset_checks holds what @asset_check and @multi_asset_check return; got "
                f"{each!r} of type {type(each).__name__}."
            )
    return flatten_assets(given)


def map_asset_specs(func: Callable[[AssetSpec], AssetSpec], iterable: Iterable[Any]) -> list[Any]:
    """Return assets and specs with each spec as *func* returns it.

    Args:
        func: Called with each spec; may change all but the key of what a function makes.
        iterable: Definitions and specs; what is neither is returned as it is, as in Dagster.

    Returns:
        One for each of *iterable*, in order.

    Raises:
        DagsterInvalidDefinitionError: As `AssetsDefinition.map_asset_specs`.

    Example:
        >>> mapped = map_asset_specs(
        ...     lambda spec: spec.merge_attributes(owners=["team:data"]), [AssetSpec("orders")]
        ... )
        >>> mapped[0].owners
        ('team:data',)
    """
    return [
        func(each)
        if isinstance(each, AssetSpec)
        else each.map_asset_specs(func)
        if isinstance(each, AssetsDefinition)
        else each
        for each in iterable
    ]
