"""Running assets in this process: what `materialize` and `materialize_to_memory` do.

Apart from them, so that importing them loads nothing of what runs, plans and stores.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dagbook.asset_graph.check_plan import with_checks
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.grouping import all_in_one, by_policy
from dagbook.asset_graph.parts import Targets
from dagbook.asset_graph.plan import build_plan
from dagbook.asset_graph.validation import check_bound, check_passed
from dagbook.authoring.asset_selection import AssetSelection
from dagbook.authoring.assets_definition import (
    DEFAULT_IO_MANAGER_KEY,
    AssetsDefinition,
)
from dagbook.authoring.dependencies import resolve_dependencies
from dagbook.authoring.gathering import flatten_assets
from dagbook.authoring.own_resources import with_own_resources
from dagbook.authoring.run_config import as_run_config
from dagbook.authoring.strict_assets import strictly_resolved
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    DuplicateAssetKeyError,
    UnknownAssetError,
    UnknownSelectedAssetError,
)
from dagbook.execution.ambient import Ambient, session_of
from dagbook.execution.check_selection import Checks, check_targets, checks_selected
from dagbook.execution.engine import IN_PROCESS, Engine
from dagbook.execution.graph_steps import ops_of
from dagbook.execution.results import ExecuteInProcessResult
from dagbook.execution.run_arguments import checked_instance
from dagbook.execution.run_partitions import range_of_tags, tags_of_partition
from dagbook.execution.runs import EPHEMERAL_JOB, RunControl, RunPlan, execute_run
from dagbook.io_managers.filesystem import PickledObjectFilesystemIOManager
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.io_managers.scratch import ScratchIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.model.instance import Instance
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange, PartitionsRequest
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import AssetStatus, HasValue, StatusInputs
from dagbook.status.asset_statuses import asset_statuses
from dagbook.status.backfills import ID_LENGTH, backfill_tags
from dagbook.status.partition_requests import STATES, partitions_asked
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import version_with
from dagbook.versions.files import version_now
from dagbook.versions.fingerprint import one_moment


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks for beside assets: one partition or several, and how the run is made.

    A job and its run's id are given where it is a job that runs.
    """

    partition_key: str | None
    partition_keys: PartitionsRequest | None
    raise_on_error: bool
    tags: Mapping[str, str]
    run_config: Any
    job: Any = None
    run_id: str | None = None
    engine: Engine = IN_PROCESS

    def __post_init__(self) -> None:
        if self.partition_key is not None and self.partition_keys is not None:
            raise DagsterInvalidInvocationError(
                f"partition_key={self.partition_key!r} and partition_keys={self.partition_keys!r} "
                "exclude each other. Give one of them."
            )

    @property
    def whole_range(self) -> PartitionKeyRange | None:
        """The range that one step of each asset makes, where the run's tags say one."""
        beside = self.partition_key is not None or self.partition_keys is not None
        return range_of_tags(self.tags, one_or_several=beside)


def run(
    assets: Sequence[Any],
    instance: Instance | None,
    resources: Mapping[str, Any] | None,
    selection: Any,
    asked: Asked,
) -> ExecuteInProcessResult:
    """Do what `materialize` says."""
    known = checked_instance("materialize", assets, instance, resources, asked)
    asked = replace(asked, run_config=as_run_config(asked.run_config))
    selection = None if selection is None else AssetSelection.from_coercible(selection)
    definitions = flatten_assets(assets)
    session = session_of(known)
    bound = with_own_resources(definitions, resources or {})
    if session is not None:
        unnamed = bound.keys() - (resources or {}).keys()
        return in_session(session, definitions, bound, asked, selection, unnamed)
    chosen = known if known is not None else DagsterInstance.ephemeral()
    if DEFAULT_IO_MANAGER_KEY not in bound:
        folder = chosen.storage_directory
        bound[DEFAULT_IO_MANAGER_KEY] = PickledObjectFilesystemIOManager(folder)
    graph = AssetGraph(strictly_resolved(definitions), bound)
    _check_passed(graph, bound, resources or (), selection)
    keys = selected_keys(graph, selection)
    checks = checks_selected(graph, selection, keys)
    return run_keys(graph, keys, checks, chosen, bound, asked)


def run_in_memory(
    assets: Sequence[Any],
    instance: Instance | None,
    resources: Mapping[str, Any] | None,
    selection: Any,
    asked: Asked,
) -> ExecuteInProcessResult:
    """Do what `materialize_to_memory` says."""
    known = checked_instance("materialize_to_memory", assets, instance, resources, asked)
    asked = replace(asked, run_config=as_run_config(asked.run_config))
    selection = None if selection is None else AssetSelection.from_coercible(selection)
    definitions = flatten_assets(assets)
    bound = with_own_resources(definitions, resources or {})
    in_memory = InMemoryIOManager()
    brought = {key for each in definitions for key in each.options.resource_defs}
    for key in {output.io_manager_key for each in definitions for output in each.outputs}:
        if key in bound or key in brought:
            raise DagsterInvariantViolationError(
                "Attempted to call `materialize_to_memory` with a resource provided for io manager "
                f"key '{key}'. It keeps values in memory; leave it out, or call materialize."
            )
        bound[key] = in_memory
    bound.setdefault(DEFAULT_IO_MANAGER_KEY, in_memory)
    chosen = known if known is not None else DagsterInstance.ephemeral()
    graph = AssetGraph(strictly_resolved(definitions), bound)
    _check_passed(graph, bound, resources or (), selection)
    keys = selected_keys(graph, selection)
    checks = checks_selected(graph, selection, keys)
    return run_keys(graph, keys, checks, chosen, bound, asked)


