"""Runs in the event log: started, ended, abandoned."""

from collections.abc import Mapping
from typing import Any

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage.interning import Execute, Interning, read_process
from dagbook.storage.processes import is_dead
from dagbook.storage.set_up_text import set_up_from_text, set_up_to_text

_COLUMNS = "run_id, job_name, status, tags, started_at, ended_at, origin, config"

_START = """
INSERT INTO runs (
    run_id, job_name, status, tags, started_at, ended_at, origin, config, process, first_event
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT ifnull(max(id), 0) FROM events))
ON CONFLICT (run_id) DO UPDATE SET
    job_name = excluded.job_name, status = excluded.status, tags = excluded.tags,
    started_at = excluded.started_at, ended_at = excluded.ended_at, origin = excluded.origin,
    config = excluded.config, process = excluded.process
"""

_UNFINISHED = """
SELECT id, run_id, process FROM runs
WHERE status NOT IN ('SUCCESS', 'FAILURE', 'CANCELED') ORDER BY id
"""

_ABANDON = """
UPDATE runs SET status = 'FAILURE', ended_at = ifnull(
    (SELECT max(started_at + seconds) FROM events WHERE run = runs.id AND id > first_event),
    started_at
) WHERE id = ?
"""


def start_run(execute: Execute, interning: Interning, run: DagsterRun) -> None:
    """Record *run* as of this process; a run that was queued before is updated."""
    status = run.status
    if status is DagsterRunStatus.NOT_STARTED:
        status = DagsterRunStatus.STARTED
    execute(
        _START,
        (
            run.run_id,
            run.job_name,
            status.value,
            to_json(dict(run.tags)) if run.tags else None,
            run.started_at,
            run.ended_at,
            run.origin or None,
            _config_to_json(run.run_config) if run.run_config else None,
            interning.process_id(execute),
        ),
    )


def finish_run(
    execute: Execute,
    run_id: str,
    status: DagsterRunStatus,
    ended_at: float,
    set_up: SetUp | None = None,
) -> bool:
    """Record how a run ended; return False when there is no such run."""
    sql = "UPDATE runs SET status = ?, ended_at = ?, set_up = ifnull(?, set_up) WHERE run_id = ?"
    text = None if set_up is None else set_up_to_text(set_up)
    return execute(sql, (status.value, ended_at, text, run_id)).rowcount > 0


def read_set_up(execute: Execute, run_id: str) -> SetUp | None:
    """Return how the resources of a run were set up, None where that is not known."""
    row = execute("SELECT set_up FROM runs WHERE run_id = ?", (run_id,)).fetchone()
    return None if row is None or row[0] is None else set_up_from_text(row[0])


def read_runs(execute: Execute, limit: int | None) -> tuple[DagsterRun, ...]:
    """Return the runs, newest first."""
    sql = f"SELECT {_COLUMNS} FROM runs ORDER BY id DESC LIMIT ?"  # noqa: S608 - constant columns
    return tuple(map(_run, execute(sql, (-1 if limit is None else limit,)).fetchall()))


def read_run_rows(
    execute: Execute, limit: int | None, before: int | None
) -> tuple[tuple[int, DagsterRun], ...]:
    """Return the runs with their numbers, newest first, those below *before* alone."""
    sql = f"SELECT id, {_COLUMNS} FROM runs WHERE id < ? ORDER BY id DESC LIMIT ?"  # noqa: S608 - constant columns
    values = (2**62 if before is None else before, -1 if limit is None else limit)
    return tuple((row[0], _run(row[1:])) for row in execute(sql, values).fetchall())


def add_run_tags(execute: Execute, run_id: str, tags: Mapping[str, str]) -> bool:
    """Add *tags* to those of a run; return False when there is no such run."""
    row = execute("SELECT tags FROM runs WHERE run_id = ?", (run_id,)).fetchone()
    if row is None:
        return False
    merged = to_json({**(from_json(row[0]) if row[0] else {}), **tags})
    execute("UPDATE runs SET tags = ? WHERE run_id = ?", (merged, run_id))
    return True


def read_run(execute: Execute, run_id: str) -> DagsterRun | None:
    """Return one run, None when there is none."""
    sql = f"SELECT {_COLUMNS} FROM runs WHERE run_id = ?"  # noqa: S608 - constant columns
    row = execute(sql, (run_id,)).fetchone()
    return None if row is None else _run(row)


def mark_abandoned(execute: Execute) -> tuple[str, ...]:
    """Set unfinished runs of dead processes to FAILURE, ended with their last step."""
    dead: dict[int, bool] = {}
    abandoned: list[str] = []
    for row, run_id, process in execute(_UNFINISHED).fetchall():
        if process not in dead:
            dead[process] = is_dead(read_process(execute, process))
        if dead[process]:
            execute(_ABANDON, (row,))
            abandoned.append(run_id)
    return tuple(abandoned)


def _run(row: tuple[Any, ...]) -> DagsterRun:
    """Return the run of a row of `_COLUMNS`."""
    run_id, job_name, status, tags, started_at, ended_at, origin, config = row
    return DagsterRun(
        run_id=run_id,
        job_name=job_name,
        status=DagsterRunStatus(status),
        tags=from_json(tags) if tags else {},
        started_at=started_at,
        ended_at=ended_at,
        origin=origin or "",
        run_config=from_json(config) if config else {},
    )


def _config_to_json(config: Mapping[str, Any]) -> str | None:
    """Return a run's config as JSON; None where it holds what JSON has no form for."""
    try:
        return to_json(config)
    except (TypeError, ValueError):
        return None
