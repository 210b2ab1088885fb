"""`RecordedRun`: what a result asks of the instance that its run is recorded in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dagbook.model.records import StepRecord
from dagbook.storage.data_versions import tags_of_step
from dagbook.storage.instance import DagsterInstance


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run in an instance (`RunRecords`).

    Args:
        instance: Where it is recorded.
        run_id: The run's id.
    """

    instance: DagsterInstance
    run_id: str

    def ask_before_end(self, asker: Any) -> None:
        """Have the method `ask` of *asker* be called before the store is released."""
        self.instance.ask_before_end(asker)

    def version_tags(self, steps: Sequence[StepRecord]) -> Sequence[Sequence[Mapping[str, str]]]:
        """Return the tags of what was materialized, those of data versions among them, by step."""
        log = self.instance.event_log
        events = {_identity(step): event for event, step in log.numbered_steps(self.run_id)}
        return [
            tags_of_step(log, events.get(_identity(step)), step) if step.materializations else ()
            for step in steps
        ]


def _identity(step: StepRecord) -> tuple[Any, ...]:
    """Return what tells a step of a run from the others."""
    return step.step_key, step.places, step.attempt, step.started_at
