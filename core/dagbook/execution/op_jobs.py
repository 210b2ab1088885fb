"""Running a job of ops in this process: what `JobDefinition.execute_in_process` does."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.op_plan import FromAsset, Given, OpStep, op_steps, outputs_of
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY
from dagbook.authoring.gathering import flatten_assets
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.job_config import JobConfig, job_config, mapped_run_config
from dagbook.authoring.manager_checks import check_managers, needs_of, no_managers
from dagbook.authoring.required_resources import check_resources, with_needed
from dagbook.authoring.run_config import as_run_config
from dagbook.authoring.strict_assets import strictly_resolved
from dagbook.errors import DagsterInvalidSubsetError, DagsterInvariantViolationError
from dagbook.execution.engine import IN_PROCESS, Engine
from dagbook.execution.op_loop import OpPlan
from dagbook.execution.op_step import in_run
from dagbook.execution.results import ExecuteInProcessResult
from dagbook.execution.run_outcome import RunOutcome
from dagbook.execution.runs import RunControl, RunPlan, execute_run
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.clock import partition_loading_context
from dagbook.storage.instance import DagsterInstance


@dataclass(frozen=True, slots=True)
class JobAsked:
    """What a call asks for beside the job."""

    run_config: Any = None
    instance: Any = None
    partition_key: str | None = None
    raise_on_error: bool = True
    op_selection: Sequence[str] | None = None
    asset_selection: Sequence[Any] | None = None
    run_id: str | None = None
    input_values: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, Any] = field(default_factory=dict)
    parent: Any = None
    engine: Engine = IN_PROCESS


def execute_in_process(job: Any, asked: JobAsked) -> ExecuteInProcessResult:
    """Do what `JobDefinition.execute_in_process` says, for a job of ops."""
    for key in asked.asset_selection or ():
        raise no_such_asset(job.name, key)
    values = {**job.input_values, **asked.input_values}
    job = job.copy(input_values=values).get_subset(op_selection=asked.op_selection)
    instance = asked.instance if asked.instance is not None else DagsterInstance.ephemeral()
    given = run_config_of(job, asked, instance)
    bound = {**job.resources_given, **asked.resources}
    if bound.get(DEFAULT_IO_MANAGER_KEY) is None:
        bound[DEFAULT_IO_MANAGER_KEY] = InMemoryIOManager()
    prepared = prepare(job, given, bound, values)
    plan = replace(prepared.plan, parent=asked.parent)
    outcome = execute_run(
        RunPlan(
            AssetGraph(strictly_resolved(_assets(prepared.plan.ops))),
            plan,
            instance,
            bound,
            run_tags(job, asked),
            raise_on_error=asked.raise_on_error,
            capture_outputs=True,
            run_config=given,
            job_name=job.name,
            execute=asked.engine.ops,
            sets_up=asked.engine.sets_up,
            config=prepared.config.of_run,
            loggers=job.loggers,
        ),
        control=RunControl(asked.run_id or str(uuid.uuid4())),
    )
    return result_of(job, outcome, plan)


def no_such_asset(job: str, key: AssetKey) -> DagsterInvalidSubsetError:
    """Return the error for an asset that is asked of a job which does not have it."""
    return DagsterInvalidSubsetError(
        f"{key.to_user_string()} was selected, but job {job} has no such asset. Name assets of the "
        "job in asset_selection."
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job that can be run: its steps, and what the run's config says."""

    plan: OpPlan
    config: JobConfig


def prepare(
    job: Any, run_config: Mapping[str, Any], bound: Mapping[str, Any], values: Mapping[str, Any]
) -> Prepared:
    """Return the steps of *job* and what *run_config* says to them.

    Raises:
        DagsterInvalidDefinitionError: A resource is required that nothing binds.
        DagsterInvalidConfigError: The config does not fit.
        DagsterInvariantViolationError: An input gets no value.
    """
    required = list(required_by(job))
    for problem in check_resources(required, bound):
        raise problem
    # None stands for the IO manager that a run has where nothing is bound.
    given = {key: each for key, each in bound.items() if each is not None}
    among = no_managers(given)
    needs = (
        need
        for path, node in job.graph.all_nodes()
        for need in needs_of(node.definition, ".".join(path), among=among)
    )
    for problem in check_managers(needs, given):
        raise problem
    keys = {key: bound.get(key) for _, key in with_needed(required, bound)}
    config = job_config(job.graph, run_config, keys, bound, job.name, values)
    ops = op_steps(job.graph, Given(f"job '{job.name}'", values, config.inputs))
    definitions = {each.key: in_run(each, job) for each in ops}
    return Prepared(OpPlan(ops, definitions, config.inputs), config)


