"""The event log in SQLite: a file, or memory."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import time
from types import EllipsisType

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import (
    Materialization,
    StepRecord,
    StoredFailure,
    StoredMaterialization,
)
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage import run_deletion, run_table
from dagbook.storage.changes import Changes
from dagbook.storage.data_versions import left_of_run
from dagbook.storage.database import Database
from dagbook.storage.event_log import HistoryEntry
from dagbook.storage.interning import Interning
from dagbook.storage.latest_state import LatestState
from dagbook.storage.left_behind import Left
from dagbook.storage.left_table import insert_left, made_before, read_left
from dagbook.storage.line_table import SqliteLines
from dagbook.storage.observation_table import read_observed, read_wipes
from dagbook.storage.observed import Observed, observes
from dagbook.storage.observing_steps import NOTHING_OBSERVED, Observing
from dagbook.storage.projection import ByPartition
from dagbook.storage.sqlite_parts import (
    SqliteAcceptances,
    SqliteChecks,
    SqliteCodes,
    SqliteDynamicKeys,
)
from dagbook.storage.step_table import (
    count_made,
    insert_step,
    read_asset_keys,
    read_history,
    read_observing_steps,
    read_step,
    read_steps_of_run,
)
from dagbook.storage.unknown import made_by, unknown_run
from dagbook.storage.wipes import insert_undo, insert_wipe


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
        self._changes = Changes(self._database.data_version)
        self.dynamic = SqliteDynamicKeys(self._database, self._changes)
        self.codes = SqliteCodes(self._database)
        self.accepted = SqliteAcceptances(
            self._database, self._interning, self._changes, self.codes
        )
        self.checks = SqliteChecks(self._database, self._interning, self._changes)
        self.data_versions: dict[tuple[int, int], str | None] = {}
        self._observed: Observed | None = None
        self._others = 0
        # True from before a write until `_state` shows it: an interrupt may come between the two.
        self._behind = path is not None
        if path is not None:
            self._database.open()
            self._changes.begin()

    def start_run(self, run: DagsterRun) -> None:
        """Record that *run* started, in this process; NOT_STARTED becomes STARTED."""
        with self._database.writing() as execute:
            run_table.start_run(execute, self._interning, run)
            self._changes.count += 1

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
                    raise unknown_run(run_id)
                said = self.lines.write(execute)
            self.lines.written(said)
            self._changes.count += 1

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
            if any(map(observes, steps)):
                self._observed = None
            with self._database.writing() as execute:
                self.codes.pending.write(execute)
                said = self.lines.write(execute)
                recorded = [insert_step(execute, self._interning, step) for step in steps]
            self.codes.pending.committed()
            self.lines.written(said)
            self._changes.count += 1
            if not was_behind and (not recorded or recorded[0][0] == self._state.applied + 1):
                for step, (event_id, source) in zip(steps, recorded, strict=True):
                    self._state.put_step(event_id, step, source)
                self._behind = False
        return tuple(event_id for event_id, _ in recorded)

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
        self._changes.notice()
        if self._others != self._changes.by_others:
            self._others = self._changes.by_others
            self._behind = True
            self._observed = None

    def observed(self) -> Observed:
        """Return the data versions that were observed last; the same object while none came."""
        with self._database.lock:
            self._notice_others()
            if self._observed is None:
                with self._database.reading() as execute:
                    self._observed = read_observed(execute, self._interning)
            return self._observed

    def step(self, event_id: int) -> StepRecord:
        """Return the record of one event.

        Raises:
            DagsterInvalidInvocationError: There is no such event.
        """
        with self._database.reading() as execute:
            return read_step(execute, self._interning, event_id)

    def materialization(
        self, event_id: int, asset: AssetKey, partition: str | EllipsisType | None = ...
    ) -> Materialization:
        """Return the full record of what an event says of *asset*, and of *partition* when given.

        Raises:
            AssetNotMaterializedError: The event did not make that.
            DagsterInvalidInvocationError: There is no such event.
        """
        return made_by(self.step(event_id), event_id, asset, partition)

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
        with self._database.reading() as execute:
            return read_history(
                execute, self._interning, asset, partition, limit, wiped=wiped, between=between
            )

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
            return read_steps_of_run(execute, self._interning, run_id)

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
                raise unknown_run(run_id)
            self._changes.count += 1

    def delete_run(self, run_id: str) -> None:
        """Delete a run and all that its steps recorded."""
        with self._database.lock:
            left = left_of_run(self, run_id)
            self._behind = True
            with self._database.writing() as execute:
                insert_left(execute, self._interning, left)
                self._changes.count += run_deletion.delete_run(
                    execute, self._interning, run_id, time()
                )
            self._interning.forget()
            self._state = LatestState(self._interning, complete=False)
            self.checks.forget()
            self._observed = None

    def observing(self) -> Observing:
        """Return the steps that observed something, oldest first, and what was wiped."""
        with self._database.reading() as execute:
            steps = read_observing_steps(execute, self._interning)
            return (steps, read_wipes(execute)) if steps else NOTHING_OBSERVED

    def run(self, run_id: str) -> DagsterRun | None:
        """Return one run, None when there is none."""
        with self._database.reading() as execute:
            return run_table.read_run(execute, run_id)

    def mark_abandoned(self) -> tuple[str, ...]:
        """Set unfinished runs of processes that are gone to FAILURE; return their ids."""
        with self._database.writing() as execute:
            abandoned = run_table.mark_abandoned(execute)
            self._changes.count += bool(abandoned)
            return abandoned

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that have a materialization, sorted."""
        with self._database.reading() as execute:
            return read_asset_keys(execute, wiped=False)

    def recorded_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that ever had a materialization, wiped ones too, sorted."""
        with self._database.reading() as execute:
            return read_asset_keys(execute, wiped=True)

    def wipe(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> None:
        """Forget what is latest and what failed; the history stays, marked as wiped."""
        with self._database.lock:
            was_behind, self._behind = self._behind, True
            with self._database.writing() as execute:
                event_id = insert_wipe(execute, self._interning, asset, partition)
            self._changes.count += 1
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
            self._changes.count += undone
            return self.latest_of(asset, partition)

    def ordinal_of(self, asset: AssetKey, partition: str | None, event_id: int) -> int:
        """Return the how-manieth materialization of its partition that of an event is, from 1."""
        with self._database.reading() as execute:
            return count_made(execute, self._interning, asset, partition, event_id)

    def change_marker(self) -> int:
        """Return a number that has grown whenever anything changed, in whichever process."""
        with self._database.lock:
            self._notice_others()
            return self._changes.count

    def size_bytes(self) -> int:
        """Return how much disk, or memory, the log takes."""
        return self._database.size_bytes()

    def close(self) -> None:
        """Release the store; later calls raise."""
        self._database.close()
