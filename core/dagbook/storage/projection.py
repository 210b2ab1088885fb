"""The latest value of each asset and partition, in memory, safe to hand to other threads."""

from collections.abc import Mapping
from types import EllipsisType, MappingProxyType
from typing import Generic, TypeVar

from dagbook.model.asset_key import AssetKey

V = TypeVar("V")

ByPartition = Mapping[str | None, V]
"""Values by partition key; None is the partition of an asset without partitions."""


class Projection(Generic[V]):
    """A mapping of mappings that changes without changing what it handed out.

    What `view` and `snapshot` returned stays as it was: the next change of a key that was handed
    out copies that key's values first. When nothing changed, the same objects are returned.

    Example:
        >>> latest = Projection[int]()
        >>> latest.put(AssetKey("orders"), None, 1)
        >>> before = latest.snapshot()
        >>> latest.put(AssetKey("orders"), None, 2)
        >>> dict(before[AssetKey("orders")]), latest.get(AssetKey("orders"), None)
        ({None: 1}, 2)
    """

    __slots__ = ("_lent", "_snapshot", "_values", "_views")

    def __init__(self) -> None:
        self._values: dict[AssetKey, dict[str | None, V]] = {}
        self._views: dict[AssetKey, ByPartition[V]] = {}
        self._lent: set[AssetKey] = set()
        self._snapshot: Mapping[AssetKey, ByPartition[V]] | None = None

    def __contains__(self, key: AssetKey) -> bool:
        return key in self._values

    def __bool__(self) -> bool:
        return any(self._values.values())

    def get(self, key: AssetKey, partition: str | None) -> V | None:
        """Return one value, or None."""
        values = self._values.get(key)
        return None if values is None else values.get(partition)

    def view(self, key: AssetKey) -> ByPartition[V]:
        """Return the values of *key* as they are now, empty when there are none."""
        if key not in self._values:
            return MappingProxyType({})
        self._lent.add(key)
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = MappingProxyType(self._values[key])
        return view

    def snapshot(self) -> Mapping[AssetKey, ByPartition[V]]:
        """Return the values of all keys that have any, as they are now."""
        if self._snapshot is None:
            self._snapshot = MappingProxyType(
                {key: self.view(key) for key, values in self._values.items() if values}
            )
        return self._snapshot

    def put(self, key: AssetKey, partition: str | None, value: V) -> None:
        """Set one value."""
        self._writable(key)[partition] = value

    def drop(self, key: AssetKey, partition: str | EllipsisType | None = ...) -> None:
        """Remove one value, or without *partition* all of *key*; what is absent stays absent."""
        values = self._values.get(key)
        if not values:
            return
        if isinstance(partition, EllipsisType):
            self._writable(key).clear()
        elif partition in values:
            del self._writable(key)[partition]

    def replace(self, key: AssetKey, values: Mapping[str | None, V]) -> None:
        """Set all values of *key*; an empty mapping makes it known and empty."""
        self._writable(key)
        self._values[key] = dict(values)

    def _writable(self, key: AssetKey) -> dict[str | None, V]:
        """Return the values of *key* to change, a copy when somebody holds them."""
        self._snapshot = None
        values = self._values.get(key)
        if values is None:
            values = self._values[key] = {}
        elif key in self._lent:
            values = self._values[key] = values.copy()
            self._lent.discard(key)
            self._views.pop(key, None)
        return values
