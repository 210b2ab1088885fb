"""The session from Python: what the magics do, as functions; for notebooks and programs.

`dagbook.load` is `load` here. Everything works on the session that ``%load_ext dagbook`` made.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dagbook.errors import DagsterInvariantViolationError
from dagbook.execution.ambient import ambient
from dagbook.model.checks import AssetCheckEvaluation
from dagbook.model.log_lines import LogLine
from dagbook.partitions.keys import PartitionsRequest
from dagbook.session import about as abouts
from dagbook.session import (
    accepting,
    check_results,
    determinism,
    forgetting,
    pruning,
    rehearsal,
    renames,
    restoring,
)
from dagbook.session import ledger as ledgers
from dagbook.session.about import About
from dagbook.session.accepting import AcceptSummary
from dagbook.session.asset_rows import Asset, asset_rows, selected_view
from dagbook.session.backfilling import RunLimits
from dagbook.session.comparison import Comparison
from dagbook.session.debugging import Failure, find_failure
from dagbook.session.determinism import Determinism
from dagbook.session.events import RunSummary
from dagbook.session.history import HistoryRow
from dagbook.session.ledger import Ledger
from dagbook.session.materialized import MadeThen, made_then, numbered
from dagbook.session.plan_summary import PlanSummary
from dagbook.session.pruning import Limits, PrunePlan, prune_plan
from dagbook.session.rehearsal import Rehearsal
from dagbook.session.renames import Renamed
from dagbook.session.resource_sets import ResourceSet
from dagbook.session.restoring import Restored, compare_versions
from dagbook.session.run_list import RunLine
from dagbook.session.runs import RunDetails, one_of
from dagbook.session.session import Session
from dagbook.session.settings import Settings
from dagbook.session.why import Why
from dagbook.session.wiping import UndoSummary, WipeSummary
from dagbook.status.backfills import Backfill
from dagbook.versions.ignoring import ignore_changes as ignore_changes  # noqa: PLC0414 - a public name of this module
from dagbook.view.graph_view import GraphView


def session() -> Session:
    """Return the session of this kernel.

    Raises:
        DagsterInvariantViolationError: No extension is loaded.
    """
    found = ambient()
    if isinstance(found, Session):
        return found
    raise DagsterInvariantViolationError(
        "There is no dagbook session here. In a notebook, run %load_ext dagbook first; elsewhere, "
        "use materialize(..., instance=DagsterInstance.get()) and Definitions.load_asset_value."
    )


def load(name: str, partition_key: str | Sequence[str] | None = None) -> Any:
    """Return the stored value of an asset, also of one that this kernel does not define.

    Args:
        name: The key, as `sales/orders`.
        partition_key: Which partition; of several, or of all with "all", a dict comes back.

    Raises:
        UnknownAssetError: Nothing defines it and nothing is stored of it.
        AssetNotMaterializedError: It has no stored value.
    """
    return session().load(name, partition_key)


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


def plan(selection: str | None = None, partitions: str | None = None) -> PlanSummary:
    """Return what `materialize` would run, why, and about how long it takes; nothing runs."""
    return session().plan_summary(selection, partitions)


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


def wipe(
    selection: str, partitions: PartitionsRequest | None = None, *, dry_run: bool = False
) -> WipeSummary:
    """Forget that assets were materialized, and free what their values take.

    Their history stays, marked as wiped. What another IO manager keeps stays where it is.

    Args:
        selection: Of which assets; one that nothing defines goes by its name.
        partitions: Which partitions, as `materialize` takes them; None means all.
        dry_run: Whether only to return what would go.
    """
    current = session()
    return (current.wipe_plan if dry_run else current.wipe)(selection, partitions)


def undo(selection: str, partitions: PartitionsRequest | None = None) -> UndoSummary:
    """Take the last materialization of assets back: the value before it is the latest again.

    Args:
        selection: Of which assets; one that nothing defines goes by its name.
        partitions: Which partitions, as `materialize` takes them; None means what the last run of
            each asset made.
    """
    return session().undo(selection, partitions)


def accept(
    selection: str, partitions: PartitionsRequest | None = None, *, revoke: bool = False
) -> AcceptSummary:
    """Say that a change of code does not matter: what older code made counts as made by the new.

    Only code is meant, with the resources and packages that count with it: a new value that an
    asset reads makes it stale as before.

    Args:
        selection: Of which assets.
        partitions: Which partitions, as `materialize` takes them; None means all.
        revoke: Whether to take back what was accepted instead, so that the change counts again.
    """
    if revoke:
        return accepting.revoke(session(), selection, partitions)
    return accepting.accept(session(), selection, partitions, origin="dagbook.live")


def history(name: str, partition_key: str | None = None, limit: int = 20) -> tuple[HistoryRow, ...]:
    """Return the last materializations of an asset, newest first, wiped ones too.

    Args:
        name: The key, as `sales/orders`; also of one that nothing defines.
        partition_key: Which partition; None means all.
        limit: How many at most.

    Raises:
        UnknownAssetError: Nothing defines it and nothing is recorded of it.
        DagsterUnknownPartitionError: It has no such partition, and never had.
    """
    return session().history(name, partition_key, limit)


def ledger(selection: str | None = None) -> Ledger:
    """Return what is stored by asset: on disk, in memory, what is lost at restart.

    Args:
        selection: Of which assets, each version apart; one that nothing defines goes by its name.
    """
    return ledgers.ledger(session(), selection)


def prune(
    selection: str | None = None,
    *,
    keep: int | None = None,
    older_than: float | None = None,
    orphans: bool = False,
    dry_run: bool = False,
) -> PrunePlan:
    """Remove value files of earlier versions, and what killed runs left; return what went.

    Only what this notebook made goes; latest values stay, and so does the history.

    Args:
        selection: Of which assets; None for all.
        keep: So many versions of each value stay; three, or one beside *older_than*.
        older_than: Only what is older than so many seconds goes.
        orphans: Whether all values of assets go that a cell removed.
        dry_run: Whether only to return what would go.
    """
    limits = Limits(keep, older_than, orphans)
    return (prune_plan if dry_run else pruning.prune)(session(), limits, selection)


def rename(old: str, new: str) -> Renamed:
    """Give the asset *new* the history and the values of *old*, which no cell defines any more.

    Args:
        old: The key there was.
        new: The key there is; nothing is stored of it yet.

    Raises:
        DagsterInvalidInvocationError: *old* is defined, or *new* has values of its own.
        UnknownAssetError: Nothing is stored of *old*.
    """
    return renames.rename(session(), old, new, origin="dagbook.live")


def materialization(
    name: str, number: int | None = None, partition_key: str | None = None
) -> MadeThen:
    """Return all that is kept of one materialization: its cell, inputs, source, metadata.

    Args:
        name: The key, as `sales/orders`.
        number: Which, as `history` numbers them; the latest by default.
        partition_key: Of which partition.

    Raises:
        DagsterInvalidInvocationError: There is no such number, or no partition is named.
        UnknownAssetError: Nothing is known of the asset.
        AssetNotMaterializedError: It was never materialized.
    """
    current = session()
    return made_then(current, numbered(current, name, number, partition_key))


def compare(
    name: str,
    old: int | None = None,
    new: int | None = None,
    partition_key: str | None = None,
    *,
    keys: Sequence[str] = (),
) -> Comparison:
    """Return what differs between two values that an asset had.

    Tables are compared by rows, dicts by key, arrays by place, all else as text. Of large tables
    the first ten million cells are compared, and the result says so.

    Args:
        name: The key, as `sales/orders`.
        old: The number of the one, as `history` numbers them; the one before *new* by default.
        new: The number of the other; the latest by default.
        partition_key: Of which partition.
        keys: The columns that tell which rows are the same; by default the index or the first
            column that tells all rows apart, else the place.

    Raises:
        AssetNotMaterializedError: A value is gone, or not kept by dagbook.
        DagsterInvalidInvocationError: There is no such number, or *keys* do not fit.
    """
    return compare_versions(session(), name, old, new, partition_key, tuple(keys))


def restore(name: str, number: int, partition_key: str | None = None) -> Restored:
    """Make a value that an asset had before its latest again; nothing is computed.

    Args:
        name: The key, as `sales/orders`.
        number: Which, as `history` numbers them.
        partition_key: Of which partition.

    Raises:
        DagsterInvalidInvocationError: There is no such number, it is the latest, or its value is
            gone or not kept by dagbook.
    """
    return restoring.restore(session(), name, number, partition_key, origin="dagbook.live")


def backfills() -> tuple[Backfill, ...]:
    """Return the runs of several partitions, the newest first: what each wanted, made and left."""
    return session().backfills()


def resume(backfill_id: str | None = None, *, budget_seconds: float | None = None) -> RunSummary:
    """Run what a backfill wanted and nothing made since it began, and return how it went.

    Args:
        backfill_id: Which; the newest that is not done by default.
        budget_seconds: As in `materialize`.

    Raises:
        DagsterInvalidInvocationError: There is no such backfill, it runs, or it is done.
        BaseException: What the first step that failed raised.
    """
    summary = session().resume(backfill_id, budget_seconds=budget_seconds, origin="dagbook.live")
    if summary.error is not None:
        raise summary.error
    return summary


def why(name: str, partition_key: str | None = None) -> Why:
    """Return why an asset is as it is: what changed, with the diff, and where that begins.

    Args:
        name: The key, as `sales/orders`.
        partition_key: Which partition; the first that is not fresh by default.

    Raises:
        UnknownAssetError: Nothing defines it.
        DagsterUnknownPartitionError: It has no such partition.
    """
    return session().why(name, partition_key)


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


def settings() -> Settings:
    """Return how dagbook behaves in this kernel; ``%config Dagbook`` changes it."""
    return session().settings


def move_store(folder: str | Path) -> None:
    """Move the store, with its values and history, to another folder, and go on there.

    Args:
        folder: A folder that is not there yet, or is empty.

    Raises:
        DagsterInvariantViolationError: Something runs.
        DagsterInvalidInvocationError: The folder is taken, or another process uses the store.
        StoreError: The folders cannot be read or written.
    """
    session().move_store(Path(folder).expanduser())


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


def use(name: str, resources: Mapping[str, Any] | None = None) -> ResourceSet:
    """Use a named set of resources from now on, with values and statuses of its own.

    Args:
        name: Which set; "default" for what cells define, and the real values.
        resources: Defines the set anew; None to use it as it was defined.

    Raises:
        DagsterInvalidInvocationError: This kernel does not define it.
        DagsterInvalidDefinitionError: The name or the resources cannot be used.
        DagsterInvariantViolationError: Something runs.
    """
    current = session()
    if resources is not None:
        current.define_set(name, resources)
    return current.use(name)


def define_set(name: str, resources: Mapping[str, Any]) -> ResourceSet:
    """Define a named set of resources, or define it anew; `use` uses it.

    Args:
        name: Letters, digits, _ and -.
        resources: By key.

    Raises:
        DagsterInvalidDefinitionError: The name or the resources cannot be used.
    """
    return session().define_set(name, resources)


def resource_sets() -> tuple[ResourceSet, ...]:
    """Return the named sets of resources of this kernel, the default first."""
    return session().sets.all()


def assets(selection: str | None = None) -> tuple[Asset, ...]:
    """Return every asset with its status, or those of *selection*, in topological order."""
    return asset_rows(session(), selection)


def lineage(selection: str | None = None) -> GraphView:
    """Return what the graph shows: a card for each asset, or for those of *selection*."""
    return selected_view(session(), selection)


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


def about() -> About:
    """Return dagbook's version, the store and what is in it, what the kernel holds, settings."""
    return abouts.about(session())


def forget(name: str) -> None:
    """Take the definition of an asset away; what is stored of it stays.

    Args:
        name: The key, as `sales/orders`.

    Raises:
        UnknownAssetError: Nothing defines it.
    """
    forgetting.forget(session(), name, "dagbook.live")


def reset() -> None:
    """Take every definition away; run the cells again. What is stored stays."""
    forgetting.reset(session())
