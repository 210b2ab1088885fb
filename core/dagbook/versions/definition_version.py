"""The code version of an asset: the user's where there is one, else derived from the function."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.authoring.check_outputs import CheckOutput
from dagbook.versions.bound import bound_code, counting, with_resources
from dagbook.versions.fingerprint import (
    are_same,
    code_version,
    fingerprint,
    moment_number,
    reached,
)
from dagbook.versions.graph_code import graph_code
from dagbook.versions.nodes import Node
from dagbook.versions.parts import Fingerprint

USER = "user:"
"""What the code version begins with where it is the user's."""

CodeOf = Callable[[AssetsDefinition, AssetOutput | CheckOutput], Fingerprint | None]
"""Tells what the code of an output is now."""


def code_with(resources: Mapping[str, Any], *, at_one_moment: bool = False) -> CodeOf:
    """Return `code_of` with what is bound to each resource key.

    Args:
        resources: What is bound to each key.
        at_one_moment: Whether each resource is looked at once for all that is asked.
    """
    counted = counting(resources)
    if not counted:
        return code_of
    bound = cache(lambda key: bound_code(key, counted[key]))

    def read(definition: AssetsDefinition, output: AssetOutput | CheckOutput) -> Fingerprint | None:
        definition = maker_of(definition)
        code = code_of(definition, output)
        used = definition.required_resource_keys & counted.keys()
        if not used or code is None or _users(output) is not None:
            return code
        if not at_one_moment:
            bound.cache_clear()
        return with_resources(code, {key: bound(key) for key in used})

    return read


def version_with(
    resources: Mapping[str, Any],
) -> Callable[[AssetsDefinition, AssetOutput | CheckOutput], str | None]:
    """Return what tells at one moment the value of `code_of`; None of what cannot be told."""
    counted = counting(resources)
    read = code_with(resources, at_one_moment=True)

    def version(definition: AssetsDefinition, output: AssetOutput | CheckOutput) -> str | None:
        made = maker_of(definition)
        if made.fn is None or (counted and made.required_resource_keys & counted.keys()):
            code = read(definition, output)
            return None if code is None else code.value
        return _own_version(made, output)

    return version


def _own_version(definition: AssetsDefinition, output: AssetOutput | CheckOutput) -> str | None:
    """Return the value of `code_of`, more quickly than with all that it is made of."""
    if output.spec is None and not isinstance(output, CheckOutput):
        return None
    users = _users(output)
    if users is not None:
        return f"{USER}{users}"
    if definition.options.node is not None:
        return graph_code(definition.options.node).value
    return None if definition.fn is None else code_version(definition.fn, definition.source)


Mark = tuple[int, frozenset[str]]
"""A moment: its number, and the resources that count as code."""


class PresentCode:
    """What the code of outputs is at one moment, and quickly whether all of it is what it was.

    Args:
        resources: What is bound to each key.
    """

    def __init__(self, resources: Mapping[str, Any]) -> None:
        self._counted = frozenset(counting(resources))
        self.version = version_with(resources)

    @property
    def mark(self) -> Mark:
        """This moment, for `are_same`."""
        return moment_number(), self._counted

    def reached(
        self, definition: AssetsDefinition, output: AssetOutput | CheckOutput
    ) -> Sequence[Node] | None:
        """Return what the version of *output*, just asked for, is made of.

        None where that does not tell: the version is to be asked for each time.
        """
        definition = maker_of(definition)
        if output.spec is None or _users(output) is not None:
            return ()
        if definition.options.node is not None or (
            definition.required_resource_keys & self._counted
        ):
            return None
        return () if definition.fn is None else reached(definition.fn, definition.source)

    def are_same(self, nodes: Iterable[Node], since: Mark) -> bool:
        """Return whether versions that are made of *nodes* are those of the moment *since*."""
        number, counted = since
        return counted == self._counted and are_same(nodes, number)


def code_of(definition: AssetsDefinition, output: AssetOutput | CheckOutput) -> Fingerprint | None:
    """Return what the code of *output* is now, with all it reaches but resources.

    Returns:
        Of an asset with a ``code_version`` that alone, after `USER`. None of what is made
        elsewhere.
    """
    spec = output.spec
    if spec is None and not isinstance(output, CheckOutput):
        return None
    definition = maker_of(definition)
    if spec is not None and spec.code_version is not None:
        return Fingerprint(f"{USER}{spec.code_version}", None)
    if definition.fn is None:
        return None
    if definition.options.node is not None:
        return graph_code(definition.options.node)
    return fingerprint(definition.fn, definition.source)


def maker_of(definition: Any) -> AssetsDefinition:
    """Return the assets that *definition* is part of; itself, where it is no op of a graph."""
    return definition.assets_def or definition  # type: ignore[no-any-return]  # see OpInRun


def _users(output: AssetOutput | CheckOutput) -> str | None:
    """Return the user's code version of an output, None where there is none."""
    return None if output.spec is None else output.spec.code_version
