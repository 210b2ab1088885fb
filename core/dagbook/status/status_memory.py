"""What the statuses of the last time were worked out from, so that only what changed is judged."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredFailure
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.status.asset_status import AssetStatus, StatusInputs
from dagbook.status.judging import Rows
from dagbook.status.looking import Look, Span, Turns
from dagbook.storage.accepted import Acceptance
from dagbook.versions.definition_version import Mark
from dagbook.versions.nodes import Node

Seen = Mapping[str | None, tuple[int, str]]
"""The data versions that were observed of one asset."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A status, and all that it was worked out from but the versions of files.

    Args:
        node: The asset.
        reads: What it reads in its graph.
        status: Its status.
        rows: Its latest materializations.
        seen: What was observed of it, None when nothing was.
        failures: Its failures, None without any.
        accepted: What is accepted of its code, None when nothing is.
        code: The version of its code; None also of what is made elsewhere.
        ordinals: The place of each partition that counts.
        counted: How many partitions there were of it and of what it reads.
        is_told: Whether the status stands while nothing of this changes. Not so of users' mappings,
            of partitions that come and go, and of what reads files.
    """

    node: AssetNode
    reads: Sequence[AssetKey]
    status: AssetStatus
    rows: Rows
    seen: Seen | None
    failures: Mapping[str | None, StoredFailure] | None
    accepted: tuple[Acceptance, ...] | None
    code: str | None
    ordinals: Mapping[str | None, int]
    counted: tuple[tuple[PartitionsDefinition, int], ...]
    is_told: bool

    def is_of(self, node: AssetNode, reads: Iterable[AssetKey]) -> bool:
        """Return whether *node*, which reads *reads*, is the asset as it was defined."""
        was = self.node
        return (
            was is node or (was.definition is node.definition and was.output is node.output)
        ) and self.reads == reads

    def vouches_for(self, rows: Rows) -> bool:
        """Return whether what is known of partitions holds for those whose row is the same."""
        return not self.status.lost and self.ordinals.keys() <= rows.keys()


class StatusMemory:
    """What the last pass over a graph found; the next one, maybe over another graph, begins there.

    Whether stored values are still there is asked again every time, of very many of some in turn.
    The mappings in `StatusInputs` must never change; a changed store hands out others.
    """

    __slots__ = (
        "_mark",
        "_nodes",
        "_sizes",
        "_turns",
        "given",
        "graph",
        "reached",
        "remembered",
        "restless",
    )

    def __init__(self) -> None:
        self.graph: AssetGraph | None = None
        self.given: StatusInputs | None = None
        self.remembered: Mapping[AssetKey, Remembered] = {}
        self.reached: Mapping[AssetKey, Sequence[Node] | None] = {}
        self.restless: tuple[AssetKey, ...] = ()
        self._turns = Turns()
        self._sizes: Mapping[AssetKey, int] = {}
        self._mark: Mark | None = None
        self._nodes: Collection[Node] = ()

    def keep(
        self,
        graph: AssetGraph,
        given: StatusInputs,
        found: Mapping[AssetKey, Remembered],
        reached: Mapping[AssetKey, Sequence[Node] | None],
    ) -> None:
        """Remember what a pass over *graph* found, and nothing else."""
        self.graph, self.given, self.remembered = graph, given, found
        self._mark = None if given.watch is None else given.watch.mark
        self._sizes = {key: len(each.ordinals) for key, each in found.items() if each.ordinals}
        self.reached = {key: reached[key] for key in found if key in reached}
        self._nodes = dict.fromkeys(
            chain.from_iterable(nodes for nodes in self.reached.values() if nodes)
        )
        # What may be another one though nothing is recorded or defined: days go by.
        self.restless = tuple(
            [
                key
                for key, each in found.items()
                if each.counted or not each.is_told or self.reached.get(key, ()) is None
            ]
        )

    def has_same_code(self, given: StatusInputs) -> bool:
        """Return whether no code is another one than in the last pass, as far as is told."""
        return (
            given.watch is not None
            and self._mark is not None
            and given.watch.are_same(self._nodes, self._mark)
        )

    def spans(self, look: Look) -> Mapping[AssetKey, Sequence[Span]]:
        """Return which of the values that were there are looked at."""
        return self._turns.spans(self._sizes, look)

    def left_for_later(self, look: Look) -> int:
        """Return how many of the values are not looked at by a *look*, as it is not their turn."""
        named = sum(size for key, size in self._sizes.items() if key in look.whole)
        return max(sum(self._sizes.values()) - named - look.most, 0)
