"""Where the progress of a run is shown; in a terminal bars by rich, gone when the run ends."""

import io
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

from dagbook.view.humanize import columns
from dagbook_jupyter.log_lines import LogLines
from dagbook_jupyter.notebook import Notebook
from dagbook_jupyter.progress import (
    INTERVAL_SECONDS,
    DisplayScreen,
    LinesScreen,
    Progress,
    Row,
    Screen,
)

MOST_BARS = 8
"""So many assets have a bar at a time."""

_BAR_WIDTH = 24
_UP_AND_EMPTY = "\x1b[1A\x1b[2K"


def screen_for(notebook: Notebook) -> Screen:
    """Return where a run's progress goes: one output of the cell, bars, or a terminal's lines."""
    if notebook.in_kernel:
        return DisplayScreen(say=notebook.say)
    return BarsScreen(notebook.say) if can_draw() else LinesScreen(notebook.say)


def progress_of(notebook: Notebook, screen: Screen, *, verbose: bool) -> Progress:
    """Return what follows a run on *screen*; *verbose* with each step and what it logs."""
    if not verbose:
        return Progress(screen)
    logs = LogLines(notebook.session, notebook.say)
    return Progress(screen, notebook.say, before=logs.on_event)


def can_draw() -> bool:
    """Return whether lines can be taken back: it is a terminal, and rich is there."""
    known = os.environ.get("TERM", "") not in {"", "dumb", "unknown"}
    return known and sys.stdout.isatty() and find_spec("rich") is not None


class BarsScreen:
    """Prints each row when it has ended, and below them a bar for each that runs.

    The bars make way for whatever user code writes. They are drawn a moment after something
    happened, not by a clock, and never behind a line that is not ended: that belongs to a prompt, a
    debugger or a bar of the user's own.

    Args:
        say: Prints a line.
        clock: Seconds, monotonic.
    """

    prints_rows = True

    def __init__(
        self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._say = say
        self._clock = clock
        self._width = 0
        self._lock = threading.RLock()
        self._streams: tuple[_Above, _Above] | None = None
        self._to_draw: tuple[Sequence[Row], str] = (), ""
        self._drawn_at = float("-inf")
        self._drawn_lines = 0
        self._is_line_open = False
        self._timer: threading.Timer | None = None

    def update(self, rows: Sequence[Row], changed: Row | None, rest: str = "") -> None:
        """Print *changed* if it has ended by that; draw what runs, and the *rest*."""
        if changed is None:
            self._width = max((columns(row.label) for row in rows), default=0)
            self._begin()
            return
        if changed.ended or changed.interrupted:
            self._say(changed.text(self._width))
        self._to_draw = [row for row in rows if row.running and not row.ended][:MOST_BARS], rest
        if self._clock() - self._drawn_at >= INTERVAL_SECONDS:
            self._draw()
        else:
            self._draw_soon()

    def end(self, rows: Sequence[Row], closing: Sequence[str]) -> None:  # noqa: ARG002 - a Screen
        """Take the bars away, and print *closing*."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._to_draw = (), ""
            self._erase()
            streams, self._streams = self._streams, None
        if streams is not None and sys.stdout is streams[0]:
            sys.stdout = streams[0].stream
        if streams is not None and sys.stderr is streams[1]:
            sys.stderr = streams[1].stream
        for line in closing:
            self._say(line)

    def wait(self, text: str) -> None:
        """Print *text*."""
        self._say(text)

    def write_above(self, stream: Any, text: str) -> Any:
        """Write what someone else writes to *stream*, in place of the bars."""
        with self._lock:
            self._erase()
            written = stream.write(text)
            self._is_line_open = not text.endswith("\n") if text else self._is_line_open
            if not self._is_line_open:
                self._draw_soon()
            return written

    def _begin(self) -> None:
        """Have the bars make way for what is written from now on."""
        if self._streams is None:
            self._streams = _Above(sys.stdout, self), _Above(sys.stderr, self)
            sys.stdout, sys.stderr = self._streams

    def _draw_soon(self) -> None:
        """Draw within a moment."""
        with self._lock:
            if self._timer is None and self._streams is not None:
                self._timer = threading.Timer(INTERVAL_SECONDS, self._draw)
                self._timer.daemon = True
                self._timer.start()

    def _draw(self) -> None:
        """Show a bar for each row that runs, and what is left after the last."""
        with self._lock:
            self._timer, self._drawn_at = None, self._clock()
            if self._streams is None or self._is_line_open:
                return
            text = bars_text(*self._to_draw, shutil.get_terminal_size().columns)
            self._erase()
            self._drawn_lines = text.count("\n")
            self._to_terminal(text)

    def _erase(self) -> None:
        """Take the bars away."""
        if self._drawn_lines:
            self._to_terminal(_UP_AND_EMPTY * self._drawn_lines + "\r")
            self._drawn_lines = 0

    def _to_terminal(self, text: str) -> None:
        """Write *text* as it is."""
        if self._streams is not None:
            stream = self._streams[0].stream
            stream.write(text)
            stream.flush()


class _Above:
    """A stream before which the bars make way."""

    def __init__(self, stream: Any, screen: BarsScreen) -> None:
        self.stream = stream
        self._screen = screen

    def write(self, text: str) -> Any:
        """Write *text* in place of the bars."""
        return self._screen.write_above(self.stream, text)

    def writelines(self, lines: Sequence[str]) -> None:
        """Write each of *lines*."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Return what the stream itself has."""
        return getattr(self.stream, name)


def bars_text(running: Sequence[Row], rest: str, width: int) -> str:
    """Return a line for each of *running*: label, bar, how many of how many; *rest* at the end."""
    from rich.console import Console  # noqa: PLC0415 - for terminals alone
    from rich.progress_bar import ProgressBar  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table.grid(padding=(0, 1))
    for row in running:
        done = row.total - row.left
        table.add_row(
            Text(row.label, no_wrap=True, overflow="ellipsis"),
            ProgressBar(total=row.total, completed=done, width=_BAR_WIDTH),
            Text(f"{done}/{row.total}", no_wrap=True),
            Text(rest if row is running[-1] else "", no_wrap=True, overflow="ellipsis"),
        )
    file = io.StringIO()
    # A terminal that fills its last column is on the next line already.
    console = Console(file=file, force_terminal=True, width=width - 1, legacy_windows=False)
    if running:
        console.print(table)
    return file.getvalue()
