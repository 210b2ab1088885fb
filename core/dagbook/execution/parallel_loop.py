"""Runs whose steps run in several processes: which step is next, and how each ended.

::

    execute_steps_in(way) | execute_ops_in(way) -> worker_pool -> StepStarted | StepEnded | ...

They are to `run_loop.execute_steps` and `op_loop.execute_ops` what several processes are to one.
"""

import sys
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from time import monotonic, time
from typing import Any

import cloudpickle

from dagbook.asset_graph.plan import ExecutionPlan
from dagbook.authoring.executors import Way
from dagbook.errors import DagsterUnmetExecutorRequirementsError
from dagbook.execution.op_loop import OpPlan, _OpLoop, _priority
from dagbook.execution.run_loop import (
    StepEnded,
    StepEvent,
    StepRetried,
    StepSkipped,
    StepStarted,
    _Fates,
    _released,
    wait,
)
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import StepResult
from dagbook.execution.step_heard import hear_said
from dagbook.execution.step_limits import StepLimits
from dagbook.execution.step_queue import StepQueue
from dagbook.execution.step_worker import Sent, SentStep, Told, ended_early, source_texts
from dagbook.execution.worker_pool import Crash, WorkerPool, worker_pool
from dagbook.versions.stored import pack

_NAP = 0.05
"""Seconds: an interrupt from another thread is not seen inside one wait."""


def check_instance(instance: Any) -> None:
    """Raise unless several processes can see *instance*.

    Raises:
        DagsterUnmetExecutorRequirementsError: It is in memory.
    """
    if instance.is_ephemeral:
        raise DagsterUnmetExecutorRequirementsError(
            "You have attempted to use an executor that uses multiple processes with an ephemeral "
            "DagsterInstance. A non-ephemeral instance is needed to coordinate execution between "
            "multiple processes. Use instance_for_test() or DagsterInstance.local_temp()."
        )


