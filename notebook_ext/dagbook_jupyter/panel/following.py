"""Following the session's run for the panel: how far it is, how long it takes, what it leaves."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from dagbook.asset_graph.check_plan import made_by
from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepOmitted,
    StepRetried,
    StepSkipped,
    StepStarted,
)
from dagbook.model.asset_key import AssetKey
from dagbook.session.attempts import next_attempt
from dagbook.session.events import RunEnded, RunQueued, RunStarted, RunSummary, SessionEvent
from dagbook.session.pace import Pace
from dagbook.session.run_trace import RunTrace
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
        self._waiting: dict[str, str] = {}
        self._retry: dict[AssetKey, dict[str | None, None]] = {}
        self.trace = RunTrace(clock)

    def now(self) -> float:
        """Return the present, seconds since the epoch."""
        return self._clock()

    @property
    def live_run_id(self) -> str:
        """The run that runs here now, or ""."""
        run = self._run
        return run.run_id if run is not None and run.state == "running" else ""

    def waiting(self) -> Mapping[str, str]:
        """Return what waits for its turn in this kernel: what each is to make, by run."""
        active, live = self._session.active_runs(), self.live_run_id
        with self._lock:
            # What begins, or is taken back, is dropped when somebody looks.
            self._waiting = {each: self._waiting.get(each, "") for each in active if each != live}
            return dict(self._waiting)

    def to_retry(self) -> Mapping[AssetKey, tuple[str | None, ...]]:
        """Return what failed in the last run, and what it kept from running."""
        with self._lock:
            return {key: tuple(places) for key, places in self._retry.items()}

    def shown(self) -> RunProgress | None:
        """Return the run that is queued, running, or ended last.

        Before the first, a backfill that is not done: what a kernel that died left.
        """
        with self._lock:
            run, left = self._run, self._left
        if run is not None and run.state in _LIVE:
            behind = sum(run_id != run.run_id for run_id in self._session.active_runs())
            return replace(run, waiting=behind) if behind else run
        marker = self._session.instance.event_log.change_marker()
        if left is None or left[0] != marker:
            # Other kernels run at the same time; what they do is seen while nothing runs here.
            left = marker, self._elsewhere() or (self._unfinished() if run is None else None)
            with self._lock:
                self._left = left
        return left[1] if run is None or (left[1] and left[1].elsewhere) else run

    def _elsewhere(self) -> RunProgress | None:
        """Return the newest run that another kernel runs on this store."""
        log = self._session.instance.event_log
        running = [run for run in log.runs(_LOOK_BACK) if not run.is_finished]
        if not running or set(log.mark_abandoned()) >= {run.run_id for run in running}:
            return None
        run = running[0]
        message = f"Runs in another kernel{run.origin and f' ({run.origin})'}"
        return RunProgress(run.run_id, "running", 0, 0, "", message, run.started_at, elsewhere=True)

    def queued(self, run_id: str, what: str = "") -> None:
        """Show a run that waits, unless another is live."""
        with self._lock:
            self._waiting[run_id] = what
            if self._run is None or self._run.state not in _LIVE:
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
        self.trace.note(event)
        with self._lock:
            if isinstance(event, RunQueued):
                self._waiting[event.run_id] = ", ".join(_names(event.plan))
            elif isinstance(event, RunEnded) and event.summary.run is not None:
                self._retry = _not_made(event.summary)
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
            case StepStarted() | StepRetried() if run:
                return replace(run, current=_going_on(event))
            case StepEnded() | StepBlocked() | StepSkipped() | StepOmitted() if run and pace:
                eta = pace.remaining_seconds()
                return replace(run, done=run.total - pace.left, current="", eta_seconds=eta)
            case RunEnded(summary=summary) if run:
                self._pace = None
                ended = replace(_finished(run, summary), can_retry=bool(self._retry))
                return _with_rest(ended, summary, left)
            case _:
                return run

    def _unfinished(self) -> RunProgress | None:
        """Return the newest backfill, where it is not done and nothing runs it."""
        backfills = self._session.backfills()
        return _told(backfills[0]) if backfills and backfills[0].status in _OPEN else None


_OPEN = ("failed", "stopped")
_LIVE = ("queued", "running")
_LOOK_BACK = 20
_MOST_NAMES = 3


def _names(plan: ExecutionPlan) -> list[str]:
    """Return the first assets of *plan*, and how many more there are."""
    names = list(
        dict.fromkeys(key.to_user_string() for step in plan.steps for key in made_by(step))
    )
    more = len(names) - _MOST_NAMES
    return [*names[:_MOST_NAMES], f"and {more} more"] if more > 0 else names


def _not_made(summary: RunSummary) -> dict[AssetKey, dict[str | None, None]]:
    """Return what failed, and what that kept from running: partitions by asset."""
    found: dict[AssetKey, dict[str | None, None]] = {}
    for record in summary.failed:
        if not record.canceled:
            for key in record.planned:
                found.setdefault(key, {}).update(dict.fromkeys(record.places))
    for step, _ in summary.blocked:
        for key in step.selected:
            found.setdefault(key, {}).update(dict.fromkeys(step.places))
    return found


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


def _going_on(event: StepStarted | StepRetried) -> str:
    """Return what runs, and which attempt where it is not the first."""
    name = name_of(event.step)
    if isinstance(event, StepStarted):
        return name
    return f"{name}, {next_attempt(event.step, event.result.record)}"


def _size(plan: ExecutionPlan) -> int:
    """Return how many values *plan* makes, a partition being one."""
    return sum(len(step.places) for step in plan.steps)
