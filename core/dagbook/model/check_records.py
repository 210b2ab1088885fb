"""`AssetCheckExecutionRecord`: what an instance answers about the last run of a check."""

from dataclasses import dataclass
from enum import Enum

from dagbook.model.checks import AssetCheckEvaluation, AssetCheckKey
from dagbook.model.records import StoredCheck


class AssetCheckExecutionRecordStatus(Enum):
    """How the run of a check ended, with Dagster's values."""

    PLANNED = "PLANNED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class AssetCheckExecutionRecord:
    """The last run of a check.

    Args:
        key: The check.
        id: Grows with time.
        run_id: In which run.
        status: Whether it passed.
        evaluation: What was found.
        create_timestamp: When, seconds since the epoch.
        partition: Of which partition, None where the check has none.
    """

    key: AssetCheckKey
    id: int
    run_id: str
    status: AssetCheckExecutionRecordStatus
    evaluation: AssetCheckEvaluation
    create_timestamp: float
    partition: str | None = None


def check_record(stored: StoredCheck) -> AssetCheckExecutionRecord:
    """Return Dagster's view of *stored*."""
    found = stored.evaluation
    kinds = AssetCheckExecutionRecordStatus
    return AssetCheckExecutionRecord(
        found.asset_check_key,
        stored.event_id,
        stored.run_id,
        kinds.SUCCEEDED if found.passed else kinds.FAILED,
        found,
        stored.at,
        found.partition,
    )
