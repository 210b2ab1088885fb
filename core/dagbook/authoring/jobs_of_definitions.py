"""The jobs of `Definitions`, made so that they can run: assets found, resources bound."""

from collections.abc import Sequence
from typing import Any, TypeVar

from dagbook.authoring.asset_jobs import (
    AssetJobDefinition,
    UnresolvedAssetJobDefinition,
    define_asset_job,
)
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.job_definition import JobDefinition
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    did_you_mean,
)
from dagbook.foundation.names import similar

_Job = TypeVar("_Job", bound=JobDefinition)

IMPLICIT_JOB = "__ASSET_JOB"
"""The name of the job of all assets that nobody defined, as in Dagster."""


def job_named(definitions: Any, name: str) -> JobDefinition:
    """Return the job *name* of *definitions*.

    Raises:
        DagsterInvariantViolationError: There is no such job.
    """
    if name == IMPLICIT_JOB and definitions.has_implicit_global_asset_job_def():
        return implicit_job(definitions)
    check_names(definitions.job_defs)
    for each in definitions.job_defs:
        if each.name == name:
            return resolved_job(each, definitions)
    names = [each.name for each in definitions.job_defs]
    raise DagsterInvariantViolationError(
        f"Could not find job '{name}'. Found: {', '.join(names) or 'none'}."
        f"{did_you_mean(similar(name, names))}"
    )


def jobs_of(definitions: Any) -> list[JobDefinition]:
    """Return every job of *definitions*, that of all assets among them, by name."""
    check_names(definitions.job_defs)
    jobs = [resolved_job(each, definitions) for each in definitions.job_defs]
    if definitions.has_implicit_global_asset_job_def():
        jobs.append(implicit_job(definitions))
    return sorted(jobs, key=lambda job: job.name)


def check_names(jobs: Sequence[Any]) -> None:
    """Raise for two jobs of one name, and for what is no job.

    Raises:
        DagsterInvalidDefinitionError: Two have one name.
        CheckError: A graph is among them.
    """
    seen: set[str] = set()
    for each in jobs:
        if isinstance(each, GraphDefinition):
            raise CheckError(
                f"Definitions(jobs=...) holds jobs; got the graph {each.name}. Make a job of it: "
                f"{each.name}.to_job()."
            )
        if each.name in seen:
            raise DagsterInvalidDefinitionError(
                f"Duplicate definition found for job '{each.name}'. Give one of them another name."
            )
        seen.add(each.name)


def resolved_job(job: Any, definitions: Any) -> JobDefinition:
    """Return *job*, as *definitions* were given it, as what can run."""
    if isinstance(job, UnresolvedAssetJobDefinition):
        made = job.resolve(_assets(definitions), definitions.resource_defs)
    else:
        made = job.copy(resource_defs={**definitions.resource_defs, **job.resources_given})
    return _with_loggers(made, definitions)


def implicit_job(definitions: Any) -> AssetJobDefinition:
    """Return the job of all assets of *definitions*."""
    made = define_asset_job("all_assets").resolve(
        _assets(definitions), definitions.resource_defs, one_partitions_def=False
    )
    made.name = IMPLICIT_JOB
    return _with_loggers(made, definitions)


def _with_loggers(job: _Job, definitions: Any) -> _Job:
    """Return *job* with loggers and executor of *definitions* where it has none of its own."""
    if definitions.logger_defs and not job.has_specified_loggers:
        job.logger_defs = definitions.logger_defs
    if not job.has_specified_executor:
        job.specified_executor = definitions.executor
    return job


def _assets(definitions: Any) -> Sequence[AssetsDefinition]:
    """Return the assets of *definitions*, resolved."""
    return definitions.resolve_assets().definitions  # type: ignore[no-any-return]  # Definitions'
