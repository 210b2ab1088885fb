"""`PackedList`: a list that grows at its end, and whose older parts take little memory."""

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")

BLOCK = 1_000
"""So many items are packed together; fewer are held as they are, so that few cost nothing."""

_FAST = 1


class PackedList(Sequence[T], Generic[T]):
    """Items as they were added; each full block but the newest is held pickled and compressed.

    What cannot be pickled is held as it is. An item that is read from a packed block is equal to
    the one that was added and another object.

    Example:
        >>> numbers = PackedList(range(2_500))
        >>> len(numbers), numbers[0], numbers[-1], sum(numbers) == sum(range(2_500))
        (2500, 0, 2499, True)
    """

    __slots__ = ("_blocks", "_newest")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._blocks: list[bytes | list[T]] = []
        self._newest: list[T] = []
        for each in items:
            self.append(each)

    def append(self, item: T) -> None:
        """Add *item* at the end."""
        if len(self._newest) == BLOCK:
            self._blocks.append(_packed(self._newest))
            self._newest = []
        self._newest.append(item)

    def __len__(self) -> int:
        return len(self._blocks) * BLOCK + len(self._newest)

    def __iter__(self) -> Iterator[T]:
        for block in self._blocks:
            yield from _unpacked(block)
        yield from self._newest

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return list(self)[at]
        place = range(len(self))[at]
        block, within = divmod(place, BLOCK)
        if block < len(self._blocks):
            return _unpacked(self._blocks[block])[within]
        return self._newest[within]


def _packed(items: list[Any]) -> bytes | list[Any]:
    """Return *items* packed; as they are where one of them cannot be pickled."""
    try:
        return zlib.compress(pickle.dumps(items, pickle.HIGHEST_PROTOCOL), _FAST)
    except Exception:  # noqa: BLE001 - pickling calls what an item brings, which may raise anything
        return items


def _unpacked(block: bytes | list[T]) -> list[T]:
    """Return what `_packed` was given."""
    if isinstance(block, list):
        return block
    return pickle.loads(zlib.decompress(block))  # type: ignore[no-any-return]  # noqa: S301 - packed by this process