def _check_passed(
    graph: AssetGraph, bound: Mapping[str, Any], given: Iterable[str], selection: Any
) -> None:
    """Raise where what is only passed lacks a resource; what runs is checked as it begins."""
    if selection is None:
        check_passed(graph.definitions, bound, given)
    else:
        check_bound(graph, bound, given)


def in_session(
    session: Ambient,
    definitions: tuple[AssetsDefinition, ...],
    resources: dict[str, Any],
    asked: Asked,
    selection: AssetSelection | None,
    unnamed: Collection[str] = (),
) -> ExecuteInProcessResult:
    """Run *definitions* with what a kernel adds: its store, and live assets that are only read.

    At the keys *unnamed* by the caller the set of resources in use has its say.
    """
    brought = {key: resources[key] for key in unnamed}
    in_set = session.in_set(definitions, brought)
    on_purpose = [key for key in unnamed if in_set[key] is not brought[key]]
    resources = {**resources, **{key: in_set[key] for key in on_purpose}}
    strict = strictly_resolved_with_live(definitions, session.live_assets())
    live = {DEFAULT_IO_MANAGER_KEY: session.default_io_manager, **session.live_resources()}
    replaced = sorted(
        key for key, value in resources.items() if key in live and live[key] is not value
    )
    if replaced:
        managers = {output.io_manager_key for each in strict for output in each.outputs}
        for name in managers.intersection(live):
            live[name] = ScratchIOManager(live[name])
    bound = {**live, **resources}
    graph = AssetGraph(resolve_dependencies(strict), bound)
    own = AssetGraph(resolve_dependencies(definitions))
    keys = [key for key in selected_keys(own, selection) if key in graph]
    for key in keys:
        problem = graph.nodes[key].problem
        if problem is not None:
            raise problem
    instance = session.scratch_instance(replaced) if replaced else session.instance
    checks = checks_selected(own, selection, keys)
    return session.in_turn(
        lambda: run_keys(graph, keys, checks, instance, bound, asked, on_purpose)
    )


def strictly_resolved_with_live(
    definitions: tuple[AssetsDefinition, ...], live: Sequence[AssetsDefinition]
) -> tuple[AssetsDefinition, ...]:
    """Return *definitions*, and those live ones whose keys they do not define.

    Raises:
        DuplicateAssetKeyError: A key is defined twice.
    """
    own: set[AssetKey] = set()
    for each in definitions:
        for key in each.keys_in_order:
            if key in own:
                raise DuplicateAssetKeyError(key.to_user_string())
            own.add(key)
    return (*definitions, *(each for each in live if own.isdisjoint(each.keys_in_order)))


def run_keys(
    graph: AssetGraph,
    keys: Sequence[AssetKey],
    checks: Checks,
    instance: DagsterInstance,
    resources: Mapping[str, Any],
    asked: Asked,
    replaced: Collection[str] = (),
) -> ExecuteInProcessResult:
    """Run *keys* and *checks* of *graph* once; see `RunPlan.replaced`."""
    with partition_loading_context(dynamic_partitions_store=instance):
        whole = asked.whole_range
        if asked.partition_keys is None:
            targets = _targets(graph, keys, asked.partition_key, whole)
        else:
            statuses = _statuses(graph, instance, resources)
            targets = _targets_of_several(graph, keys, statuses, asked.partition_keys)
        plan = build_plan(graph, targets, grouping=by_policy if whole is None else all_in_one)
        if graph.checks:
            wanted = check_targets(graph, checks, targets, asked.partition_key)
            plan = with_checks(graph, plan, wanted)
    run_tags = dict(asked.tags)
    job_name = EPHEMERAL_JOB if asked.job is None else asked.job.name
    if asked.partition_key is not None:
        run_tags |= tags_of_partition(graph, keys, asked.partition_key, job_name)
    run_id = asked.run_id or str(uuid.uuid4())
    number = sum(len(each.partition_keys) for each in plan.steps if each.selected)
    if asked.partition_keys is not None and number > 1:
        run_tags |= backfill_tags(graph, targets, run_id[:ID_LENGTH])
    outcome = execute_run(
        RunPlan(
            graph,
            plan,
            instance,
            resources,
            run_tags,
            raise_on_error=asked.raise_on_error,
            capture_outputs=True,
            run_config=asked.run_config,
            loggers={} if asked.job is None else asked.job.loggers,
            job_name=job_name,
            execute=asked.engine.steps,
            sets_up=asked.engine.sets_up,
            replaced=replaced,
        ),
        control=RunControl(run_id),
    )
    definitions = [each for step in plan.steps for each in _nodes(step.definition)]
    return ExecuteInProcessResult(
        outcome, definitions, by_partition=asked.partition_keys is not None, job=asked.job
    )


