"""What a step tells, told to the loggers of its run before they hear what user code says next."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import time
from typing import Any

from dagbook.execution.log_manager import DagsterLogManager, capturing, log_events
from dagbook.execution.running_step import RunContext, RunningStep
from dagbook.model.event_kinds import ASSET_MATERIALIZATION
from dagbook.model.event_views import start_event, told_events
from dagbook.model.events import DagsterEvent
from dagbook.model.log_lines import LogLine
from dagbook.model.records import StepRecord
from dagbook.model.worker_events import worker_events


@contextmanager
def heard(step: RunningStep, started_at: float) -> Iterator[None]:
    """While it is open, the loggers of the run hear what *step* tells and its code says."""
    hears = _StepHeard(step, started_at)
    step.log.before = hears.tell
    hears.begin()
    with capturing(step.log):
        yield


def hear_end(step: RunningStep, record: StepRecord, events: Sequence[DagsterEvent]) -> None:
    """Tell the last *events* of an attempt at *step*; the hooks that run next may say something."""
    heard_before = step.shared.heard.get(identity(record), 0)
    log_events(step.shared.loggers, events[heard_before:], step.run_id, step.run_tags)
    step.shared.heard[identity(record)] = len(events)
    step.log.before = None


def hear_said(run: RunContext, planned: Any, record: StepRecord, said: Sequence[LogLine]) -> None:
    """Keep and tell what an attempt at a step has *said* in another process, which is over."""
    if run.lines is not None and said:
        with run.lines.of(planned) as lines:
            for line in said:
                lines.again(line)
    if not run.loggers:
        return
    begun = (*worker_events(record, run.job_name), start_event(record, run.job_name))
    log_events(run.loggers, begun, run.run_id, run.tags)
    run.heard[identity(record)] = 1
    known: dict[str, Any] = {"run_id": run.run_id, "job_name": run.job_name}
    known |= {"step_key": record.step_key, "job_tags": dict(run.tags)}
    manager = DagsterLogManager(run.loggers, known)
    for line in said:
        if line.source == "log":
            manager.log(line.level, "%s", line.text)


def identity(record: StepRecord) -> tuple[Any, ...]:
    """Return what tells an attempt at a step from the others of its run."""
    return record.step_key, record.places, record.attempt


class _StepHeard:
    """How much of an attempt at a step the loggers have heard."""

    __slots__ = ("_events", "_made", "_started_at", "_step")

    def __init__(self, step: RunningStep, started_at: float) -> None:
        self._step = step
        self._started_at = started_at
        self._events = 0
        self._made = 0

    def begin(self) -> None:
        """Tell that it begins."""
        step, record = self._step, self._record()
        log_events(
            step.shared.loggers,
            (start_event(record, step.job_name),),
            step.run_id,
            step.run_tags,
        )
        step.shared.heard[identity(record)] = 1

    def tell(self) -> None:
        """Tell what is new."""
        step = self._step
        if len(step.events) == self._events:
            return
        record = self._record()
        new, made = record.events[self._events :], self._made
        self._events = len(record.events)
        self._made += made_in(record, new)
        views = list(told_events(record, step.job_name, new, made))
        step.shared.heard[identity(record)] += len(views)
        log_events(step.shared.loggers, views, step.run_id, step.run_tags)

    def _record(self) -> StepRecord:
        """Return what would be recorded if it ended now."""
        step, planned = self._step, self._step.planned
        return StepRecord(
            step.run_id,
            planned.key,
            planned.partition_key,
            self._started_at,
            time() - self._started_at,
            planned.selected,
            tuple(step.made),
            tuple(step.events),
            attempt=step.attempt,
            range_keys=planned.range_keys,
        )


def made_in(record: StepRecord, told: tuple[Any, ...]) -> int:
    """Return how many materializations *told*, which is a part of *record*, stands for."""
    return sum(
        len(record.places) if each.name else 1
        for each in told
        if each.kind == ASSET_MATERIALIZATION and each.data is None
    )
