"""What every event log can do: the seam that another database would fill."""

from collections.abc import Iterable, Mapping, Sequence
from types import EllipsisType
from typing import Protocol

from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LineStore
from dagbook.model.records import (
    Materialization,
    StepRecord,
    StoredFailure,
    StoredMaterialization,
)
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage.event_log_parts import (
    AcceptanceStore,
    CheckStore,
    CodeStore,
    DynamicKeyStore,
)
from dagbook.storage.left_behind import Left
from dagbook.storage.observed import Observed
from dagbook.storage.observing_steps import Observing
from dagbook.storage.projection import ByPartition

HistoryEntry = tuple[StoredMaterialization, Materialization]
"""One materialization: as the store answers, and as it was recorded."""


class EventLogStorage(Protocol):
    """The single source of truth on what ran.

    Each writing method is one transaction: when it returned, a killed process loses nothing of it.
    Methods may be called from any thread; other processes may write at the same time. What is
    handed out never changes afterwards. Every method raises `StoreError` when the store cannot be
    read or written. A parameter *partition* takes a partition key, or None for an asset without
    partitions; left out it means all.
    """

    @property
    def lines(self) -> LineStore:
        """What steps said while they ran."""
        ...

    @property
    def dynamic(self) -> DynamicKeyStore:
        """The keys of dynamic partitions."""
        ...

    @property
    def codes(self) -> CodeStore:
        """What code fingerprints were made of."""
        ...

    @property
    def accepted(self) -> AcceptanceStore:
        """Codes that a user says are equal."""
        ...

    @property
    def checks(self) -> CheckStore:
        """What asset checks found."""
        ...

    def start_run(self, run: DagsterRun) -> None:
        """Record that *run* started, in this process."""
        ...

    def finish_run(
        self,
        run_id: str,
        status: DagsterRunStatus,
        ended_at: float,
        set_up: SetUp | None = None,
    ) -> None:
        """Record how a run ended, and when, in seconds since the epoch, and its *set_up*."""
        ...

    def set_up_of(self, run_id: str) -> SetUp | None:
        """Return how the resources of a run were set up, None where that is not known."""
        ...

    def record_step(self, step: StepRecord) -> int:
        """Record a finished step, with what it made or why it failed; return the event's id.

        What it made becomes the latest. Its success clears the stored failures of what it was to
        make; its failure is stored for what it was to make and did not; an interruption does
        neither.
        A step of no run has `run_id` "".
        """
        ...

    def record_steps(self, steps: Iterable[StepRecord]) -> tuple[int, ...]:
        """Record many finished steps in one transaction; return the events' ids."""
        ...

    def latest(self, asset: AssetKey) -> ByPartition[StoredMaterialization]:
        """Return the latest materialization of each partition of *asset*."""
        ...

    def latest_of(self, asset: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Return the latest materialization of one partition, None when there is none."""
        ...

    def all_latest(self) -> Mapping[AssetKey, ByPartition[StoredMaterialization]]:
        """Return `latest` of every asset that has any; the same object while nothing changed."""
        ...

    def failures(self) -> Mapping[AssetKey, ByPartition[StoredFailure]]:
        """Return the failures that no later success has cleared."""
        ...

    def observed(self) -> Observed:
        """Return the data versions that were observed last, of what no step here made."""
        ...

    def step(self, event_id: int) -> StepRecord:
        """Return the record of one event.

        Raises:
            DagsterInvalidInvocationError: There is no such event.
        """
        ...

    def materialization(
        self, event_id: int, asset: AssetKey, partition: str | EllipsisType | None = ...
    ) -> Materialization:
        """Return the full record of what an event says of *asset*.

        Without *partition* the last one, where the event's step made several partitions of it.

        Raises:
            AssetNotMaterializedError: The event did not make that.
            DagsterInvalidInvocationError: There is no such event.
        """
        ...

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

        With *wiped* also those that were wiped.
        """
        ...

    def made_before(self, asset: AssetKey, event_id: int | None) -> Mapping[str | None, int]:
        """Return of each partition of *asset* the event of its newest materialization then.

        What was wiped, taken back or deleted after *event_id* was there still. None means now.
        """
        ...

    def left(self, event_id: int) -> Sequence[Left]:
        """Return what is kept of the materializations of an event whose run was deleted."""
        ...

    @property
    def data_versions(self) -> dict[tuple[int, int], str | None]:
        """Dagster's data versions that were asked for, by event and place in its step.

        For `dagbook.storage.data_versions` alone, which derives them from what is recorded.
        """
        ...

    def steps(self, run_id: str) -> tuple[StepRecord, ...]:
        """Return the steps of a run that ended, in the order in which they were recorded."""
        ...

    def numbered_steps(self, run_id: str) -> tuple[tuple[int, StepRecord], ...]:
        """Return `steps`, each with its event's id."""
        ...

    def runs(self, limit: int | None = None) -> tuple[DagsterRun, ...]:
        """Return the runs, newest first, at most *limit*."""
        ...

    def run_rows(
        self, limit: int | None = None, before: int | None = None
    ) -> tuple[tuple[int, DagsterRun], ...]:
        """Return the runs with their numbers, newest first, those below *before* alone.

        Numbers grow with each run and are never reused.
        """
        ...

    def add_run_tags(self, run_id: str, tags: Mapping[str, str]) -> None:
        """Add *tags* to those of a run; of one name the new one holds.

        Raises:
            DagsterRunNotFoundError: There is no such run.
        """
        ...

    def delete_run(self, run_id: str) -> None:
        """Delete a run, if it is there, and all that its steps recorded.

        Of what it made, what came before is the latest again.
        """
        ...

    def observing(self) -> Observing:
        """Return the steps that observed something, oldest first, and what was wiped."""
        ...

    def run(self, run_id: str) -> DagsterRun | None:
        """Return one run, None when there is none."""
        ...

    def mark_abandoned(self) -> tuple[str, ...]:
        """Set unfinished runs of processes that are gone to FAILURE; return their ids."""
        ...

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that have a materialization, sorted."""
        ...

    def recorded_keys(self) -> tuple[AssetKey, ...]:
        """Return the keys that ever had a materialization, wiped ones too, sorted."""
        ...

    def wipe(self, asset: AssetKey, partition: str | EllipsisType | None = ...) -> None:
        """Forget what is latest and what failed; the history stays, marked as wiped."""
        ...

    def undo(self, asset: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Take the latest materialization back: it is marked as wiped, the one before is latest.

        Failures stay as they are. Without a materialization nothing happens.

        Returns:
            The latest now, None when there is none.
        """
        ...

    def ordinal_of(self, asset: AssetKey, partition: str | None, event_id: int) -> int:
        """Return the how-manieth materialization of its partition that of an event is, from 1.

        Wiped ones count too, so that it never changes; 0 before the first.
        """
        ...

    def change_marker(self) -> int:
        """Return a number that has grown whenever anything changed, in whichever process."""
        ...

    def size_bytes(self) -> int:
        """Return how much disk, or memory, the log takes."""
        ...

    def close(self) -> None:
        """Release the store; later calls raise."""
        ...
