"""A run as bars over time: a row an asset, what ran when, what waited, and the longest path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

PieceState = Literal["running", "success", "retried", "failed", "canceled"]
RowState = Literal["waiting", "running", "success", "failed", "canceled", "skipped", "blocked"]

MOST_BARS = 200
"""No row has more than about twice as many bars: what is shorter than a pixel runs together."""

_URGENCY: Sequence[PieceState] = ("success", "retried", "canceled", "failed", "running")


@dataclass(frozen=True, slots=True)
class Piece:
    """One step that ran, or runs.

    Args:
        row: What it makes: assets, or else checks.
        start: Seconds since the run began.
        stop: The same; of a step that runs the present.
        state: How it ended; "retried" for an attempt that failed and was followed by another.
        label: Its partition, or "".
        number: How many values it makes, a partition being one.
    """

    row: str
    start: float
    stop: float
    state: PieceState
    label: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece, or several that lie too close together to be told apart.

    Args:
        start: Seconds since the run began.
        stop: The same.
        state: The most urgent of theirs.
        number: How many values they make.
        label: The partition of the first that is in this state, or "".
    """

    start: float
    stop: float
    state: PieceState
    number: int = 1
    label: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What a run is to make.

    Args:
        name: Assets, or else checks.
        total: How many values, a partition being one; None when that is not known any more.
        needs: The rows that it waits for.
        fate: What became of it if no step of it ran: "waiting" while the run goes on.
    """

    name: str
    total: int | None
    needs: tuple[str, ...] = ()
    fate: RowState = "waiting"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One asset in a run.

    Args:
        name: The asset, or several that one function makes.
        state: How it stands, the most urgent of its bars'.
        ready: From when on it waited for its turn: what it needs was done; None before that.
        bars: When it ran.
        seconds: How long together.
        done: How many values were made.
        failed: How many were not.
        total: How many were to be made; None when that is not known any more.
        is_longest: Whether it is on the longest path.
        retried: How many attempts failed and were followed by others.
    """

    name: str
    state: RowState
    ready: float | None
    bars: tuple[Bar, ...]
    seconds: float
    done: int
    failed: int
    total: int | None
    is_longest: bool = False
    retried: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """A run over time.

    Args:
        rows: Its assets, in the order of its plan.
        seconds: How long it took, or has taken.
        longest_seconds: How long the assets on the longest path took together: no number of
            workers makes the run shorter than that.
    """

    rows: tuple[TimelineRow, ...]
    seconds: float
    longest_seconds: float


def timeline(planned: Sequence[PlannedRow], pieces: Iterable[Piece], seconds: float) -> Timeline:
    """Return the rows of *planned* with what ran of them.

    Args:
        planned: What was to be made, each after what it needs.
        pieces: What ran; of rows that are not planned nothing is shown.
        seconds: How long the run took, or has taken.

    Example:
        >>> plan = [PlannedRow("raw", 1), PlannedRow("orders", 1, ("raw",))]
        >>> ran = [Piece("raw", 0, 2, "success"), Piece("orders", 2.5, 4, "failed")]
        >>> [(row.name, row.state, row.ready) for row in timeline(plan, ran, 4).rows]
        [('raw', 'success', 0.0), ('orders', 'failed', 2)]
    """
    by_row: dict[str, list[Piece]] = {each.name: [] for each in planned}
    for piece in pieces:
        if piece.row in by_row:
            by_row[piece.row].append(piece)
    rows = [_row(each, by_row, seconds) for each in planned]
    path, longest = _longest(planned, {row.name: row.seconds for row in rows})
    return Timeline(
        tuple(replace(row, is_longest=True) if row.name in path else row for row in rows),
        seconds,
        longest,
    )


def _row(planned: PlannedRow, by_row: Mapping[str, list[Piece]], seconds: float) -> TimelineRow:
    """Return one row."""
    pieces = sorted(by_row[planned.name], key=lambda piece: piece.start)
    needs = [piece for name in planned.needs for piece in by_row.get(name, ())]
    first = pieces[0].start if pieces else None
    return TimelineRow(
        planned.name,
        _state(pieces, planned),
        _ready(needs, planned, by_row, first),
        merged(pieces, seconds / MOST_BARS),
        sum(piece.stop - piece.start for piece in pieces),
        sum(piece.number for piece in pieces if piece.state == "success"),
        sum(piece.number for piece in pieces if piece.state == "failed"),
        planned.total,
        retried=sum(piece.state == "retried" for piece in pieces),
    )


