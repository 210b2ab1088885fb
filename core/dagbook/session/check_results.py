"""Running checks alone, and what they found."""

from collections.abc import Sequence
from dataclasses import dataclass

from dagbook.model.checks import AssetCheckEvaluation, AssetCheckKey
from dagbook.session.session import Session


@dataclass(frozen=True, slots=True)
class CheckResults:
    """What checks found.

    Args:
        evaluations: The latest of each check, for a partitioned one of each partition.
        error: What kept one from running, or None; a blocking check that fails is no error here.
    """

    evaluations: tuple[AssetCheckEvaluation, ...]
    error: BaseException | None = None


def run_checks(session: Session, wanted: Sequence[AssetCheckKey], origin: str) -> CheckResults:
    """Run the checks *wanted* on what is stored now, and return what they found.

    Raises:
        DagsterInvalidSubsetError: A check is not live.
    """
    summary = session.check(wanted, origin=origin)
    latest = session.instance.event_log.checks.latest()
    found = tuple(each.evaluation for key in wanted for each in latest.get(key, {}).values())
    blocks = any(each.blocking and not each.passed for each in found)
    return CheckResults(found, None if blocks else summary.error)


def checks_of(session: Session, selection: str | None) -> tuple[AssetCheckKey, ...]:
    """Return the checks of the assets of *selection*, or of all assets.

    Raises:
        DagsterInvalidSubsetError: The selection cannot be read, or names no asset.
    """
    graph = session.graph()
    chosen = graph.order if selection is None else graph.select(selection)
    return tuple(key for key in session.check_statuses(graph) if key.asset_key in chosen)
