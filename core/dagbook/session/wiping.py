"""Forgetting values: all of an asset's partitions or some, or only the last of each.

::

    selection, partitions -> targets -> wipe_plan   what would go
                                     -> wipe        gone: records marked, files and memory freed
                                     -> undo        the one before is the latest again
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import DagsterInvalidSubsetError, UnknownAssetError
from dagbook.foundation.names import similar
from dagbook.io_managers.notebook_local import NotebookLocalIOManager, is_kept_here
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredMaterialization
from dagbook.partitions.keys import PartitionsRequest
from dagbook.status.asset_status import AssetStatus
from dagbook.status.partition_requests import partitions_asked
from dagbook.storage.event_log import EventLogStorage


class Target(NamedTuple):
    """What is to be forgotten of one asset.

    Args:
        key: The asset.
        partitions: Its partitions with a value or a failure, None of an asset without partitions.
        whole: Whether all that is stored of it is meant.
    """

    key: AssetKey
    partitions: tuple[str | None, ...]
    whole: bool


FindTargets = Callable[
    [
        AssetGraph,
        Mapping[AssetKey, AssetStatus],
        EventLogStorage,
        Sequence[AssetKey],
        PartitionsRequest | None,
    ],
    tuple[Target, ...],
]
"""What `wipe_targets` and `undo_targets` are."""


@dataclass(frozen=True, slots=True)
class Wiped:
    """What a wipe takes of one asset.

    Args:
        key: As `sales/orders`.
        partitions: The partition keys; empty of an asset without partitions.
        count: How many values: one, or one a partition.
        size_bytes: Of the files that go, those of earlier versions too.
        elsewhere: Whether what was made is not kept by dagbook: such values stay.
    """

    key: str
    partitions: tuple[str, ...]
    count: int
    size_bytes: int
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class WipeSummary:
    """What a wipe takes, or took; an asset of which there is nothing is not in it."""

    assets: tuple[Wiped, ...]

    @property
    def count(self) -> int:
        """How many values."""
        return sum(each.count for each in self.assets)

    @property
    def size_bytes(self) -> int:
        """How many bytes of disk."""
        return sum(each.size_bytes for each in self.assets)


@dataclass(frozen=True, slots=True)
class Undone:
    """One value that was asked to be taken back.

    Args:
        key: As `sales/orders`.
        partition: Its partition key, or None.
        made_at: When the value was made that is taken back, seconds since the epoch.
        back_to: When the value was made that is the latest again; None when there is none.
        refused: Why it was not taken back; "" when it was.
    """

    key: str
    partition: str | None
    made_at: float
    back_to: float | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class UndoSummary:
    """What an undo did.

    Args:
        places: Each asset and partition that was asked for.
    """

    places: tuple[Undone, ...]

    @property
    def undone(self) -> tuple[Undone, ...]:
        """What was taken back."""
        return tuple(each for each in self.places if not each.refused)

    @property
    def refused(self) -> tuple[Undone, ...]:
        """What stayed as it was, with the reason."""
        return tuple(each for each in self.places if each.refused)


@dataclass(frozen=True, slots=True)
class Stored:
    """Where values and their records are.

    Args:
        log: The records.
        io_manager: The values.
    """

    log: EventLogStorage
    io_manager: NotebookLocalIOManager


def keys_meant(
    graph: AssetGraph, log: EventLogStorage, selection: str | Sequence[AssetKey]
) -> tuple[AssetKey, ...]:
    """Return the assets that *selection* means; one that only the store knows goes by its name.

    Raises:
        SelectionSyntaxError: The selection cannot be read.
        UnknownAssetError: It names an asset that is neither defined nor stored.
        DagsterInvalidSubsetError: All that it names is made elsewhere.
    """
    if isinstance(selection, str):
        name = AssetKey.from_user_string(selection)
        if name not in graph and log.latest(name):
            return (name,)
        try:
            selection = graph.select(selection)
        except UnknownAssetError as unknown:
            raise _unknown(graph, log, unknown.asset_key) from None
    for key in selection:
        if key not in graph and not log.latest(key):
            raise _unknown(graph, log, key.to_user_string())
    made = tuple(key for key in selection if key not in graph or not graph.nodes[key].is_external)
    if selection and not made:
        names = ", ".join(key.to_user_string() for key in selection)
        raise DagsterInvalidSubsetError(
            f"{names}: nothing here makes what is only referred to, so it is not wiped or undone "
            "from here. Select what is made here."
        )
    return made


def _unknown(graph: AssetGraph, log: EventLogStorage, name: str) -> UnknownAssetError:
    """Return the error for an asset that is neither defined nor stored."""
    known = {each.to_user_string() for each in (*graph.order, *log.asset_keys())}
    return UnknownAssetError(name, similar(name, sorted(known)))


def wipe_targets(
    graph: AssetGraph,
    statuses: Mapping[AssetKey, AssetStatus],
    log: EventLogStorage,
    keys: Sequence[AssetKey],
    partitions: PartitionsRequest | None,
) -> tuple[Target, ...]:
    """Return what of *keys* there is to wipe.

    Args:
        graph: The assets.
        statuses: Their status now.
        log: What is stored.
        keys: Of which assets.
        partitions: Which partitions, as `partitions_asked` takes them; None means all. A key that
            the asset no longer has is taken as it is stored.

    Raises:
        DagsterUnknownPartitionError: An asset has no such partition.
        DagsterInvalidSubsetError: Partitions are asked for, but no asset has any.
    """
    places = {key: _places(log, key) for key in keys}
    if partitions is None or partitions == "all":
        return tuple(Target(key, places[key], whole=True) for key in keys if places[key])
    wanted = _wanted(graph, statuses, keys, places, partitions)
    return tuple(
        Target(key, found, whole=False)
        for key in keys
        if (found := tuple(each for each in places[key] if each in wanted.get(key, ())))
    )


def undo_targets(
    graph: AssetGraph,
    statuses: Mapping[AssetKey, AssetStatus],
    log: EventLogStorage,
    keys: Sequence[AssetKey],
    partitions: PartitionsRequest | None,
) -> tuple[Target, ...]:
    """Return what of *keys* there is to undo: without *partitions*, what the last run made."""
    if partitions is not None:
        found = wipe_targets(graph, statuses, log, keys, partitions)
    else:
        found = tuple(Target(key, _made_last(log, key), whole=False) for key in keys)
    with_value = (
        Target(key, tuple(each for each in places if log.latest_of(key, each)), whole=False)
        for key, places, _ in found
    )
    return tuple(target for target in with_value if target.partitions)


def wipe_plan(stored: Stored, targets: Iterable[Target]) -> WipeSummary:
    """Return what `wipe` would take."""
    return WipeSummary(
        tuple(
            _wiped(
                stored,
                target,
                sum(stored.io_manager.stored_bytes(target.key, each) for each in target.partitions),
            )
            for target in targets
        )
    )


def wipe(stored: Stored, targets: Iterable[Target]) -> WipeSummary:
    """Forget *targets*: mark their records as wiped, then free disk and memory."""
    done: list[Wiped] = []
    for target in targets:
        told = _wiped(stored, target, 0)
        done.append(replace(told, size_bytes=_wipe_target(stored, target)))
    return WipeSummary(tuple(done))


def undo(stored: Stored, targets: Iterable[Target]) -> UndoSummary:
    """Take the last materialization of each of *targets* back, where the one before it is there."""
    return UndoSummary(
        tuple(_undone(stored, key, each) for key, places, _ in targets for each in places)
    )


def _places(log: EventLogStorage, key: AssetKey) -> tuple[str | None, ...]:
    """Return the partitions of *key* that have a value or a failure."""
    return tuple(dict.fromkeys([*log.latest(key), *log.failures().get(key, ())]))


def _wanted(
    graph: AssetGraph,
    statuses: Mapping[AssetKey, AssetStatus],
    keys: Sequence[AssetKey],
    places: Mapping[AssetKey, tuple[str | None, ...]],
    partitions: PartitionsRequest,
) -> dict[AssetKey, frozenset[str | None]]:
    """Return which partitions of each of *keys* are asked for."""
    if len(keys) == 1:
        (key,) = keys
        definition = graph.nodes[key].partitions_def if key in graph else None
        # Of a key that the partitions no longer have, a value may be left.
        if (
            isinstance(partitions, str)
            and partitions in places[key]
            and (definition is None or definition.ordinal(partitions) is None)
        ):
            return {key: frozenset({partitions})}
    defined = [key for key in keys if key in graph]
    asked = partitions_asked(graph, statuses, defined, partitions)
    found: dict[AssetKey, frozenset[str | None]] = {}
    for key, subset in asked.items():
        definition = graph.nodes[key].partitions_def
        found[key] = frozenset([None] if definition is None else definition.keys_in(subset))
    return found


def _made_last(log: EventLogStorage, key: AssetKey) -> tuple[str | None, ...]:
    """Return the partitions of *key* that its last run made; of what no run made, the last one."""
    rows = log.latest(key)
    newest = max(rows.values(), key=lambda row: row.event_id, default=None)
    if newest is None:
        return ()
    return tuple(
        partition
        for partition, row in rows.items()
        if row.event_id == newest.event_id or (row.run_id and row.run_id == newest.run_id)
    )


def _wiped(stored: Stored, target: Target, size_bytes: int) -> Wiped:
    """Return what a wipe of *target* takes, *size_bytes* of files with it."""
    rows = [stored.log.latest_of(target.key, each) for each in target.partitions]
    there = [row for row in rows if row is not None]
    return Wiped(
        target.key.to_user_string(),
        tuple(each for each in target.partitions if each is not None),
        len(there),
        size_bytes,
        any(not is_kept_here(row) for row in there),
    )


def _wipe_target(stored: Stored, target: Target) -> int:
    """Wipe one target; return how many bytes of disk that freed."""
    freed, rest = 0, list[str | None]()
    for each in target.partitions:
        row = stored.log.latest_of(target.key, each)
        # One at a time: an interrupt leaves the others as they were, to be wiped by the next try.
        if not target.whole or (row is not None and is_kept_here(row)):
            stored.log.wipe(target.key, each)
            freed += stored.io_manager.forget(target.key, each)
        else:
            rest.append(each)
    if target.whole:
        stored.log.wipe(target.key)
        freed += sum(stored.io_manager.forget(target.key, each) for each in rest)
    return freed


def _undone(stored: Stored, key: AssetKey, partition: str | None) -> Undone:
    """Take the last materialization of one place back, unless the one before it is not there."""
    rows = [row for row, _ in stored.log.history(key, partition, limit=2)]
    name, newest = key.to_user_string(), rows[0]
    before = rows[1] if len(rows) > 1 else None
    if before is not None:
        refused = _why_not(stored, key, partition, newest, before)
        if refused:
            return Undone(name, partition, newest.at, before.at, refused)
    now = stored.log.undo(key, partition)
    return Undone(name, partition, newest.at, None if now is None else now.at)


def _why_not(
    stored: Stored,
    key: AssetKey,
    partition: str | None,
    newest: StoredMaterialization,
    before: StoredMaterialization,
) -> str:
    """Return why *before* cannot be the latest again, "" when it can."""
    if not is_kept_here(newest) or not is_kept_here(before):
        return "dagbook does not keep its earlier values: another IO manager does, or nothing"
    if not stored.io_manager.has_value(key, partition, before):
        return "the value before it is gone"
    return ""
