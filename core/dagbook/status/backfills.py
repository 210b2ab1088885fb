"""Backfills: what runs of many partitions wanted, made and left, from their tags and steps. Pure.

::

    targets -> backfill_tags -> tags of the run  ...  runs -> read_backfills -> Backfill -> left_of

A backfill is the run that began it and those that went on with it: all have its id as a tag. What
it wants is in the tags as ranges of keys, so that it outlives the kernel and its definitions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.parts import Targets
from dagbook.errors import DagsterUnknownPartitionError
from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import ONE, Latest

BACKFILL_TAG = "dagster/backfill"
"""The tag of a run that says to which backfill it belongs, as in Dagster."""

WANTED_TAG = "dagbook/wanted"
"""The tag that says what a run is to make: of each asset how many, and which ranges of keys."""

ID_LENGTH = 8
"""So much of the id of the run that began it is the id of a backfill."""

BackfillStatus = Literal["running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a backfill wants of one asset.

    Args:
        count: How many values.
        ranges: Of which partitions; None of an asset without partitions.
    """

    count: int
    ranges: tuple[PartitionKeyRange, ...] | None


@dataclass(frozen=True, slots=True)
class Backfill:
    """One backfill.

    Args:
        backfill_id: Its id; what ``%materialize --resume`` takes.
        status: "running"; "done"; "failed", where something failed and was not made since;
            "stopped", where it was cancelled, interrupted, out of its budget, or its kernel died.
        done: How many values it made, or found made since it began.
        total: How many values it wants.
        failed: What failed, as ``orders[2013-01-01]``, and was not made since.
        started_at: Seconds since the epoch.
        seconds: How long its runs took together; up to now for one that runs.
        wanted: What it wants of each asset.
    """

    backfill_id: str
    status: BackfillStatus
    done: int
    total: int
    failed: tuple[str, ...]
    started_at: float
    seconds: float
    wanted: Mapping[AssetKey, Wanted]


def backfill_tags(graph: AssetGraph, targets: Targets, backfill_id: str) -> dict[str, str]:
    """Return the tags of a run that makes *targets* for a backfill."""
    wanted: dict[str, object] = {}
    for key, subset in targets.items():
        partitions_def = graph.nodes[key].partitions_def
        if subset is None or partitions_def is None:
            wanted[key.to_user_string()] = None
        else:
            ranges = [list(each) for each in partitions_def.key_ranges(subset)]
            wanted[key.to_user_string()] = {"count": len(subset), "ranges": ranges}
    return {BACKFILL_TAG: backfill_id, WANTED_TAG: to_json(wanted)}


def read_backfills(
    runs: Iterable[DagsterRun],
    steps_of: Callable[[str], Sequence[StepRecord]],
    graph: AssetGraph,
    latest: Latest,
    now: float,
) -> tuple[Backfill, ...]:
    """Return the backfills, the newest first.

    Args:
        runs: All runs, the newest first.
        steps_of: Returns the steps of a run.
        graph: What is defined now.
        latest: The latest materializations.
        now: Seconds since the epoch.
    """
    by_id: dict[str, list[DagsterRun]] = {}
    for run in runs:
        if BACKFILL_TAG in run.tags and WANTED_TAG in run.tags:
            by_id.setdefault(run.tags[BACKFILL_TAG], []).append(run)
    found = [_backfill(group[::-1], steps_of, graph, latest, now) for group in by_id.values()]
    return tuple(sorted(found, key=lambda each: each.started_at, reverse=True))


def left_of(
    wanted: Mapping[AssetKey, Wanted], since: float, graph: AssetGraph, latest: Latest
) -> dict[AssetKey, OrdinalRanges]:
    """Return what of *wanted* was not made since a moment, by asset; what is all made is left out.

    Raises:
        UnknownAssetError: An asset is not defined.
        DagsterUnknownPartitionError: It no longer has such partitions.
    """
    left: dict[AssetKey, OrdinalRanges] = {}
    for key, each in wanted.items():
        rows = latest.get(key, {})
        made = [partition for partition, row in rows.items() if row.at >= since]
        partitions_def = graph.node(key).partitions_def
        if each.ranges is None or partitions_def is None:
            subset = OrdinalRanges() if None in made else ONE
        else:
            spans = (partitions_def.subset_of_range(one).ranges for one in each.ranges)
            asked = OrdinalRanges.from_ranges(span for ranges in spans for span in ranges)
            ordinals = partitions_def.ordinals_of([one for one in made if one is not None])
            subset = asked - OrdinalRanges.of(ordinals.values())
        if subset:
            left[key] = subset
    return left


