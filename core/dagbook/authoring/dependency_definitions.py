"""How the nodes of a graph are connected, as values: what `GraphDefinition` is built from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation.parameters import check_parameter
from dagbook.model.results import DEFAULT_OUTPUT


@dataclass(frozen=True, slots=True)
class DependencyDefinition:
    """An input takes one output of another node.

    Args:
        node: The other node's name in the graph.
        output: Which of its outputs.
        description: In Markdown.
    """

    node: str
    output: str = DEFAULT_OUTPUT
    description: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_parameter("DependencyDefinition", "node", self.node, str, "text")
        check_parameter("DependencyDefinition", "output", self.output, str, "text")

    def get_node_dependencies(self) -> Sequence["DependencyDefinition"]:
        """Return the outputs it takes."""
        return [self]

    def is_fan_in(self) -> bool:
        """Return whether the input gets a list."""
        return False


class MappedInputPlaceholder:
    """The place in a list of outputs that an input of the graph takes."""


@dataclass(frozen=True, slots=True)
class MultiDependencyDefinition:
    """An input takes a list of outputs.

    Args:
        dependencies: Each a `DependencyDefinition`, or `MappedInputPlaceholder`.

    Raises:
        DagsterInvalidDefinitionError: An output is named twice.
    """

    dependencies: Sequence[Any]

    def __post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        for each in self.get_node_dependencies():
            if (each.node, each.output) in seen:
                raise DagsterInvalidDefinitionError(
                    f'Duplicate dependencies on node "{each.node}" output "{each.output}" used in '
                    "the same MultiDependencyDefinition. Name it once."
                )
            seen.add((each.node, each.output))

    def get_node_dependencies(self) -> Sequence[DependencyDefinition]:
        """Return the outputs it takes."""
        return [each for each in self.dependencies if isinstance(each, DependencyDefinition)]

    def get_dependencies_and_mappings(self) -> Sequence[Any]:
        """Return the places of the list in order."""
        return self.dependencies

    def is_fan_in(self) -> bool:
        """Return whether the input gets a list."""
        return True


@dataclass(frozen=True, slots=True)
class DynamicCollectDependencyDefinition:
    """An input takes the list of all values of a dynamic output.

    Args:
        node_name: The other node's name in the graph.
        output_name: Which of its outputs.
    """

    node_name: str
    output_name: str

    def get_node_dependencies(self) -> Sequence[DependencyDefinition]:
        """Return the outputs it takes."""
        return [DependencyDefinition(self.node_name, self.output_name)]

    def is_fan_in(self) -> bool:
        """Return whether the input gets a list."""
        return True


AnyDependency = (
    DependencyDefinition | MultiDependencyDefinition | DynamicCollectDependencyDefinition
)


@dataclass(frozen=True, slots=True)
class NodeInvocation:
    """One use of a node in a graph.

    Args:
        name: The node's own name.
        alias: Its name in the graph, where that is another.
        tags: Of this use.
        hook_defs: Of this use.
        retry_policy: Of this use, in place of the node's.
    """

    name: str
    alias: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict, compare=False)
    hook_defs: frozenset[Any] = field(default=frozenset(), compare=False)
    retry_policy: Any = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_parameter("NodeInvocation", "name", self.name, str, "text")
        check_parameter("NodeInvocation", "alias", self.alias, str, "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputMapping:
    """An input of a graph is an input of a node in it.

    Args:
        graph_input_name: The graph's input.
        mapped_node_name: The node.
        mapped_node_input_name: The node's input.
        fan_in_index: Which place of the list, where the node's input takes a list.
        graph_input_description: In Markdown.
        dagster_type: The type of the graph's input.
    """

    graph_input_name: str
    mapped_node_name: str
    mapped_node_input_name: str
    fan_in_index: int | None = None
    graph_input_description: str | None = None
    dagster_type: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputMapping:
    """An output of a graph is an output of a node in it.

    Args:
        graph_output_name: The graph's output.
        mapped_node_name: The node.
        mapped_node_output_name: The node's output.
        graph_output_description: In Markdown.
        dagster_type: The type of the graph's output.
        from_dynamic_mapping: Whether the node runs once for each value of a dynamic output.
    """

    graph_output_name: str
    mapped_node_name: str
    mapped_node_output_name: str
    graph_output_description: str | None = None
    dagster_type: Any = None
    from_dynamic_mapping: bool = False
