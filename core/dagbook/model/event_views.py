"""The events of steps in Dagster's order, made of their records when somebody asks for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Any

from dagbook.model import event_kinds
from dagbook.model.checks import evaluation_from_plain
from dagbook.model.error_views import error_info, error_source, text_error
from dagbook.model.event_data import (
    AssetObservationData,
    HandledOutputData,
    HookErroredData,
    LoadedInputData,
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
from dagbook.model.user_events import expectation_from_plain, observation_from_plain

_ENDS = frozenset(
    {event_kinds.STEP_SUCCESS, event_kinds.STEP_FAILURE, event_kinds.STEP_UP_FOR_RETRY}
)
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
    words = f'Finished execution of step "{record.step_key}" in {took(milliseconds)}.'
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


def took(milliseconds: float) -> str:
    """Return a time as Dagster writes it.

    >>> took(7.694), took(76.4), took(1234), took(83_000)
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
