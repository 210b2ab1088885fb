"""Calling the hooks of a step that ended; what each of them did is told as the step's events."""

import traceback
from collections.abc import Sequence
from dataclasses import replace

from dagbook.authoring.hook_context import HookContext
from dagbook.authoring.hooks import HookDefinition
from dagbook.execution.running_step import RunningStep
from dagbook.execution.step_heard import hear_end
from dagbook.execution.user_code import user_traceback
from dagbook.model.event_kinds import (
    HOOK_COMPLETED,
    HOOK_ERRORED,
    HOOK_SKIPPED,
    STEP_FAILURE,
    STEP_SUCCESS,
    STEP_UP_FOR_RETRY,
)
from dagbook.model.event_views import step_events
from dagbook.model.events import DagsterEvent
from dagbook.model.records import StepEvent, StepRecord
from dagbook.storage.data_versions import tags_of_step


def with_hooks(step: RunningStep, record: StepRecord, error: BaseException | None) -> StepRecord:
    """Call the hooks of *step*, and return its record with what they did.

    Args:
        step: The step.
        record: Of the attempt that ended.
        error: What it raised, or None.
    """
    tags = tags_of_step(step.instance.event_log, None, record)
    events = list(step_events(record, step.job_name, tags))
    if step.shared.loggers:
        hear_end(step, record, events)
    told = record.events
    if not any(each.kind in (STEP_SUCCESS, STEP_FAILURE) for each in told):
        end = STEP_UP_FOR_RETRY if record.retry_in is not None else STEP_FAILURE
        told = (*told, StepEvent(STEP_SUCCESS if error is None else end))
    hooks = sorted(step.planned.definition.hook_defs, key=lambda hook: hook.name)
    return replace(record, events=(*told, *(_call(step, hook, events, error) for hook in hooks)))


def _call(
    step: RunningStep,
    hook: HookDefinition,
    events: Sequence[DagsterEvent],
    error: BaseException | None,
) -> StepEvent:
    """Call *hook* and return what it did; what it raises is told and the run goes on."""
    try:
        resources = step.shared.resources.scoped(hook.required_resource_keys)
        context = HookContext(step, hook, resources, error, step.outputs or {})
        found = hook.hook_fn(context, events)
    except Exception as raised:  # noqa: BLE001 - a hook raises what it likes; it is told
        shown = "".join(traceback.format_exception(type(raised), raised, user_traceback(raised)))
        return StepEvent(HOOK_ERRORED, hook.name, {"error": shown})
    return StepEvent(HOOK_SKIPPED if found.is_skipped else HOOK_COMPLETED, hook.name)
