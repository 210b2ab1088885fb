"""Runs that a call waits for, and what would run."""

from typing import Any

from dagbook.live.kernel import session
from dagbook.model.checks import AssetCheckEvaluation
from dagbook.session import check_results, determinism, rehearsal
from dagbook.session.backfilling import RunLimits
from dagbook.session.determinism import Determinism
from dagbook.session.events import RunSummary
from dagbook.session.plan_summary import PlanSummary
from dagbook.session.rehearsal import Rehearsal
from dagbook.status.backfills import Backfill


def materialize(
    selection: str | None = None,
    partitions: str | None = None,
    *,
    yes: bool = False,
    force: bool = False,
    run_config: Any = None,
    budget_seconds: float | None = None,
    processes: int | None = None,
) -> RunSummary:
    """Run assets, as ``%materialize`` does, and return how it went.

    Args:
        selection: What to make; None for everything that is missing or stale.
        partitions: "A", "A...B", "all", "missing", "stale", "failed" or "last 7".
        yes: Whether a large plan is confirmed.
        force: Whether what a failed blocking check blocks runs all the same.
        run_config: What the run sets of ops and resources: a `RunConfig`, or a dict.
        budget_seconds: No further step begins after so long.
        processes: Steps run in so many processes; None as the setting `parallel` says.

    Raises:
        DagsterInvalidConfigError: The config does not fit what runs.
        BaseException: What the first step that failed raised.
    """
    summary = session().materialize(
        selection,
        partitions,
        yes=yes,
        origin="dagbook.live",
        limits=RunLimits(budget_seconds, processes=processes),
        force=force,
        run_config=run_config,
    )
    if summary.error is not None:
        raise summary.error
    return summary


def plan(
    selection: str | None = None,
    partitions: str | None = None,
    *,
    force: bool = False,
    run_config: Any = None,
) -> PlanSummary:
    """Return what `materialize` would run, why, and about how long it takes; nothing runs.

    Args:
        selection: As in `materialize`.
        partitions: As in `materialize`.
        force: As in `materialize`.
        run_config: As in `materialize`; whether it fits is checked.

    Raises:
        DagsterInvalidConfigError: The config does not fit what would run.
    """
    return session().plan_summary(selection, partitions, force=force, run_config=run_config)


def rehearse(
    selection: str | None = None, partitions: str | None = None, *, rows: int = 1000
) -> Rehearsal:
    """Run assets on the first rows of what they read, keep nothing, and return what they made.

    Args:
        selection: What to make; None for all that is live.
        partitions: Which partitions; of an asset that has some, the last one by default.
        rows: How many rows of tables, arrays, lists and tuples are handed on.

    Raises:
        BaseException: What the first step that failed raised.
    """
    told = rehearsal.rehearse(session(), selection, partitions, rows=rows)
    if told.error is not None:
        raise told.error
    return told


def check_twice(selection: str | None = None, partitions: str | None = None) -> Determinism:
    """Run assets two times, keep nothing, and return whether both made the same.

    What differs is marked: what reads it is made again after each run of it.

    Args:
        selection: What to check; None for all that is live.
        partitions: Which partitions; of an asset that has some, the last one by default.

    Raises:
        BaseException: What the first step that failed raised.
    """
    told = determinism.check_twice(session(), selection, partitions)
    if told.error is not None:
        raise told.error
    return told


def check(selection: str | None = None) -> tuple[AssetCheckEvaluation, ...]:
    """Run the checks of assets on what is stored of them, and return what they found.

    Args:
        selection: Of which assets; None for all that have a value.

    Raises:
        BaseException: What the first check that could not run raised.
    """
    current = session()
    wanted = check_results.checks_of(current, selection)
    found = check_results.run_checks(current, wanted, "dagbook.live")
    if found.error is not None:
        raise found.error
    return found.evaluations


def backfills() -> tuple[Backfill, ...]:
    """Return the runs of several partitions, the newest first: what each wanted, made and left."""
    return session().backfills()


def resume(
    backfill_id: str | None = None,
    *,
    budget_seconds: float | None = None,
    processes: int | None = None,
) -> RunSummary:
    """Run what a backfill wanted and nothing made since it began, and return how it went.

    Args:
        backfill_id: Which; the newest that is not done by default.
        budget_seconds: As in `materialize`.
        processes: As in `materialize`.

    Raises:
        DagsterInvalidInvocationError: There is no such backfill, it runs, or it is done.
        BaseException: What the first step that failed raised.
    """
    summary = session().resume(
        backfill_id, budget_seconds=budget_seconds, processes=processes, origin="dagbook.live"
    )
    if summary.error is not None:
        raise summary.error
    return summary
