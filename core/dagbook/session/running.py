"""Running what is live: planned, one run at a time, here or in the background."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep, time
from typing import Any, TypeVar

from dagbook.asset_graph.check_plan import with_checks
from dagbook.asset_graph.plan import ExecutionPlan
from dagbook.authoring.run_config import as_run_config
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.backfilling import NO_LIMITS, RunLimits, backfill_to_resume
from dagbook.session.checking import check_places
from dagbook.session.events import (
    RunEnded,
    RunQueued,
    RunSummary,
    SessionEvent,
)
from dagbook.session.planning import (
    ConfirmationNeededError,
    UpdatePlan,
    Wanted,
    plan_update,
    values_gone,
)
from dagbook.session.run_list import RunLine, RunLines
from dagbook.session.runner import Ticket
from dagbook.session.runs import RunDetails, run_details
from dagbook.session.settings import DEFAULTS
from dagbook.session.standing import Standing, selected
from dagbook.session.updating import run_update
from dagbook.session.watching import Listener
from dagbook.status.backfills import Backfill, left_of, read_backfills
from dagbook.status.looking import WHEN_PLANNING

_CONFIRM = DEFAULTS.confirm_steps, DEFAULTS.confirm_minutes

WAIT_SECONDS = 0.05
"""How often is looked whether a run has ended."""

T = TypeVar("T")


class Running(Standing):
    """The runs of one kernel; safe to use from any thread.

    Args:
        root: As of `Defined`.
        notebook: As of `Defined`.
    """

    def __init__(self, root: Path, notebook: str = "") -> None:
        super().__init__(root, notebook)
        self._run_lines = RunLines()

    def plan(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
        *,
        force: bool = False,
    ) -> UpdatePlan:
        """Return what `materialize` would run; see `plan_update`."""
        graph = self.graph()
        with self.partitions_now():
            named = selected(graph, selection)
            statuses = self.statuses(graph, replace(WHEN_PLANNING, whole=named))
            checks = self.check_statuses(graph)
            plan = plan_update(graph, statuses, selection, partitions, checks, force=force)
            latest = self.instance.event_log.all_latest()
            gone = values_gone(plan.execution, latest, self.io_manager.has_value)
            if gone:
                statuses = self.statuses(graph, replace(WHEN_PLANNING, whole=gone.union(named)))
                plan = plan_update(graph, statuses, selection, partitions, checks, force=force)
            left = self._store.memory.left_for_later(WHEN_PLANNING)
            return self._within_settings(replace(plan, not_looked_at=left))

    def _within_settings(self, plan: UpdatePlan) -> UpdatePlan:
        """Return *plan*, which is to be confirmed from the size on that the settings say."""
        told = self.settings
        if (told.confirm_steps, told.confirm_minutes) == _CONFIRM:
            return plan
        return replace(plan, most_steps=told.confirm_steps, most_seconds=60 * told.confirm_minutes)

    def _confirmed(
        self,
        selection: str | Sequence[AssetKey] | None,
        partitions: str | Wanted | None,
        *,
        yes: bool,
        force: bool = False,
    ) -> UpdatePlan:
        """Return the plan, unless it is large and not confirmed."""
        plan = self.plan(selection, partitions, force=force)
        question = plan.needs_confirmation
        if question and not yes:
            raise ConfirmationNeededError(question)
        return plan

    def materialize(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
        *,
        yes: bool = False,
        origin: str = "",
        on_event: Listener | None = None,
        limits: RunLimits = NO_LIMITS,
        force: bool = False,
        run_config: Any = None,
    ) -> RunSummary:
        """Run assets on this thread, and return how it went; a failure is in the summary.

        Args:
            selection: What to make; None for everything that is missing or stale.
            partitions: Which partitions; see `plan_update`.
            yes: Whether a large plan is confirmed.
            origin: Who asks, such as "cell 7".
            on_event: Called with everything that happens, on this thread.
            limits: When it stops, and the backfill that it goes on with.
            force: Whether what a failed blocking check blocks runs all the same.
            run_config: What the run sets of ops and resources: a `RunConfig`, or a dict.

        Raises:
            DagsterInvalidConfigError: The config does not fit what runs.
            ConfirmationNeededError: The plan is large and not confirmed.
            DagsterError: The request does not fit what is defined; see `plan_update`.
            KeyboardInterrupt: The run was interrupted; the store is consistent.
        """
        ended: list[RunSummary] = []
        config = as_run_config(run_config)

        def tell(event: SessionEvent) -> None:
            if on_event is not None:
                on_event(event)
            self._tell(event)

        def job(ticket: Ticket) -> None:
            with self.partitions_now():
                # What ran while this waited may have made some of it: then it is planned anew.
                same = moment == self.moment()
                current = (
                    plan if same else self._confirmed(selection, partitions, yes=yes, force=force)
                )
                if current.steps:
                    ended.append(run_update(self, current, ticket, origin, tell, limits, config))
                else:
                    ended.append(_nothing(current))
                    tell(RunEnded(ended[0]))

        moment = self.moment()
        plan = self._confirmed(selection, partitions, yes=yes, force=force)
        if not plan.steps:
            return _nothing(plan)
        self._queue.run_here(job, lambda ticket: tell(RunQueued(ticket.run_id, plan.execution)))
        return ended[0]

    def check(
        self,
        checks: Collection[AssetCheckKey],
        *,
        origin: str = "",
        on_event: Listener | None = None,
    ) -> RunSummary:
        """Run checks alone, on this thread, on what is stored now; see `materialize`.

        Of a partitioned check those partitions run that have a value.

        Args:
            checks: Which; each is live.
            origin: Who asks, such as "cell 7".
            on_event: Called with everything that happens, on this thread.

        Raises:
            DagsterInvalidSubsetError: A check is not live.
        """

        def tell(event: SessionEvent) -> None:
            if on_event is not None:
                on_event(event)
            self._tell(event)

        with self.partitions_now():
            graph = self.graph()
            targets = check_places(graph, self.instance.event_log.all_latest(), checks)
            steps = with_checks(graph, ExecutionPlan(()), targets)
            plan = UpdatePlan(graph, steps, {}, only_if_stale=False, estimated_seconds=None)
        ended: list[RunSummary] = []

        def job(ticket: Ticket) -> None:
            with self.partitions_now():
                ended.append(run_update(self, plan, ticket, origin, tell))

        self._queue.run_here(job, lambda ticket: tell(RunQueued(ticket.run_id, plan.execution)))
        return ended[0]

    def backfills(self) -> tuple[Backfill, ...]:
        """Return the backfills of this store, the newest first."""
        log = self.instance.event_log
        # Another kernel may have died since this session began.
        log.mark_abandoned()
        with self.partitions_now():
            return read_backfills(log.runs(), log.steps, self.graph(), log.all_latest(), time())

    def resume(
        self,
        backfill_id: str | None = None,
        *,
        budget_seconds: float | None = None,
        processes: int | None = None,
        origin: str = "",
        on_event: Listener | None = None,
    ) -> RunSummary:
        """Run what a backfill wanted and nothing made since it began; see `materialize`.

        Args:
            backfill_id: Which; the newest that is not done by default.
            budget_seconds: After so long no further step begins.
            processes: In how many its steps run; None as the settings say.
            origin: Who asks, such as "cell 7".
            on_event: Called with everything that happens, on this thread.

        Raises:
            DagsterInvalidInvocationError: There is no such backfill, it runs, or it is done.
            UnknownAssetError: An asset of it is not defined in this kernel.
            DagsterUnknownPartitionError: An asset of it no longer has those partitions.
        """
        current = self._queue.current
        if current is not None and current.canceled.is_set() and not self._queue.is_mine():
            # What was just cancelled is what is meant, and its last step may not have ended yet.
            self.wait(current.run_id)
        left, found = self._left(backfill_id)
        limits = RunLimits(budget_seconds, found, processes)
        # However large, it was confirmed when it began.
        return self.materialize(
            list(left), left, yes=True, origin=origin, on_event=on_event, limits=limits
        )

    def enqueue_resume(
        self,
        backfill_id: str | None = None,
        *,
        budget_seconds: float | None = None,
        origin: str = "panel",
        on_end: Callable[[RunSummary | Exception], None] | None = None,
    ) -> str:
        """Have `resume` run in the background; return the run's id at once.

        Raises:
            DagsterError: As `resume`.
        """
        left, found = self._left(backfill_id)
        limits = RunLimits(budget_seconds, found)
        return self.enqueue(list(left), left, origin=origin, on_end=on_end, limits=limits)

    def _left(self, backfill_id: str | None) -> tuple[dict[AssetKey, OrdinalRanges], str]:
        """Return what a backfill wanted and nothing made since it began, and its id."""
        found = backfill_to_resume(self.backfills(), backfill_id)
        latest = self.instance.event_log.all_latest()
        with self.partitions_now():
            left = left_of(found.wanted, found.started_at, self.graph(), latest)
        return left, found.backfill_id

    def enqueue(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
        *,
        origin: str = "panel",
        on_end: Callable[[RunSummary | Exception], None] | None = None,
        limits: RunLimits = NO_LIMITS,
        force: bool = False,
        on_event: Listener | None = None,
        run_config: Any = None,
    ) -> str:
        """Have assets run in the background; return the run's id at once.

        Args:
            selection: As in `materialize`.
            partitions: As in `materialize`.
            origin: Who asks.
            on_end: Called with how it went, or with what kept it from running.
            limits: When it stops, and the backfill that it goes on with.
            force: Whether what a failed blocking check blocks runs all the same.
            on_event: Called with everything that happens, on the thread where it does.
            run_config: As in `materialize`.
        """
        config = as_run_config(run_config)

        def tell(event: SessionEvent) -> None:
            if on_event is not None:
                on_event(event)
            self._tell(event)

        def job(ticket: Ticket) -> None:
            try:
                with self.partitions_now():
                    plan = self.plan(selection, partitions, force=force)
                    result: RunSummary | Exception = RunSummary(None)
                    if plan.steps and not ticket.canceled.is_set():
                        result = run_update(self, plan, ticket, origin, tell, limits, config)
                    else:
                        tell(RunEnded(RunSummary(None)))
            except Exception as error:  # noqa: BLE001 - handed to the one who asked; the thread goes on
                result = error
            if on_end is not None:
                on_end(result)

        return self._queue.enqueue(job).run_id

    def cancel(self, run_id: str | None = None) -> bool:
        """End the run *run_id*, or the one that runs now; return whether there was one."""
        return self._queue.cancel(run_id)

    def runs(self, limit: int = 20) -> tuple[RunLine, ...]:
        """Return the runs of the store, the newest first, at most *limit*."""
        return self._run_lines.newest(self.instance.event_log, limit)

    def run_details(self, beginning: str) -> RunDetails:
        """Return the run whose id begins so, and its steps.

        Raises:
            DagsterInvalidInvocationError: There is none, or there are several.
        """
        return run_details(self.instance.event_log, beginning, time())

    def active_runs(self) -> tuple[str, ...]:
        """Return the ids of the runs that run or wait, the one that runs first."""
        return self._queue.active()

    @property
    def is_running(self) -> bool:
        """Whether a run runs now."""
        return self._queue.current is not None

    def wait(self, run_id: str | None = None) -> None:
        """Return when the run *run_id* ended, or all that run and wait; may be interrupted.

        Raises:
            DagsterInvariantViolationError: This thread is in a run: it would wait for itself.
        """
        if self._queue.is_mine():
            raise DagsterInvariantViolationError("The code of a run cannot wait for runs.")
        # An event or a lock would not see an interrupt on every platform.
        while run_id in (active := self._queue.active()) or (run_id is None and active):
            sleep(WAIT_SECONDS)

    def in_turn(self, run: Callable[[], T]) -> T:
        """Return what *run* returns, called when no other run runs; a line says when it waits.

        What the code of a run starts itself belongs to that run, and does not wait for it.
        """
        if self._queue.is_mine():
            return run()
        returned: list[T] = []
        self._queue.run_here(
            lambda _: returned.append(run()),
            lambda _: self._tell_note("Waiting for the run before this one to end."),
        )
        return returned[0]


def _nothing(plan: UpdatePlan) -> RunSummary:
    """Return the summary of *plan*, which has no steps."""
    return RunSummary(None, notes=plan.notes)
