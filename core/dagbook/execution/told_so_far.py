"""What the steps of a run told so far: their records, and the error that counts."""

from dataclasses import replace
from functools import partial
from typing import Any

from dagbook.execution.run_end import omitted
from dagbook.execution.run_loop import (
    StepEnded,
    StepEvent,
    StepOmitted,
    StepPart,
    StepRetried,
    StepStarted,
)
from dagbook.execution.step import INTERRUPTS
from dagbook.model.checks import plain_with_id
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import StepRecord
from dagbook.storage.event_records import storage_id


class ToldSoFar:
    """A run's records, those of steps that were left out among them, and its error, as it goes.

    Args:
        run_id: Of which run.
        steps: The list that the records are put into.
    """

    __slots__ = ("error", "omitted", "run_id", "skipped", "steps")

    def __init__(self, run_id: str, steps: Any) -> None:
        self.run_id = run_id
        self.steps = steps
        self.omitted = False
        self.skipped: list[tuple[int, str, float]] = []
        self.error: BaseException | None = None

    def take(self, event: StepEvent) -> None:
        """Note *event*; the first error counts, and an interrupt more than any."""
        if isinstance(event, StepStarted):
            return
        if isinstance(event, StepRetried):
            self.steps.append(event.result.record)
        elif isinstance(event, (StepEnded, StepPart)):
            if isinstance(event, StepPart) and event.result.record.skipped:
                self._leave_out(event.result.record)
            elif isinstance(event, StepPart) or not event.is_whole:
                self.steps.append(_recorded(event))
            if self.error is None or isinstance(event.result.error, INTERRUPTS):
                self.error = event.result.error
        elif isinstance(event, StepOmitted):
            self.omitted = True
            self._leave_out(omitted(self.run_id, event.step))

    def _leave_out(self, record: StepRecord) -> None:
        """Note a step that is told by the result, and recorded with the run alone."""
        ended = len(self.steps) - len(self.skipped)
        self.skipped.append((ended, record.step_key, record.started_at))
        self.steps.append(record)


def _recorded(event: StepEnded | StepPart) -> StepRecord:
    """Return the record of a step; checks of what it made know by now which event that is."""
    record = event.result.record
    if not event.step.definition.check_outputs:
        return record
    number = partial(storage_id, event.event_id)
    told = tuple(
        each._replace(data={**each.data, "check": plain_with_id(each.data["check"], number)})
        if each.kind == ASSET_CHECK_EVALUATION and each.data
        else each
        for each in record.events
    )
    return replace(record, events=told)
