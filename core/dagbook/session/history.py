"""The materializations of one asset, newest first, as a person reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import DagsterInvalidInvocationError, UnknownAssetError
from dagbook.foundation.names import similar
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.model.runs import DagsterRun
from dagbook.partitions.definition import unknown_partition
from dagbook.session.numbers import Numbered, cell_of, origin_of, restored_from
from dagbook.storage.event_log import EventLogStorage, HistoryEntry


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One materialization.

    Args:
        at: When it was made, seconds since the epoch.
        partition: Its partition key, or None.
        run_id: In which run; "" of what no run made.
        origin: Who asked for the run, such as "cell 7".
        notebook: Which notebook or program made it.
        seconds: How long its step took.
        size_bytes: Of the value's file, or None.
        version: Equal exactly when the value is.
        fingerprint: Of the code that made it, or None when it is not known.
        code_changed: Whether other code made it than made the one before it; None when that is not
            known, or there is none before it.
        is_current: Whether it is the latest of its partition.
        is_wiped: Whether it was wiped, or undone.
        has_value: Whether its value can still be loaded, were it the latest.
        number: Which materialization of its partition it is, from 1; it never changes.
        defined_in: The cell whose code made it, such as "cell 4", or "".
        restored_from: The number that it was restored from; None of what was computed.
    """

    at: float
    partition: str | None
    run_id: str
    origin: str
    notebook: str
    seconds: float
    size_bytes: int | None
    version: str
    fingerprint: str | None
    code_changed: bool | None
    is_current: bool
    is_wiped: bool
    has_value: bool
    number: int = 0
    defined_in: str = ""
    restored_from: int | None = None


def history_rows(
    log: EventLogStorage,
    io_manager: NotebookLocalIOManager,
    key: AssetKey,
    partition: str | None,
    limit: int,
) -> tuple[HistoryRow, ...]:
    """Return the last *limit* materializations of *key*, wiped ones too.

    Args:
        log: What is recorded.
        io_manager: What keeps values.
        key: The asset.
        partition: Which partition; None means all, or the asset itself.
        limit: How many at most.
    """
    place = ... if partition is None else partition
    # One more, to know whether the code of the last that is shown was another's.
    entries = log.history(key, place, limit + 1, wiped=True)
    counted = {(row.event_id, made.partition) for row, made in log.history(key, place, limit)}
    runs = {row.run_id: log.run(row.run_id) if row.run_id else None for row, _ in entries}
    changed = _code_changes(entries)
    return tuple(
        HistoryRow(
            at=row.at,
            partition=made.partition,
            run_id=row.run_id,
            origin=_origin(runs[row.run_id]),
            notebook=row.notebook,
            seconds=row.seconds,
            size_bytes=row.size_bytes,
            version=row.version,
            fingerprint=row.fingerprint,
            code_changed=code_changed,
            is_current=log.latest_of(key, made.partition) == row,
            is_wiped=(row.event_id, made.partition) not in counted,
            has_value=io_manager.has_value(key, made.partition, row),
            number=(number := log.ordinal_of(key, made.partition, row.event_id)),
            defined_in=_defined_in(log, Numbered(key, made.partition, number, row, made)),
            restored_from=restored_from(runs[row.run_id]),
        )
        for (row, made), code_changed in zip(entries[:limit], changed, strict=False)
    )


def check_asked(
    graph: AssetGraph, log: EventLogStorage, key: AssetKey, partition: str | None
) -> None:
    """Raise when there can be no history of what is asked for.

    Raises:
        UnknownAssetError: Nothing defines the asset and nothing is recorded of it.
        DagsterUnknownPartitionError: It has no such partition.
        DagsterInvalidInvocationError: It has no partitions.
    """
    name = key.to_user_string()
    is_recorded = bool(log.history(key, limit=1, wiped=True))
    if key not in graph and not is_recorded:
        known = [each.to_user_string() for each in (*graph.order, *log.asset_keys())]
        raise UnknownAssetError(name, similar(name, known))
    if partition is None:
        return
    definition = graph.nodes[key].partitions_def if key in graph else None
    if definition is None:
        raise DagsterInvalidInvocationError(
            f"Partition {partition} was asked for, but {name} has none of that name. Leave it out."
        )
    if definition.ordinal(partition) is None:
        raise unknown_partition(definition, partition)


def _origin(run: DagsterRun | None) -> str:
    """Return who asked for a run."""
    return "" if run is None else run.origin


def _defined_in(log: EventLogStorage, found: Numbered) -> str:
    """Return the cell whose code computed the value of *found*; "" when that is not known."""
    run_id = origin_of(log, found).row.run_id
    return cell_of(log.run(run_id), found.key) if run_id else ""


def _code_changes(entries: Sequence[HistoryEntry]) -> list[bool | None]:
    """Return of each entry whether its code differs from that of the one before it in time."""
    codes = [row.fingerprint for row, _ in entries]
    changes: list[bool | None] = [
        None if now is None or before is None else now != before for now, before in pairwise(codes)
    ]
    return [*changes, None]
