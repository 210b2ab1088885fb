"""Listening to prints, and to `get_dagster_logger`, while runs go on."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagbook.authoring.loggers import BUILTIN
from dagbook.execution.step_lines import SAYING, keep, unheard
from dagbook.model.log_lines import Source

_LOCK = threading.Lock()
_OPEN: list[bool] = []
"""One entry for each run that listens: whether it also listens to `get_dagster_logger`."""


class Tee:
    """A stream that writes to another, and lets the step that runs keep what it writes.

    Args:
        stream: The other.
        source: What it is called.
    """

    def __init__(self, stream: Any, source: Source) -> None:
        self.dagbook_stream = stream
        self._source = source

    def write(self, text: str) -> Any:
        """Write *text*."""
        written = self.dagbook_stream.write(text)
        said = SAYING.get()
        if said is not None:
            said.wrote(self._source, text)
        return written

    def writelines(self, lines: Any) -> None:
        """Write *lines*."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.dagbook_stream, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.dagbook_stream)


@contextmanager
def listening(*, to_loggers: bool) -> Iterator[None]:
    """While it is open, let steps keep what they print.

    Args:
        to_loggers: Whether also what they log by `get_dagster_logger`.
    """
    with _LOCK:
        _OPEN.append(to_loggers)
        _set_streams()
        _HEARD.set(on=any(_OPEN))
    try:
        yield
    finally:
        with _LOCK:
            _OPEN.remove(to_loggers)
            if not _OPEN:
                _restore_streams()
            _HEARD.set(on=any(_OPEN))


def _set_streams() -> None:
    """Put a tee before each stream that has none."""
    # A cell that captures its output may have put one of ours back after the run's end.
    if sys.stdout is not None and not isinstance(sys.stdout, Tee):
        sys.stdout = Tee(sys.stdout, "stdout")
    if sys.stderr is not None and not isinstance(sys.stderr, Tee):
        sys.stderr = Tee(sys.stderr, "stderr")


def _restore_streams() -> None:
    """Take the tees away, where they are still in place."""
    if isinstance(sys.stdout, Tee):
        sys.stdout = sys.stdout.dagbook_stream
    if isinstance(sys.stderr, Tee):
        sys.stderr = sys.stderr.dagbook_stream


class _Heard(logging.Handler):
    """Keeps what `get_dagster_logger` gets, and hands on what others would have got."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep *record*."""
        said = SAYING.get()
        if said is not None:
            keep(said, record)
        above = logging.getLogger(BUILTIN).parent
        if above is not None and record.levelno >= above.getEffectiveLevel():
            with unheard():
                above.callHandlers(record)

    def set(self, *, on: bool) -> None:
        """Begin or end to listen."""
        builtin = logging.getLogger(BUILTIN)
        if on == (self in builtin.handlers):
            return
        if on:
            self._was = builtin.level, builtin.propagate
            builtin.addHandler(self)
            # Others see no more than before: what is below their level is not handed on.
            builtin.propagate = False
            builtin.setLevel(builtin.level or logging.DEBUG)
        else:
            builtin.removeHandler(self)
            level, builtin.propagate = self._was
            builtin.setLevel(level)


_HEARD = _Heard()
