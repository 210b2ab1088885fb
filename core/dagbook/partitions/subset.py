"""Sets of partitions as ranges of ordinals: what is stored, sent and computed with."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import ClassVar, TypeAlias

_ONE_RANGE = 2
"""How many bounds one range has."""

_FEW = 16
"""More bounds than these are packed: a fifth of the memory, and no objects to be collected."""

Bounds: TypeAlias = "tuple[int, ...] | array[int]"
"""Starts and ends in turn; the type follows from how many there are, so that equal ones compare."""


@dataclass(frozen=True, slots=True)
class OrdinalRanges:
    """A set of ordinals, kept as sorted half-open ranges that neither overlap nor touch.

    Args:
        bounds: The start and end of each range in turn, strictly rising; use `of`, `span` or
            `from_text` instead of writing it.

    Example:
        >>> done = OrdinalRanges.of([0, 1, 2, 5])
        >>> done.ranges
        ((0, 3), (5, 6))
        >>> 5 in done, len(done), str(done.complement(10))
        (True, 4, '3-4,6-9')
    """

    bounds: Bounds = ()

    EMPTY: ClassVar["OrdinalRanges"]

    def __post_init__(self) -> None:
        """Pack many bounds."""
        if (len(self.bounds) > _FEW) is isinstance(self.bounds, tuple):
            packed = array("q", self.bounds) if len(self.bounds) > _FEW else tuple(self.bounds)
            object.__setattr__(self, "bounds", packed)

    def __hash__(self) -> int:
        return hash(self.bounds if isinstance(self.bounds, tuple) else self.bounds.tobytes())

    @classmethod
    def of(cls, ordinals: Iterable[int]) -> "OrdinalRanges":
        """Return the set of *ordinals*, which may come in any order and repeat."""
        members = sorted(ordinals)
        if not members:
            return cls.EMPTY
        gaps = ((low + 1, high) for low, high in pairwise(members) if high > low + 1)
        return cls((members[0], *chain.from_iterable(gaps), members[-1] + 1))

    @classmethod
    def span(cls, start: int, end: int) -> "OrdinalRanges":
        """Return the ordinals from *start* up to, but not including, *end*; maybe none."""
        return cls((start, end)) if start < end else cls.EMPTY

    @classmethod
    def from_ranges(cls, ranges: Iterable[tuple[int, int]]) -> "OrdinalRanges":
        """Return the union of half-open *ranges*, in any order, touching or overlapping."""
        in_order = sorted(ranges)
        if len(in_order) == 1:
            return cls.span(*in_order[0])
        bounds: list[int] = []
        for start, end in in_order:
            if start >= end:
                continue
            if bounds and start <= bounds[-1]:
                bounds[-1] = max(bounds[-1], end)
            else:
                bounds += (start, end)
        return cls(tuple(bounds))

    @classmethod
    def from_text(cls, text: str) -> "OrdinalRanges":
        """Return what `to_text` wrote.

        Raises:
            ValueError: If *text* is not of the form ``0-31,40,55-60``.

        >>> OrdinalRanges.from_text("0-31,40").ranges
        ((0, 32), (40, 41))
        """
        pieces = (piece.partition("-") for piece in text.split(",") if text)
        return cls.from_ranges(
            (int(low), int(high if dash else low) + 1) for low, dash, high in pieces
        )

    def to_text(self) -> str:
        """Return the ranges as text, both ends included; the empty set is the empty text.

        >>> OrdinalRanges.of([*range(32), 40]).to_text()
        '0-31,40'
        """
        return ",".join(
            f"{start}-{end - 1}" if end - start > 1 else str(start) for start, end in self.ranges
        )

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The half-open ranges, in rising order."""
        return tuple(zip(self.bounds[::2], self.bounds[1::2], strict=True))

    @property
    def first(self) -> int | None:
        """The smallest ordinal, or None."""
        return self.bounds[0] if self.bounds else None

    @property
    def last(self) -> int | None:
        """The largest ordinal, or None."""
        return self.bounds[-1] - 1 if self.bounds else None

    def complement(self, count: int) -> "OrdinalRanges":
        """Return the ordinals from 0 up to, but not including, *count* that are not in this set.

        >>> OrdinalRanges.span(2, 4).complement(5).ranges
        ((0, 2), (4, 5))
        """
        # Complementing toggles membership at 0 and at count; all other bounds stay.
        inside = self if self.is_within(count) else self & self.span(0, count)
        bounds = inside.bounds
        if count <= 0:
            return self.EMPTY
        if not bounds:
            return type(self)((0, count))
        begins, ends = bounds[0] == 0, bounds[-1] == count
        kept = bounds[begins : len(bounds) - ends]
        return type(self)(_joined(() if begins else (0,), kept, () if ends else (count,)))

    def is_within(self, count: int) -> bool:
        """Return whether no ordinal is below 0, or at *count* or above.

        >>> OrdinalRanges.span(2, 4).is_within(4), OrdinalRanges.span(2, 4).is_within(3)
        (True, False)
        """
        bounds = self.bounds
        return not bounds or (bounds[0] >= 0 and bounds[-1] <= count)

    def shift(self, offset: int) -> "OrdinalRanges":
        """Return this set with *offset* added to every ordinal."""
        return type(self)(tuple(bound + offset for bound in self.bounds)) if offset else self

    def __or__(self, other: "OrdinalRanges") -> "OrdinalRanges":
        if not other.bounds or self.bounds == other.bounds:
            return self
        if not self.bounds:
            return other
        if self.bounds[-1] < other.bounds[0]:
            return type(self)(_joined(self.bounds, (), other.bounds))
        return self._sweep(other, least=1)

    def __and__(self, other: "OrdinalRanges") -> "OrdinalRanges":
        if not self.bounds or not other.bounds:
            return self.EMPTY
        if len(other.bounds) == _ONE_RANGE:
            return self._inside(*other.bounds)
        if len(self.bounds) == _ONE_RANGE:
            return other._inside(*self.bounds)
        return self._sweep(other, least=2)

    def __sub__(self, other: "OrdinalRanges") -> "OrdinalRanges":
        if not self.bounds or not other.bounds:
            return self
        if len(other.bounds) == _ONE_RANGE:
            return self._outside(*other.bounds)
        low, high = self.bounds[0], self.bounds[-1]
        if low >= 0 and other.bounds[0] >= 0:
            return self & other.complement(high)
        return self & other.shift(-low).complement(high - low).shift(low)

    def __contains__(self, ordinal: object) -> bool:
        return isinstance(ordinal, int) and bisect_right(self.bounds, ordinal) % 2 == 1

    def __len__(self) -> int:
        return sum(self.bounds[1::2]) - sum(self.bounds[::2])

    def __bool__(self) -> bool:
        return bool(self.bounds)

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(range(start, end) for start, end in self.ranges)

    def __str__(self) -> str:
        return self.to_text()

    def _inside(self, low: int, high: int) -> "OrdinalRanges":
        """Return the members from *low* up to *high*; one range is cut out by two searches."""
        bounds = self.bounds
        if low <= bounds[0] and bounds[-1] <= high:
            return self
        first, last = bisect_right(bounds, low), bisect_left(bounds, high)
        start = (low,) if first % 2 else ()
        return type(self)(_joined(start, bounds[first:last], (high,) if last % 2 else ()))

    def _outside(self, low: int, high: int) -> "OrdinalRanges":
        """Return the members before *low*, and those from *high* on."""
        bounds = self.bounds
        if high <= bounds[0] or bounds[-1] <= low:
            return self
        if low <= bounds[0] and bounds[-1] <= high:
            return self.EMPTY
        first, last = bisect_left(bounds, low), bisect_right(bounds, high)
        cut = ((low,) if first % 2 else ()) + ((high,) if last % 2 else ())
        return type(self)(_joined(bounds[:first], cut, bounds[last:]))

    def _sweep(self, other: "OrdinalRanges", least: int) -> "OrdinalRanges":
        """Return what is in at least *least* of the two sets."""
        # A bound's lowest bit orders what happens at one place: a union opens before it closes, so
        # that touching ranges join; an intersection closes first, so that they share nothing.
        opens, closes = (0, 1) if least == 1 else (1, 0)
        marks = [2 * bound + opens for bound in chain(self.bounds[::2], other.bounds[::2])]
        marks += [2 * bound + closes for bound in chain(self.bounds[1::2], other.bounds[1::2])]
        marks.sort()
        bounds: list[int] = []
        depth = 0
        for mark in marks:
            if mark & 1 == opens:
                depth += 1
                if depth == least:
                    bounds.append(mark >> 1)
            else:
                if depth == least:
                    bounds.append(mark >> 1)
                depth -= 1
        return type(self)(tuple(bounds))


def _joined(head: Bounds, middle: Bounds, tail: Bounds) -> Bounds:
    """Return bounds one after the other, packed if any of them are."""
    if isinstance(head, tuple) and isinstance(middle, tuple) and isinstance(tail, tuple):
        return head + middle + tail
    found = array("q", head)
    found.extend(middle)
    found.extend(tail)
    return found


OrdinalRanges.EMPTY = OrdinalRanges()
