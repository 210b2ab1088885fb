"""Seeing what other kernels do to the store that a session uses."""

import threading
from collections.abc import Callable

from dagbook.errors import StoreError
from dagbook.session.session import Session

WATCH_SECONDS = 1.0
"""Between two looks: one costs some microseconds, and nobody waits for it."""


class StoreWatch:
    """Looks at the store's change marker from a thread of its own, far from what runs.

    Args:
        session: Whose store; the one that is in use at each look.
        on_change: Called when anything changed, from whichever process.
        seconds: Between two looks.
    """

    def __init__(
        self, session: Session, on_change: Callable[[], None], seconds: float = WATCH_SECONDS
    ) -> None:
        self._session = session
        self._on_change = on_change
        self._seconds = seconds
        self._stopped = threading.Event()
        self._seen = self._marker()
        threading.Thread(target=self._look, name="dagbook-watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def _look(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                now = self._marker()
            except StoreError:
                # The session was closed: there is nothing to see any more.
                return
            if now != self._seen:
                self._seen = now
                self._on_change()

    def _marker(self) -> tuple[int, int]:
        """Return what differs once the store in use is another, or changed."""
        log = self._session.instance.event_log
        return id(log), log.change_marker()
