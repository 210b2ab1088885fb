"""Dagster's event objects, as views: rebuilt from step records when somebody asks for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from dagbook.errors import CheckError
from dagbook.foundation.not_yet import NotYet
from dagbook.model import event_kinds
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckEvaluation, evaluation_from_plain
from dagbook.model.records import Materialization, StepError, StepRecord
from dagbook.model.results import AssetMaterialization
from dagbook.model.runs import DagsterRun, DagsterRunStatus


class DagsterEventType(str, Enum):  # noqa: UP042 - Dagster's: str() of a member is not its value
    """The kinds of events, with Dagster's values."""

    STEP_OUTPUT = "STEP_OUTPUT"
    STEP_INPUT = "STEP_INPUT"
    STEP_FAILURE = "STEP_FAILURE"
    STEP_START = "STEP_START"
    STEP_SUCCESS = "STEP_SUCCESS"
    STEP_SKIPPED = "STEP_SKIPPED"
    STEP_WORKER_STARTING = "STEP_WORKER_STARTING"
    STEP_WORKER_STARTED = "STEP_WORKER_STARTED"
    RESOURCE_INIT_STARTED = "RESOURCE_INIT_STARTED"
    RESOURCE_INIT_SUCCESS = "RESOURCE_INIT_SUCCESS"
    RESOURCE_INIT_FAILURE = "RESOURCE_INIT_FAILURE"
    STEP_UP_FOR_RETRY = "STEP_UP_FOR_RETRY"
    STEP_RESTARTED = "STEP_RESTARTED"
    ASSET_MATERIALIZATION = "ASSET_MATERIALIZATION"
    ASSET_MATERIALIZATION_PLANNED = "ASSET_MATERIALIZATION_PLANNED"
    ASSET_FAILED_TO_MATERIALIZE = "ASSET_FAILED_TO_MATERIALIZE"
    ASSET_OBSERVATION = "ASSET_OBSERVATION"
    STEP_EXPECTATION_RESULT = "STEP_EXPECTATION_RESULT"
    ASSET_CHECK_EVALUATION_PLANNED = "ASSET_CHECK_EVALUATION_PLANNED"
    ASSET_CHECK_EVALUATION = "ASSET_CHECK_EVALUATION"
    ASSET_HEALTH_CHANGED = "ASSET_HEALTH_CHANGED"
    ASSET_WIPED = "ASSET_WIPED"
    RUN_ENQUEUED = "PIPELINE_ENQUEUED"
    RUN_DEQUEUED = "PIPELINE_DEQUEUED"
    RUN_STARTING = "PIPELINE_STARTING"
    RUN_START = "PIPELINE_START"
    RUN_SUCCESS = "PIPELINE_SUCCESS"
    RUN_FAILURE = "PIPELINE_FAILURE"
    RUN_CANCELING = "PIPELINE_CANCELING"
    RUN_CANCELED = "PIPELINE_CANCELED"
    RUN_SUSPENDED = "RUN_SUSPENDED"
    RUN_RESUMED = "RUN_RESUMED"
    OBJECT_STORE_OPERATION = "OBJECT_STORE_OPERATION"
    ASSET_STORE_OPERATION = "ASSET_STORE_OPERATION"
    LOADED_INPUT = "LOADED_INPUT"
    HANDLED_OUTPUT = "HANDLED_OUTPUT"
    ENGINE_EVENT = "ENGINE_EVENT"
    HOOK_COMPLETED = "HOOK_COMPLETED"
    HOOK_ERRORED = "HOOK_ERRORED"
    HOOK_SKIPPED = "HOOK_SKIPPED"
    ALERT_START = "ALERT_START"
    ALERT_SUCCESS = "ALERT_SUCCESS"
    ALERT_FAILURE = "ALERT_FAILURE"
    LOGS_CAPTURED = "LOGS_CAPTURED"
    FRESHNESS_STATE_EVALUATION = "FRESHNESS_STATE_EVALUATION"
    FRESHNESS_STATE_CHANGE = "FRESHNESS_STATE_CHANGE"
    CODE_LOCATION_UPDATED = "CODE_LOCATION_UPDATED"


