"""Dagster's event objects, as views: rebuilt from step records when somebody asks for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StepError, StepRecord
from dagbook.model.results import AssetMaterialization
from dagbook.model.runs import DagsterRun, DagsterRunStatus


class DagsterEventType(str, Enum):  # noqa: UP042 - Dagster's: str() of a member is not its value
    """The kinds of events, with Dagster's values."""

    PIPELINE_START = "PIPELINE_START"
    PIPELINE_SUCCESS = "PIPELINE_SUCCESS"
    PIPELINE_FAILURE = "PIPELINE_FAILURE"
    PIPELINE_CANCELED = "PIPELINE_CANCELED"
    STEP_START = "STEP_START"
    STEP_INPUT = "STEP_INPUT"
    STEP_OUTPUT = "STEP_OUTPUT"
    STEP_SUCCESS = "STEP_SUCCESS"
    STEP_FAILURE = "STEP_FAILURE"
    STEP_SKIPPED = "STEP_SKIPPED"
    LOADED_INPUT = "LOADED_INPUT"
    HANDLED_OUTPUT = "HANDLED_OUTPUT"
    ASSET_MATERIALIZATION = "ASSET_MATERIALIZATION"


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
    """

    event_type: DagsterEventType
    job_name: str
    step_key: str | None = None
    name: str | None = None
    materialization: AssetMaterialization | None = None
    error: StepError | None = None
    timestamp: float = 0.0

    @property
    def event_type_value(self) -> str:
        """The kind as text."""
        return self.event_type.value

    @property
    def asset_key(self) -> AssetKey | None:
        """Which asset it is about, or None."""
        return self.materialization.asset_key if self.materialization else None

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
            DagsterEventType.PIPELINE_FAILURE,
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
    for name in record.loaded_inputs:
        yield event(kinds.LOADED_INPUT, name)
        yield event(kinds.STEP_INPUT, name)
    for output in record.outputs:
        yield event(kinds.STEP_OUTPUT, output.name)
        for made in record.materializations:
            if made.key == output.key:
                yield DagsterEvent(
                    kinds.ASSET_MATERIALIZATION,
                    job_name,
                    record.step_key,
                    output.name,
                    to_asset_materialization(made),
                    timestamp=ended,
                )
        if output.handled:
            yield event(kinds.HANDLED_OUTPUT, output.name)
    if record.error is None:
        yield event(kinds.STEP_SUCCESS)
    else:
        yield DagsterEvent(
            kinds.STEP_FAILURE, job_name, record.step_key, error=record.error, timestamp=ended
        )


def run_events(run: DagsterRun, steps: Sequence[StepRecord]) -> Iterator[DagsterEvent]:
    """Yield the events of a run in Dagster's order."""
    kinds = DagsterEventType
    yield DagsterEvent(kinds.PIPELINE_START, run.job_name, timestamp=run.started_at)
    for step in steps:
        yield from step_events(step, run.job_name)
    ending = {
        DagsterRunStatus.SUCCESS: kinds.PIPELINE_SUCCESS,
        DagsterRunStatus.FAILURE: kinds.PIPELINE_FAILURE,
        DagsterRunStatus.CANCELED: kinds.PIPELINE_CANCELED,
    }.get(run.status)
    if ending is not None:
        yield DagsterEvent(ending, run.job_name, timestamp=run.ended_at or 0.0)
