"""The status of every check: what it found last, and whether that is of what is there now. Pure.

::

    latest evaluations + latest materializations + code  ->  CheckStatus
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from dagbook.asset_graph.check_nodes import CheckNode
from dagbook.asset_graph.check_plan import keys_read
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.virtual import with_behind
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.check_outputs import CheckOutput
from dagbook.foundation.digest import digest
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey, AssetCheckSeverity
from dagbook.model.records import StoredCheck, StoredMaterialization
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import ONE, Latest
from dagbook.status.input_versions import MISSING_VERSION, version_read
from dagbook.storage.event_records import event_of
from dagbook.versions.config_version import config_version_now
from dagbook.versions.files import FileVersion, version_now

LatestChecks = Mapping[AssetCheckKey, Mapping[str | None, StoredCheck]]
CheckCode = Callable[[AssetsDefinition, CheckOutput], str | None]
"""Tells the code version of a check; None where it cannot be told."""


_NOTHING_FOUND: Mapping[str | None, StoredCheck] = {}


class CheckState(Enum):
    """What a check found last, the worst of its partitions."""

    NOT_RUN = "not run"
    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"


_WORST = (CheckState.FAILED, CheckState.WARNED, CheckState.PASSED, CheckState.NOT_RUN)


@dataclass(frozen=True, slots=True)
class CheckStatus:
    """The status of one check.

    Args:
        key: The check.
        state: What it found last.
        blocking: Whether a failure blocks what is downstream.
        to_do: For which ordinals it was not run on what is there now, as the code is now; ordinal
            0 of a check without partitions. What was never materialized is not among them.
        failed: For which partitions it fails now with severity ERROR, None without partitions.
        latest: The evaluation that `state` is of, the newest of those; None when there is none.
    """

    key: AssetCheckKey
    state: CheckState
    blocking: bool
    to_do: OrdinalRanges = OrdinalRanges()  # noqa: RUF009 - immutable
    failed: frozenset[str | None] = frozenset()
    latest: StoredCheck | None = None

    @property
    def is_stale(self) -> bool:
        """Whether it ran, but not on what is there now, or not as its code is now."""
        return self.state is not CheckState.NOT_RUN and bool(self.to_do)

    @property
    def blocks(self) -> bool:
        """Whether it blocks what is downstream of its asset."""
        return self.blocking and bool(self.failed)


class CheckMemory:
    """The statuses of the last time, which stay while what they were worked out from does."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: Mapping[AssetCheckKey, tuple[tuple[object, ...] | None, CheckStatus]] = {}


def check_statuses(
    graph: AssetGraph,
    latest: Latest,
    found: LatestChecks,
    code_of: CheckCode,
    memory: CheckMemory | None = None,
    file_version: FileVersion = version_now,
) -> dict[AssetCheckKey, CheckStatus]:
    """Return the status of every check of *graph*.

    Args:
        graph: The assets and checks.
        latest: The latest materializations.
        found: The latest evaluations.
        code_of: Tells the code version of a check.
        memory: The statuses of the last time; makes this time faster.
        file_version: Tells the version of a file now.
    """
    known = {} if memory is None else memory.known
    told: dict[AssetCheckKey, tuple[tuple[object, ...] | None, CheckStatus]] = {}
    for key in graph.checks_in_order:
        node, own, before = graph.checks[key], found.get(key, _NOTHING_FOUND), known.get(key)
        basis = None if memory is None else _basis(graph, node, latest, own, code_of, file_version)
        if before is None or basis is None or before[0] != basis:
            before = basis, _status(graph, node, latest, own, code_of, file_version)
        told[key] = before
    if memory is not None:
        memory.known = told
    return {key: status for key, (_, status) in told.items()}


def _basis(
    graph: AssetGraph,
    node: CheckNode,
    latest: Latest,
    found: Mapping[str | None, StoredCheck],
    code_of: CheckCode,
    file_version: FileVersion,
) -> tuple[object, ...] | None:
    """Return all that the status of *node* is worked out from; None where partitions take part.

    What did not change is the same object, so that comparing two of these is cheap.
    """
    if node.spec.partitions_def is not None:
        return None
    code = None
    if node.is_alone:
        output = next(each for each in node.definition.check_outputs if each.check.key == node.key)
        code = code_of(node.definition, output)
    basis: list[object] = [node.definition, node.spec, found, code]
    basis += (file_version(*file) for each in found.values() for file in each.files)
    reads = with_behind(graph, {each: None for each in node.reads if each in graph})
    for asset in dict.fromkeys((node.key.asset_key, *node.reads, *reads)):
        there = graph.nodes.get(asset)
        if there is not None and there.partitions_def is not None:
            return None
        basis += (there is not None and there.is_external, there is None, latest.get(asset))
    return tuple(basis)


