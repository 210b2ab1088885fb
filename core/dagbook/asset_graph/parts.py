"""How one function's assets of different partitions are made by several steps. Pure."""

from collections.abc import Collection, Mapping, Sequence

from dagbook.asset_graph.graph import AssetGraph
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges

Targets = Mapping[AssetKey, OrdinalRanges | None]
"""What is to be made: assets, and of a partitioned one which partitions; None for the others."""


def parts_by_partitions(
    graph: AssetGraph, keys: tuple[AssetKey, ...], running: Collection[AssetKey], targets: Targets
) -> Sequence[tuple[AssetKey, ...]]:
    """Return *keys*, made by one function, in parts of the same partitions.

    Assets without partitions go with others where one partition is asked for, as in Dagster;
    where there are several, they are made once, by a step of their own.

    Args:
        graph: The assets.
        keys: Those of one function that run.
        running: All that run.
        targets: What is asked for.
    """
    one_place = all(len(targets.get(key) or ()) <= 1 for key in keys)
    rank: dict[AssetKey, int] = {}
    for key in graph.order:
        if key not in running:
            continue
        mine = key in keys
        ranks = [
            rank[up]
            + (up in keys and (not mine or not _fit(_of(graph, up), _of(graph, key), one_place)))
            for up in graph.parents[key]
            if up in rank
        ]
        rank[key] = max(ranks, default=0)
    parts: list[list[AssetKey]] = []
    # Those with partitions first: what has none joins the first of its rank that it fits.
    for key in sorted(keys, key=lambda each: (rank[each], _of(graph, each) is None)):
        own = _of(graph, key)
        for part in parts:
            same_rank = rank[part[0]] == rank[key]
            if same_rank and all(_fit(_of(graph, each), own, one_place) for each in part):
                part.append(key)
                break
        else:
            parts.append([key])
    return [tuple(key for key in keys if key in part) for part in parts]


def _of(graph: AssetGraph, key: AssetKey) -> PartitionsDefinition | None:
    """Return the partitions of *key*."""
    return graph.nodes[key].partitions_def


def _fit(
    one: PartitionsDefinition | None, other: PartitionsDefinition | None, one_place: bool
) -> bool:
    """Return whether one step can make an asset of partitions *one* and another of *other*."""
    if one_place and (one is None or other is None):
        return True
    return one == other