def _state(pieces: Sequence[Piece], planned: PlannedRow) -> RowState:
    """Return how a row stands; what waits for its next attempt waits."""
    states = {piece.state for piece in pieces} - {"retried"}
    if pieces and pieces[-1].state == "retried" and not states & {"failed", "canceled", "running"}:
        return planned.fate
    word: RowState = planned.fate
    for piece_state in _URGENCY:
        if piece_state != "retried" and piece_state in states:
            word = piece_state
    return word


def _ready(
    needs: Sequence[Piece],
    planned: PlannedRow,
    by_row: Mapping[str, list[Piece]],
    first: float | None,
) -> float | None:
    """Return since when the row that began at *first* waited for its turn alone."""
    if first is not None:
        return max((piece.stop for piece in needs if piece.stop <= first), default=0.0)
    if planned.fate != "waiting":
        return None
    waits = any(
        not by_row[name] or any(piece.state == "running" for piece in by_row[name])
        for name in planned.needs
        if name in by_row
    )
    return None if waits else max((piece.stop for piece in needs), default=0.0)


def merged(pieces: Sequence[Piece], least: float) -> tuple[Bar, ...]:
    """Return *pieces*, in order of time, as bars; those closer than *least* run together.

    A piece that failed is never lost in what went well around it.

    Example:
        >>> ran = [Piece("a", i, i + 0.9, "success") for i in range(10)]
        >>> merged(ran, least=0.5)
        (Bar(start=0, stop=9.9, state='success', number=10, label=''),)
        >>> len(merged(ran, least=0.05))
        10
    """
    bars: list[Bar] = []
    for piece in pieces:
        last = bars[-1] if bars else None
        if last is None or not _is_one(last, piece, least):
            bars.append(Bar(piece.start, piece.stop, piece.state, piece.number, piece.label))
            continue
        worse = _URGENCY.index(piece.state) > _URGENCY.index(last.state)
        bars[-1] = Bar(
            last.start,
            max(last.stop, piece.stop),
            piece.state if worse else last.state,
            last.number + piece.number,
            piece.label if worse else last.label,
        )
    return tuple(bars)


def _is_one(last: Bar, piece: Piece, least: float) -> bool:
    """Return whether *piece* is drawn as a part of *last*."""
    if piece.start - last.stop >= least:
        return False
    return piece.state == last.state or last.stop - last.start < least


def _longest(
    planned: Sequence[PlannedRow], took: Mapping[str, float]
) -> tuple[frozenset[str], float]:
    """Return the chain of rows that took longest, and how long."""
    best: dict[str, float] = {}
    before: dict[str, str | None] = {}
    for row in planned:
        need = max((name for name in row.needs if name in best), key=best.__getitem__, default=None)
        best[row.name] = took[row.name] + (best[need] if need is not None else 0.0)
        before[row.name] = need
    at = max(best, key=best.__getitem__, default=None)
    if at is None or best[at] == 0.0:
        return frozenset(), 0.0
    longest, path = best[at], []
    while at is not None:
        path.append(at)
        at = before[at]
    return frozenset(path), longest


def in_order(rows: Mapping[str, PlannedRow]) -> tuple[PlannedRow, ...]:
    """Return *rows* so that each comes after what it needs, else as they were.

    Example:
        >>> rows = [PlannedRow("b", 1, ("a",)), PlannedRow("a", 1)]
        >>> [row.name for row in in_order({row.name: row for row in rows})]
        ['a', 'b']
    """
    left = dict(rows)
    ordered: list[PlannedRow] = []
    while left:
        ready = [row for row in left.values() if not any(need in left for need in row.needs)]
        # A circle cannot be; records of another kernel's assets are no reason to fail.
        for row in ready or list(left.values()):
            ordered.append(row)
            del left[row.name]
    return tuple(ordered)
