"""What a step changes of what is latest and of what failed. Pure; every event log asks it."""

from collections.abc import Collection, Iterable
from itertools import product

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import (
    Materialization,
    StepError,
    StepRecord,
    StoredMaterialization,
)

Place = tuple[AssetKey, str | None]
"""An asset and a partition of it."""

RunSource = tuple[str, str]
"""Of a run its id, and the notebook that started it."""

NO_RUN: RunSource = ("", "")


def outcome(
    planned: Iterable[AssetKey],
    partitions: Iterable[str | None],
    made: Collection[Place],
    *,
    error: StepError | None,
    canceled: bool,
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the places a step made fail, and those whose failure it cleared.

    >>> orders = AssetKey("orders")
    >>> outcome([orders], ["a"], [], error=StepError("ValueError", "no"), canceled=False)
    (((AssetKey(['orders']), 'a'),), ())
    """
    if canceled:
        return (), tuple(made)
    wanted = list(product(planned, partitions))
    if error is not None:
        return tuple(place for place in wanted if place not in made), tuple(made)
    return (), tuple(dict.fromkeys([*wanted, *made]))


def outcome_of(step: StepRecord) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the `outcome` of *step*."""
    made = {(each.key, each.partition): None for each in step.materializations}
    # What is to be tried again has not failed yet.
    open_ended = step.canceled or step.retry_in is not None
    return outcome(step.planned, step.places, made, error=step.error, canceled=open_ended)


def stored_materialization(
    event_id: int, step: StepRecord, made: Materialization, source: RunSource
) -> StoredMaterialization:
    """Return *made*, by *step* in the run of *source*, as the store answers."""
    run_id, notebook = source
    return StoredMaterialization(
        event_id,
        run_id,
        step.started_at + step.seconds,
        step.seconds / len(step.places),
        made.version,
        made.fingerprint,
        made.inputs,
        made.path,
        made.size_bytes,
        notebook,
    )
