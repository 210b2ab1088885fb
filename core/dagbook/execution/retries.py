"""Whether a step that raised is tried again, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dagbook.authoring.retry_policy import RetryPolicy
from dagbook.errors import (
    DagsterError,
    DagsterExecutionHandleOutputError,
    DagsterExecutionLoadInputError,
    DagsterMaxRetriesExceededError,
)
from dagbook.execution.user_code import user_error
from dagbook.model.failures import Failure, RetryRequested
from dagbook.model.metadata_forms import metadata_to_plain

_OF_IO_MANAGERS = (DagsterExecutionHandleOutputError, DagsterExecutionLoadInputError)


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of a step that raised.

    Args:
        why: What is recorded as the reason.
        raised: What a caller is told.
        retry_in: After how many seconds it is tried again, None when it is not.
        exceeded: How often it was tried again, when that is as often as it may be.
        asked: Whether the user's code asked for it, and no policy.
    """

    why: BaseException
    raised: BaseException
    retry_in: float | None = None
    exceeded: int | None = None
    asked: bool = False


def ending(error: BaseException, policy: RetryPolicy | None, attempt: int) -> Ending:
    """Return what becomes of a step whose attempt *attempt*, from 1, raised *error*.

    User code asks to be tried again by `RetryRequested`; else *policy* decides. It does not for
    Dagster's own errors, as of a type that does not fit, and for interrupts, which end the run.
    """
    asked = _asked(error, policy, attempt)
    raised = user_error(error)
    if asked is None:
        return Ending(error, raised)
    by_user = isinstance(raised, RetryRequested)
    if by_user:
        raised = error = raised.__cause__ or raised
    if attempt <= asked.max_retries:
        return Ending(error, raised, asked.seconds_to_wait or 0.0, asked=by_user)
    exceeded = DagsterMaxRetriesExceededError(f"Exceeded max_retries of {asked.max_retries}")
    exceeded.__cause__ = raised
    return Ending(error, exceeded, exceeded=asked.max_retries, asked=by_user)


def _asked(error: BaseException, policy: RetryPolicy | None, attempt: int) -> RetryRequested | None:
    """Return the request that *error* is, or that *policy* makes of it; None for none."""
    raised = user_error(error)
    if isinstance(raised, RetryRequested):
        return raised
    if policy is None or not isinstance(error, Exception):
        return None
    if isinstance(error, DagsterError) and not isinstance(error, _OF_IO_MANAGERS):
        return None
    if isinstance(raised, Failure) and not raised.allow_retries:
        return None
    return RetryRequested(policy.max_retries, policy.calculate_delay(attempt))


def failure_data(ended: Ending) -> Mapping[str, Any] | None:
    """Return what is told of a failed attempt beside its error, None when there is nothing."""
    data: dict[str, Any] = {}
    if ended.exceeded is not None:
        data["exceeded"] = ended.exceeded
    if ended.asked:
        data["asked"] = True
    cause = user_error(ended.why)
    if isinstance(cause, Failure):
        data["failure"] = {
            "description": cause.description,
            "metadata": metadata_to_plain(cause.metadata),
        }
    return data or None
