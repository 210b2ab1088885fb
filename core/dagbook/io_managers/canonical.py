"""Hashes of plain Python values that depend on the value alone.

Pickled bytes also depend on which equal strings are one object and on the order of a set, which
differs from one kernel to the next; a value would look changed when it is not.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import chain
from typing import Any

import xxhash

LEAF_TYPES = frozenset({type(None), bool, int, float, str, bytes, dt.date, dt.timedelta, Decimal})
"""Immutable types whose `repr` tells unequal values apart and names the type."""

_MAX_CONTAINERS = 10_000
_MAX_DEPTH = 50


def canonical_hash(value: Any) -> str | None:
    """Return a hash equal for equal plain values in every kernel, or None where there is none.

    Plain are numbers, text, bytes, dates and None, and lists, tuples, sets and dicts of them, of
    exactly these types. A dict's order counts, since a consumer sees it; a set's does not.

    Args:
        value: Anything.

    Returns:
        32 hexadecimal digits; None for other types, for cycles, and beyond 10,000 containers.

    Example:
        >>> canonical_hash({"b", "a"}) == canonical_hash({"a", "b"})
        True
        >>> canonical_hash([1]) == canonical_hash([True])
        False
        >>> canonical_hash(object()) is None
        True
    """
    text = canonical_bytes(value)
    return None if text is None else xxhash.xxh3_128_hexdigest(text)


def canonical_bytes(value: Any) -> bytes | None:
    """Return what `canonical_hash` hashes: an injective encoding, or None."""
    try:
        return _Encoder().encode(value, 0)
    except _NoCanonicalFormError:
        return None
    except ValueError:
        # Python refuses to print an integer of more than 4,300 digits.
        return None


def is_flat(items: Iterable[Any]) -> bool:
    """Return whether all *items* are leaves; a pass in C, fast for a million of them."""
    return LEAF_TYPES.issuperset(map(type, items))


class _NoCanonicalFormError(Exception):
    """A part of the value has no canonical form."""


class _Encoder:
    """One encoding under way; counts containers, so that cycles and giants end."""

    def __init__(self) -> None:
        self._containers = 0

    def encode(self, value: Any, depth: int) -> bytes:
        """Return the tag of the type and the length-prefixed parts."""
        kind = type(value)
        if kind in LEAF_TYPES:
            return repr(value).encode()
        part = _CONTAINERS.get(kind)
        self._containers += 1
        if part is None or depth > _MAX_DEPTH or self._containers > _MAX_CONTAINERS:
            raise _NoCanonicalFormError
        items, ordered = part(value)
        if is_flat(items):
            body = repr(items if ordered else sorted(map(repr, items))).encode()
            return b"%s-flat %d " % (kind.__name__.encode(), len(items)) + body
        encoded = [self.encode(item, depth + 1) for item in items]
        if not ordered:
            encoded.sort()
        head = b"%s %d " % (kind.__name__.encode(), len(items))
        return head + b"".join(b"%d:%s" % (len(item), item) for item in encoded)


_CONTAINERS: dict[type, Callable[[Any], tuple[list[Any], bool]]] = {
    list: lambda value: (value, True),
    tuple: lambda value: (list(value), True),
    dict: lambda value: (list(chain(value, value.values())), True),
    set: lambda value: (list(value), False),
    frozenset: lambda value: (list(value), False),
}
"""The parts of each container, and whether their order counts."""
