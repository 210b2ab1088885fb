"""The run loop of ops: which step is next, as Dagster has it, and steps by values that came.

::

    pending -> its sources ended -> runs | is left out (what it reads was not made) | is blocked
    a dynamic output came with n keys -> what runs for it becomes n steps
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from dagbook.asset_graph.op_plan import (
    FromCollected,
    FromPlanned,
    FromSeveral,
    FromStep,
    OpStep,
    step_sources,
)
from dagbook.execution.op_step import OpInput, OpInRun, PlannedOp
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepEvent,
    StepOmitted,
    StepRetried,
    StepStarted,
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


@dataclass(slots=True)
class _State:
    """What happened so far: how steps ended, what came of outputs."""

    made: dict[tuple[str, str], tuple[str | None, ...]] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    because: dict[str, Any] = field(default_factory=dict)
    by_op: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A step that waits: an op, for one mapping key where it runs for several."""

    op: OpStep
    mapping_key: str | None = None

    @property
    def key(self) -> str:
        """The step's key."""
        return self.op.key if self.mapping_key is None else f"{self.op.key}[{self.mapping_key}]"


def execute_ops(
    run: RunContext,
    plan: OpPlan,
    is_canceled: Callable[[], bool] | None = None,
    is_current: Callable[[Any], bool] | None = None,  # noqa: ARG001 - an op's value is nobody's to keep
) -> Iterator[StepEvent]:
    """Run the ops of *plan*, and yield what happens.

    As in Dagster the steps whose sources ended run in the order in which that came to be; of
    several by priority. Of what a step reads, missing is enough to leave it out; of a list, all.
    """
    return _OpLoop(run, plan).events(is_canceled)


