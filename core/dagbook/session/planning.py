"""What a request makes run: selections and partitions become steps. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from dagbook.asset_graph.check_plan import made_by, with_checks
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.grouping import by_policy
from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep, build_plan
from dagbook.asset_graph.virtual import is_view
from dagbook.errors import DagsterInvalidInvocationError, DagsterInvalidSubsetError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.keys import PartitionsRequest
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.checking import (
    BlockedByCheckError,
    CheckStatuses,
    HeldBack,
    checks_with,
    held_back,
)
from dagbook.session.left_out import LeftOut, left_out
from dagbook.status.asset_status import ONE, AssetStatus, HasValue, Latest
from dagbook.status.partition_requests import STATES, partitions_asked, partitions_read

MOST_STEPS = 1_000
MOST_SECONDS = 600.0
"""Beyond these a run is planned first, and starts when it is confirmed."""

Statuses = Mapping[AssetKey, AssetStatus]
NO_CHECKS: CheckStatuses = {}
Wanted = Mapping[AssetKey, OrdinalRanges]
"""Which ordinals of each asset are to run; ordinal 0 of an asset without partitions."""


class ConfirmationNeededError(DagsterInvalidInvocationError):
    """A run is so large that it is planned first; ``str()`` is the plan in words."""


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What a request makes run.

    Args:
        graph: The assets.
        execution: The steps.
        wanted: Which ordinals of each asset run.
        only_if_stale: Whether a step is left out when it is current as its turn comes.
        estimated_seconds: From past durations; None when nothing of it ever ran.
        expected: How many seconds a value of an asset took last, where that is known.
        held: What is left out, because a blocking check upstream of it fails.
        left_out: What is missing and cannot be made.
        forced: Whether what such a check blocks runs all the same.
        not_looked_at: How many stored values nobody looked at, whether they are still there.
        most_steps: With more steps it is to be confirmed; None for `MOST_STEPS`.
        most_seconds: If it takes longer it is to be confirmed; None for `MOST_SECONDS`.
    """

    graph: AssetGraph
    execution: ExecutionPlan
    wanted: Wanted
    only_if_stale: bool
    estimated_seconds: float | None
    expected: Mapping[AssetKey, float] = field(default_factory=dict)
    held: tuple[HeldBack, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    forced: bool = False
    not_looked_at: int = 0
    most_steps: int | None = None
    most_seconds: float | None = None

    @property
    def steps(self) -> tuple[PlannedStep, ...]:
        """The steps in order."""
        return self.execution.steps

    @property
    def counts(self) -> Mapping[str, int]:
        """How many steps each asset has, by key as text, in order."""
        return Counter(key.to_user_string() for step in self.steps for key in made_by(step))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user is told of what does not run."""
        held = tuple(each.text for each in self.held)
        return (*held, *(each.text for each in self.left_out), *self._not_looked_at())

    def _not_looked_at(self) -> Iterator[str]:
        """Yield what is said where so much is stored that not all of it is looked at each time."""
        if self.not_looked_at and self.only_if_stale:
            yield (
                f"{self.not_looked_at:,} stored values were not looked at, whether they are still "
                "there: it is their turn at the next runs. A run that names an asset looks at all "
                "of its own."
            )

    @property
    def needs_confirmation(self) -> str | None:
        """The plan in words when it is large, else None."""
        seconds = self.estimated_seconds or 0.0
        most_steps = MOST_STEPS if self.most_steps is None else self.most_steps
        most_seconds = MOST_SECONDS if self.most_seconds is None else self.most_seconds
        if len(self.steps) <= most_steps and seconds <= most_seconds:
            return None
        parts = ", ".join(f"{name} {count}" for name, count in self.counts.items())
        about = f", about {seconds / 60:.0f} minutes" if self.estimated_seconds else ""
        return f"This would run {len(self.steps)} steps{about}: {parts}. Add --yes to run them."


def plan_update(
    graph: AssetGraph,
    statuses: Statuses,
    selection: str | Sequence[AssetKey] | None,
    partitions: PartitionsRequest | Wanted | None,
    checks: CheckStatuses = NO_CHECKS,
    *,
    force: bool = False,
) -> UpdatePlan:
    """Return what a request makes run.

    Args:
        graph: The assets.
        statuses: Their status now.
        selection: What to make: a selection in text, or keys; None for everything that is missing
            or stale.
        partitions: Which partitions: "all", "missing", "stale", "failed", "last 7", keys and ranges
            such as ``2013-01-01...2013-01-31,2013-03-01``, or ordinals by asset; see
            `partitions_asked`. None means, of a partitioned asset, what is missing or stale; of one
            without partitions, that it runs in any case.
        checks: How the checks stand: those of what runs are made after it, and those that were not
            run on what is there, or whose code changed.
        force: Whether what a failed blocking check blocks runs all the same.

    Returns:
        The plan; without a selection, assets with a problem are left out, and so is what reads
        them.

    Raises:
        SelectionSyntaxError: The selection cannot be read.
        UnknownAssetError: It names an asset that is not there.
        DagsterInvalidSubsetError: All that it names is made elsewhere.
        DagsterInvalidDefinitionError: A selected asset, or what it reads, has a problem.
        DagsterInvalidSubsetError: Partitions are asked for, but nothing selected has any.
        DagsterUnknownPartitionError: An asset has no such partition.
        BlockedByCheckError: A failed blocking check blocks all that is named.
    """
    # An empty text names a partition, which there may be; nothing else that is empty says any.
    partitions = partitions if partitions == "" else partitions or None
    everything = selection is None and partitions is None
    keys = _chosen(graph, selection)
    asked = {
        key: subset
        for key, subset in _wanted(
            graph, statuses, keys, partitions, named=selection is not None
        ).items()
        if subset
    }
    wanted = asked if everything else with_missing_upstream(graph, statuses, asked)
    held: tuple[HeldBack, ...] = ()
    if checks and not force:
        wanted, held = held_back(graph, checks, wanted)
        if held and selection is not None and not wanted:
            raise BlockedByCheckError(held[0].text)
    targets = {
        key: subset if graph.nodes[key].partitions_def is not None else None
        for key, subset in wanted.items()
    }
    # Of what is merely missing, that can never be made is left out; what is named is an error.
    merely_missing = partitions is None or (isinstance(partitions, str) and partitions in STATES)
    execution = build_plan(graph, targets, leave_out_unmakeable=merely_missing, grouping=by_policy)
    unmakeable = left_out(graph, execution, wanted) if merely_missing else ()
    if checks:
        execution = with_checks(graph, execution, checks_with(graph, checks, keys, wanted))
    expected = {
        key: latest.seconds for key in wanted if (latest := statuses[key].latest) is not None
    }
    estimate = _estimate(execution, expected)
    only_if_stale = selection is None and partitions in (None, "missing", "stale")
    return UpdatePlan(
        graph, execution, wanted, only_if_stale, estimate, expected, held, unmakeable, force
    )


def _chosen(graph: AssetGraph, selection: str | Sequence[AssetKey] | None) -> Sequence[AssetKey]:
    """Return the assets that *selection* means, in order; None means all that can run.

    Raises:
        SelectionSyntaxError: The selection cannot be read.
        UnknownAssetError: It names an asset that is not there.
        DagsterInvalidSubsetError: All that it names is made elsewhere.
        DagsterInvalidDefinitionError: A selected asset, or what it reads, has a problem.
    """
    if selection is None:
        return [
            key
            for key in graph.order
            if not graph.nodes[key].is_external and graph.problem_of(key) is None
        ]
    named = graph.select(selection) if isinstance(selection, str) else selection
    chosen = {graph.node(key).key for key in named}
    keys = [key for key in graph.order if key in chosen and not graph.nodes[key].is_external]
    if chosen and not keys:
        names = ", ".join(sorted(key.to_user_string() for key in chosen))
        raise DagsterInvalidSubsetError(
            f"{names} cannot be run: nothing here makes what is only referred to. Select what "
            "reads it."
        )
    for key in keys:
        problem = graph.problem_of(key)
        if problem is not None:
            raise problem
    return keys


def _wanted(
    graph: AssetGraph,
    statuses: Statuses,
    keys: Sequence[AssetKey],
    partitions: PartitionsRequest | Wanted | None,
    *,
    named: bool,
) -> Mapping[AssetKey, OrdinalRanges]:
    """Return which ordinals of each of *keys* are asked for."""
    if partitions is not None and not isinstance(partitions, Mapping):
        return partitions_asked(graph, statuses, keys, partitions)
    said = partitions or {}
    unsaid = {
        key: ONE if named and graph.nodes[key].partitions_def is None else statuses[key].to_do
        for key in keys
    }
    return {key: said.get(key, unsaid[key]) for key in keys}


def with_missing_upstream(
    graph: AssetGraph, statuses: Statuses, wanted: Wanted
) -> dict[AssetKey, OrdinalRanges]:
    """Return *wanted* and everything upstream of it that has no value."""
    found = dict(wanted)
    seen: dict[AssetKey, OrdinalRanges] = {}
    for key in reversed(graph.order):
        if key not in found and key not in seen:
            continue
        asked = found.get(key, OrdinalRanges()) | seen.get(key, OrdinalRanges())
        for parent in graph.parents[key]:
            node = graph.nodes[parent]
            if node.is_external and not is_view(node):
                continue
            reads = partitions_read(graph, key, parent, asked)
            if is_view(node):
                # What stands behind it is read though it is not run.
                seen[parent] = seen.get(parent, OrdinalRanges()) | reads
            missing = OrdinalRanges() if node.is_external else reads & statuses[parent].missing
            if missing:
                found[parent] = found.get(parent, OrdinalRanges()) | missing
    return found


def values_gone(execution: ExecutionPlan, latest: Latest, has_value: HasValue) -> set[AssetKey]:
    """Return the assets of which a step reads a value that is recorded and not there any more.

    What the plan makes itself is left out.
    """
    made = {place for step in execution.steps for place in product(step.selected, step.places)}
    read = {
        (each.asset_input.key, partition)
        for step in execution.steps
        for each in step.inputs
        for partition in ((None,) if each.partition_keys is None else each.partition_keys)
    }
    return {
        key
        for key, partition in read - made
        if (row := latest.get(key, {}).get(partition)) and not has_value(key, partition, row)
    }


def _estimate(execution: ExecutionPlan, expected: Mapping[AssetKey, float]) -> float | None:
    """Return about how many seconds the steps take, from how long each asset took last."""
    known = [
        expected[step.selected[0]] * len(step.places)
        for step in execution.steps
        if step.selected and step.selected[0] in expected
    ]
    return sum(known) if known else None