@dataclass(frozen=True, slots=True)
class DagsterEvent(NotYet):
    """One event of a run.

    Args:
        event_type: Its kind.
        job_name: Of which job.
        step_key: Of which step, or None for the run itself.
        name: Of the input or output it is about, or None.
        materialization: What was materialized, for that kind alone.
        error: Why it failed, for failures alone.
        timestamp: Seconds since the epoch.
        check_evaluation: What a check found, for that kind alone.
    """

    event_type: DagsterEventType
    job_name: str
    step_key: str | None = None
    name: str | None = None
    materialization: AssetMaterialization | None = None
    error: StepError | None = None
    timestamp: float = 0.0
    check_evaluation: AssetCheckEvaluation | None = None

    @property
    def event_type_value(self) -> str:
        """The kind as text."""
        return self.event_type.value

    @property
    def asset_key(self) -> AssetKey | None:
        """Which asset it is about, or None."""
        if self.check_evaluation is not None:
            return self.check_evaluation.asset_key
        return self.materialization.asset_key if self.materialization else None

    @property
    def asset_check_evaluation_data(self) -> AssetCheckEvaluation:
        """What a check found.

        Raises:
            CheckError: It is about something else.
        """
        if self.check_evaluation is None:
            raise CheckError(
                f"This is an event of type {self.event_type.value}; what a check found is in those "
                "of type ASSET_CHECK_EVALUATION."
            )
        return self.check_evaluation

    @property
    def partition(self) -> str | None:
        """Which partition it is about, or None."""
        return self.materialization.partition if self.materialization else None

    @property
    def is_step_event(self) -> bool:
        """Whether it belongs to a step."""
        return self.step_key is not None

    @property
    def is_step_start(self) -> bool:
        """Whether a step started."""
        return self.event_type is DagsterEventType.STEP_START

    @property
    def is_step_success(self) -> bool:
        """Whether a step succeeded."""
        return self.event_type is DagsterEventType.STEP_SUCCESS

    @property
    def is_step_failure(self) -> bool:
        """Whether a step failed."""
        return self.event_type is DagsterEventType.STEP_FAILURE

    @property
    def is_step_skipped(self) -> bool:
        """Whether a step was left out, because what it reads was not made."""
        return self.event_type is DagsterEventType.STEP_SKIPPED

    @property
    def is_failure(self) -> bool:
        """Whether a step or the run failed."""
        return self.event_type in (
            DagsterEventType.STEP_FAILURE,
            DagsterEventType.RUN_FAILURE,
        )

    @property
    def is_step_materialization(self) -> bool:
        """Whether an asset was materialized."""
        return self.event_type is DagsterEventType.ASSET_MATERIALIZATION

    @property
    def is_successful_output(self) -> bool:
        """Whether a step yielded an output."""
        return self.event_type is DagsterEventType.STEP_OUTPUT

    @property
    def is_handled_output(self) -> bool:
        """Whether an IO manager stored an output."""
        return self.event_type is DagsterEventType.HANDLED_OUTPUT

    @property
    def is_loaded_input(self) -> bool:
        """Whether an IO manager loaded an input."""
        return self.event_type is DagsterEventType.LOADED_INPUT


def to_asset_materialization(made: Materialization) -> AssetMaterialization:
    """Return Dagster's view of a recorded materialization, with Dagster's tags of versions."""
    tags = dict(made.tags)
    if made.data_version is not None:
        tags["dagster/data_version"] = made.data_version
    if made.code_version is not None:
        tags["dagster/code_version"] = made.code_version
    return AssetMaterialization(made.key, made.description, made.metadata, made.partition, tags)


def step_events(record: StepRecord, job_name: str) -> Iterator[DagsterEvent]:
    """Yield the events of one step in Dagster's order."""
    kinds = DagsterEventType
    ended = record.started_at + record.seconds

    def event(kind: DagsterEventType, name: str | None = None) -> DagsterEvent:
        return DagsterEvent(kind, job_name, record.step_key, name, timestamp=ended)

    if record.skipped:
        yield event(kinds.STEP_SKIPPED)
        return
    yield DagsterEvent(kinds.STEP_START, job_name, record.step_key, timestamp=record.started_at)
    made = iter(record.materializations)
    for told in record.events:
        if told.kind == event_kinds.ASSET_MATERIALIZATION and told.data is None:
            # What the user logs has no output, and is one partition at most.
            for each in islice(made, len(record.places) if told.name else 1):
                yield DagsterEvent(
                    kinds.ASSET_MATERIALIZATION,
                    job_name,
                    record.step_key,
                    told.name,
                    to_asset_materialization(each),
                    timestamp=ended,
                )
        elif told.kind == event_kinds.ASSET_CHECK_EVALUATION and told.data is not None:
            yield DagsterEvent(
                kinds.ASSET_CHECK_EVALUATION,
                job_name,
                record.step_key,
                told.name,
                timestamp=ended,
                check_evaluation=evaluation_from_plain(told.data["check"]),
            )
        else:
            yield event(kinds(told.kind), told.name)
    if record.error is None:
        yield event(kinds.STEP_SUCCESS)
    else:
        yield DagsterEvent(
            kinds.STEP_FAILURE, job_name, record.step_key, error=record.error, timestamp=ended
        )


def run_events(run: DagsterRun, steps: Sequence[StepRecord]) -> Iterator[DagsterEvent]:
    """Yield the events of a run in Dagster's order."""
    kinds = DagsterEventType
    yield DagsterEvent(kinds.RUN_START, run.job_name, timestamp=run.started_at)
    for step in steps:
        yield from step_events(step, run.job_name)
    ending = {
        DagsterRunStatus.SUCCESS: kinds.RUN_SUCCESS,
        DagsterRunStatus.FAILURE: kinds.RUN_FAILURE,
        DagsterRunStatus.CANCELED: kinds.RUN_CANCELED,
    }.get(run.status)
    if ending is not None:
        yield DagsterEvent(ending, run.job_name, timestamp=run.ended_at or 0.0)
