"""What a graph has to obey before it is one; each rule raises for the first that breaks it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.authoring.dependency_definitions import (
    AnyDependency,
    DependencyDefinition,
    DynamicCollectDependencyDefinition,
    InputMapping,
    MappedInputPlaceholder,
    MultiDependencyDefinition,
    OutputMapping,
)
from dagbook.errors import DagsterInvalidDefinitionError

Taken = Mapping[str, Mapping[str, AnyDependency]]
"""What each node's inputs take, by the node's name in the graph."""


def check_dependencies(taken: Taken, nodes: Mapping[str, Any]) -> None:
    """Raise unless every connection of *taken* is between what *nodes* have.

    Raises:
        DagsterInvalidDefinitionError: Naming the node, input or output that is not there.
    """
    for name, by_input in taken.items():
        for input_name, dependency in by_input.items():
            for dep in dependency.get_node_dependencies():
                _check_dependency(name, input_name, dep, nodes)


def _check_dependency(
    name: str, input_name: str, dep: DependencyDefinition, nodes: Mapping[str, Any]
) -> None:
    """Raise unless the input of the node *name* can take *dep*."""
    if name == dep.node:
        raise DagsterInvalidDefinitionError(
            f'Invalid dependencies: circular reference detected in node "{name}" input '
            f'"{input_name}"'
        )
    if name not in nodes:
        raise DagsterInvalidDefinitionError(
            f'Invalid dependencies: node "{name}" in dependency dictionary not found in node list'
        )
    inputs = nodes[name].definition.input_dict
    if input_name not in inputs:
        raise DagsterInvalidDefinitionError(
            f'Invalid dependencies: {nodes[name].definition.node_type} "{name}" does not have '
            f'input "{input_name}". Available inputs: {list(inputs)}'
        )
    if dep.node not in nodes:
        raise DagsterInvalidDefinitionError(
            f'Invalid dependencies: node "{dep.node}" not found in node list. Listed as dependency '
            f'for node "{name}" input "{input_name}"'
        )
    if dep.output not in nodes[dep.node].definition.output_dict:
        raise DagsterInvalidDefinitionError(
            f'Invalid dependencies: node "{dep.node}" does not have output "{dep.output}". Listed '
            f'as dependency for node "{name}" input "{input_name}"'
        )


def check_dynamic(
    order: Sequence[str], taken: Taken, nodes: Mapping[str, Any]
) -> Mapping[str, tuple[str, str]]:
    """Return of each node that runs once for each value of a dynamic output, which output that is.

    Args:
        order: The nodes, each after those it takes from.
        taken: What their inputs take.
        nodes: By name.

    Raises:
        DagsterInvalidDefinitionError: A node would run for more than one, or a list or a collected
            list takes of such nodes.
    """
    found: dict[str, tuple[str, str]] = {}
    for name in order:
        described = f"{nodes[name].definition.node_type} '{name}'"
        collected: tuple[str, str] | None = None
        for dependency in taken.get(name, {}).values():
            into = _runs_for(described, dependency, nodes, found)
            if into is None:
                continue
            if isinstance(dependency, DynamicCollectDependencyDefinition):
                collected = into
            elif found.setdefault(name, into) != into:
                raise _more_than_one(described, into, found[name])
            if collected is not None and name in found:
                raise DagsterInvalidDefinitionError(
                    f"{described} cannot both collect over dynamic output {_said(collected)} and "
                    f"be downstream of the dynamic output {_said(found[name])}."
                )
    return found


def _runs_for(
    described: str,
    dependency: AnyDependency,
    nodes: Mapping[str, Any],
    found: Mapping[str, tuple[str, str]],
) -> tuple[str, str] | None:
    """Return which dynamic output *dependency* takes from or collects, if any."""
    into: tuple[str, str] | None = None
    for dep in dependency.get_node_dependencies():
        source = (dep.node, dep.output)
        is_dynamic = nodes[dep.node].definition.output_dict[dep.output].is_dynamic
        above = found.get(dep.node)
        if isinstance(dependency, MultiDependencyDefinition) and (is_dynamic or above):
            raise DagsterInvalidDefinitionError(
                "Currently, items in a fan-in dependency cannot be downstream of dynamic outputs. "
                f'Problematic dependency on dynamic output "{_said(above or source)}". Use '
                "collect()."
            )
        if is_dynamic and above is not None:
            if isinstance(dependency, DynamicCollectDependencyDefinition):
                raise _more_than_one(described, source, above)
            raise DagsterInvalidDefinitionError(
                f'{described} cannot be downstream of dynamic output "{_said(source)}" since it '
                "maps to a node that is already downstream of another dynamic output. Nodes cannot "
                "be downstream of more than one dynamic output"
            )
        into = source if is_dynamic else above
    return into


def _said(source: tuple[str, str]) -> str:
    """Return an output in words."""
    return ".".join(source)


def _more_than_one(
    described: str, one: tuple[str, str], other: tuple[str, str]
) -> DagsterInvalidDefinitionError:
    """Return the error for a node that would run for two dynamic outputs."""
    return DagsterInvalidDefinitionError(
        f"{described} cannot be downstream of more than one dynamic output. It is downstream of "
        f'both "{_said(one)}" and "{_said(other)}"'
    )


def check_input_mappings(
    mappings: Sequence[Any], nodes: Mapping[str, Any], taken: Taken, graph: str
) -> None:
    """Raise unless each of *mappings* leads to a free input of a node.

    Raises:
        DagsterInvalidDefinitionError: Naming the node or input.
    """
    filled: set[tuple[str, str, int]] = set()
    for mapping in mappings:
        if not isinstance(mapping, InputMapping):
            raise DagsterInvalidDefinitionError(
                f"In GraphDefinition '{graph}' received unexpected type '{type(mapping)}' in "
                "input_mappings. Provide an InputMapping using InputMapping(...)"
            )
        name, input_name = mapping.mapped_node_name, mapping.mapped_node_input_name
        if name not in nodes:
            raise DagsterInvalidDefinitionError(
                f"In GraphDefinition '{graph}' input mapping references node '{name}' which it "
                "does not contain."
            )
        if input_name not in nodes[name].definition.input_dict:
            raise DagsterInvalidDefinitionError(
                f"In GraphDefinition '{graph}' input mapping to node '{name}' which contains no "
                f"input named '{input_name}'"
            )
        dependency = taken.get(name, {}).get(input_name)
        if mapping.fan_in_index is None:
            if dependency is not None:
                raise DagsterInvalidDefinitionError(
                    f"In GraphDefinition '{graph}' input mapping target \"{name}.{input_name}\" is "
                    "already satisfied by output"
                )
            continue
        if not isinstance(dependency, MultiDependencyDefinition):
            raise DagsterInvalidDefinitionError(
                f"In GraphDefinition '{graph}' input mapping target \"{name}.{input_name}\" (index "
                f"{mapping.fan_in_index} of fan-in) is not a MultiDependencyDefinition."
            )
        places = dependency.dependencies
        at = mapping.fan_in_index
        if at >= len(places) or places[at] is not MappedInputPlaceholder:
            raise DagsterInvalidDefinitionError(
                f"In GraphDefinition '{graph}' input mapping target \"{name}.{input_name}\" index "
                f"{at} in the MultiDependencyDefinition is not a MappedInputPlaceholder"
            )
        filled.add((name, input_name, at))
    _check_placeholders(taken, filled)


def _check_placeholders(taken: Taken, filled: set[tuple[str, str, int]]) -> None:
    """Raise for a place in a list that no input of the graph fills."""
    for name, by_input in taken.items():
        for input_name, dependency in by_input.items():
            if isinstance(dependency, MultiDependencyDefinition):
                for at, place in enumerate(dependency.dependencies):
                    if place is MappedInputPlaceholder and (name, input_name, at) not in filled:
                        raise DagsterInvalidDefinitionError(
                            f"Unsatisfied MappedInputPlaceholder at index {at} in "
                            f"MultiDependencyDefinition for '{name}.{input_name}'"
                        )


def check_output_mappings(mappings: Sequence[Any], nodes: Mapping[str, Any], graph: str) -> None:
    """Raise unless each of *mappings* comes from an output of a node.

    Raises:
        DagsterInvalidDefinitionError: Naming the node or output.
    """
    for mapping in mappings:
        if not isinstance(mapping, OutputMapping):
            raise DagsterInvalidDefinitionError(
                f"Received unexpected type '{type(mapping)}' in output_mappings of {graph}. "
                "Provide an OutputMapping using OutputMapping(...)"
            )
        name, output = mapping.mapped_node_name, mapping.mapped_node_output_name
        if name not in nodes:
            raise DagsterInvalidDefinitionError(
                f"In GraphDefinition '{graph}', output mapping references node '{name}' which it "
                "does not contain."
            )
        if output not in nodes[name].definition.output_dict:
            raise DagsterInvalidDefinitionError(
                f"In GraphDefinition {graph}, output mapping from {name} references output "
                f"'{output}', which the node does not contain."
            )
