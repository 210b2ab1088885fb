"""The events of a run, told to its loggers: its own when they happen, a step's when it ended."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dagbook.execution.log_manager import log_events
from dagbook.execution.run_loop import StepEnded, StepEvent, StepRetried
from dagbook.execution.user_code import step_error
from dagbook.model.event_views import run_beginning, run_ending, step_events
from dagbook.model.events import DagsterEvent, DagsterEventType
from dagbook.model.records import StepRecord
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
    """

    loggers: Sequence[logging.Logger]
    run: DagsterRun

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
        if self.loggers and isinstance(event, (StepEnded, StepRetried)):
            self._tell(step_events(event.result.record, self.run.job_name))

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
