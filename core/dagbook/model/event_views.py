"""The events of a run in Dagster's order, made of its step records when somebody asks for them."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Any

from dagbook.model import event_kinds
from dagbook.model.checks import evaluation_from_plain
from dagbook.model.error_views import error_info, error_source, set_up_error, text_error
from dagbook.model.event_data import (
    AssetObservationData,
    EngineEventData,
    HandledOutputData,
    HookErroredData,
    JobFailureData,
    LoadedInputData,
    RunFailureReason,
    StepExpectationResultData,
    StepFailureData,
    StepInputData,
    StepMaterializationData,
    StepOutputData,
    StepOutputHandle,
    StepRetryData,
    StepSuccessData,
    TypeCheckData,
    UserFailureData,
)
from dagbook.model.events import DagsterEvent, DagsterEventType, to_asset_materialization
from dagbook.model.metadata_forms import metadata_from_plain
from dagbook.model.records import StepEvent, StepRecord
from dagbook.model.results import AssetMaterialization
from dagbook.model.runs import FAILURE_REASON_TAG, DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.model.user_events import expectation_from_plain, observation_from_plain
from dagbook.model.worker_events import executed, executing, worker_events

_ENDS = frozenset(
    {event_kinds.STEP_SUCCESS, event_kinds.STEP_FAILURE, event_kinds.STEP_UP_FOR_RETRY}
)
_RAISED = RunFailureReason.RUN_EXCEPTION.value
_WRAPPERS = frozenset({"DagsterExecutionStepExecutionError", "RetryRequestedFromPolicy"})
_NOTHING: Mapping[str, Any] = {}

Said = tuple[str | None, Any]
"""What an event says in words, and its data."""

_SILENT: Said = (None, None)


def step_events(
    record: StepRecord,
    job_name: str,
    tags: Sequence[Mapping[str, str]] | None = None,
    *,
    in_result: bool = False,
) -> Iterator[DagsterEvent]:
    """Yield the events of one attempt at a step in Dagster's order.

    Args:
        record: The attempt.
        job_name: Of which job.
        tags: Of each materialization; None for those that the record alone says.
        in_result: Whether they are those of a result, which lacks what a failed attempt logged.
    """
    kinds = DagsterEventType
    step_key, ended = record.step_key, record.started_at + record.seconds
    if record.skipped:
        words = f'Skipped execution of step "{step_key}".'
        yield DagsterEvent(kinds.STEP_SKIPPED, job_name, step_key, timestamp=ended, message=words)
        return
    yield start_event(record, job_name)
    told = list(record.events)
    if not any(each.kind in _ENDS for each in told):
        told.append(_implied_end(record))
    yield from told_events(record, job_name, told, tags=tags, in_result=in_result)


def told_events(
    record: StepRecord,
    job_name: str,
    told: Iterable[StepEvent],
    made_before: int = 0,
    *,
    tags: Sequence[Mapping[str, str]] | None = None,
    in_result: bool = False,
) -> Iterator[DagsterEvent]:
    """Yield the events of what is *told* in *record*, or a later part of it.

    Args:
        record: The attempt.
        job_name: Of which job.
        told: What is told.
        made_before: How many of the materializations were told before that.
        tags: See `step_events`.
        in_result: See `step_events`.
    """
    kinds = DagsterEventType
    step_key, ended = record.step_key, record.started_at + record.seconds
    made = islice(
        zip(record.materializations, tags or repeat(None), strict=False), made_before, None
    )
    leaves_out_logged = in_result and record.error is not None
    for each in told:
        is_left_out = leaves_out_logged and each.about == event_kinds.LOGGED
        if each.kind == event_kinds.ASSET_MATERIALIZATION and each.data is None:
            # What the user logs has no output, and is one partition at most.
            count = len(record.places) if each.name else 1
            for one, own in (next(made) for _ in range(count)):
                if not is_left_out:
                    view = to_asset_materialization(one, own)
                    yield _materialized(record, job_name, each.name, view)
        elif not is_left_out:
            said = _SAY[each.kind](each, record) if each.kind in _SAY else _SILENT
            is_check = each.kind == event_kinds.ASSET_CHECK_EVALUATION
            is_end = each.kind in (event_kinds.STEP_FAILURE, event_kinds.STEP_UP_FOR_RETRY)
            yield DagsterEvent(
                kinds(each.kind),
                job_name,
                step_key,
                each.name,
                error=record.error if is_end else None,
                timestamp=ended,
                check_evaluation=evaluation_from_plain(each.data["check"])
                if is_check and each.data
                else None,
                event_specific_data=said[1],
                message=said[0],
            )


def start_event(record: StepRecord, job_name: str) -> DagsterEvent:
    """Return the event of the beginning of an attempt."""
    kind = DagsterEventType.STEP_START if record.attempt == 1 else DagsterEventType.STEP_RESTARTED
    words = (
        f'Started execution of step "{record.step_key}".'
        if record.attempt == 1
        else f'Started re-execution (attempt # {record.attempt}) of step "{record.step_key}".'
    )
    return DagsterEvent(kind, job_name, record.step_key, timestamp=record.started_at, message=words)


def _implied_end(record: StepRecord) -> StepEvent:
    """Return how an attempt ended, where its record does not say it among the events."""
    if record.retry_in is not None:
        return StepEvent(event_kinds.STEP_UP_FOR_RETRY)
    return StepEvent(event_kinds.STEP_SUCCESS if record.error is None else event_kinds.STEP_FAILURE)


def _materialized(
    record: StepRecord, job_name: str, name: str | None, view: AssetMaterialization
) -> DagsterEvent:
    """Return the event of one materialization."""
    return DagsterEvent(
        DagsterEventType.ASSET_MATERIALIZATION,
        job_name,
        record.step_key,
        name,
        view,
        timestamp=record.started_at + record.seconds,
        event_specific_data=StepMaterializationData(view),
        message=f"Materialized value {' '.join(view.asset_key.path)}.",
    )


def _type_check(told: StepEvent) -> tuple[TypeCheckData, str]:
    """Return what was said of a value's type, as data and in words."""
    data = told.data or _NOTHING
    passed = data.get("success", True)
    metadata = metadata_from_plain(data.get("metadata", {}))
    checked = TypeCheckData(passed, told.name or "", data.get("description"), metadata)
    ended = "(Type check passed)" if passed else "Warning! Type check failed"
    return checked, f'of type "{told.about or "Any"}". {ended}.'


