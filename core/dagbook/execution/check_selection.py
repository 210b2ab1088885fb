"""Which checks a run makes, and for which partitions."""

from collections.abc import Collection, Iterable
from typing import Any

from dagbook.asset_graph.check_plan import CheckTargets
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.parts import Targets
from dagbook.authoring.asset_selection import AssetSelection
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvalidSubsetError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.subset import OrdinalRanges

Checks = frozenset[AssetCheckKey]


def checks_selected(graph: AssetGraph, selection: Any, keys: Collection[AssetKey]) -> Checks:
    """Return the checks of *graph* that a run of *keys* by *selection* makes.

    Raises:
        DagsterInvalidDefinitionError: Some of the checks of one function that makes them all, or
            checks without the asset whose function makes them.
    """
    if not graph.checks:
        return frozenset()
    if isinstance(selection, AssetSelection):
        try:
            found = frozenset(selection.resolve_checks(graph))
        except DagsterInvalidSubsetError as error:
            raise DagsterInvalidDefinitionError(f"Error resolving selection: {error}") from error
    else:
        found = frozenset(key for key in graph.checks if key.asset_key in keys)
    wanted = frozenset(keys)
    for definition in {graph.checks[key].definition for key in graph.checks}:
        own = definition.check_keys
        part = own & found
        made = bool(wanted & definition.keys)
        if definition.can_subset:
            continue
        of_the_asset = bool(part) and bool(definition.outputs) and not made
        if (part != own and (part or made)) or of_the_asset:
            raise DagsterInvalidDefinitionError(
                f"{definition.op_name} makes {_names((*definition.keys, *own))} together and "
                f"cannot be split; the selection has "
                f"{_names((*(wanted & definition.keys), *part))} alone. Select all."
            )
    return found


def check_targets(
    graph: AssetGraph,
    checks: Iterable[AssetCheckKey],
    targets: Targets,
    partition_key: str | None = None,
) -> CheckTargets:
    """Return for which partitions the *checks* are made: those of their assets in *targets*.

    Args:
        graph: The assets and checks.
        checks: What is made.
        targets: Which assets are made, for which partitions.
        partition_key: The partition of the run, for checks whose asset is not made in it.
    """
    found: dict[AssetCheckKey, OrdinalRanges | None] = {}
    for key in checks:
        partitions_def = graph.checks[key].spec.partitions_def
        asset = key.asset_key
        own = graph.nodes[asset].partitions_def if asset in graph else None
        if partitions_def is None or own is None:
            found[key] = None
        elif asset in targets:
            found[key] = targets[asset]
        else:
            found[key] = (
                None if partition_key is None else partitions_def.subset_of([partition_key])
            )
    return found


def _names(keys: Iterable[AssetKey | AssetCheckKey]) -> str:
    """Return *keys* as text, sorted."""
    return ", ".join(sorted(key.to_user_string() for key in keys)) or "nothing"
