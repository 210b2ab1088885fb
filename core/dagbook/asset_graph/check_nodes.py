"""The checks of a graph: what makes each, and what it waits for. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey


@dataclass(frozen=True, slots=True)
class CheckNode:
    """One check of the graph.

    Args:
        spec: What is said of it.
        definition: The definition that makes it: of checks alone, or of the asset.
    """

    spec: AssetCheckSpec
    definition: AssetsDefinition

    @property
    def key(self) -> AssetCheckKey:
        """Its key."""
        return self.spec.key

    @property
    def is_alone(self) -> bool:
        """Whether a step of its own makes it, and not that of the asset."""
        return not self.definition.outputs

    @property
    def reads(self) -> tuple[AssetKey, ...]:
        """Every asset that it depends on, in order."""
        return tuple(self.definition.upstream_mappings)


def check_nodes(definitions: Iterable[AssetsDefinition]) -> dict[AssetCheckKey, CheckNode]:
    """Return the checks that *definitions* make; of two of one key the later."""
    return {
        output.check.key: CheckNode(output.check, definition)
        for definition in definitions
        for output in definition.check_outputs
    }


def checks_by_asset(
    checks: Mapping[AssetCheckKey, CheckNode],
) -> dict[AssetKey, tuple[CheckNode, ...]]:
    """Return the checks of each asset that has any, by name."""
    found: dict[AssetKey, list[CheckNode]] = {}
    for key in sorted(checks):
        found.setdefault(key.asset_key, []).append(checks[key])
    return {key: tuple(nodes) for key, nodes in found.items()}
