"""Directed graphs as plain mappings from each node to what it reads.

Every function takes ``parents``: node -> the nodes it reads. Only keys are nodes: an edge to what
is not a key is ignored, so that a part of a graph is the mapping restricted to the part. Nothing
recurses, and everything is linear in nodes and edges.

::

    {"orders": ["raw"], "report": ["orders"], "raw": []}      raw -> orders -> report
    toposort_levels   (("raw",), ("orders",), ("report",))
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from graphlib import CycleError
from typing import TypeVar

N = TypeVar("N", bound=Hashable)

Parents = Mapping[N, Collection[N]]
"""Each node with the nodes it reads."""


def children_of(parents: Parents[N]) -> dict[N, list[N]]:
    """Return each node with the nodes that read it, both in the order of *parents*.

    Args:
        parents: Each node with the nodes it reads.

    Returns:
        One entry a node; a reader appears once, though it names its parent twice.

    Example:
        >>> children_of({"raw": [], "orders": ["raw"], "report": ["raw", "orders"]})
        {'raw': ['orders', 'report'], 'orders': ['report'], 'report': []}
    """
    children: dict[N, list[N]] = {node: [] for node in parents}
    for node, reads in parents.items():
        for parent in reads:
            siblings = children.get(parent)
            # A node's edges come together, so that a repeated one is found at the end.
            if siblings is not None and (not siblings or siblings[-1] != node):
                siblings.append(node)
    return children


def toposort_levels(parents: Parents[N]) -> tuple[tuple[N, ...], ...]:
    """Return the nodes in levels: each node one level after the last of its parents.

    Args:
        parents: Each node with the nodes it reads.

    Returns:
        Levels from the roots on; within a level the order of *parents*.

    Raises:
        graphlib.CycleError: Some nodes read each other; ``args[1]`` is the path that
            `find_cycle` returns, as a list.

    Example:
        >>> toposort_levels({"report": ["orders"], "raw": [], "orders": ["raw"], "fx": []})
        (('raw', 'fx'), ('orders',), ('report',))
    """
    level = _levels(parents)
    if len(level) < len(parents):
        raise CycleError("nodes are in a cycle", list(find_cycle(parents) or ()))
    levels: list[list[N]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for node in parents:
        levels[level[node]].append(node)
    return tuple(map(tuple, levels))


def toposort(parents: Parents[N]) -> tuple[N, ...]:
    """Return the nodes, each after its parents: by levels, then in the order of *parents*.

    Args:
        parents: Each node with the nodes it reads.

    Returns:
        Every key of *parents* once.

    Raises:
        graphlib.CycleError: As `toposort_levels`.

    Example:
        >>> toposort({"report": ["orders"], "orders": ["raw"], "raw": []})
        ('raw', 'orders', 'report')
    """
    return tuple(node for level in toposort_levels(parents) for node in level)


def find_cycle(parents: Parents[N]) -> tuple[N, ...] | None:
    """Return a cycle as a path from a node back to itself, or None.

    Args:
        parents: Each node with the nodes it reads.

    Returns:
        A path in which each node reads the next and the first is the last, the same for the same
        mapping; None exactly when the nodes can be sorted.

    Example:
        >>> find_cycle({"a": ["b"], "b": ["c"], "c": ["a"]})
        ('a', 'b', 'c', 'a')
        >>> find_cycle({"a": ["a"]})
        ('a', 'a')
        >>> find_cycle({"a": ["b"], "b": []}) is None
        True
    """
    sorted_nodes = _levels(parents)
    stuck = {node: reads for node, reads in parents.items() if node not in sorted_nodes}
    if not stuck:
        return None
    # What could not be sorted reads something that could not be sorted: walking must come back.
    position: dict[N, int] = {}
    path: list[N] = []
    node = next(iter(stuck))
    while node not in position:
        position[node] = len(path)
        path.append(node)
        node = next(parent for parent in stuck[node] if parent in stuck)
    return (*path[position[node] :], node)


def ancestors(parents: Parents[N], nodes: Iterable[N], depth: int | None = None) -> frozenset[N]:
    """Return what *nodes* read, directly or through others.

    Args:
        parents: Each node with the nodes it reads.
        nodes: Where to start; what is no key of *parents* is ignored.
        depth: How many edges to follow at most; None for all, and 0 finds nothing.

    Returns:
        The nodes at one edge or more; a starting node is in it only if another of *nodes*, or
        itself in a cycle, reads it.

    Example:
        >>> parents = {"raw": [], "orders": ["raw"], "report": ["orders"]}
        >>> sorted(ancestors(parents, ["report"])), sorted(ancestors(parents, ["report"], depth=1))
        (['orders', 'raw'], ['orders'])
    """
    return _reach(parents, nodes, depth)


def descendants(parents: Parents[N], nodes: Iterable[N], depth: int | None = None) -> frozenset[N]:
    """Return what reads *nodes*, directly or through others.

    Args:
        parents: Each node with the nodes it reads.
        nodes: Where to start; what is no key of *parents* is ignored.
        depth: How many edges to follow at most; None for all, and 0 finds nothing.

    Returns:
        The nodes at one edge or more, as `ancestors` counts them.

    Example:
        >>> parents = {"raw": [], "orders": ["raw"], "report": ["orders"]}
        >>> sorted(descendants(parents, ["raw"]))
        ['orders', 'report']
    """
    return _reach(children_of(parents), nodes, depth)


def _levels(parents: Parents[N]) -> dict[N, int]:
    """Return the level of each node that is in no cycle and reads none."""
    children: dict[N, list[N]] = {node: [] for node in parents}
    missing: dict[N, int] = {}
    frontier: list[N] = []
    for node, reads in parents.items():
        count = 0
        for parent in reads:
            if parent in children:
                children[parent].append(node)
                count += 1
        if count:
            missing[node] = count
        else:
            frontier.append(node)
    level: dict[N, int] = {}
    depth = 0
    while frontier:
        following: list[N] = []
        for node in frontier:
            level[node] = depth
            for child in children[node]:
                missing[child] -= 1
                if not missing[child]:
                    following.append(child)
        frontier = following
        depth += 1
    return level


def _reach(edges: Parents[N], nodes: Iterable[N], depth: int | None) -> frozenset[N]:
    """Return what *edges* lead to from *nodes* in one to *depth* steps."""
    seen = {node for node in nodes if node in edges}
    frontier = list(seen)
    reached: set[N] = set()
    steps = 0
    while frontier and (depth is None or steps < depth):
        following: list[N] = []
        for node in frontier:
            for target in edges[node]:
                if target in edges:
                    reached.add(target)
                    if target not in seen:
                        seen.add(target)
                        following.append(target)
        frontier = following
        steps += 1
    return frozenset(reached)
