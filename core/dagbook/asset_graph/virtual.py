"""Which assets are read through views: virtual assets, whose data is that of what they read."""

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from functools import partial

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.asset_graph.reads import KeysRead
from dagbook.model.asset_key import AssetKey

Reads = Callable[[str | None], tuple[str, ...] | None]
"""From a partition of an asset to the partitions it reads; None of what has no partitions."""


def read_through_views(
    graph: AssetGraph, key: AssetKey, running: Container[AssetKey]
) -> Sequence[AssetKey]:
    """Return what of *running* the asset *key* reads through views that do not run with it.

    Args:
        graph: The assets.
        key: The asset that reads.
        running: The assets of the run.

    Returns:
        The nearest assets behind views, each once; empty where *key* reads no view.

    Example:
        >>> from dagbook.asset_graph.graph import build_graph
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def table(): ...
        >>> @asset(is_virtual=True, deps=[table])
        ... def view(): ...
        >>> @asset(deps=[view])
        ... def board(): ...
        >>> graph = build_graph([table, view, board])
        >>> read_through_views(graph, board.key, {table.key, board.key})
        [AssetKey(['table'])]
    """
    found: dict[AssetKey, None] = {}
    views = [up for up in graph.parents[key] if is_view(graph.nodes[up]) and up not in running]
    seen = set(views)
    while views:
        for up in graph.parents[views.pop()]:
            if not is_view(graph.nodes[up]) or up in running:
                found[up] = None
            elif up not in seen:
                seen.add(up)
                views.append(up)
    return [each for each in found if each in running]


def is_view(node: AssetNode) -> bool:
    """Return whether an asset is a virtual one."""
    return node.output.spec.is_virtual


def made_from(graph: AssetGraph, key: AssetKey) -> Mapping[AssetKey, Reads]:
    """Return what the asset *key* is made from: what it reads, and all that views stand for.

    Views that are read through other views are part of it, as one of them may be defined anew.

    What is returned remembers its answers, so it is to be used for one moment and thrown away.

    Args:
        graph: The assets.
        key: The asset that reads.

    Returns:
        Of each asset that is read which partitions are, by the partition that reads.

    Example:
        >>> from dagbook.asset_graph.graph import build_graph
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def table(): ...
        >>> @asset(is_virtual=True, deps=[table])
        ... def view(): ...
        >>> @asset(deps=[view])
        ... def board(): ...
        >>> graph = build_graph([table, view, board])
        >>> [each.to_user_string() for each in made_from(graph, board.key)]
        ['view', 'table']
    """
    found: dict[AssetKey, Reads] = {
        parent: KeysRead(graph, key, parent) for parent in graph.parents[key]
    }
    if not looks_through(graph, key):
        return found
    behind = _Behind(graph, key, found)
    for each in behind.keys:
        found[each] = partial(behind.keys_of, each, found.get(each))
    return found


def with_behind(
    graph: AssetGraph, reads: Mapping[AssetKey, tuple[str, ...] | None]
) -> dict[AssetKey, tuple[str, ...] | None]:
    """Return *reads*, assets with the partitions that are read, and all that views among it show.

    Args:
        graph: The assets.
        reads: What is read; None of what has no partitions.
    """
    found = dict(reads)
    if any(is_view(graph.nodes[key]) for key in reads):
        direct: dict[AssetKey, Reads] = {key: partial(_same, keys) for key, keys in reads.items()}
        behind = _Behind(graph, None, direct)
        found.update((up, behind.keys_of(up, direct.get(up), None)) for up in behind.keys)
    return found


def _same(keys: tuple[str, ...] | None, _partition: str | None) -> tuple[str, ...] | None:
    """Return *keys*, whatever partition asks."""
    return keys


def looks_through(graph: AssetGraph, key: AssetKey) -> bool:
    """Return whether *key* reads a view."""
    return any(is_view(graph.nodes[up]) for up in graph.parents[key])


class _Behind:
    """What stands behind the views that one asset reads, by partition.

    Args:
        graph: The assets.
        key: The asset that reads; None of a check.
        direct: What it reads itself.
    """

    def __init__(
        self, graph: AssetGraph, key: AssetKey | None, direct: Mapping[AssetKey, Reads]
    ) -> None:
        self._graph = graph
        self._direct = {up: read for up, read in direct.items() if is_view(graph.nodes[up])}
        views, waiting = set(self._direct), list(self._direct)
        while waiting:
            for up in graph.parents[waiting.pop()]:
                if is_view(graph.nodes[up]) and up not in views:
                    views.add(up)
                    waiting.append(up)
        # What reads comes before what it reads, so that each view is looked through once.
        rank = {each: at for at, each in enumerate(graph.order) if each in views}
        self._views = sorted(views, key=rank.__getitem__, reverse=True)
        self._between = {
            view: {up: KeysRead(graph, view, up) for up in graph.parents[view]}
            for view in self._views
        }
        read = (up for reads in self._between.values() for up in reads)
        self.keys: Collection[AssetKey] = dict.fromkeys(up for up in read if up != key)
        self._found: dict[str | None, Mapping[AssetKey, Collection[str | None]]] = {}

    def keys_of(
        self, parent: AssetKey, direct: Reads | None, partition: str | None
    ) -> tuple[str, ...] | None:
        """Return which partitions of *parent* are read, through views and by *direct*."""
        partitions_def = self._graph.nodes[parent].partitions_def
        if partitions_def is None:
            return None
        read = set(self._at(partition).get(parent, ()))
        if direct is not None:
            read.update(direct(partition) or ())
        subset = partitions_def.subset_of([each for each in read if each is not None])
        return tuple(partitions_def.keys_in(subset))

    def _at(self, partition: str | None) -> Mapping[AssetKey, Collection[str | None]]:
        """Return which partitions are read for *partition*, of views and all behind them."""
        found = self._found.get(partition)
        if found is not None:
            return found
        places: dict[AssetKey, dict[str | None, None]] = {
            view: dict.fromkeys(_places(read(partition))) for view, read in self._direct.items()
        }
        for view in self._views:
            for up, read in self._between[view].items():
                for place in places.get(view, ()):
                    places.setdefault(up, {}).update(dict.fromkeys(_places(read(place))))
        self._found[partition] = places
        return places


def _places(keys: tuple[str, ...] | None) -> Sequence[str | None]:
    """Return the partitions *keys*; None alone where there are none to name."""
    return (None,) if keys is None else keys
