"""Rehearsal: a run on the first rows of what it reads, into a scratch place, recorded nowhere."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Protocol, TypeVar

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import DagsterInvalidInvocationError
from dagbook.execution.runs import RunPlan, execute_run
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.io_managers.sample import SampleIOManager, Seen
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepError, StepRecord
from dagbook.session.planning import UpdatePlan, Wanted
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.content import describe
from dagbook.view.humanize import count, duration

T = TypeVar("T")
Value = tuple[AssetKey, str | None]
"""An asset, and which partition of it."""


class Rehearsing(Protocol):
    """What a rehearsal needs of a session."""

    def plan(
        self,
        selection: str | Sequence[AssetKey] | None = None,
        partitions: str | Wanted | None = None,
    ) -> UpdatePlan:
        """Return what `materialize` would run."""

    def resources(self, graph: AssetGraph) -> dict[str, Any]:
        """Return what is bound to each resource key."""

    def replaced(self, graph: AssetGraph) -> frozenset[str]:
        """Return the keys at which the set in use has something else than cells define."""

    def in_turn(self, run: Callable[[], T]) -> T:
        """Return what *run* returns, called when no other run runs."""

    def partitions_now(self) -> AbstractContextManager[object]:
        """Return the context of one moment and this store."""


@dataclass(frozen=True, slots=True)
class RehearsedStep:
    """One step of a rehearsal.

    Args:
        name: The asset, with its partition in brackets.
        seconds: How long it took.
        words: What it made; "" of nothing that is handed on.
        error: Why it failed, or None.
    """

    name: str
    seconds: float
    words: str
    error: StepError | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a rehearsal went.

    Args:
        rows: How many rows of each input were handed on.
        steps: What ran, in order.
        made: The values, by `sales/orders` or `sales/orders[2013-01-01]`.
        seconds: How long all of it took.
        error: What the first step that failed raised, or None.
    """

    rows: int
    steps: tuple[RehearsedStep, ...]
    made: Mapping[str, Any] = field(repr=False)
    seconds: float = 0.0
    error: BaseException | None = None


def rehearse(
    session: Rehearsing,
    selection: str | Sequence[AssetKey] | None = None,
    partitions: str | None = None,
    *,
    rows: int,
) -> Rehearsal:
    """Run assets on the first *rows* rows of what they read, and keep nothing.

    Args:
        session: What is live, and the stored values that are read.
        selection: What to make; see `plan_scratch`.
        partitions: Which partitions; the last one by default.
        rows: How many rows of tables, arrays, lists and tuples are handed on.

    Raises:
        DagsterInvalidInvocationError: *rows* is below one.
        DagsterError: The request does not fit what is defined.
    """
    if rows < 1:
        raise DagsterInvalidInvocationError(f"A sample has at least one row; got {rows}.")
    plan = plan_scratch(session, selection, partitions)
    values: dict[str, Any] = {}
    words: dict[Value, str] = {}

    def seen(key: AssetKey, partition: str | None, value: Any) -> None:
        values[name_of(key, partition)] = value
        words[key, partition] = describe(value)

    began = perf_counter()
    records, error = scratch_run(session, plan, rows, seen)
    steps = tuple(_step(record, words) for record in records)
    return Rehearsal(rows, steps, values, perf_counter() - began, error)


def plan_scratch(
    session: Rehearsing, selection: str | Sequence[AssetKey] | None, partitions: str | None
) -> UpdatePlan:
    """Return the plan of a run that keeps nothing: what is asked for, fresh or not.

    Of an asset with partitions and without a word about them, the last one.
    """
    if partitions is None:
        found = session.plan(selection, None)
        graph = found.graph
        keys = graph.order if selection is None else _keys(graph, selection)
        if any(graph.nodes[key].partitions_def is not None for key in keys):
            return session.plan(selection, "last 1")
        if selection is None:
            return session.plan([key for key in keys if graph.problem_of(key) is None])
        return found
    return session.plan(selection, partitions)


def scratch_run(
    session: Rehearsing, plan: UpdatePlan, rows: int | None, seen: Seen
) -> tuple[tuple[StepRecord, ...], BaseException | None]:
    """Run *plan* into memory alone, and return its steps and the first error.

    Args:
        session: Where the resources are bound, and values are read that the run does not make.
        plan: What runs.
        rows: How many rows of what is read are handed on; None for all.
        seen: Told of each value as it is made.
    """
    resources = session.resources(plan.graph)
    stores = {output.io_manager_key for step in plan.steps for output in step.definition.outputs}
    stores |= {output.io_manager_key for each in plan.graph.definitions for output in each.outputs}
    made = InMemoryIOManager()
    for key in stores & resources.keys():
        resources[key] = SampleIOManager(resources[key], made, rows, seen)
    with session.partitions_now():
        outcome = session.in_turn(
            lambda: execute_run(
                RunPlan(
                    plan.graph,
                    plan.execution,
                    DagsterInstance.ephemeral(),
                    resources,
                    replaced=stores | session.replaced(plan.graph),
                )
            )
        )
    return tuple(outcome.steps), outcome.error


def name_of(key: AssetKey, partition: str | None) -> str:
    """Return an asset, or one partition of it, in words.

    >>> name_of(AssetKey("orders"), "a")
    'orders[a]'
    """
    name = key.to_user_string()
    return name if partition is None else f"{name}[{partition}]"


def rehearsal_text(told: Rehearsal) -> str:
    """Return *told* as lines.

    >>> print(rehearsal_text(Rehearsal(10, (RehearsedStep("orders", 0.2, "list of 10"),), {}, 0.2)))
    1 step on 10 rows of what it reads, 200 ms; nothing is kept:
      orders  200 ms  list of 10
    """
    steps, rows = count(len(told.steps), "step"), count(told.rows, "row")
    took = duration(told.seconds)
    lines = [f"{steps} on {rows} of what it reads, {took}; nothing is kept:"]
    width = max((len(step.name) for step in told.steps), default=0)
    for step in told.steps:
        error = step.error
        how = f"failed: {error.error_class}: {error.message}" if error else step.words
        lines.append(f"  {step.name.ljust(width)}  {duration(step.seconds)}  {how}".rstrip())
    return "\n".join(lines)


def _step(record: StepRecord, words: Mapping[Value, str]) -> RehearsedStep:
    """Return what is told of a step that ended."""
    names = ", ".join(name_of(key, record.partition) for key in record.planned)
    made = [
        words[key, record.partition] for key in record.planned if (key, record.partition) in words
    ]
    return RehearsedStep(names, record.seconds, ", ".join(made), record.error)


def _keys(graph: AssetGraph, selection: str | Sequence[AssetKey]) -> Sequence[AssetKey]:
    """Return the assets that *selection* means."""
    return tuple(graph.select(selection)) if isinstance(selection, str) else selection
