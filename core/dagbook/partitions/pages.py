"""Keys a page at a time, for whoever shows many."""

import binascii
import json
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.partitions.subset import OrdinalRanges

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PaginatedResults(Generic[T]):
    """One page.

    Args:
        results: What is on it.
        cursor: What to ask for the page after it with.
        has_more: Whether there is one.
    """

    results: list[T]
    cursor: str
    has_more: bool


class NumberedKeys(Protocol):
    """Keys that are numbered; every `PartitionsDefinition` has them."""

    def count(self) -> int:
        """Return how many there are."""
        ...

    def ordinal(self, partition_key: str, /) -> int | None:
        """Return the place of a key, or None."""
        ...

    def keys_in(self, subset: OrdinalRanges, /) -> list[str]:
        """Return the keys of a set of places, in order."""
        ...


def page_of(
    keys: NumberedKeys, limit: int, cursor: str | None, *, ascending: bool
) -> PaginatedResults[str]:
    """Return the page of at most *limit* keys after *cursor*, or the first page.

    A cursor names the last key seen, so that keys may be added between two pages; one whose key is
    gone starts over, as in Dagster.

    Args:
        keys: All of them.
        limit: At most so many.
        cursor: That of the page before; None for the first page.
        ascending: Whether in their order, or from the last to the first.

    Raises:
        DagsterInvalidInvocationError: If the cursor is none of ours.
    """
    seen = None if cursor is None else _read(cursor)
    place = None if seen is None else keys.ordinal(seen)
    count = keys.count()
    if ascending:
        first = 0 if place is None else place + 1
        span = OrdinalRanges.span(first, min(first + limit, count))
        more = first + limit < count
    else:
        end = count if place is None else place
        span = OrdinalRanges.span(max(end - limit, 0), end)
        more = end > limit
    found = keys.keys_in(span)
    if not ascending:
        found.reverse()
    last = found[-1] if found else seen
    return PaginatedResults(found, _write(last), more)


def _write(key: str | None) -> str:
    """Return a cursor as Dagster writes one."""
    text = json.dumps({"__class__": "ValueIndexCursor", "value": key})
    return binascii.b2a_base64(text.encode(), newline=False).decode()


def _read(cursor: str) -> str | None:
    """Return the key that a cursor names."""
    try:
        key = json.loads(binascii.a2b_base64(cursor))["value"]
    except (binascii.Error, UnicodeDecodeError, ValueError, KeyError, TypeError) as exc:
        raise DagsterInvalidInvocationError(
            f"{cursor!r} is no cursor of partition keys. Pass the cursor of the page before, or "
            "None for the first page."
        ) from exc
    return None if key is None else str(key)
