"""The end of a run, as it is recorded."""

from dataclasses import replace
from time import time
from typing import Any

from dagbook.foundation.interrupts import HeldInterrupts
from dagbook.model.records import StepRecord
from dagbook.model.runs import FAILURE_REASON_TAG, DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage.event_log import EventLogStorage


def omitted(run_id: str, step: Any) -> StepRecord:
    """Return what is told of a step that did not run, because what it reads was left out."""
    return StepRecord(
        run_id, step.key, step.partition_key, time(), 0.0, step.selected, skipped=True
    )


def ended_run(
    run: DagsterRun, status: DagsterRunStatus, ended_at: float, *, by_step: bool
) -> DagsterRun:
    """Return *run* as it ended; if it failed, with Dagster's tag that says why.

    Args:
        run: As it began.
        status: How it ended.
        ended_at: Seconds since the epoch.
        by_step: Whether it was a step that failed, and not what was raised.
    """
    tags = run.tags
    if status is DagsterRunStatus.FAILURE:
        tags = {**tags, FAILURE_REASON_TAG: "STEP_FAILURE" if by_step else "RUN_EXCEPTION"}
    return replace(run, status=status, ended_at=ended_at, tags=tags)


def record_end(
    log: EventLogStorage, run: DagsterRun, set_up: SetUp | None, *, started: bool
) -> None:
    """Record how *run* ended, if its start is recorded."""
    with HeldInterrupts():
        # An interrupt may come as the start is recorded: then only the log knows whether it is.
        if started or log.run(run.run_id) is not None:
            reason = run.tags.get(FAILURE_REASON_TAG)
            if reason is not None:
                log.add_run_tags(run.run_id, {FAILURE_REASON_TAG: reason})
            log.finish_run(run.run_id, run.status, run.ended_at or 0.0, set_up)