class StepsInProcesses:
    """The steps of one run that are in other processes now.

    Args:
        run: What the steps share.
        pool: The processes.
        way: How many, and how many of each kind.
    """

    def __init__(self, run: RunContext, pool: WorkerPool, way: Way) -> None:
        self._run = run
        self._pool = pool
        self._retries = way.retries
        self._limits = StepLimits(way.tag_limits, run.instance)
        self._started: dict[Hashable, tuple[Any, int, float]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a step runs."""
        return self._pool.is_busy

    def has_room_for(self, step: Any) -> bool:
        """Return whether *step* may begin now."""
        return self._pool.free > 0 and self._limits.admits(step)

    @property
    def has_room(self) -> bool:
        """Whether a process is free."""
        return self._pool.free > 0

    def start(self, token: Hashable, step: Any, attempt: int) -> None:
        """Have an attempt at *step* run."""
        definition, run = step.definition, self._run
        codes = {each.name: run.code_of(definition, each) for each in definition.outputs}
        for code in codes.values():
            if code is not None and code.value is not None and code.parts:
                run.instance.event_log.codes.put(code.value, lambda code=code: pack(code))  # type: ignore[misc]  # bound now
        required = sorted(definition.required_resource_keys)
        self._pool.submit(token, SentStep(step, attempt, codes, required))
        self._limits.take(step)
        self._started[token] = step, attempt, time()

    def ended(self) -> Iterator[tuple[Hashable, StepEnded | StepRetried]]:
        """Wait a moment; record and yield what ended, by token."""
        with self._run.gate or nullcontext():
            ended = list(self._pool.ended(_NAP))
        for token, told in ended:
            step, attempt, started_at = self._started.pop(token)
            self._limits.give(step)
            result = self._result(step, attempt, started_at, told)
            event_id = self._run.instance.event_log.record_step(result.record)
            kind = StepEnded if result.record.retry_in is None else StepRetried
            yield token, kind(step, result, event_id)

    def _result(self, step: Any, attempt: int, started_at: float, told: Told | Crash) -> StepResult:
        """Return how a step ended, as of one that ran here."""
        if isinstance(told, Crash):
            record = ended_early(self._run.run_id, step, attempt, told.error, started_at)
            if self._run.lines is not None:
                with self._run.lines.of(step) as said:
                    said.ended(record)
            return StepResult(self._in_the_end(record), told.error, ())
        if told.printed:
            sys.stdout.write(told.printed)
        hear_said(self._run, step, told.record, told.said)
        error = None if told.error is None else cloudpickle.loads(told.error)
        return StepResult(self._in_the_end(told.record), error, told.notes)

    def _in_the_end(self, record: Any) -> Any:
        """Return *record*, as of a step that is not tried again where none is."""
        return record if self._retries else replace(record, retry_in=None)


def _sent(run: RunContext) -> Sent:
    """Return what the steps of *run* share, as workers get it."""
    assert run.run is not None  # noqa: S101 - a run is recorded before its steps begin
    bound = run.resources.bound
    return Sent(run.graph, run.instance, bound, run.config, run.run, source_texts(), run.forced)


def execute_steps_in(way: Way) -> Callable[..., Generator[StepEvent, None, None]]:
    """Return what runs the steps of a plan in several processes; see `execute_steps`."""

    def execute(
        run: RunContext,
        plan: ExecutionPlan,
        is_canceled: Callable[[], bool] | None = None,
        is_current: Callable[[Any], bool] | None = None,
    ) -> Generator[StepEvent, None, None]:
        check_instance(run.instance)
        with worker_pool(way.processes or 1, _sent(run)) as pool:
            steps = StepsInProcesses(run, pool, way)
            yield from _AssetLoop(run, plan, steps).events(is_canceled, is_current)

    return execute


class _AssetLoop:
    """One run of the steps of a plan."""

    def __init__(self, run: RunContext, plan: ExecutionPlan, steps: StepsInProcesses) -> None:
        self._run = run
        self._plan = plan
        self._steps = steps
        self._queue = StepQueue([step.needs for step in plan.steps])
        self._fates = _Fates(forced=run.forced)
        self._attempts: dict[int, int] = {}
        self._held: deque[int] = deque()

    def events(
        self, is_canceled: Callable[[], bool] | None, is_current: Callable[[Any], bool] | None
    ) -> Iterator[StepEvent]:
        """Yield what happens."""
        while True:
            canceled = is_canceled is not None and is_canceled()
            while not canceled and (position := self._next()) is not None:
                yield from self._begin(position, is_current)
            if not self._steps.is_busy:
                if canceled or not wait(self._queue.seconds_to_wait(), self._run.gate):
                    return
                continue
            for token, ended in self._steps.ended():
                yield from self._end(int(str(token)), ended)

    def _next(self) -> int | None:
        """Return a step that may begin now, None when there is none."""
        while self._steps.has_room:
            for position in self._held:
                if self._steps.has_room_for(self._plan.steps[position]):
                    self._held.remove(position)
                    return position
            found = self._queue.next()
            if found is None:
                return None
            self._held.append(found)
        return None

    def _begin(
        self, position: int, is_current: Callable[[Any], bool] | None
    ) -> Iterator[StepEvent]:
        """Begin a step, or leave it out; a graph of ops runs here."""
        step = self._plan.steps[position]
        if is_current is not None and is_current(step):
            yield StepSkipped(step)
            yield from _released(position, self._plan, self._queue, self._fates)
            return
        attempt = self._attempts.pop(position, 0) + 1
        if attempt == 1:
            yield StepStarted(step)
        if step.definition.options.node is not None and self._run.run_graph is not None:
            whole = yield from self._run.run_graph(self._run, step)
            yield from self._end(position, whole)
        else:
            self._attempts[position] = attempt
            self._steps.start(position, step, attempt)

    def _end(self, position: int, ended: StepEnded | StepRetried) -> Iterator[StepEvent]:
        """Note how an attempt at a step ended, and put in line what needed it."""
        if isinstance(ended, StepRetried):
            self._queue.again(position, ended.result.record.retry_in or 0.0)
            yield ended
            return
        self._fates.note(position, ended.step, ended.result)
        yield ended
        yield from _released(position, self._plan, self._queue, self._fates)


def execute_ops_in(way: Way) -> Callable[..., Generator[StepEvent, None, None]]:
    """Return what runs the ops of a plan in several processes; see `execute_ops`."""

    def execute(
        run: RunContext,
        plan: OpPlan,
        is_canceled: Callable[[], bool] | None = None,
        is_current: Callable[[Any], bool] | None = None,  # noqa: ARG001 - as of `execute_ops`
    ) -> Generator[StepEvent, None, None]:
        check_instance(run.instance)
        with worker_pool(way.processes or 1, _sent(run)) as pool:
            yield from _ParallelOps(run, plan, StepsInProcesses(run, pool, way)).events(is_canceled)

    return execute


class _ParallelOps(_OpLoop):
    """One run of the ops of a plan, in several processes."""

    def __init__(self, run: RunContext, plan: OpPlan, steps: StepsInProcesses) -> None:
        super().__init__(run, plan)
        self._steps = steps
        self._under_way: dict[str, Any] = {}

    def events(self, is_canceled: Callable[[], bool] | None) -> Iterator[StepEvent]:
        """Yield what happens."""
        while True:
            yield from self._settle()
            canceled = is_canceled is not None and is_canceled()
            if not canceled:
                yield from self._begin()
            is_busy = self._steps.is_busy
            if not is_busy and (canceled or not wait(self._seconds_to_wait(), self._run.gate)):
                return
            for token, ended in self._steps.ended() if is_busy else ():
                self._end_of(str(token), ended)
                yield ended
            self._take_again()

    def _begin(self) -> Iterator[StepEvent]:
        """Begin what may run now, the more urgent first."""
        for pending in sorted(self._ready, key=_priority):
            planned = self._planned(pending)
            if not self._steps.has_room_for(planned):
                continue
            self._ready.remove(pending)
            attempt = self._attempts.get(pending.key, 0) + 1
            if attempt == 1:
                yield StepStarted(planned)
            self._attempts[pending.key] = attempt
            self._under_way[pending.key] = pending, planned
            self._steps.start(pending.key, planned, attempt)

    def _end_of(self, key: str, ended: StepEnded | StepRetried) -> None:
        """Note how an attempt at the step *key* ended."""
        pending, planned = self._under_way.pop(key)
        if isinstance(ended, StepRetried):
            at = monotonic() + (ended.result.record.retry_in or 0.0)
            self._again.append((at, pending))
        else:
            self._note(pending, planned, ended)
