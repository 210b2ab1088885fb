"""What could stand at a cursor in a selection that is being typed."""

import re
from collections.abc import Iterable

from dagbook.selection.parser import FILTER_VALUES, FILTERS
from dagbook.selection.resolution import SelectableGraph

_OPERATORS = ("and", "or", "and not")
_STARTERS = (*(f"{name}:" for name in FILTERS), "not", "roots(", "sinks(")

_QUOTED_VALUE = re.compile(r'(?:([a-z]+)\s*:\s*(?:("[^"]*"|[^\s"=]+)\s*=\s*)?)?"([^"]*)\Z')
_TAG_VALUE = re.compile(r'\btag\s*:\s*("[^"]*"|[^\s"=]+)\s*=\s*([\w./:@-]*)\Z')
_VALUE = re.compile(r"\b([a-z]+)\s*:\s*([\w./:@*-]*)\Z")
_WORD = re.compile(r"[\w./-]*\Z")
_OPERAND_NEXT = re.compile(r"(?:[(,]|(?:^|[\s(,])(?:and|or|not|AND|OR|NOT|\d*\s*\++))\s*\Z|\*\+*\Z")
_PLAIN = re.compile(r"(?!(?:and|or|not|AND|OR|NOT)$)[A-Za-z_][\w/]*")


def fragment_at(text: str, cursor: int) -> str:
    """Return the unfinished word before *cursor*, which a completion replaces.

    Args:
        text: The selection being typed.
        cursor: Offset of the cursor in *text*.

    Returns:
        The word, without a quote that opens it; "" between words.

    Example:
        >>> fragment_at("group:sales and key:sales/or", 28)
        'sales/or'
    """
    return _context(text[:cursor])[2]


def complete(text: str, cursor: int, graph: SelectableGraph) -> list[str]:
    """Return what could replace the word before *cursor*, best first.

    Args:
        text: The selection being typed; what follows the cursor may be anything.
        cursor: Offset of the cursor in *text*.
        graph: Where keys, groups, tags, kinds and owners are taken from.

    Returns:
        Whole replacements for `fragment_at`, in quotes where the language needs them. Those that
        begin with the word, or else those that contain it.
    """
    quoted, candidates, fragment = _choices(text[:cursor], graph)
    fitting = [each for each in candidates if each.lstrip('"').startswith(fragment)]
    if not fitting and fragment:
        fitting = [each for each in candidates if fragment.lower() in each.lower()]
    if quoted:
        return fitting if text[cursor : cursor + 1] == '"' else [f'{each}"' for each in fitting]
    return fitting


def _context(before: str) -> tuple[str, str | None, str]:
    """Return where text ends: the filter or "", the tag whose value it is, the unfinished word."""
    if before.count('"') % 2 and (match := _QUOTED_VALUE.search(before)):
        return f'{match[1] or "key"}"', _unquoted(match[2]), match[3]
    if match := _TAG_VALUE.search(before):
        return "tag", _unquoted(match[1]), match[2]
    if (match := _VALUE.search(before)) and match[1] in FILTERS:
        return match[1], None, match[2]
    word = _WORD.search(before)
    return "", None, word[0] if word else ""


def _choices(before: str, graph: SelectableGraph) -> tuple[bool, list[str], str]:
    """Return whether a quote is open, all that could stand here, and the unfinished word."""
    place, tag, fragment = _context(before)
    name = place.removesuffix('"')
    if name:
        values = _values(name, tag, graph)
        quoted = place != name
        return quoted, values if quoted else [_written(each) for each in values], fragment
    head = before[: len(before) - len(fragment)]
    if not head.strip() or _OPERAND_NEXT.search(head):
        return False, [*map(_written, graph.keys), *_STARTERS], fragment
    return False, list(_OPERATORS), fragment


def _values(name: str, tag: str | None, graph: SelectableGraph) -> list[str]:
    """Return the values that the filter *name*, or the tag *tag*, has in *graph*."""
    if name == "key":
        return list(graph.keys)
    if name in FILTER_VALUES:
        return list(FILTER_VALUES[name])
    each = [graph.attributes(key) for key in graph.keys]
    if tag is not None:
        return _known(one.tags[tag] for one in each if tag in one.tags)
    if name == "group":
        return _known(one.group for one in each if one.group is not None)
    found = {
        "tag": (value for one in each for value in one.tags),
        "kind": (value for one in each for value in one.kinds),
        "owner": (value for one in each for value in one.owners),
    }
    return _known(found.get(name, ()))


def _known(values: Iterable[str]) -> list[str]:
    """Return *values* once each, sorted, without the empty one."""
    return sorted({value for value in values if value})


def _written(value: str) -> str:
    """Return *value* as both Dagster and dagbook read it after a filter."""
    return value if _PLAIN.fullmatch(value) else f'"{value}"'


def _unquoted(value: str | None) -> str | None:
    """Return *value* without quotes around it."""
    return None if value is None else value.strip('"')
