"""One line an asset while a run runs: updated in place in a kernel, printed in a terminal."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from IPython.display import DisplayHandle

from dagbook.asset_graph.check_plan import made_by
from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepOmitted,
    StepRetried,
    StepSkipped,
    StepStarted,
)
from dagbook.model.checks import AssetCheckKey
from dagbook.session.attempts import next_attempt
from dagbook.session.events import RunEnded, RunQueued, RunStarted, RunSummary, SessionEvent
from dagbook.session.pace import Pace
from dagbook.status.backfills import BACKFILL_TAG
from dagbook.view.graph_view import STATE_GLYPHS, State
from dagbook.view.humanize import columns, count, duration, one_line, pad

INTERVAL_SECONDS = 0.1
MOST_LINES = 60
"""So many assets have a line at a time; those done first are counted."""

LEAST_SECONDS = 1.0
"""What takes less to its end needs no estimate."""

MOST_ERROR = 120
MOST_NAMES = 6


class Screen(Protocol):
    """Where the rows of a run are shown."""

    prints_rows: bool
    """Whether each row is printed as a line when it has ended."""

    def update(self, rows: Sequence["Row"], changed: "Row | None", rest: str = "") -> None:
        """Show the rows as they are now, after one of them changed; None for all.

        *rest* says how much is left.
        """

    def end(self, rows: Sequence["Row"], closing: Sequence[str]) -> None:
        """Show them for the last time, and the lines *closing* below them."""

    def wait(self, text: str) -> None:
        """Show *text* until the run begins."""


@dataclass(slots=True)
class Row:
    """One definition of the run.

    Args:
        label: Its assets.
        total: How many steps it has.
        partitioned: Whether these are partitions.
        done: How many ended well.
        failed: How many ended badly.
        skipped: How many were left out, as they were current when their turn came.
        omitted: How many do not run, because an optional output was left out.
        blocked: How many do not run, because something else failed.
        because: What failed.
        running: Whether one of them runs now.
        seconds: How long its steps took together.
        error: The first failure in one line.
        interrupted: Whether the run was interrupted in it.
        is_check: Whether it makes checks alone.
        again: Which attempt at the step that runs goes on, and why, where it is not the first.
    """

    label: str
    partitioned: bool
    total: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    omitted: int = 0
    blocked: int = 0
    because: str = ""
    running: bool = False
    seconds: float = 0.0
    error: str = ""
    interrupted: bool = False
    is_check: bool = False
    again: str = ""

    @property
    def left(self) -> int:
        """How many steps of it have not ended."""
        ended = self.done + self.failed + self.skipped + self.omitted + self.blocked
        return self.total - ended

    @property
    def ended(self) -> bool:
        """Whether nothing of it is left to run."""
        return self.left <= 0

    @property
    def state(self) -> State:
        """Its state as one word."""
        if self.failed or self.interrupted:
            return "failed"
        if self.running and not self.ended:
            return "running"
        if self.ended:
            return "never" if self.blocked or self.omitted else "fresh"
        return "queued" if not self.done else "running"

    def text(self, width: int) -> str:
        """Return its line, the label filled to *width* columns."""
        words = [pad(self.label, width), STATE_GLYPHS[self.state], *self._going()]
        if self.skipped and self.skipped == self.total:
            words.append("current")
        if self.omitted:
            words.append("not run, as an optional output was left out")
        if self.failed and self.partitioned:
            words.append(f"{self.failed} failed")
        if self.interrupted:
            words.append("interrupted")
        if self.error:
            words.append(self.error)
        if self.blocked:
            some = f"{self.blocked} " if self.blocked < self.total else ""
            words.append(f"{some}not run because {self.because} failed")
        return " ".join(words)

    def _going(self) -> Iterator[str]:
        """Yield how far it is."""
        made = self.done + self.failed
        if self.partitioned and (made or self.running):
            yield f"{self.done + self.skipped}/{self.total}"
        if made:
            yield duration(self.seconds)
        elif self.running and not self.ended:
            yield "running"
        if self.again:
            yield self.again


class Progress:
    """Follows one run, and keeps its rows.

    Args:
        screen: Where they are shown.
        say: Told of each step that ended; None for not.
        clock: Seconds, monotonic.
        before: Told of each event first.
    """

    def __init__(
        self,
        screen: Screen,
        say: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        before: Callable[[SessionEvent], None] = lambda _: None,
    ) -> None:
        self._screen = screen
        self._say = say
        self._before = before
        self._clock = clock
        self._rows: dict[int, Row] = {}
        self._pace: Pace | None = None
        self._started = clock()
        self.rows: list[Row] = []

    def on_event(self, event: SessionEvent) -> None:
        """Take *event* into account."""
        self._before(event)
        row: Row | None = None
        if self._pace is not None:
            self._pace.note(event)
        match event:
            case RunQueued():
                self._screen.wait("Waiting for the run that runs now.")
                return
            case RunStarted(plan=plan, expected=expected):
                self._begin(plan)
                self._pace = Pace(plan, expected, self._clock)
            case StepStarted(step=step) | StepRetried(step=step):
                row = self._row(step)
                row.running = True
                row.again = _again(event)
            case StepEnded(step=step, result=result):
                row = self._row(step)
                row.again = ""
                self._step_ended(row, step, result.record.seconds, result.error)
            case StepSkipped(step=step):
                row = self._row(step)
                row.skipped += len(step.places)
            case StepOmitted(step=step):
                row = self._row(step)
                row.omitted += len(step.places)
            case StepBlocked(step=step, because=because):
                row = self._row(step)
                row.blocked += len(step.places)
                row.because = label_of(because)
            case RunEnded(summary=summary):
                self._finish(summary)
                return
            case _:
                return
        self._screen.update(self.rows, row, self._rest())

    def _rest(self) -> str:
        """Return how much is left and how long that takes, "" where it is next to nothing."""
        pace = self._pace
        seconds = None if pace is None else pace.remaining_seconds()
        if pace is None or seconds is None or seconds < LEAST_SECONDS or not pace.left:
            return ""
        return f"{pace.left:,} left, about {duration(seconds)}"

    def _begin(self, plan: ExecutionPlan) -> None:
        for step in plan.steps:
            row = self._rows.get(id(step.definition))
            if row is None:
                partitioned = step.definition.partitions_def is not None
                label = label_of(step, plain=True)
                row = Row(label, partitioned, is_check=not step.selected)
                self._rows[id(step.definition)] = row
            row.total += len(step.places)
        self.rows = list(self._rows.values())
        self._started = self._clock()

    def _row(self, step: PlannedStep) -> Row:
        return self._rows[id(step.definition)]

    def _step_ended(
        self, row: Row, step: PlannedStep, seconds: float, error: BaseException | None
    ) -> None:
        row.seconds += seconds
        if error is None:
            row.done += len(step.places)
        elif isinstance(error, Exception):
            row.failed += len(step.places)
            row.error = row.error or one_line(f"{type(error).__name__}: {error}")[:MOST_ERROR]
        else:
            row.interrupted, row.running = True, False
        if self._say is not None and not (self._screen.prints_rows and row.total == 1):
            mark = STATE_GLYPHS["fresh" if error is None else "failed"]
            self._say(f"{label_of(step)} {mark} {duration(seconds)}")

    def _finish(self, summary: RunSummary) -> None:
        for row in self.rows:
            row.running = False
        broke = isinstance(summary.error, Exception)
        if broke and summary.run is None:
            # It could not even begin: the error says all there is to say.
            self._screen.end(self.rows, summary.notes)
            return
        seconds = self._clock() - self._started
        closing = closing_line(self.rows, seconds, interrupted=not broke)
        self._screen.end(self.rows, [*summary.notes, closing, *_how_to_go_on(summary)])


def _again(event: StepStarted | StepRetried) -> str:
    """Return which attempt follows one that failed, and how that did."""
    if isinstance(event, StepStarted):
        return ""
    record = event.result.record
    error = record.error
    said = one_line(f"{error.error_class}: {error.message}")[:MOST_ERROR] if error else ""
    return f"{next_attempt(event.step, record)}{said and f' after {said}'}"


def _how_to_go_on(summary: RunSummary) -> tuple[str, ...]:
    """Return the lines on a run of several partitions that leaves some; a budget says it itself."""
    run = summary.run
    if run is None or summary.success or BACKFILL_TAG not in run.tags:
        return ()
    failed = [
        f"{', '.join(key.to_user_string() for key in step.planned) or step.step_key}[{place}]"
        for step in summary.failed
        for place in step.places
        if place is not None and not step.canceled
    ]
    more = f" and {len(failed) - MOST_NAMES:,} more" if len(failed) > MOST_NAMES else ""
    names = (f"Failed: {', '.join(failed[:MOST_NAMES])}{more}.",) if failed else ()
    if any("%materialize --resume" in note for note in summary.notes):
        return names
    return (*names, "%materialize --resume runs what is left.")


def label_of(step: PlannedStep, *, plain: bool = False) -> str:
    """Return the assets that *step* makes, or its checks, with its partition unless *plain*."""
    made = made_by(step)
    checked = {key.asset_key.to_user_string() for key in made if isinstance(key, AssetCheckKey)}
    if len(made) > 1 and len(checked) == 1:
        names = one_line(f"{len(made)} checks of {checked.pop()}")
    else:
        names = one_line(", ".join(key.to_user_string() for key in made))
    partition = step.partition_label
    return names if plain or partition is None else f"{names}[{partition}]"


def closing_line(rows: Sequence[Row], seconds: float, *, interrupted: bool = True) -> str:
    """Return what came of a run in one line.

    Args:
        rows: What ran.
        seconds: How long it took.
        interrupted: Whether that is why steps are left which no failed step kept from running.

    >>> closing_line([Row("raw", False, 1, 1), Row("orders", True, 365, 31)], 12.3)
    '1 asset and 31 partitions materialized in 12 s; interrupted, 334 steps not done.'
    """
    whole = sum(row.done for row in rows if not row.partitioned and not row.is_check)
    partitions = sum(row.done for row in rows if row.partitioned)
    checked = sum(row.done for row in rows if row.is_check)
    what = [
        *([count(whole, "asset")] if whole else ()),
        *([count(partitions, "partition")] if partitions else ()),
    ]
    made = f"{' and '.join(what) or 'Nothing'} materialized in {duration(seconds)}"
    if checked:
        done = f"{' and '.join(what)} materialized, " if what else ""
        made = f"{done}{count(checked, 'step')} of checks run in {duration(seconds)}"
    failed = ", ".join([row.label for row in rows if row.failed][:MOST_NAMES])
    blocked = sum(1 for row in rows if row.blocked)
    skipped = sum(row.skipped for row in rows)
    left = sum(row.left for row in rows)
    not_done = count(left, "step")
    parts = [
        made,
        f"{failed} failed" if failed else "",
        f"{count(blocked, 'asset')} not run" if blocked else "",
        f"{count(skipped, 'step')} current after all" if skipped else "",
        f"interrupted, {not_done} not done" if left and interrupted else "",
        f"{not_done} not run" if left and not interrupted else "",
    ]
    return "; ".join(part for part in parts if part) + "."


def rows_text(rows: Sequence[Row]) -> str:
    """Return *rows* under each other; of many those that are done are only counted."""
    width = max((columns(row.label) for row in rows), default=0)
    done = [row for row in rows if row.ended and row.state == "fresh"]
    hidden = set(map(id, done[: max(0, len(rows) - MOST_LINES)]))
    shown = [row for row in rows if id(row) not in hidden]
    more = len(shown) - MOST_LINES
    return "\n".join(
        [
            *([f"{count(len(hidden), 'asset')} done"] if hidden else ()),
            *(row.text(width) for row in shown[:MOST_LINES]),
            *([f"and {count(more, 'asset')} more"] if more > 0 else ()),
        ]
    )


class DisplayScreen:
    """Shows the rows in one output of the cell, updated in place.

    Args:
        clock: Seconds, monotonic.
        say: Prints a line under the cell that runs, for how the run ended: front ends that update
            no output, such as jupyter console, show that at least. None where the run belongs to
            no running cell; then it stands in the output too.
    """

    prints_rows = False

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._clock = clock
        self._say = say
        self._shown_at = float("-inf")
        self._handle: Any = None

    def update(self, rows: Sequence[Row], changed: Row | None, rest: str = "") -> None:  # noqa: ARG002 - a Screen
        """Show *rows* and the *rest*, unless they were shown just now."""
        now = self._clock()
        if now - self._shown_at >= INTERVAL_SECONDS:
            self._shown_at = now
            self.wait("\n".join(part for part in (rows_text(rows), rest) if part))

    def end(self, rows: Sequence[Row], closing: Sequence[str]) -> None:
        """Show *rows* and *closing*."""
        if self._say is None:
            self.wait("\n".join([rows_text(rows), *closing]))
            return
        self.wait(rows_text(rows))
        for line in closing:
            self._say(line)

    def wait(self, text: str) -> None:
        """Show *text*."""
        bundle = {"text/plain": text}
        if self._handle is None:
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]  # IPython's own has no types
            self._handle.display(bundle, raw=True)
        else:
            self._handle.update(bundle, raw=True)


class LinesScreen:
    """Prints each row when it has ended: a terminal's lines cannot be taken back.

    Args:
        say: Prints a line.
    """

    prints_rows = True

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._width = 0

    def update(self, rows: Sequence[Row], changed: Row | None, rest: str = "") -> None:  # noqa: ARG002 - a Screen
        """Print *changed* if it has ended by that."""
        if changed is None:
            self._width = max((columns(row.label) for row in rows), default=0)
        elif changed.ended or changed.interrupted:
            self._say(changed.text(self._width))

    def end(self, rows: Sequence[Row], closing: Sequence[str]) -> None:  # noqa: ARG002 - a Screen
        """Print *closing*."""
        for line in closing:
            self._say(line)

    def wait(self, text: str) -> None:
        """Print *text*."""
        self._say(text)
