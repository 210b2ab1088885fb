"""The keys of two dimensions, written when they are read."""

from collections.abc import Sequence
from typing import Self

from dagbook.partitions.key_sequence import KeySequence
from dagbook.partitions.multi_key import DELIMITER, MultiPartitionKey


class GridKeys(KeySequence):
    """The keys of the cells of a grid, row by row, from one cell up to another.

    Args:
        names: The names of the two dimensions.
        rows: The keys of the first dimension.
        columns: The keys of the second dimension.
        low: The number of the first cell.
        high: The number after the last cell's.
    """

    __slots__ = ("_columns", "_names", "_rows")

    def __init__(
        self,
        names: tuple[str, ...],
        rows: Sequence[str],
        columns: Sequence[str],
        low: int,
        high: int,
    ) -> None:
        super().__init__(low, high)
        self._names = names
        self._rows = rows
        self._columns = columns

    def _write(self, low: int, high: int) -> list[str]:
        join, names, width = MultiPartitionKey.joined, self._names, len(self._columns)
        found: list[str] = []
        for row in range(low // width, (high - 1) // width + 1):
            part = self._columns[max(low - row * width, 0) : high - row * width]
            first = self._rows[row]
            found += [join(names, (first, column)) for column in part]
        return found

    def _number(self, key: str) -> int | None:
        row, _, column = key.partition(DELIMITER)
        try:
            number = self._rows.index(row) * len(self._columns) + self._columns.index(column)
        except ValueError:
            return None
        return number if self._low <= number < self._high else None

    def _part(self, low: int, high: int) -> Self:
        return type(self)(self._names, self._rows, self._columns, low, high)
