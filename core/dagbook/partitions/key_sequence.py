"""All keys of partitions as a sequence that writes them when they are read.

A million keys are two numbers until somebody asks for one of them.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Self, SupportsIndex, overload

_WRITTEN_AT_ONCE = 512
"""So many keys are written at a time: more would take memory, fewer would take time."""
_SHOWN_WHOLE = 1000
"""Up to so many keys are shown one by one."""
_SHOWN_ENDS = 3
"""So many keys are shown of each end of more."""


class KeySequence(Sequence[str]):
    """Partition keys in order, written when they are read.

    It equals a list of the same keys and reads like one: places, slices, ``in``, ``+``. Finding a
    key or taking a slice costs the same however many there are. It does not change; ``list(keys)``
    makes a list that can.

    Args:
        low: The number of the first key.
        high: The number after the last key's.

    Example:
        >>> from dagbook import DailyPartitionsDefinition
        >>> days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-05")
        >>> keys = days.get_partition_keys()
        >>> keys[-2:], len(keys), "2024-01-02" in keys, keys + ["later"] == [*keys, "later"]
        (['2024-01-03', '2024-01-04'], 4, True, True)
    """

    __slots__ = ("_high", "_low")
    __hash__ = None  # type: ignore[assignment]  # as of the list that it equals

    def __init__(self, low: int, high: int) -> None:
        self._low = low
        self._high = max(low, high)

    @abstractmethod
    def _write(self, low: int, high: int) -> list[str]:
        """Return the keys with the numbers from *low* up to, but not including, *high*."""

    @abstractmethod
    def _number(self, key: str) -> int | None:
        """Return the number of a key that is here, or None."""

    @abstractmethod
    def _part(self, low: int, high: int) -> Self:
        """Return the keys with the numbers from *low* up to, but not including, *high*."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """What `isinstance` goes by too: Dagster's programs ask for a list and find one."""
        return list

    def __reduce__(self) -> tuple[type[list[str]], tuple[list[str]]]:
        """Be copied and stored as a list."""
        return list, (list(self),)

    def __len__(self) -> int:
        return self._high - self._low

    @overload
    def __getitem__(self, place: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> str | Sequence[str]:
        """Return the key at a place; of a slice the keys, as a list if it leaves some out."""
        numbers = range(self._low, self._high)[place]
        if isinstance(numbers, int):
            return self._write(numbers, numbers + 1)[0]
        if numbers.step == 1:
            return self._part(numbers.start, numbers.stop)
        return [self._write(number, number + 1)[0] for number in numbers]

    def __iter__(self) -> Iterator[str]:
        for low in range(self._low, self._high, _WRITTEN_AT_ONCE):
            yield from self._write(low, min(low + _WRITTEN_AT_ONCE, self._high))

    def __reversed__(self) -> Iterator[str]:
        for high in range(self._high, self._low, -_WRITTEN_AT_ONCE):
            yield from reversed(self._write(max(high - _WRITTEN_AT_ONCE, self._low), high))

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._number(key) is not None

    def index(self, value: str, start: int = 0, stop: int | None = None) -> int:
        """Return the place of a key.

        Raises:
            ValueError: If it is not there.
        """
        number = self._number(value) if isinstance(value, str) else None
        if number is None or number not in range(self._low, self._high)[start:stop]:
            raise ValueError(f"{value!r} is not in the partition keys {self!r}")
        return number - self._low

    def count(self, value: object) -> int:
        """Return 1 if there is such a key, else 0."""
        return int(value in self)

    def copy(self) -> list[str]:
        """Return the keys as a list."""
        return list(self)

    def __add__(self, other: object) -> list[str]:
        return [*self, *other] if isinstance(other, list | KeySequence) else NotImplemented

    def __radd__(self, other: object) -> list[str]:
        return [*other, *self] if isinstance(other, list) else NotImplemented

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, list | KeySequence):
            return NotImplemented
        return self is other or (len(self) == len(other) and all(map(str.__eq__, self, other)))

    def __repr__(self) -> str:
        if len(self) <= _SHOWN_WHOLE:
            return repr(list(self))
        first, last = repr(self[:_SHOWN_ENDS]), repr(self[-_SHOWN_ENDS:])
        return f"{first[:-1]}, ..., {last[1:]} ({len(self):,} keys)"

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"Partition keys have no attribute {name!r}: they are a sequence that writes its keys "
            "when they are read. list(keys) makes a list of them."
        )