def _step_output(told: StepEvent, record: StepRecord) -> Said:
    """Say that an output was yielded."""
    checked, words = _type_check(told)
    data = told.data or _NOTHING
    mapping_key = data.get("mapping_key")
    handle = StepOutputHandle(record.step_key, told.name or "", mapping_key)
    metadata = metadata_from_plain(data.get("output_metadata", {}))
    if names := data.get("said"):
        of = _made_as(record, told.name)
        metadata = {name: of[name] for name in names if name in of}
    mapped = f' mapping key "{mapping_key}"' if mapping_key else ""
    return (
        f'Yielded output "{told.name}"{mapped} {words}',
        StepOutputData(handle, checked, metadata),
    )


def _made_as(record: StepRecord, output: str | None) -> Mapping[str, Any]:
    """Return the metadata of what a step made as *output*; empty where it was not stored."""
    at = 0
    for each in record.events:
        if each.kind == event_kinds.ASSET_MATERIALIZATION and each.data is None:
            if each.name == output:
                return record.materializations[at].metadata
            at += len(record.places) if each.name else 1
    return _NOTHING


def _step_input(told: StepEvent, _record: StepRecord) -> Said:
    """Say that an input was passed."""
    checked, words = _type_check(told)
    return f'Got input "{told.name}" {words}', StepInputData(told.name or "", checked)


