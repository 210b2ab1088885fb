"""Running a job in this process, whatever kind it is: of ops, or of assets."""

from typing import Any

from dagbook.execution import asset_jobs, op_jobs
from dagbook.execution.results import ExecuteInProcessResult


def execute_in_process(job: Any, **asked: Any) -> ExecuteInProcessResult:
    """Do what `JobDefinition.execute_in_process` says."""
    given = op_jobs.JobAsked(**{name: each for name, each in asked.items() if each is not None})
    run = asset_jobs.execute_in_process if job.is_asset_job else op_jobs.execute_in_process
    return run(job, given)
