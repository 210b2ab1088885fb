"""Partitions that are missing and cannot be made: what they read does not exist. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import ExecutionPlan, build_plan
from dagbook.errors import MissingUpstreamPartitionsError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.view.humanize import count


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Partitions of an asset that a plan leaves out.

    Args:
        key: The asset.
        partitions: How many.
        first: The first of them.
        reads: An asset that this one reads.
        missing: A partition of that asset, which does not exist.
    """

    key: AssetKey
    partitions: int
    first: str
    reads: str
    missing: str

    @property
    def text(self) -> str:
        """Why, in one sentence."""
        name = self.key.to_user_string()
        return (
            f"{count(self.partitions, 'partition')} of {name} cannot be made: {self.first} reads "
            f"{self.reads}[{self.missing}], which does not exist."
        )


def left_out(
    graph: AssetGraph, execution: ExecutionPlan, wanted: Mapping[AssetKey, OrdinalRanges]
) -> tuple[LeftOut, ...]:
    """Return what *execution*, planned without what cannot be made, lacks of *wanted*."""
    found: list[LeftOut] = []
    made: dict[AssetKey, set[str | None]] = {}
    for step in execution.steps:
        for key in step.selected:
            made.setdefault(key, set()).update(step.places)
    for key, subset in wanted.items():
        partitions_def = graph.nodes[key].partitions_def
        there = made.get(key, set())
        if partitions_def is not None and len(there) < len(subset):
            lacking = [each for each in partitions_def.keys_in(subset) if each not in there]
            found += _why(graph, key, partitions_def, lacking)
    return tuple(found)


def _why(
    graph: AssetGraph, key: AssetKey, partitions_def: PartitionsDefinition, lacking: list[str]
) -> list[LeftOut]:
    """Return why the first of the partitions *lacking* of *key* cannot be made."""
    for first in lacking[:1]:
        try:
            build_plan(graph, {key: OrdinalRanges.of(partitions_def.ordinals_of([first]).values())})
        except MissingUpstreamPartitionsError as error:
            return [LeftOut(key, len(lacking), first, error.upstream_key, error.missing[0])]
    return []
