"""The runs of a store as a person reads them: what, when, how long, how it went, who began it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from dagbook.model.records import StepRecord
from dagbook.model.runs import FAILURE_REASON_TAG, DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage.checks_told import stored_checks
from dagbook.storage.event_log import EventLogStorage

RunWord = Literal["running", "success", "failed", "canceled"]

_WORDS: Mapping[DagsterRunStatus, RunWord] = {
    DagsterRunStatus.SUCCESS: "success",
    DagsterRunStatus.FAILURE: "failed",
    DagsterRunStatus.CANCELED: "canceled",
}
MOST_NAMES = 3
GONE = "its process ended before it did"
"""Why a run failed that nobody ended."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run.

    Args:
        run_id: Which.
        state: How it went, in one word.
        what: The first assets that it made, as text.
        more: How many more it made.
        partition: Its partition, or the first and last of several; "" without any.
        done: How many values were made, a partition being one.
        failed: How many were not.
        started_at: Seconds since the epoch.
        seconds: How long it took, or has taken.
        origin: Who began it, such as "cell 7" or "panel"; "" when unknown.
        error: Why it failed first, on one line, or "".
    """

    run_id: str
    state: RunWord
    what: tuple[str, ...]
    more: int
    partition: str
    done: int
    failed: int
    started_at: float
    seconds: float
    origin: str
    error: str


class RunLines:
    """The runs of one store; what ended is read once.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._ended: dict[str, RunLine] = {}

    def newest(self, log: EventLogStorage, limit: int) -> tuple[RunLine, ...]:
        """Return the newest runs, the newest first, at most *limit*."""
        # Another kernel may have died since this session began.
        log.mark_abandoned()
        return tuple(self._line(log, run) for run in log.runs(limit))

    def _line(self, log: EventLogStorage, run: DagsterRun) -> RunLine:
        known = self._ended.get(run.run_id)
        if known is not None:
            return known
        line = run_line(run, log.steps(run.run_id), self._clock(), log.set_up_of(run.run_id))
        if run.is_finished:
            self._ended[run.run_id] = line
        return line


def made_names(step: StepRecord) -> tuple[str, ...]:
    """Return what *step* made: assets, else checks, else its key."""
    assets = [key.to_user_string() for key in step.planned]
    checks = (each.evaluation.asset_check_key for each in stored_checks(0, step))
    return tuple(assets or [key.to_user_string() for key in checks] or [step.step_key])


def run_line(
    run: DagsterRun, steps: tuple[StepRecord, ...], now: float, set_up: SetUp | None = None
) -> RunLine:
    """Return *run*, whose *steps* ended so far and whose resources were *set_up*, in words."""
    final = [step for step in steps if step.retry_in is None]
    assets = [step for step in final if step.planned]
    # Checks follow the assets that they are of: they are named where they ran alone.
    names = dict.fromkeys(name for step in assets or final for name in made_names(step))
    places = list(
        dict.fromkeys(place for step in final for place in step.places if place is not None)
    )
    errors = [step for step in final if step.error is not None and not step.canceled]
    ended = run.ended_at if run.ended_at is not None else now
    return RunLine(
        run_id=run.run_id,
        state=_WORDS.get(run.status, "running"),
        what=tuple(names)[:MOST_NAMES],
        more=max(0, len(names) - MOST_NAMES),
        partition=_partition(places),
        done=sum(len(step.places) for step in final if step.error is None),
        failed=sum(len(step.places) for step in errors),
        started_at=run.started_at,
        seconds=max(0.0, ended - run.started_at),
        origin=run.origin,
        error=_why_failed(run, errors, set_up),
    )


def _why_failed(run: DagsterRun, errors: list[StepRecord], set_up: SetUp | None) -> str:
    """Return why *run* failed first, on one line, or ""."""
    first = errors[0].error if errors else None
    if first is not None:
        return f"{first.error_class}: {first.message.partition(chr(10))[0]}"
    if run.status is not DagsterRunStatus.FAILURE:
        return ""
    if set_up is None and FAILURE_REASON_TAG not in run.tags:
        return GONE
    told = (set_up.error or set_up.torn_down) if set_up is not None else None
    return told.strip().rpartition("\n")[2] if told else ""


def _partition(places: list[str]) -> str:
    """Return one partition, or of several how many."""
    return places[0] if len(places) == 1 else f"{len(places):,} partitions" if places else ""
