"""`MemoryEventLog`: the event log of an instance that ends with its process."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock
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
from dagbook.storage.changes import Changes
from dagbook.storage.checks_told import stored_checks
from dagbook.storage.data_versions import left_of_run
from dagbook.storage.event_log import HistoryEntry
from dagbook.storage.left_behind import Left
from dagbook.storage.made_by_asset import MadeByAsset
from dagbook.storage.memory_lines import MemoryLines
from dagbook.storage.memory_parts import (
    MemoryAcceptances,
    MemoryChecks,
    MemoryCodes,
    MemoryDynamicKeys,
)
from dagbook.storage.observed import Observed, observed_by, observes
from dagbook.storage.observing_steps import Observing
from dagbook.storage.outcomes import (
    NO_RUN,
    Place,
    RunSource,
    outcome_of,
    stored_materialization,
)
from dagbook.storage.projection import ByPartition, Projection
from dagbook.storage.unknown import made_by, unknown_event, unknown_run

_NOTHING_OBSERVED: Observed = {}


@dataclass(slots=True)
class _Event:
    """One recorded step, and which of what it made was wiped since, by which event."""

    event_id: int
    step: StepRecord
    wiped: dict[Place, int] = field(default_factory=dict)


class MemoryEventLog:
    """The records themselves in lists and dicts; answers as the SQLite log does.

    Safe to use from any thread of its process, which is the only one that sees it.
    """

    def __init__(self, notebook: str = "") -> None:
        self._notebook = notebook
        self._lock = RLock()
        self.lines = MemoryLines()
        self._runs: dict[str, DagsterRun] = {}
        self._run_numbers: dict[str, int] = {}
        self._set_ups: dict[str, SetUp] = {}
        self._runs_made = 0
        self._wipes: dict[tuple[AssetKey, str | EllipsisType | None], int] = {}
        self._events: dict[int, _Event] = {}
        self._next_id = 1
        self._changes = Changes()
        self._latest = Projection[StoredMaterialization]()
        self._observed: dict[AssetKey, dict[str | None, tuple[int, str]]] = {}
        self._failures = Projection[StoredFailure]()
        self.dynamic = MemoryDynamicKeys(self._lock, self._changes)
        self.codes = MemoryCodes()
        self.checks = MemoryChecks(self._lock)
        self.accepted = MemoryAcceptances(self._lock, self._changes)
        self._made = MadeByAsset()
        self._left: dict[int, tuple[tuple[Left, ...], int, dict[Place, int]]] = {}
        self.data_versions: dict[tuple[int, int], str | None] = {}

    def start_run(self, run: DagsterRun) -> None:
        """Record that *run* started; a run that was queued before is updated."""
        with self._lock:
            started = DagsterRunStatus.STARTED
            if run.status is DagsterRunStatus.NOT_STARTED:
                run = replace(run, status=started)
            self._runs[run.run_id] = run
            if run.run_id not in self._run_numbers:
                self._runs_made += 1
                self._run_numbers[run.run_id] = self._runs_made
            self._changes.count += 1

    def set_up_of(self, run_id: str) -> SetUp | None:
        """Return how the resources of a run were set up, None where that is not known."""
        return self._set_ups.get(run_id)

    def finish_run(
        self,
        run_id: str,
        status: DagsterRunStatus,
        ended_at: float,
        set_up: SetUp | None = None,
    ) -> None:
        """Record how a run ended, and when."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is None:
                raise unknown_run(run_id)
            self._runs[run_id] = replace(run, status=status, ended_at=ended_at)
            if set_up is not None:
                self._set_ups[run_id] = set_up
            self._changes.count += 1

    def record_step(self, step: StepRecord) -> int:
        """Record a finished step; return the event's id."""
        with self._lock:
            if step.run_id and step.run_id not in self._runs:
                raise unknown_run(step.run_id)
            event_id = self._next_id
            self._next_id += 1
            self._changes.count += 1
            self._events[event_id] = _Event(event_id, step)
            source = self._source(step)
            for made in step.materializations:
                stored = stored_materialization(event_id, step, made, source)
                self._latest.put(made.key, made.partition, stored)
            for told in step.events:
                if told.data is not None:
                    self._take_told(event_id, step)
                    break
            if step.error is None and not self._failures:
                return event_id
            failed, cleared = outcome_of(step)
            for key, partition in cleared:
                self._failures.drop(key, partition)
            if step.error is not None:
                at = step.started_at + step.seconds
                failure = StoredFailure(event_id, step.run_id, at, step.error)
                for key, partition in failed:
                    self._failures.put(key, partition, failure)
            return event_id

    def _take_told(self, event_id: int, step: StepRecord) -> None:
        """Note what *step* found of checks, and what it observed."""
        self.checks.take(tuple(stored_checks(event_id, step)))
        for key, partition, version in observed_by(step):
            self._observed.setdefault(key, {})[partition] = event_id, version

    def record_steps(self, steps: Iterable[StepRecord]) -> tuple[int, ...]:
        """Record many finished steps; return the events' ids."""
        with self._lock:
            return tuple(self.record_step(step) for step in steps)

    def observed(self) -> Observed:
        """Return the data versions that were observed last, of what no step here made."""
        with self._lock:
            if not self._observed:
                return _NOTHING_OBSERVED
            return {key: dict(found) for key, found in self._observed.items()}

    def latest(self, asset: AssetKey) -> ByPartition[StoredMaterialization]:
        """Return the latest materialization of each partition of *asset*."""
        with self._lock:
            return self._latest.view(asset)

    def latest_of(self, asset: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Return the latest materialization of one partition, None when there is none."""
        with self._lock:
            return self._latest.get(asset, partition)

    def all_latest(self) -> Mapping[AssetKey, ByPartition[StoredMaterialization]]:
        """Return `latest` of every asset that has any; the same object while nothing changed."""
        with self._lock:
            return self._latest.snapshot()

    def failures(self) -> Mapping[AssetKey, ByPartition[StoredFailure]]:
        """Return the failures that no later success has cleared."""
        with self._lock:
            return self._failures.snapshot()

    def step(self, event_id: int) -> StepRecord:
        """Return the record of one event."""
        with self._lock:
            event = self._events.get(event_id)
        if event is None:
            raise unknown_event(event_id)
        return event.step

    def materialization(
        self, event_id: int, asset: AssetKey, partition: str | EllipsisType | None = ...
    ) -> Materialization:
        """Return the full record of what an event says of *asset*, and of *partition* if given."""
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
        """Return the materializations of *asset*, newest first, at most *limit*."""
        found: list[HistoryEntry] = []
        first, last = between or (0, self._next_id)
        with self._lock:
            for event in reversed(self._events.values()):
                if not first <= event.event_id <= last:
                    continue
                source = self._source(event.step)
                by_partition = {
                    made.partition: made
                    for made in event.step.materializations
                    if made.key == asset and partition in (..., made.partition)
                }
                for each in sorted(by_partition, key=lambda one: one or ""):
                    if not wiped and (asset, each) in event.wiped:
                        continue
                    made = by_partition[each]
                    stored = stored_materialization(event.event_id, event.step, made, source)
                    found.append((stored, made))
        return tuple(found if limit is None else found[:limit])

    def _source(self, step: StepRecord) -> RunSource:
        """Return run and notebook of *step*."""
        return (step.run_id, self._notebook) if step.run_id else NO_RUN

    def made_before(self, asset: AssetKey, event_id: int | None) -> Mapping[str | None, int]:
        """Return of each partition the event of its newest materialization then."""
        with self._lock:
            last = self._next_id if event_id is None else event_id
            self._made.follow(self._events, self._next_id - 1)
            found: dict[str | None, int] = {}
            for each, partition in self._made.before(asset, last):
                event = self._events.get(each)
                if event is None:
                    _, deleted, wiped = self._left[each]
                else:
                    deleted, wiped = last + 1, event.wiped
                if partition not in found and wiped.get((asset, partition), deleted) > last:
                    found[partition] = each
            return found

    def left(self, event_id: int) -> Sequence[Left]:
        """Return what is kept of the materializations of an event whose run was deleted."""
        with self._lock:
            return self._left[event_id][0] if event_id in self._left else ()

    def steps(self, run_id: str) -> tuple[StepRecord, ...]:
        """Return the steps of a run that ended, in the order in which they were recorded."""
        return tuple(step for _, step in self.numbered_steps(run_id))

    def numbered_steps(self, run_id: str) -> tuple[tuple[int, StepRecord], ...]:
        """Return `steps`, each with its event's id."""
        with self._lock:
            found = [each for each in self._events.values() if each.step.run_id == run_id]
            return tuple([(each.event_id, each.step) for each in found])

    def runs(self, limit: int | None = None) -> tuple[DagsterRun, ...]:
        """Return the runs, newest first, at most *limit*."""
        with self._lock:
            newest = tuple(reversed(self._runs.values()))
        return newest if limit is None else newest[:limit]

    def run_rows(
        self, limit: int | None = None, before: int | None = None
    ) -> tuple[tuple[int, DagsterRun], ...]:
        """Return the runs with their numbers, newest first, those below *before* alone."""
        with self._lock:
            rows = [
                (self._run_numbers[run_id], run)
                for run_id, run in reversed(self._runs.items())
                if before is None or self._run_numbers[run_id] < before
            ]
        return tuple(rows if limit is None else rows[:limit])

    def add_run_tags(self, run_id: str, tags: Mapping[str, str]) -> None:
        """Add *tags* to those of a run."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is None:
                raise unknown_run(run_id)
            self._runs[run_id] = replace(run, tags={**run.tags, **tags})
            self._changes.count += 1

    def delete_run(self, run_id: str) -> None:
        """Delete a run and all that its steps recorded."""
        with self._lock:
            if self._runs.pop(run_id, None) is None:
                return
            del self._run_numbers[run_id]
            self._set_ups.pop(run_id, None)
            self._changes.count += 1
            self.lines.drop_run(run_id)
            left = left_of_run(self, run_id)
            self._made.follow(self._events, self._next_id - 1)
            gone = [each for each in self._events.values() if each.step.run_id == run_id]
            ids = {each.event_id for each in gone}
            for event in gone:
                of_event = tuple(each for each in left if each.event_id == event.event_id)
                self._left[event.event_id] = of_event, self._next_id, event.wiped
                del self._events[event.event_id]
            self.checks.drop(ids)
            for found in self._observed.values():
                for partition in [each for each, (event, _) in found.items() if event in ids]:
                    del found[partition]
            places = {
                (made.key, made.partition) for each in gone for made in each.step.materializations
            }
            for key, partition in places:
                self._put_newest(key, partition)
            for key, rows in self._failures.snapshot().items():
                for partition in [each for each, row in rows.items() if row.event_id in ids]:
                    self._failures.drop(key, partition)

    def observing(self) -> Observing:
        """Return the steps that observed something, oldest first, and what was wiped."""
        with self._lock:
            steps = [
                (each.event_id, each.step) for each in self._events.values() if observes(each.step)
            ]
            return steps, dict(self._wipes)

    def run(self, run_id: str) -> DagsterRun | None:
        """Return one run, None when there is none."""
        with self._lock:
            return self._runs.get(run_id)

    def mark_abandoned(self) -> tuple[str, ...]:
        """Return nothing: the log ends with the process that could abandon a run."""
        return ()

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that have a materialization, sorted."""
        with self._lock:
            return tuple(sorted(self._latest.snapshot()))

    def recorded_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that ever had a materialization, wiped ones too, sorted."""
        with self._lock:
            events = self._events.values()
            keys = {made.key for each in events for made in each.step.materializations}
            return tuple(sorted(keys))

    def wipe(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> None:
        """Forget what is latest and what failed; the history stays, marked as wiped."""
        with self._lock:
            at = self._wipes[asset, partition] = self._next_id
            self._next_id += 1
            self._changes.count += 1
            for event in self._events.values():
                for made in event.step.materializations:
                    if made.key == asset and partition in (..., made.partition):
                        event.wiped.setdefault((asset, made.partition), at)
            self._latest.drop(asset, partition)
            self._failures.drop(asset, partition)
            if isinstance(partition, EllipsisType):
                self._observed.pop(asset, None)
            else:
                self._observed.get(asset, {}).pop(partition, None)

    def undo(self, asset: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Take the latest materialization back; return the one that is latest now, or None."""
        with self._lock:
            newest = self._latest.get(asset, partition)
            if newest is None:
                return None
            self._events[newest.event_id].wiped[asset, partition] = self._next_id
            self._next_id += 1
            self._changes.count += 1
            return self._put_newest(asset, partition)

    def _put_newest(self, asset: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Have as latest what is newest of the history, and return it."""
        for stored, _ in self.history(asset, partition, 1):
            self._latest.put(asset, partition, stored)
            return stored
        self._latest.drop(asset, partition)
        return None

    def ordinal_of(self, asset: AssetKey, partition: str | None, event_id: int) -> int:
        """Return the how-manieth materialization of its partition that of an event is, from 1."""
        with self._lock:
            steps = [each.step for at, each in self._events.items() if at <= event_id]
            made = ([(one.key, one.partition) for one in each.materializations] for each in steps)
            return sum((asset, partition) in each for each in made)

    def change_marker(self) -> int:
        """Return a number that has grown whenever anything changed."""
        return self._changes.count

    def size_bytes(self) -> int:
        """Return 0: the records are what the run holds anyway."""
        return 0

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._runs.clear()
            self._set_ups.clear()
            self._events.clear()
            self.dynamic.clear()
            self.codes.clear()
            self.accepted.clear()
            self.checks.clear()
