"""One attempt at a step: inputs loaded, the function called, outputs stored, all in one record.

::

    load inputs -> call -> each outcome: type check, store, tell -> StepRecord
"""

import inspect
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, nullcontext
from time import perf_counter, time
from types import GeneratorType
from typing import Any, NamedTuple

from dagbook.asset_graph.plan import PlannedStep
from dagbook.authoring.check_outputs import CheckOutput
from dagbook.authoring.contexts import AssetExecutionContext
from dagbook.authoring.run_config import NO_CONFIG
from dagbook.authoring.step_context import CURRENT_CONTEXT
from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution.check_outcomes import CheckCodes, codes_of_checks, raise_failed, tell_check
from dagbook.execution.context_annotations import as_annotated, check_annotation
from dagbook.execution.file_reads import FileReads
from dagbook.execution.hooks import with_hooks
from dagbook.execution.interrupts import gated
from dagbook.execution.observing import seen
from dagbook.execution.outcomes import outcomes
from dagbook.execution.retries import ending, failure_data
from dagbook.execution.running_step import RunContext, RunningStep
from dagbook.execution.step_heard import heard
from dagbook.execution.step_inputs import (
    load_inputs,
    own_versions,
    versions_by_key,
    versions_read,
)
from dagbook.execution.step_outputs import store
from dagbook.execution.user_code import call, step_error, user_error
from dagbook.execution.user_told import logged
from dagbook.foundation.quick import quick
from dagbook.model.event_kinds import STEP_FAILURE, STEP_UP_FOR_RETRY
from dagbook.model.records import InputVersions, StepRecord
from dagbook.versions.config_version import config_input
from dagbook.versions.parts import Fingerprint

INTERRUPTS = (KeyboardInterrupt, DagsterExecutionInterruptedError)
_OPEN = nullcontext()


@quick
class StepResult:
    """How a step ended.

    Args:
        record: What is to be recorded of it.
        error: What was raised, or None.
        notes: Lines for the user.
        when_recorded: To be called once the step is recorded.
    """

    record: StepRecord
    error: BaseException | None
    notes: tuple[str, ...]
    when_recorded: tuple[Callable[[], None], ...] = ()


Waiting = Generator[None, None, StepResult]
"""An attempt at a step: it stops where an async function waits, and returns how it ended."""


def run_step(run: RunContext, planned: PlannedStep, attempt: int = 1) -> StepResult:
    """Run one step once; whatever it raises is in the result and not raised."""
    step = RunningStep(run, planned, attempt)
    if run.lines is None:
        return _attempt(step)
    with run.lines.of(planned) as step.lines:
        result = _attempt(step)
        step.lines.ended(result.record)
    return result


def attempt_beside(run: RunContext, planned: PlannedStep, attempt: int, beside: Any) -> Waiting:
    """Run one async step once, beside others; whatever it raises is in the result and not raised.

    Args:
        run: What the steps share.
        planned: The step.
        attempt: Which attempt at it this is, from 1.
        beside: The event loop in which the async function makes progress while this stops.
    """
    step = RunningStep(run, planned, attempt)
    if run.lines is None:
        return (yield from _attempt_beside(step, beside))
    with run.lines.of(planned) as step.lines:
        result = yield from _attempt_beside(step, beside)
        step.lines.ended(result.record)
    return result


def _attempt(step: RunningStep) -> StepResult:
    """Run *step*; whatever it raises is in the result."""
    started_at, clock = time(), perf_counter()
    error: BaseException | None = None
    try:
        if step.shared.loggers:
            with heard(step, started_at):
                _run(step)
        else:
            _run(step)
    except BaseException as raised:  # noqa: BLE001 - user code raises what it likes; it is recorded
        error = raised
    finally:
        CURRENT_CONTEXT.set(None)
    return _result(step, started_at, perf_counter() - clock, error)


def _attempt_beside(step: RunningStep, beside: Any) -> Waiting:
    """Run *step*, which is async, as `_attempt` does."""
    started_at, clock = time(), perf_counter()
    error: BaseException | None = None
    try:
        if step.shared.loggers:
            with heard(step, started_at):
                yield from _run_beside(step, beside)
        else:
            yield from _run_beside(step, beside)
    except BaseException as raised:  # noqa: BLE001 - as in `_attempt`
        error = raised
    finally:
        CURRENT_CONTEXT.set(None)
    return _result(step, started_at, perf_counter() - clock - step.idle, error)


def _result(
    step: RunningStep, started_at: float, seconds: float, error: BaseException | None
) -> StepResult:
    """Return how an attempt ended that took so many *seconds*, and its record."""
    run, planned, attempt = step.shared, step.planned, step.attempt
    ended = None if error is None else ending(error, planned.definition.retry_policy, attempt)
    data = None if ended is None else failure_data(ended)
    if ended is not None and data is not None:
        if ended.retry_in is None:
            step.tell(STEP_FAILURE, None, data)
        elif ended.asked:
            step.tell(STEP_UP_FOR_RETRY, None, {"asked": True})
    record = StepRecord(
        run.run_id,
        planned.key,
        planned.partition_key,
        started_at,
        seconds,
        planned.selected,
        tuple(step.made),
        tuple(step.events),
        None if ended is None else step_error(ended.why),
        isinstance(error, INTERRUPTS),
        attempt=attempt,
        retry_in=None if ended is None else ended.retry_in,
        range_keys=planned.range_keys,
        partitions_read=tuple(step.partitions_read.items()) if step.partitions_read else (),
    )
    if step.outputs is not None and _calls_hooks(run, record):
        record = with_hooks(step, record, None if ended is None else user_error(ended.why))
    seen_by_caller = None if ended is None else ended.raised
    return StepResult(record, seen_by_caller, tuple(step.notes), tuple(step.when_recorded))


