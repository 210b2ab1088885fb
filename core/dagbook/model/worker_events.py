"""The events of a run whose steps run in processes of their own, beside those of its steps."""

from collections.abc import Iterator

from dagbook.model.event_data import EngineEventData
from dagbook.model.events import DagsterEvent, DagsterEventType
from dagbook.model.records import StepRecord


def worker_events(record: StepRecord, job_name: str) -> Iterator[DagsterEvent]:
    """Yield that the process of an attempt at a step is begun, and that it runs the step."""
    step_key, kinds = record.step_key, DagsterEventType
    for kind, words in (
        (kinds.STEP_WORKER_STARTING, f'Launching subprocess for "{step_key}".'),
        (kinds.STEP_WORKER_STARTED, f'Executing step "{step_key}" in subprocess.'),
    ):
        yield DagsterEvent(
            kind,
            job_name,
            step_key,
            timestamp=record.started_at,
            event_specific_data=EngineEventData(),
            message=words,
        )


def executing(pid: int, *, in_processes: bool) -> str:
    """Return what a run says as its steps begin.

    >>> executing(7, in_processes=True)
    'Executing steps using multiprocess executor: parent process (pid: 7)'
    """
    if in_processes:
        return f"Executing steps using multiprocess executor: parent process (pid: {pid})"
    return f"Executing steps in process (pid: {pid})"


def executed(pid: int, took: str, *, in_processes: bool) -> str:
    """Return what a run says once its steps are done.

    >>> executed(7, "5ms", in_processes=False)
    'Finished steps in process (pid: 7) in 5ms'
    """
    if in_processes:
        return f"Multiprocess executor: parent process exiting after {took} (pid: {pid})"
    return f"Finished steps in process (pid: {pid}) in {took}"
