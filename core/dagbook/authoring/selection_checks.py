"""Which checks a selection means: those of the assets it means, unless it speaks of checks."""

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from typing import Any, Protocol

from dagbook.authoring.selection_nodes import (
    Checks,
    Node,
    Operands,
    SelectionGraph,
    Subtracted,
    keys_of,
)
from dagbook.errors import DagsterInvalidSubsetError
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey

CheckKeys = frozenset[AssetCheckKey]


class CheckedGraph(SelectionGraph, Protocol):
    """A graph that knows the checks of its assets."""

    @property
    def checks(self) -> Mapping[AssetCheckKey, Any]:
        """Every check."""


def check_keys_of(node: Node, graph: CheckedGraph, *, allow_missing: bool) -> CheckKeys:
    """Return the checks of *graph* that *node* selects.

    Raises:
        DagsterInvalidSubsetError: A check that is not in the graph, unless *allow_missing*.
        UnknownAssetError: So is an asset.
    """

    def of(part: Node) -> CheckKeys:
        return check_keys_of(part, graph, allow_missing=allow_missing)

    match node:
        case Checks(None):
            return frozenset(graph.checks)
        case Checks(wanted):
            return _named(wanted or (), graph, allow_missing)
        case Operands(word, parts):
            merge = frozenset.intersection if word == "and" else frozenset.union
            return reduce(merge, map(of, parts))
        case Subtracted(left, right):
            return of(left) - of(right)
        case _:
            keys = keys_of(node, graph, allow_missing=allow_missing)
            return checks_for(keys, graph)


def checks_for(keys: Collection[AssetKey], graph: CheckedGraph) -> CheckKeys:
    """Return every check of the assets *keys*."""
    return frozenset(key for key in graph.checks if key.asset_key in keys)


def _named(wanted: Iterable[Any], graph: CheckedGraph, allow_missing: bool) -> CheckKeys:
    """Return the checks *wanted*: check keys, definitions of checks, or keys of assets."""
    found: set[AssetCheckKey] = set()
    for each in wanted:
        if isinstance(each, AssetKey):
            found |= checks_for((each,), graph)
            continue
        for key in (each,) if isinstance(each, AssetCheckKey) else each.check_keys:
            if key in graph.checks:
                found.add(key)
            elif not allow_missing:
                raise _unknown(key, graph)
    return frozenset(found)


def _unknown(key: AssetCheckKey, graph: CheckedGraph) -> DagsterInvalidSubsetError:
    """Return the error for a check that is not there."""
    text = key.to_user_string()
    near = similar(text, (each.to_user_string() for each in graph.checks))
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return DagsterInvalidSubsetError(
        f"AssetCheckKey {text} was selected, but no definition makes it.{hint}"
    )
