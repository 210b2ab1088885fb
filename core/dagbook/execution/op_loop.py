"""The run loop of ops: which step is next, as Dagster has it, and steps by values that came.

::

    pending -> its sources ended -> runs | is left out (what it reads was not made) | is blocked
    a dynamic output came with n keys -> what runs for it becomes n steps
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from dagbook.asset_graph.check_plan import checks_of
from dagbook.asset_graph.op_plan import (
    FromCollected,
    FromPlanned,
    FromSeveral,
    FromStep,
    OpStep,
    step_sources,
)
from dagbook.execution.early_steps import EarlySteps, beginning_early, is_async
from dagbook.execution.op_step import OpInput, OpInRun, PlannedOp
from dagbook.execution.op_waiting import Pending, Waiting
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepEvent,
    StepOmitted,
    StepRetried,
    StepStarted,
    recorded,
    run_and_record,
    wait,
)
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import INTERRUPTS
from dagbook.model.event_kinds import STEP_OUTPUT
from dagbook.model.records import StepRecord

PRIORITY = "dagster/priority"


@dataclass(frozen=True, slots=True)
class Parent:
    """An earlier run, some of whose steps run again.

    Args:
        run_id: Its id.
        records: How its steps ended.
        again: The keys of those that run again; None for all.
    """

    run_id: str
    records: Sequence[StepRecord]
    again: frozenset[str] | None

    def run_of(self, key: str) -> str:
        """Return the run that the values of the step *key* are of: it, or one before it."""
        made = (each.run_id for each in reversed(self.records) if each.step_key == key)
        return next(made, self.run_id)

    def runs(self, key: str) -> bool:
        """Return whether the step *key* runs again."""
        return self.again is None or key in self.again or key.partition("[")[0] in self.again


@dataclass(frozen=True, slots=True)
class OpPlan:
    """The ops of one run.

    Args:
        ops: In order, each after those it takes from.
        definitions: Each as it stands in the run, by key.
        config: What the run's config gives to inputs, by path.
        of: The planned step of assets that they are, or None.
        parent: The earlier run that is run again in part, or None.
    """

    ops: tuple[OpStep, ...]
    definitions: Mapping[str, OpInRun]
    config: Mapping[tuple[str, ...], Mapping[str, Any]]
    of: Any = None
    parent: Parent | None = None

    @property
    def steps(self) -> tuple[PlannedOp, ...]:
        """One step an op, as far as can be said before it runs."""
        return tuple(PlannedOp(each.key, self.definitions[each.key], ()) for each in self.ops)


def execute_ops(
    run: RunContext,
    plan: OpPlan,
    is_canceled: Callable[[], bool] | None = None,
    is_current: Callable[[Any], bool] | None = None,  # noqa: ARG001 - an op's value is nobody's to keep
) -> Generator[StepEvent, None, None]:
    """Run the ops of *plan*, and yield what happens.

    As in Dagster the steps whose sources ended run in the order in which that came to be; of
    several by priority. Of what a step reads, missing is enough to leave it out; of a list, all.
    """
    yield from _OpLoop(run, plan).events(is_canceled)


class _OpLoop:
    """One run of the ops of a plan."""

    def __init__(self, run: RunContext, plan: OpPlan) -> None:
        self._run = run
        self._plan = plan
        self._ops = {each.key: each for each in plan.ops}
        self._made: dict[tuple[str, str], tuple[str | None, ...]] = {}
        self._ended: dict[str, str] = {}
        self._because: dict[str, Any] = {}
        self._running: dict[str, int] = {}
        self._keys: dict[str, list[str]] = {}
        self._attempts: dict[str, int] = {}
        self._again: list[tuple[float, Pending]] = []
        self._ready: list[Pending] = []
        self._waiting = Waiting()
        self._repeated: dict[str, list[OpStep]] = {}
        for op in plan.ops:
            if op.runs_for is not None:
                self._repeated.setdefault(".".join(op.runs_for.step), []).append(op)
        # In Dagster what reads another asset could not run before that was made.
        first = sorted(plan.ops, key=lambda each: plan.of is not None and _reads_assets(each))
        if plan.parent is not None:
            self._take_over(plan.parent)
        for op in first:
            if op.runs_for is None and op.key not in self._ended:
                self._wait(Pending(op))

    def events(self, is_canceled: Callable[[], bool] | None) -> Iterator[StepEvent]:
        """Yield what happens."""
        with beginning_early(self._run, any_of=self._plan.ops) as early:
            yield from self._in_turn(early, is_canceled)

    def _in_turn(
        self, early: EarlySteps, is_canceled: Callable[[], bool] | None
    ) -> Iterator[StepEvent]:
        """Run the steps as their turn comes, and yield what happens."""
        while True:
            yield from self._settle()
            if is_canceled is not None and is_canceled():
                return
            if not self._ready:
                if not wait(self._seconds_to_wait(), self._run.gate):
                    return
                self._take_again()
                continue
            pending = min(self._ready, key=_priority)
            planned = self._planned(pending)
            if is_async(planned.definition.fn):
                yield from self._begin_early(early, pending)
                result = early.end(pending.key)
                ended = recorded(self._run, planned, result)
            else:
                if self._attempt_at(pending) == 1:
                    yield StepStarted(planned)
                ended = run_and_record(self._run, planned, self._attempts[pending.key])
            self._ready.remove(pending)
            if isinstance(ended, StepRetried):
                at = monotonic() + (ended.result.record.retry_in or 0.0)
                self._again.append((at, pending))
            else:
                self._note(pending, planned, ended)
            yield ended
            if isinstance(ended.result.error, INTERRUPTS):
                return
            self._take_again()

    def _attempt_at(self, pending: Pending) -> int:
        """Note that *pending* is tried, and return how often it was by now."""
        found = self._attempts[pending.key] = self._attempts.get(pending.key, 0) + 1
        return found

    def _begin_early(self, early: EarlySteps, first: Pending) -> Iterator[StepStarted]:
        """Have *first* begin, which is async, and what is ready and async too."""
        others = sorted(self._ready, key=_priority)
        for pending in (first, *(each for each in others if each is not first)):
            planned = self._planned(pending)
            room = pending is first or early.has_room
            if pending.key in early or not room or not is_async(planned.definition.fn):
                continue
            attempt = self._attempt_at(pending)
            if attempt == 1:
                yield StepStarted(planned)
            early.begin(pending.key, planned, attempt)

    def _seconds_to_wait(self) -> float | None:
        """Return how long it is until a step is tried again; None when none is."""
        return min((max(0.0, at - monotonic()) for at, _ in self._again), default=None)

    def _take_again(self) -> None:
        """Put the steps in line whose time to be tried again has come."""
        now = monotonic()
        for each in [each for each in self._again if each[0] <= now]:
            self._again.remove(each)
            self._ready.append(each[1])

    def _take_over(self, parent: Parent) -> None:
        """Note what *parent* made in the steps that do not run again."""
        for record in parent.records:
            if parent.runs(record.step_key):
                continue
            op, _, mapping_key = record.step_key.removesuffix("]").partition("[")
            self._note_made(op, mapping_key or None, record.events)
            self._ended[record.step_key] = "failed" if record.error else "success"
            self._keys.setdefault(op, []).append(record.step_key)
        for op_step in self._plan.ops:
            if op_step.runs_for is None and not parent.runs(op_step.key):
                self._end(op_step.key, op_step.key, self._ended.get(op_step.key, "skipped"))

    def _wait(self, pending: Pending) -> None:
        """Have *pending* wait for the steps that it reads."""
        self._running[pending.op.key] = self._running.get(pending.op.key, 0) + 1
        self._waiting.add(pending, {self._token(each, pending) for each in pending.op.reads})

    def _token(self, source: FromStep, pending: Pending) -> str:
        """Return what *pending* waits for because of *source*."""
        key = ".".join(source.step)
        op = self._ops[key]
        if op.runs_for is None:
            return key
        if op.runs_for == pending.op.runs_for and pending.mapping_key is not None:
            return f"{key}[{pending.mapping_key}]"
        return f"{key}*"

    def _settle(self) -> Iterator[StepEvent]:
        """Put in line what can run; yield what cannot, and what follows from that."""
        while (pending := self._waiting.next()) is not None:
            fate = self._fate(pending)
            if fate == "ready":
                self._ready.append(pending)
                continue
            planned = self._planned(pending)
            if fate == "skipped":
                yield StepOmitted(planned)
            else:
                because = self._first_failure(pending)
                self._because[pending.key] = because
                yield StepBlocked(planned, because)
            self._end(pending.op.key, pending.key, fate)

    def _end(self, op: str, key: str, how: str) -> None:
        """Note that the step *key* of *op* ended, and make steps of what runs for its values."""
        self._ended[key] = how
        self._keys.setdefault(op, []).append(key)
        self._running[op] = self._running.get(op, 1) - 1
        for each in self._repeated.pop(key, ()):
            self._expand(each, key, how)
        self._waiting.end(key)
        if not self._running[op]:
            self._waiting.end(f"{op}*")

    def _expand(self, op: OpStep, step: str, how: str) -> None:
        """Make steps of *op*, one for each value that *step* made."""
        source = op.runs_for
        assert source is not None  # noqa: S101 - that is why it is here
        keys = self._made.get((step, source.output))
        if how == "failed":
            self._wait(Pending(op))
            return
        parent = self._plan.parent
        runs = [each for each in keys or () if not parent or parent.runs(f"{op.key}[{each}]")]
        for key in runs:
            self._wait(Pending(op, key))
        if not keys:
            # No values: no steps. What collects them gets an empty list, or is left out too.
            self._ended[op.key] = "skipped" if keys is None else "success"
            for output in op.op.outputs if keys is not None else ():
                self._made.setdefault((op.key, output.name), ())
        if not runs:
            self._waiting.end(f"{op.key}*")

    def _ends(self, source: FromStep, pending: Pending) -> set[str]:
        """Return how the steps ended that *pending* waited for because of *source*."""
        token = self._token(source, pending)
        if not token.endswith("*"):
            return {self._ended[token]}
        op = token[:-1]
        return {self._ended[key] for key in self._keys.get(op, [op])}

    def _fate(self, pending: Pending) -> str:
        """Return what becomes of *pending*, whose sources ended: "ready", "skipped", "failed"."""
        if any(self._is_missing(source, pending) for source in pending.op.sources.values()):
            return "skipped"
        reads = pending.op.reads
        return "failed" if any("failed" in self._ends(each, pending) for each in reads) else "ready"

    def _is_missing(self, source: Any, pending: Pending) -> bool:
        """Return whether *pending* is left out, because *source* was not made."""
        if isinstance(source, FromSeveral):
            steps = list(step_sources(source))
            return (
                bool(steps)
                and len(steps) == len(source.sources)
                and all(self._was_left_out(each, pending) for each in steps)
            )
        if isinstance(source, FromCollected):
            return self._was_left_out(source.source, pending)
        return isinstance(source, FromStep) and self._was_left_out(source, pending)

    def _was_left_out(self, source: FromStep, pending: Pending) -> bool:
        """Return whether the steps of *source* ended well and did not make it."""
        made = self._made.get((".".join(source.step), source.output))
        if made is not None:
            op = self._ops[".".join(source.step)]
            if op.runs_for is None or pending.mapping_key is None or pending.mapping_key in made:
                return False
        return "failed" not in self._ends(source, pending)

    def _first_failure(self, pending: Pending) -> Any:
        """Return the step that failed first on the way to *pending*."""
        for source in pending.op.reads:
            token = self._token(source, pending)
            for key in self._keys.get(token[:-1], ()) if token.endswith("*") else (token,):
                if key in self._because:
                    return self._because[key]
        return self._planned(pending)

    def _planned(self, pending: Pending) -> Any:
        """Return *pending* as the engine takes it."""
        definition = self._plan.definitions[pending.op.key]
        if pending.mapping_key is not None:
            definition = replace(definition, mapping_key=pending.mapping_key)
        inputs = tuple(
            OpInput(
                wanted,
                pending.op.sources[wanted.name],
                self._plan.definitions,
                self._made,
                self._plan.config,
                pending.mapping_key,
                self._plan.parent,
            )
            for wanted in pending.op.op.inputs
            if wanted.name in pending.op.sources and not wanted.nothing
        )
        return PlannedOp(
            pending.key, definition, inputs, definition.keys_in_order, **_of(self._plan.of)
        )

    def _note(self, pending: Pending, planned: Any, ended: StepEnded) -> None:
        """Note how a step ended and what it made."""
        failed = ended.result.error is not None
        if failed:
            self._because[pending.key] = planned
        self._note_made(pending.op.key, pending.mapping_key, ended.result.record.events)
        if not failed:
            for output in pending.op.op.outputs:
                if output.is_dynamic and output.is_required:
                    self._made.setdefault((pending.op.key, output.name), ())
        self._end(pending.op.key, pending.key, "failed" if failed else "success")

    def _note_made(self, op: str, mapping_key: str | None, events: Sequence[Any]) -> None:
        """Note the outputs of *op* among *events*."""
        for event in events:
            if event.kind == STEP_OUTPUT and event.name is not None:
                key = (event.data or {}).get("mapping_key", mapping_key)
                self._made[op, event.name] = (*self._made.get((op, event.name), ()), key)


def _reads_assets(op: OpStep) -> bool:
    """Return whether an input of *op* is an asset."""
    return any(isinstance(source, FromPlanned) for source in op.sources.values())


def _of(whole: Any) -> dict[str, Any]:
    """Return what an op has of the planned step of assets that it is part of."""
    if whole is None:
        return {}
    return {
        "partition_key": whole.partition_key,
        "deps": whole.deps,
        "range_keys": whole.range_keys,
        "reads_by_key": whole.reads_by_key,
        "own_reads": whole.own_reads,
        "checks": checks_of(whole),
    }


def _priority(pending: Pending) -> int:
    """Return where *pending* stands among those that are ready; the smaller comes first."""
    try:
        return -int(pending.op.tags.get(PRIORITY, 0))
    except ValueError:
        return 0
