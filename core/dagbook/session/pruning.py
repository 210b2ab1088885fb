"""Freeing disk: earlier versions, values of removed assets, files that killed runs left.

::

    files on disk, runs that run, records -> prune_plan   what would go
                                          -> prune        gone; records stay

Only what this notebook made goes, and files that nobody recorded. A latest value goes only of an
asset that was removed, or of a partition that an asset no longer has.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any, Protocol

from dagbook.asset_graph.graph import AssetGraph
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.io_managers.versions_kept import CLOCK_SECONDS
from dagbook.model.asset_key import AssetKey
from dagbook.session.stored_files import ValueFile, by_path, current_paths, value_files
from dagbook.session.tombstones import Tombstones
from dagbook.session.wiping import Stored, Target, keys_meant, wipe, wipe_targets
from dagbook.storage.event_log import EventLogStorage, HistoryEntry
from dagbook.storage.instance import DagsterInstance

_SKEW_SECONDS = 600.0
"""So far may the clock be off of the file server that says when a file was written."""


class Pruning(Protocol):
    """What pruning needs of a session."""

    @property
    def root(self) -> Path:
        """The store's folder."""

    @property
    def notebook(self) -> str:
        """Which notebook prunes."""

    @property
    def instance(self) -> DagsterInstance:
        """Where values are recorded."""

    @property
    def io_manager(self) -> NotebookLocalIOManager:
        """What keeps values."""

    def graph(self) -> AssetGraph:
        """Return the graph of what is live."""

    def partitions_now(self) -> Any:
        """Return the context of one moment."""

    def announce_statuses_changed(self) -> None:
        """Tell those who watch."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is kept.

    Args:
        keep: So many versions of each value; None for the setting's, or 1 beside *older_than*.
        older_than: What was made in so many last seconds; None for nothing by its age.
        orphans: Whether values of removed assets, and of partitions that there are no more, go too.
    """

    keep: int | None = None
    older_than: float | None = None
    orphans: bool = False

    def versions(self, setting: int) -> int:
        """Return how many versions of each value stay, whatever their age."""
        if self.keep is not None:
            return max(self.keep, 1)
        return setting if self.older_than is None else 1


@dataclass(frozen=True, slots=True)
class Pruned:
    """What goes of one asset.

    Args:
        key: As `sales/orders`.
        files: How many value files.
        size_bytes: Of them together.
        removed_in: Of an asset that was removed: where, such as "cell 7", or "this notebook".
    """

    key: str
    files: int
    size_bytes: int
    removed_in: str = ""


@dataclass(frozen=True, slots=True)
class PrunePlan:
    """What a prune takes, or took.

    Args:
        versions: Earlier versions, by asset.
        orphans: All values of removed assets.
        gone: Values of partitions that an asset no longer has.
        leftovers: How many files nobody recorded: a run was killed before it could.
        leftover_bytes: Of them together.
        undefined: Assets that no cell defines now, though none removed them; to go they are named.
        others: How many files are of other notebooks, and stay.
    """

    versions: tuple[Pruned, ...] = ()
    orphans: tuple[Pruned, ...] = ()
    gone: tuple[Pruned, ...] = ()
    leftovers: int = 0
    leftover_bytes: int = 0
    undefined: tuple[str, ...] = ()
    others: int = 0

    @property
    def files(self) -> int:
        """How many files."""
        taken = (*self.versions, *self.orphans, *self.gone)
        return sum(each.files for each in taken) + self.leftovers

    @property
    def size_bytes(self) -> int:
        """How many bytes of disk."""
        taken = (*self.versions, *self.orphans, *self.gone)
        return sum(each.size_bytes for each in taken) + self.leftover_bytes

    @property
    def is_empty(self) -> bool:
        """Whether nothing goes, no file and no record."""
        return not (self.files or self.orphans or self.gone)


def prune_plan(
    session: Pruning, limits: Limits, selection: str | Sequence[AssetKey] | None = None
) -> PrunePlan:
    """Return what `prune` would take.

    Args:
        session: Whose store.
        limits: What is kept.
        selection: Of which assets; None for all, and what nobody recorded.

    Raises:
        DagsterError: The selection cannot be read, or names what is neither defined nor stored.
    """
    return _found(session, limits, selection).plan


