"""The status of every asset by partition, from the event log's latest state. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.asset_graph.reads import KeysRead
from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.authoring.staleness_tag import judged_by
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import (
    CONFIG_INPUT,
    InputVersions,
    StoredFailure,
    StoredMaterialization,
    is_own_input,
)
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
from dagbook.status.input_versions import rows_read, version_read
from dagbook.status.looking import IN_PASSING, Look, Span, Turns, finds_the_same
from dagbook.status.staleness import Provenance, StaleCause, StaleStatus, is_current, stale_causes
from dagbook.storage.accepted import Acceptances, code_that_counts
from dagbook.storage.observed import Observed
from dagbook.versions.config_version import config_version_now
from dagbook.versions.files import FileVersion, file_inputs, version_now

Latest = Mapping[AssetKey, Mapping[str | None, StoredMaterialization]]
Failures = Mapping[AssetKey, Mapping[str | None, StoredFailure]]
CodeFingerprint = Callable[[AssetsDefinition, AssetOutput], str | None]
HasValue = Callable[[AssetKey, str | None, StoredMaterialization], bool]
"""Whether a value that was stored can still be loaded."""

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

ONE = OrdinalRanges.span(0, 1)
"""An asset without partitions has the ordinal 0 alone."""


@dataclass(frozen=True, slots=True)
class AssetStatus:
    """The status of one asset; of one without partitions the subsets hold the ordinal 0 or nothing.

    Args:
        key: The asset.
        total: How many partitions there are; 1 without partitions.
        materialized: Which have a value, fresh or stale.
        stale: Which of these are out of date.
        failed: Which failed last, after any value they have.
        causes: Why the first stale partition is out of date.
        failure: The first failure, or None.
        latest: The newest materialization, or None.
        size_bytes: Of all stored values together; None when none is stored in a file.
        lost: Which were materialized, but their value is gone.
        stale_roots: Of each stale partition, by key, the asset where being out of date begins.
    """

    key: AssetKey
    total: int
    materialized: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    stale: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    failed: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    causes: tuple[StaleCause, ...] = ()
    failure: StoredFailure | None = None
    latest: StoredMaterialization | None = None
    size_bytes: int | None = None
    lost: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    stale_roots: Mapping[str | None, str] = field(default_factory=dict)

    @property
    def missing(self) -> OrdinalRanges:
        """Which have no value."""
        return self.materialized.complement(self.total)

    @property
    def to_do(self) -> OrdinalRanges:
        """Which have no value or are out of date."""
        return self.missing | self.stale

    @property
    def stale_status(self) -> StaleStatus:
        """Dagster's word for all of it: missing if anything is, else stale if anything is."""
        if self.missing:
            return StaleStatus.MISSING
        return StaleStatus.STALE if self.stale else StaleStatus.FRESH


