"""`GraphDefinition`: ops and graphs, and how they are connected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dagbook.authoring import doors
from dagbook.authoring.dependency_definitions import (
    AnyDependency,
    InputMapping,
    NodeInvocation,
    OutputMapping,
)
from dagbook.authoring.graph_checks import (
    check_dependencies,
    check_dynamic,
    check_input_mappings,
    check_output_mappings,
)
from dagbook.authoring.node_rules import GRAPH_DEFINITION
from dagbook.authoring.nodes import NodeDefinition
from dagbook.authoring.op_io import InputDefinition, OutputDefinition
from dagbook.authoring.validation import check_name
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation.digraph import find_cycle, toposort_levels
from dagbook.foundation.parameters import check_given


@dataclass(frozen=True, slots=True)
class Node:
    """One use of an op or graph in a graph.

    Args:
        name: Its name there.
        definition: The op or graph.
        tags: Of the use and of the definition.
        hook_defs: Of the use.
        retry_policy: Of the use.
    """

    name: str
    definition: Any
    tags: Mapping[str, str]
    hook_defs: frozenset[Any]
    retry_policy: Any


@dataclass(frozen=True, slots=True)
class _Reconfigured:
    """A config mapping that gets its config from another.

    Args:
        inner: The mapping.
        given: Its config, or a function that makes it.
        config_schema: What such a function takes.
    """

    inner: Any
    given: Any
    config_schema: Any

    def config_fn(self, config: Any) -> Any:
        """Return the config of the graph's ops."""
        return self.inner.config_fn(self.given(config) if callable(self.given) else self.given)


