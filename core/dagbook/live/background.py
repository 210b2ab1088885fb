"""Runs in the background, the runs of the store, and what they said."""

from typing import Any

from dagbook.live.kernel import session
from dagbook.model.log_lines import LogLine
from dagbook.session.backfilling import RunLimits
from dagbook.session.debugging import Failure, find_failure
from dagbook.session.run_list import RunLine
from dagbook.session.runs import RunDetails, one_of


def start(
    selection: str | None = None,
    partitions: str | None = None,
    *,
    force: bool = False,
    run_config: Any = None,
    budget_seconds: float | None = None,
    processes: int | None = None,
) -> str:
    """Run assets in the background, as ``%materialize --background``; return the run's id at once.

    Args:
        selection: As in `materialize`.
        partitions: As in `materialize`.
        force: As in `materialize`.
        run_config: As in `materialize`.
        budget_seconds: As in `materialize`.
        processes: As in `materialize`.
    """
    return session().enqueue(
        selection,
        partitions,
        origin="dagbook.live",
        limits=RunLimits(budget_seconds, processes=processes),
        force=force,
        run_config=run_config,
    )


def cancel(run_id: str | None = None) -> bool:
    """End a run, the one that runs now without an id; return whether there was one."""
    current = session()
    return current.cancel(None if run_id is None else one_of(current.active_runs(), run_id))


def active_runs() -> tuple[str, ...]:
    """Return the ids of the runs that run or wait, in order."""
    return session().active_runs()


def wait(run_id: str | None = None) -> None:
    """Return when a run in the background ended, or all of them.

    Args:
        run_id: Its id, or the beginning of it.
    """
    current = session()
    current.wait(None if run_id is None else one_of(current.active_runs(), run_id))


def runs(limit: int = 20) -> tuple[RunLine, ...]:
    """Return the runs of the store, the newest first, at most *limit*."""
    return session().runs(limit)


def run_details(run_id: str) -> RunDetails:
    """Return one run and its steps.

    Args:
        run_id: Its id, or the beginning of it.

    Raises:
        DagsterInvalidInvocationError: There is none, or there are several.
    """
    return session().run_details(run_id)


def logs(
    name: str | None = None,
    partition_key: str | None = None,
    *,
    run_id: str | None = None,
    level: str | int = 0,
    contains: str = "",
    limit: int | None = 1000,
) -> tuple[LogLine, ...]:
    """Return what steps said, in the order in which they said it: the newest lines.

    Args:
        name: The key of what they made, as `sales/orders`; None means all.
        partition_key: For which partition; None means all.
        run_id: In which run, the beginning of its id is enough; None means all.
        level: The lowest level, such as "warning".
        contains: Words in the line or its traceback.
        limit: How many at most.

    Raises:
        UnknownAssetError: Nothing defines it and nothing is recorded of it.
        DagsterInvalidInvocationError: There is no such level.
    """
    current = session()
    if run_id is not None:
        run_id = one_of((each.run_id for each in current.instance.event_log.runs()), run_id)
    return current.logs(
        name, partition_key, run_id=run_id, level=level, contains=contains, limit=limit
    )


def failure(name: str, partition_key: str | None = None) -> Failure:
    """Return how an asset failed last: the error, its traceback, and the inputs of the step.

    What failed in an earlier kernel is run once more to see it fail; nothing of that is kept.

    Args:
        name: The key, as `sales/orders`.
        partition_key: Which partition; the one that failed last by default.

    Raises:
        UnknownAssetError: Nothing defines it.
        DagsterInvalidInvocationError: It did not fail, or does not fail any more.
    """
    return find_failure(session(), name, partition_key)
