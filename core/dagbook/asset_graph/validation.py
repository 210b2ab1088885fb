"""Whether assets hold together, and whether what they require is bound."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY, AssetsDefinition
from dagbook.authoring.manager_checks import (
    ManagerNeed,
    check_managers,
    needs_of,
    no_managers,
)
from dagbook.authoring.own_resources import for_themselves, with_own_resources
from dagbook.authoring.required_resources import check_resource_keys, check_resources


def validate(definitions: Any) -> None:
    """Check a `Definitions` as a whole.

    Raises:
        DagsterInvalidDefinitionError: A key defined twice, an unknown input, a cycle, or a resource
            that nothing binds.
    """
    bound = with_own_resources(definitions.asset_defs, definitions.resource_defs)
    graph = AssetGraph(definitions.resolve_assets(), bound)
    for node in graph.nodes.values():
        if node.problem is not None:
            raise node.problem
    check_bound(graph, bound, definitions.resource_defs)


def check_bound(graph: AssetGraph, bound: Mapping[str, Any], given: Iterable[str]) -> None:
    """Raise where what an asset or check of *graph* requires is not among *bound*.

    Args:
        graph: The assets and checks.
        bound: What is bound to each key.
        given: The keys of that which is for all, and not brought along by one for itself.

    Raises:
        DagsterInvalidDefinitionError: Naming who requires it, and the key.
        CheckError: A resource's key is no name.
    """
    definitions = definitions_of(graph)
    check_passed(definitions, bound, given)
    for problem in check_resources(
        required_resources(definitions), {DEFAULT_IO_MANAGER_KEY: None, **bound}
    ):
        raise problem
    needs = manager_needs(definitions, graph, no_managers(bound))
    for problem in check_managers(needs, bound):
        raise problem


def check_passed(
    definitions: Iterable[AssetsDefinition], bound: Mapping[str, Any], given: Iterable[str]
) -> None:
    """Raise for what no run of *definitions* finds, as it asks for what it uses alone.

    Raises:
        DagsterInvalidDefinitionError: An external asset's IO manager is not there, or an asset asks
            for what another brings along for itself.
        CheckError: A resource's key is no name.
    """
    check_resource_keys(bound)
    check_external(definitions, bound)
    for problem in for_themselves(definitions, given):
        raise problem


def check_external(definitions: Iterable[AssetsDefinition], bound: Mapping[str, Any]) -> None:
    """Raise where the IO manager of an asset that is made elsewhere is not among *bound*.

    Raises:
        DagsterInvalidDefinitionError: Naming the asset and the key.
    """
    for output in (each for made in definitions if made.fn is None for each in made.outputs):
        key = output.io_manager_key
        if key == DEFAULT_IO_MANAGER_KEY:
            continue
        who = f"external asset {output.spec.key.to_user_string()}"
        for problem in check_resources([(who, key)], bound):
            raise problem
        for problem in check_managers([ManagerNeed(who, key)], bound):
            raise problem


def definitions_of(graph: AssetGraph) -> Sequence[AssetsDefinition]:
    """Return every definition of *graph*, those that make checks alone after the assets."""
    alone = (node.definition for node in graph.checks.values() if node.is_alone)
    return (*graph.definitions, *dict.fromkeys(alone))


def required_resources(definitions: Iterable[AssetsDefinition]) -> Iterable[tuple[str, str]]:
    """Yield who requires which resource, as `check_resources` takes it."""
    for definition in definitions:
        for key in sorted(definition.required_resource_keys):
            yield f"op '{definition.op_name}'", key


def manager_needs(
    definitions: Iterable[AssetsDefinition], graph: AssetGraph, among: Collection[str]
) -> Iterable[ManagerNeed]:
    """Yield who stores or loads by which resource *among*: *definitions*, and what they read."""
    for definition in definitions if among else ():
        yield from needs_of(definition, among=among)
        for each in definition.inputs:
            if each.input_manager_key is None and each.key in graph.nodes:
                upstream = graph.nodes[each.key].output
                if upstream.io_manager_key not in among:
                    continue
                who = f"{each.key.to_user_string()}, which op '{definition.op_name}' reads"
                yield ManagerNeed(who, upstream.io_manager_key)
