"""Cards from the asset graph: what changes only with the definitions."""

from collections.abc import Mapping

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.authoring.live_definitions import Origin
from dagbook.authoring.validation import kinds_of
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.time_window_kinds import DailyPartitionsDefinition
from dagbook.view.graph_view import Card, GraphView, PartitionsView


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
        partitions=_partitions(node.partitions_def),
        origin=origin.label if origin else "",
        problem=str(node.problem) if node.problem else None,
    )


def _partitions(partitions_def: PartitionsDefinition | None) -> PartitionsView | None:
    """Return the partitions of an asset; consecutive days are not enumerated."""
    if partitions_def is None:
        return None
    count = partitions_def.count()
    first = partitions_def.key_at(0) if count else ""
    last = partitions_def.key_at(count - 1) if count else ""
    if isinstance(partitions_def, DailyPartitionsDefinition) and _is_plain(partitions_def):
        return PartitionsView("daily", count, first, last)
    keys = tuple(partitions_def.keys_in(partitions_def.all_partitions()))
    return PartitionsView("keys", count, first, last, keys)


def _is_plain(partitions_def: DailyPartitionsDefinition) -> bool:
    """Return whether the keys are dates without gaps, as a calendar counts them."""
    return partitions_def.fmt == "%Y-%m-%d" and not partitions_def.exclusions
