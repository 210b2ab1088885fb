"""The ops of a graph that makes assets: each a step of its own, within the run's loop."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from time import time
from typing import Any

from dagbook.asset_graph.check_plan import checks_of
from dagbook.asset_graph.op_plan import (
    FromAsset,
    FromSeveral,
    FromStep,
    Given,
    OpStep,
    Source,
    op_steps,
    outputs_of,
)
from dagbook.asset_graph.plan import PlannedInput, PlannedStep
from dagbook.execution.op_loop import OpPlan, execute_ops
from dagbook.execution.op_step import OpInRun, in_run
from dagbook.execution.run_loop import (
    StepEnded,
    StepEvent,
    StepOmitted,
    StepPart,
    StepRetried,
)
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import INTERRUPTS, StepResult
from dagbook.model.records import StepRecord


def run_graph(run: RunContext, step: PlannedStep) -> Generator[StepEvent, None, StepEnded]:
    """Run the ops of *step*; yield each that ended, and return how all of it did."""
    started_at = time()
    parts: list[StepResult] = []
    event_id = 0
    plan = _plan(step)
    for event in execute_ops(run, plan):
        if isinstance(event, StepRetried):
            yield StepRetried(step, event.result, event.event_id)
        elif isinstance(event, StepEnded):
            event_id = event.event_id
            yield StepPart(step, event.result, event.event_id)
            parts.append(event.result)
            if event.result.error is not None and run.raises:
                break
        elif isinstance(event, StepOmitted):
            key = event.step.key
            left_out = StepRecord(run.run_id, key, None, time(), 0.0, (), skipped=True)
            yield StepPart(step, StepResult(left_out, None, ()))
    _capture(run, step)
    return StepEnded(step, _whole(run, step, started_at, parts), event_id, is_whole=True)


def ops_of(definition: Any) -> Iterable[OpInRun]:
    """Return the ops of the graph that makes *definition*, as they stand in a run."""
    return tuple(_in_run(definition, each, _Ends(definition)) for each in _steps(definition, ()))


def op_keys(step: PlannedStep) -> tuple[str, ...]:
    """Return the keys of the ops that *step*, of a graph, runs."""
    return tuple(op.key for op in _plan(step).ops)


def _whole(
    run: RunContext, step: PlannedStep, started_at: float, parts: list[StepResult]
) -> StepResult:
    """Return how all of *step* ended whose ops ended as *parts*."""
    failed = next((each for each in parts if each.error is not None), None)
    record = StepRecord(
        run.run_id,
        step.key,
        step.partition_key,
        started_at,
        time() - started_at,
        step.selected,
        tuple(made for each in parts for made in each.record.materializations),
        (),
        None if failed is None else failed.record.error,
        any(isinstance(each.error, INTERRUPTS) for each in parts),
        range_keys=step.range_keys,
    )
    notes = tuple(note for each in parts for note in each.notes)
    return StepResult(record, None if failed is None else failed.error, notes)


def _plan(step: PlannedStep) -> OpPlan:
    """Return the ops that *step* runs: those that what was asked for needs."""
    definition, ops = step.definition, _steps(step.definition, step.inputs)
    ends = _Ends(definition)
    asked = ends.of(step)
    if definition.can_subset:
        ops = _stored_elsewhere(ops, definition, ends, asked)
    needed = _needed(ops, asked)
    if definition.can_subset:
        ops = tuple(op for op in ops if any(key == op.key for key, _ in needed))
    definitions = {
        op.key: _in_run(
            definition,
            op,
            ends,
            selected=step.selected,
            unselected=frozenset(
                each.name for each in op.op.outputs if (op.key, each.name) not in needed
            ),
        )
        for op in ops
    }
    reads = tuple(
        (each.asset_input.key, each.partition_keys)
        for each in step.inputs
        if isinstance(each, PlannedInput)
    )
    return OpPlan(ops, definitions, {}, of=replace(step, inputs=(), deps=(*reads, *step.deps)))


def _steps(definition: Any, inputs: Iterable[Any]) -> tuple[OpStep, ...]:
    """Return the ops of the graph that makes *definition*, its inputs as planned."""
    graph = definition.options.node.graph
    planned = {each.asset_input.name: each for each in inputs}
    given = {each.name: planned.get(each.name) for each in graph.inputs}
    return op_steps(graph, Given(f"graph '{graph.name}'", planned=given, path=(graph.name,)))


class _Ends:
    """Which outputs of the ops of a graph are the assets and checks that it makes.

    Args:
        definition: What the graph makes.
    """

    def __init__(self, definition: Any) -> None:
        graph = definition.options.node.graph
        made = {
            name: (_key(graph.name, source), source.output) for name, source in outputs_of(graph)
        }
        self._outputs = definition.outputs
        self._made = made
        self.assets = {made[each.name]: each for each in definition.outputs}
        self._checks = [(made[each.name], each) for each in definition.check_outputs]
        self.check_places = frozenset(place for place, _ in self._checks)
        # As its op names it.
        self.checks = tuple(replace(each, name=place[1]) for place, each in self._checks)

    def of(self, step: PlannedStep) -> set[tuple[str, str]]:
        """Return which outputs of ops *step* is asked for."""
        wanted = set(checks_of(step))
        assets = {self._made[each.name] for each in self._outputs if each.spec.key in step.selected}
        return assets | {place for place, output in self._checks if output.check.key in wanted}


def _stored_elsewhere(
    ops: Sequence[OpStep], definition: Any, ends: _Ends, asked: set[tuple[str, str]]
) -> tuple[OpStep, ...]:
    """Return *ops*, reading as stored what is an asset of *definition* and not *asked* for."""

    def found(source: Source) -> Source:
        if isinstance(source, FromSeveral):
            return FromSeveral(tuple(found(each) for each in source.sources))
        place = (".".join(source.step), source.output) if isinstance(source, FromStep) else None
        if place is None or place in asked or place not in ends.assets:
            return source
        return FromAsset(definition.part_of([ends.assets[place].spec.key]))

    return tuple(
        replace(op, sources={name: found(source) for name, source in op.sources.items()})
        for op in ops
    )


def _needed(ops: Sequence[OpStep], ends: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the outputs of *ops* of which *ends* are made, these included."""
    found, makers = set(ends), {key for key, _ in ends}
    for op in reversed(ops):
        if op.key in makers:
            reads = {(".".join(each.step), each.output) for each in op.reads}
            found |= reads
            makers |= {key for key, _ in reads}
    return found


