"""Counts of what happened in a run, and how its steps ended, in Dagster's form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from dagbook.model.events import DagsterEventType
from dagbook.model.records import StepRecord
from dagbook.model.runs import DagsterRun


class StepEventStatus(Enum):
    """How a step ended."""

    IN_PROGRESS = "IN_PROGRESS"
    SKIPPED = "SKIPPED"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


@dataclass(frozen=True, slots=True)
class DagsterRunStatsSnapshot:
    """Counts of what happened in a run; times are seconds since the epoch."""

    run_id: str
    steps_succeeded: int
    steps_failed: int
    materializations: int
    expectations: int
    enqueued_time: float | None
    launch_time: float | None
    start_time: float | None
    end_time: float | None


@dataclass(frozen=True, slots=True)
class RunStepKeyStatsSnapshot:
    """How a step ended; times are seconds since the epoch."""

    run_id: str
    step_key: str
    status: StepEventStatus | None
    start_time: float | None
    end_time: float | None
    attempts: int | None


def run_stats(run: DagsterRun, steps: Sequence[StepRecord]) -> DagsterRunStatsSnapshot:
    """Return the counts of *run*."""
    ended = [each for each in steps if each.retry_in is None]
    expected = DagsterEventType.STEP_EXPECTATION_RESULT.value
    return DagsterRunStatsSnapshot(
        run.run_id,
        sum(each.error is None and not each.skipped for each in ended),
        sum(each.error is not None for each in ended),
        sum(len(each.materializations) for each in steps),
        sum(told.kind == expected for each in steps for told in each.events),
        None,
        None,
        run.started_at,
        run.ended_at,
    )


def step_stats(steps: Iterable[StepRecord]) -> list[RunStepKeyStatsSnapshot]:
    """Return how each of *steps* ended, the last attempt of each."""
    first: dict[str, float] = {}
    last: dict[str, StepRecord] = {}
    for each in steps:
        first.setdefault(each.step_key, each.started_at)
        last[each.step_key] = each
    return [
        RunStepKeyStatsSnapshot(
            each.run_id,
            key,
            StepEventStatus.SUCCESS if each.error is None else StepEventStatus.FAILURE,
            first[key],
            each.started_at + each.seconds,
            each.attempt,
        )
        for key, each in last.items()
    ]
