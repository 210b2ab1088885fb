"""The code version of an asset: the user's where there is one, else derived from the function."""

from collections.abc import Callable, Mapping
from typing import Any

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.versions.bound import counting, with_resources
from dagbook.versions.fingerprint import fingerprint
from dagbook.versions.parts import Fingerprint

USER = "user:"
"""What the code version begins with where it is the user's."""

CodeOf = Callable[[AssetsDefinition, AssetOutput], Fingerprint | None]
"""Tells what the code of an output is now."""


def code_with(resources: Mapping[str, Any]) -> CodeOf:
    """Return `code_of` with what is bound to each resource key."""
    counted = counting(resources)
    if not counted:
        return code_of
    return lambda definition, output: code_of(definition, output, counted)


def version_with(
    resources: Mapping[str, Any],
) -> Callable[[AssetsDefinition, AssetOutput], str | None]:
    """Return what tells the value of `code_of` alone; None of code that cannot be told."""
    read = code_with(resources)

    def version(definition: AssetsDefinition, output: AssetOutput) -> str | None:
        code = read(definition, output)
        return None if code is None else code.value

    return version


def code_of(
    definition: AssetsDefinition, output: AssetOutput, resources: Mapping[str, Any] | None = None
) -> Fingerprint | None:
    """Return what the code of *output* is now, with all it reaches.

    Args:
        definition: What makes it.
        output: One of its outputs.
        resources: What is bound to each key; see `dagbook.versions.bound.counting`.

    Returns:
        Of an asset with a ``code_version`` that alone, after `USER`. None of what is made
        elsewhere.
    """
    if output.spec.code_version is not None:
        return Fingerprint(f"{USER}{output.spec.code_version}", None)
    if definition.fn is None:
        return None
    code = fingerprint(definition.fn, definition.source)
    if not resources:
        return code
    used = definition.required_resource_keys & resources.keys()
    return with_resources(code, {key: resources[key] for key in used}) if used else code
