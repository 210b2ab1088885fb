"""`validate_run_config`: what a run's config says to a job, without running it."""

from collections.abc import Mapping
from typing import Any

from dagbook.asset_graph.validation import required_resources
from dagbook.authoring.asset_jobs import AssetJobDefinition
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY
from dagbook.authoring.executors import executor_config
from dagbook.authoring.job_definition import JobDefinition
from dagbook.authoring.own_resources import with_own_resources
from dagbook.authoring.run_config import RunConfig, config_of_run
from dagbook.errors import ParameterCheckError
from dagbook.execution.op_jobs import JobAsked, prepare, run_config_of
from dagbook.storage.instance import DagsterInstance


def validate_run_config(
    job_def: JobDefinition, run_config: Mapping[str, Any] | RunConfig | None = None
) -> Mapping[str, Any]:
    """Return what *run_config* says to a job, defaults filled in and the environment read.

    Args:
        job_def: The job.
        run_config: A `RunConfig`, or a dict.

    Returns:
        Under ``ops`` and ``resources``, by name.

    Raises:
        DagsterInvalidConfigError: It does not fit; every place is named.
        ParameterCheckError: Something else was given than a job, or than config.
    """
    if not isinstance(job_def, JobDefinition):
        raise ParameterCheckError(
            f"validate_run_config takes a job; got {job_def!r} of type {type(job_def).__name__}."
        )
    if run_config is not None and not isinstance(run_config, (Mapping, RunConfig)):
        raise ParameterCheckError(
            f"validate_run_config takes a RunConfig or a dict; got {run_config!r}."
        )
    given = run_config_of(job_def, JobAsked(run_config), DagsterInstance.ephemeral())
    if isinstance(job_def, AssetJobDefinition):
        ops, resources = _of_assets(job_def, given)
    else:
        ops, resources = _of_ops(job_def, given)
    executor = job_def.executor_def
    return {
        "ops": {
            path: {"config": config, "inputs": {}, "outputs": None} for path, config in ops.items()
        },
        "execution": {executor.name: executor_config(executor, given)},
        "resources": {key: {"config": config} for key, config in resources.items()},
        "loggers": dict(given.get("loggers") or {}),
    }


def _of_ops(job: JobDefinition, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what *given* says to the ops of *job*, graphs among them, and to its resources."""
    bound = {DEFAULT_IO_MANAGER_KEY: None, **job.resources_given}
    told = prepare(job, given, bound, job.input_values).config.of_run
    paths = [
        ".".join(path[:length])
        for path, _ in job.graph.all_nodes()
        for length in range(1, len(path) + 1)
    ]
    ops = {path: told.raw_ops.get(path) for path in dict.fromkeys(paths)}
    return ops, {key: told.resources.get(key) for key in bound}


def _of_assets(
    job: AssetJobDefinition, given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what *given* says to the assets that *job* makes, and to its resources."""
    makers = [each for each in job.assets if not job.selected_asset_keys.isdisjoint(each.keys)]
    own = with_own_resources(job.assets, job.resources_given)
    bound = {DEFAULT_IO_MANAGER_KEY: None, **own}
    told = config_of_run(given, makers, bound, required_resources(makers), job.name)
    ops = {each.op_name: told.raw_ops.get(each.op_name) for each in makers}
    return ops, {key: told.resources.get(key) for key in bound}
