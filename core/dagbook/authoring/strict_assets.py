"""The assets of one run or `Definitions`, resolved: what is wrong with any of them is raised."""

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.dependencies import ResolvedAssets, resolve_dependencies
from dagbook.errors import DagsterInvalidDefinitionError, DuplicateAssetKeyError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey


def strictly_resolved(definitions: tuple[AssetsDefinition, ...]) -> ResolvedAssets:
    """Return *definitions* with every dependency resolved, raising for what is wrong."""
    seen: set[AssetKey] = set()
    for each in definitions:
        for key in each.keys_in_order:
            if key in seen:
                raise DuplicateAssetKeyError(key.to_user_string())
            seen.add(key)
    checks: set[AssetCheckKey] = set()
    for output in (output for each in definitions for output in each.check_outputs):
        if output.check.key in checks:
            raise DagsterInvalidDefinitionError(
                f"Duplicate asset check key: {output.check.key.to_user_string()} is defined twice. "
                "Each check of an asset has a name of its own; rename one."
            )
        checks.add(output.check.key)
    nodes: dict[str, AssetsDefinition] = {}
    for each in definitions:
        if each.fn is not None and nodes.setdefault(each.op_name, each) is not each:
            _check_one_node(nodes[each.op_name], each)
    resolved = resolve_dependencies(definitions)
    for problem in resolved.problems.values():
        raise problem
    return resolved


def node_of(definition: AssetsDefinition) -> object:
    """Return what runs for *definition*: its function, or the graph of ops that makes it."""
    node = definition.options.node
    return definition.fn if node is None else node.graph


def _check_one_node(one: AssetsDefinition, other: AssetsDefinition) -> None:
    """Raise unless *one* and *other*, of one name, are run by the same."""
    if node_of(one) is not node_of(other):
        names = [
            ", ".join(key.to_user_string() for key in each.keys_in_order) for each in (one, other)
        ]
        raise DagsterInvalidDefinitionError(
            f'Detected conflicting node definitions with the same name "{one.op_name}": what makes '
            f"{' and what makes '.join(names)}. Give one of them another name=."
        )
