"""What a selection means on a graph: `Selection` to keys, with Dagster's meaning of each part.

Three of Dagster's rules are easy to miss. Filters by group, kind and tag, ``*``, ``not`` and all
that is upstream leave external assets out; filters by key and owner, and what is downstream, do
not. Wildcards that match nothing select nothing. A traversal starts from what is selected, also
from external assets.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Protocol, assert_never

from dagbook.errors import UnknownAssetError
from dagbook.foundation.digraph import ancestors, descendants
from dagbook.foundation.names import similar
from dagbook.selection.syntax import (
    All,
    And,
    Attribute,
    Downstream,
    FilterName,
    Key,
    Not,
    Or,
    Roots,
    Selection,
    Sinks,
    Subtract,
    Tag,
    Upstream,
)

_KIND_TAG = "dagster/kind/"


@dataclass(frozen=True, slots=True)
class SelectableAttributes:
    """What filters look at.

    Args:
        group: The group's name, "default" when none was given.
        tags: Tag to value; kinds may be among them or not.
        kinds: Such as "pandas" or "sql".
        owners: Such as "team:data" or "ada@example.com".
        external: Whether the asset is only referred to and not made here.
        partitions: "none", "static", "dynamic", "time" or "multipartitions".
    """

    group: str | None = "default"
    tags: Mapping[str, str] = field(default_factory=dict)
    kinds: Collection[str] = ()
    owners: Collection[str] = ()
    external: bool = False
    partitions: str = "none"


class SelectableGraph(Protocol):
    """What a selection needs to know of a graph; keys are strings as `sales/orders`."""

    @property
    def keys(self) -> Collection[str]:
        """Every key once, in the order in which selections return them."""

    def parents(self, key: str) -> Collection[str]:
        """Return what *key* reads."""

    def attributes(self, key: str) -> SelectableAttributes:
        """Return what filters look at."""


def resolve(
    selection: Selection, graph: SelectableGraph, *, allow_missing: bool = False
) -> tuple[str, ...]:
    """Return the keys that *selection* selects in *graph*.

    Args:
        selection: What `dagbook.selection.parse` returned.
        graph: The assets to choose from.
        allow_missing: Whether a key that does not exist selects nothing instead of raising.

    Returns:
        Each selected key once, in the order of ``graph.keys``; empty when nothing matches.

    Raises:
        UnknownAssetError: A key without ``*`` is not in the graph.
    """
    selected = _Resolver(graph, allow_missing=allow_missing).keys_of(selection)
    return tuple(key for key in graph.keys if key in selected)


class _Resolver:
    """One resolution: what is worked out of the graph is worked out once."""

    def __init__(self, graph: SelectableGraph, *, allow_missing: bool) -> None:
        self.graph = graph
        self.allow_missing = allow_missing

    @cached_property
    def every(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self.graph.keys)

    @cached_property
    def attributes(self) -> dict[str, SelectableAttributes]:
        """Each key's attributes."""
        return {key: self.graph.attributes(key) for key in self.graph.keys}

    @cached_property
    def materializable(self) -> frozenset[str]:
        """The keys that are made here."""
        return frozenset(key for key, each in self.attributes.items() if not each.external)

    @cached_property
    def parents(self) -> dict[str, Collection[str]]:
        """What each key reads beside itself: an asset may read its own earlier partitions."""
        parents: dict[str, Collection[str]] = {}
        for key in self.graph.keys:
            reads = self.graph.parents(key)
            parents[key] = [each for each in reads if each != key] if key in reads else reads
        return parents

    def keys_of(  # noqa: C901, PLR0911 - one case for each part of the language
        self, selection: Selection
    ) -> frozenset[str]:
        """Return the keys of *selection*."""
        match selection:
            case All():
                return self.materializable
            case Key(pattern):
                return self.matching(pattern)
            case Attribute() | Tag():
                return self.filtered(selection)
            case Not(child):
                return self.materializable - self.keys_of(child)
            case And(operands):
                return reduce(frozenset.intersection, map(self.keys_of, operands))
            case Or(operands):
                return frozenset().union(*map(self.keys_of, operands))
            case Subtract(left, right):
                return self.keys_of(left) - self.keys_of(right)
            case Upstream(child, depth):
                start = self.keys_of(child)
                return (start | ancestors(self.parents, start, depth)) & self.materializable
            case Downstream(child, depth):
                start = self.keys_of(child)
                return start | descendants(self.parents, start, depth)
            case Roots(child):
                start = self.keys_of(child)
                below: frozenset[str] = descendants(self.parents, start)
                return start - below
            case Sinks(child):
                start = self.keys_of(child)
                above: frozenset[str] = ancestors(self.parents, start)
                return start - above
            case _:
                assert_never(selection)

    def matching(self, pattern: str) -> frozenset[str]:
        """Return the keys that fit *pattern*."""
        if "*" in pattern:
            return frozenset(filter(_wildcard(pattern).fullmatch, self.every))
        if pattern in self.every:
            return frozenset((pattern,))
        if self.allow_missing:
            return frozenset()
        raise UnknownAssetError(pattern, similar(pattern, self.graph.keys))

    def filtered(self, wanted: Attribute | Tag) -> frozenset[str]:
        """Return the keys whose attributes are as *wanted*; see the module on external assets."""
        if isinstance(wanted, Tag):
            return frozenset(k for k in self.materializable if _tagged(self.attributes[k], wanted))
        everywhere = wanted.name in {"owner", "is", "partitions"}
        scope = self.every if everywhere else self.materializable
        fits = _FITS[wanted.name]
        return frozenset(key for key in scope if fits(self.attributes[key], wanted.value))


def _tagged(attributes: SelectableAttributes, tag: Tag) -> bool:
    """Return whether *attributes* have *tag*; in Dagster a kind is a tag too."""
    if not tag.value and tag.key.startswith(_KIND_TAG):
        return tag.key.removeprefix(_KIND_TAG) in attributes.kinds
    return attributes.tags.get(tag.key) == tag.value


def _in_group(attributes: SelectableAttributes, value: str | None) -> bool:
    """Return whether *value*, with wildcards, is the group."""
    if value is None or attributes.group is None:
        return False
    if "*" not in value:
        return attributes.group == value
    return _wildcard(value).fullmatch(attributes.group) is not None


def _of_kind(attributes: SelectableAttributes, value: str | None) -> bool:
    """Return whether *value* is a kind; None is true of what has no kinds."""
    return not attributes.kinds if value is None else value in attributes.kinds


def _owned(attributes: SelectableAttributes, value: str | None) -> bool:
    """Return whether *value* owns it; as in Dagster, nothing is owned by ``<null>``."""
    return value in attributes.owners


def _is(attributes: SelectableAttributes, value: str | None) -> bool:
    """Return whether it is "external" or "materializable", as *value* says."""
    return attributes.external == (value == "external")


def _partitioned(attributes: SelectableAttributes, value: str | None) -> bool:
    """Return whether *value* is how it is partitioned."""
    return attributes.partitions == (value or "none")


_FITS: dict[FilterName, Callable[[SelectableAttributes, str | None], bool]] = {
    "group": _in_group,
    "kind": _of_kind,
    "owner": _owned,
    "is": _is,
    "partitions": _partitioned,
}


def _wildcard(pattern: str) -> re.Pattern[str]:
    """Return *pattern* as a regular expression in which ``*`` is any text."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
