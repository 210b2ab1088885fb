"""The events of a run, told to its loggers: its own when they happen, a step's when it ended."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from dagbook.execution.log_manager import DagsterLogManager, log_events
from dagbook.execution.run_end import omitted
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepEvent,
    StepOmitted,
    StepPart,
    StepRetried,
)
from dagbook.execution.step_heard import identity
from dagbook.execution.user_code import step_error
from dagbook.model.event_views import step_events
from dagbook.model.events import DagsterEvent, DagsterEventType
from dagbook.model.records import StepRecord
from dagbook.model.run_views import run_beginning, run_ending
from dagbook.model.runs import DagsterRun
from dagbook.model.set_up import SetUp

_AFTER_SET_UP = frozenset(
    {
        DagsterEventType.RESOURCE_INIT_SUCCESS,
        DagsterEventType.RESOURCE_INIT_FAILURE,
        DagsterEventType.LOGS_CAPTURED,
    }
)


@dataclass(frozen=True, slots=True)
class RunHeard:
    """What the loggers of a run hear of it; nothing is made for a run without loggers.

    Args:
        loggers: The run's own.
        run: The run as it began.
        told: How many events they heard of steps that run; see `RunContext`.
    """

    loggers: Sequence[logging.Logger]
    run: DagsterRun
    told: dict[Any, int] = field(default_factory=dict)

    def begins(self, set_up: SetUp) -> None:
        """Tell that the run began and which resources are set up now."""
        if self.loggers:
            known = run_beginning(self.run, replace(set_up, error=None))
            self._tell(each for each in known if each.event_type not in _AFTER_SET_UP)

    def is_set_up(self, set_up: SetUp, error: BaseException | None) -> SetUp:
        """Tell how setting the resources up went, and return *set_up* with what one raised."""
        if error is not None:
            set_up = replace(set_up, error=step_error(error).traceback)
        if self.loggers:
            known = run_beginning(self.run, set_up)
            self._tell(each for each in known if each.event_type in _AFTER_SET_UP)
        return set_up

    def takes(self, event: StepEvent) -> None:
        """Tell of an attempt at a step that ended."""
        if not self.loggers:
            return
        if isinstance(event, StepBlocked):
            self._refuse(event)
        elif isinstance(event, StepOmitted):
            self._tell(step_events(omitted(self.run.run_id, event.step), self.run.job_name))
        elif isinstance(event, StepPart) or (
            isinstance(event, (StepEnded, StepRetried)) and not getattr(event, "is_whole", False)
        ):
            self._tell(self._unheard(event.result.record))

    def _refuse(self, event: StepBlocked) -> None:
        """Tell of a step that cannot run, in Dagster's words."""
        known: dict[str, Any] = {"run_id": self.run.run_id, "job_name": self.run.job_name}
        known |= {"step_key": event.step.key, "job_tags": dict(self.run.tags)}
        DagsterLogManager(self.loggers, known).error(
            f"Dependencies for step {event.step.key} failed: {[event.because.key]}. Not executing."
        )

    def _unheard(self, record: StepRecord) -> Iterator[DagsterEvent]:
        """Yield the events of *record* that were not told while it ran."""
        events = step_events(record, self.run.job_name)
        return islice(events, self.told.pop(identity(record), 0), None)

    def ends(self, run: DagsterRun, steps: Iterable[StepRecord], set_up: SetUp) -> None:
        """Tell how *run* ended, whose *steps* are done and whose resources are torn down."""
        if self.loggers:
            told = list(steps)
            failed = next((each for each in told if each.error and each.retry_in is None), None)
            events = () if failed is None else step_events(failed, run.job_name)
            failure = next((each for each in events if each.is_step_failure), None)
            self._tell(run_ending(run, told, set_up, failure))

    def _tell(self, events: Iterable[DagsterEvent]) -> None:
        """Hand *events* to the loggers."""
        log_events(self.loggers, events, self.run.run_id, self.run.tags)
