"""The status of every asset by partition, from the event log's latest state.

Only what something touched is judged again, and what reads it::

    graph, latest, failures, observed, accepted, code, values  --compared with the last time-->
        the same, and nothing it reads moved: the status of the last time, the same object
        else: judged; where its own verdict is another one, what reads it is judged too
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.asset_graph.virtual import is_view, looks_through, made_from
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredMaterialization
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import OrdinalPartitionMapping
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from dagbook.status.asset_status import AssetStatus, HasValue, StatusInputs
from dagbook.status.judging import NO_ROWS, Rows, external_status, judged_status, ordinals_now
from dagbook.status.looking import IN_PASSING, Look, Span, finds_the_same
from dagbook.status.present import Present
from dagbook.status.status_memory import Remembered, StatusMemory
from dagbook.versions.files import file_inputs
from dagbook.versions.nodes import Node

_TOLD_BY_COUNT: frozenset[type] = frozenset(
    {
        StaticPartitionsDefinition,
        TimeWindowPartitionsDefinition,
        HourlyPartitionsDefinition,
        DailyPartitionsDefinition,
        WeeklyPartitionsDefinition,
        MonthlyPartitionsDefinition,
    }
)
"""Definitions whose keys are the same while there are as many; subclasses may do as they like."""


def asset_statuses(
    graph: AssetGraph,
    given: StatusInputs,
    memory: StatusMemory | None = None,
    look: Look = IN_PASSING,
) -> dict[AssetKey, AssetStatus]:
    """Return the status of every asset of *graph*, in its order.

    An asset that is made elsewhere is materialized and never stale.

    Args:
        graph: The assets.
        given: What their statuses are worked out from.
        memory: The statuses of the last time, also of another graph; makes this time faster. What
            did not change is the same object then.
        look: How many of the values that were there the last time are looked at again.
    """
    memory = StatusMemory() if memory is None else memory
    before, sweep = memory.remembered, _Sweep(graph, given, memory, look)
    due, statuses = sweep.due, sweep.statuses
    found: dict[AssetKey, Remembered] = {}
    for key in graph.order:
        known = before.get(key)
        if known is None or (key in due and not sweep.stands(key, known)):
            known = sweep.judged(key, known)
        found[key] = known
        statuses[key] = known.status
    memory.keep(graph, given, found, sweep.reached)
    return statuses


class _Sweep:
    """One pass over a graph, what is read before what reads it.

    Args:
        graph: The assets.
        given: What their statuses are worked out from.
        memory: What the last pass found.
        look: How many values are looked at.
    """

    def __init__(
        self, graph: AssetGraph, given: StatusInputs, memory: StatusMemory, look: Look
    ) -> None:
        self._graph = graph
        self._given = given
        self._before = memory.remembered
        self._is_same_graph = memory.graph is graph
        self.statuses: dict[AssetKey, AssetStatus] = {}
        # Those whose readers see something else than the last time.
        self._moved: set[AssetKey] = set()
        # Those of whose values others are there than the last time.
        self._lost_otherwise = frozenset(self._looked(memory.spans(look)))
        # Those that something touched; what else there is stands while its code does.
        self.due: set[AssetKey] = {*memory.restless, *self._lost_otherwise}
        # What the code of each is made of.
        self.reached: dict[AssetKey, Sequence[Node] | None] = {}
        if memory.has_same_code(given):
            self.reached.update(memory.reached)
        else:
            self.due.update(graph.order)
        if not self._is_same_graph:
            for key in self._defined_otherwise():
                self.due.add(key)
                self.reached.pop(key, None)
        if memory.given is not None:
            self.due.update(_recorded_otherwise(memory.given, given))

    def _looked(self, spans: Mapping[AssetKey, Sequence[Span]]) -> Iterator[AssetKey]:
        """Yield the assets of which another value is lost than the last time."""
        has_value = self._given.has_value
        for key, known in self._before.items():
            lost, rows, ordinals = known.status.lost, known.rows, known.ordinals
            if not lost and key not in spans:
                continue
            if None in ordinals:
                is_same = has_value(key, None, rows[None]) is not bool(lost)
            else:
                is_same = finds_the_same(
                    ordinals, lost, partial(_is_there, has_value, key, rows), spans.get(key, ())
                )
            if not is_same:
                yield key

    def _defined_otherwise(self) -> Iterator[AssetKey]:
        """Yield the assets that are defined otherwise, or read others, than the last time."""
        parents = self._graph.parents
        for key, node in self._graph.nodes.items():
            known = self._before.get(key)
            if known is not None and (known.node is not node or known.reads != parents[key]):
                yield key

    def stands(self, key: AssetKey, known: Remembered) -> bool:
        """Return whether the status of *key* is what it was, though something touched it."""
        given = self._given
        rows = given.latest.get(key, NO_ROWS)
        return (
            (known.rows is rows or known.rows == rows)
            and known.failures == given.failures.get(key)
            and known.seen == given.observed.get(key)
            and self._holds(key, known)
        )

    def judged(self, key: AssetKey, known: Remembered | None) -> Remembered:
        """Return the status of *key* worked out anew, of many partitions for what changed."""
        graph, given = self._graph, self._given
        node, rows = graph.nodes[key], given.latest.get(key, NO_ROWS)
        code: str | None = None
        ordinals: Mapping[str | None, int] = {}
        if node.is_external:
            status = external_status(node, rows, is_observed=key in given.observed)
        else:
            code = self._code(key, node)
            base = known if known is not None and self._is_base(key, node, known, rows) else None
            ordinals = ordinals_now(node, rows, {} if base is None else base.ordinals)
            present = Present(graph, node, code, given, self.statuses)
            part = None if base is None else (base.rows, base.status)
            there = partial(self._has_value, known)
            status = judged_status(node, present, given, ordinals, there, part)
        counted = self._counted(node)
        found = Remembered(
            node,
            graph.parents[key],
            known.status if known is not None and known.status == status else status,
            rows,
            given.observed.get(key),
            given.failures.get(key),
            given.accepted.get(key),
            code,
            ordinals,
            counted or (),
            counted is not None and not any(file_inputs(row.inputs) for row in rows.values()),
        )
        if known is None or _is_read_otherwise(known, found) or self._is_seen_through(known, node):
            self._moved.add(key)
            self.due.update(graph.children[key])
        return found

    def _is_seen_through(self, known: Remembered, node: AssetNode) -> bool:
        """Return whether a view is another one, or what it is a view of: readers look through."""
        if not is_view(node) and not is_view(known.node):
            return False
        parents = self._graph.parents[node.key]
        return not known.is_of(node, parents) or not self._moved.isdisjoint(parents)

    def _is_base(self, key: AssetKey, node: AssetNode, known: Remembered, rows: Rows) -> bool:
        """Return whether of *key* only those partitions are to be judged whose row is another."""
        return (
            node.partitions_def is not None and known.vouches_for(rows) and self._holds(key, known)
        )

    def _has_value(
        self,
        known: Remembered | None,
        key: AssetKey,
        partition: str | None,
        row: StoredMaterialization,
    ) -> bool:
        """Return whether a value is there; what was looked at, or waits for its turn, as it was."""
        if (
            known is not None
            and key not in self._lost_otherwise
            and known.rows.get(partition) is row
            and partition in known.ordinals
        ):
            return known.ordinals[partition] not in known.status.lost
        return self._given.has_value(key, partition, row)

    def _holds(self, key: AssetKey, known: Remembered) -> bool:
        """Return whether all but what was made of *key* is as it was."""
        graph, given, node = self._graph, self._given, self._graph.nodes[key]
        return (
            known.is_told
            and key not in self._lost_otherwise
            and (self._is_same_graph or known.is_of(node, graph.parents[key]))
            and self._moved.isdisjoint(known.reads)
            and known.accepted == given.accepted.get(key)
            and all(each.count() == count for each, count in known.counted)
            and (known.code == self._code(key, node) or node.is_external)
        )

    def _code(self, key: AssetKey, node: AssetNode) -> str | None:
        """Return the version of the code of *key*, and remember what it is made of."""
        given, definition, output = self._given, node.definition, node.output
        code = given.code_fingerprint(definition, output)
        if given.watch is not None and key not in self.reached:
            self.reached[key] = given.watch.reached(definition, output)
        return code

    def _counted(self, node: AssetNode) -> tuple[tuple[PartitionsDefinition, int], ...] | None:
        """Return how many partitions there are of *node* and of what it reads.

        None where that does not tell which they are: users' mappings, partitions that come and go.
        """
        graph, key = self._graph, node.key
        own = () if node.partitions_def is None else (node.partitions_def,)
        found = list(own)
        if looks_through(graph, key):
            # Through views any mapping may stand between.
            behind = made_from(graph, key)
            if own or any(graph.nodes[up].partitions_def is not None for up in behind):
                return None
        for parent in graph.parents[key]:
            partitions_def = graph.nodes[parent].partitions_def
            if partitions_def is not None:
                if not isinstance(graph.mapping(key, parent), OrdinalPartitionMapping):
                    return None
                found.append(partitions_def)
        if any(type(each) not in _TOLD_BY_COUNT for each in found):
            return None
        return tuple((each, each.count()) for each in found)


def _is_read_otherwise(known: Remembered, found: Remembered) -> bool:
    """Return whether those that read an asset see something else than the last time."""
    was, now = known.status, found.status
    return not (
        (known.rows is found.rows or known.rows == found.rows)
        and known.seen == found.seen
        and was.lost == now.lost
        and was.stale_roots == now.stale_roots
        and known.node.partitions_def is found.node.partitions_def
    )


def _recorded_otherwise(was: StatusInputs, now: StatusInputs) -> Iterator[AssetKey]:
    """Yield the assets of which something else is recorded; a store lends what stays as it was."""
    for old, new in (
        (was.latest, now.latest),
        (was.failures, now.failures),
        (was.observed, now.observed),
        (was.accepted, now.accepted),
    ):
        if old is not new:
            for key in old.keys() | new.keys():
                if old.get(key) is not new.get(key):
                    yield key


def _is_there(has_value: HasValue, key: AssetKey, rows: Rows, partition: str | None) -> bool:
    """Return whether the value of a materialized partition can still be loaded."""
    return has_value(key, partition, rows[partition])
