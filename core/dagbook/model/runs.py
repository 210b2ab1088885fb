"""Runs: their status, and what is known of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey


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


PARENT_RUN_ID_TAG, ROOT_RUN_ID_TAG = "dagster/parent_run_id", "dagster/root_run_id"
FAILURE_REASON_TAG = "dagster/failure_reason"
"""Whether a failed run was ended by a step that failed, or by what was raised."""

_CANCELABLE = (
    DagsterRunStatus.STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
)
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
        run_config: What the run set of ops and resources.
        asset_selection: Which assets of the job were asked for, or None for all.
        asset_check_selection: Which checks of it were asked for, or None for all.
        op_selection: Which ops of the job were asked for, or None for all.
        step_keys_to_execute: Which steps of the job were asked for, or None for all.
    """

    run_id: str
    job_name: str
    status: DagsterRunStatus = DagsterRunStatus.NOT_STARTED
    tags: Mapping[str, str] = field(default_factory=dict)
    started_at: float = 0.0
    ended_at: float | None = None
    origin: str = ""
    run_config: Mapping[str, Any] = field(default_factory=dict)
    asset_selection: frozenset[AssetKey] | None = None
    asset_check_selection: frozenset[Any] | None = None
    op_selection: Sequence[str] | None = None
    step_keys_to_execute: Sequence[str] | None = None

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

    @property
    def is_cancelable(self) -> bool:
        """Whether it could be cancelled: it waits or runs."""
        return self.status in _CANCELABLE

    @property
    def parent_run_id(self) -> str | None:
        """The run of which it runs some steps again, or None."""
        return self.tags.get(PARENT_RUN_ID_TAG)

    @property
    def root_run_id(self) -> str | None:
        """The first of the runs of which it runs some steps again, or None."""
        return self.tags.get(ROOT_RUN_ID_TAG)

    @property
    def is_resume_retry(self) -> bool:
        """Whether it runs again what failed in another run, as its tags say."""
        return self.tags.get("dagster/is_resume_retry") == "true"

    def get_parent_run_id(self) -> str | None:
        """Return `parent_run_id`."""
        return self.parent_run_id

    def get_root_run_id(self) -> str | None:
        """Return `root_run_id`."""
        return self.root_run_id

    @property
    def previous_run_id(self) -> str | None:
        """Return `parent_run_id`, by Dagster's other name."""
        return self.parent_run_id

    def with_status(self, status: DagsterRunStatus) -> "DagsterRun":
        """Return this run in another state."""
        return replace(self, status=status)

    def with_tags(self, tags: Mapping[str, str]) -> "DagsterRun":
        """Return this run with other tags."""
        return replace(self, tags=tags)

    @staticmethod
    def tags_for_backfill_id(backfill_id: str) -> Mapping[str, str]:
        """Return the tags that runs of a backfill have."""
        return {"dagster/backfill": backfill_id}
