"""Recorded errors in Dagster's form: what failed, and the user's own error as the cause."""

from dagbook import errors
from dagbook.model.event_data import SerializableErrorInfo
from dagbook.model.records import StepError, StepRecord

_OWN = frozenset({"Failure", "KeyboardInterrupt", "DagsterExecutionInterruptedError"})


def error_info(record: StepRecord, exceeded: int | None) -> SerializableErrorInfo | None:
    """Return why a step failed, as Dagster has it; None when it did not.

    Args:
        record: Of the step.
        exceeded: How often it was tried again, if that is why it is not any more.
    """
    error = record.error
    if error is None:
        return None
    user = _of(error)
    if exceeded is not None:
        words = f"Exceeded max_retries of {exceeded}\n"
        return SerializableErrorInfo(words, (), "RetryRequestedFromPolicy", user)
    if record.retry_in is not None:
        words = "dagster._core.execution.plan.utils.RetryRequestedFromPolicy\n"
        return SerializableErrorInfo(words, (), "RetryRequestedFromPolicy", user)
    kind = getattr(errors, error.error_class, None)
    if error.error_class in _OWN or (kind and not issubclass(kind, _WRAPPERS)):
        return user
    name = error.error_class if kind else "DagsterExecutionStepExecutionError"
    words = error.message if kind else f'Error occurred while executing op "{record.step_key}":'
    return SerializableErrorInfo(f"dagster._core.errors.{name}: {words}\n", (), name, _cause(error))


_WRAPPERS = errors.DagsterUserCodeExecutionError


def text_error(text: str) -> SerializableErrorInfo:
    r"""Return the error of a traceback in text.

    >>> text_error("Traceback...\nKeyError: 'a'\n").cls_name
    'KeyError'
    """
    lines = text.splitlines(keepends=True)
    first = next(
        (at for at in range(len(lines) - 1, -1, -1) if lines[at][:1] not in (" ", "\n", "")), 0
    )
    message = "".join(lines[first:])
    name = message.split(":", 1)[0].rsplit(".", 1)[-1].strip()
    stack = tuple(each for each in lines[:first] if each.startswith("  "))
    return SerializableErrorInfo(message, stack, name or None)


def _of(error: StepError) -> SerializableErrorInfo:
    """Return *error* as it was raised."""
    stack = text_error(error.traceback).stack
    words = f"{error.error_class}: {error.message}\n"
    return SerializableErrorInfo(words, stack, error.error_class)


def _cause(error: StepError) -> SerializableErrorInfo:
    """Return the user's error behind *error*."""
    own = text_error(error.traceback)
    return own if own.message else _of(error)
