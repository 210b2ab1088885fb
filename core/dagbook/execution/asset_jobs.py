"""Running a job of assets in this process."""

from dataclasses import replace
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.validation import check_bound
from dagbook.authoring.asset_selection import AssetSelection
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY, AssetsDefinition
from dagbook.authoring.own_resources import with_own_resources
from dagbook.authoring.strict_assets import strictly_resolved
from dagbook.execution.ambient import session_of
from dagbook.execution.check_selection import checks_selected
from dagbook.execution.in_process import Asked, in_session, run_keys, selected_keys
from dagbook.execution.op_jobs import JobAsked, no_such_asset, run_config_of
from dagbook.execution.results import ExecuteInProcessResult
from dagbook.io_managers.filesystem import PickledObjectFilesystemIOManager
from dagbook.storage.instance import DagsterInstance


def execute_in_process(job: Any, asked: JobAsked) -> ExecuteInProcessResult:
    """Do what `JobDefinition.execute_in_process` says, for a job of assets.

    In a kernel without an instance it is the session's: values are kept, as of `materialize`.
    """
    definitions = tuple(_as_in(job, each) for each in job.assets)
    session = session_of(asked.instance)
    instance = asked.instance if asked.instance is not None else DagsterInstance.ephemeral()
    bound = with_own_resources(definitions, {**job.resources_given, **asked.resources})
    selection = selected(job, asked)
    given = Asked(
        asked.partition_key,
        None,
        asked.raise_on_error,
        {**job.run_tags, **asked.tags},
        run_config_of(job, asked, instance),
        job,
        asked.run_id,
        asked.engine,
    )
    if session is not None:
        unnamed = bound.keys() - asked.resources.keys()
        return in_session(session, definitions, bound, given, selection, unnamed)
    if bound.get(DEFAULT_IO_MANAGER_KEY) is None:
        folder = instance.storage_directory
        bound[DEFAULT_IO_MANAGER_KEY] = PickledObjectFilesystemIOManager(folder)
    graph = AssetGraph(strictly_resolved(definitions), bound)
    check_bound(graph, bound, [*job.resources_given, *asked.resources])
    keys = selected_keys(graph, selection)
    checks = checks_selected(graph, selection, keys)
    if asked.parent is not None:
        runs = asked.parent.runs
        keys = [key for key in keys if runs(graph.nodes[key].definition.op_name)]
        checks = frozenset(key for key in checks if runs(graph.checks[key].definition.op_name))
    return run_keys(graph, keys, checks, instance, bound, given)


def selected(job: Any, asked: JobAsked) -> AssetSelection:
    """Return what a run of *job* makes: all of it, or what is asked for and its checks."""
    checks = AssetSelection.checks(*job.selected_check_keys)
    if asked.asset_selection:
        known = {key for each in job.assets for key in each.keys}
        for key in asked.asset_selection:
            if key not in known:
                raise no_such_asset(job.name, key)
        made = AssetSelection.assets(*asked.asset_selection)
        checks &= AssetSelection.checks_for_assets(*asked.asset_selection)
    else:
        made = AssetSelection.assets(*sorted(job.selected_asset_keys))
    return made.without_checks() | checks


def _as_in(job: Any, definition: AssetsDefinition) -> AssetsDefinition:
    """Return *definition* with the hooks of *job*, and its retry policy where it has none."""
    if not job.hook_defs and job.op_retry_policy is None:
        return definition
    options = definition.options
    changed = replace(
        options,
        hook_defs=options.hook_defs | job.hook_defs,
        retry_policy=options.retry_policy or job.op_retry_policy,
    )
    return definition._with(options=changed)  # noqa: SLF001 - a copy with other options
