"""What failed last, and with which inputs: for the debugger.

The errors of the last failures are kept with their tracebacks. What failed in an earlier kernel, or
longer ago, is run once more into a scratch place.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Protocol

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import ExecutionPlan
from dagbook.errors import DagsterInvalidInvocationError
from dagbook.execution.run_loop import StepEnded
from dagbook.execution.step import run_step
from dagbook.model.asset_key import AssetKey
from dagbook.session.events import SessionEvent
from dagbook.session.rehearsal import Rehearsing, Value, name_of, scratch_run
from dagbook.status.partition_requests import as_key
from dagbook.storage.instance import DagsterInstance

MOST_ERRORS = 4
"""So many errors are kept: each keeps alive what its frames hold."""

MOST_NAMES = 6
_STEP_FILE, _STEP_FUNCTIONS = run_step.__code__.co_filename, {"_run", "_run_beside"}


class LastErrors:
    """The errors of the steps that failed last, with their tracebacks."""

    def __init__(self) -> None:
        self._errors: OrderedDict[Value, BaseException] = OrderedDict()

    def note(self, event: SessionEvent) -> None:
        """Keep the error of a step that failed; drop those of what one that succeeded makes."""
        if not isinstance(event, StepEnded):
            return
        step, error = event.step, event.result.error
        for key in step.selected:
            for place in step.places:
                self._errors.pop((key, place), None)
                if isinstance(error, Exception):
                    self._errors[key, place] = error
        while len(self._errors) > MOST_ERRORS:
            self._errors.popitem(last=False)

    def find(self, key: AssetKey, partition: str | None) -> BaseException | None:
        """Return the error of *key* and *partition*, or None."""
        return self._errors.get((key, partition))


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """A step that failed, as the debugger needs it.

    Args:
        name: The asset, with its partition in brackets.
        error: What it raised.
        traceback: From the first frame below the step's own on; None where there is none.
        inputs: What the asset's function was called with, by parameter; empty where loading an
            input failed.
        is_again: Whether it was run once more to see it fail.
    """

    name: str
    error: BaseException
    traceback: TracebackType | None
    inputs: Mapping[str, Any]
    is_again: bool


class Debugging(Rehearsing, Protocol):
    """What finding a failure needs of a session."""

    @property
    def instance(self) -> DagsterInstance:
        """What ran."""

    @property
    def errors(self) -> LastErrors:
        """The errors of the last failures."""

    def graph(self) -> AssetGraph:
        """Return the graph of what is live."""


def find_failure(
    session: Debugging,
    name: str,
    partition_key: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Failure:
    """Return how an asset failed last.

    Args:
        session: What is live, and what ran.
        name: The key, as `sales/orders`.
        partition_key: Which partition; the one that failed last by default.
        say: Told in a line that the step is run once more.

    Raises:
        UnknownAssetError: Nothing defines it.
        DagsterInvalidInvocationError: It did not fail, or does not fail any more.
    """
    key = session.graph().node(AssetKey.from_user_string(name)).key
    place = _failed_place(session, key, partition_key)
    label = name_of(key, place)
    error = session.errors.find(key, place)
    if error is not None:
        return _failure(label, error, is_again=False)
    say(f"{label} failed before this kernel knew it; it is run once more, and nothing is kept")
    plan = session.plan([key], None if place is None else as_key(place))
    steps = tuple(each for each in plan.steps if key in each.selected)
    _, error = scratch_run(session, replace(plan, execution=ExecutionPlan(steps)), None, _ignore)
    if error is None:
        raise DagsterInvalidInvocationError(
            f"{label} does not fail any more. Run %materialize {name} to make it."
        )
    return _failure(label, error, is_again=True)


def _failed_place(session: Debugging, key: AssetKey, partition: str | None) -> str | None:
    """Return the partition of *key* that is to be debugged, None of the asset itself."""
    failed = session.instance.event_log.failures().get(key, {})
    name = key.to_user_string()
    if not failed:
        raise DagsterInvalidInvocationError(
            f"{name} did not fail. The debugger opens where the last run of an asset failed; "
            "%assets shows which did."
        )
    if partition is None:
        return max(failed, key=lambda place: failed[place].event_id)
    if partition not in failed:
        places = [place for place in failed if place is not None]
        more = f" and {len(places) - MOST_NAMES:,} more" if len(places) > MOST_NAMES else ""
        which = f"; of its partitions {', '.join(places[:MOST_NAMES])}{more} did" if places else ""
        raise DagsterInvalidInvocationError(f"{name_of(key, partition)} did not fail{which}.")
    return partition


def _failure(name: str, error: BaseException, *, is_again: bool) -> Failure:
    """Return *error* as the debugger needs it."""
    trace, inputs, found = error.__traceback__, {}, error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == _STEP_FILE and code.co_name in _STEP_FUNCTIONS:
            ready = trace.tb_frame.f_locals.get("ready")
            inputs, found = dict(getattr(ready, "arguments", {})), trace.tb_next
        trace = trace.tb_next
    return Failure(name, error, found, inputs, is_again)


def _ignore(_key: AssetKey, _partition: str | None, _value: object) -> None:
    """Take a value that is not kept."""