def prune(
    session: Pruning, limits: Limits, selection: str | Sequence[AssetKey] | None = None
) -> PrunePlan:
    """Remove what no kept version needs; return what went. Records stay, those of orphans as wiped.

    Args:
        session: Whose store.
        limits: What is kept.
        selection: Of which assets; None for all, and what nobody recorded.

    Raises:
        DagsterError: As `prune_plan`.
    """
    found = _found(session, limits, selection)
    for file in found.doomed:
        with suppress(OSError):
            file.path.unlink()
    orphans = [AssetKey.from_user_string(each.key) for each in found.plan.orphans]
    log, graph = session.instance.event_log, session.graph()
    with session.partitions_now():
        removed = wipe_targets(graph, {}, log, orphans, None)
        without = (Target(key, places, whole=False) for key, places in found.gone.items())
        wipe(Stored(log, session.io_manager), (*removed, *without))
    session.announce_statuses_changed()
    return found.plan


@dataclass(frozen=True, slots=True)
class _Found:
    """A plan, the files that go by it, and what is wiped; files of that go with it."""

    plan: PrunePlan
    doomed: tuple[ValueFile, ...]
    gone: Mapping[AssetKey, tuple[str | None, ...]]


def _found(session: Pruning, limits: Limits, selection: str | Sequence[AssetKey] | None) -> _Found:
    """Return what goes."""
    log, graph = session.instance.event_log, session.graph()
    chosen = None if selection is None else frozenset(keys_meant(graph, log, selection))
    # In this order: what a run has written before it was seen to run is recorded, or never will be.
    files = list(value_files(session.root, log))
    running_since = _running_since(log)
    orphans, undefined = _orphans(session, graph, limits, chosen)
    with session.partitions_now():
        gone = _gone(session, graph, chosen) if limits.orphans else {}
    gone_rows = {key: Pruned(key.to_user_string(), 0, 0) for key in gone}
    doomed: list[ValueFile] = []
    versions: list[Pruned] = []
    lost = orphaned = others = 0
    of_key: dict[AssetKey | None, list[ValueFile]] = {}
    for file in files:
        of_key.setdefault(file.key, []).append(file)
    current = current_paths(log)
    orphan_rows: list[Pruned] = []
    for key, own in of_key.items():
        recorded = by_path(log, key) if key is not None else {}
        nobodys = [] if chosen is not None else _nobodys(own, recorded, running_since)
        doomed += nobodys
        lost, orphaned = lost + len(nobodys), orphaned + sum(each.size_bytes for each in nobodys)
        if key is None or (chosen is not None and key not in chosen):
            continue
        if key in orphans and not all(
            _made_by(each, session.notebook) for each in recorded.values()
        ):
            others += len(own)
            continue
        if key in orphans:
            kept = [each for each in own if each.name in recorded]
            size = sum(each.size_bytes for each in kept)
            orphan_rows.append(Pruned(key.to_user_string(), len(kept), size, orphans[key]))
            continue
        if key in gone:
            there = [each for each in own if not _is_of(each, recorded, gone[key])]
            size = sum(each.size_bytes for each in own) - sum(each.size_bytes for each in there)
            gone_rows[key] = Pruned(key.to_user_string(), len(own) - len(there), size)
            own = there  # noqa: PLW2901 - what follows is of the partitions there are
        most = limits.versions(session.io_manager.kept_versions)
        old = _old(own, recorded, current.get(key, frozenset()), most, limits.older_than)
        mine = [each for each in old if _made_by(recorded[each.name], session.notebook)]
        others += len(old) - len(mine)
        doomed += mine
        if mine:
            size = sum(each.size_bytes for each in mine)
            versions.append(Pruned(key.to_user_string(), len(mine), size))
    wiped = tuple(gone_rows.values())
    plan = PrunePlan(tuple(versions), tuple(orphan_rows), wiped, lost, orphaned, undefined, others)
    return _Found(plan, tuple(doomed), gone)


