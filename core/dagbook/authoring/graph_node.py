"""`GraphNode`: a graph of ops as what makes assets; what the engine and fingerprints ask of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from dagbook.authoring.config_types import FieldOf
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.job_config import config_of_node, node_config
from dagbook.authoring.source import CapturedSource


@dataclass(frozen=True, slots=True, eq=False)
class GraphNode:
    """A graph that makes assets.

    Args:
        graph: The graph.
    """

    graph: GraphDefinition

    def functions(self) -> Iterator[tuple[Callable[..., Any], CapturedSource | None]]:
        """Yield the functions of its ops, and what turns config into theirs."""
        seen: set[int] = set()
        for _, node in self.graph.all_nodes():
            if id(node.definition) not in seen:
                seen.add(id(node.definition))
                yield node.definition.fn, node.definition.source
        mapping = getattr(self.graph.config_mapping, "config_fn", None)
        if mapping is not None:
            yield mapping, None

    def structure(self) -> str:
        """Return how its ops are connected, as text that is equal exactly when that is."""
        return repr(list(_connections(self.graph, ())))

    def config_field(self) -> FieldOf:
        """Return what a run's config may say to it."""
        return config_of_node(self.graph)

    def told(self, name: str, entry: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what *entry* of a config says to its ops: as their functions take it, and plain.

        Args:
            name: Of the step that it is.
            entry: What the config says, checked.
        """
        return node_config(self.graph, name, entry)


def _connections(graph: GraphDefinition, path: tuple[str, ...]) -> Iterator[Any]:
    """Yield every node of *graph* and what its inputs take."""
    for node in graph.nodes_in_order:
        here = (*path, node.name)
        taken = sorted((name, repr(dep)) for name, dep in graph.taken.get(node.name, {}).items())
        yield here, node.definition.name, taken
        if isinstance(node.definition, GraphDefinition):
            yield from _connections(node.definition, here)
    mappings: list[Any] = [*graph.input_mappings, *graph.output_mappings]
    for mapping in mappings:
        names = [getattr(mapping, each.name) for each in fields(mapping) if "name" in each.name]
        yield path, names
