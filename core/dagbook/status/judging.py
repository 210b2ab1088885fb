"""The status of one asset, judged partition by partition. Pure."""

from collections.abc import Mapping

from dagbook.asset_graph.graph import AssetNode
from dagbook.model.records import StoredFailure, StoredMaterialization
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import ONE, AssetStatus, HasValue, StatusInputs
from dagbook.status.present import Present, as_compared
from dagbook.status.staleness import (
    Provenance,
    StaleCause,
    is_current,
    only_upstream_is_stale,
    stale_causes,
)

Rows = Mapping[str | None, StoredMaterialization]
NO_ROWS: Rows = {}
NO_ROOTS: Mapping[str | None, str] = {}


def ordinals_now(
    node: AssetNode, rows: Rows, known: Mapping[str | None, int]
) -> Mapping[str | None, int]:
    """Return the places of those materialized partitions that exist; some are *known*."""
    if node.partitions_def is None:
        return {None: 0} if None in rows else {}
    total = node.partitions_def.count()
    new = [each for each in rows if each is not None and each not in known]
    found = node.partitions_def.ordinals_of(new)
    return {**known, **{partition: at for partition, at in found.items() if at < total}}


def external_status(node: AssetNode, rows: Rows, *, is_observed: bool) -> AssetStatus:
    """Return the status of an asset that is made elsewhere."""
    total = node.partitions_def.count() if node.partitions_def is not None else 1
    newest = max(rows.values(), key=lambda row: row.event_id, default=None)
    known = is_observed or newest is not None
    whole = OrdinalRanges.span(0, total)
    return AssetStatus(node.key, total, whole, latest=newest, is_known=known)


def judged_status(
    node: AssetNode,
    present: Present,
    given: StatusInputs,
    ordinals: Mapping[str | None, int],
    has_value: HasValue,
    known: tuple[Rows, AssetStatus] | None = None,
) -> AssetStatus:
    """Return the status of an asset.

    Args:
        node: The asset.
        present: What it would be made from now.
        given: What statuses are worked out from.
        ordinals: The places of its materialized partitions that exist.
        has_value: Tells whether a stored value can still be loaded.
        known: Its rows and its status of the last time, where that holds for rows that are the
            same.
    """
    key = node.key
    rows = given.latest.get(key, NO_ROWS)
    judge = _Judge(node, present, given)
    before = NO_ROWS if known is None else known[0]
    stale_before = NO_ROOTS if known is None else known[1].stale_roots
    lost: list[int] = []
    roots: dict[str | None, str] = {}
    size: int | None = None
    newest: StoredMaterialization | None = None
    for partition, ordinal in ordinals.items():
        row = rows[partition]
        newest = row if newest is None or row.event_id > newest.event_id else newest
        if before.get(partition) is row:
            root = stale_before.get(partition)
        elif has_value(key, partition, row):
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
        self._first: tuple[Provenance, Provenance] | None = None

    def _was_and_now(
        self, partition: str | None, row: StoredMaterialization
    ) -> tuple[Provenance, Provenance]:
        """Return what *row* was made from, and what it would be made from now."""
        given, now = self._given, self._present.at(partition)
        return (
            given.recorded(self._node.key, partition, row, now.fingerprint),
            as_compared(now, row, self._node.definition, given.file_version),
        )

    def causes(self, partition: str | None, row: StoredMaterialization) -> tuple[StaleCause, ...]:
        """Return why a partition is out of date."""
        # Without partitions it has just been judged.
        both = None if partition is not None else self._first
        return stale_causes(self._node.key, *(both or self._was_and_now(partition, row)))

    def root(self, partition: str | None, row: StoredMaterialization) -> str | None:
        """Return the asset where being out of date begins; None of what is current."""
        self._first = was, now = self._was_and_now(partition, row)
        if is_current(was, now):
            return None
        if only_upstream_is_stale(was, now) or self._causes_are_upstream(was, now):
            return next(iter(now.stale_inputs.values()))
        return self._node.key.to_user_string()

    def _causes_are_upstream(self, was: Provenance, now: Provenance) -> bool:
        """Return whether every cause lies in a dependency that is itself out of date."""
        return bool(now.stale_inputs) and all(
            cause.dependency is not None and cause.dependency.to_user_string() in now.stale_inputs
            for cause in stale_causes(self._node.key, was, now)
        )


def _failed(node: AssetNode, failures: Mapping[str | None, StoredFailure]) -> OrdinalRanges:
    """Return which partitions failed last."""
    if not failures:
        return OrdinalRanges()
    if node.partitions_def is None:
        return ONE if None in failures else OrdinalRanges()
    found = node.partitions_def.ordinals_of([each for each in failures if each is not None])
    return OrdinalRanges.of(found.values())
