"""`Soon`: has things done a moment later, by one thread for all of them."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

Due = tuple[float, Callable[[], object]]
"""When, by the monotonic clock, and what."""

MOST_SECONDS = 0.2
"""The thread looks at least so often, and ends once there was nothing to do for so long."""


def due_in(seconds: float, function: Callable[[], object]) -> Due:
    """Return that *function* is to be called after so many *seconds*."""
    return monotonic() + seconds, function


class Soon:
    """Calls functions when their time has come, in a thread that is there while any waits.

    A thread of its own for each would cost more than what most of them do. Asking only appends to a
    deque, so that it may be interrupted anywhere.

    Example:
        >>> done, soon = threading.Event(), Soon("example")
        >>> soon.call(due_in(0.01, done.set))
        >>> done.wait(10)
        True
        >>> soon.end_if_idle()
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._due: deque[Due] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def call(self, due: Due) -> None:
        """Have what is *due* be called, which raises nothing.

        Not before its time; and later by `MOST_SECONDS` at most, where others wait longer than it.
        """
        self._due.append(due)
        thread = self._thread
        # Of a forked process the thread is dead.
        if thread is None or not thread.is_alive():
            self._start()

    def cancel(self, due: Due) -> None:
        """Forget what `call` was given, if its time has not come yet."""
        with suppress(ValueError):
            self._due.remove(due)

    def end_if_idle(self) -> None:
        """End the thread now, if nothing waits; it would end by itself soon."""
        with self._lock:
            thread, self._thread = self._thread, None
            if self._due:
                thread, self._thread = None, thread
            elif thread is not None:
                self._stop.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _start(self) -> None:
        """Start the thread, where none is alive."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._stop = stop = threading.Event()
                thread = threading.Thread(
                    target=self._work, args=(stop,), name=self._name, daemon=True
                )
                thread.start()
                self._thread = thread

    def _work(self, stop: threading.Event) -> None:
        """Call what is due, until nothing came for a while."""
        while not stop.wait(self._seconds()):
            if not self._due and self._ended():
                return
            self._call_due()

    def _ended(self) -> bool:
        """Take leave, if nothing came meanwhile: who asks from now on starts another thread."""
        me = threading.current_thread()
        with self._lock:
            if self._thread is not me:
                return True
            # Gone first, looked at then: who asks in between sees that nobody is here.
            self._thread = None
            if self._due:
                self._thread = me
            return self._thread is None

    def _seconds(self) -> float:
        """Return how long to sleep."""
        times = [at for at, _ in tuple(self._due)]
        return min(MOST_SECONDS, max(0.0, min(times) - monotonic())) if times else MOST_SECONDS

    def _call_due(self) -> None:
        """Call what is due."""
        now = monotonic()
        for _ in range(len(self._due)):
            try:
                at, function = self._due.popleft()
            except IndexError:
                return
            if at <= now:
                function()
            else:
                self._due.append((at, function))
