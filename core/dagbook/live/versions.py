"""Values that assets had: told, compared, made the latest again, taken away."""

from collections.abc import Sequence

from dagbook.live.kernel import session
from dagbook.partitions.keys import PartitionsRequest
from dagbook.session import accepting, pruning, renames, restoring
from dagbook.session import ledger as ledgers
from dagbook.session.accepting import AcceptSummary
from dagbook.session.comparison import Comparison
from dagbook.session.history import HistoryRow
from dagbook.session.ledger import Ledger
from dagbook.session.materialized import MadeThen, made_then, numbered
from dagbook.session.pruning import Limits, PrunePlan, prune_plan
from dagbook.session.renames import Renamed
from dagbook.session.restoring import Restored, compare_versions
from dagbook.session.wiping import UndoSummary, WipeSummary


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
