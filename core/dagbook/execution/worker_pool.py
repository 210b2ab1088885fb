"""Worker processes: each takes one step at a time, and may die without taking others along."""

import tempfile
from collections.abc import Hashable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cloudpickle
from loky.process_executor import ProcessPoolExecutor, TerminatedWorkerError

from dagbook.errors import DagsterInvariantViolationError
from dagbook.execution.step_worker import Sent, SentStep, Told, run_sent

_IDLE_SECONDS = 60
_IDLE: list[ProcessPoolExecutor] = []
"""Processes of earlier runs, to be used again: starting one costs more than a step does."""


class ChildProcessCrashException(Exception):  # noqa: N818 - Dagster's name
    """A worker process ended without telling how its step ended: killed, or out of memory."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The process that ran a step ended."""

    error: ChildProcessCrashException


class WorkerPool:
    """The processes of one run; a context manager.

    Args:
        processes: How many.
        sent: What the steps of the run share.

    Raises:
        DagsterInvariantViolationError: It cannot be sent to another process.
    """

    def __init__(self, processes: int, sent: Sent) -> None:
        self.free = processes
        self._busy: dict[Future[bytes], tuple[Hashable, ProcessPoolExecutor]] = {}
        blob = pickled(sent, f"the run of {sent.run.job_name}")
        with tempfile.NamedTemporaryFile(prefix="dagbook-run-", delete=False) as file:
            file.write(blob)
        self._path = Path(file.name)

    @property
    def is_busy(self) -> bool:
        """Whether a step runs."""
        return bool(self._busy)

    def submit(self, token: Hashable, step: SentStep) -> None:
        """Have *step* run in a process that is free.

        Args:
            token: By which it comes back.
            step: What is to be run.

        Raises:
            DagsterInvariantViolationError: It cannot be sent to another process.
        """
        blob = pickled(step, step.step.key)
        process = _IDLE.pop() if _IDLE else ProcessPoolExecutor(1, timeout=_IDLE_SECONDS)
        self.free -= 1
        self._busy[process.submit(run_sent, str(self._path), blob)] = token, process

    def ended(self, seconds: float) -> Iterator[tuple[Hashable, Told | Crash]]:
        """Wait for *seconds* at most, and yield what ended, by token."""
        done, _ = wait(self._busy, seconds, FIRST_COMPLETED)
        for future in [each for each in self._busy if each in done]:
            token, process = self._busy.pop(future)
            self.free += 1
            told = _told(future)
            if isinstance(told, Crash):
                process.shutdown(wait=False, kill_workers=True)
            else:
                _IDLE.append(process)
            yield token, told

    def close(self) -> None:
        """End: processes that still run are killed, the others are kept for the next run."""
        for _, process in self._busy.values():
            process.shutdown(wait=False, kill_workers=True)
        self._busy.clear()
        self._path.unlink(missing_ok=True)


def _told(future: "Future[bytes]") -> Told | Crash:
    """Return how the step of *future* ended."""
    try:
        return cloudpickle.loads(future.result())  # type: ignore[no-any-return]  # what `run_sent` wrote
    except TerminatedWorkerError as crash:
        error = ChildProcessCrashException(
            "The process that ran the step ended without telling how: it was killed, or ran out of "
            "memory."
        )
        error.__cause__ = crash
        return Crash(error)


def pickled(value: Any, what: str) -> bytes:
    """Return *value* pickled, functions of a notebook by value.

    Raises:
        DagsterInvariantViolationError: It holds what cannot be sent to another process.
    """
    try:
        return cloudpickle.dumps(value)  # type: ignore[no-any-return]  # bytes
    except Exception as exc:
        raise DagsterInvariantViolationError(
            f"{what} cannot be sent to another process: {exc} Make what it holds where it is used, "
            "for example in a resource, or run in this process."
        ) from exc


@contextmanager
def worker_pool(processes: int, sent: Sent) -> Iterator[WorkerPool]:
    """Give a run *processes* processes; those still at work at its end are killed."""
    pool = WorkerPool(processes, sent)
    try:
        yield pool
    finally:
        pool.close()