def _in_run(definition: Any, step: OpStep, ends: _Ends, **more: Any) -> OpInRun:
    """Return the op of *step* as it stands in a run that makes *definition*."""
    outputs = tuple(
        replace(each, spec=asset.spec, io_manager_key=asset.io_manager_key)
        if (asset := ends.assets.get((step.key, each.name))) is not None
        else replace(each, is_check=True)
        if (step.key, each.name) in ends.check_places
        else each
        for each in step.op.outputs
    )
    return in_run(
        step,
        None,
        outputs=outputs,
        assets_def=definition,
        partitions_def=definition.partitions_def,
        retry_policy=step.retry_policy or definition.retry_policy,
        hook_defs=step.hook_defs | definition.hook_defs,
        check_outputs=ends.checks,
        **more,
    )


def _capture(run: RunContext, step: PlannedStep) -> None:
    """Keep the values of the assets under the name of the graph too, if the caller wants any."""
    if run.captured is None:
        return
    graph = step.definition.options.node.graph
    for name, source in outputs_of(graph):
        made_by = _key(graph.name, source), source.output
        if made_by in run.captured:
            run.captured[step.key, name] = run.captured[made_by]


def _key(graph: str, source: FromStep) -> str:
    """Return the key of the step that makes *source* in *graph*."""
    return ".".join((graph, *source.step))
