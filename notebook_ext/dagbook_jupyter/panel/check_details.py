"""The checks of one asset as the panel lists them."""

from dataclasses import dataclass

from dagbook.asset_graph.graph import AssetGraph
from dagbook.model.asset_key import AssetKey
from dagbook.session.session import Session
from dagbook.view.check_words import WORDS
from dagbook.view.graph_view import CheckWord
from dagbook_jupyter.panel.metadata_items import MetadataItem, metadata_item

_MOST_PARTITIONS = 20


@dataclass(frozen=True, slots=True)
class CheckDetails:
    """One check, and what it found last.

    Args:
        name: Its name.
        state: What it found, in a word.
        is_stale: Whether that is not of what is there now, or not by the code as it is now.
        blocking: Whether a failure blocks what is downstream.
        description: What it looks for; Markdown.
        found: What was found, in words; "" when nothing was said.
        at: When, seconds since the epoch; None when it never ran.
        failed_partitions: The first partitions that fail, in order.
        more_failed: How many more do.
        metadata: What was found.
    """

    name: str
    state: CheckWord
    is_stale: bool
    blocking: bool
    description: str = ""
    found: str = ""
    at: float | None = None
    failed_partitions: tuple[str, ...] = ()
    more_failed: int = 0
    metadata: tuple[MetadataItem, ...] = ()


def check_details(session: Session, graph: AssetGraph, key: AssetKey) -> tuple[CheckDetails, ...]:
    """Return the checks of the asset *key*, by name."""
    if not graph.checks_of.get(key):
        return ()
    statuses = session.check_statuses(graph)
    found = []
    for check, status in statuses.items():
        if check.asset_key != key:
            continue
        latest = status.latest
        evaluation = latest.evaluation if latest else None
        failed = sorted(each for each in status.failed if each is not None)
        items = evaluation.metadata.items() if evaluation else ()
        found.append(
            CheckDetails(
                check.name,
                WORDS[status.state],
                status.is_stale,
                status.blocking,
                graph.checks[check].spec.description or "",
                (evaluation.description or "") if evaluation else "",
                latest.at if latest else None,
                tuple(failed[:_MOST_PARTITIONS]),
                max(0, len(failed) - _MOST_PARTITIONS),
                tuple(metadata_item(label, value) for label, value in items),
            )
        )
    return tuple(found)