def _backfill(
    runs: Sequence[DagsterRun],
    steps_of: Callable[[str], Sequence[StepRecord]],
    graph: AssetGraph,
    latest: Latest,
    now: float,
) -> Backfill:
    """Return the backfill of *runs*, the oldest first."""
    first, last = runs[0], runs[-1]
    wanted = _wanted(first.tags[WANTED_TAG])
    total = sum(each.count for each in wanted.values())
    left = 0
    failed: tuple[str, ...] = ()
    # A run that went well leaves nothing: what it did not make, it found current.
    if not last.is_success:
        steps = [step for run in runs for step in steps_of(run.run_id)]
        left = _how_many_left(wanted, first.started_at, graph, latest, steps)
        failed = _still_failed(steps, latest, first.started_at)
    return Backfill(
        first.tags[BACKFILL_TAG],
        _status(last, left, failed),
        total - left,
        total,
        failed if left else (),
        first.started_at,
        sum((run.ended_at or now) - run.started_at for run in runs),
        wanted,
    )


def _status(last: DagsterRun, left: int, failed: Sequence[str]) -> BackfillStatus:
    """Return the one word of a backfill whose last run is *last*."""
    if not last.is_finished:
        return "running"
    if not left:
        return "done"
    return "failed" if failed else "stopped"


def _still_failed(steps: Sequence[StepRecord], latest: Latest, since: float) -> tuple[str, ...]:
    """Return what of *steps* failed and was not made since a moment, as text, each once."""
    failed: dict[tuple[AssetKey, str | None], None] = {}
    for step in steps:
        if step.error is not None and not step.canceled:
            failed.update(dict.fromkeys(product(step.planned, step.places)))
    return tuple(
        _label(key, partition)
        for key, partition in failed
        if not _is_made_since(latest, key, partition, since)
    )


def _how_many_left(
    wanted: Mapping[AssetKey, Wanted],
    since: float,
    graph: AssetGraph,
    latest: Latest,
    steps: Sequence[StepRecord],
) -> int:
    """Return how much of *wanted* is not made; of what is not defined now, by its own runs."""
    made = {(each.key, each.partition) for step in steps for each in step.materializations}
    number = 0
    for key, each in wanted.items():
        left = _left_by_state(key, each, since, graph, latest)
        if left is None:
            left = max(0, each.count - sum(1 for one, _ in made if one == key))
        number += left
    return number


def _left_by_state(
    key: AssetKey, wanted: Wanted, since: float, graph: AssetGraph, latest: Latest
) -> int | None:
    """Return how much of *wanted* is not made; None where its definition cannot tell."""
    if key not in graph:
        return None
    try:
        return sum(map(len, left_of({key: wanted}, since, graph, latest).values()))
    except DagsterUnknownPartitionError:
        return None


def _is_made_since(latest: Latest, key: AssetKey, partition: str | None, since: float) -> bool:
    """Return whether a partition was made since a moment."""
    row = latest.get(key, {}).get(partition)
    return row is not None and row.at >= since


def _label(key: AssetKey, partition: str | None) -> str:
    """Return ``orders[2013-01-01]``, or the key alone."""
    return key.to_user_string() if partition is None else f"{key.to_user_string()}[{partition}]"


def _wanted(text: str) -> dict[AssetKey, Wanted]:
    """Return what the tag says."""
    return {
        AssetKey.from_user_string(name): Wanted(1, None)
        if each is None
        else Wanted(each["count"], tuple(PartitionKeyRange(*one) for one in each["ranges"]))
        for name, each in from_json(text).items()
    }