@dataclass(frozen=True, slots=True)
class StatusInputs:
    """What statuses are worked out from.

    Args:
        latest: The latest materializations.
        failures: Failures that no later success cleared.
        code_fingerprint: Tells the code version of an output.
        has_value: Tells whether a stored value can still be loaded.
        file_version: Tells the version of a file that was read.
        observed: The data versions that were observed last.
        accepted: Codes that a user says are equal.
    """

    latest: Latest
    failures: Failures
    code_fingerprint: CodeFingerprint
    has_value: HasValue
    file_version: FileVersion = version_now
    observed: Observed = field(default_factory=dict)
    accepted: Acceptances = field(default_factory=dict)

    def read(self, key: AssetKey) -> Mapping[str | None, StoredMaterialization]:
        """Return the rows whose versions those see that read *key*."""
        return rows_read(self.latest.get(key, {}), key, self.observed)

    def recorded(
        self, key: AssetKey, partition: str | None, row: StoredMaterialization, code: str | None
    ) -> Provenance:
        """Return what *row* was made from, as it counts where the code is *code* now."""
        accepted = self.accepted.get(key)
        was = row.fingerprint
        if accepted:
            was = code_that_counts(accepted, partition, was, code)
        return Provenance(was, row.inputs)


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A status, what it was worked out from, and the place of each partition it counts."""

    basis: tuple[object, ...]
    ordinals: Mapping[str | None, int]
    status: AssetStatus


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
        known = remembered.get(key)
        if (
            known is not None
            and known.basis == basis
            and finds_the_same(
                known.ordinals,
                known.status.lost,
                partial(_is_there, given, key),
                spans.get(key, ()),
            )
        ):
            statuses[key] = known.status
            continue
        rows = given.latest.get(key, {})
        ordinals = _ordinals(node, rows)
        statuses[key] = _status(graph, node, code, given, statuses, ordinals)
        if basis is not None and not any(file_inputs(row.inputs) for row in rows.values()):
            remembered[key] = _Remembered(basis, ordinals, statuses[key])
    return statuses


def _basis(
    graph: AssetGraph,
    node: AssetNode,
    code: str | None,
    given: StatusInputs,
    statuses: Mapping[AssetKey, AssetStatus],
) -> tuple[object, ...] | None:
    """Return all that a status is worked out from but the graph, files and lost values.

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
    basis: list[object] = [code, counts, given.latest.get(node.key), given.failures.get(node.key)]
    basis.append(given.accepted.get(node.key))
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
    node: AssetNode, rows: Mapping[str | None, StoredMaterialization]
) -> dict[str | None, int]:
    """Return the places of those materialized partitions that exist."""
    if node.partitions_def is None:
        return {None: 0} if None in rows else {}
    total = node.partitions_def.count()
    found = node.partitions_def.ordinals_of([each for each in rows if each is not None])
    return {partition: at for partition, at in found.items() if at < total}


def provenance_now(
    graph: AssetGraph,
    key: AssetKey,
    partition: str | None,
    given: StatusInputs,
    statuses: Mapping[AssetKey, AssetStatus],
) -> Provenance:
    """Return what a materialization of *key* would record now.

    Args:
        graph: The assets.
        key: One of them that is made here.
        partition: Which partition; None of an asset without partitions.
        given: What *statuses* were worked out from.
        statuses: The status of all it depends on.
    """
    node = graph.nodes[key]
    code = given.code_fingerprint(node.definition, node.output)
    now = _Present(graph, node, code, given, statuses).at(partition)
    row = given.latest.get(key, {}).get(partition)
    if row is None:
        return now
    return with_own_inputs(now, row.inputs, node.definition, given.file_version)


def with_own_inputs(
    now: Provenance, was: InputVersions, definition: AssetsDefinition, file_version: FileVersion
) -> Provenance:
    """Return *now* with the present versions of config and files among the inputs *was*."""
    own = own_inputs_now(was, definition, file_version)
    return replace(now, inputs=(*now.inputs, *own)) if own else now


def own_inputs_now(
    was: InputVersions, definition: AssetsDefinition, file_version: FileVersion
) -> InputVersions:
    """Return what the inputs of *was* that are no assets are now: config and files."""
    # They are the last ones.
    if not was or not is_own_input(was[-1][0]):
        return ()
    return tuple(
        (
            name,
            config_version_now(definition, version)
            if name == CONFIG_INPUT
            else file_version(name, version),
        )
        for name, version in was
        if is_own_input(name)
    )


def _external(node: AssetNode, rows: Mapping[str | None, StoredMaterialization]) -> AssetStatus:
    """Return the status of an asset that is made elsewhere."""
    total = node.partitions_def.count() if node.partitions_def is not None else 1
    newest = max(rows.values(), key=lambda row: row.event_id, default=None)
    return AssetStatus(node.key, total, OrdinalRanges.span(0, total), latest=newest)


