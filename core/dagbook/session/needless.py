"""Resources that are bound and that nothing needs, such as one whose key is misspelt."""

from collections.abc import Iterable, Mapping
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.validation import manager_needs, required_resources
from dagbook.authoring.required_resources import with_needed
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation.names import similar


def needless(
    keys: Iterable[str], graph: AssetGraph, bound: Mapping[str, Any]
) -> dict[str, tuple[str, ...]]:
    """Return those of *keys* that nothing in *graph* needs, each with needed ones like it.

    Args:
        keys: Of resources.
        graph: What is live.
        bound: What is bound to each key, those of resources that others need included.
    """
    definitions = graph.definitions
    try:
        needed = {key for _, key in with_needed(required_resources(definitions), bound)}
    except DagsterInvalidDefinitionError:
        # A resource needs what has no key of its own; the run that needs it says so.
        return {}
    among = [key for key in keys if key not in needed]
    stores = {each.key for each in manager_needs(definitions, graph, among)}
    return {key: similar(key, sorted(needed)) for key in among if key not in stores}
