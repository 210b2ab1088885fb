"""What a materialization would record now: the versions of its code and of all it reads. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from dagbook.asset_graph.graph import AssetGraph, AssetNode
from dagbook.asset_graph.virtual import made_from
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.staleness_tag import judged_by
from dagbook.io_managers.notebook_local import holds_a_value
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import (
    CONFIG_INPUT,
    InputVersions,
    StoredMaterialization,
    is_own_input,
)
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.asset_status import AssetStatus, StatusInputs
from dagbook.status.input_versions import version_read
from dagbook.status.staleness import Provenance
from dagbook.versions.config_version import config_version_now
from dagbook.versions.files import FileVersion


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
    now = Present(graph, node, code, given, statuses).at(partition)
    row = given.latest.get(key, {}).get(partition)
    if row is None:
        return now
    return as_compared(now, row, node.definition, given.file_version)


def as_compared(
    now: Provenance,
    was: StoredMaterialization,
    definition: AssetsDefinition,
    file_version: FileVersion,
) -> Provenance:
    """Return *now* as it is compared with what *was* made.

    With the present versions of config and files among its inputs; and a view of which something
    is kept is judged like any other asset, as that is what those get that read it.
    """
    own = own_inputs_now(was.inputs, definition, file_version)
    if own:
        now = replace(now, inputs=(*now.inputs, *own))
    return replace(now, is_view=False) if now.is_view and holds_a_value(was) else now


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


class Present:
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
        self._is_view = node.output.spec.is_virtual
        reads = made_from(graph, node.key)
        self._reads = [
            (
                parent.to_user_string(),
                reads[parent],
                _readable(graph.nodes[parent], given.read(parent), statuses[parent].lost),
                statuses[parent].stale_roots,
            )
            for parent in sorted(reads, key=AssetKey.to_user_string)
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
        return Provenance(
            self._code, tuple(inputs), stale, self._judged, frozenset(several), self._is_view
        )


def _readable(
    node: AssetNode, rows: Mapping[str | None, StoredMaterialization], lost: OrdinalRanges
) -> Mapping[str | None, StoredMaterialization]:
    """Return those of *rows* whose value is not *lost*."""
    if not lost:
        return rows
    gone = {None} if node.partitions_def is None else set(node.partitions_def.keys_in(lost))
    return {partition: row for partition, row in rows.items() if partition not in gone}
