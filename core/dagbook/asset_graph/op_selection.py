"""Some of the ops of a graph: a selection in words, and the graph that is left of it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dagbook.authoring.dependency_definitions import (
    DynamicCollectDependencyDefinition,
    MappedInputPlaceholder,
    MultiDependencyDefinition,
)
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.errors import DagsterInvalidSubsetError
from dagbook.foundation.digraph import ancestors, descendants

_QUERY = re.compile(r"^(\*|\++)?([A-Za-z0-9_.]+)(\*|\++)?$")


def graph_subset(graph: GraphDefinition, selection: Sequence[str]) -> GraphDefinition:
    """Return *graph* with only the ops that *selection* names.

    Args:
        graph: The graph.
        selection: Each an op's name, with ``*`` or ``+`` before it for what it takes from and after
            it for what takes from it; ``graph.op`` for an op in a graph in it. ``*`` alone is all.

    Raises:
        DagsterInvalidSubsetError: A part of it matches nothing.
    """
    return graph if list(selection) == ["*"] else _subset(graph, _chosen(graph, selection))


def _chosen(graph: GraphDefinition, selection: Iterable[str]) -> dict[str, list[str]]:
    """Return the nodes that *selection* names, and of each which of its own; [] means all."""
    parents = {
        name: [
            dep.node
            for taken in graph.taken.get(name, {}).values()
            for dep in taken.get_node_dependencies()
        ]
        for name in graph.node_dict
    }
    found: dict[str, list[str]] = {}
    for query in selection:
        match = _QUERY.match(query)
        if match is None:
            raise _no_match(query, graph)
        up, name, down = match.groups()
        top, _, rest = name.partition(".")
        node = graph.node_dict.get(top)
        inside = node is not None and isinstance(node.definition, GraphDefinition)
        if node is None or (rest and (up or down or not inside)):
            raise _no_match(query, graph)
        if rest:
            found.setdefault(top, []).append(rest)
            continue
        wanted = {top}
        if up:
            wanted |= ancestors(parents, [top], None if up == "*" else len(up))
        if down:
            wanted |= descendants(parents, [top], None if down == "*" else len(down))
        for each in wanted:
            found[each] = []
    return found


def _no_match(query: str, graph: GraphDefinition) -> DagsterInvalidSubsetError:
    """Return the error for a part of a selection that matches nothing."""
    return DagsterInvalidSubsetError(
        f"No qualified ops to execute found for op_selection={query!r}. The ops of {graph.name} "
        f"are {', '.join(sorted(graph.node_dict))}."
    )


def _subset(graph: GraphDefinition, chosen: Mapping[str, list[str]]) -> GraphDefinition:
    """Return *graph* with only *chosen* nodes; what is taken from others is unconnected."""
    replaced: dict[str, Any] = {}
    for name, inner in chosen.items():
        definition = graph.node_dict[name].definition
        replaced[name] = graph_subset(definition, inner) if inner else definition
    dependencies: dict[Any, dict[str, Any]] = {}
    for use, taken in graph.dependencies.items():
        name = use.alias or use.name
        if name in chosen:
            kept = {each: _kept(dep, replaced) for each, dep in taken.items()}
            known = replaced[name].input_dict
            dependencies[use] = {
                each: dep for each, dep in kept.items() if dep is not None and each in known
            }
    return GraphDefinition(
        graph.name,
        node_defs=list({id(each): each for each in replaced.values()}.values()),
        dependencies=dependencies or {name: {} for name in chosen},
        input_mappings=[
            each
            for each in graph.input_mappings
            if each.mapped_node_name in chosen
            and each.mapped_node_input_name in replaced[each.mapped_node_name].input_dict
        ],
        output_mappings=[
            each
            for each in graph.output_mappings
            if each.mapped_node_name in chosen
            and each.mapped_node_output_name in replaced[each.mapped_node_name].output_dict
        ],
        config=graph.config_mapping,
        tags=graph.tags,
        description=graph.description,
        input_assets={k: v for k, v in graph.input_assets.items() if k in chosen},
    )


def _kept(dependency: Any, replaced: Mapping[str, Any]) -> Any:
    """Return what is left of *dependency*, or None."""

    def is_there(dep: Any) -> bool:
        return dep.node in replaced and dep.output in replaced[dep.node].output_dict

    if isinstance(dependency, MultiDependencyDefinition):
        left = [
            each
            for each in dependency.dependencies
            if each is MappedInputPlaceholder or is_there(each)
        ]
        return MultiDependencyDefinition(left) if left else None
    if isinstance(dependency, DynamicCollectDependencyDefinition):
        return dependency if dependency.node_name in replaced else None
    return dependency if is_there(dependency) else None
