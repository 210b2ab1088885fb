"""Interrupting a step of another thread: in user code alone, never between file and commit."""

import ctypes
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from types import TracebackType
from typing import Any

from dagbook.errors import DagsterExecutionInterruptedError

_set_async_exc = ctypes.pythonapi.PyThreadState_SetAsyncExc

WAKERS: dict[int, Callable[[], object]] = {}
"""By thread that waits for an event loop: what makes it look up, so that it sees an interrupt."""


class UserCodeGate:
    """Marks when a thread is in user code, and raises there when another thread asks for it.

    Once asked, the gate lets no user code begin any more, and none end well: what swallowed the
    interrupt, or made another error of it, is interrupted as it leaves.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: int | None = None
        self._requested = False

    def __enter__(self) -> None:
        with self._lock:
            if self._requested:
                raise DagsterExecutionInterruptedError
            self._thread = threading.get_ident()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            thread, self._thread = self._thread, None
            requested = self._requested
            if requested and thread is not None:
                # What was sent as the code ended and is not here yet must not come while storing.
                _replace_pending(thread)
        if requested and kind is not DagsterExecutionInterruptedError:
            raise DagsterExecutionInterruptedError

    def interrupt(self) -> bool:
        """Raise `DagsterExecutionInterruptedError` in the user code that runs now, or comes next.

        Returns:
            Whether any runs now. Code inside a C call, such as a long sleep, sees it when that
            returns.
        """
        with self._lock:
            if self._requested:
                return False
            self._requested = True
            if self._thread is None:
                return False
            _set_async_exc(
                ctypes.c_ulong(self._thread), ctypes.py_object(DagsterExecutionInterruptedError)
            )
            wake = WAKERS.get(self._thread)
            if wake is not None:
                wake()
            return True


class _WithdrawnError(BaseException):
    """Comes in place of an interrupt that is not to come any more."""


def _replace_pending(thread: int) -> None:
    """Take back the exception that is pending in *thread*, which is the one that runs.

    Setting none would leave CPython's mark that one is pending, and under that mark a debugger's
    trace function never gets to its next line (seen in 3.11); an exception that arrives clears it.
    """
    try:
        _set_async_exc(ctypes.c_ulong(thread), ctypes.py_object(_WithdrawnError))
        # It arrives at the next turn of a loop; the bound is for an interpreter that has no such.
        for _ in range(1_000_000):
            pass
    except _WithdrawnError:
        return


def gated(
    generator: Generator[Any, Any, Any], gate: AbstractContextManager[None]
) -> Generator[Any, None, None]:
    """Yield what *generator* yields, and close it; its code alone runs inside *gate*."""
    with closing(generator):
        while True:
            with gate:
                try:
                    value = next(generator)
                except StopIteration:
                    return
            yield value
