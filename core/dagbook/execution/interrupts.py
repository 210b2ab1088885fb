"""Interrupting a step of another thread: in user code alone, never between file and commit."""

import ctypes
import threading
import time
from types import TracebackType

from dagbook.errors import DagsterExecutionInterruptedError

_DELIVERY_SECONDS = 0.001


class UserCodeGate:
    """Marks when a thread is in user code, and raises there when another thread asks for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: int | None = None
        self._requested = False

    def __enter__(self) -> None:
        with self._lock:
            self._thread = threading.get_ident()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            self._thread = None
            pending = self._requested and kind is not DagsterExecutionInterruptedError
            self._requested = False
        # A request that came as the code ended is delivered at one of the next instructions: it has
        # to be one of these, and not one of those that store.
        while pending:
            time.sleep(_DELIVERY_SECONDS)

    def interrupt(self) -> bool:
        """Raise `DagsterExecutionInterruptedError` in the user code that runs now.

        Returns:
            Whether any did. Code inside a C call, such as a long sleep, sees it when that returns.
        """
        with self._lock:
            if self._thread is None or self._requested:
                return False
            self._requested = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._thread), ctypes.py_object(DagsterExecutionInterruptedError)
            )
            return True
