"""The events of a run in Dagster's order, made of its records when somebody asks for them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

from dagbook.model.error_views import set_up_error, text_error
from dagbook.model.event_data import EngineEventData, JobFailureData, RunFailureReason
from dagbook.model.event_views import step_events, took
from dagbook.model.events import DagsterEvent, DagsterEventType
from dagbook.model.records import StepRecord
from dagbook.model.runs import FAILURE_REASON_TAG, DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.model.worker_events import executed, executing, worker_events

_RAISED = RunFailureReason.RUN_EXCEPTION.value
_WRAPPERS = frozenset({"DagsterExecutionStepExecutionError", "RetryRequestedFromPolicy"})


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
        seconds = ended - run.started_at
        words = executed(os.getpid(), took(seconds * 1000), in_processes=set_up.in_processes)
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
