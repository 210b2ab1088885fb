"""Recorded errors in Dagster's form: what failed, and the user's own error as the cause."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dagbook import errors
from dagbook.model.event_data import ErrorSource, SerializableErrorInfo
from dagbook.model.records import StepError, StepRecord

_OWN = frozenset(
    {
        "ChildProcessCrashException",
        "DagsterExecutionInterruptedError",
        "Failure",
        "KeyboardInterrupt",
        "SystemExit",
    }
)


def error_info(
    record: StepRecord, exceeded: int | None, *, asked: bool = False
) -> SerializableErrorInfo | None:
    """Return why a step failed, as Dagster has it; None when it did not.

    Args:
        record: Of the step.
        exceeded: How often it was tried again, if that is why it is not any more.
        asked: Whether the user's code asked to be tried again, by `RetryRequested`.
    """
    error = record.error
    if error is None:
        return None
    kind = getattr(errors, error.error_class, None)
    if exceeded is not None or record.retry_in is not None:
        user = _cause(error) if kind and issubclass(kind, _WRAPPERS) else _of(error)
        return _retry(error, user, exceeded, asked=asked)
    if error.error_class in _OWN or (kind and not issubclass(kind, _WRAPPERS)):
        return _of(error)
    name = error.error_class if kind else "DagsterExecutionStepExecutionError"
    words = error.message if kind else f'Error occurred while executing op "{record.step_key}":'
    return SerializableErrorInfo(f"dagster._core.errors.{name}: {words}\n", (), name, _cause(error))


def error_source(record: StepRecord, told: SerializableErrorInfo | None) -> ErrorSource:
    """Return whose error it was that failed a step, and that is *told* so."""
    if record.canceled:
        return ErrorSource.INTERRUPT
    name = "" if told is None else told.cls_name or ""
    if name.startswith("RetryRequested"):
        of_user = told is not None and told.cause is not None
    else:
        kind = getattr(errors, name, None)
        of_user = kind is not None and issubclass(kind, _WRAPPERS)
    if of_user:
        return ErrorSource.USER_CODE_ERROR
    return ErrorSource.UNEXPECTED_ERROR if name == "SystemExit" else ErrorSource.FRAMEWORK_ERROR


def _retry(
    error: StepError, user: SerializableErrorInfo, exceeded: int | None, *, asked: bool
) -> SerializableErrorInfo:
    """Return why an attempt failed that is to be followed by another, or was the last."""
    name = "RetryRequested" if asked else "RetryRequestedFromPolicy"
    home = "definitions.events" if asked else "execution.plan.utils"
    words = f"dagster._core.{home}.{name}\n"
    if exceeded is not None:
        words = f"Exceeded max_retries of {exceeded}\n"
    cause = None if error.error_class == "RetryRequested" else user
    return SerializableErrorInfo(words, (), name, cause)


_WRAPPERS = errors.DagsterUserCodeExecutionError


def set_up_error(text: str) -> SerializableErrorInfo:
    """Return why a run could not begin: *text* is the traceback of what a resource raised."""
    name = "DagsterResourceFunctionError"
    words = f"dagster._core.errors.{name}: Error executing resource_fn\n"
    return SerializableErrorInfo(words, (), name, text_error(text))


_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"
_LINKS = (_CAUSE, _CONTEXT)
"""What Python writes between the parts of a traceback; the last part is what was raised."""


def text_error(text: str) -> SerializableErrorInfo:
    r"""Return the error of a traceback in text, with what it was raised from.

    >>> text_error("Traceback (most recent call last):\n  File ...\nKeyError: 'a'\n").cls_name
    'KeyError'
    """
    link = max(_LINKS, key=text.rfind)
    before, found, own = text.rpartition(link)
    if found:
        earlier, raised = text_error(before), text_error(own)
        return (
            replace(raised, cause=earlier) if link is _CAUSE else replace(raised, context=earlier)
        )
    lines = [_GROUP.sub("", each) for each in text.splitlines(keepends=True)]
    if lines and _HEAD in lines[0]:
        del lines[0]
    first = next((at for at, each in enumerate(lines) if each[:1] not in (" ", "\n", "")), 0)
    message = "".join(lines[first:])
    name = message.split(":", 1)[0].rsplit(".", 1)[-1].strip()
    return SerializableErrorInfo(message, _frames(lines[:first]), name or None)


def _frames(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a traceback, those of one frame together, as Dagster has them."""
    found: list[str] = []
    for line in lines:
        if found and not line.startswith("  File "):
            found[-1] += line
        else:
            found.append(line)
    return tuple(found)


_HEAD = "Traceback (most recent call last):"
_GROUP = re.compile(r"^  [|] ")
"""What stands before the lines of an exception group."""


def _of(error: StepError) -> SerializableErrorInfo:
    """Return *error* as it was raised."""
    told = text_error(error.traceback)
    words = f"{error.error_class}: {error.message}\n"
    return SerializableErrorInfo(words, told.stack, error.error_class, told.cause, told.context)


def _cause(error: StepError) -> SerializableErrorInfo:
    """Return the user's error behind *error*."""
    own = text_error(error.traceback)
    return own if own.message else _of(error)