def required_by(job: Any) -> Iterator[tuple[str, str]]:
    """Yield who requires which resource in *job*."""
    for path, node in job.graph.all_nodes():
        op = node.definition
        keys = {*op.required_resource_keys, *op.types.required_resource_keys}
        keys.update(each.io_manager_key for each in op.outputs)
        keys.update(each.input_manager_key for each in op.inputs if each.input_manager_key)
        keys.update(_managers_of_assets(job.graph, path))
        for key in sorted(keys):
            yield f"op '{'.'.join(path)}'", key


def _managers_of_assets(graph: GraphDefinition, path: tuple[str, ...]) -> Iterator[str]:
    """Yield who loads the assets that inputs of the node at *path* in *graph* take."""
    for name in path[:-1]:
        graph = graph.node_dict[name].definition
    for asset in graph.input_assets.get(path[-1], {}).values():
        yield asset.outputs[0].io_manager_key


def run_config_of(job: Any, asked: JobAsked, instance: DagsterInstance) -> Mapping[str, Any]:
    """Return the config of a run of *job*: the caller's, its partition's, its own.

    Raises:
        DagsterUnknownPartitionError: There is no such partition.
        DagsterInvariantViolationError: It has no partitions and one is asked for.
    """
    given = as_run_config(asked.run_config)
    if asked.partition_key is not None and job.partitions_def is not None:
        with partition_loading_context(dynamic_partitions_store=instance):
            job.partitions_def.validate_partition_key(asked.partition_key)
            if not given and job.partitioned_config is not None:
                given = job.partitioned_config.get_run_config_for_partition_key(asked.partition_key)
    if job.run_config is not None:
        return {**job.run_config, **given}
    if job.config_mapping is not None:
        return mapped_run_config(job.config_mapping, given, job.name)
    return given


def run_tags(job: Any, asked: JobAsked) -> dict[str, str]:
    """Return the tags of a run of *job*."""
    tags = {**job.run_tags, **asked.tags}
    if asked.partition_key is not None:
        if job.partitions_def is None:
            raise DagsterInvariantViolationError(
                f"partition_key={asked.partition_key!r} was given, but job {job.name} has no "
                "partitions. Leave it out, or give the job a partitions_def."
            )
        tags.update(job.get_tags_for_partition_key(asked.partition_key))
    return tags


def _assets(ops: Sequence[OpStep]) -> tuple[Any, ...]:
    """Return the assets that inputs of *ops* take."""
    found = {
        id(source.asset): source.asset
        for op in ops
        for source in op.sources.values()
        if isinstance(source, FromAsset)
    }
    return flatten_assets(found.values())


@dataclass(frozen=True, slots=True)
class _GraphNode:
    """A graph in a job, as the result of a run answers for it."""

    op_name: str
    outputs: tuple[Any, ...]
    partitions_def: Any = None
    keys_in_order: tuple[Any, ...] = ()


def result_of(job: Any, outcome: RunOutcome, plan: OpPlan) -> ExecuteInProcessResult:
    """Return the result of a run of *job*, which also answers for the graphs in it."""
    nodes: list[Any] = [*plan.definitions.values()]
    values = dict(outcome.values)
    for path, graph in _graphs(job.graph, ()):
        name = ".".join(path)
        nodes.append(_GraphNode(name, graph.outputs))
        for output, source in outputs_of(graph):
            made_by = (".".join((*path, *source.step)), source.output)
            if made_by in values:
                values[name, output] = values[made_by]
    named = {
        output: values[".".join(source.step), source.output]
        for output, source in outputs_of(job.graph)
        if (".".join(source.step), source.output) in values
    }
    for output, value in named.items():
        values["", output] = value
    return ExecuteInProcessResult(replace(outcome, values=values), nodes, job=job)


def _graphs(
    graph: GraphDefinition, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], GraphDefinition]]:
    """Yield every graph in *graph*, with its path."""
    for node in graph.nodes_in_order:
        if isinstance(node.definition, GraphDefinition):
            here = (*path, node.name)
            yield here, node.definition
            yield from _graphs(node.definition, here)
