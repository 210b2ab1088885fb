"""The parts of an event log in SQLite: each remembers what it read until it changed."""

from collections.abc import Iterable, Mapping, Sequence
from types import EllipsisType

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.records import StoredCheck
from dagbook.storage import check_table
from dagbook.storage.accept_table import delete_accepted, insert_accepted, read_accepted
from dagbook.storage.accepted import Acceptance, Acceptances
from dagbook.storage.changes import Changes
from dagbook.storage.checks_told import latest_of_each, of_check, stored_checks
from dagbook.storage.code_table import PendingCodes, read_code
from dagbook.storage.codes import ReadCode, StoredCode
from dagbook.storage.database import Database
from dagbook.storage.dynamic_partitions import (
    add_dynamic_partitions,
    delete_dynamic_partition,
    read_dynamic_partitions,
)
from dagbook.storage.interning import Interning
from dagbook.storage.step_table import read_step


class SqliteDynamicKeys:
    """A `DynamicKeyStore`; keys are read again only after a change."""

    __slots__ = ("_changes", "_database", "_keys", "_others")

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes
        self._keys: dict[str, dict[str, None]] = {}
        self._others = 0

    def keys(self, name: str) -> Sequence[str]:
        """Return the keys of the dynamic partitions called *name*, in the order added."""
        with self._database.lock:
            return list(self._known(name))

    def has(self, name: str, key: str) -> bool:
        """Return whether the dynamic partitions called *name* have *key*."""
        with self._database.lock:
            return key in self._known(name)

    def add(self, name: str, keys: Iterable[str]) -> None:
        """Add those of *keys* that are not there yet, at the end."""
        with self._database.lock:
            self._keys.pop(name, None)
            with self._database.writing() as execute:
                self._changes.count += add_dynamic_partitions(execute, name, keys)

    def delete(self, name: str, key: str) -> None:
        """Delete one key, if it is there."""
        with self._database.lock:
            self._keys.pop(name, None)
            with self._database.writing() as execute:
                self._changes.count += delete_dynamic_partition(execute, name, key)

    def _known(self, name: str) -> dict[str, None]:
        """Return the keys called *name*, as of now."""
        self._changes.notice()
        if self._others != self._changes.by_others:
            self._keys.clear()
            self._others = self._changes.by_others
        if name not in self._keys:
            with self._database.reading() as execute:
                self._keys[name] = read_dynamic_partitions(execute, name)
        return self._keys[name]


class SqliteCodes:
    """A `CodeStore`; the log writes what is `pending` with its next step."""

    __slots__ = ("_database", "pending")

    def __init__(self, database: Database) -> None:
        self._database = database
        self.pending = PendingCodes()

    def put(self, fingerprint: str, read: ReadCode) -> None:
        """Store what *fingerprint* was made of, in one transaction with the next step."""
        if fingerprint not in self.pending.stored:
            with self._database.lock:
                self.pending.put(fingerprint, read)

    def get(self, fingerprint: str) -> StoredCode | None:
        """Return what *fingerprint* was made of, None when nothing is known of it."""
        with self._database.lock:
            pending = self.pending.get(fingerprint)
        if pending is not None:
            return pending
        with self._database.reading() as execute:
            return read_code(execute, fingerprint)


class SqliteAcceptances:
    """An `AcceptanceStore`; writes what is pending of *codes* in the same transaction."""

    __slots__ = ("_accepted", "_changes", "_codes", "_database", "_interning", "_others")

    def __init__(
        self, database: Database, interning: Interning, changes: Changes, codes: SqliteCodes
    ) -> None:
        self._database = database
        self._interning = interning
        self._changes = changes
        self._codes = codes
        self._accepted: Acceptances | None = None
        self._others = 0

    def put(self, accepted: Iterable[Acceptance]) -> None:
        """Record that codes are equal for assets, in one transaction."""
        with self._database.lock:
            self._accepted = None
            with self._database.writing() as execute:
                self._codes.pending.write(execute)
                insert_accepted(execute, self._interning, accepted)
            self._codes.pending.committed()
            self._changes.count += 1

    def revoke(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> int:
        """Take back what was accepted of *asset*; return how much that was."""
        with self._database.lock:
            self._accepted = None
            with self._database.writing() as execute:
                gone = delete_accepted(execute, self._interning, asset, partition)
            self._changes.count += 1
            return gone

    def all(self) -> Acceptances:
        """Return what is accepted; the same object while nothing changed."""
        with self._database.lock:
            self._changes.notice()
            if self._accepted is None or self._others != self._changes.by_others:
                with self._database.reading() as execute:
                    self._accepted = read_accepted(execute, self._interning)
                self._others = self._changes.by_others
            return self._accepted


class SqliteChecks:
    """A `CheckStore`; the record of each event is read once."""

    __slots__ = ("_changes", "_database", "_interning", "_latest", "_of_event", "_read_at")

    def __init__(self, database: Database, interning: Interning, changes: Changes) -> None:
        self._database = database
        self._interning = interning
        self._changes = changes
        self._latest: Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]] = {}
        self._of_event: dict[int, tuple[StoredCheck, ...]] = {}
        self._read_at = -1

    def latest(self) -> Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]]:
        """Return the latest evaluation of each check by partition.

        The same object while nothing changed.
        """
        with self._database.lock:
            self._changes.notice()
            if self._read_at != self._changes.count:
                with self._database.reading() as execute:
                    events = check_table.latest_events(execute)
                self._latest = latest_of_each(each for event in events for each in self._in(event))
                self._read_at = self._changes.count
            return self._latest

    def history(
        self,
        check: AssetCheckKey,
        partition: str | EllipsisType | None = ...,
        limit: int | None = None,
    ) -> tuple[StoredCheck, ...]:
        """Return the evaluations of *check*, newest first, at most *limit*."""
        with self._database.reading() as execute:
            events = check_table.history_events(execute, self._interning, check, partition, limit)
        found = (each for event in events for each in self._in(event))
        return tuple(of_check(found, check, partition))

    def forget(self) -> None:
        """Read everything again: events were deleted."""
        self._of_event.clear()

    def _in(self, event_id: int) -> tuple[StoredCheck, ...]:
        """Return what the checks of an event found."""
        found = self._of_event.get(event_id)
        if found is None:
            with self._database.reading() as execute:
                step = read_step(execute, self._interning, event_id)
            found = tuple(stored_checks(event_id, step))
            self._of_event[event_id] = found
        return found
