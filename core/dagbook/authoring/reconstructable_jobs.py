"""`reconstructable`: a job as what makes it, so that it could be made again elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.job_definition import JobDefinition
from dagbook.errors import DagsterInvariantViolationError


@dataclass(frozen=True, slots=True)
class ReconstructableJob:
    """A job, or the function that returns it; what `execute_job` takes.

    Args:
        target: The job, graph, or function.
    """

    target: Any

    def get_definition(self) -> JobDefinition:
        """Return the job.

        Raises:
            DagsterInvariantViolationError: The function returns something else.
        """
        found = self.target
        if not isinstance(found, (JobDefinition, GraphDefinition)):
            found = found()
        if isinstance(found, GraphDefinition):
            found = found.to_job()
        if not isinstance(found, JobDefinition):
            raise DagsterInvariantViolationError(
                f"{getattr(self.target, '__name__', self.target)} has to return a job; it returned "
                f"{found!r} of type {type(found).__name__}."
            )
        return found


def reconstructable(target: Callable[..., Any]) -> ReconstructableJob:
    """Return a job as `execute_job` takes it.

    Args:
        target: A job, or a function without parameters that returns one.

    Raises:
        DagsterInvariantViolationError: It is neither, or a lambda, which has no name to be found
            by.

    Example:
        >>> from dagbook.authoring.job_decorator import job
        >>> @job
        ... def nothing(): ...
        >>> reconstructable(nothing).get_definition().name
        'nothing'
    """
    if getattr(target, "__name__", "") == "<lambda>":
        raise DagsterInvariantViolationError(
            "Reconstructable target can not be a lambda. Use a function or decorated function "
            "defined at module scope instead, or use build_reconstructable_job."
        )
    if not callable(target):
        raise DagsterInvariantViolationError(
            f"Reconstructable target should be a function or definition produced by a decorated "
            f"function, got {type(target)}."
        )
    return ReconstructableJob(target)
