"""What a log keeps of deleted runs: which data versions were read of what they made."""

from collections.abc import Iterable
from typing import NamedTuple

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StepRecord


class Left(NamedTuple):
    """What is left of a materialization whose run was deleted.

    Args:
        event_id: The event it was of.
        place: Where it was in its step.
        key: Which asset.
        partition: Of which partition, or None.
        version: Its data version, as Dagster has it; None when it had none.
    """

    event_id: int
    place: int
    key: AssetKey
    partition: str | None
    version: str | None


def step_left(left: Iterable[Left]) -> StepRecord:
    """Return a step that made what is left of one, each in its place and with its version."""
    made = tuple(
        Materialization(each.key, each.partition, "", data_version=each.version)
        for each in sorted(left, key=lambda each: each.place)
    )
    return StepRecord("", "", None, 0.0, 0.0, (), made)
