"""Who watches a session, and is told of everything that happens."""

import logging
import threading
from collections.abc import Callable

from dagbook.model.asset_key import AssetKey
from dagbook.session.activity import Activity
from dagbook.session.debugging import LastErrors
from dagbook.session.events import (
    DefinitionsChanged,
    LinesKept,
    SessionEvent,
    StatusesChanged,
)

_LOG = logging.getLogger("dagbook")

Listener = Callable[[SessionEvent], None]


class Watching:
    """What happens in a session: heard by those who listen; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._activity = Activity()
        self.errors = LastErrors()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call *listener* with everything that happens, on the thread where it does.

        Returns:
            What stops that.
        """
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def announce_definitions_changed(self) -> None:
        """Tell those who watch that cells changed what is defined."""
        self._tell(DefinitionsChanged())

    def announce_statuses_changed(self) -> None:
        """Tell those who watch that statuses may be others, as a cell ran."""
        self._tell(StatusesChanged())

    def announce_lines(self, assets: tuple[AssetKey, ...]) -> None:
        """Tell those who watch that lines of a step that makes *assets* can be read."""
        self._tell(LinesKept(assets))

    def _tell(self, event: SessionEvent) -> None:
        """Tell every listener of *event*."""
        self._activity.note(event)
        self.errors.note(event)
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(event)
            except Exception:  # noqa: BLE001 - who watches does not end a run; it is logged
                _LOG.exception("A listener of the session raised.")

    def _tell_note(self, text: str) -> None:
        """Say one line to the user."""
        print(text)  # noqa: T201 - a line for the cell that runs
