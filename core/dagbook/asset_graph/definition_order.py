"""In which order definitions are run, and in how many parts those that can be split. Pure."""

from collections.abc import Collection, Mapping, Sequence

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.parts import Targets, parts_by_partitions
from dagbook.asset_graph.virtual import read_through_views
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.foundation.digraph import toposort_levels
from dagbook.model.asset_key import AssetKey


def chosen_definitions(
    graph: AssetGraph, targets: Targets
) -> dict[AssetsDefinition, tuple[AssetKey, ...]]:
    """Return what has a function and makes some of *targets*, and which assets it is to make.

    Raises:
        DagsterInvalidDefinitionError: A target, or what it reads, has a problem.
    """
    chosen: dict[AssetsDefinition, tuple[AssetKey, ...]] = {}
    for key, node in graph.nodes.items():
        definition = node.definition
        if key in targets and definition.fn is not None:
            if node.problem is not None:
                raise node.problem
            if definition.can_subset:
                wanted = (each for each in definition.keys_in_order if each in targets)
                chosen.setdefault(definition, tuple(wanted))
            else:
                # One function makes them all: asking for one asks for all.
                chosen[definition] = definition.keys_in_order
    return chosen


def in_order(
    graph: AssetGraph, chosen: Mapping[AssetsDefinition, tuple[AssetKey, ...]], targets: Targets
) -> Sequence[tuple[AssetsDefinition, tuple[AssetKey, ...]]]:
    """Return *chosen* in parts, each after those it reads, then by name."""
    if len(chosen) == len(graph.nodes):
        # Each makes one asset, and all are chosen: the graph's own levels.
        wanted = {keys[0]: (each, keys) for each, keys in chosen.items() if keys}
        if len(wanted) == len(chosen):
            return [
                wanted[key]
                for level in graph.levels
                for key in sorted(level, key=lambda one: wanted[one][0].op_name)
            ]
    running = {key for keys in chosen.values() for key in keys}
    parts: list[tuple[AssetsDefinition, tuple[AssetKey, ...]]] = []
    for each, keys in chosen.items():
        if each.can_subset and each.partitions_differ:
            split = parts_by_partitions(graph, keys, running, targets)
            parts += [(each.part_of(part), part) for part in split]
        else:
            split = _parts(graph, keys, running) if each.can_subset else (keys,)
            parts += [(each, part) for part in split]
    maker = {key: at for at, (_, keys) in enumerate(parts) for key in keys}
    parents = {
        at: [
            maker[up]
            for key in keys
            for up in (*graph.parents[key], *read_through_views(graph, key, maker))
            if up in maker and maker[up] != at
        ]
        for at, (_, keys) in enumerate(parts)
    }
    return [
        parts[at]
        for level in toposort_levels(parents)
        for at in sorted(level, key=lambda one: parts[one][0].op_name)
    ]


def _parts(
    graph: AssetGraph, keys: tuple[AssetKey, ...], running: Collection[AssetKey]
) -> Sequence[tuple[AssetKey, ...]]:
    """Return *keys*, made by one function, in the steps that others between them ask for."""
    rank: dict[AssetKey, int] = {}
    found: dict[int, list[AssetKey]] = {}
    for key in graph.order:
        if key in running:
            reads = (up for up in graph.parents[key] if up in running)
            # A step that is left for another asset cannot be entered again.
            ranks = (rank[up] + (up in keys and key not in keys) for up in reads)
            rank[key] = max(ranks, default=0)
            if key in keys:
                found.setdefault(rank[key], []).append(key)
    return [tuple(key for key in keys if key in found[each]) for each in sorted(found)]
