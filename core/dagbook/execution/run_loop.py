"""The run loop: the steps of a plan one after the other, each recorded before the next begins.

::

    ExecutionPlan -> execute_steps -> StepStarted | StepEnded | StepBlocked | StepSkipped ...
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.step import INTERRUPTS, RunContext, StepResult, run_step


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step begins."""

    step: PlannedStep


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step ended and is recorded."""

    step: PlannedStep
    result: StepResult
    event_id: int


@dataclass(frozen=True, slots=True)
class StepBlocked:
    """A step does not run, because what it needs failed.

    Args:
        step: The step.
        because: The step that failed first on the way.
    """

    step: PlannedStep
    because: PlannedStep


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """A step does not run, because what it would make is current after all."""

    step: PlannedStep


StepEvent = StepStarted | StepEnded | StepBlocked | StepSkipped


def execute_steps(
    run: RunContext,
    plan: ExecutionPlan,
    is_canceled: Callable[[], bool] | None = None,
    is_current: Callable[[PlannedStep], bool] | None = None,
) -> Iterator[StepEvent]:
    """Run the steps of *plan* in order, and yield what happens.

    After a failure everything that does not need the failed step still runs. After an interrupt, or
    once *is_canceled* says so between two steps, nothing more does. A step that *is_current* says
    makes nothing new, when its turn comes, is left out.
    """
    failed: dict[int, PlannedStep] = {}
    record_step = run.instance.event_log.record_step
    for position, step in enumerate(plan.steps):
        if is_canceled is not None and is_canceled():
            return
        because = next((failed[need] for need in step.needs if need in failed), None)
        if because is not None:
            failed[position] = because
            yield StepBlocked(step, because)
            continue
        if is_current is not None and is_current(step):
            yield StepSkipped(step)
            continue
        yield StepStarted(step)
        result = run_step(run, step)
        event_id = record_step(result.record)
        if result.error is not None:
            failed[position] = step
        yield StepEnded(step, result, event_id)
        if isinstance(result.error, INTERRUPTS):
            return
