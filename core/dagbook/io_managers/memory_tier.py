"""Values just produced, handed on without reading them back from disk."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from dagbook.io_managers.sharing import Lending, lending

Place = tuple[str, str | None, str]
"""Asset key as `sales/orders`, partition key or None, data version."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that was found; it may be None."""

    value: Any


@dataclass(frozen=True, slots=True)
class _Kept:
    """A value that the tier alone holds, and how it is lent."""

    value: Any
    how: Lending


class MemoryTier:
    """Keeps values up to a number of bytes; the least recently used goes first.

    A consumer can never change what another sees: see `sharing`. What cannot be lent so is not
    kept, and the caller reads it from disk. Values that no format can store are *held*: they stay
    until they are discarded, and every consumer gets the same object, since there is no other.

    All methods may be called from any thread.

    Args:
        max_bytes: The bound for kept values; a value larger than this is not kept.

    Example:
        >>> tier = MemoryTier(max_bytes=1_000_000)
        >>> tier.put(("orders", None, "v1"), [1, 2])
        True
        >>> tier.get(("orders", None, "v1"))
        Hit(value=[1, 2])
        >>> tier.get(("orders", None, "v2")) is None
        True
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._lock = Lock()
        self._kept: OrderedDict[Place, _Kept] = OrderedDict()
        self._held: dict[Place, Any] = {}
        self._nbytes = 0

    def put(self, place: Place, value: Any) -> bool:
        """Keep *value* if it can be lent and fits; return whether it is kept.

        What was at *place* before is gone in either case.
        """
        how = lending(value)
        fits = how is not None and how.nbytes <= self.max_bytes
        kept = _Kept(how.lend(value), how) if how is not None and fits else None
        with self._lock:
            self._drop(place)
            if kept is None:
                return False
            self._kept[place] = kept
            self._nbytes += kept.how.nbytes
            self._shrink()
            return True

    def resize(self, max_bytes: int) -> None:
        """Keep so many bytes at most from now on; what is too much goes at once."""
        with self._lock:
            self.max_bytes = max_bytes
            self._shrink()

    def hold(self, place: Place, value: Any) -> None:
        """Hold *value*, which no format can store, until it is discarded."""
        with self._lock:
            self._drop(place)
            self._held[place] = value

    def get(self, place: Place) -> Hit | None:
        """Return the value at *place*, for its caller alone to change, or None."""
        with self._lock:
            if place in self._held:
                return Hit(self._held[place])
            kept = self._kept.get(place)
            if kept is None:
                return None
            self._kept.move_to_end(place)
        return Hit(kept.how.lend(kept.value))

    def is_held(self, place: Place) -> bool:
        """Return whether the value at *place* is lost when the kernel stops."""
        with self._lock:
            return place in self._held

    def discard(self, place: Place) -> None:
        """Forget the value at *place*, if there is one."""
        with self._lock:
            self._drop(place)

    def discard_asset(self, asset_key: str, partition_key: str | None = None) -> None:
        """Forget all versions of an asset: of one partition, or of all when none is given."""
        with self._lock:
            for place in [*self._kept, *self._held]:
                if place[0] == asset_key and partition_key in (None, place[1]):
                    self._drop(place)

    def clear(self) -> None:
        """Forget everything, held values too."""
        with self._lock:
            self._kept.clear()
            self._held.clear()
            self._nbytes = 0

    def by_asset(self) -> dict[str, tuple[int, int]]:
        """Return of each asset about how many bytes are kept, and how many values are held."""
        found: dict[str, tuple[int, int]] = {}
        with self._lock:
            for (name, _, _), kept in self._kept.items():
                nbytes, held = found.get(name, (0, 0))
                found[name] = nbytes + kept.how.nbytes, held
            for name, _, _ in self._held:
                nbytes, held = found.get(name, (0, 0))
                found[name] = nbytes, held + 1
        return found

    @property
    def nbytes(self) -> int:
        """About how many bytes the kept values take; held ones are not measured."""
        return self._nbytes

    def __len__(self) -> int:
        return len(self._kept) + len(self._held)

    def _shrink(self) -> None:
        """Drop the least recently used until the rest fits; the lock is held."""
        while self._nbytes > self.max_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._nbytes -= oldest.how.nbytes

    def _drop(self, place: Place) -> None:
        """Forget *place*; the lock is held."""
        self._held.pop(place, None)
        gone = self._kept.pop(place, None)
        if gone is not None:
            self._nbytes -= gone.how.nbytes
