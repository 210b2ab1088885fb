"""What runs in a worker process: one attempt at a step, told back to the process of the run.

::

    Sent (once a run, a file) + SentStep (each step) -> run_sent -> Told

Values go through IO managers alone. The process of the run records what is told, so that one
process writes to the store.
"""

import io
import linecache
import os
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from time import time
from typing import Any

import cloudpickle

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.resources import InitResourceContext, RunResources
from dagbook.authoring.run_config import ConfigOfRun
from dagbook.errors import DagsterResourceFunctionError
from dagbook.execution.listening import listening
from dagbook.execution.retries import ending
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import run_step
from dagbook.execution.step_lines import RunLines
from dagbook.execution.user_code import step_error
from dagbook.model.log_lines import LogLine
from dagbook.model.records import StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.storage.instance import DagsterInstance
from dagbook.storage.memory_lines import MemoryLines


@dataclass(frozen=True, slots=True)
class Sent:
    """What the steps of a run share, as a worker gets it.

    Args:
        graph: The assets.
        instance: The store.
        resources: What is bound to each key; set up for each step anew.
        config: What the run's config says.
        run: The run.
        sources: Text of files that are none, such as cells, by name.
        forced: Whether what a failed blocking check blocks runs all the same.
    """

    graph: AssetGraph
    instance: DagsterInstance
    resources: Mapping[str, Any]
    config: ConfigOfRun
    run: DagsterRun
    sources: Mapping[str, str]
    forced: bool


@dataclass(frozen=True, slots=True)
class SentStep:
    """One attempt at a step, as a worker gets it.

    Args:
        step: The step.
        attempt: Which attempt, from 1.
        codes: What the code of each output is, by its name, as the process of the run knows it.
        required: The resources that it needs.
    """

    step: Any
    attempt: int
    codes: Mapping[str, Any]
    required: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """How an attempt ended, as the process of the run gets it.

    Args:
        record: What is to be recorded.
        error: What was raised, pickled; None when nothing was.
        notes: Lines for the user.
        printed: What the step printed.
        pid: Of the process that ran it.
        said: What it logged and printed, line by line.
    """

    record: StepRecord
    error: bytes | None
    notes: tuple[str, ...]
    printed: str
    pid: int
    said: tuple[LogLine, ...] = ()


_LAST: dict[str, Sent] = {}
"""The run that this process works for, by the file that says what it is."""


def run_sent(path: str, blob: bytes) -> bytes:
    """Run the `SentStep` in *blob*, of the run in the file *path*, and return `Told`, pickled."""
    sent = _sent(path)
    asked: SentStep = cloudpickle.loads(blob)
    printed, said = io.StringIO(), MemoryLines()
    with redirect_stdout(printed), redirect_stderr(printed), listening(to_loggers=True):
        told = _run(sent, asked, RunLines(said, sent.run.run_id))
    told = replace(told, printed=printed.getvalue(), said=said.read())
    return cloudpickle.dumps(told)  # type: ignore[no-any-return]  # bytes


def _sent(path: str) -> Sent:
    """Return what the file *path* says, read once."""
    found = _LAST.get(path)
    if found is None:
        for other in _LAST.values():
            other.instance.dispose()
        _LAST.clear()
        found = _LAST[path] = cloudpickle.loads(Path(path).read_bytes())
        for name, text in found.sources.items():
            linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    return found


def _run(sent: Sent, asked: SentStep, lines: RunLines) -> Told:
    """Run one attempt at a step, its resources set up and torn down around it."""
    run, step = sent.run, asked.step
    context = InitResourceContext(run.run_id, sent.instance, dagster_run=run)
    started_at = time()
    with RunResources(sent.resources, context, sent.config.resources) as resources:
        try:
            resources.set_up(asked.required)
        except DagsterResourceFunctionError as error:
            record = ended_early(run.run_id, step, asked.attempt, error, started_at)
            with lines.of(step) as said:
                said.ended(record)
            return _told(record, error, ())
        shared = RunContext(
            run.run_id,
            run.job_name,
            run.tags,
            sent.graph,
            sent.instance,
            resources,
            lambda _definition, output: asked.codes.get(output.name),
            config=sent.config,
            run=run,
            lines=lines,
            forced=sent.forced,
        )
        result = run_step(shared, step, asked.attempt)
    return _told(result.record, result.error, result.notes)


def _told(record: StepRecord, error: BaseException | None, notes: tuple[str, ...]) -> Told:
    """Return how an attempt ended, in a form that another process can read."""
    blob = None
    if error is not None:
        if record.error is not None and record.error.traceback:
            error.add_note(f"In process {os.getpid()}:\n{record.error.traceback}")
        error.__traceback__ = None
        blob = _pickled(error)
    return Told(record, blob, notes, "", os.getpid())


def _pickled(error: BaseException) -> bytes:
    """Return *error* pickled; in its place one that says the same where it cannot be."""
    try:
        blob: bytes = cloudpickle.dumps(error)
        cloudpickle.loads(blob)
    except Exception:  # noqa: BLE001 - an exception's pickling is its author's; it may raise anything
        plain = RuntimeError(f"{type(error).__name__}: {error}")
        blob = cloudpickle.dumps(plain)
    return blob


def ended_early(
    run_id: str, step: Any, attempt: int, error: BaseException, started_at: float
) -> StepRecord:
    """Return the record of an attempt at *step* that ended with *error* outside of its code."""
    ended = ending(error, step.definition.retry_policy, attempt)
    return StepRecord(
        run_id,
        step.key,
        step.partition_key,
        started_at,
        time() - started_at,
        step.selected,
        error=step_error(error),
        attempt=attempt,
        retry_in=ended.retry_in,
        range_keys=step.range_keys,
    )


def source_texts() -> dict[str, str]:
    """Return the text of every file that Python knows of and that is none, such as cells."""
    known: Mapping[str, tuple[Any, ...]] = linecache.cache
    return {
        name: "".join(entry[2])
        for name, entry in known.items()
        if len(entry) > 1 and entry[1] is None
    }