def reads_now(
    graph: AssetGraph,
    node: CheckNode,
    partition: str | None,
    latest: Latest,
    once: Mapping[AssetKey, AssetKey] | None = None,
) -> str | None:
    """Return the version of all that a check reads now; None when some of it is not there.

    Args:
        graph: The assets and checks.
        node: The check.
        partition: Of which partition.
        latest: The latest materializations.
        once: Which keys assets had, where they are to be read under those.
    """
    read: list[tuple[str, str]] = []
    own = node.spec.partitions_def
    direct = {
        parent: keys_read(graph, node.definition, parent, own, partition)
        for parent in node.reads
        if parent in graph
    }
    for parent, keys in with_behind(graph, direct).items():
        name = (once or {}).get(parent, parent)
        version = version_read(latest.get(name, {}), keys)
        if version == MISSING_VERSION and not graph.nodes[parent].is_external:
            return None
        read.append((name.to_user_string(), version))
    return digest(chain.from_iterable(sorted(read)))


def is_check_current(
    graph: AssetGraph,
    node: CheckNode,
    partition: str | None,
    latest: Latest,
    stored: StoredCheck | None,
    code_of: CheckCode,
    file_version: FileVersion = version_now,
) -> bool:
    """Return whether *stored* is of what is there now, by the code as it is now."""
    if stored is None:
        return False
    if not node.is_alone:
        made = latest.get(node.key.asset_key, {}).get(partition)
        return made is not None and _is_of(stored, made, node)
    if stored.config not in (None, _config_now(node, stored.config)):
        return False
    if any(file_version(name, was) != was for name, was in stored.files):
        return False
    reads = reads_now(graph, node, partition, latest)
    output = next(each for each in node.definition.check_outputs if each.check.key == node.key)
    code = code_of(node.definition, output)
    return reads == stored.reads and code is not None and code == stored.code


def _config_now(node: CheckNode, was: str | None) -> str | None:
    """Return what a run that says nothing of config tells the check *node*, told *was* before."""
    return None if was is None else config_version_now(node.definition, was)


def _is_of(stored: StoredCheck, made: StoredMaterialization, node: CheckNode) -> bool:
    """Return whether *stored* is of *made*, by the function that makes both."""
    if made.event_id == stored.event_id:
        return True
    if node.definition.options.node is None:
        return False
    # One op of a graph makes the asset, another the check, in either order.
    target = stored.evaluation.target_materialization_data
    return made.run_id == stored.run_id or (
        target is not None and made.event_id == event_of(target.storage_id)
    )


def _status(
    graph: AssetGraph,
    node: CheckNode,
    latest: Latest,
    found: Mapping[str | None, StoredCheck],
    code_of: CheckCode,
    file_version: FileVersion,
) -> CheckStatus:
    """Return the status of the check *node*, whose latest evaluations are *found*."""
    asset, partitions_def = node.key.asset_key, node.spec.partitions_def
    made = latest.get(asset, {})
    to_do = OrdinalRanges()
    if node.is_alone and asset in graph and partitions_def is None:
        current = is_check_current(
            graph, node, None, latest, found.get(None), code_of, file_version
        )
        if not current and reads_now(graph, node, None, latest) is not None:
            to_do = ONE
    elif node.is_alone and partitions_def is not None:
        keys = [
            key
            for key in made
            if key is not None
            and not is_check_current(
                graph, node, key, latest, found.get(key), code_of, file_version
            )
        ]
        to_do = partitions_def.subset_of(keys)
    states = {key: _state(each) for key, each in found.items()}
    state = next((each for each in _WORST if each in states.values()), CheckState.NOT_RUN)
    newest = max(
        (each for key, each in found.items() if states[key] is state),
        key=lambda each: each.event_id,
        default=None,
    )
    failed = frozenset(
        key
        for key, each in states.items()
        if each is CheckState.FAILED
        and is_check_current(graph, node, key, latest, found[key], code_of, file_version)
    )
    return CheckStatus(node.key, state, node.spec.blocking, to_do, failed, newest)


def _state(stored: StoredCheck) -> CheckState:
    """Return what one evaluation found."""
    if stored.evaluation.passed:
        return CheckState.PASSED
    error = stored.evaluation.severity is AssetCheckSeverity.ERROR
    return CheckState.FAILED if error else CheckState.WARNED


def checks_of_asset(
    statuses: Mapping[AssetCheckKey, CheckStatus], asset: AssetKey
) -> tuple[CheckStatus, ...]:
    """Return the statuses of the checks of *asset*, by name."""
    return tuple(each for key, each in statuses.items() if key.asset_key == asset)