def _loaded_input(told: StepEvent, _record: StepRecord) -> Said:
    """Say that an input was loaded."""
    manager, output, step, *_ = [*(told.about or "io_manager").split(" "), "", ""]
    source = f', from output "{output}" of step "{step}"' if output else ""
    metadata = metadata_from_plain((told.data or _NOTHING).get("metadata", {}))
    words = f'Loaded input "{told.name}" using input manager "{manager}"{source}'
    return words, LoadedInputData(told.name or "", manager, output or None, step or None, metadata)


def _handled_output(told: StepEvent, _record: StepRecord) -> Said:
    """Say that an output was stored."""
    manager = told.about or "io_manager"
    metadata = metadata_from_plain((told.data or _NOTHING).get("metadata", {}))
    words = f'Handled output "{told.name}" using IO manager "{manager}"'
    return words, HandledOutputData(told.name or "", manager, metadata)


def _success(_told: StepEvent, record: StepRecord) -> Said:
    """Say that a step succeeded."""
    milliseconds = record.seconds * 1000
    words = f'Finished execution of step "{record.step_key}" in {_duration(milliseconds)}.'
    return words, StepSuccessData(milliseconds)


def _failure(told: StepEvent, record: StepRecord) -> Said:
    """Say that a step failed."""
    data = told.data or _NOTHING
    failed = data.get("failure")
    said = failed and UserFailureData(
        "intentional-failure", failed["description"], metadata_from_plain(failed["metadata"])
    )
    words = f'Execution of step "{record.step_key}" failed.'
    error = error_info(record, data.get("exceeded"), asked="asked" in data)
    return words, StepFailureData(error, said, error_source(record, error))


def _up_for_retry(told: StepEvent, record: StepRecord) -> Said:
    """Say that a step failed and is tried again."""
    words = f'Execution of step "{record.step_key}" failed and has requested a retry'
    wait = f" in {record.retry_in} seconds" if record.retry_in else ""
    error = error_info(record, None, asked="asked" in (told.data or _NOTHING))
    return f"{words}{wait}.", StepRetryData(error, record.retry_in)


def _hook_completed(told: StepEvent, record: StepRecord) -> Said:
    """Say that a hook was called."""
    words = f'Finished the execution of hook "{told.name}" triggered for "{record.step_key}".'
    return words, None


def _hook_skipped(told: StepEvent, record: StepRecord) -> Said:
    """Say that a hook had nothing to do."""
    words = (
        f'Skipped the execution of hook "{told.name}". It did not meet its triggering condition '
        f'during the execution of "{record.step_key}".'
    )
    return words, None


def _hook_errored(told: StepEvent, record: StepRecord) -> Said:
    """Say that a hook raised."""
    error = text_error((told.data or _NOTHING).get("error", ""))
    words = f'Error occurred during the execution of hook "{told.name}" for "{record.step_key}".'
    return words, HookErroredData(error)


def _observation(told: StepEvent, _record: StepRecord) -> Said:
    """Say that an asset was observed."""
    seen = observation_from_plain(told.data or _NOTHING)
    return f"Observed asset {seen.label}.", AssetObservationData(seen)


def _expectation(told: StepEvent, _record: StepRecord) -> Said:
    """Say whether an expectation holds."""
    found = expectation_from_plain(told.data or _NOTHING)
    words = f"Expectation {found.label} {'passed' if found.success else 'failed'}"
    return found.description or words, StepExpectationResultData(found)


def _checked(each: StepEvent, _record: StepRecord) -> Said:
    """Return what is said of what a check found."""
    found = evaluation_from_plain(each.data["check"]) if each.data else None
    if found is None:
        return _SILENT
    words = (
        f"Asset check '{found.check_name}' on '{found.asset_key.to_user_string()}' "
        f"{'passed' if found.passed else 'did not pass'}."
    )
    if found.description is not None:
        words += f" Description: '{found.description}'"
    return words, found


