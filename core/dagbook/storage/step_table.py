"""The tables of steps and of what they made, in SQLite."""

from collections.abc import Sequence
from types import EllipsisType
from typing import Any, cast

from dagbook.foundation.serdes import from_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import StepRecord
from dagbook.storage import check_table
from dagbook.storage.database import Row
from dagbook.storage.event_log import HistoryEntry
from dagbook.storage.event_rows import StepRow, decode_step, encode_step
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.observation_table import insert_observations, observing_shapes
from dagbook.storage.observed import observes
from dagbook.storage.outcomes import RunSource, outcome_of, stored_materialization
from dagbook.storage.unknown import unknown_event, unknown_run

_STEP_COLUMNS = "partition, started_at, seconds, versions, size, body, extra, error"

_INSERT_EVENT = f"""
INSERT INTO events (run, shape, {_STEP_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""  # noqa: S608 - constant columns

_MADE = (
    "INSERT OR IGNORE INTO materializations (asset, partition, event) VALUES (?, ifnull(?, 0), ?)"
)
_CLEAR = "DELETE FROM failures WHERE asset = ? AND partition = ifnull(?, 0)"
_FAIL = "INSERT OR REPLACE INTO failures (asset, partition, event) VALUES (?, ifnull(?, 0), ?)"

_ROW_OF_STEP = ", ".join(f"events.{each}" for each in _STEP_COLUMNS.split(", "))
_HISTORY = f"""
SELECT nullif(made.partition, 0), made.event, run, shape, {_ROW_OF_STEP}
FROM materializations AS made JOIN events ON events.id = made.event WHERE made.asset = ?
"""  # noqa: S608 - constant columns

_COUNT_UNTIL = """
SELECT count(*) FROM materializations WHERE asset = ? AND partition = ifnull(?, 0) AND event <= ?
"""

_STEPS_OF_RUN = f"""
SELECT events.id, run, shape, {_ROW_OF_STEP} FROM runs
JOIN events ON run = runs.id AND events.id > first_event WHERE run_id = ? ORDER BY events.id
"""  # noqa: S608 - constant columns

_STEPS_OF_SHAPES = f"""
SELECT id, run, shape, {_STEP_COLUMNS} FROM events WHERE shape IN (?) ORDER BY id
"""  # noqa: S608 - constant columns

_STEP_OF_EVENT = f"""
SELECT run, shape, {_STEP_COLUMNS} FROM events WHERE id = ? AND shape NOT NULL
"""  # noqa: S608 - constant columns

_ASSETS = "SELECT key FROM assets WHERE EXISTS (SELECT 1 FROM materializations WHERE {})"


def insert_step(execute: Execute, interning: Interning, step: StepRecord) -> tuple[int, RunSource]:
    """Insert one step; return the event's id and the run's source.

    Raises:
        DagsterRunNotFoundError: Its run was never started.
    """
    run = interning.run_row(execute, step.run_id) if step.run_id else None
    if run is None and step.run_id:
        raise unknown_run(step.run_id)
    shape, row = encode_step(step)
    inserted = execute(_INSERT_EVENT, (run, interning.shape_id(execute, shape), *row))
    event_id = cast(int, inserted.lastrowid)
    for made in step.materializations:
        execute(_MADE, (interning.asset_id(execute, made.key), made.partition, event_id))
    if any(each.kind == ASSET_CHECK_EVALUATION for each in step.events):
        check_table.insert_checks(execute, interning, event_id, step)
    if observes(step):
        insert_observations(execute, interning, event_id, step)
    failed, cleared = outcome_of(step)
    for key, partition in cleared:
        execute(_CLEAR, (interning.asset_id(execute, key), partition))
    for key, partition in failed:
        execute(_FAIL, (interning.asset_id(execute, key), partition, event_id))
    return event_id, interning.run_source(execute, run)


def read_step(execute: Execute, interning: Interning, event_id: int) -> StepRecord:
    """Return the record of one event.

    Raises:
        DagsterInvalidInvocationError: There is no such event.
    """
    row = execute(_STEP_OF_EVENT, (event_id,)).fetchone()
    if row is None:
        raise unknown_event(event_id)
    return _step(execute, interning, row)


def read_steps_of_run(
    execute: Execute, interning: Interning, run_id: str
) -> tuple[tuple[int, StepRecord], ...]:
    """Return the steps of a run with their events' ids, in the order recorded."""
    rows = execute(_STEPS_OF_RUN, (run_id,)).fetchall()
    return tuple([(row[0], _step(execute, interning, row[1:])) for row in rows])


def read_observing_steps(execute: Execute, interning: Interning) -> list[tuple[int, StepRecord]]:
    """Return the steps that observed something with their events' ids, oldest first."""
    shapes = observing_shapes(execute)
    if not shapes:
        return []
    marks = ", ".join("?" * len(shapes))
    rows = execute(_STEPS_OF_SHAPES.replace("?", marks), shapes).fetchall()
    return [(row[0], _step(execute, interning, row[1:])) for row in rows]


def read_history(
    execute: Execute,
    interning: Interning,
    asset: AssetKey,
    partition: str | EllipsisType | None,
    limit: int | None,
    *,
    wiped: bool,
    between: tuple[int, int] | None,
) -> tuple[HistoryEntry, ...]:
    """Return the materializations of *asset*, newest first; see `EventLogStorage.history`."""
    sql, parameters = _HISTORY, list[object]()
    if between is not None:
        sql += "AND made.event BETWEEN ? AND ? "
        parameters += between
    if not isinstance(partition, EllipsisType):
        sql += "AND made.partition = ifnull(?, 0) "
        parameters.append(partition)
    if not wiped:
        sql += "AND wiped IS NULL "
    sql += "ORDER BY made.event DESC, made.partition LIMIT ?"
    parameters.append(-1 if limit is None else limit)
    found = interning.known_asset_id(execute, asset)
    rows = [] if found is None else execute(sql, (found, *parameters)).fetchall()
    return tuple([_history_entry(execute, interning, asset, row) for row in rows])


def _history_entry(
    execute: Execute, interning: Interning, asset: AssetKey, row: Row
) -> HistoryEntry:
    """Return the entry of a row of `_HISTORY`."""
    partition, event_id, *step_row = row
    step = _step(execute, interning, step_row)
    made = next(
        each
        for each in reversed(step.materializations)
        if each.key == asset and each.partition == partition
    )
    source = interning.run_source(execute, step_row[0])
    return stored_materialization(event_id, step, made, source), made


def _step(execute: Execute, interning: Interning, row: Sequence[Any]) -> StepRecord:
    """Return the record of a row of run, shape and the columns of `StepRow`."""
    run, shape, *columns = row
    run_id, _ = interning.run_source(execute, run)
    return decode_step(run_id, interning.shape(execute, shape), StepRow(*columns))


def count_made(
    execute: Execute, interning: Interning, asset: AssetKey, partition: str | None, event_id: int
) -> int:
    """Return how many materializations a partition had, wiped ones too, up to an event."""
    found = interning.known_asset_id(execute, asset)
    (until,) = execute(_COUNT_UNTIL, (found, partition, event_id)).fetchone()
    return int(until)


def read_asset_keys(execute: Execute, *, wiped: bool) -> tuple[AssetKey, ...]:
    """Return the keys that have a materialization, sorted; with *wiped* that ever had one."""
    rule = "asset = assets.id" + ("" if wiped else " AND wiped IS NULL")
    rows = execute(_ASSETS.format(rule)).fetchall()
    return tuple(sorted(AssetKey(from_json(key)) for (key,) in rows))
