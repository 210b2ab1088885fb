"""The code of a graph of ops: that of each of them, and how they are connected."""

from dagbook.authoring.graph_node import GraphNode
from dagbook.foundation.digest import digest
from dagbook.versions.fingerprint import fingerprints
from dagbook.versions.parts import Fingerprint


def graph_code(node: GraphNode) -> Fingerprint:
    """Return what the ops of *node* are, with all they reach."""
    found = fingerprints(node.functions())
    known = [each.value for each in found if each.value is not None]
    parts = {(part.kind, part.name, part.digest): part for each in found for part in each.parts}
    return Fingerprint(
        digest(("graph", node.structure(), *known)) if len(known) == len(found) else None,
        None,
        tuple(parts.values()),
        tuple(dict.fromkeys(risk for each in found for risk in each.risks)),
    )
