"""The jobs of `Definitions`, made so that they can run: assets found, resources bound."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from dagbook.authoring.asset_jobs import (
    AssetJobDefinition,
    UnresolvedAssetJobDefinition,
    define_asset_job,
)
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.job_definition import JobDefinition
from dagbook.authoring.strict_assets import node_of
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
    check_nodes(definitions)
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


def check_nodes(definitions: Any) -> None:
    """Raise where two ops or graphs of *definitions*, assets and jobs among them, share a name.

    Raises:
        DagsterInvalidDefinitionError: Naming it, and the jobs that it is in.
    """
    seen: dict[str, tuple[object, str]] = {}
    for name, node, job in _nodes(definitions) if definitions.job_defs else ():
        known, other = seen.setdefault(name, (node, job))
        if known is not node:
            raise DagsterInvalidDefinitionError(
                f"Conflicting definitions found in repository with name '{name}': it is defined "
                f"in job '{other}' and in job '{job}'. Ops, graphs, assets and jobs of one "
                "Definitions have names of their own; rename one."
            )


def _nodes(definitions: Any) -> Iterator[tuple[str, object, str]]:
    """Yield every op and graph with its name, and a job that it is in."""
    for each in (*definitions.asset_defs, *definitions.check_defs):
        if each.fn is not None:
            yield each.op_name, node_of(each), IMPLICIT_JOB
    for job in definitions.job_defs:
        graph = getattr(job, "graph", None)
        if isinstance(job, UnresolvedAssetJobDefinition):
            yield job.name, job, job.name
        elif graph is not None and not isinstance(job, AssetJobDefinition):
            yield from _nodes_of(graph, job.name)


def _nodes_of(graph: GraphDefinition, job: str) -> Iterator[tuple[str, object, str]]:
    """Yield *graph* and all that is in it."""
    yield graph.name, graph, job
    for node in graph.nodes_in_order:
        if isinstance(node.definition, GraphDefinition):
            yield from _nodes_of(node.definition, job)
        else:
            yield node.definition.name, node.definition.fn, job


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
