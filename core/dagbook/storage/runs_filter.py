"""Runs as Dagster's API asks for them: `RunsFilter`, and `RunRecord`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dagbook.errors import CheckError
from dagbook.foundation.parameters import TEXT, check_given, list_of, of_type
from dagbook.model.runs import DagsterRun, DagsterRunStatus

MAX_RUNTIME_SECONDS_TAG = "dagster/max_runtime"
"""The tag that says after how many seconds a run is to be ended."""

BACKFILL_TAG = "dagster/backfill"

_RULES = {
    "run_ids": list_of(str),
    "job_name": TEXT,
    "statuses": list_of(DagsterRunStatus),
    "tags": of_type(Mapping, wanted="a mapping"),
    "snapshot_id": TEXT,
    "updated_after": of_type(datetime),
    "updated_before": of_type(datetime),
    "created_after": of_type(datetime),
    "created_before": of_type(datetime),
    "exclude_subruns": of_type(bool),
}


@dataclass(frozen=True)
class RunsFilter:
    """Which runs are meant; what is left out means all.

    Args:
        run_ids: Their ids.
        job_name: Their job.
        statuses: Their states; none means all.
        tags: What each tag is, or a list of what it may be; all of them have to hold.
        snapshot_id: Taken and ignored: no snapshots of jobs are kept.
        updated_after: Only what changed later.
        updated_before: Only what changed earlier.
        created_after: Only what was made later.
        created_before: Only what was made earlier.
        exclude_subruns: Leaves out the runs of backfills.

    Raises:
        CheckError: *run_ids* is empty, or a tag is no text.
        ParameterCheckError: A field is of another type.

    Example:
        >>> RunsFilter(tags={"team": ["a", "b"]}).statuses
        []
    """

    run_ids: Sequence[str] | None = None
    job_name: str | None = None
    statuses: Sequence[DagsterRunStatus] | None = None
    tags: Mapping[str, str | Sequence[str]] | None = None
    snapshot_id: str | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    exclude_subruns: bool | None = None

    def __post_init__(self) -> None:
        if self.run_ids is not None and not self.run_ids:
            raise CheckError("When filtering on run ids, a non-empty list must be used.")
        check_given("RunsFilter", _RULES, {each: getattr(self, each) for each in _RULES})
        for key, value in (self.tags or {}).items():
            if not isinstance(value, (str, Sequence)):
                raise CheckError(
                    f"The tag {key} of a RunsFilter has to be text or a list of texts; got "
                    f"{value!r}."
                )
        object.__setattr__(self, "statuses", self.statuses or [])
        object.__setattr__(self, "tags", self.tags or {})

    @staticmethod
    def for_backfill(backfill_id: str) -> "RunsFilter":
        """Return the filter for the runs of one backfill."""
        return RunsFilter(tags={BACKFILL_TAG: backfill_id})


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run as it is stored.

    Args:
        storage_id: Grows with each run, never reused.
        dagster_run: The run.
        create_timestamp: When it was made.
        update_timestamp: When it changed last.
        start_time: Seconds since the epoch, or None while it waits.
        end_time: Seconds since the epoch, or None while it runs.
    """

    storage_id: int
    dagster_run: DagsterRun
    create_timestamp: datetime
    update_timestamp: datetime
    start_time: float | None = None
    end_time: float | None = None


_WAITING = (DagsterRunStatus.QUEUED, DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING)


def run_record(storage_id: int, run: DagsterRun) -> RunRecord:
    """Return the record of *run*."""
    created = datetime.fromtimestamp(run.started_at, UTC)
    changed = created if run.ended_at is None else datetime.fromtimestamp(run.ended_at, UTC)
    started = None if run.status in _WAITING else run.started_at
    return RunRecord(storage_id, run, created, changed, started, run.ended_at)


def matching(records: Iterable[RunRecord], wanted: RunsFilter | None) -> Iterator[RunRecord]:
    """Yield those of *records* that *wanted* means."""
    if wanted is None:
        yield from records
        return
    ids = None if wanted.run_ids is None else frozenset(wanted.run_ids)
    for record in records:
        if ids is not None and record.dagster_run.run_id not in ids:
            continue
        if _is_meant(record, wanted):
            yield record


def _is_meant(record: RunRecord, wanted: RunsFilter) -> bool:
    """Return whether all but the ids of *wanted* hold of *record*."""
    run = record.dagster_run
    if wanted.job_name is not None and run.job_name != wanted.job_name:
        return False
    if wanted.statuses and run.status not in wanted.statuses:
        return False
    if wanted.exclude_subruns and BACKFILL_TAG in run.tags:
        return False
    for key, value in (wanted.tags or {}).items():
        if run.tags.get(key) not in ((value,) if isinstance(value, str) else value):
            return False
    created, changed = record.create_timestamp, record.update_timestamp
    return _between(created, wanted.created_after, wanted.created_before) and _between(
        changed, wanted.updated_after, wanted.updated_before
    )


def _between(at: datetime, after: datetime | None, before: datetime | None) -> bool:
    """Return whether *at* lies between the two; times without a zone are in UTC, as in Dagster."""
    return (after is None or at > _aware(after)) and (before is None or at < _aware(before))


def _aware(at: datetime) -> datetime:
    """Return *at* with its zone."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
