"""What an `AssetSelection` is made of: frozen parts, the keys each selects, its text form.

The text form is read by `dagbook.selection`; `of_syntax` turns what it read into these parts, which
also say what text cannot: prefixes, sources, neighbors, a traversal without where it starts.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal, Protocol

from dagbook.authoring.validation import KIND_PREFIX, kinds_of
from dagbook.errors import UnknownAssetError
from dagbook.foundation.digraph import ancestors, descendants
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.selection import syntax

Keys = frozenset[AssetKey]


class SelectionGraph(Protocol):
    """What a selection asks of a graph."""

    @property
    def nodes(self) -> Mapping[AssetKey, Any]:
        """Each asset, with its definition, output, group, partitions_def and is_external."""

    @property
    def parents(self) -> Mapping[AssetKey, Any]:
        """What each asset reads."""


@dataclass(frozen=True, slots=True)
class Everything:
    """All assets; those made elsewhere too with *include_sources*."""

    include_sources: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The assets of these keys."""

    keys: tuple[AssetKey, ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """The assets of which *name* is *value*: a tag's key and value, prefixes, or text.

    Args:
        name: What is asked.
        value: What it has to be; None is no value at all.
        include_sources: Whether assets made elsewhere are asked too.
    """

    name: Literal[
        "group", "key", "prefixes", "key_substring", "tag", "kind", "owner", "is", "partitions"
    ]
    value: Any
    include_sources: bool = False


@dataclass(frozen=True, slots=True)
class Checks:
    """Asset checks, and no asset."""

    wanted: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Operands:
    """What is in all of *parts*, or in any of them."""

    word: Literal["and", "or"]
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Subtracted:
    """What is in *left* and not in *right*."""

    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Traversed:
    """*child* and what it reads, or what reads it, *depth* levels or all of them for None."""

    child: "Node"
    direction: Literal["up", "down"]
    depth: int | None = None
    include_self: bool = True


@dataclass(frozen=True, slots=True)
class Derived:
    """What *how* makes of *child*."""

    child: "Node"
    how: Literal["roots", "sinks", "materializable", "neighbors", "upstream_source_assets"]


Node = Everything | Named | Filtered | Checks | Operands | Subtracted | Traversed | Derived


def keys_of(node: Node, graph: SelectionGraph, *, allow_missing: bool) -> Keys:  # noqa: PLR0911 - one case for each part
    """Return the keys of *graph* that *node* selects.

    Raises:
        UnknownAssetError: A key that is not in the graph, unless *allow_missing*.
    """

    def of(part: Node) -> Keys:
        return keys_of(part, graph, allow_missing=allow_missing)

    match node:
        case Everything(include_sources):
            return _base(graph, include_sources)
        case Named(keys):
            return _named(keys, graph, allow_missing)
        case Filtered(name, value, include_sources):
            fits = _FITS[name]
            base = _base(graph, include_sources or name in _EVERYWHERE)
            return frozenset(key for key in base if fits(key, graph.nodes[key], value))
        case Checks():
            return frozenset()
        case Operands(word, parts):
            merge = frozenset.intersection if word == "and" else frozenset.union
            return reduce(merge, map(of, parts))
        case Subtracted(left, right):
            return of(left) - of(right)
        case Traversed(child, direction, depth, include_self):
            start = of(child)
            reach = ancestors if direction == "up" else descendants
            found = start | reach(graph.parents, start, depth)
            found = found if include_self else found - start
            return found & _base(graph, False) if direction == "up" else found
        case Derived(child, how):
            return _DERIVED[how](graph, of(child))


def _base(graph: SelectionGraph, include_sources: bool) -> Keys:
    """Return all keys, or those that can be materialized."""
    if include_sources:
        return frozenset(graph.nodes)
    return frozenset(key for key, each in graph.nodes.items() if not each.is_external)


def _named(keys: tuple[AssetKey, ...], graph: SelectionGraph, allow_missing: bool) -> Keys:
    """Return those of *keys* that exist, or raise for the first that does not."""
    for key in () if allow_missing else keys:
        if key not in graph.nodes:
            text = key.to_user_string()
            known = (each.to_user_string() for each in graph.nodes)
            raise UnknownAssetError(text, similar(text, known))
    return frozenset(key for key in keys if key in graph.nodes)


def _upstream_sources(graph: SelectionGraph, keys: Keys) -> Keys:
    """Return the assets made elsewhere among *keys* and what they read."""
    found = keys | ancestors(graph.parents, keys)
    return frozenset(key for key in found if graph.nodes[key].is_external)


def _neighbors(graph: SelectionGraph, keys: Keys) -> Keys:
    """Return *keys* and what is made together with them and cannot be made apart."""
    makers = {graph.nodes[key].definition for key in keys}
    return keys.union(*(each.keys for each in makers if not each.can_subset))


_DERIVED: dict[str, Callable[[Any, Keys], Keys]] = {
    "roots": lambda graph, keys: keys - descendants(graph.parents, keys),
    "sinks": lambda graph, keys: keys - ancestors(graph.parents, keys),
    "materializable": lambda graph, keys: keys & _base(graph, False),
    "neighbors": _neighbors,
    "upstream_source_assets": _upstream_sources,
}


def _fits_group(key: AssetKey, node: Any, value: tuple[str, ...]) -> bool:  # noqa: ARG001 - one form for all filters
    """Return whether the group is one of *value*, which may have wildcards."""
    return any(
        node.group == each or ("*" in each and wildcard(each).fullmatch(node.group))
        for each in value
    )


def _fits_partitions(key: AssetKey, node: Any, value: str | None) -> bool:  # noqa: ARG001 - one form for all filters
    """Return whether it is partitioned as *value* says."""
    if value is None or value == "none":
        return node.partitions_def is None
    classes = {"static": StaticPartitionsDefinition, "time": TimeWindowPartitionsDefinition}
    if value in classes:
        return isinstance(node.partitions_def, classes[value])
    # The kinds that may not be there yet are told by their names.
    name = {
        "dynamic": "DynamicPartitionsDefinition",
        "multipartitions": "MultiPartitionsDefinition",
    }
    return type(node.partitions_def).__name__ == name.get(value)


def _fits_kind(key: AssetKey, node: Any, value: str | None) -> bool:  # noqa: ARG001 - one form for all filters
    """Return whether it has the kind *value*, or none at all for None."""
    tags = node.output.spec.tags
    return not kinds_of(tags) if value is None else f"{KIND_PREFIX}{value}" in tags


_FITS: dict[str, Callable[[AssetKey, Any, Any], bool]] = {
    "group": _fits_group,
    "key": lambda key, _, value: bool(wildcard(value).fullmatch(key.to_user_string())),
    "prefixes": lambda key, _, value: any(map(key.has_prefix, value)),
    "key_substring": lambda key, _, value: value in key.to_user_string(),
    "tag": lambda _, node, value: node.output.spec.tags.get(value[0]) == value[1],
    "kind": _fits_kind,
    "owner": lambda _, node, value: value in node.output.spec.owners,
    "is": lambda _, node, value: node.is_external == (value == "external"),
    "partitions": _fits_partitions,
}
_EVERYWHERE = frozenset({"key", "owner", "is", "partitions"})
"""The filters that ask assets made elsewhere too."""


def wildcard(pattern: str) -> re.Pattern[str]:
    """Return *pattern* as a regular expression in which ``*`` is any text."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def to_text(node: Node) -> str:  # noqa: C901, PLR0911 - one case for each part
    """Return *node* as Dagster writes it.

    Raises:
        NotImplementedError: It has no text form.
    """
    match node:
        case Everything():
            return "*"
        case Named(keys):
            return " or ".join(f'key:"{key.to_user_string()}"' for key in keys)
        case Filtered("group", value):
            return " or ".join(f'group:"{each}"' for each in value) or "group:<null>"
        case Filtered("tag", (key, value)):
            return f'tag:"{key}"="{value}"' if value else f'tag:"{key}"'
        case Filtered("is", value):
            return f"is:{value}"
        case Filtered(name, value) if name != "prefixes":
            return f"{name}:<null>" if value is None else f'{name}:"{value}"'
        case Operands(word, parts):
            return f" {word} ".join(map(_operand, parts))
        case Subtracted(Everything(), right):
            # Dagster writes no parentheses here, and reads back another selection.
            return f"not {_operand(right)}"
        case Subtracted(left, right):
            return f"{_operand(left)} and not {_operand(right)}"
        case Traversed(child, direction, depth, include_self):
            inner = _operand(child)
            levels = "" if depth is None else str(depth)
            sides = (f"{levels}+", "") if direction == "up" else ("", f"+{levels}")
            text = inner if depth == 0 else f"{sides[0]}{inner}{sides[1]}"
            return text if include_self else f"{text} and not {inner}"
        case Derived(child, "roots" | "sinks" as how):
            return f"{how}({to_text(child)})"
    raise NotImplementedError(f"{node} has no form as text")


def _operand(node: Node) -> str:
    """Return *node* as it is written beside an operator."""
    text = to_text(node)
    return f"({text})" if needs_parentheses(node) else text


def needs_parentheses(node: Node) -> bool:
    """Return whether *node* needs parentheses beside an operator, as Dagster thinks."""
    match node:
        case Operands() | Subtracted():
            return True
        case Named(keys):
            return len(keys) > 1
        case Filtered("group", value):
            return len(value) > 1
    return False


def of_syntax(  # noqa: C901, PLR0911, PLR0912 - one case for each part
    said: syntax.Selection, include_sources: bool
) -> Node:
    """Return the parts that the text *said* means.

    Args:
        said: What the parser read.
        include_sources: Whether ``*`` and filters mean assets made elsewhere too.
    """

    def of(part: syntax.Selection) -> Node:
        return of_syntax(part, include_sources)

    match said:
        case syntax.All():
            return Everything(include_sources)
        case syntax.Key(pattern, bare) if bare and "*" not in pattern:
            return Named((AssetKey.from_user_string(pattern),))
        case syntax.Key(pattern):
            return Filtered("key", pattern)
        case syntax.Attribute("group", value):
            return Filtered("group", () if value is None else (value,), include_sources)
        case syntax.Attribute("kind", value):
            return Filtered("kind", value, include_sources)
        case syntax.Attribute(name, value):
            return Filtered(name, value)
        case syntax.Tag(key, value):
            return Filtered("tag", (key, value), include_sources)
        case syntax.Not(child):
            return Subtracted(Everything(include_sources), of(child))
        case syntax.And(operands):
            return Operands("and", tuple(map(of, operands)))
        case syntax.Or(operands):
            return Operands("or", tuple(map(of, operands)))
        case syntax.Subtract(left, right):
            return Subtracted(of(left), of(right))
        case syntax.Upstream(child, depth):
            return Traversed(of(child), "up", depth)
        case syntax.Downstream(child, depth):
            return Traversed(of(child), "down", depth)
        case syntax.Roots(child):
            return Derived(of(child), "roots")
        case syntax.Sinks(child):
            return Derived(of(child), "sinks")
