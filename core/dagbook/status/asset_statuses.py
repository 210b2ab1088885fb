"""The status of every asset by partition, from the event log's latest state. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredFailure, StoredMaterialization
from dagbook.partitions.mapping import OrdinalPartitionMapping
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from dagbook.status.asset_status import ONE, AssetStatus, StatusInputs
from dagbook.status.looking import IN_PASSING, Look, Span, Turns, finds_the_same
from dagbook.status.present import Present, with_own_inputs
from dagbook.status.staleness import Provenance, StaleCause, is_current, stale_causes
from dagbook.versions.files import file_inputs

_Rows = Mapping[str | None, StoredMaterialization]
_NO_ROWS: _Rows = {}

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


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A status, what it was worked out from, and the place of each partition it counts."""

    basis: tuple[object, ...]
    rows: _Rows
    failures: Mapping[str | None, StoredFailure] | None
    ordinals: Mapping[str | None, int]
    status: AssetStatus

    def vouches_for(self, rows: _Rows) -> bool:
        """Return whether what is known of partitions holds for those whose row is the same."""
        return not self.status.lost and self.ordinals.keys() <= rows.keys()


class StatusMemory:
    """The statuses of one graph, for as long as what they were worked out from stays.

    Whether stored values are still there is asked again every time, of very many of some in turn.
    The mappings in `StatusInputs` must never change; a changed store hands out others.
    """

    __slots__ = ("_of_graph", "turns")

    def __init__(self) -> None:
        self.turns = Turns()
        self._of_graph: tuple[AssetGraph, dict[AssetKey, _Remembered]] | None = None

    def of(self, graph: AssetGraph) -> dict[AssetKey, _Remembered]:
        """Return what is remembered of *graph*, to read and to add to."""
        known = self._of_graph
        if known is None or known[0] is not graph:
            self._of_graph = known = graph, {}
        return known[1]


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
        memory: The statuses of the last time; makes the next time faster.
        look: How many of the values that were there the last time are looked at again.
    """
    remembered = {} if memory is None else memory.of(graph)
    spans: Mapping[AssetKey, Sequence[Span]] = {}
    if memory is not None:
        sizes = {key: len(known.ordinals) for key, known in remembered.items()}
        spans = memory.turns.spans(sizes, look)
    statuses: dict[AssetKey, AssetStatus] = {}
    codes: dict[AssetsDefinition, dict[str, str | None]] = {}
    for key in graph.order:
        node = graph.nodes[key]
        if node.is_external:
            statuses[key] = _external(node, given.latest.get(key, {}))
            continue
        by_output = codes.setdefault(node.definition, {})
        name = node.output.name
        if name not in by_output:
            by_output[name] = given.code_fingerprint(node.definition, node.output)
        code = by_output[name]
        basis = None if memory is None else _basis(graph, node, code, given, statuses)
        rows, failures = given.latest.get(key, _NO_ROWS), given.failures.get(key)
        known = remembered.get(key)
        if known is not None and not (
            known.basis == basis
            and (known.rows == rows or known.vouches_for(rows))
            and finds_the_same(
                known.ordinals,
                known.status.lost,
                partial(_is_there, given, key),
                spans.get(key, ()),
            )
        ):
            known = None
        if known is not None and known.rows == rows and known.failures == failures:
            statuses[key] = known.status
            continue
        if known is not None and not known.vouches_for(rows):
            known = None
        ordinals = _ordinals(node, rows, {} if known is None else known.ordinals)
        present = Present(graph, node, code, given, statuses)
        statuses[key] = _status(node, present, given, ordinals, known)
        if basis is not None and not any(file_inputs(row.inputs) for row in rows.values()):
            remembered[key] = _Remembered(basis, rows, failures, ordinals, statuses[key])
    return statuses


def _basis(
    graph: AssetGraph,
    node: AssetNode,
    code: str | None,
    given: StatusInputs,
    statuses: Mapping[AssetKey, AssetStatus],
) -> tuple[object, ...] | None:
    """Return all that a status is worked out from but its own rows, the graph, files, lost values.

    None where that cannot be told cheaply: users' mappings, partitions that come and go. What did
    not change is the same object, so that comparing two of these is cheap.
    """
    counts: list[int] = []
    parents = sorted(graph.parents[node.key])
    for partitions_def in (node.partitions_def, *(graph.nodes[p].partitions_def for p in parents)):
        if partitions_def is not None:
            if type(partitions_def) not in _TOLD_BY_COUNT:
                return None
            counts.append(partitions_def.count())
    basis: list[object] = [code, counts, given.accepted.get(node.key)]
    for parent in parents:
        if graph.nodes[parent].partitions_def is not None and not isinstance(
            graph.mapping(node.key, parent), OrdinalPartitionMapping
        ):
            return None
        status = statuses[parent]
        basis += (given.read(parent), status.lost, status.stale_roots)
    return tuple(basis)


def _is_there(given: StatusInputs, key: AssetKey, partition: str | None) -> bool:
    """Return whether the value of a materialized partition can still be loaded."""
    return given.has_value(key, partition, given.latest[key][partition])


def _ordinals(
    node: AssetNode, rows: _Rows, known: Mapping[str | None, int]
) -> dict[str | None, int]:
    """Return the places of those materialized partitions that exist; some are *known*."""
    if node.partitions_def is None:
        return {None: 0} if None in rows else {}
    total = node.partitions_def.count()
    new = [each for each in rows if each is not None and each not in known]
    found = node.partitions_def.ordinals_of(new)
    return {**known, **{partition: at for partition, at in found.items() if at < total}}


def _external(node: AssetNode, rows: Mapping[str | None, StoredMaterialization]) -> AssetStatus:
    """Return the status of an asset that is made elsewhere."""
    total = node.partitions_def.count() if node.partitions_def is not None else 1
    newest = max(rows.values(), key=lambda row: row.event_id, default=None)
    return AssetStatus(node.key, total, OrdinalRanges.span(0, total), latest=newest)


def _status(
    node: AssetNode,
    present: Present,
    given: StatusInputs,
    ordinals: Mapping[str | None, int],
    known: _Remembered | None,
) -> AssetStatus:
    """Return the status of an asset.

    Args:
        node: The asset.
        present: What it would be made from now.
        given: What statuses are worked out from.
        ordinals: The places of its materialized partitions that exist.
        known: Its last status, where that still holds for rows that are the same.
    """
    key = node.key
    rows = given.latest.get(key, _NO_ROWS)
    judge = _Judge(node, present, given)
    before = _NO_ROWS if known is None else known.rows
    stale_before = {} if known is None else known.status.stale_roots
    lost: list[int] = []
    roots: dict[str | None, str] = {}
    size: int | None = None
    newest: StoredMaterialization | None = None
    for partition, ordinal in ordinals.items():
        row = rows[partition]
        newest = row if newest is None or row.event_id > newest.event_id else newest
        if before.get(partition) is row:
            root = stale_before.get(partition)
        elif given.has_value(key, partition, row):
            root = judge.root(partition, row)
        else:
            lost.append(ordinal)
            continue
        if row.size_bytes is not None:
            size = (size or 0) + row.size_bytes
        if root is not None:
            roots[partition] = root
    first = next(iter(roots), None)
    failures = given.failures.get(key, {})
    gone = OrdinalRanges.of(lost)
    return AssetStatus(
        key,
        node.partitions_def.count() if node.partitions_def is not None else 1,
        OrdinalRanges.of(ordinals.values()) - gone,
        OrdinalRanges.of(ordinals[each] for each in roots),
        _failed(node, failures),
        judge.causes(first, rows[first]) if roots else (),
        next(iter(failures.values()), None),
        newest,
        size,
        gone,
        roots,
    )


class _Judge:
    """Tells of the partitions of one asset whether, and why, they are out of date."""

    def __init__(self, node: AssetNode, present: Present, given: StatusInputs) -> None:
        self._node = node
        self._present = present
        self._given = given

    def _was_and_now(
        self, partition: str | None, row: StoredMaterialization
    ) -> tuple[Provenance, Provenance]:
        """Return what *row* was made from, and what it would be made from now."""
        given, now = self._given, self._present.at(partition)
        return (
            given.recorded(self._node.key, partition, row, now.fingerprint),
            with_own_inputs(now, row.inputs, self._node.definition, given.file_version),
        )

    def causes(self, partition: str | None, row: StoredMaterialization) -> tuple[StaleCause, ...]:
        """Return why a partition is out of date."""
        return stale_causes(self._node.key, *self._was_and_now(partition, row))

    def root(self, partition: str | None, row: StoredMaterialization) -> str | None:
        """Return the asset where being out of date begins; None of what is current."""
        was, now = self._was_and_now(partition, row)
        if is_current(was, now):
            return None
        only_upstream = now.stale_inputs and all(
            cause.dependency is not None and cause.dependency.to_user_string() in now.stale_inputs
            for cause in stale_causes(self._node.key, was, now)
        )
        own = self._node.key.to_user_string()
        return next(iter(now.stale_inputs.values())) if only_upstream else own


def _failed(node: AssetNode, failures: Mapping[str | None, StoredFailure]) -> OrdinalRanges:
    """Return which partitions failed last."""
    if not failures:
        return OrdinalRanges()
    if node.partitions_def is None:
        return ONE if None in failures else OrdinalRanges()
    found = node.partitions_def.ordinals_of([each for each in failures if each is not None])
    return OrdinalRanges.of(found.values())
