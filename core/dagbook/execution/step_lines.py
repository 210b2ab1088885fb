"""What steps say while they run: logged, printed or raised, in the store within moments.

::

    context.log, print -> StepLines -> every 0.2 s one piece -> LineStore -> whoever watches
"""

import logging
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from time import time
from typing import Any

from dagbook.asset_graph.check_plan import checks_of
from dagbook.execution.soon import Due, Soon, due_in
from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LineStore, LogLine, Source
from dagbook.model.records import StepRecord

PIECE_SECONDS = 0.2
"""A line is in the store at most so long after it was said."""

KEPT_FIRST, KEPT_LAST = 5_000, 5_000
"""Of what one step says so many lines are kept from its start and from its end."""

LONGEST = 10_000
"""Characters that are kept of one line; of a traceback three times as many."""

OnKept = Callable[[tuple[AssetKey, ...]], None]

STORING = Soon("dagbook-lines")
"""Stores what steps say while they run."""

SAYING: ContextVar["StepLines | None"] = ContextVar("dagbook_saying", default=None)
"""The step that says what is printed now."""

_LOG = logging.getLogger("dagbook")


@contextmanager
def unheard() -> Iterator[None]:
    """While it is open, what is printed is not kept: handlers print what was kept as logged."""
    token = SAYING.set(None)
    try:
        yield
    finally:
        SAYING.reset(token)


class RunLines:
    """Keeps what the steps of one run say.

    Args:
        store: Where.
        run_id: The run's id.
        on_kept: Called with the assets of a step when lines of it were stored; from any thread.
    """

    __slots__ = ("on_kept", "run_id", "store")

    def __init__(self, store: LineStore, run_id: str, on_kept: OnKept | None = None) -> None:
        self.store = store
        self.run_id = run_id
        self.on_kept = on_kept

    @contextmanager
    def of(self, planned: Any) -> Iterator["StepLines"]:
        """While it is open, keep what this context prints as said by the step *planned*."""
        said = StepLines(self, planned)
        token = SAYING.set(said)
        try:
            yield said
        finally:
            SAYING.reset(token)
            said.close()


class StepLines:
    """Keeps what one attempt at a step says.

    What user code calls only appends to a deque, so that it may be interrupted anywhere.
    """

    __slots__ = (
        "_assets",
        "_due",
        "_kept",
        "_numbers",
        "_run",
        "_step",
        "_storing",
        "_unended",
        "_waiting",
    )

    def __init__(self, run: RunLines, planned: Any) -> None:
        self._run = run
        label = getattr(planned, "partition_label", planned.partition_key)
        self._step = run.run_id, planned.key, label
        checked = tuple(each.asset_key for each in checks_of(planned))
        # An op of a graph that makes assets was not asked for any.
        found = planned.selected or checked or planned.definition.keys_in_order
        self._assets = tuple(dict.fromkeys(found))
        self._numbers = count()
        self._waiting: deque[tuple[int, LogLine]] = deque(maxlen=KEPT_LAST)
        self._unended: dict[Source, str] = {}
        self._kept = _Kept()
        self._storing = threading.Lock()
        self._due: Due | None = None

    def wrote(self, stream: Source, text: str) -> None:
        """Keep what was printed, each line once it has ended."""
        *lines, rest = (self._unended.pop(stream, "") + text).split("\n")
        if rest:
            # A bar of progress writes one line over and over.
            self._unended[stream] = _as_seen(rest) if len(rest) > LONGEST else rest
        for line in lines:
            self.say(_as_seen(line), logging.INFO, stream)

    def say(self, text: str, level: int, source: Source, detail: str | None = None) -> None:
        """Keep one line."""
        line = LogLine(time(), level, _short(text, LONGEST), source, *self._step, detail)
        self._waiting.append((next(self._numbers), line))
        if self._due is None:
            # Noted before it is asked for: its time may come at once, where others have the cores.
            self._due = due = due_in(PIECE_SECONDS, self._in_time)
            STORING.call(due)

    def again(self, line: LogLine) -> None:
        """Keep one line that was said in another process."""
        self._waiting.append((next(self._numbers), line))

    def ended(self, record: StepRecord) -> None:
        """Keep how the step ended, where it did not succeed."""
        if record.canceled:
            self.say("Cancelled.", logging.WARNING, "failure")
        elif record.error is not None:
            error = record.error
            again = "" if record.retry_in is None else f" (tried again in {record.retry_in:g} s)"
            words = f"{error.error_class}: {error.message}{again}"
            self.say(words, logging.ERROR, "failure", _short(error.traceback, 3 * LONGEST))

    def close(self) -> None:
        """Have what is left stored with the step's record."""
        unended, self._unended = self._unended, {}
        for stream, text in unended.items():
            self.say(_as_seen(text), logging.INFO, stream)
        due, self._due = self._due, None
        if due is not None:
            STORING.cancel(due)
        if self._waiting:
            self._store(last=True)

    def _in_time(self) -> None:
        """Store what waits."""
        # First of all: what is said from now on has to wait anew.
        self._due = None
        try:
            self._store()
        except Exception:  # noqa: BLE001 - the run goes on, and meets the same store at its end
            _LOG.exception("What a step said could not be stored.")

    def _store(self, *, last: bool = False) -> None:
        """Store what waits as one piece; the *last* one of a step at latest with its record."""
        store = self._run.store
        with self._storing:
            numbered = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not numbered:
                return
            lines, first = [line for _, line in numbered], numbered[0][0]
            piece = _NO_PIECE
            if last:
                store.put_later(lines, self._assets, first)
            else:
                piece = store.put(lines, self._assets, first)
            gone = self._kept.add(piece, len(lines))
            if gone:
                store.drop(gone)
        if self._run.on_kept is not None:
            self._run.on_kept(self._assets)


class Logged(logging.Handler):
    """Keeps what is logged as said by one step."""

    def __init__(self, said: StepLines) -> None:
        super().__init__()
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        """Keep *record*."""
        keep(self._said, record)


def keep(said: StepLines, record: logging.LogRecord) -> None:
    """Have *said* keep what was logged."""
    # Where a run has loggers, the message itself names run and step.
    known = getattr(record, "dagster_meta", None) or {}
    text = str(known.get("orig_message") or record.getMessage())
    raised = record.exc_info[1] if record.exc_info else None
    detail = None if raised is None else "".join(traceback.format_exception(raised))
    said.say(text, record.levelno, "log", detail and _short(detail, 3 * LONGEST))


_NO_PIECE = 0
"""Stands for a step's last piece, which nothing that follows makes go."""


class _Kept:
    """Which pieces of a step are stored: those of its first lines, and those of its last."""

    __slots__ = ("_first", "_last", "_last_lines")

    def __init__(self) -> None:
        self._first = 0
        self._last: deque[tuple[int, int]] = deque()
        self._last_lines = 0

    def add(self, piece: int, lines: int) -> list[int]:
        """Note a piece, and return those that are now to go."""
        if self._first < KEPT_FIRST:
            self._first += lines
            return []
        self._last.append((piece, lines))
        self._last_lines += lines
        gone: list[int] = []
        while self._last_lines - self._last[0][1] >= KEPT_LAST:
            each, less = self._last.popleft()
            self._last_lines -= less
            gone.append(each)
        return gone


def _as_seen(line: str) -> str:
    """Return what a terminal shows of *line*: what was written over is gone."""
    return line.rstrip("\r").rpartition("\r")[2]


def _short(text: str, longest: int) -> str:
    """Return *text* without its middle, where it is very long."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} ... {len(text) - 2 * half:,} characters ... {text[-half:]}"
