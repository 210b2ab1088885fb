"""Running a job in this process, whatever kind it is: of ops, or of assets."""

from typing import Any

from dagbook.execution import op_jobs
from dagbook.execution.results import ExecuteInProcessResult


def execute_in_process(job: Any, **asked: Any) -> ExecuteInProcessResult:
    """Do what `JobDefinition.execute_in_process` says."""
    given = {name: value for name, value in asked.items() if value is not None}
    return op_jobs.execute_in_process(job, op_jobs.JobAsked(**given))
