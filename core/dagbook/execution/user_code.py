"""Calling the user's functions: async ones too, and tracebacks that start in the user's code."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import AsyncGeneratorType, CoroutineType, TracebackType
from typing import Any

from dagbook.errors import DagsterUserCodeExecutionError
from dagbook.model.records import StepError

_PACKAGE = str(Path(__file__).parent.parent)


def call(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return what ``fn(*args, **kwargs)`` returns, awaited where it is a coroutine.

    An async generator is returned as a generator of what it yields.
    """
    returned = fn(*args, **kwargs)
    if isinstance(returned, (CoroutineType, AsyncGeneratorType)):
        # asyncio is a fifth of what importing dagbook costs, and few assets are async.
        from dagbook.execution.event_loop import iter_async, run_async  # noqa: PLC0415 - above

        is_coroutine = isinstance(returned, CoroutineType)
        return run_async(returned) if is_coroutine else iter_async(returned)
    return returned


def user_traceback(error: BaseException) -> TracebackType | None:
    """Return the traceback of *error* from the user's first frame on; whole when there is none."""
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.tb_next
    return frame or error.__traceback__


def step_error(error: BaseException) -> StepError:
    """Return *error* in words that survive the process."""
    raised = user_error(error)
    shown = traceback.format_exception(type(raised), raised, user_traceback(raised))
    return StepError(type(error).__name__, _message(error), "".join(shown))


def user_error(error: BaseException) -> BaseException:
    """Return what the user's code raised, where *error* only says what it was doing."""
    raised = error.user_exception if isinstance(error, DagsterUserCodeExecutionError) else None
    return error if raised is None else raised


def _message(error: BaseException) -> str:
    """Return ``str(error)``, which is the user's code too."""
    try:
        return str(error)
    except Exception as why:  # noqa: BLE001 - any failure has the same answer
        return f"its message cannot be shown ({type(why).__name__})"
