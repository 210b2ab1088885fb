"""Badges from statuses: what an asset's status is, in one word, in words, and as ranges."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from dagbook.status.asset_status import AssetStatus
from dagbook.view.graph_view import CheckBadge, State, StatusBadge
from dagbook.view.humanize import count, one_line

_Known = tuple[AssetNode, AssetStatus, OrdinalRanges, bool, CheckBadge | None, str, StatusBadge]
"""What a badge is made of, and the badge."""

_NONE = OrdinalRanges()
_UNITS: dict[type, str] = {
    DailyPartitionsDefinition: "day",
    HourlyPartitionsDefinition: "hour",
    WeeklyPartitionsDefinition: "week",
    MonthlyPartitionsDefinition: "month",
}


class BadgeMemory:
    """The badges of the last time, which stay the same objects while nothing of them changes."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: Mapping[AssetKey, _Known] = {}


def badges(
    graph: AssetGraph,
    statuses: Mapping[AssetKey, AssetStatus],
    running: Mapping[AssetKey, OrdinalRanges],
    queued: Collection[AssetKey] = (),
    checks: Mapping[AssetKey, CheckBadge] = MappingProxyType({}),
    attempts: Mapping[AssetKey, str] = MappingProxyType({}),
    memory: BadgeMemory | None = None,
) -> dict[str, StatusBadge]:
    """Return the badge of every asset, by key as text.

    Args:
        graph: The assets.
        statuses: Their statuses.
        running: Which ordinals run now.
        queued: Which assets wait for their turn.
        checks: How the checks of each asset stand.
        attempts: In words, which attempt at what runs goes on, where it is not the first.
        memory: The badges of the last time; makes this time faster.
    """
    known = {} if memory is None else memory.known
    found: dict[AssetKey, _Known] = {}
    for key, node in graph.nodes.items():
        status, runs, waits = statuses[key], running.get(key, _NONE), key in queued
        checked, attempt, before = checks.get(key), attempts.get(key, ""), known.get(key)
        if before is None or not (
            before[0] is node
            and before[1] is status
            and (before[2] is runs or before[2] == runs)
            and before[3] is waits
            and before[4] == checked
            and before[5] == attempt
        ):
            made = badge(node, status, runs, is_queued=waits, checks=checked, attempt=attempt)
            before = node, status, runs, waits, checked, attempt, made
        found[key] = before
    if memory is not None:
        memory.known = found
    return {key.to_user_string(): each[-1] for key, each in found.items()}


def badge(
    node: AssetNode,
    status: AssetStatus,
    running: OrdinalRanges = _NONE,
    *,
    is_queued: bool = False,
    checks: CheckBadge | None = None,
    attempt: str = "",
) -> StatusBadge:
    """Return the badge of one asset."""
    state = _state(node, status, running, is_queued=is_queued)
    partitioned = node.partitions_def is not None
    return StatusBadge(
        state=state,
        text=attempt if state == "running" and attempt else _text(node, status, state),
        reasons=_reasons(node, status),
        materialized=status.materialized.ranges if partitioned else (),
        stale=status.stale.ranges if partitioned else (),
        failed=status.failed.ranges if partitioned else (),
        running=running.ranges if partitioned else (),
        at=status.latest.at if status.latest else None,
        seconds=status.latest.seconds if status.latest else None,
        size_bytes=status.size_bytes,
        checks=checks,
    )


def _state(  # noqa: PLR0911 - one case for each state
    node: AssetNode, status: AssetStatus, running: OrdinalRanges, *, is_queued: bool
) -> State:
    """Return the one word, the most urgent first."""
    if running:
        return "running"
    if is_queued:
        return "queued"
    if node.problem is not None:
        return "problem"
    if not status.is_known:
        return "never"
    if status.failed:
        return "failed"
    if not status.materialized:
        return "never"
    if status.missing:
        return "partial"
    return "stale" if status.stale else "fresh"


def _text(node: AssetNode, status: AssetStatus, state: State) -> str:
    """Return the status in words, short enough for a card."""
    if node.is_external:
        return "observable" if node.definition.is_observable else "external"
    if state == "problem":
        return one_line(str(node.problem))
    if node.partitions_def is None:
        if state == "failed" and status.failure:
            return f"failed: {status.failure.error.error_class}"
        if status.lost:
            return "value is gone"
        return ""
    unit = _UNITS.get(type(node.partitions_def), "partition")
    done = len(status.materialized)
    words = count(status.total, unit)
    if done != status.total:
        words = f"{done:,} of {words}"
    if status.stale:
        words += f", {len(status.stale):,} stale"
    if status.failed:
        words += f", {len(status.failed):,} failed"
    return words


def _reasons(node: AssetNode, status: AssetStatus) -> tuple[str, ...]:
    """Return why the asset is not as it should be, most important first."""
    reasons: list[str] = []
    if node.problem is not None:
        reasons.append(str(node.problem))
    if status.failure is not None and status.failed:
        error = status.failure.error
        reasons.append(f"{error.error_class}: {error.message}".strip().rstrip(":"))
    if status.lost:
        reasons.append("its value is gone and will be made again")
    reasons.extend(cause.text for cause in status.causes)
    return tuple(reasons)
