"""Which partitions across the graph one partition is made from, and which are made from it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise

from dagbook.asset_graph.graph import AssetGraph
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.subset import OrdinalRanges

_ONE = OrdinalRanges.span(0, 1)
"""An asset without partitions has the ordinal 0 alone."""

Reached = dict[AssetKey, OrdinalRanges]
_Follow = Callable[[AssetKey, OrdinalRanges], Iterable[tuple[AssetKey, OrdinalRanges]]]


def related_partitions(graph: AssetGraph, key: AssetKey, ordinal: int) -> Reached:
    """Return what partition *ordinal* of *key* reads and is read by, each mapping followed.

    An edge whose mapping does not fit is left out; the asset says that problem itself.

    Args:
        graph: The assets.
        key: A partitioned asset of the graph.
        ordinal: One of its partitions.

    Returns:
        Ordinals by asset, *key* itself among them only where it reads itself; ordinal 0 stands for
        an asset without partitions.
    """
    start = OrdinalRanges.span(ordinal, ordinal + 1)

    def above(at: AssetKey, subset: OrdinalRanges) -> Iterator[tuple[AssetKey, OrdinalRanges]]:
        for parent in graph.parents[at]:
            yield parent, _read_of(graph, at, parent, subset)

    def below(at: AssetKey, subset: OrdinalRanges) -> Iterator[tuple[AssetKey, OrdinalRanges]]:
        for child in graph.children[at]:
            yield child, _readers_of(graph, child, at, subset)

    reached = _followed(reversed(graph.order), key, start, above)
    for each, subset in _followed(graph.order, key, start, below).items():
        reached[each] = reached.get(each, OrdinalRanges.EMPTY) | subset
    if key in graph.nodes[key].definition.upstream_mappings:
        # One step only: the whole chain would be every partition before and after.
        own = _read_of(graph, key, key, start) | _readers_of(graph, key, key, start)
        reached[key] = own - start
    return {each: subset for each, subset in reached.items() if subset}


def with_readers(graph: AssetGraph, wanted: Reached) -> Reached:
    """Return *wanted* and what reads it, over any number of steps.

    Args:
        graph: The assets.
        wanted: Ordinals by asset; ordinal 0 stands for an asset without partitions.
    """
    found = dict(wanted)
    for at in graph.order:
        for child in graph.children[at] if found.get(at) else ():
            read = _readers_of(graph, child, at, found[at])
            if read:
                found[child] = found.get(child, OrdinalRanges.EMPTY) | read
    return found


def merged(subset: OrdinalRanges, most: int) -> OrdinalRanges:
    """Return at most *most* ranges that cover *subset*, its narrowest gaps filled.

    >>> merged(OrdinalRanges.of([0, 2, 9]), 2).ranges
    ((0, 3), (9, 10))
    """
    ranges = subset.ranges
    if len(ranges) <= most:
        return subset
    gaps = [(before[1], after[0]) for before, after in pairwise(ranges)]
    widest = sorted(gaps, key=lambda gap: gap[0] - gap[1])[: most - 1]
    return OrdinalRanges((ranges[0][0], *chain.from_iterable(sorted(widest)), ranges[-1][1]))


def _followed(
    order: Iterable[AssetKey], key: AssetKey, start: OrdinalRanges, follow: _Follow
) -> Reached:
    """Return what *follow* leads to from *start*, over any number of steps along *order*."""
    reached: Reached = {key: start}
    for at in order:
        for each, subset in follow(at, reached[at]) if at in reached else ():
            reached[each] = reached.get(each, OrdinalRanges.EMPTY) | subset
    del reached[key]
    return reached


def _read_of(
    graph: AssetGraph, key: AssetKey, parent: AssetKey, subset: OrdinalRanges
) -> OrdinalRanges:
    """Return what *subset* of *key* reads of *parent*."""
    own, upstream = graph.nodes[key].partitions_def, graph.nodes[parent].partitions_def
    if upstream is None:
        return _ONE
    try:
        mapping = graph.mapping(key, parent)
        return mapping.upstream_of(None if own is None else subset, own, upstream).subset
    except Exception:  # noqa: BLE001 - mappings may be the user's, and this only lights cells
        return OrdinalRanges.EMPTY


def _readers_of(
    graph: AssetGraph, key: AssetKey, parent: AssetKey, subset: OrdinalRanges
) -> OrdinalRanges:
    """Return what of *key* reads any of *subset* of *parent*."""
    own, upstream = graph.nodes[key].partitions_def, graph.nodes[parent].partitions_def
    try:
        if own is None:
            read = _read_of(graph, key, parent, _ONE)
            return _ONE if upstream is None or read & subset else OrdinalRanges.EMPTY
        if upstream is None:
            return own.all_partitions()
        return graph.mapping(key, parent).downstream_of(subset, upstream, own)
    except Exception:  # noqa: BLE001 - mappings may be the user's, and this only lights cells
        return OrdinalRanges.EMPTY
