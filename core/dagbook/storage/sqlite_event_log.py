"""The event log in SQLite: a file, or memory."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import time
from types import EllipsisType
from typing import Any, cast

from dagbook.errors import (
    AssetNotMaterializedError,
    DagsterInvalidInvocationError,
    DagsterRunNotFoundError,
)
from dagbook.foundation.serdes import from_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import (
    Materialization,
    StepRecord,
    StoredCheck,
    StoredFailure,
    StoredMaterialization,
)
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage import check_table, run_deletion, run_table
from dagbook.storage.accept_table import delete_accepted, insert_accepted, read_accepted
from dagbook.storage.accepted import Acceptance, Acceptances
from dagbook.storage.checks_told import latest_of_each, of_check, stored_checks
from dagbook.storage.code_table import PendingCodes, read_code
from dagbook.storage.codes import ReadCode, StoredCode
from dagbook.storage.data_versions import left_of_run
from dagbook.storage.database import Database, Row
from dagbook.storage.dynamic_partitions import (
    add_dynamic_partitions,
    delete_dynamic_partition,
    read_dynamic_partitions,
)
from dagbook.storage.event_log import HistoryEntry
from dagbook.storage.event_rows import (
    StepRow,
    decode_step,
    encode_step,
)
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.latest_state import LatestState
from dagbook.storage.left_behind import Left
from dagbook.storage.left_table import insert_left, made_before, read_left
from dagbook.storage.line_table import SqliteLines
from dagbook.storage.observation_table import (
    insert_observations,
    observing_shapes,
    read_observed,
    read_wipes,
)
from dagbook.storage.observed import OBSERVATION, Observed
from dagbook.storage.observing_steps import NOTHING_OBSERVED, Observing
from dagbook.storage.outcomes import RunSource, outcome_of, stored_materialization
from dagbook.storage.projection import ByPartition
from dagbook.storage.wipes import insert_undo, insert_wipe

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

_ASSETS = """
SELECT key FROM assets WHERE EXISTS (
    SELECT 1 FROM materializations WHERE asset = assets.id AND wiped IS NULL
)
"""


class SqliteEventLog:
    """An `EventLogStorage` in SQLite; what its methods do is said there.

    Args:
        path: The database file, created when absent; None keeps the log in memory, as long as it
            lives. A file is opened at once, memory when it is first used.
        notebook: Which notebook or program writes, recorded with its runs; "" when unknown.

    Raises:
        StoreError: *path* cannot be opened: it cannot be written, is no database, is damaged, or a
            newer dagbook made it.

    Example:
        >>> log = SqliteEventLog(None)
        >>> log.start_run(DagsterRun("r1", "job", started_at=1.0))
        >>> orders = AssetKey("orders")
        >>> made = Materialization(orders, None, "v1")
        >>> log.record_step(StepRecord("r1", "orders", None, 1.0, 0.5, (orders,), (made,)))
        1
        >>> log.latest_of(orders, None).version
        'v1'
    """

    def __init__(self, path: Path | None, *, notebook: str = "") -> None:
        self._interning = Interning(notebook)
        self._database = Database(path, on_rollback=self._interning.forget)
        self.lines = SqliteLines(self._database, self._interning)
        self._state = LatestState(self._interning, complete=path is None)
        self._changes = 0
        self._dynamic: dict[str, dict[str, None]] = {}
        self.data_versions: dict[tuple[int, int], str | None] = {}
        self._codes = PendingCodes()
        self._latest_checks: Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]] = {}
        self._checks_of_event: dict[int, tuple[StoredCheck, ...]] = {}
        self._checks_at = -1
        self._observed: Observed | None = None
        self._accepted: Acceptances | None = None
        # True from before a write until `_state` shows it: an interrupt may come between the two.
        self._behind = path is not None
        self._data_version = 0
        if path is not None:
            self._database.open()
            self._data_version = self._database.data_version()

    def start_run(self, run: DagsterRun) -> None:
        """Record that *run* started, in this process; NOT_STARTED becomes STARTED."""
        with self._database.writing() as execute:
            run_table.start_run(execute, self._interning, run)
            self._changes += 1

    def set_up_of(self, run_id: str) -> SetUp | None:
        """Return how the resources of a run were set up, None where that is not known."""
        with self._database.reading() as execute:
            return run_table.read_set_up(execute, run_id)

    def finish_run(
        self,
        run_id: str,
        status: DagsterRunStatus,
        ended_at: float,
        set_up: SetUp | None = None,
    ) -> None:
        """Record how a run ended, and when, in seconds since the epoch.

        Raises:
            DagsterRunNotFoundError: The run was never started.
        """
        with self._database.lock:
            with self._database.writing() as execute:
                if not run_table.finish_run(execute, run_id, status, ended_at, set_up):
                    raise self._unknown_run(run_id)
                said = self.lines.write(execute)
            self.lines.written(said)
            self._changes += 1

    def record_step(self, step: StepRecord) -> int:
        """Record a finished step; return the event's id."""
        return self.record_steps((step,))[0]

    def record_steps(self, steps: Iterable[StepRecord]) -> tuple[int, ...]:
        """Record many finished steps in one transaction; return the events' ids.

        Raises:
            DagsterRunNotFoundError: The run of a step was never started; nothing is recorded.
        """
        steps = tuple(steps)
        with self._database.lock:
            was_behind, self._behind = self._behind, True
            with self._database.writing() as execute:
                self._codes.write(execute)
                said = self.lines.write(execute)
                recorded = [self._insert_step(execute, step) for step in steps]
            self._codes.committed()
            self.lines.written(said)
            self._changes += 1
            if not was_behind and (not recorded or recorded[0][0] == self._state.applied + 1):
                for step, (event_id, source) in zip(steps, recorded, strict=True):
                    self._state.put_step(event_id, step, source)
                self._behind = False
        return tuple(event_id for event_id, _ in recorded)

    def _insert_step(self, execute: Execute, step: StepRecord) -> tuple[int, RunSource]:
        """Insert one step; return the event's id and the run's source."""
        interning = self._interning
        run = interning.run_row(execute, step.run_id) if step.run_id else None
        if run is None and step.run_id:
            raise self._unknown_run(step.run_id)
        shape, row = encode_step(step)
        event_id = execute(_INSERT_EVENT, (run, interning.shape_id(execute, shape), *row)).lastrowid
        for made in step.materializations:
            execute(_MADE, (interning.asset_id(execute, made.key), made.partition, event_id))
        if any(each.kind == ASSET_CHECK_EVALUATION for each in step.events):
            check_table.insert_checks(execute, interning, cast(int, event_id), step)
        if any(each.kind == OBSERVATION for each in step.events):
            insert_observations(execute, interning, cast(int, event_id), step)
            self._observed = None
        failed, cleared = outcome_of(step)
        for key, partition in cleared:
            execute(_CLEAR, (interning.asset_id(execute, key), partition))
        for key, partition in failed:
            execute(_FAIL, (interning.asset_id(execute, key), partition, event_id))
        return cast(int, event_id), interning.run_source(execute, run)

    def latest(self, asset: AssetKey) -> ByPartition[StoredMaterialization]:
        """Return the latest materialization of each partition of *asset*."""
        with self._database.lock:
            self._load(asset)
            return self._state.latest.view(asset)

    def latest_of(self, asset: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Return the latest materialization of one partition, None when there is none."""
        with self._database.lock:
            self._load(asset)
            return self._state.latest.get(asset, partition)

    def _load(self, asset: AssetKey) -> None:
        """Have the latest of *asset* in memory, as of now."""
        self._catch_up()
        if not self._state.has(asset):
            with self._database.reading() as execute:
                self._state.load(execute, asset)

    def all_latest(self) -> Mapping[AssetKey, ByPartition[StoredMaterialization]]:
        """Return `latest` of every asset that has any; the same object while nothing changed."""
        with self._database.lock:
            self._catch_up()
            if not self._state.complete:
                with self._database.reading() as execute:
                    self._state.load_all(execute)
            return self._state.latest.snapshot()

    def failures(self) -> Mapping[AssetKey, ByPartition[StoredFailure]]:
        """Return the failures that no later success has cleared."""
        with self._database.lock:
            self._catch_up()
            if not self._state.failures_loaded:
                with self._database.reading() as execute:
                    self._state.load_failures(execute)
            return self._state.failures.snapshot()

    def _catch_up(self) -> None:
        """Bring `_state` up to what was committed, here and by other processes."""
        self._notice_others()
        if self._behind:
            with self._database.reading() as execute:
                self._state.catch_up(execute)
            self._behind = False

    def _notice_others(self) -> None:
        """See whether another connection committed since the last look."""
        version = self._database.data_version()
        if version != self._data_version:
            self._data_version = version
            self._changes += 1
            self._behind = True
            self._dynamic.clear()
            self._observed = self._accepted = None

    def observed(self) -> Observed:
        """Return the data versions that were observed last; the same object while none came."""
        with self._database.lock:
            self._notice_others()
            if self._observed is None:
                with self._database.reading() as execute:
                    self._observed = read_observed(execute, self._interning)
            return self._observed

    def latest_checks(self) -> Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]]:
        """Return the latest evaluation of each check by partition.

        The same object while nothing changed.
        """
        with self._database.lock:
            self._notice_others()
            if self._checks_at != self._changes:
                with self._database.reading() as execute:
                    events = check_table.latest_events(execute)
                self._latest_checks = latest_of_each(
                    each for event in events for each in self._checks_in(event)
                )
                self._checks_at = self._changes
            return self._latest_checks

    def check_history(
        self,
        check: AssetCheckKey,
        partition: str | EllipsisType | None = ...,
        limit: int | None = None,
    ) -> tuple[StoredCheck, ...]:
        """Return the evaluations of *check*, newest first, at most *limit*."""
        with self._database.reading() as execute:
            events = check_table.history_events(execute, self._interning, check, partition, limit)
        found = (each for event in events for each in self._checks_in(event))
        return tuple(of_check(found, check, partition))

    def _checks_in(self, event_id: int) -> tuple[StoredCheck, ...]:
        """Return what the checks of an event found; read once."""
        found = self._checks_of_event.get(event_id)
        if found is None:
            found = tuple(stored_checks(event_id, self.step(event_id)))
            self._checks_of_event[event_id] = found
        return found

    def step(self, event_id: int) -> StepRecord:
        """Return the record of one event.

        Raises:
            DagsterInvalidInvocationError: There is no such event.
        """
        with self._database.reading() as execute:
            row = execute(_STEP_OF_EVENT, (event_id,)).fetchone()
            if row is None:
                raise DagsterInvalidInvocationError(
                    f"The event log has no step with event id {event_id}. Ids come from "
                    "record_step and from the values that latest returns."
                )
            return self._step(execute, row)

    def materialization(
        self, event_id: int, asset: AssetKey, partition: str | EllipsisType | None = ...
    ) -> Materialization:
        """Return the full record of what an event says of *asset*, and of *partition* when given.

        Raises:
            AssetNotMaterializedError: The event did not make that.
            DagsterInvalidInvocationError: There is no such event.
        """
        for made in reversed(self.step(event_id).materializations):
            if made.key == asset and partition in (..., made.partition):
                return made
        raise AssetNotMaterializedError(
            asset.to_user_string(),
            None if isinstance(partition, EllipsisType) else partition,
            f"event {event_id} did not make it",
        )

    def history(
        self,
        asset: AssetKey,
        partition: str | EllipsisType | None = ...,
        limit: int | None = None,
        *,
        wiped: bool = False,
        between: tuple[int, int] | None = None,
    ) -> tuple[HistoryEntry, ...]:
        """Return the materializations of *asset*, newest first, at most *limit*.

        With *wiped* also those that were wiped; of the events *between* two alone, where given.
        """
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
        with self._database.reading() as execute:
            found = self._interning.known_asset_id(execute, asset)
            rows = [] if found is None else execute(sql, (found, *parameters)).fetchall()
            return tuple(self._history_entry(execute, asset, row) for row in rows)

    def _history_entry(self, execute: Execute, asset: AssetKey, row: Row) -> HistoryEntry:
        """Return the entry of a row of `_HISTORY`."""
        partition, event_id, *step_row = row
        step = self._step(execute, step_row)
        made = next(
            each
            for each in reversed(step.materializations)
            if each.key == asset and each.partition == partition
        )
        source = self._interning.run_source(execute, step_row[0])
        return stored_materialization(event_id, step, made, source), made

    def _step(self, execute: Execute, row: Sequence[Any]) -> StepRecord:
        """Return the record of a row of run, shape and the columns of `StepRow`."""
        run, shape, *columns = row
        run_id, _ = self._interning.run_source(execute, run)
        return decode_step(run_id, self._interning.shape(execute, shape), StepRow(*columns))

    def made_before(self, asset: AssetKey, event_id: int | None) -> Mapping[str | None, int]:
        """Return of each partition the event of its newest materialization then."""
        with self._database.reading() as execute:
            return made_before(execute, self._interning, asset, event_id)

    def left(self, event_id: int) -> Sequence[Left]:
        """Return what is kept of the materializations of an event whose run was deleted."""
        with self._database.reading() as execute:
            return read_left(execute, self._interning, event_id)

    def steps(self, run_id: str) -> tuple[StepRecord, ...]:
        """Return the steps of a run that ended, in the order in which they were recorded."""
        return tuple(step for _, step in self.numbered_steps(run_id))

    def numbered_steps(self, run_id: str) -> tuple[tuple[int, StepRecord], ...]:
        """Return `steps`, each with its event's id."""
        with self._database.reading() as execute:
            rows = execute(_STEPS_OF_RUN, (run_id,)).fetchall()
            return tuple((row[0], self._step(execute, row[1:])) for row in rows)

    def runs(self, limit: int | None = None) -> tuple[DagsterRun, ...]:
        """Return the runs, newest first, at most *limit*."""
        with self._database.reading() as execute:
            return run_table.read_runs(execute, limit)

    def run_rows(
        self, limit: int | None = None, before: int | None = None
    ) -> tuple[tuple[int, DagsterRun], ...]:
        """Return the runs with their numbers, newest first, those below *before* alone."""
        with self._database.reading() as execute:
            return run_table.read_run_rows(execute, limit, before)

    def add_run_tags(self, run_id: str, tags: Mapping[str, str]) -> None:
        """Add *tags* to those of a run."""
        with self._database.writing() as execute:
            if not run_table.add_run_tags(execute, run_id, tags):
                raise self._unknown_run(run_id)
            self._changes += 1

    def delete_run(self, run_id: str) -> None:
        """Delete a run and all that its steps recorded."""
        with self._database.lock:
            left = left_of_run(self, run_id)
            self._behind = True
            with self._database.writing() as execute:
                insert_left(execute, self._interning, left)
                self._changes += run_deletion.delete_run(execute, self._interning, run_id, time())
            self._interning.forget()
            self._state = LatestState(self._interning, complete=False)
            self._checks_of_event.clear()
            self._observed = None

    def observing(self) -> Observing:
        """Return the steps that observed something, oldest first, and what was wiped."""
        with self._database.reading() as execute:
            shapes = observing_shapes(execute)
            if not shapes:
                return NOTHING_OBSERVED
            marks = ", ".join("?" * len(shapes))
            rows = execute(_STEPS_OF_SHAPES.replace("?", marks), shapes).fetchall()
            return [(row[0], self._step(execute, row[1:])) for row in rows], read_wipes(execute)

    def run(self, run_id: str) -> DagsterRun | None:
        """Return one run, None when there is none."""
        with self._database.reading() as execute:
            return run_table.read_run(execute, run_id)

    def mark_abandoned(self) -> tuple[str, ...]:
        """Set unfinished runs of processes that are gone to FAILURE; return their ids."""
        with self._database.writing() as execute:
            abandoned = run_table.mark_abandoned(execute)
            self._changes += bool(abandoned)
            return abandoned

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that have a materialization, sorted."""
        rows = self._database.rows(_ASSETS)
        return tuple(sorted(AssetKey(from_json(key)) for (key,) in rows))

    def recorded_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that ever had a materialization, wiped ones too, sorted."""
        rows = self._database.rows(_ASSETS.replace(" AND wiped IS NULL", ""))
        return tuple(sorted(AssetKey(from_json(key)) for (key,) in rows))

    def wipe(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> None:
        """Forget what is latest and what failed; the history stays, marked as wiped."""
        with self._database.lock:
            was_behind, self._behind = self._behind, True
            with self._database.writing() as execute:
                event_id = insert_wipe(execute, self._interning, asset, partition)
            self._changes += 1
            self._observed = None
            if not was_behind and event_id == self._state.applied + 1:
                self._state.drop(asset, partition)
                self._state.applied = event_id
                self._behind = False

    def undo(self, asset: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Take the latest materialization back; return the one that is latest now, or None."""
        with self._database.lock:
            self._behind = True
            with self._database.writing() as execute:
                undone = insert_undo(execute, self._interning, asset, partition)
            self._changes += undone
            return self.latest_of(asset, partition)

    def dynamic_partitions(self, name: str) -> Sequence[str]:
        """Return the keys of the dynamic partitions called *name*, in the order added."""
        with self._database.lock:
            return list(self._dynamic_keys(name))

    def has_dynamic_partition(self, name: str, key: str) -> bool:
        """Return whether the dynamic partitions called *name* have *key*."""
        with self._database.lock:
            return key in self._dynamic_keys(name)

    def _dynamic_keys(self, name: str) -> dict[str, None]:
        """Return the keys called *name*, as of now; read again only after a change."""
        self._notice_others()
        if name not in self._dynamic:
            with self._database.reading() as execute:
                self._dynamic[name] = read_dynamic_partitions(execute, name)
        return self._dynamic[name]

    def add_dynamic_partitions(self, name: str, keys: Iterable[str]) -> None:
        """Add those of *keys* that are not there yet, at the end."""
        with self._database.lock:
            self._dynamic.pop(name, None)
            with self._database.writing() as execute:
                self._changes += add_dynamic_partitions(execute, name, keys)

    def delete_dynamic_partition(self, name: str, key: str) -> None:
        """Delete one key, if it is there."""
        with self._database.lock:
            self._dynamic.pop(name, None)
            with self._database.writing() as execute:
                self._changes += delete_dynamic_partition(execute, name, key)

    def put_code(self, fingerprint: str, read: ReadCode) -> None:
        """Store what *fingerprint* was made of, in one transaction with the next step."""
        if fingerprint not in self._codes.stored:
            with self._database.lock:
                self._codes.put(fingerprint, read)

    def code(self, fingerprint: str) -> StoredCode | None:
        """Return what *fingerprint* was made of, None when nothing is known of it."""
        with self._database.lock:
            pending = self._codes.get(fingerprint)
        if pending is not None:
            return pending
        with self._database.reading() as execute:
            return read_code(execute, fingerprint)

    def accept(self, accepted: Iterable[Acceptance]) -> None:
        """Record that codes are equal for assets, in one transaction."""
        with self._database.lock:
            self._accepted = None
            with self._database.writing() as execute:
                self._codes.write(execute)
                insert_accepted(execute, self._interning, accepted)
            self._codes.committed()
            self._changes += 1

    def revoke(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> int:
        """Take back what was accepted of *asset*; return how much that was."""
        with self._database.lock:
            self._accepted = None
            with self._database.writing() as execute:
                gone = delete_accepted(execute, self._interning, asset, partition)
            self._changes += 1
            return gone

    def accepted(self) -> Acceptances:
        """Return what is accepted; the same object while nothing changed."""
        with self._database.lock:
            self._notice_others()
            if self._accepted is None:
                with self._database.reading() as execute:
                    self._accepted = read_accepted(execute, self._interning)
            return self._accepted

    def ordinal_of(self, asset: AssetKey, partition: str | None, event_id: int) -> int:
        """Return the how-manieth materialization of its partition that of an event is, from 1."""
        with self._database.reading() as execute:
            found = self._interning.known_asset_id(execute, asset)
            (until,) = execute(_COUNT_UNTIL, (found, partition, event_id)).fetchone()
            return int(until)

    def change_marker(self) -> int:
        """Return a number that has grown whenever anything changed, in whichever process."""
        with self._database.lock:
            self._notice_others()
            return self._changes

    def size_bytes(self) -> int:
        """Return how much disk, or memory, the log takes."""
        return self._database.size_bytes()

    def close(self) -> None:
        """Release the store; later calls raise."""
        self._database.close()

    def _unknown_run(self, run_id: str) -> DagsterRunNotFoundError:
        """Return the error for a run that was never started."""
        return DagsterRunNotFoundError(
            f"Run {run_id} is not known to this store: its steps and its end are recorded after "
            "its start. Call start_run first."
        )