def _nodes(definition: Any) -> Iterable[Any]:
    """Return what a result answers for: *definition*, and the ops of the graph that makes it."""
    if definition.options.node is None:
        return (definition,)
    return (definition, *ops_of(definition))


def _statuses(
    graph: AssetGraph, instance: DagsterInstance, resources: Mapping[str, Any]
) -> dict[AssetKey, AssetStatus]:
    """Return how the assets of *graph* stand in *instance*."""
    log, manager = instance.event_log, resources.get(DEFAULT_IO_MANAGER_KEY)
    has_value: HasValue = (
        manager.has_value
        if isinstance(manager, NotebookLocalIOManager)
        else lambda _key, _partition, _row: True
    )
    with one_moment():
        given = StatusInputs(
            log.all_latest(),
            log.failures(),
            version_with(resources),
            has_value,
            cache(version_now),
            log.observed(),
        )
        return asset_statuses(graph, given)


def _targets_of_several(
    graph: AssetGraph,
    keys: Sequence[AssetKey],
    statuses: Mapping[AssetKey, AssetStatus],
    request: PartitionsRequest,
) -> Targets:
    """Return what a run of *keys* for several partitions makes; see `partitions_asked`."""
    found = partitions_asked(graph, statuses, keys, request)
    by_state = isinstance(request, str) and request in STATES
    targets: dict[AssetKey, OrdinalRanges | None] = {}
    for key in keys:
        if graph.nodes[key].partitions_def is not None:
            targets[key] = found.get(key, OrdinalRanges())
        elif key in found or not by_state:
            targets[key] = None
    return targets


def _targets(
    graph: AssetGraph,
    keys: Sequence[AssetKey],
    partition_key: str | None,
    whole: PartitionKeyRange | None,
) -> Targets:
    """Return what one run of *keys* makes: of partitioned assets the one partition, or the range.

    Raises:
        DagsterInvalidDefinitionError: The assets have different partitions, or none of them any.
        DagsterUnknownPartitionError: They have no such partition.
    """
    shared: PartitionsDefinition | None = None
    targets: dict[AssetKey, OrdinalRanges | None] = {}
    for key in keys:
        partitions_def = graph.nodes[key].partitions_def
        if partitions_def is None:
            targets[key] = None
            continue
        if shared is not None and shared != partitions_def:
            raise DagsterInvalidDefinitionError(
                "Selected assets must have the same partitions definitions, but "
                f"{key.to_user_string()} has others than those before it. Run them one after the "
                "other."
            )
        shared = partitions_def
        targets[key] = None if partition_key is None else partitions_def.subset_of([partition_key])
        if whole is not None:
            targets[key] = partitions_def.subset_of_range(whole)
    if partition_key is not None and shared is None:
        raise DagsterInvalidInvocationError(
            f"partition_key={partition_key!r} was given, but no PartitionsDefinition is among "
            "the assets. Leave it out."
        )
    return targets


def observe(
    assets: Sequence[Any],
    instance: Instance | None,
    resources: Mapping[str, Any] | None,
    asked: Asked,
) -> ExecuteInProcessResult:
    """Do what `observe` says."""
    instance = checked_instance("observe", assets, instance, resources, asked)
    definitions = flatten_assets(assets)
    for each in strictly_resolved(definitions).definitions:
        if not each.is_executable:
            raise DagsterInvalidDefinitionError(
                f"{each.key.to_user_string()} cannot be observed: no function looks at it. Pass "
                "what observable_source_asset or multi_observable_source_asset returns."
            )
    return run(assets, instance, resources, AssetSelection.all(include_sources=True), asked)


def selected_keys(graph: AssetGraph, selection: AssetSelection | None) -> list[AssetKey]:
    """Return the assets of *graph* that *selection* means and that can be run, in order.

    Raises:
        UnknownSelectedAssetError: It names an asset that is not there.
    """
    if selection is None:
        return [key for key in graph.order if not graph.nodes[key].is_external]
    runnable = [key for key in graph.order if graph.nodes[key].definition.is_executable]
    try:
        wanted = frozenset(selection.resolve(graph))
    except UnknownAssetError as error:
        raise UnknownSelectedAssetError(error.asset_key, error.suggestions) from error
    for definition in graph.definitions:
        part = () if definition.can_subset else wanted.intersection(definition.keys)
        if part and len(part) < len(definition.keys):
            names = ", ".join(key.to_user_string() for key in definition.keys_in_order)
            raise DagsterInvalidDefinitionError(
                f"{definition.op_name} makes {names} together and cannot be split; the selection "
                f"has {', '.join(key.to_user_string() for key in sorted(part))} alone. Select all."
            )
    return [key for key in runnable if key in wanted]