def _calls_hooks(run: RunContext, record: StepRecord) -> bool:
    """Return whether hooks are called: as in Dagster not where the failure ends the run."""
    if record.error is None or record.retry_in is not None:
        return True
    return not (run.raises or record.canceled)


class _Ready(NamedTuple):
    """A step whose function is about to be called.

    Args:
        context: What the function is told.
        before: What the code of each output is.
        codes: What the code of each check is.
        versions: Of what is read.
        positional: What is passed by position.
        arguments: What is passed by name.
        files: The files that it opens, where somebody asks for them.
    """

    context: Any
    before: Sequence[Fingerprint | None]
    codes: CheckCodes
    versions: InputVersions
    positional: tuple[Any, ...]
    arguments: dict[str, Any]
    files: FileReads | None


def _ready(step: RunningStep) -> _Ready:
    """Load what *step* reads."""
    run, planned = step.shared, step.planned
    definition, instance = planned.definition, run.instance
    context = context_of(step)
    CURRENT_CONTEXT.set(context)
    before = [run.code_of(definition, each) for each in definition.outputs]
    codes = codes_of_checks(step) if definition.check_outputs else {}
    # Before the values: what another kernel writes in between makes the asset stale, not fresh.
    versions = versions_read(instance, planned)
    if planned.range_keys:
        step.versions_by_key = versions_by_key(instance, planned)
    if planned.own_reads:
        step.own_versions = own_versions(instance, planned)
    arguments = load_inputs(step)
    if definition.has_config:
        arguments["config"] = run.config.ops[definition.op_name]
    told = arguments
    positional: tuple[Any, ...] = ()
    signature = definition.signature
    if signature is not None:
        if signature.resources:
            given = {name: run.resources.get(name) for name in signature.resources}
            arguments = {**told, **given}
        if signature.context:
            positional = (as_annotated(context, signature),)
    if run.config is not NO_CONFIG:
        versions = (*versions, *config_input(definition, run.config, run.resources.bound))
    assert definition.fn is not None  # noqa: S101 - the plan leaves out what is made elsewhere
    files: FileReads | None = None
    if instance.is_persistent:
        # Nobody asks whether what an ephemeral instance holds is stale.
        files = FileReads(definition.fn, run.gate or _OPEN, instance.root_directory, told)
    return _Ready(context, before, codes, versions, positional, arguments, files)


def _run(step: RunningStep) -> None:
    """Load, call and store; raises what any of that raises."""
    ready = _ready(step)
    fn: Any = step.planned.definition.fn
    inside = ready.files or step.shared.gate
    if inside is None:
        returned = call(fn, ready.positional, ready.arguments)
    else:
        with inside:
            returned = call(fn, ready.positional, ready.arguments)
    _take(step, ready, returned)


def _run_beside(step: RunningStep, beside: Any) -> Generator[None, None, None]:
    """Load, call and store, where others make progress while the function waits."""
    ready = _ready(step)
    returned = yield from _called_beside(
        step, ready.positional, ready.arguments, ready.files, beside
    )
    _take(step, ready, returned)


def _take(step: RunningStep, ready: _Ready, returned: Any) -> None:
    """Store and tell what the function of *step* returned."""
    if isinstance(returned, GeneratorType):
        with closing(gated(returned, ready.files or step.shared.gate or _OPEN)) as generated:
            _take_each(step, ready, logged(step, generated))
    else:
        _take_each(step, ready, returned)


def _take_each(step: RunningStep, ready: _Ready, results: Any) -> None:
    """Store and tell each output in *results*."""
    definition = step.planned.definition
    checks = step.selected_checks if definition.check_outputs else ()
    versions, files = ready.versions, ready.files
    for outcome in outcomes(definition, seen(step, results), step.planned.selected, checks):
        reads = (*versions, *files.versions()) if files else versions
        if isinstance(outcome.output, CheckOutput):
            tell_check(step, outcome.output, outcome.check, ready.codes, reads)
            continue
        code = ready.before[definition.outputs.index(outcome.output)]
        store(step, ready.context, outcome, code, reads)
    if checks:
        raise_failed(step)


def _called_beside(
    step: RunningStep,
    positional: tuple[Any, ...],
    arguments: dict[str, Any],
    files: FileReads | None,
    beside: Any,
) -> Generator[None, None, Any]:
    """Return what the function of *step* returns; stops once, while others make progress too."""
    fn: Any = step.planned.definition.fn
    gate = step.shared.gate or _OPEN
    with gate, files.elsewhere() if files else _OPEN:
        awaitable = fn(*positional, **arguments)
        begun = beside.begin(awaitable)
    yield
    if inspect.isasyncgen(awaitable):
        return beside.values(awaitable, begun)
    try:
        with files or gate:
            return beside.result(begun)
    finally:
        step.idle = perf_counter() - beside.ended_at


def context_of(step: RunningStep) -> Any:
    """Return what the function of *step* is told: what its definition says, or what assets are."""
    definition = step.planned.definition
    signature = definition.signature
    if signature is not None and signature.context_class is not None:
        check_annotation(definition, signature.context_class)
    make_context = getattr(definition, "make_context", None)
    if make_context is not None:
        return make_context(step)
    return AssetExecutionContext(step, definition, step.planned.selected)
