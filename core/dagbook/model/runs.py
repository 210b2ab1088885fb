"""Runs: their status, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from dagbook.foundation.not_yet import NotYet


class DagsterRunStatus(Enum):
    """The states of a run, as in Dagster."""

    QUEUED = "QUEUED"
    NOT_STARTED = "NOT_STARTED"
    MANAGED = "MANAGED"
    STARTING = "STARTING"
    STARTED = "STARTED"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    CANCELING = "CANCELING"
    CANCELED = "CANCELED"


_FINISHED = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)


@dataclass(frozen=True, slots=True)
class DagsterRun(NotYet):
    """One run.

    Args:
        run_id: A UUID as text.
        job_name: The job's name, ``__ephemeral_asset_job__`` for `materialize`.
        status: Its state when this value was read.
        tags: Tags by name; a run of one partition has ``dagster/partition``.
        started_at: Seconds since the epoch.
        ended_at: Seconds since the epoch, or None while it runs.
        origin: Who started it, such as "cell 7", "panel" or "".
    """

    run_id: str
    job_name: str
    status: DagsterRunStatus = DagsterRunStatus.NOT_STARTED
    tags: Mapping[str, str] = field(default_factory=dict)
    started_at: float = 0.0
    ended_at: float | None = None
    origin: str = ""

    @property
    def is_finished(self) -> bool:
        """Whether it ended, in whatever way."""
        return self.status in _FINISHED

    @property
    def is_success(self) -> bool:
        """Whether it ended well."""
        return self.status is DagsterRunStatus.SUCCESS

    @property
    def is_failure(self) -> bool:
        """Whether it failed."""
        return self.status is DagsterRunStatus.FAILURE

    @property
    def is_failure_or_canceled(self) -> bool:
        """Whether it failed or was cancelled."""
        return self.status in (DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)
