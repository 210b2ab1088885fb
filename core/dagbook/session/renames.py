"""Giving an asset the history that it had under another key.

::

    files linked under the new key -> records under the new key, in one transaction
                                   -> what checks found, which codes count as equal
                                   -> records of the old one wiped, its files gone

Killed in between, everything is still there under the old key; doing it again goes on.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import DagsterInvalidInvocationError, UnknownAssetError
from dagbook.foundation.names import similar
from dagbook.foundation.serdes import from_json, to_json
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.io_managers.paths import key_folder
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import ASSET_MATERIALIZATION
from dagbook.model.records import Materialization, StepEvent, StepRecord
from dagbook.session.numbers import CELLS_TAG
from dagbook.session.renamed_checks import checks_beside, move_accepted, move_checks
from dagbook.session.tombstones import Tombstones
from dagbook.session.wiping import Stored, Target, wipe
from dagbook.storage.data_versions import tags_of
from dagbook.storage.event_log import EventLogStorage, HistoryEntry
from dagbook.storage.instance import DagsterInstance


class Renaming(Protocol):
    """What renaming needs of a session."""

    @property
    def root(self) -> Path:
        """The store's folder."""

    @property
    def notebook(self) -> str:
        """Which notebook renames."""

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
class Renamed:
    """What was given another key.

    Args:
        old: The key it had.
        new: The key it has.
        materializations: How many; those that were wiped stay with the old key.
        values: How many partitions have a value by that, or 1.
    """

    old: str
    new: str
    materializations: int
    values: int


def rename(session: Renaming, old: str, new: str, *, origin: str = "") -> Renamed:
    """Give the asset *new* the history and the values that *old* has.

    Args:
        session: Whose store.
        old: The key there was; nothing defines it now.
        new: The key there is; nothing is stored of it yet.
        origin: Who asks, such as "cell 7".

    Raises:
        DagsterInvalidInvocationError: *old* is defined, another notebook made values of it, or
            *new* has values of its own.
        UnknownAssetError: Nothing is stored of *old*.
    """
    log = session.instance.event_log
    was, now = AssetKey.from_user_string(old), AssetKey.from_user_string(new)
    _check(session, was, now)
    # The log tells newest first.
    entries = log.history(was)[::-1]
    for path in {row.path for row, _ in entries if row.path is not None}:
        _link(session.root, path, _new_path(path, was, now))
    if not log.latest(now):
        log.record_steps([_step(log, entry, now) for entry in entries])
    move_checks(log, session.graph(), was, now, entries)
    move_accepted(log, was, now)
    _tell_cells(log, {row.run_id for row, _ in entries if row.run_id}, old, new)
    places = tuple(log.latest(was))
    wipe(Stored(log, session.io_manager), [Target(was, places, whole=True)])
    tombstones = Tombstones(session.root)
    tombstones.put([was], origin, session.notebook, renamed_to=new)
    tombstones.take([now])
    session.announce_statuses_changed()
    return Renamed(old, new, len(entries), len(places))


def _check(session: Renaming, was: AssetKey, now: AssetKey) -> None:
    """Raise unless *was* has a history that *now* can take."""
    log, graph = session.instance.event_log, session.graph()
    old, new = was.to_user_string(), now.to_user_string()
    if not log.latest(was):
        known = [key.to_user_string() for key in log.asset_keys()]
        raise UnknownAssetError(old, similar(old, known))
    if was in graph:
        raise DagsterInvalidInvocationError(
            f"A cell defines {old}, so its history is its own. Rerun that cell without it first."
        )
    theirs = {row.notebook for row in log.latest(was).values()} - {"", session.notebook}
    if theirs:
        raise DagsterInvalidInvocationError(
            f"{', '.join(sorted(theirs))} made values of {old}. Rename it there."
        )
    # Equal where an earlier try was killed before its end.
    if log.latest(now) and _versions(log, was) != _versions(log, now):
        raise DagsterInvalidInvocationError(
            f"{new} has values of its own. %wipe {new} --yes forgets them; then rename."
        )


def _versions(log: EventLogStorage, key: AssetKey) -> dict[str | None, str]:
    """Return the version of each value of *key*."""
    return {partition: row.version for partition, row in log.latest(key).items()}


def _new_path(path: str, was: AssetKey, now: AssetKey) -> str:
    """Return where the file *path* of *was* is as one of *now*."""
    before = (Path("values") / key_folder(was.parts, None)).as_posix()
    after = (Path("values") / key_folder(now.parts, None)).as_posix()
    return f"{after}{path[len(before) :]}" if path.startswith(f"{before}/") else path


def _link(root: Path, path: str, new: str) -> None:
    """Have the file *path* also be *new*, if it is there."""
    source, target = root / path, root / new
    if not source.exists() or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        # Not every file system has links.
        part = target.with_name(f".{target.name}.tmp")
        shutil.copy2(source, part)
        part.replace(target)


def _step(log: EventLogStorage, entry: HistoryEntry, now: AssetKey) -> StepRecord:
    """Return the record of a materialization as one of *now*."""
    row, made = entry
    path = None if made.path is None else _new_path(made.path, made.key, now)
    step = log.step(row.event_id)
    # Of what it was made is asked of its own time, not of that of the renaming.
    tags = tags_of(log, row.event_id, step, step.materializations.index(made))
    moved: Materialization = replace(made, key=now, path=path, tags=tags)
    output = next(
        (each.name for each in step.events if each.kind == ASSET_MATERIALIZATION), "result"
    )
    return StepRecord(
        row.run_id,
        now.to_python_identifier(),
        made.partition,
        row.at - row.seconds,
        row.seconds,
        (now,),
        (moved,),
        (StepEvent(ASSET_MATERIALIZATION, output), *checks_beside(step, entry, now)),
    )


def _tell_cells(log: EventLogStorage, run_ids: Iterable[str], old: str, new: str) -> None:
    """Have runs say of *new* which cell defined it, as they say of *old*."""
    for run_id in run_ids:
        run = log.run(run_id)
        told = run.tags.get(CELLS_TAG) if run is not None else None
        cells = from_json(told) if told else {}
        mine = {
            cell: [*names, new]
            for cell, names in cells.items()
            if old in names and new not in names
        }
        if mine:
            log.add_run_tags(run_id, {CELLS_TAG: to_json({**cells, **mine})})