_SAY: Mapping[str, Callable[[StepEvent, StepRecord], Said]] = {
    event_kinds.ASSET_CHECK_EVALUATION: _checked,
    event_kinds.STEP_OUTPUT: _step_output,
    event_kinds.STEP_INPUT: _step_input,
    event_kinds.LOADED_INPUT: _loaded_input,
    event_kinds.HANDLED_OUTPUT: _handled_output,
    event_kinds.STEP_SUCCESS: _success,
    event_kinds.STEP_FAILURE: _failure,
    event_kinds.STEP_UP_FOR_RETRY: _up_for_retry,
    event_kinds.HOOK_COMPLETED: _hook_completed,
    event_kinds.HOOK_SKIPPED: _hook_skipped,
    event_kinds.HOOK_ERRORED: _hook_errored,
    "ASSET_OBSERVATION": _observation,
    "STEP_EXPECTATION_RESULT": _expectation,
}


def run_events(
    run: DagsterRun,
    steps: Sequence[StepRecord],
    set_up: SetUp | None = None,
    tags: Sequence[Sequence[Mapping[str, str]]] | None = None,
    *,
    in_result: bool = False,
) -> Iterator[DagsterEvent]:
    """Yield the events of a run in Dagster's order.

    Args:
        run: The run.
        steps: What its steps told.
        set_up: How its resources were set up; None when that is not known.
        tags: Of each step those of each materialization; None for what the records alone say.
        in_result: Whether a result lists them, in place of the log.
    """
    yield from run_beginning(run, set_up)
    failure, apart = None, set_up is not None and set_up.in_processes
    hooks: list[DagsterEvent] = []
    for step, own in zip(steps, tags or repeat(None), strict=False):
        if hooks and not step.skipped:
            yield from hooks
            hooks = []
        if apart and not step.skipped:
            yield from worker_events(step, run.job_name)
        for event in step_events(step, run.job_name, own, in_result=in_result):
            if failure is None and event.is_step_failure:
                failure = event
            if event.is_hook_event:
                # As in Dagster they come after the steps that cannot run because of this one.
                hooks.append(event)
            else:
                yield event
    yield from hooks
    yield from run_ending(run, steps, set_up, failure)


def run_beginning(run: DagsterRun, set_up: SetUp | None) -> Iterator[DagsterEvent]:
    """Yield the events of *run* before its first step; see `run_events`."""
    kinds, job, pid = DagsterEventType, run.job_name, os.getpid()
    yield DagsterEvent(
        kinds.RUN_START,
        job,
        timestamp=run.started_at,
        message=f'Started execution of run for "{job}".',
    )
    if set_up is not None:
        yield _engine(run, executing(pid, in_processes=set_up.in_processes))
        yield from _resources(run, set_up)
        if set_up.error is None:
            words = f"Capturing logs for process (pid: {pid})."
            yield DagsterEvent(kinds.LOGS_CAPTURED, job, timestamp=run.started_at, message=words)


def run_ending(
    run: DagsterRun,
    steps: Sequence[StepRecord],
    set_up: SetUp | None,
    failure: DagsterEvent | None,
) -> Iterator[DagsterEvent]:
    """Yield the events of *run* after its last step, of which *failure* was the first to fail."""
    ended = run.ended_at or 0.0
    if set_up is not None and set_up.torn_down is not None:
        words = f"Teardown of resources [{', '.join(sorted(set_up.keys))}] failed."
        yield _engine(run, words, at=ended, step_key=set_up.step_key, error=set_up.torn_down)
    raised = failure is not None and run.tags.get(FAILURE_REASON_TAG) == _RAISED
    if set_up is not None and set_up.error is None and not raised:
        took = _duration((ended - run.started_at) * 1000)
        words = executed(os.getpid(), took, in_processes=set_up.in_processes)
        yield _engine(run, words, at=ended)
    yield from _end(run, () if raised else steps, _why(failure, set_up, raised=raised), ended)


def _why(
    failure: DagsterEvent | None, set_up: SetUp | None, *, raised: bool = False
) -> JobFailureData:
    """Return why a run failed: of its first failed step, what that *raised*, or of a resource."""
    if failure is not None and raised:
        error = failure.event_specific_data.error
        own = error.cause if error and error.cls_name in _WRAPPERS else None
        return JobFailureData(own or error, None, RunFailureReason.RUN_EXCEPTION)
    if failure is not None:
        error = failure.event_specific_data.error
        return JobFailureData(error, failure, RunFailureReason.STEP_FAILURE)
    text = None if set_up is None else set_up.error
    error = None if text is None else set_up_error(text)
    return JobFailureData(error, None, RunFailureReason.RUN_EXCEPTION)


