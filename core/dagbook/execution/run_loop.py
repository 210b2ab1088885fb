"""The run loop: the steps of a plan one after the other, each recorded before the next begins.

::

    ExecutionPlan -> execute_steps -> StepStarted | StepEnded | StepBlocked | ...
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import product
from time import sleep

from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.errors import DagsterAssetCheckFailedError
from dagbook.execution.early_steps import EarlySteps, beginning_early, is_async
from dagbook.execution.interrupts import UserCodeGate
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import INTERRUPTS, StepResult, run_step
from dagbook.execution.step_queue import StepQueue
from dagbook.foundation.quick import quick
from dagbook.model.asset_key import AssetKey


@quick
class StepStarted:
    """A step begins."""

    step: PlannedStep


@quick
class StepEnded:
    """A step ended and is recorded.

    Args:
        step: The step.
        result: How it ended.
        event_id: Of the record.
        is_whole: Whether its parts were told before, each with a record of its own.
    """

    step: PlannedStep
    result: StepResult
    event_id: int
    is_whole: bool = False


@quick
class StepBlocked:
    """A step does not run, because what it needs failed.

    Args:
        step: The step.
        because: The step that failed first on the way.
    """

    step: PlannedStep
    because: PlannedStep


@quick
class StepSkipped:
    """A step does not run, because what it would make is current after all."""

    step: PlannedStep


@quick
class StepOmitted:
    """A step does not run, because an optional output that it reads was left out."""

    step: PlannedStep


@quick
class StepRetried:
    """An attempt at a step failed and is recorded; the step is tried again.

    Args:
        step: The step.
        result: How the attempt ended; its record says when the next is.
        event_id: Of the record.
    """

    step: PlannedStep
    result: StepResult
    event_id: int


@quick
class StepPart:
    """One of several steps that together make assets ended, or was left out, and is recorded.

    Args:
        step: The whole.
        result: How the part ended.
        event_id: Of its record; 0 where it was left out.
    """

    step: PlannedStep
    result: StepResult
    event_id: int = 0


StepEvent = (
    StepPart | StepStarted | StepEnded | StepRetried | StepBlocked | StepSkipped | StepOmitted
)


def execute_steps(
    run: RunContext,
    plan: ExecutionPlan,
    is_canceled: Callable[[], bool] | None = None,
    is_current: Callable[[PlannedStep], bool] | None = None,
) -> Generator[StepEvent, None, None]:
    """Run the steps of *plan*, each when what it needs is done, and yield what happens.

    After a failure everything that does not need the failed step still runs. After an interrupt, or
    once *is_canceled* says so between two steps, nothing more does. A step that *is_current* says
    makes nothing new, when its turn comes, is left out; so is one that reads an optional output
    that was not made, and what reads that one. While a step waits to be tried again others run.
    Async steps that stand in line begin together with the first of them; each still ends in turn.
    """
    queue = StepQueue([step.needs for step in plan.steps])
    asynchronous = frozenset(
        at for at, step in enumerate(plan.steps) if is_async(step.definition.fn)
    )
    fates = _Fates(forced=run.forced)
    attempts: dict[int, int] = {}
    with beginning_early(run, any_of=asynchronous) as early:
        while (position := _next(queue, run.gate, is_canceled)) is not None:
            step = plan.steps[position]
            if is_current is not None and position not in early and is_current(step):
                yield StepSkipped(step)
                yield from _released(position, plan, queue, fates)
                continue
            if position in asynchronous:
                line = [each for each in (position, *queue.line()) if each in asynchronous]
                steps = {each: plan.steps[each] for each in line}
                yield from _begin(early, steps, attempts, is_current)
                ended: StepEnded | StepRetried = recorded(run, step, early.end(position))
            else:
                attempt = attempts.get(position, 0) + 1
                if attempt == 1:
                    yield StepStarted(step)
                if step.definition.options.node is None or run.run_graph is None:
                    ended = run_and_record(run, step, attempt)
                else:
                    ended = yield from run.run_graph(run, step)
            if isinstance(ended, StepRetried):
                attempts[position] = ended.result.record.attempt
                queue.again(position, ended.result.record.retry_in or 0.0)
                yield ended
                continue
            fates.note(position, step, ended.result)
            yield ended
            if isinstance(ended.result.error, INTERRUPTS):
                return
            yield from _released(position, plan, queue, fates)


def _next(
    queue: StepQueue, gate: UserCodeGate | None, is_canceled: Callable[[], bool] | None
) -> int | None:
    """Return the step whose turn it is, waited for; None when there is none, or on cancelling."""
    while is_canceled is None or not is_canceled():
        position = queue.next()
        if position is not None:
            return position
        if not wait(queue.seconds_to_wait(), gate):
            return None
    return None


def _begin(
    early: EarlySteps,
    steps: Mapping[int, PlannedStep],
    attempts: dict[int, int],
    is_current: Callable[[PlannedStep], bool] | None,
) -> Iterator[StepStarted]:
    """Have *steps*, which are async, begin, the first whether or not it is current."""
    for number, (position, step) in enumerate(steps.items()):
        if position in early or (number and not early.has_room):
            continue
        if number and is_current is not None and is_current(step):
            continue
        attempts[position] = attempts.get(position, 0) + 1
        if attempts[position] == 1:
            yield StepStarted(step)
        early.begin(position, step, attempts[position])


def run_and_record(run: RunContext, step: PlannedStep, attempt: int) -> StepEnded | StepRetried:
    """Run one attempt at *step*, record it, and return how it ended."""
    return recorded(run, step, run_step(run, step, attempt))


def recorded(run: RunContext, step: PlannedStep, result: StepResult) -> StepEnded | StepRetried:
    """Record how an attempt at *step* ended, and return it."""
    event_id = run.instance.event_log.record_step(result.record)
    for each in result.when_recorded:
        each()
    kind = StepEnded if result.record.retry_in is None else StepRetried
    return kind(step, result, event_id)


def wait(seconds: float | None, gate: UserCodeGate | None) -> bool:
    """Sleep for a part of *seconds*, so that interrupts are seen; return False when it is None."""
    if seconds is None:
        return False
    with gate or nullcontext():
        sleep(min(seconds, _NAP))
    return True


_NAP = 0.05
"""Seconds: an interrupt from another thread is not seen inside one sleep."""


class _Fates:
    """Which steps failed, and what was left out, so that others cannot run."""

    __slots__ = ("failed", "forced", "omitted")

    def __init__(self, *, forced: bool) -> None:
        self.forced = forced
        self.failed: dict[int, PlannedStep] = {}
        self.omitted: set[tuple[AssetKey, str | None]] = set()

    def note(self, position: int, step: PlannedStep, result: StepResult) -> None:
        """Note how *step* ended."""
        if result.error is not None:
            # What a failed check blocks was asked for all the same.
            if not (self.forced and isinstance(result.error, DagsterAssetCheckFailedError)):
                self.failed[position] = step
        elif not step.definition.is_observable and _left_out(step, result):
            made = {each.key for each in result.record.materializations}
            self.omit(step, (key for key in step.selected if key not in made))

    def omit(self, step: PlannedStep, keys: Iterable[AssetKey]) -> None:
        """Note that *keys* are not made by *step*."""
        self.omitted.update(product(keys, step.places))

    def of(self, position: int, step: PlannedStep) -> StepBlocked | StepOmitted | None:
        """Return why *step* cannot run, None when it can."""
        if self.omitted and not self.omitted.isdisjoint(_reads(step)):
            self.omit(step, step.selected)
            return StepOmitted(step)
        because = next((self.failed[need] for need in step.needs if need in self.failed), None)
        if because is None:
            return None
        self.failed[position] = because
        return StepBlocked(step, because)


def _released(
    position: int, plan: ExecutionPlan, queue: StepQueue, fates: _Fates
) -> Sequence[StepEvent]:
    """Put in line what only needed the step at *position*; return what cannot run for it."""
    if not (fates.failed or fates.omitted):
        for free in queue.done(position):
            queue.add(free)
        return ()
    ended, told = [position], list[StepEvent]()
    while ended:
        for free in queue.done(ended.pop(0)):
            fate = fates.of(free, plan.steps[free])
            if fate is None:
                queue.add(free)
            else:
                ended.append(free)
                told.append(fate)
    return told


def _left_out(step: PlannedStep, result: StepResult) -> bool:
    """Return whether *step* made less than was asked of it."""
    wanted = len(step.selected) * (len(step.range_keys) or 1)
    return len(result.record.materializations) < wanted


def _reads(step: PlannedStep) -> Iterable[tuple[AssetKey, str | None]]:
    """Yield each asset and partition that *step* depends on."""
    reads = [(each.asset_input.key, each.partition_keys) for each in step.inputs]
    for key, partition_keys in (*reads, *step.deps):
        for partition in (None,) if partition_keys is None else partition_keys:
            yield key, partition
