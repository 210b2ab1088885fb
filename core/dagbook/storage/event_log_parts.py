"""The parts of an event log that have a subject of their own."""

from collections.abc import Iterable, Mapping, Sequence
from types import EllipsisType
from typing import Protocol

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.records import StoredCheck
from dagbook.storage.accepted import Acceptance, Acceptances
from dagbook.storage.codes import ReadCode, StoredCode


class DynamicKeyStore(Protocol):
    """The keys of named dynamic partitions."""

    def keys(self, name: str) -> Sequence[str]:
        """Return the keys of the dynamic partitions called *name*, in the order added."""
        ...

    def has(self, name: str, key: str) -> bool:
        """Return whether the dynamic partitions called *name* have *key*."""
        ...

    def add(self, name: str, keys: Iterable[str]) -> None:
        """Add those of *keys* that are not there yet, at the end."""
        ...

    def delete(self, name: str, key: str) -> None:
        """Delete one key, if it is there."""
        ...


class CodeStore(Protocol):
    """What code fingerprints were made of."""

    def put(self, fingerprint: str, read: ReadCode) -> None:
        """Store what *fingerprint* was made of, in one transaction with the next step.

        A fingerprint that is stored already keeps what it has.
        """
        ...

    def get(self, fingerprint: str) -> StoredCode | None:
        """Return what *fingerprint* was made of, None when nothing is known of it."""
        ...


class AcceptanceStore(Protocol):
    """Codes that a user says are equal for an asset."""

    def put(self, accepted: Iterable[Acceptance]) -> None:
        """Record that codes are equal for assets, in one transaction."""
        ...

    def revoke(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> int:
        """Take back what was accepted of *asset*; return how much that was.

        With *partition* only what was said of just that; None means what was said of the whole.
        """
        ...

    def all(self) -> Acceptances:
        """Return what is accepted; the same object while nothing changed."""
        ...


class CheckStore(Protocol):
    """What asset checks found."""

    def latest(self) -> Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]]:
        """Return the latest evaluation of each check by partition.

        The same object while nothing changed.
        """
        ...

    def history(
        self,
        check: AssetCheckKey,
        partition: str | EllipsisType | None = ...,
        limit: int | None = None,
    ) -> tuple[StoredCheck, ...]:
        """Return the evaluations of *check*, newest first, at most *limit*."""
        ...
