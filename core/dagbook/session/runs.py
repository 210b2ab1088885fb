"""Finding a run by the beginning of its id, and what is said of runs in text and HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from html import escape

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.model.records import StepRecord
from dagbook.session.run_list import RunLine, made_names, run_line
from dagbook.status.backfills import ID_LENGTH
from dagbook.storage.event_log import EventLogStorage
from dagbook.view.aligned import aligned
from dagbook.view.humanize import (
    columns,
    count,
    duration,
    duration_cell,
    moment,
    one_line,
    pad,
)

HEADINGS = ("run", "started", "by", "state", "assets", "took", "error")
_WHOLE = (0, 1, 3, 5)
"""The columns that no narrow terminal cuts."""

MOST_ERROR = 80
_GLYPHS = {"running": "◐", "success": "●", "failed": "✗", "canceled": "○"}


@dataclass(frozen=True, slots=True)
class RunDetails:
    """One run and the steps of it that ended.

    Args:
        line: The run.
        steps: In the order in which they ended, each attempt at one.
    """

    line: RunLine
    steps: tuple[StepRecord, ...]


def short_id(run_id: str) -> str:
    """Return as much of an id as is shown.

    >>> short_id("9f2c4e17-3a5b-4c6d-8e9f-0a1b2c3d4e5f")
    '9f2c4e17'
    """
    return run_id[:ID_LENGTH]


def one_of(known: Iterable[str], beginning: str) -> str:
    """Return the one id among *known* with that beginning.

    Raises:
        DagsterInvalidInvocationError: There is none, or there are several.

    >>> one_of(["9f2c", "1b2c"], "9")
    '9f2c'
    """
    found = [run_id for run_id in known if run_id.startswith(beginning)]
    if len(found) == 1:
        return found[0]
    if found:
        raise DagsterInvalidInvocationError(
            f"{beginning} begins the ids of {count(len(found), 'run')}: "
            f"{', '.join(map(short_id, found[:3]))}. Write more of it."
        )
    raise DagsterInvalidInvocationError(f"There is no run {beginning}. %runs lists them.")


def run_details(log: EventLogStorage, beginning: str, now: float) -> RunDetails:
    """Return the run whose id begins so, and its steps.

    Raises:
        DagsterInvalidInvocationError: There is none, or there are several.
    """
    runs = {run.run_id: run for run in log.runs()}
    run = runs[one_of(runs, beginning)]
    steps = log.steps(run.run_id)
    return RunDetails(run_line(run, steps, now, log.set_up_of(run.run_id)), steps)


def runs_text(
    lines: Sequence[RunLine],
    waiting: Sequence[str] = (),
    tz: tzinfo | None = None,
    width: int | None = None,
) -> str:
    """Return runs as aligned columns under headings, what waits first.

    Args:
        lines: The runs.
        waiting: The ids of those that wait.
        tz: Of the times; the machine's by default.
        width: So many columns the terminal has; None for any.
    """
    if not lines and not waiting:
        return "Nothing ran yet."
    return "\n".join(aligned([HEADINGS, *_rows(lines, waiting, tz)], width, _WHOLE))


def runs_html(
    lines: Sequence[RunLine], waiting: Sequence[str] = (), tz: tzinfo | None = None
) -> str:
    """Return runs as an HTML table that also reads well where styles are stripped."""
    if not lines and not waiting:
        return "<p>Nothing ran yet.</p>"
    rows = _rows(lines, waiting, tz)
    shown = _shown(rows)
    left = 'style="text-align:left"'
    head = "".join(f"<th {left}>{HEADINGS[at]}</th>" for at in shown)
    body = "".join(
        "<tr>" + "".join(f"<td {left}>{escape(row[at])}</td>" for at in shown) + "</tr>\n"
        for row in rows
    )
    return (
        f'<table class="dagbook-runs">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>"
    )


def details_text(details: RunDetails, tz: tzinfo | None = None) -> str:
    """Return one run as lines: when and how it went, each step, the traceback of each failure."""
    line = details.line
    who = f" by {line.origin}" if line.origin else ""
    head = f"run {line.run_id}, {moment(line.started_at, tz)}{who}: {line.state}"
    names = [_step_name(step) for step in details.steps]
    width = max(map(columns, names), default=0)
    return "\n".join(
        [
            f"{head} after {duration(line.seconds)}",
            *(
                f"  {pad(name, width)}  {_step_words(step)}"
                for name, step in zip(names, details.steps, strict=True)
            ),
            *(
                f"\n{name}:\n{step.error.traceback.rstrip()}"
                for name, step in zip(names, details.steps, strict=True)
                if step.error is not None and not step.canceled
            ),
        ]
    )


def _rows(
    lines: Sequence[RunLine], waiting: Sequence[str], tz: tzinfo | None
) -> list[tuple[str, ...]]:
    """Return the cells of the table."""
    return [
        *((short_id(run_id), "", "", "· waiting", "", "", "") for run_id in waiting),
        *(
            (
                short_id(line.run_id),
                moment(line.started_at, tz),
                one_line(line.origin),
                f"{_GLYPHS[line.state]} {line.state}",
                _what(line),
                duration_cell(line.seconds),
                one_line(line.error)[:MOST_ERROR],
            )
            for line in lines
        ),
    ]


def _what(line: RunLine) -> str:
    """Return what a run made, in few words."""
    names = one_line(", ".join(line.what))
    more = f" and {line.more:,} more" if line.more else ""
    place = f"[{one_line(line.partition)}]" if line.partition else ""
    return f"{names}{more}{place}"


def _step_name(step: StepRecord) -> str:
    """Return what a step makes, with its partition."""
    names = ", ".join(made_names(step))
    place = step.partition
    if step.range_keys:
        place = f"{step.range_keys[0]}...{step.range_keys[-1]}"
    return one_line(names if place is None else f"{names}[{place}]")


def _step_words(step: StepRecord) -> str:
    """Return how a step went."""
    took = duration(step.seconds)
    if step.canceled:
        return f"○ interrupted after {took}"
    if step.error is None:
        return f"● {took}"
    again = "; tried again" if step.retry_in is not None else ""
    return f"✗ {took} {one_line(f'{step.error.error_class}: {step.error.message}')}{again}"


def _shown(rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    """Return the columns in which some row says something."""
    return tuple(at for at in range(len(HEADINGS)) if any(row[at] for row in rows))
