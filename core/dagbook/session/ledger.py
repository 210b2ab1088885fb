"""What is stored by asset and version: on disk, in memory, and what is lost at restart."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dagbook.asset_graph.graph import AssetGraph
from dagbook.io_managers.memory_tier import MemoryTier
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.session.history import HistoryRow
from dagbook.session.stored_files import ValueFile, by_path, value_files
from dagbook.session.tombstones import Tombstone, Tombstones
from dagbook.session.wiping import keys_meant
from dagbook.storage.instance import DagsterInstance


class Keeping(Protocol):
    """What a ledger needs of a session."""

    @property
    def root(self) -> Path:
        """The store's folder."""

    @property
    def instance(self) -> DagsterInstance:
        """Where values are recorded."""

    @property
    def io_manager(self) -> NotebookLocalIOManager:
        """What keeps values."""

    @property
    def tier(self) -> MemoryTier:
        """What is in memory."""

    def graph(self) -> AssetGraph:
        """Return the graph of what is live."""

    def history(
        self, name: str, partition_key: str | None = None, limit: int = 20
    ) -> tuple[HistoryRow, ...]:
        """Return the materializations of an asset."""


@dataclass(frozen=True, slots=True)
class LedgerVersion:
    """One stored value.

    Args:
        partition: Its partition key, or None.
        number: Which materialization it is of, from 1; the newest, where several made the same.
        at: When that was, seconds since the epoch.
        disk_bytes: Of its file; 0 of what is in memory alone.
        is_current: Whether it is the latest.
        lost_at_restart: Whether it is in memory alone.
    """

    partition: str | None
    number: int
    at: float
    disk_bytes: int
    is_current: bool
    lost_at_restart: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What is stored of one asset.

    Args:
        key: As `sales/orders`.
        is_defined: Whether a cell defines it now.
        removed_in: Where it was removed, such as "cell 7"; "" when it was not.
        values: How many partitions have a value, or 1.
        files: How many value files, of all versions.
        disk_bytes: Of them together.
        memory_bytes: About how much of it is in memory.
        lost_at_restart: How many values are in memory alone.
        elsewhere: How many latest values dagbook does not keep.
        gone: How many latest values lost their file.
        versions: Each stored value, newest first; only where the asset was asked for by name.
        renamed_to: The asset that has its history now, or "".
    """

    key: str
    is_defined: bool
    removed_in: str
    values: int
    files: int
    disk_bytes: int
    memory_bytes: int
    lost_at_restart: int
    elsewhere: int
    gone: int
    versions: tuple[LedgerVersion, ...] = ()
    renamed_to: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a store holds.

    Args:
        rows: By asset, the largest first.
        records_bytes: Of the database.
        unknown_files: How many files are of no asset that is recorded.
        unknown_bytes: Of them together.
        memory_limit: So many bytes of values are kept in memory at most.
    """

    rows: tuple[LedgerRow, ...]
    records_bytes: int
    unknown_files: int
    unknown_bytes: int
    memory_limit: int

    @property
    def disk_bytes(self) -> int:
        """Of all value files."""
        return sum(row.disk_bytes for row in self.rows) + self.unknown_bytes

    @property
    def memory_bytes(self) -> int:
        """About how much values in memory take; those that are held there alone not counted."""
        return sum(row.memory_bytes for row in self.rows)


def ledger(session: Keeping, selection: str | Sequence[AssetKey] | None = None) -> Ledger:
    """Return what is stored, by asset; with *selection* of those alone, and by version.

    Raises:
        DagsterError: The selection cannot be read, or names what is neither defined nor stored.
    """
    log, graph = session.instance.event_log, session.graph()
    chosen = None if selection is None else keys_meant(graph, log, selection)
    files: dict[AssetKey | None, list[ValueFile]] = {}
    for file in value_files(session.root, log):
        files.setdefault(file.key, []).append(file)
    memory = session.tier.by_asset()
    keys = log.recorded_keys() if chosen is None else chosen
    removed = Tombstones(session.root).all()
    by_version = chosen is not None
    rows = [
        _row(
            session,
            key,
            files.get(key, []),
            memory.get(key.to_user_string(), (0, 0)),
            None if key in graph else removed.get(key),
            by_version=by_version,
        )
        for key in keys
    ]
    unknown = files.get(None, [])
    return Ledger(
        tuple(sorted(rows, key=lambda row: (-row.disk_bytes, row.key))),
        log.size_bytes(),
        len(unknown),
        sum(each.size_bytes for each in unknown),
        session.tier.max_bytes,
    )


def _row(
    session: Keeping,
    key: AssetKey,
    files: Sequence[ValueFile],
    memory: tuple[int, int],
    removed: Tombstone | None,
    *,
    by_version: bool,
) -> LedgerRow:
    """Return what is stored of *key*."""
    rows = session.instance.event_log.latest(key)
    gone = elsewhere = 0
    for partition, row in rows.items():
        if row.path is None and not session.tier.is_held(
            (key.to_user_string(), partition, row.version)
        ):
            elsewhere += session.io_manager.has_value(key, partition, row)
        gone += not session.io_manager.has_value(key, partition, row)
    return LedgerRow(
        key.to_user_string(),
        key in session.graph(),
        "" if removed is None else removed.cell or "a cell",
        len(rows),
        len(files),
        sum(each.size_bytes for each in files),
        memory[0],
        memory[1],
        elsewhere,
        gone,
        _versions(session, key, files) if by_version else (),
        "" if removed is None else removed.renamed_to,
    )


def _versions(
    session: Keeping, key: AssetKey, files: Sequence[ValueFile]
) -> tuple[LedgerVersion, ...]:
    """Return each stored value of *key*, newest first."""
    log = session.instance.event_log
    recorded = by_path(log, key)
    found: list[LedgerVersion] = []
    for file in files:
        if file.name not in recorded:
            continue
        row, made = recorded[file.name][0]
        current = log.latest_of(key, made.partition)
        number = log.ordinal_of(key, made.partition, row.event_id)
        is_current = current is not None and current.path == file.name
        found.append(LedgerVersion(made.partition, number, row.at, file.size_bytes, is_current))
    for partition, row in log.latest(key).items():
        if session.tier.is_held((key.to_user_string(), partition, row.version)):
            number = log.ordinal_of(key, partition, row.event_id)
            found.append(
                LedgerVersion(partition, number, row.at, 0, is_current=True, lost_at_restart=True)
            )
    return tuple(sorted(found, key=lambda each: -each.at))
