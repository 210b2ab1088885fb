"""The hook by which a kernel learns of definitions; without a listener nothing happens.

This module imports no definitions, so that every one of them may announce itself.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(frozen=True, slots=True)
class Announcement:
    """A definition that was just made.

    Args:
        definition: What was made.
        filename: The file of the code that made it, as its code object says.
        at_top_level: Whether that code was a module's or cell's own, not a function's.
    """

    definition: Any
    filename: str
    at_top_level: bool


Listener = Callable[[Announcement], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Callable[[], None]:
    """Call *listener* with every definition from now on; return what stops that."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


def announce(definition: Any) -> None:
    """Tell the listeners of *definition*; called by decorators, costs nothing without listeners."""
    if not _listeners:
        return
    frame = _user_frame()
    code = frame.f_code if frame else None
    # A cell that awaits is compiled as a coroutine of the same name.
    top = code is not None and code.co_name.startswith(("<module>", "<cell line:"))
    announcement = Announcement(definition, code.co_filename if code else "", top)
    for listener in tuple(_listeners):
        listener(announcement)


def _user_frame() -> FrameType | None:
    """Return the nearest frame that is not dagbook's own."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the only way to a caller's frame without building a traceback
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith("dagbook."):
        frame = frame.f_back
    return frame
