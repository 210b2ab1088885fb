"""Cards from the asset graph: what changes only with the definitions."""

from collections.abc import Mapping

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.authoring.live_definitions import Origin
from dagbook.authoring.validation import kinds_of
from dagbook.model.asset_key import AssetKey
from dagbook.view.graph_view import Card, GraphView
from dagbook.view.partition_views import partitions_view


def graph_view(graph: AssetGraph, origins: Mapping[AssetKey, Origin]) -> GraphView:
    """Return the cards of all assets of *graph*, in its order.

    Args:
        graph: The assets.
        origins: Where each is defined, as far as it is known.
    """
    return GraphView(tuple(_card(node, origins.get(key)) for key, node in graph.nodes.items()))


def _card(node: AssetNode, origin: Origin | None) -> Card:
    """Return the card of one asset."""
    spec = node.output.spec
    return Card(
        key=node.key.to_user_string(),
        name=node.key.parts[-1],
        group=node.group,
        kinds=kinds_of(spec.tags),
        description=spec.description or "",
        external=node.is_external,
        deps=tuple(parent.to_user_string() for parent in node.parents),
        partitions=partitions_view(node.partitions_def) if node.partitions_def else None,
        origin=origin.label if origin else "",
        problem=str(node.problem) if node.problem else None,
        observable=node.is_external and node.definition.is_observable,
    )
