"""Sets of cells of a grid, numbered row by row, as ranges of ordinals.

What `MultiPartitionsDefinition` computes with: a row is a key of its first dimension, a column one
of its second. Nothing here depends on how many cells there are, but on how many ranges and rows.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dagbook.partitions.subset import OrdinalRanges


class Block(NamedTuple):
    """Every cell in one of some rows and one of some columns."""

    rows: OrdinalRanges
    columns: OrdinalRanges


def cells(block: Block, width: int) -> OrdinalRanges:
    """Return the cells of *block* in a grid of *width* columns.

    >>> cells(Block(OrdinalRanges.span(1, 3), OrdinalRanges.span(0, 2)), 5).ranges
    ((5, 7), (10, 12))
    """
    if block.columns == OrdinalRanges.span(0, width):
        return OrdinalRanges(tuple(bound * width for bound in block.rows.bounds))
    return OrdinalRanges.from_ranges(
        (row * width + low, row * width + high)
        for row in block.rows
        for low, high in block.columns.ranges
    )


def blocks(subset: OrdinalRanges, width: int) -> tuple[Block, ...]:
    """Return blocks that share no row and together have the cells of *subset*.

    >>> for block in blocks(OrdinalRanges.span(3, 11), 5):
    ...     print(block.rows, "x", block.columns)
    0 x 3-4
    1 x 0-4
    2 x 0
    """
    columns: dict[int, list[tuple[int, int]]] = {}
    rows: dict[OrdinalRanges, list[tuple[int, int]]] = {}
    for first, last, low, high in _pieces(subset, width):
        if (low, high) == (0, width):
            rows.setdefault(OrdinalRanges.span(0, width), []).append((first, last))
        else:
            columns.setdefault(first, []).append((low, high))
    for row, spans in columns.items():
        rows.setdefault(OrdinalRanges.from_ranges(spans), []).append((row, row + 1))
    found = [Block(OrdinalRanges.from_ranges(spans), key) for key, spans in rows.items()]
    return tuple(sorted(found, key=lambda block: block.rows.ranges))


def transposed(found: Iterable[Block], height: int) -> OrdinalRanges:
    """Return the cells of blocks after rows and columns have changed places.

    >>> transposed([Block(OrdinalRanges.span(0, 1), OrdinalRanges.span(0, 3))], 2).ranges
    ((0, 1), (2, 3), (4, 5))
    """
    return OrdinalRanges.from_ranges(
        span for block in found for span in cells(Block(block.columns, block.rows), height).ranges
    )


def _pieces(subset: OrdinalRanges, width: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges of *subset* cut at rows, as half-open spans of rows and of columns."""
    for low, high in subset.ranges:
        row, column = divmod(low, width)
        if column:
            end = min(high - row * width, width)
            yield row, row + 1, column, end
            row += 1
        last, rest = divmod(high, width)
        if row < last:
            yield row, last, 0, width
        if rest and row <= last:
            yield last, last + 1, 0, rest