class _OpLoop:
    """One run of the ops of a plan."""

    def __init__(self, run: RunContext, plan: OpPlan) -> None:
        self._run = run
        self._plan = plan
        self._state = _State()
        self._ops = {each.key: each for each in plan.ops}
        # In Dagster what reads another asset could not run before that was made.
        first = sorted(plan.ops, key=lambda each: plan.of is not None and _reads_assets(each))
        self._waiting = [_Pending(each) for each in first if each.runs_for is None]
        if plan.parent is not None:
            self._take_over(plan.parent)
        self._unexpanded = [each for each in plan.ops if each.runs_for is not None]
        self._ready: list[_Pending] = []
        self._again: list[tuple[float, _Pending]] = []
        self._attempts: dict[str, int] = {}

    def _take_over(self, parent: Parent) -> None:
        """Note what *parent* made in the steps that do not run again."""
        for record in parent.records:
            if parent.runs(record.step_key):
                continue
            op, _, mapping_key = record.step_key.removesuffix("]").partition("[")
            self._note_end(record.step_key, op, "failed" if record.error else "success")
            self._note_made(op, mapping_key or None, record.events)
        self._waiting = [each for each in self._waiting if parent.runs(each.key)]
        for op in self._plan.ops:
            if op.runs_for is None and not parent.runs(op.key):
                self._state.ended.setdefault(op.key, "skipped")

    def events(self, is_canceled: Callable[[], bool] | None) -> Iterator[StepEvent]:
        """Yield what happens."""
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
            self._ready.remove(pending)
            planned = self._planned(pending)
            attempt = self._attempts.get(pending.key, 0) + 1
            if attempt == 1:
                yield StepStarted(planned)
            ended = run_and_record(self._run, planned, attempt)
            if isinstance(ended, StepRetried):
                self._attempts[pending.key] = attempt
                at = monotonic() + (ended.result.record.retry_in or 0.0)
                self._again.append((at, pending))
            else:
                self._note(pending, planned, ended)
            yield ended
            if isinstance(ended.result.error, INTERRUPTS):
                return
            self._take_again()

    def _seconds_to_wait(self) -> float | None:
        """Return how long it is until a step is tried again; None when none is."""
        return min((max(0.0, at - monotonic()) for at, _ in self._again), default=None)

    def _take_again(self) -> None:
        """Put the steps in line whose time to be tried again has come."""
        now = monotonic()
        due = [each for each in self._again if each[0] <= now]
        for each in due:
            self._again.remove(each)
            self._ready.append(each[1])

    def _settle(self) -> Iterator[StepEvent]:
        """Move what can run to the ready ones; yield what cannot, and what follows from that."""
        moved = True
        while moved:
            moved = self._expand()
            for pending in tuple(self._waiting):
                fate = self._fate(pending)
                if fate is None:
                    continue
                moved = True
                self._waiting.remove(pending)
                if fate == "ready":
                    self._ready.append(pending)
                    continue
                planned = self._planned(pending)
                self._state.ended[pending.key] = fate
                self._state.by_op.setdefault(pending.op.key, []).append(pending.key)
                if fate == "skipped":
                    yield StepOmitted(planned)
                else:
                    because = self._because(pending)
                    self._state.because[pending.key] = because
                    yield StepBlocked(planned, because)

    def _expand(self) -> bool:
        """Make steps of the ops whose dynamic output ended; return whether there were any."""
        found = False
        for op in tuple(self._unexpanded):
            source = op.runs_for
            assert source is not None  # noqa: S101 - that is why it is here
            step = ".".join(source.step)
            if step not in self._state.ended:
                continue
            found = True
            self._unexpanded.remove(op)
            ended = self._state.ended[step]
            keys = self._state.made.get((step, source.output))
            if ended == "failed":
                self._waiting.append(_Pending(op))
            elif keys:
                made = [_Pending(op, key) for key in keys]
                parent = self._plan.parent
                self._waiting += [each for each in made if not parent or parent.runs(each.key)]
            else:
                # No values: no steps. What collects them gets an empty list, or is left out too.
                self._state.ended[op.key] = "skipped" if keys is None else "success"
                for output in op.op.outputs if keys is not None else ():
                    self._state.made.setdefault((op.key, output.name), ())
        return found

    def _fate(self, pending: _Pending) -> str | None:
        """Return what becomes of *pending*: "ready", "skipped", "failed"; None while it waits."""
        keys = [key for each in pending.op.reads for key in self._steps_of(each, pending)]
        if any(key is None or key not in self._state.ended for key in keys):
            return None
        if any(self._is_missing(source, pending) for source in pending.op.sources.values()):
            return "skipped"
        ends = {self._state.ended[key] for key in keys if key is not None}
        return "failed" if "failed" in ends else "ready"

    def _steps_of(self, source: FromStep, pending: _Pending) -> list[str | None]:
        """Return the steps whose end *pending* waits for because of *source*."""
        key = ".".join(source.step)
        op = self._ops[key]
        if op.runs_for is None:
            return [key]
        if op.runs_for == pending.op.runs_for and pending.mapping_key is not None:
            return [f"{key}[{pending.mapping_key}]"]
        if any(each is op for each in self._unexpanded):
            return [None]
        own = [each.key for each in (*self._waiting, *self._ready) if each.op is op]
        return [*own, *self._state.by_op.get(key, [])] or [key]

    def _is_missing(self, source: Any, pending: _Pending) -> bool:
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

    def _was_left_out(self, source: FromStep, pending: _Pending) -> bool:
        """Return whether the steps of *source* ended well and did not make it."""
        ends = {
            self._state.ended[key]
            for key in self._steps_of(source, pending)
            if key is not None and key in self._state.ended
        }
        if "failed" in ends:
            return False
        made = self._state.made.get((".".join(source.step), source.output))
        if made is None:
            return True
        op = self._ops[".".join(source.step)]
        if op.runs_for is not None and pending.mapping_key is not None and not source.is_dynamic:
            return pending.mapping_key not in made
        return False

    def _because(self, pending: _Pending) -> Any:
        """Return the step that failed first on the way to *pending*."""
        for source in pending.op.reads:
            for key in self._steps_of(source, pending):
                if key is not None and key in self._state.because:
                    return self._state.because[key]
        raise AssertionError(pending.key)

    def _planned(self, pending: _Pending) -> Any:
        """Return *pending* as the engine takes it."""
        definition = self._plan.definitions[pending.op.key]
        if pending.mapping_key is not None:
            definition = replace(definition, mapping_key=pending.mapping_key)
        inputs = tuple(
            OpInput(
                wanted,
                pending.op.sources[wanted.name],
                self._plan.definitions,
                self._state.made,
                self._plan.config,
                pending.mapping_key,
                self._plan.parent,
            )
            for wanted in pending.op.op.inputs
            if wanted.name in pending.op.sources and not wanted.nothing
        )
        return PlannedOp(
            pending.key,
            definition,
            inputs,
            definition.keys_in_order,
            **_of(self._plan.of),
        )

    def _note(self, pending: _Pending, planned: Any, ended: StepEnded) -> None:
        """Note how a step ended and what it made."""
        state, key = self._state, pending.key
        failed = ended.result.error is not None
        self._note_end(key, pending.op.key, "failed" if failed else "success")
        if failed:
            state.because[key] = planned
        self._note_made(pending.op.key, pending.mapping_key, ended.result.record.events)
        if not failed:
            for output in pending.op.op.outputs:
                if output.is_dynamic and output.is_required:
                    state.made.setdefault((pending.op.key, output.name), ())

    def _note_end(self, key: str, op: str, how: str) -> None:
        """Note that the step *key* of *op* ended."""
        self._state.ended[key] = how
        self._state.by_op.setdefault(op, []).append(key)

    def _note_made(self, op: str, mapping_key: str | None, events: Sequence[Any]) -> None:
        """Note the outputs of *op* among *events*."""
        for event in events:
            if event.kind == STEP_OUTPUT and event.name is not None:
                key = (event.data or {}).get("mapping_key", mapping_key)
                where = (op, event.name)
                self._state.made[where] = (*self._state.made.get(where, ()), key)


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
    }


def _priority(pending: _Pending) -> int:
    """Return where *pending* stands among those that are ready; the smaller comes first."""
    try:
        return -int(pending.op.tags.get(PRIORITY, 0))
    except ValueError:
        return 0