def _engine(
    run: DagsterRun,
    words: str,
    at: float | None = None,
    step_key: str | None = None,
    error: str | None = None,
) -> DagsterEvent:
    """Return an event of the engine; *error* is what a resource raised, in text."""
    return DagsterEvent(
        DagsterEventType.ENGINE_EVENT,
        run.job_name,
        step_key,
        timestamp=run.started_at if at is None else at,
        event_specific_data=EngineEventData(error=None if error is None else text_error(error)),
        message=words,
    )


def _resources(run: DagsterRun, set_up: SetUp) -> Iterator[DagsterEvent]:
    """Yield the events of setting resources up; as Dagster has it the only step's, if it is one."""
    if not set_up.keys:
        return
    kinds, keys = DagsterEventType, ", ".join(sorted(set_up.keys))
    failed = set_up.error is not None
    ended = kinds.RESOURCE_INIT_FAILURE if failed else kinds.RESOURCE_INIT_SUCCESS
    error = text_error(set_up.error) if set_up.error is not None else None
    for kind, words in (
        (kinds.RESOURCE_INIT_STARTED, f"Starting initialization of resources [{keys}]."),
        (
            ended,
            f"Initialization of resources [{keys}] failed."
            if failed
            else f"Finished initialization of resources [{keys}].",
        ),
    ):
        begins = kind is kinds.RESOURCE_INIT_STARTED
        data = EngineEventData(
            error=None if begins else error,
            marker_start="resources" if begins else None,
            marker_end=None if begins else "resources",
        )
        yield DagsterEvent(
            kind,
            run.job_name,
            set_up.step_key,
            timestamp=run.started_at,
            event_specific_data=data,
            message=words,
        )


def _end(
    run: DagsterRun, steps: Sequence[StepRecord], why_failed: JobFailureData, ended: float
) -> Iterator[DagsterEvent]:
    """Yield how a run ended."""
    kinds, name = DagsterEventType, run.job_name
    if run.status is DagsterRunStatus.SUCCESS:
        words = f'Finished execution of run for "{name}".'
        yield DagsterEvent(kinds.RUN_SUCCESS, name, timestamp=ended, message=words)
    elif run.status is DagsterRunStatus.FAILURE:
        failed = [each.step_key for each in steps if each.error and each.retry_in is None]
        why = f"Steps failed: {failed}." if failed else "An exception was thrown during execution."
        yield DagsterEvent(
            kinds.RUN_FAILURE,
            name,
            timestamp=ended,
            event_specific_data=why_failed,
            message=f'Execution of run for "{name}" failed. {why}',
        )
    elif run.status is DagsterRunStatus.CANCELED:
        words = f'Execution of run for "{name}" canceled.'
        yield DagsterEvent(kinds.RUN_CANCELED, name, timestamp=ended, message=words)


def _duration(milliseconds: float) -> str:
    """Return a time as Dagster writes it.

    >>> _duration(7.694), _duration(76.4), _duration(1234), _duration(83_000)
    ('7.69ms', '76ms', '1.23s', '1m23s')
    """
    if milliseconds < 10:  # noqa: PLR2004 - below, hundredths say something
        return f"{milliseconds:.2f}ms"
    if milliseconds < 1000:  # noqa: PLR2004 - a second
        return f"{int(milliseconds)}ms"
    if milliseconds < 60_000:  # noqa: PLR2004 - a minute
        return f"{milliseconds / 1000:.2f}s"
    minutes, seconds = divmod(int(milliseconds / 1000), 60)
    return f"{minutes}m{seconds}s" if minutes < 60 else f"{minutes // 60}h{minutes % 60}m"  # noqa: PLR2004 - an hour