class GraphDefinition(NodeDefinition):
    """Ops and graphs, and how they are connected; what `graph` makes.

    Args:
        name: Its name.
        description: In Markdown.
        node_defs: The ops and graphs.
        dependencies: By node, then by input: what it takes. A node of another name in the graph is
            a `NodeInvocation`.
        input_mappings: Where the graph's inputs go.
        output_mappings: Where its outputs come from.
        config: How the config of its ops is made from its own.
        tags: Of every run of it.
        input_assets: Assets that inputs take, by node and input.
        composition_fn: The function that drew it.

    Raises:
        DagsterInvalidDefinitionError: A connection names what is not there, or there is a cycle.

    Example:
        >>> from dagbook.authoring.op_decorator import op
        >>> @op
        ... def one():
        ...     return 1
        >>> GraphDefinition(name="only", node_defs=[one]).node_names()
        ['one']
    """

    node_type = "graph"

    def __init__(
        self,
        name: str,
        *,
        description: str | None = None,
        node_defs: Sequence[Any] | None = None,
        dependencies: Mapping[Any, Mapping[str, AnyDependency]] | None = None,
        input_mappings: Sequence[InputMapping] | None = None,
        output_mappings: Sequence[OutputMapping] | None = None,
        config: Any = None,
        tags: Mapping[str, Any] | None = None,
        input_assets: Mapping[str, Mapping[str, Any]] | None = None,
        composition_fn: Callable[..., Any] | None = None,
        positional: tuple[str, ...] | None = None,
    ) -> None:
        check_given("GraphDefinition", GRAPH_DEFINITION, locals())
        self.node_defs = tuple(_checked_node(each, name) for each in node_defs or ())
        uses = _uses(dependencies or {})
        self.dependencies: Mapping[NodeInvocation, Mapping[str, AnyDependency]] = dict(uses)
        self.node_dict: Mapping[str, Node] = {
            node.name: node for node in _nodes(self.node_defs, uses)
        }
        self.taken: Mapping[str, Mapping[str, AnyDependency]] = {
            use.alias or use.name: each for use, each in uses
        }
        check_dependencies(self.taken, self.node_dict)
        order = self._ordered(name)
        self.nodes_in_order = tuple(self.node_dict[each] for each in order)
        self.dynamic = check_dynamic(order, self.taken, self.node_dict)
        self.input_mappings = tuple(input_mappings or ())
        check_input_mappings(self.input_mappings, self.node_dict, self.taken, name)
        self.output_mappings = tuple(output_mappings or ())
        check_output_mappings(self.output_mappings, self.node_dict, name)
        self.config_mapping = config
        self.input_assets = dict(input_assets or {})
        self.composition_fn = composition_fn
        inputs = _inputs(self.input_mappings, self.node_dict)
        super().__init__(
            name,
            inputs,
            tuple(_output(each, self.node_dict) for each in self.output_mappings),
            description,
            tags,
            tuple(each.name for each in inputs) if positional is None else positional,
        )
        self.__name__ = name
        self.__doc__ = description

    def __repr__(self) -> str:
        return f"GraphDefinition({self.name!r}, nodes={sorted(self.node_dict)})"

    @property
    def nodes(self) -> list[Node]:
        """Its nodes."""
        return list(self.node_dict.values())

    def node_names(self) -> list[str]:
        """Return the names of its nodes."""
        return list(self.node_dict)

    def node_named(self, name: str) -> Node:
        """Return the node *name*."""
        return self.node_dict[name]

    def _ordered(self, graph: str) -> list[str]:
        """Return the names of its nodes, each after those it takes from.

        Raises:
            DagsterInvalidDefinitionError: There is a cycle.
        """
        parents = {
            name: [
                dep.node
                for taken in self.taken.get(name, {}).values()
                for dep in taken.get_node_dependencies()
            ]
            for name in self.node_dict
        }
        cycle = find_cycle(parents)
        if cycle:
            raise DagsterInvalidDefinitionError(
                f"Circular dependencies exist among these items in {graph}: {' -> '.join(cycle)}. "
                "Remove one of the connections."
            )
        return [name for level in toposort_levels(parents) for name in sorted(level)]

    def all_nodes(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Yield every op in it, also those of graphs in it, with its path."""
        for node in self.nodes_in_order:
            if isinstance(node.definition, GraphDefinition):
                yield from node.definition.all_nodes((*path, node.name))
            else:
                yield (*path, node.name), node

    def configured(
        self,
        config_or_config_fn: Any,
        name: str,
        config_schema: Any = None,
        description: str | None = None,
    ) -> "GraphDefinition":
        """Return the same graph under another name, with its config given.

        Args:
            config_or_config_fn: The config, or a function that makes it of the run's.
            name: Its name.
            config_schema: What the run may set, for such a function.
            description: In place of its own.

        Raises:
            DagsterInvalidDefinitionError: It takes no config of its own.
        """
        if self.config_mapping is None:
            raise DagsterInvalidDefinitionError(
                f"Only graphs utilizing config mapping can be pre-configured. The graph "
                f'"{self.name}" does not have a config mapping, and thus has nothing to be '
                "configured."
            )
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.name = made.__name__ = check_name(name)
        made.description = description or self.description
        made.config_mapping = _Reconfigured(self.config_mapping, config_or_config_fn, config_schema)
        return made

    def to_job(
        self,
        name: str | None = None,
        description: str | None = None,
        resource_defs: Mapping[str, Any] | None = None,
        config: Any = None,
        tags: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        logger_defs: Mapping[str, Any] | None = None,
        executor_def: Any = None,
        hooks: Any = None,
        op_retry_policy: Any = None,
        op_selection: Sequence[str] | None = None,
        partitions_def: Any = None,
        input_values: Mapping[str, Any] | None = None,
        run_tags: Mapping[str, Any] | None = None,
        owners: Sequence[str] | None = None,
    ) -> Any:
        """Return a job that runs it.

        Args:
            name: The job's, in place of the graph's.
            description: In Markdown.
            resource_defs: What is bound to each key.
            config: The run's config, a mapping to it, or a `PartitionedConfig`.
            tags: Of the job, and of its runs where there are no `run_tags`.
            metadata: Of the job.
            logger_defs: Loggers by name.
            executor_def: How its steps run.
            hooks: Of every step.
            op_retry_policy: Of every op that has none of its own.
            op_selection: Which of its ops.
            partitions_def: For which partitions it runs.
            input_values: What the graph's inputs are, by name.
            run_tags: Of its runs.
            owners: Addresses and teams.

        Raises:
            DagsterInvalidDefinitionError: It cannot run as it is.
        """
        job = doors.job_of(
            self,
            name=name,
            description=description or self.description,
            resource_defs=resource_defs,
            config=config,
            tags=tags,
            metadata=metadata,
            logger_defs=logger_defs,
            executor_def=executor_def,
            hook_defs=hooks,
            op_retry_policy=op_retry_policy,
            partitions_def=partitions_def,
            input_values=input_values,
            run_tags=run_tags,
            owners=owners,
        )
        return job.get_subset(op_selection=op_selection)

    def execute_in_process(
        self,
        run_config: Any = None,
        instance: Any = None,
        resources: Mapping[str, Any] | None = None,
        raise_on_error: bool = True,
        op_selection: Sequence[str] | None = None,
        run_id: str | None = None,
        input_values: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run it in this process.

        Args:
            run_config: What the run sets of ops and resources.
            instance: Where it is recorded; by default a new one in memory.
            resources: What is bound to each key.
            raise_on_error: Whether the first exception of an op is raised.
            op_selection: Which of its ops.
            run_id: The run's id, in place of a new one.
            input_values: What the graph's inputs are, by name.

        Returns:
            What was made, an `ExecuteInProcessResult`.
        """
        job = self.to_job(
            resource_defs=resources, op_selection=op_selection, input_values=input_values
        )
        return job.execute_in_process(
            run_config=run_config, instance=instance, raise_on_error=raise_on_error, run_id=run_id
        )


def _checked_node(node: Any, graph: str) -> NodeDefinition:
    """Return *node*, or say why it cannot be a node of *graph*."""
    if isinstance(node, NodeDefinition):
        return node
    if callable(node):
        raise DagsterInvalidDefinitionError(
            f"You have passed a lambda or function {getattr(node, '__name__', node)} into {graph} "
            "that is not a node. You have likely forgetten to annotate this function with the @op "
            "or @graph decorators."
        )
    raise DagsterInvalidDefinitionError(f"Invalid item in node list of {graph}: {node!r}")


def _uses(
    dependencies: Mapping[Any, Mapping[str, AnyDependency]],
) -> list[tuple[NodeInvocation, Mapping[str, AnyDependency]]]:
    """Return *dependencies* with every key a `NodeInvocation`."""
    return [
        (key if isinstance(key, NodeInvocation) else NodeInvocation(key), taken)
        for key, taken in dependencies.items()
    ]


def _nodes(
    node_defs: Sequence[NodeDefinition],
    uses: Sequence[tuple[NodeInvocation, Mapping[str, AnyDependency]]],
) -> Iterator[Node]:
    """Yield the uses of *node_defs*; one that is used nowhere by name is used once."""
    for definition in node_defs:
        own = [use for use, _ in uses if use.name == definition.name]
        for use in own or [NodeInvocation(definition.name)]:
            yield Node(
                use.alias or use.name,
                definition,
                {**definition.tags, **(use.tags or {})},
                frozenset(use.hook_defs or ()),
                use.retry_policy,
            )


def _inputs(
    mappings: Sequence[InputMapping], nodes: Mapping[str, Node]
) -> tuple[InputDefinition, ...]:
    """Return the graph's inputs: of the type of what they map to, where none was said."""
    found: dict[str, InputDefinition] = {}
    for each in mappings:
        target = nodes[each.mapped_node_name].definition.input_dict[each.mapped_node_input_name]
        dagster_type = each.dagster_type
        if dagster_type is None and each.fan_in_index is None:
            dagster_type = target.dagster_type
        found.setdefault(
            each.graph_input_name,
            InputDefinition(each.graph_input_name, dagster_type, each.graph_input_description),
        )
    return tuple(found.values())


def _output(mapping: OutputMapping, nodes: Mapping[str, Node]) -> OutputDefinition:
    """Return the graph's output that *mapping* says."""
    source = nodes[mapping.mapped_node_name].definition.output_dict[mapping.mapped_node_output_name]
    return OutputDefinition(
        mapping.graph_output_name,
        source.io_manager_key,
        is_required=source.is_required,
        nothing=source.nothing,
        dagster_type=source.dagster_type,
        description=mapping.graph_output_description,
        metadata=source.metadata,
        is_dynamic=source.is_dynamic or mapping.from_dynamic_mapping,
    )
