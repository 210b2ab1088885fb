"""Holding back Ctrl-C while something is half done that no `try` can undo."""

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self


class HeldInterrupts:
    """A context manager that lets an interrupt from the keyboard wait for the end of its block.

    An interrupt can come between any two instructions, also between taking a lock and the `try`
    that gives it back. Blocks have to be short; what waits inside one asks `is_waiting`. In other
    threads than the main one, which no signal reaches, it does nothing.
    """

    __slots__ = ("_frame", "_previous", "is_waiting")

    def __init__(self) -> None:
        self.is_waiting = False
        self._frame: FrameType | None = None
        self._previous: Callable[[int, FrameType | None], Any] | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            handler = signal.getsignal(signal.SIGINT)
            if callable(handler):
                self._previous = handler
                signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        previous = self._previous
        if previous is not None:
            signal.signal(signal.SIGINT, previous)
            if self.is_waiting:
                previous(signal.SIGINT, self._frame)

    def _note(self, _: int, frame: FrameType | None) -> None:
        """Remember that an interrupt came."""
        self.is_waiting = True
        self._frame = frame