def _gone(
    session: Pruning, graph: AssetGraph, chosen: frozenset[AssetKey] | None
) -> dict[AssetKey, tuple[str | None, ...]]:
    """Return the partitions that have a value of this notebook's and that assets no longer have."""
    found: dict[AssetKey, tuple[str | None, ...]] = {}
    for key, rows in session.instance.event_log.all_latest().items():
        if key not in graph or (chosen is not None and key not in chosen):
            continue
        partitions_def = graph.nodes[key].partitions_def
        keys = [each for each in rows if each is not None]
        there = {None} if partitions_def is None else partitions_def.ordinals_of(keys)
        mine = {"", session.notebook}
        gone = tuple(
            each for each, row in rows.items() if each not in there and row.notebook in mine
        )
        if gone:
            found[key] = gone
    return found


def _is_of(
    file: ValueFile,
    recorded: Mapping[str, tuple[HistoryEntry, ...]],
    partitions: Collection[str | None],
) -> bool:
    """Return whether *file* is recorded as a value of one of *partitions*."""
    entries = recorded.get(file.name)
    return entries is not None and entries[0][1].partition in partitions


def _running_since(log: EventLogStorage) -> float:
    """Return before when a file was written that no run writes which runs now, wherever."""
    log.mark_abandoned()
    running = [run.started_at for run in log.runs() if not run.is_finished]
    return min(running) - _SKEW_SECONDS if running else time() - CLOCK_SECONDS


def _nobodys(
    files: Iterable[ValueFile],
    recorded: Mapping[str, tuple[HistoryEntry, ...]],
    running_since: float,
) -> list[ValueFile]:
    """Return the files that nobody recorded and nobody will."""
    return [each for each in files if each.name not in recorded and each.written_at < running_since]


def _old(
    files: Iterable[ValueFile],
    recorded: Mapping[str, tuple[HistoryEntry, ...]],
    current: frozenset[str],
    versions: int,
    older_than: float | None,
) -> list[ValueFile]:
    """Return the files of earlier versions that go: beyond those kept, and old enough."""
    by_partition: dict[str | None, list[ValueFile]] = {}
    for file in files:
        if file.name in recorded:
            by_partition.setdefault(recorded[file.name][0][1].partition, []).append(file)
    before = None if older_than is None else time() - older_than
    found: list[ValueFile] = []
    for own in by_partition.values():
        own.sort(key=lambda each: recorded[each.name][0][0].event_id, reverse=True)
        own.sort(key=lambda each: each.name not in current)
        for file in own[versions:]:
            newest = recorded[file.name][0][0]
            # Newer than its record: another kernel may be about to record it again.
            if file.name in current or file.written_at > newest.at + CLOCK_SECONDS:
                continue
            if before is None or newest.at < before:
                found.append(file)
    return found


def _made_by(entries: tuple[HistoryEntry, ...], notebook: str) -> bool:
    """Return whether every materialization with this value is of *notebook*, or of nobody."""
    return all(row.notebook in {"", notebook} for row, _ in entries)


def _orphans(
    session: Pruning, graph: AssetGraph, limits: Limits, chosen: frozenset[AssetKey] | None
) -> tuple[dict[AssetKey, str], tuple[str, ...]]:
    """Return the assets all of whose values go, with who removed them; and others not defined."""
    if not limits.orphans:
        return {}, ()
    removed = Tombstones(session.root).all()
    found: dict[AssetKey, str] = {}
    undefined: list[str] = []
    for key, rows in session.instance.event_log.all_latest().items():
        if key in graph or (chosen is not None and key not in chosen):
            continue
        newest = max(rows.values(), key=lambda row: row.event_id)
        if newest.notebook not in {"", session.notebook}:
            continue
        if key in removed:
            found[key] = removed[key].cell or "this notebook"
        elif chosen is not None:
            found[key] = "no cell defines it"
        else:
            undefined.append(key.to_user_string())
    return found, tuple(sorted(undefined))
