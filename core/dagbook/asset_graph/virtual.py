"""Which assets are read through views: virtual assets, whose data is that of what they read."""

from collections.abc import Container, Sequence

from dagbook.asset_graph.graph import AssetGraph
from dagbook.model.asset_key import AssetKey


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
    views = [up for up in graph.parents[key] if _is_view(graph, up) and up not in running]
    seen = set(views)
    while views:
        for up in graph.parents[views.pop()]:
            if not _is_view(graph, up):
                found[up] = None
            elif up not in seen:
                seen.add(up)
                views.append(up)
    return [each for each in found if each in running]


def _is_view(graph: AssetGraph, key: AssetKey) -> bool:
    """Return whether *key* is a virtual asset."""
    return graph.nodes[key].output.spec.is_virtual
