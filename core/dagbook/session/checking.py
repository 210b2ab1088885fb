"""Checks in the interactive layer: which run with what, and what a failed one holds back. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dagbook.asset_graph.check_plan import CheckTargets
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.virtual import looks_through, made_from
from dagbook.errors import DagsterInvalidInvocationError, DagsterInvalidSubsetError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import Latest
from dagbook.status.check_status import CheckStatus
from dagbook.status.partition_requests import partitions_read

CheckStatuses = Mapping[AssetCheckKey, CheckStatus]


class BlockedByCheckError(DagsterInvalidInvocationError):
    """What is asked for reads an asset whose blocking check fails; ``str()`` says which."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An asset that does not run, because a blocking check upstream of it fails.

    Args:
        key: The asset.
        check: The check.
    """

    key: AssetKey
    check: AssetCheckKey

    @property
    def text(self) -> str:
        """Why, in one sentence, and what to do."""
        return (
            f"{self.key.to_user_string()} is held back: the blocking check "
            f"{self.check.to_user_string()} fails. Repair {self.check.asset_key.to_user_string()}, "
            "or run it all the same with --force."
        )


def checks_with(
    graph: AssetGraph,
    statuses: CheckStatuses,
    keys: Collection[AssetKey],
    wanted: Mapping[AssetKey, OrdinalRanges],
) -> CheckTargets:
    """Return the checks that run with *wanted*, and those that were not run on what is there.

    Args:
        graph: The assets and checks.
        statuses: How the checks stand.
        keys: Of which assets checks that are not current run too.
        wanted: Which ordinals of each asset run.
    """
    found: dict[AssetCheckKey, OrdinalRanges | None] = {}
    for key, status in statuses.items():
        node, asset = graph.checks[key], key.asset_key
        if not node.is_alone or asset not in graph:
            continue
        made = wanted.get(asset, OrdinalRanges())
        due = status.to_do if asset in keys else OrdinalRanges()
        if node.spec.partitions_def is None:
            if made or due:
                found[key] = None
        elif made | due:
            found[key] = made | due
    return found


def held_back(
    graph: AssetGraph, statuses: CheckStatuses, wanted: Mapping[AssetKey, OrdinalRanges]
) -> tuple[dict[AssetKey, OrdinalRanges], tuple[HeldBack, ...]]:
    """Return *wanted* without what a failed blocking check blocks, and what that is.

    A check of what runs itself is made again by the same run, and blocks then.
    """
    failing: dict[AssetKey, CheckStatus] = {}
    for key, status in statuses.items():
        if status.blocks and key.asset_key not in wanted:
            failing.setdefault(key.asset_key, status)
    if not failing:
        return dict(wanted), ()
    left: dict[AssetKey, OrdinalRanges] = {}
    held: dict[AssetKey, HeldBack] = {}
    for asset in (each for each in graph.order if each in wanted):
        because = _because(graph, asset, wanted[asset], failing, held)
        if because is None:
            left[asset] = wanted[asset]
        else:
            held[asset] = HeldBack(asset, because)
    return left, tuple(held.values())


def _because(
    graph: AssetGraph,
    key: AssetKey,
    wanted: OrdinalRanges,
    failing: Mapping[AssetKey, CheckStatus],
    held: Mapping[AssetKey, HeldBack],
) -> AssetCheckKey | None:
    """Return the check that blocks *key*, or None."""
    for parent in graph.parents[key]:
        if parent in held:
            return held[parent].check
        if parent in failing and _reads_failed(graph, key, parent, wanted, failing[parent]):
            return failing[parent].key
    for behind in made_from(graph, key) if looks_through(graph, key) else ():
        if behind in held:
            return held[behind].check
        if behind in failing and behind not in graph.parents[key]:
            return failing[behind].key
    return None


def _reads_failed(
    graph: AssetGraph,
    key: AssetKey,
    parent: AssetKey,
    wanted: OrdinalRanges,
    status: CheckStatus,
) -> bool:
    """Return whether *wanted* of *key* reads what of *parent* the check fails for."""
    if None in status.failed:
        return True
    partitions_def = graph.nodes[parent].partitions_def
    if partitions_def is None:
        return True
    failed = partitions_def.subset_of(key for key in status.failed if key is not None)
    return bool(partitions_read(graph, key, parent, wanted) & failed)


def check_places(
    graph: AssetGraph, latest: Latest, checks: Collection[AssetCheckKey]
) -> CheckTargets:
    """Return for which partitions *checks* can be made: those of their assets that have a value.

    Raises:
        DagsterInvalidSubsetError: A check is not there.
    """
    found: dict[AssetCheckKey, OrdinalRanges | None] = {}
    for key in checks:
        if key not in graph.checks:
            raise DagsterInvalidSubsetError(
                f"There is no check {key.to_user_string()}. Define it by @asset_check."
            )
        partitions_def = graph.checks[key].spec.partitions_def
        made = latest.get(key.asset_key, {})
        found[key] = (
            None
            if partitions_def is None
            else partitions_def.subset_of([each for each in made if each is not None])
        )
    return found
