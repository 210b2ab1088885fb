"""What each asset of a step is made from, where that is not all that its function reads. Pure."""

from collections.abc import Collection, Mapping

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.virtual import Reads, looks_through, made_from
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.model.asset_key import AssetKey

Read = tuple[AssetKey, tuple[str, ...] | None]
"""An asset that is read, and which of its partitions, in order; None when it has none."""

OwnReads = Mapping[AssetKey, Mapping[str | None, tuple[Read, ...]]]
"""What each asset of a step is made from, by partition."""


class ReadsOfEach:
    """Tells of the steps of one definition what each of its assets is made from.

    One of several assets may read less than their function, or another one of them; what reads a
    view is made from what that shows.

    Args:
        graph: The assets.
        definition: What makes them.
        reads: What its function reads.
    """

    __slots__ = ("_reads",)

    def __init__(
        self, graph: AssetGraph, definition: AssetsDefinition, reads: Collection[AssetKey]
    ) -> None:
        self._reads: Mapping[AssetKey, Mapping[AssetKey, Reads]] = {}
        keys = definition.keys_in_order
        there = [key for key in keys if key in graph]
        others = set(reads).difference(keys) if len(keys) > 1 else None
        if any(
            (others is not None and others != set(graph.parents[key])) or looks_through(graph, key)
            for key in there
        ):
            self._reads = {key: made_from(graph, key) for key in there}

    def __call__(self, places: Collection[str | None]) -> OwnReads | None:
        """Return it for the partitions *places*; None where that is what the function reads."""
        if not self._reads:
            return None
        return {
            key: {
                place: tuple((parent, read(place)) for parent, read in reads.items())
                for place in places
            }
            for key, reads in self._reads.items()
        }
