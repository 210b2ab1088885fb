"""Dagster's view of the event log: entries rebuilt from step records when they are asked for."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from dagbook.errors import CheckError
from dagbook.model.checks import AssetCheckEvaluation
from dagbook.model.events import DagsterEvent, DagsterEventType, to_asset_materialization
from dagbook.model.records import Materialization, StepError, StepRecord
from dagbook.model.results import AssetMaterialization
from dagbook.model.user_events import AssetObservation


@dataclass(frozen=True, slots=True)
class EventLogEntry:
    """One entry of the event log, with Dagster's fields.

    Args:
        error_info: Why something failed, or None.
        level: As of `logging`.
        user_message: What it says.
        run_id: In which run, "" when in none.
        timestamp: Seconds since the epoch.
        step_key: Of which step, or None.
        job_name: Of which job, or None.
        dagster_event: The event, or None for a mere message.
    """

    error_info: StepError | None
    level: int
    user_message: str
    run_id: str
    timestamp: float
    step_key: str | None = None
    job_name: str | None = None
    dagster_event: DagsterEvent | None = None

    @property
    def message(self) -> str:
        """What it says."""
        return self.user_message

    @property
    def is_dagster_event(self) -> bool:
        """Whether it is an event, not a mere message."""
        return self.dagster_event is not None

    @property
    def dagster_event_type(self) -> DagsterEventType | None:
        """The kind of its event, or None."""
        return None if self.dagster_event is None else self.dagster_event.event_type

    @property
    def tags(self) -> Mapping[str, str] | None:
        """The tags of what it says of an asset; None when it says nothing of one."""
        about = self.asset_materialization or self.asset_observation
        return None if about is None else about.tags

    @property
    def asset_materialization(self) -> AssetMaterialization | None:
        """What was materialized, or None when it is about something else."""
        return None if self.dagster_event is None else self.dagster_event.materialization

    @property
    def asset_observation(self) -> AssetObservation | None:
        """What was observed, or None when it is about something else."""
        if self.dagster_event is None:
            return None
        found: AssetObservation | None = getattr(
            self.dagster_event.event_specific_data, "asset_observation", None
        )
        return found

    @property
    def asset_check_evaluation(self) -> AssetCheckEvaluation | None:
        """What a check found, or None when it is about something else."""
        return None if self.dagster_event is None else self.dagster_event.check_evaluation

    def get_dagster_event(self) -> DagsterEvent:
        """Return the event.

        Raises:
            CheckError: It is a mere message.
        """
        if self.dagster_event is None:
            raise CheckError("This entry is a message, not an event; see is_dagster_event.")
        return self.dagster_event


def materialization_entry(
    step: StepRecord, made: Materialization, job_name: str | None, tags: Mapping[str, str]
) -> EventLogEntry:
    """Return the entry that says that *step* made *made*, which has *tags*."""
    from dagbook.model.event_data import StepMaterializationData  # noqa: PLC0415 - loaded by who asks for events

    ended = step.started_at + step.seconds
    view = to_asset_materialization(made, tags)
    words = f"Materialized value {' '.join(made.key.path)}." if step.run_id else ""
    return EventLogEntry(
        error_info=None,
        level=logging.DEBUG if step.run_id else logging.INFO,
        user_message=words,
        run_id=step.run_id,
        timestamp=ended,
        step_key=step.step_key or None,
        job_name=job_name if step.run_id else "",
        dagster_event=DagsterEvent(
            DagsterEventType.ASSET_MATERIALIZATION,
            job_name or "",
            step.step_key or None,
            materialization=view,
            timestamp=ended,
            event_specific_data=StepMaterializationData(view),
            message=words,
        ),
    )
