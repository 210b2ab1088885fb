"""Following the session's run for the panel: how far it is, how long it takes, what it leaves."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from dagbook.asset_graph.check_plan import made_by
from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.run_loop import StepBlocked, StepEnded, StepOmitted, StepSkipped, StepStarted
from dagbook.session.events import RunEnded, RunQueued, RunStarted, RunSummary, SessionEvent
from dagbook.session.pace import Pace
from dagbook.session.session import Session
from dagbook.status.backfills import BACKFILL_TAG, Backfill
from dagbook_jupyter.panel.run_messages import RunProgress

MOST_FAILED = 20
"""So much of what failed is named to the page."""


class RunFollower:
    """The run that is shown; safe to ask from any thread.

    Args:
        session: Whose.
        clock: Seconds since the epoch.
    """

    def __init__(self, session: Session, clock: Callable[[], float] = time.time) -> None:
        self._session = session
        self._clock = clock
        self._lock = threading.Lock()
        self._run: RunProgress | None = None
        self._pace: Pace | None = None
        self._left: tuple[int, RunProgress | None] | None = None

    def shown(self) -> RunProgress | None:
        """Return the run that is queued, running, or ended last.

        Before the first, a backfill that is not done: what a kernel that died left.
        """
        with self._lock:
            if self._run is not None:
                return self._run
            left = self._left
        marker = self._session.instance.event_log.change_marker()
        if left is None or left[0] != marker:
            left = marker, self._unfinished()
            with self._lock:
                self._left = left
        return left[1]

    def queued(self, run_id: str) -> None:
        """Show a run that waits, unless another is live."""
        with self._lock:
            if self._run is None or self._run.state not in ("queued", "running"):
                self._run = RunProgress(run_id, "queued", 0, 0, started_at=self._clock())

    def refused(self, error: Exception) -> None:
        """Show what kept a run from running."""
        with self._lock:
            base = self._run or RunProgress("", "failed", 0, 0, started_at=self._clock())
            message = str(error) or type(error).__name__
            self._run = replace(base, state="failed", current="", message=message)

    def note(self, event: SessionEvent) -> None:
        """Take *event* into account."""
        left = self._unfinished() if _leaves_some(event) else None
        with self._lock:
            if self._pace is not None:
                self._pace.note(event)
            self._run = self._after(event, left)

    def _after(self, event: SessionEvent, left: RunProgress | None) -> RunProgress | None:
        """Return the run that is shown after *event*."""
        run, pace = self._run, self._pace
        match event:
            case RunQueued(run_id=run_id, plan=plan):
                waits = RunProgress(run_id, "queued", 0, _size(plan), started_at=self._clock())
                return run if run and run.state == "running" else waits
            case RunStarted(run_id=run_id, plan=plan, expected=expected):
                self._pace = Pace(plan, expected)
                eta = self._pace.remaining_seconds()
                now = self._clock()
                return RunProgress(
                    run_id, "running", 0, _size(plan), started_at=now, eta_seconds=eta
                )
            case StepStarted(step=step) if run:
                return replace(run, current=name_of(step))
            case StepEnded() | StepBlocked() | StepSkipped() | StepOmitted() if run and pace:
                eta = pace.remaining_seconds()
                return replace(run, done=run.total - pace.left, current="", eta_seconds=eta)
            case RunEnded(summary=summary) if run:
                self._pace = None
                return _with_rest(_finished(run, summary), summary, left)
            case _:
                return run

    def _unfinished(self) -> RunProgress | None:
        """Return the newest backfill, where it is not done and nothing runs it."""
        backfills = self._session.backfills()
        return _told(backfills[0]) if backfills and backfills[0].status in _OPEN else None


_OPEN = ("failed", "stopped")


def _leaves_some(event: SessionEvent) -> bool:
    """Return whether *event* is the end of a backfill's run that did not go well."""
    if not isinstance(event, RunEnded) or event.summary.success:
        return False
    run = event.summary.run
    return run is not None and BACKFILL_TAG in run.tags


def _told(backfill: Backfill) -> RunProgress:
    """Return *backfill* as the page shows it."""
    return RunProgress(
        backfill.backfill_id,
        "failed" if backfill.failed else "canceled",
        backfill.done,
        backfill.total,
        started_at=backfill.started_at,
        resume=backfill.backfill_id,
        left=backfill.total - backfill.done,
        failed=backfill.failed[:MOST_FAILED],
        failures=len(backfill.failed),
    )


def _with_rest(run: RunProgress, summary: RunSummary, left: RunProgress | None) -> RunProgress:
    """Return *run*, which ended, with what it *left* of its backfill."""
    tags = summary.run.tags if summary.run is not None else {}
    if left is None or left.resume not in tags.values():
        return run
    return replace(
        run, resume=left.resume, left=left.left, failed=left.failed, failures=left.failures
    )


def _finished(run: RunProgress, summary: RunSummary) -> RunProgress:
    """Return *run* after its end."""
    if summary.run is None and summary.error is None:
        return replace(run, state="success", current="", message="Everything is current.")
    if summary.failed and not summary.failed[0].canceled:
        first = summary.failed[0]
        error = first.error
        message = f"{first.step_key}: {error.error_class}: {error.message}" if error else ""
        if summary.blocked:
            message += f" ({len(summary.blocked)} not run)"
        return replace(run, state="failed", current="", message=message, eta_seconds=None)
    if summary.run is not None and summary.run.is_success:
        return replace(run, state="success", current="", eta_seconds=None)
    return replace(run, state="canceled", current="", eta_seconds=None)


def name_of(step: PlannedStep) -> str:
    """Return what *step* makes, as `orders[2013-01-01]`."""
    names = ", ".join(key.to_user_string() for key in made_by(step))
    partition = step.partition_label
    return f"{names}[{partition}]" if partition is not None else names


def _size(plan: ExecutionPlan) -> int:
    """Return how many values *plan* makes, a partition being one."""
    return sum(len(step.places) for step in plan.steps)
