"""The parts of an event log that ends with its process."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from threading import RLock
from types import EllipsisType

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.records import StoredCheck
from dagbook.storage.accepted import Acceptance, Acceptances, is_of
from dagbook.storage.changes import Changes
from dagbook.storage.checks_told import latest_of_each, of_check
from dagbook.storage.codes import ReadCode, StoredCode


class MemoryDynamicKeys:
    """A `DynamicKeyStore` in a dict."""

    __slots__ = ("_changes", "_keys", "_lock")

    def __init__(self, lock: RLock, changes: Changes) -> None:
        self._lock = lock
        self._changes = changes
        self._keys: dict[str, dict[str, None]] = {}

    def keys(self, name: str) -> Sequence[str]:
        """Return the keys of the dynamic partitions called *name*, in the order added."""
        with self._lock:
            return list(self._keys.get(name, ()))

    def has(self, name: str, key: str) -> bool:
        """Return whether the dynamic partitions called *name* have *key*."""
        with self._lock:
            return key in self._keys.get(name, ())

    def add(self, name: str, keys: Iterable[str]) -> None:
        """Add those of *keys* that are not there yet, at the end."""
        with self._lock:
            there = self._keys.setdefault(name, {})
            before = len(there)
            there.update(dict.fromkeys(keys))
            self._changes.count += len(there) > before

    def delete(self, name: str, key: str) -> None:
        """Delete one key, if it is there."""
        with self._lock:
            if key in self._keys.get(name, ()):
                del self._keys[name][key]
                self._changes.count += 1

    def clear(self) -> None:
        """Forget everything."""
        self._keys.clear()


class MemoryCodes:
    """A `CodeStore` that keeps who can tell what a fingerprint was made of."""

    __slots__ = ("_codes",)

    def __init__(self) -> None:
        self._codes: dict[str, ReadCode] = {}

    def put(self, fingerprint: str, read: ReadCode) -> None:
        """Store what *fingerprint* was made of."""
        self._codes.setdefault(fingerprint, read)

    def get(self, fingerprint: str) -> StoredCode | None:
        """Return what *fingerprint* was made of, None when nothing is known of it."""
        read = self._codes.get(fingerprint)
        return None if read is None else read()

    def clear(self) -> None:
        """Forget everything."""
        self._codes.clear()


class MemoryAcceptances:
    """An `AcceptanceStore` in a mapping that is replaced by each change."""

    __slots__ = ("_accepted", "_changes", "_lock")

    def __init__(self, lock: RLock, changes: Changes) -> None:
        self._lock = lock
        self._changes = changes
        self._accepted: Acceptances = {}

    def put(self, accepted: Iterable[Acceptance]) -> None:
        """Record that codes are equal for assets."""
        with self._lock:
            self._changes.count += 1
            for new in accepted:
                kept = [
                    each
                    for each in self._accepted.get(new.key, ())
                    if (each.partition, each.was, each.now) != (new.partition, new.was, new.now)
                ]
                self._accepted = {**self._accepted, new.key: (*kept, new)}

    def revoke(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> int:
        """Take back what was accepted of *asset*; return how much that was."""
        with self._lock:
            self._changes.count += 1
            before = self._accepted.get(asset, ())
            kept = tuple(each for each in before if not is_of(each, asset, partition))
            others = {key: each for key, each in self._accepted.items() if key != asset}
            self._accepted = {**others, asset: kept} if kept else others
            return len(before) - len(kept)

    def all(self) -> Acceptances:
        """Return what is accepted; the same object while nothing changed."""
        return self._accepted

    def clear(self) -> None:
        """Forget everything."""
        self._accepted = {}


class MemoryChecks:
    """A `CheckStore` in a list, oldest first."""

    __slots__ = ("_found", "_latest", "_lock")

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._found: list[StoredCheck] = []
        self._latest: Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]] | None = None

    def latest(self) -> Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]]:
        """Return the latest evaluation of each check by partition."""
        with self._lock:
            if self._latest is None:
                self._latest = latest_of_each(self._found)
            return self._latest

    def history(
        self,
        check: AssetCheckKey,
        partition: str | EllipsisType | None = ...,
        limit: int | None = None,
    ) -> tuple[StoredCheck, ...]:
        """Return the evaluations of *check*, newest first, at most *limit*."""
        with self._lock:
            return tuple(islice(of_check(reversed(self._found), check, partition), limit))

    def take(self, found: Sequence[StoredCheck]) -> None:
        """Add what the checks of a step found."""
        if found:
            self._found.extend(found)
            self._latest = None

    def drop(self, events: AbstractSet[int]) -> None:
        """Forget what was found in *events*."""
        self._found = [each for each in self._found if each.event_id not in events]
        self._latest = None

    def clear(self) -> None:
        """Forget everything."""
        self._found.clear()
        self._latest = None
