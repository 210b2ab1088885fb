"""`JobDefinition`: a graph with all that a run of it needs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

from dagbook.authoring import doors
from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY
from dagbook.authoring.executors import (
    ExecutorDefinition,
    check_executor,
    multi_or_in_process_executor,
)
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.input_config import input_config
from dagbook.authoring.loggers import default_loggers
from dagbook.authoring.node_rules import HOOKS, JOB, RUN
from dagbook.authoring.node_tags import normalized_tags
from dagbook.authoring.partitioned_config import PartitionedConfig
from dagbook.authoring.required_resources import check_resource_keys
from dagbook.authoring.run_config import RunConfig
from dagbook.authoring.run_request import RunRequest, check_requestable
from dagbook.authoring.validation import check_name, check_owners
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidSubsetError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.foundation.not_yet import NotYet
from dagbook.foundation.parameters import check_given
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.partitions.clock import partition_loading_context


class JobDefinition(NotYet):
    """A graph with all that a run of it needs; what `job` and `GraphDefinition.to_job` make.

    Args:
        graph_def: The graph.
        resource_defs: What is bound to each key.
        executor_def: How its steps run.
        logger_defs: Loggers by name.
        name: In place of the graph's.
        config: The run's config where the caller gives none, a mapping to it, or a
            `PartitionedConfig`.
        description: In Markdown.
        partitions_def: For which partitions it runs.
        tags: Of the job, and of its runs where there are no `run_tags`.
        run_tags: Of its runs.
        metadata: Of the job.
        hook_defs: Of every step.
        op_retry_policy: Of every op that has none of its own.
        input_values: What the graph's inputs are, by name.
        owners: Addresses and teams.

    Raises:
        DagsterInvalidDefinitionError: An input can get no value, or there is no such input.

    Example:
        >>> from dagbook.authoring.job_decorator import job
        >>> from dagbook.authoring.op_decorator import op
        >>> @op
        ... def one():
        ...     return 1
        >>> @job
        ... def count():
        ...     one()
        >>> count.execute_in_process().output_for_node("one")
        1
    """

    def __init__(
        self,
        *,
        graph_def: GraphDefinition,
        resource_defs: Mapping[str, Any] | None = None,
        executor_def: Any = None,
        logger_defs: Mapping[str, Any] | None = None,
        name: str | None = None,
        config: Any = None,
        description: str | None = None,
        partitions_def: Any = None,
        tags: Mapping[str, Any] | None = None,
        run_tags: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        hook_defs: Collection[Any] | None = None,
        op_retry_policy: Any = None,
        input_values: Mapping[str, Any] | None = None,
        owners: Sequence[str] | None = None,
    ) -> None:
        check_given(f"job {name or graph_def.name}", JOB, locals())
        self.graph = graph_def
        self.name = check_name(name) if name else graph_def.name
        check_resource_keys(resource_defs or ())
        self.resources_given: Mapping[str, Any] = dict(resource_defs or {})
        check_executor(executor_def, "executor_def")
        self.specified_executor: ExecutorDefinition | None = executor_def
        self.logger_defs = logger_defs
        self.config = _checked_config(config, self.name)
        self.description = description
        self._partitions_def = partitions_def
        self._tags = normalized_tags(tags)
        self._run_tags = None if run_tags is None else normalized_tags(run_tags)
        self.metadata = normalize_metadata(metadata)
        self.hook_defs = frozenset(hook_defs or ())
        self.op_retry_policy = op_retry_policy
        self.input_values = dict(input_values or {})
        self.owners = list(check_owners(owners, self.name)) if owners else owners
        self.op_selection: Sequence[str] | None = None
        self.__name__ = self.name
        self.__doc__ = description
        self._check()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: a job is executed.

        Raises:
            DagsterInvariantViolationError: Always.
        """
        raise DagsterInvariantViolationError(
            f"Attempted to call job '{self.name}' directly. Jobs should be invoked by using an "
            "execution API function (e.g. `job.execute_in_process`)."
        )

    def _check(self) -> None:
        """Raise unless every input can get a value."""
        check_inputs(self.graph)
        known = self.graph.input_dict
        for name in sorted(self.input_values):
            if name not in known:
                raise DagsterInvalidDefinitionError(
                    f"Error when constructing JobDefinition '{self.name}': Input value provided "
                    f"for key '{name}', but job has no top-level input with that name."
                )

    @property
    def is_asset_job(self) -> bool:
        """Whether it makes assets."""
        return False

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags; also those of its graph, where its runs have none of their own."""
        return {**self.graph.tags, **self._tags} if self._run_tags is None else self._tags

    @property
    def run_tags(self) -> Mapping[str, str]:
        """The tags of its runs."""
        return self.tags if self._run_tags is None else {**self.graph.tags, **self._run_tags}

    @property
    def executor_def(self) -> ExecutorDefinition:
        """How its steps run."""
        return self.specified_executor or multi_or_in_process_executor

    @property
    def has_specified_executor(self) -> bool:
        """Whether it says how its steps run."""
        return self.specified_executor is not None

    @property
    def loggers(self) -> Mapping[str, Any]:
        """Its loggers, by name; the console's where it says nothing."""
        return default_loggers() if self.logger_defs is None else self.logger_defs

    @property
    def has_specified_loggers(self) -> bool:
        """Whether it says which loggers it has."""
        return self.logger_defs is not None

    @property
    def resource_defs(self) -> Mapping[str, Any]:
        """What is bound to each key, the default IO manager among them."""
        return {DEFAULT_IO_MANAGER_KEY: None, **self.resources_given}

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Every resource that a run of it needs, IO managers among them."""
        found: set[str] = set()
        for _, node in self.graph.all_nodes():
            found |= node.definition.required_resource_keys
            found |= {output.io_manager_key for output in node.definition.outputs}
        return frozenset(found)

    @property
    def partitioned_config(self) -> PartitionedConfig[Any] | None:
        """The config and tags of each partition, or None."""
        if self._partitions_def is not None:
            return PartitionedConfig.from_flexible_config(self.config, self._partitions_def)
        return self.config if isinstance(self.config, PartitionedConfig) else None

    @property
    def partitions_def(self) -> Any:
        """For which partitions it runs, or None."""
        config = self.partitioned_config
        return config.partitions_def if config is not None else None

    @property
    def config_mapping(self) -> Any:
        """How the run's config is made from its own, or None."""
        return self.config if hasattr(self.config, "config_fn") else None

    @property
    def run_config(self) -> Mapping[str, Any] | None:
        """The run's config where the caller gives none, or None."""
        return self.config if isinstance(self.config, Mapping) else None

    def with_hooks(self, hook_defs: Collection[Any]) -> "JobDefinition":
        """Return the same job with more hooks."""
        check_given(f"job {self.name}.with_hooks", {"hook_defs": HOOKS}, locals())
        return self.copy(hook_defs=self.hook_defs.union(hook_defs))

    def with_top_level_resources(self, resource_defs: Mapping[str, Any]) -> "JobDefinition":
        """Return the same job with other resources."""
        return self.copy(resource_defs=resource_defs)

    def get_subset(self, *, op_selection: Sequence[str] | None = None, **_: Any) -> "JobDefinition":
        """Return the same job with only some of its ops.

        Raises:
            DagsterInvalidSubsetError: The selection matches nothing, or an op in it gets no value.
        """
        if not op_selection:
            return self
        if isinstance(op_selection, str):
            raise ParameterCheckError(
                f'Param "op_selection" of job {self.name} is not a Sequence. Got {op_selection!r} '
                "which is type str. Put it into a list."
            )
        graph = doors.graph_subset(self.graph, op_selection)
        config = None if self.run_config is not None else self.config
        try:
            made = self.copy(graph_def=graph, config=config)
        except DagsterInvalidDefinitionError as error:
            raise DagsterInvalidSubsetError(
                f"The attempted subset {sorted(op_selection)} for graph {self.graph.name} results "
                f"in an invalid graph. {error}"
            ) from error
        made.op_selection = list(op_selection)
        return made

    def get_partition_keys(self, selected_asset_keys: Any = None) -> Sequence[str]:  # noqa: ARG002 - Dagster's parameter for asset jobs
        """Return the keys of its partitions."""
        if self.partitions_def is None:
            raise DagsterInvariantViolationError(f"Job {self.name} has no PartitionsDefinition.")
        return self.partitions_def.get_partition_keys()  # type: ignore[no-any-return]  # the user's

    def get_run_config_for_partition_key(self, partition_key: str) -> Mapping[str, Any]:
        """Return the run's config for the partition *partition_key*."""
        config = self.partitioned_config
        return config.get_run_config_for_partition_key(partition_key) if config else {}

    def get_tags_for_partition_key(
        self,
        partition_key: str,
        selected_asset_keys: Any = None,  # noqa: ARG002 - Dagster's parameter for asset jobs
    ) -> Mapping[str, str]:
        """Return the tags of a run for the partition *partition_key*."""
        config = self.partitioned_config
        if config is None:
            return {"dagster/partition": partition_key}
        return config.get_tags_for_partition_key(partition_key, self.name)

    def run_request_for_partition(
        self,
        partition_key: str,
        run_key: str | None = None,
        tags: Mapping[str, str] | None = None,
        asset_selection: Sequence[AssetKey] | None = None,
        run_config: Mapping[str, Any] | None = None,
        current_time: datetime | None = None,
        dynamic_partitions_store: Any = None,
    ) -> RunRequest:
        """Return what asks for a run of one partition; see `RunRequest`.

        Args:
            partition_key: The partition.
            run_key: As of `RunRequest`.
            tags: More tags of the run.
            asset_selection: As of `RunRequest`.
            run_config: In place of what the job's partitioned config says.
            current_time: Which partitions there are is asked of this moment; now by default.
            dynamic_partitions_store: Where dynamic partitions are, such as an instance.

        Raises:
            CheckError: The job has no partitions, or dynamic ones.
            DagsterUnknownPartitionError: There is no such partition.
        """
        with partition_loading_context(current_time, dynamic_partitions_store):
            check_requestable(self, partition_key)
        if run_config is None:
            run_config = self.get_run_config_for_partition_key(partition_key)
        return RunRequest(
            run_key,
            run_config,
            {**(tags or {}), **self.get_tags_for_partition_key(partition_key)},
            self.name,
            asset_selection,
            partition_key=partition_key,
        )

    def execute_in_process(
        self,
        run_config: Any = None,
        instance: Any = None,
        partition_key: str | None = None,
        raise_on_error: bool = True,
        op_selection: Sequence[str] | None = None,
        asset_selection: Sequence[Any] | None = None,
        run_id: str | None = None,
        input_values: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None,
        resources: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run it in this process, one step after the other.

        Args:
            run_config: What the run sets of ops and resources.
            instance: Where it is recorded; by default a new one in memory.
            partition_key: For which partition.
            raise_on_error: Whether the first exception of an op is raised.
            op_selection: Which of its ops.
            asset_selection: Which of its assets.
            run_id: The run's id, in place of a new one.
            input_values: What the graph's inputs are, by name.
            tags: Of the run, beside the job's.
            resources: What is bound to each key, in place of the job's.

        Returns:
            What was made, an `ExecuteInProcessResult`.

        Raises:
            DagsterInvalidConfigError: The run's config does not fit.
            DagsterUnknownPartitionError: There is no such partition.
        """
        check_given("execute_in_process", RUN, locals())
        return doors.execute_job_in_process(
            self,
            run_config=run_config,
            instance=instance,
            partition_key=partition_key,
            raise_on_error=raise_on_error,
            op_selection=op_selection,
            asset_selection=asset_selection,
            run_id=run_id,
            input_values=input_values,
            tags=tags,
            resources=resources,
        )

    def arguments(self) -> dict[str, Any]:
        """Return what it was made of."""
        return {
            "graph_def": self.graph,
            "resource_defs": self.resources_given,
            "executor_def": self.specified_executor,
            "logger_defs": self.logger_defs,
            "name": self.name,
            "config": self.config,
            "description": self.description,
            "partitions_def": self._partitions_def,
            "tags": self._tags,
            "run_tags": self._run_tags,
            "metadata": self.metadata,
            "hook_defs": self.hook_defs,
            "op_retry_policy": self.op_retry_policy,
            "input_values": self.input_values,
            "owners": self.owners,
        }

    def copy(self, **changes: Any) -> "JobDefinition":
        """Return the same job with some of what it was made of changed."""
        return type(self)(**{**self.arguments(), **changes})


def _checked_config(config: Any, job: str) -> Any:
    """Return *config* of a *job*, a `RunConfig` as a dict.

    Raises:
        ParameterCheckError: It is none of what config may be.
    """
    if isinstance(config, RunConfig):
        return {name: each for name, each in config.to_config_dict().items() if each}
    if (
        config is None
        or isinstance(config, (Mapping, PartitionedConfig))
        or hasattr(config, "config_fn")
    ):
        return config
    raise ParameterCheckError(
        f"config of job {job} must be a ConfigMapping, a PartitionedConfig, a RunConfig or a "
        f"dictionary, but is an object of type {type(config)}"
    )


def check_inputs(graph: GraphDefinition) -> None:
    """Raise unless every input in *graph* that nothing is connected to can be given in config.

    Raises:
        DagsterInvalidDefinitionError: Naming the first that cannot.
    """
    for node in graph.nodes_in_order:
        mapped = {
            each.mapped_node_input_name
            for each in graph.input_mappings
            if each.mapped_node_name == node.name
        }
        for name in unresolved_inputs(node.definition):
            if name in graph.taken.get(node.name, {}) or name in mapped:
                continue
            if name in graph.input_assets.get(node.name, {}):
                continue
            raise DagsterInvalidDefinitionError(
                f"Input '{name}' of {node.definition.node_type} '{node.name}' has no way of being "
                "resolved. Must provide a resolution to this input via another op/graph, or via a "
                "direct input value mapped from the top-level graph."
            )
        if isinstance(node.definition, GraphDefinition):
            check_inputs(node.definition)


def unresolved_inputs(definition: Any) -> list[str]:
    """Return the inputs of a node that can get a value from a connection alone."""
    if isinstance(definition, GraphDefinition):
        inner: dict[str, None] = {}
        for mapping in definition.input_mappings:
            node = definition.node_dict[mapping.mapped_node_name].definition
            if mapping.mapped_node_input_name in unresolved_inputs(node):
                inner[mapping.graph_input_name] = None
        return list(inner)
    return [
        each.name
        for each in definition.inputs
        if not each.nothing
        and not each.has_default_value
        and each.input_manager_key is None
        and each.asset_key is None
        and input_config(each.dagster_type) is None
    ]
