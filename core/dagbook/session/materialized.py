"""One materialization of an asset, by its number: where it is, what it was made of, its value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import AssetNotMaterializedError, DagsterInvalidInvocationError
from dagbook.foundation.serdes import from_json
from dagbook.io_managers.notebook_local import NotebookLocalIOManager, is_kept_here
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.records import CONFIG_INPUT, is_own_input
from dagbook.session.history import check_asked
from dagbook.session.numbers import NEWEST, Numbered, cell_of, origin_of, restored_from
from dagbook.storage.event_log import EventLogStorage, HistoryEntry
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.stored import unpack
from dagbook.view.humanize import count

_MOST_LOOKED_AT = 200
"""So many materializations of what was read are searched for the one that was."""


class Recorded(Protocol):
    """What is needed of a session."""

    @property
    def instance(self) -> DagsterInstance:
        """Where materializations are recorded."""

    @property
    def io_manager(self) -> NotebookLocalIOManager:
        """What keeps values beside the notebook."""

    def graph(self) -> AssetGraph:
        """Return the graph of what is live."""

    def partitions_now(self) -> Any:
        """Return the context of one moment."""

    def place_of(self, filename: str) -> str:
        """Return the cell that code is in."""


@dataclass(frozen=True, slots=True)
class ReadThen:
    """An input of a materialization.

    Args:
        name: The asset as `sales/orders`, or the path of a file.
        number: Which materialization of the asset was read; None where that cannot be told.
        defined_in: The cell whose code made that, or "".
        is_file: Whether it is a file.
    """

    name: str
    number: int | None = None
    defined_in: str = ""
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class MadeThen:
    """All that is kept of one materialization.

    Args:
        key: The asset as `sales/orders`.
        partition: Its partition key, or None.
        number: Which one, from 1.
        at: When it was made, seconds since the epoch.
        seconds: How long its step took.
        notebook: Which notebook or program made it.
        ran_in: Who asked for the run, such as "cell 7".
        defined_in: The cell whose code made it, or "".
        restored_from: The number it was restored from; None of what was computed.
        run_id: In which run.
        inputs: What was read.
        config: The settings it was made with; text that is not shown begins with #.
        source: The text of the function that made it, or None when it is not known.
        metadata: Its metadata.
        size_bytes: Of the value's file, or None.
        has_value: Whether its value can still be loaded.
    """

    key: str
    partition: str | None
    number: int
    at: float
    seconds: float
    notebook: str
    ran_in: str
    defined_in: str
    restored_from: int | None
    run_id: str
    inputs: tuple[ReadThen, ...]
    config: Mapping[str, str]
    source: str | None
    metadata: Mapping[str, MetadataValue]
    size_bytes: int | None
    has_value: bool


def numbered(
    session: Recorded, name: str, number: int | None = None, partition: str | None = None
) -> Numbered:
    """Return a materialization of an asset by its number; by default the latest.

    Raises:
        UnknownAssetError: Nothing defines the asset and nothing is recorded of it.
        DagsterInvalidInvocationError: There is no such number, or the asset has partitions and
            none is named.
        AssetNotMaterializedError: It was never materialized.
    """
    log, key = session.instance.event_log, AssetKey.from_user_string(name)
    made = log.ordinal_of(key, partition, NEWEST)
    if not made:
        _raise_not_there(session, key, partition)
    if number is None:
        latest = log.latest_of(key, partition)
        if latest is None:
            raise AssetNotMaterializedError(name, partition)
        number = log.ordinal_of(key, partition, latest.event_id)
    if not 1 <= number <= made:
        place = name if partition is None else f"{name}[{partition}]"
        raise DagsterInvalidInvocationError(
            f"{place} has {count(made, 'materialization')}, and {number} is none of them. "
            f"%history {name} lists them."
        )
    row, recorded = log.history(key, partition, made - number + 1, wiped=True)[-1]
    return Numbered(key, partition, number, row, recorded)


def value_of(session: Recorded, found: Numbered) -> Any:
    """Return the value of a materialization.

    Raises:
        AssetNotMaterializedError: It is not there any more, or dagbook does not keep it.
    """
    name = found.key.to_user_string()
    is_latest = session.instance.event_log.latest_of(found.key, found.partition) == found.row
    if not is_latest and not is_kept_here(found.row):
        why = f"{found.number} is not kept by dagbook: another IO manager keeps it, or nothing"
        raise AssetNotMaterializedError(name, found.partition, why)
    return session.io_manager.load_row(found.key, found.partition, found.row)


def made_then(session: Recorded, found: Numbered) -> MadeThen:
    """Return all that is kept of a materialization."""
    log, row = session.instance.event_log, found.row
    run = log.run(row.run_id) if row.run_id else None
    was = origin_of(log, found)
    by = log.run(was.row.run_id) if was.row.run_id else None
    stored = None if row.fingerprint is None else log.codes.get(row.fingerprint)
    code = None if stored is None else unpack(stored)
    config = dict(row.inputs).get(CONFIG_INPUT)
    return MadeThen(
        key=found.key.to_user_string(),
        partition=found.partition,
        number=found.number,
        at=row.at,
        seconds=row.seconds,
        notebook=row.notebook,
        ran_in="" if run is None else run.origin,
        defined_in=cell_of(by, found.key),
        restored_from=restored_from(run),
        run_id=row.run_id,
        inputs=tuple(
            _read_then(log, found, name, version)
            for name, version in row.inputs
            if name != CONFIG_INPUT
        ),
        config={} if config is None else from_json(config),
        source=None if code is None else code.source,
        metadata=found.made.metadata,
        size_bytes=row.size_bytes,
        has_value=session.io_manager.has_value(found.key, found.partition, row),
    )


def _read_then(log: EventLogStorage, found: Numbered, name: str, version: str) -> ReadThen:
    """Return which materialization of an input was read."""
    if is_own_input(name):
        return ReadThen(name.partition(":")[2], is_file=True)
    key = AssetKey.from_user_string(name)
    places = (None, found.partition) if found.partition is not None else (None,)
    for place in places:
        for row, made in log.history(key, place, _MOST_LOOKED_AT, wiped=True):
            if row.version == version and row.event_id < found.row.event_id:
                number = log.ordinal_of(key, place, row.event_id)
                by = origin_of(log, Numbered(key, place, number, row, made))
                run = log.run(by.row.run_id) if by.row.run_id else None
                return ReadThen(name, number, cell_of(run, key))
    return ReadThen(name)


def _raise_not_there(session: Recorded, key: AssetKey, partition: str | None) -> None:
    """Raise, as nothing is recorded of what is asked for."""
    log, name = session.instance.event_log, key.to_user_string()
    others: tuple[HistoryEntry, ...] = log.history(key, limit=1, wiped=True)
    with session.partitions_now():
        graph = session.graph()
        if partition is None and (
            others or (key in graph and graph.nodes[key].partitions_def is not None)
        ):
            raise DagsterInvalidInvocationError(
                f"{name} has partitions, each with numbers of its own. Name one with --partition."
            )
        check_asked(graph, log, key, partition)
    raise AssetNotMaterializedError(name, partition)
