"""What an event log says when it is asked for what it does not have. Every event log uses it."""

from types import EllipsisType

from dagbook.errors import (
    AssetNotMaterializedError,
    DagsterInvalidInvocationError,
    DagsterRunNotFoundError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StepRecord


def unknown_run(run_id: str) -> DagsterRunNotFoundError:
    """Return the error for a run that was never started."""
    return DagsterRunNotFoundError(
        f"Run {run_id} is not known to this store: its steps and its end are recorded after its "
        "start. Call start_run first."
    )


def unknown_event(event_id: int) -> DagsterInvalidInvocationError:
    """Return the error for an event that is no step's."""
    return DagsterInvalidInvocationError(
        f"The event log has no step with event id {event_id}. Ids come from record_step and from "
        "the values that latest returns."
    )


def made_by(
    step: StepRecord, event_id: int, asset: AssetKey, partition: str | EllipsisType | None
) -> Materialization:
    """Return what *step*, recorded as *event_id*, made of *asset*, the last one of several.

    Raises:
        AssetNotMaterializedError: It did not make that.
    """
    for made in reversed(step.materializations):
        if made.key == asset and partition in (..., made.partition):
            return made
    raise AssetNotMaterializedError(
        asset.to_user_string(),
        None if isinstance(partition, EllipsisType) else partition,
        f"event {event_id} did not make it",
    )
