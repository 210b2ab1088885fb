"""What a run did and when: followed while it runs, or read from the store."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from dagbook.asset_graph.check_plan import made_by
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepOmitted,
    StepRetried,
    StepSkipped,
    StepStarted,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord, is_own_input
from dagbook.session.events import RunEnded, RunStarted, SessionEvent
from dagbook.session.run_list import made_names
from dagbook.view.timeline import (
    Piece,
    PieceState,
    PlannedRow,
    RowState,
    Timeline,
    in_order,
    timeline,
)


def row_of(step: PlannedStep) -> str:
    """Return the name of the row that *step* is in."""
    return ", ".join(key.to_user_string() for key in made_by(step))


class RunTrace:
    """Follows the runs of a session, one at a time; safe to ask from any thread.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._run_id = ""
        self._started_at = 0.0
        self._ended_at: float | None = None
        self._rows: dict[str, PlannedRow] = {}
        self._pieces: list[Piece] = []
        self._running: dict[int, tuple[PlannedStep, float]] = {}

    @property
    def run_id(self) -> str:
        """The run that is followed, or was last; "" before the first."""
        return self._run_id

    def names(self) -> tuple[str, ...]:
        """Return what the run is to make, each after what it needs."""
        with self._lock:
            return tuple(self._rows)

    def note(self, event: SessionEvent) -> None:
        """Take *event* into account."""
        with self._lock:
            match event:
                case RunStarted(run_id=run_id, plan=plan):
                    self._run_id, self._started_at = run_id, self._clock()
                    self._ended_at = None
                    self._running.clear()
                    self._rows, self._pieces = planned_rows(plan), []
                case StepStarted(step=step):
                    self._running[id(step)] = step, self._clock()
                case StepEnded(step=step, result=result) | StepRetried(step=step, result=result):
                    wait = result.record.retry_in
                    self._running.pop(id(step), None)
                    if wait is not None:
                        # Nothing tells when the next attempt begins.
                        self._running[id(step)] = step, self._clock() + wait
                    self._pieces.append(
                        _piece(row_of(step), step.partition_label, result.record, self._started_at)
                    )
                case StepSkipped(step=step) | StepOmitted(step=step):
                    self._fated(step, "skipped")
                case StepBlocked(step=step):
                    self._fated(step, "blocked")
                case RunEnded():
                    self._running.clear()
                    self._ended_at = self._clock()
                    for name, row in self._rows.items():
                        if row.fate == "waiting":
                            self._rows[name] = replace(row, fate="canceled")
                case _:
                    pass

    def timeline(self) -> Timeline:
        """Return the run as it stands."""
        with self._lock:
            now = self._ended_at if self._ended_at is not None else self._clock()
            seconds = max(0.0, now - self._started_at)
            pieces = list(self._pieces)
            for step, since in self._running.values():
                if since <= now:
                    start = max(0.0, since - self._started_at)
                    label, number = step.partition_label or "", len(step.places)
                    pieces.append(Piece(row_of(step), start, seconds, "running", label, number))
            rows = tuple(self._rows.values())
        return timeline(rows, pieces, seconds)

    def _fated(self, step: PlannedStep, fate: RowState) -> None:
        """Note what became of a step that did not run."""
        row = self._rows.get(row_of(step))
        if row is not None:
            self._rows[row.name] = replace(row, fate=fate)


def planned_rows(plan: ExecutionPlan) -> dict[str, PlannedRow]:
    """Return the rows of a run by name, each after what it needs."""
    totals: dict[str, int] = {}
    needs: dict[str, dict[str, None]] = {}
    names = [row_of(step) for step in plan.steps]
    for step, name in zip(plan.steps, names, strict=True):
        totals[name] = totals.get(name, 0) + len(step.places)
        known = needs.setdefault(name, {})
        known.update((names[need], None) for need in step.needs if names[need] != name)
    rows = {name: PlannedRow(name, total, tuple(needs[name])) for name, total in totals.items()}
    return {row.name: row for row in in_order(rows)}


def stored_timeline(
    graph: AssetGraph, records: Sequence[StepRecord], started_at: float, seconds: float
) -> Timeline:
    """Return a run of the past from what is stored of its steps.

    Args:
        graph: What is live: of what it defines, it says what reads what.
        records: The steps.
        started_at: When the run began, seconds since the epoch.
        seconds: How long it took, or has taken.
    """
    named = [(_stored_name(record), record) for record in records]
    made = {key: name for name, record in named for key in record.planned}
    needs: dict[str, dict[str, None]] = {name: {} for name, _ in named}
    for name, record in named:
        for key in _read(graph, record):
            row = made.get(key)
            if row is not None and row != name:
                needs[name][row] = None
    rows = {name: PlannedRow(name, None, tuple(each), "canceled") for name, each in needs.items()}
    pieces = (_piece(name, _label(record), record, started_at) for name, record in named)
    return timeline(in_order(rows), pieces, seconds)


def _stored_name(record: StepRecord) -> str:
    """Return the row of a step of the past."""
    return ", ".join(made_names(record))


def _label(record: StepRecord) -> str | None:
    """Return the partition of a step of the past, or the first and last of several."""
    keys = record.range_keys
    return f"{keys[0]}...{keys[-1]}" if len(keys) > 1 else record.places[0]


def _read(graph: AssetGraph, record: StepRecord) -> Iterable[AssetKey]:
    """Yield the assets that a step read, or reads as it is defined now."""
    for made in record.materializations:
        for name, _ in made.inputs:
            if not is_own_input(name):
                yield AssetKey.from_user_string(name)
    parents: Mapping[AssetKey, Iterable[AssetKey]] = graph.parents
    for key in record.planned:
        yield from parents.get(key, ())


def _piece(name: str, label: str | None, record: StepRecord, began: float) -> Piece:
    """Return a step that ended as a piece of a run that *began* then."""
    start = max(0.0, record.started_at - began)
    state: PieceState = "success"
    if record.canceled:
        state = "canceled"
    elif record.retry_in is not None:
        state = "retried"
    elif record.error is not None:
        state = "failed"
    return Piece(name, start, start + record.seconds, state, label or "", len(record.places))