def _status(
    graph: AssetGraph,
    node: AssetNode,
    code: str | None,
    given: StatusInputs,
    statuses: Mapping[AssetKey, AssetStatus],
    ordinals: Mapping[str | None, int],
) -> AssetStatus:
    """Return the status of an asset whose dependencies have theirs in *statuses*.

    Its materialized partitions that exist have their places in *ordinals*.
    """
    key = node.key
    rows = given.latest.get(key, {})
    total = node.partitions_def.count() if node.partitions_def is not None else 1
    present = _Present(graph, node, code, given, statuses)
    stale: list[int] = []
    lost: list[int] = []
    roots: dict[str | None, str] = {}
    causes: tuple[StaleCause, ...] = ()
    own = key.to_user_string()
    size: int | None = None
    for partition, ordinal in ordinals.items():
        row = rows[partition]
        if not given.has_value(key, partition, row):
            lost.append(ordinal)
            continue
        if row.size_bytes is not None:
            size = (size or 0) + row.size_bytes
        was = given.recorded(key, partition, row, code)
        now = with_own_inputs(
            present.at(partition), row.inputs, node.definition, given.file_version
        )
        if not is_current(was, now):
            stale.append(ordinal)
            mine = stale_causes(key, was, now)
            causes = causes or mine
            only_upstream = now.stale_inputs and all(
                cause.dependency is not None
                and cause.dependency.to_user_string() in now.stale_inputs
                for cause in mine
            )
            roots[partition] = next(iter(now.stale_inputs.values())) if only_upstream else own
    failures = given.failures.get(key, {})
    return AssetStatus(
        key,
        total,
        OrdinalRanges.of(ordinals.values()) - OrdinalRanges.of(lost),
        OrdinalRanges.of(stale),
        _failed(node, failures),
        causes,
        next(iter(failures.values()), None),
        max((rows[each] for each in ordinals), key=lambda row: row.event_id, default=None),
        size,
        OrdinalRanges.of(lost),
        roots,
    )


def _failed(node: AssetNode, failures: Mapping[str | None, StoredFailure]) -> OrdinalRanges:
    """Return which partitions failed last."""
    if not failures:
        return OrdinalRanges()
    if node.partitions_def is None:
        return ONE if None in failures else OrdinalRanges()
    found = node.partitions_def.ordinals_of([each for each in failures if each is not None])
    return OrdinalRanges.of(found.values())


def _readable(
    node: AssetNode, rows: Mapping[str | None, StoredMaterialization], lost: OrdinalRanges
) -> Mapping[str | None, StoredMaterialization]:
    """Return those of *rows* whose value is not *lost*."""
    if not lost:
        return rows
    gone = {None} if node.partitions_def is None else set(node.partitions_def.keys_in(lost))
    return {partition: row for partition, row in rows.items() if partition not in gone}


class _Present:
    """What a materialization of one asset would record now, by partition."""

    def __init__(
        self,
        graph: AssetGraph,
        node: AssetNode,
        code: str | None,
        given: StatusInputs,
        statuses: Mapping[AssetKey, AssetStatus],
    ) -> None:
        self._code = code
        self._judged = judged_by(node.output.spec.tags)
        self._reads = [
            (
                parent.to_user_string(),
                KeysRead(graph, node.key, parent),
                _readable(graph.nodes[parent], given.read(parent), statuses[parent].lost),
                statuses[parent].stale_roots,
            )
            for parent in sorted(graph.parents[node.key], key=AssetKey.to_user_string)
        ]

    def at(self, partition: str | None) -> Provenance:
        """Return it for *partition*."""
        inputs: list[tuple[str, str]] = []
        stale: dict[str, str] = {}
        several: list[str] = []
        for name, read, rows, roots in self._reads:
            keys = read(partition)
            if keys is not None and len(keys) != 1:
                several.append(name)
            inputs.append((name, version_read(rows, keys)))
            if roots:
                root = next(
                    (roots[each] for each in ((None,) if keys is None else keys) if each in roots),
                    None,
                )
                if root is not None:
                    stale[name] = root
        return Provenance(self._code, tuple(inputs), stale, self._judged, frozenset(several))
