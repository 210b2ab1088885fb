"""Checks in a plan: steps of their own, each after what it reads; blocking ones before the rest.

::

    ExecutionPlan of assets -> with_checks -> ExecutionPlan

Apart from `build_plan`, so that a plan without checks costs nothing of this. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dagbook.asset_graph.check_nodes import CheckNode
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import ExecutionPlan, PlannedInput, PlannedStep
from dagbook.asset_graph.virtual import with_behind
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.foundation.digraph import toposort_levels
from dagbook.foundation.quick import quick
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.inference import infer_partition_mapping
from dagbook.partitions.subset import OrdinalRanges

CheckTargets = Mapping[AssetCheckKey, OrdinalRanges | None]
"""Checks that are to be made, of a partitioned one for which partitions; None for the others."""


@quick
class CheckStep(PlannedStep):
    """One call of a function that makes checks alone, or only some of those of its assets.

    Args:
        checks: Which of its checks were asked for, in order.
    """

    checks: tuple[AssetCheckKey, ...] = ()


def checks_of(planned: Any) -> tuple[AssetCheckKey, ...]:
    """Return the checks that the step *planned* is to make, in order."""
    own: tuple[AssetCheckKey, ...] | None = getattr(planned, "checks", None)
    if own is not None:
        return own
    outputs = getattr(planned.definition, "check_outputs", ())
    if not outputs:
        return ()
    return tuple(each.check.key for each in outputs if each.check.asset_key in planned.selected)


def made_by(planned: Any) -> tuple[AssetKey | AssetCheckKey, ...]:
    """Return what the step *planned* is called after: its assets, else its checks."""
    return planned.selected or checks_of(planned)


def with_checks(graph: AssetGraph, plan: ExecutionPlan, checks: CheckTargets) -> ExecutionPlan:
    """Return *plan* with the steps that make *checks*.

    Args:
        graph: The assets and checks.
        plan: Steps that make assets.
        checks: What is to be made; those that an asset's own function makes come with its step.

    Returns:
        The steps in Dagster's order: level by level, then by name. What reads an asset waits for
        the blocking checks of it, unless they read it themselves.

    Raises:
        DagsterInvalidDefinitionError: What a check reads has a problem.
    """
    plan = ExecutionPlan(tuple(_with_own(step, checks) for step in plan.steps))
    chosen: dict[AssetsDefinition, list[CheckNode]] = {}
    planned = {step.definition for step in plan.steps}
    for key in sorted(checks):
        node = graph.checks[key]
        if node.is_alone or (node.definition.can_subset and node.definition not in planned):
            chosen.setdefault(node.definition, []).append(node)
    if not chosen:
        return plan
    made = {
        (key, place): at
        for at, step in enumerate(plan.steps)
        for key in step.selected
        for place in step.places
    }
    checking = [
        step
        for definition, nodes in chosen.items()
        for step in _check_steps(graph, definition, nodes, checks, made)
    ]
    steps: list[PlannedStep] = [*plan.steps, *checking]
    for at, needs in _waits(graph, plan.steps, checking).items():
        steps[at] = replace(steps[at], needs=tuple(dict.fromkeys((*steps[at].needs, *needs))))
    return ExecutionPlan(_in_order(steps))


def _with_own(step: PlannedStep, checks: CheckTargets) -> PlannedStep:
    """Return *step*; where it can make some of its own checks, with those of *checks* alone."""
    if not step.definition.can_subset or not step.definition.check_outputs:
        return step
    own = (output.check.key for output in step.definition.check_outputs)
    return CheckStep(
        step.definition,
        step.selected,
        step.partition_key,
        step.inputs,
        step.deps,
        step.needs,
        step.range_keys,
        step.reads_by_key,
        step.own_reads,
        tuple(key for key in own if key in checks),
    )


def _check_steps(
    graph: AssetGraph,
    definition: AssetsDefinition,
    nodes: Sequence[CheckNode],
    checks: CheckTargets,
    made: Mapping[tuple[AssetKey, str | None], int],
) -> Iterable[CheckStep]:
    """Yield the steps by which *definition* makes the checks *nodes*, one a partition."""
    if not definition.can_subset:
        # One function makes them all: asking for one asks for all.
        keys = tuple(output.check.key for output in definition.check_outputs)
    else:
        wanted = {node.key for node in nodes}
        every = (output.check.key for output in definition.check_outputs)
        keys = tuple(key for key in every if key in wanted)
    for parent in definition.upstream_mappings:
        problem = graph.problem_of(parent) if parent in graph else None
        if problem is not None:
            raise problem
    partitions_def = next(
        (node.spec.partitions_def for node in nodes if node.spec.partitions_def is not None), None
    )
    for partition in _partitions(partitions_def, [checks[node.key] for node in nodes]):
        reads: dict[AssetKey, tuple[str, ...] | None] = {
            parent: keys_read(graph, definition, parent, partitions_def, partition)
            for parent in definition.upstream_mappings
            if parent in graph
        }
        inputs = tuple(
            PlannedInput(
                each,
                graph.nodes[each.key].definition,
                graph.nodes[each.key].partitions_def,
                reads[each.key],
                any((each.key, place) in made for place in reads[each.key] or (None,)),
            )
            for each in definition.inputs
        )
        reads = with_behind(graph, reads)
        taken = {each.key for each in definition.inputs}
        deps = tuple((key, read) for key, read in reads.items() if key not in taken)
        needs = dict.fromkeys(
            made[key, place]
            for key, read in reads.items()
            for place in _places(read, partition)
            if (key, place) in made
        )
        yield CheckStep(definition, (), partition, inputs, deps, tuple(needs), checks=keys)


def _partitions(
    partitions_def: PartitionsDefinition | None, wanted: Sequence[OrdinalRanges | None]
) -> Sequence[str | None]:
    """Return for which partitions checks run, in order; [None] when they have none."""
    if partitions_def is None:
        return [None]
    union = OrdinalRanges()
    for each in wanted:
        union |= each or OrdinalRanges()
    keys: list[str | None] = list(partitions_def.keys_in(union))
    return [*keys, None] if None in wanted else keys


def keys_read(
    graph: AssetGraph,
    definition: AssetsDefinition,
    parent: AssetKey,
    own: PartitionsDefinition | None,
    partition: str | None,
) -> tuple[str, ...] | None:
    """Return which partitions of *parent* are read; None when it has none."""
    upstream = graph.nodes[parent].partitions_def
    if upstream is None:
        return None
    subset = None if partition is None or own is None else own.subset_of([partition])
    mapping = infer_partition_mapping(definition.upstream_mappings.get(parent), own, upstream)
    return tuple(upstream.keys_in(mapping.upstream_of(subset, own, upstream).subset))


def _places(read: tuple[str, ...] | None, partition: str | None) -> Iterable[str | None]:
    """Return the places that are read; an asset that runs without its partition has none."""
    if read is None:
        return (None,)
    return (*read, None) if partition is None else read


def _waits(
    graph: AssetGraph, steps: Sequence[PlannedStep], checking: Sequence[CheckStep]
) -> dict[int, tuple[int, ...]]:
    """Return for which of the blocking checks *checking* each of *steps* waits.

    The positions of *checking* follow those of *steps*.
    """
    blocking: dict[AssetKey, list[tuple[str | None, int]]] = {}
    spared: dict[int, frozenset[AssetKey]] = {}
    for at, each in enumerate(checking, len(steps)):
        nodes = [graph.checks[key] for key in each.checks]
        for asset in {node.key.asset_key for node in nodes if node.spec.blocking}:
            blocking.setdefault(asset, []).append((each.partition_key, at))
        reads = [key for node in nodes for key in node.reads if key in graph]
        spared[at] = graph.ancestors(reads) | frozenset(reads)
    found: dict[int, tuple[int, ...]] = {}
    for at, step in enumerate(steps if blocking else ()):
        inputs = [(each.asset_input.key, each.partition_keys) for each in step.inputs]
        waits = [
            check
            for parent, read in (*inputs, *step.deps)
            if parent not in step.selected
            for place, check in blocking.get(parent, ())
            if place is None or place in (read or ())
            if spared[check].isdisjoint(step.selected)
        ]
        if waits:
            found[at] = tuple(waits)
    return found


def _in_order(steps: Sequence[PlannedStep]) -> tuple[PlannedStep, ...]:
    """Return *steps* level by level, then by name, with what each needs at its new position."""
    parts: list[list[int]] = []
    part_of: list[int] = []
    before: PlannedStep | None = None
    for at, step in enumerate(steps):
        if (
            before is None
            or before.definition is not step.definition
            or before.selected != step.selected
        ):
            parts.append([])
        parts[-1].append(at)
        part_of.append(len(parts) - 1)
        before = step
    parents = {
        part: sorted({part_of[need] for at in ats for need in steps[at].needs} - {part})
        for part, ats in enumerate(parts)
    }
    order = [
        at
        for level in toposort_levels(parents)
        for part in sorted(level, key=lambda one: steps[parts[one][0]].key)
        for at in parts[part]
    ]
    place = {before: after for after, before in enumerate(order)}
    return tuple(
        replace(steps[at], needs=tuple(place[need] for need in steps[at].needs)) for at in order
    )
