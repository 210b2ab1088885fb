"""The run loop: the steps of a plan one after the other, each recorded before the next begins.

::

    ExecutionPlan -> execute_steps -> StepStarted | StepEnded | StepBlocked | ...
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import INTERRUPTS, StepResult, run_step
from dagbook.model.asset_key import AssetKey


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


@dataclass(frozen=True, slots=True)
class StepOmitted:
    """A step does not run, because an optional output that it reads was left out."""

    step: PlannedStep


StepEvent = StepStarted | StepEnded | StepBlocked | StepSkipped | StepOmitted


def execute_steps(
    run: RunContext,
    plan: ExecutionPlan,
    is_canceled: Callable[[], bool] | None = None,
    is_current: Callable[[PlannedStep], bool] | None = None,
) -> Iterator[StepEvent]:
    """Run the steps of *plan* in order, and yield what happens.

    After a failure everything that does not need the failed step still runs. After an interrupt, or
    once *is_canceled* says so between two steps, nothing more does. A step that *is_current* says
    makes nothing new, when its turn comes, is left out; so is one that reads an optional output
    that was not made, and what reads that one.
    """
    omitted: set[tuple[AssetKey, str | None]] = set()
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
        if omitted and not omitted.isdisjoint(_reads(step)):
            omitted.update(product(step.selected, step.places))
            yield StepOmitted(step)
            continue
        if is_current is not None and is_current(step):
            yield StepSkipped(step)
            continue
        yield StepStarted(step)
        result = run_step(run, step)
        event_id = record_step(result.record)
        for each in result.when_recorded:
            each()
        if result.error is not None:
            failed[position] = step
        elif not step.definition.is_observable and _left_out(step, result):
            made = {each.key for each in result.record.materializations}
            left_out = (key for key in step.selected if key not in made)
            omitted.update(product(left_out, step.places))
        yield StepEnded(step, result, event_id)
        if isinstance(result.error, INTERRUPTS):
            return


def _left_out(step: PlannedStep, result: StepResult) -> bool:
    """Return whether *step* made less than was asked of it."""
    return len(result.record.materializations) < len(step.selected) * len(step.places)


def _reads(step: PlannedStep) -> Iterable[tuple[AssetKey, str | None]]:
    """Yield each asset and partition that *step* depends on."""
    reads = [(each.asset_input.key, each.partition_keys) for each in step.inputs]
    for key, partition_keys in (*reads, *step.deps):
        for partition in (None,) if partition_keys is None else partition_keys:
            yield key, partition
