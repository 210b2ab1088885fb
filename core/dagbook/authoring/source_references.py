"""`with_source_code_references`: assets whose metadata says where their functions are."""

import inspect
import os
from collections.abc import Callable, Sequence
from typing import Any

from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.model.code_references import LocalFileCodeReference
from dagbook.model.metadata import CodeReferencesMetadataValue

REFERENCES = "dagster/code_references"
"""The metadata that holds the references, as in Dagster."""


def with_source_code_references(assets_defs: Sequence[Any]) -> list[Any]:
    """Return *assets_defs* with the file and line of each function in the metadata of its assets.

    Args:
        assets_defs: Assets; what no function here makes is returned as it is.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def orders(): ...
        >>> (described,) = with_source_code_references([orders])
        >>> "dagster/code_references" in described.get_asset_spec().metadata
        True
    """
    return [
        _referenced(each, each.fn)
        if isinstance(each, AssetsDefinition) and each.fn is not None
        else each
        for each in assets_defs
    ]


def _referenced(definition: AssetsDefinition, fn: Callable[..., Any]) -> AssetsDefinition:
    """Return *definition* with the place of *fn* after what its metadata refers to already."""
    place = _place(fn)
    if place is None:
        return definition

    def described(spec: AssetSpec) -> AssetSpec:
        before = spec.metadata.get(REFERENCES)
        known = before.code_references if isinstance(before, CodeReferencesMetadataValue) else ()
        value = CodeReferencesMetadataValue(code_references=[*known, place])
        return spec.replace_attributes(metadata={**spec.metadata, REFERENCES: value})

    return definition.map_asset_specs(described)


def _place(fn: Callable[..., Any]) -> LocalFileCodeReference | None:
    """Return where *fn* is written, or None when that cannot be told, as of a terminal's line."""
    try:
        found = inspect.getsourcefile(fn)
        line = inspect.getsourcelines(fn)[1]
    except (OSError, TypeError):
        return None
    if found is None:
        return None
    return LocalFileCodeReference(file_path=os.path.abspath(found), line_number=line)  # noqa: PTH100 - Dagster's: links stay
