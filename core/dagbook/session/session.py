"""`Session`: live definitions, the store and the run queue; what magics and the panel use.

One object in a file a subject, each of which builds on the one before::

    Watching -> Defined -> Standing -> Running -> Session
    events      store,     statuses,   plan,      values, history,
                live       why         runs       logs
"""

from collections.abc import Sequence
from typing import Any

from dagbook.execution.step_lines import STORING
from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LogLine
from dagbook.partitions.keys import PartitionsRequest
from dagbook.session.history import HistoryRow, check_asked, history_rows
from dagbook.session.loading import load_stored
from dagbook.session.logs import read_lines
from dagbook.session.running import Running
from dagbook.session.wiping import (
    FindTargets,
    Stored,
    Target,
    UndoSummary,
    WipeSummary,
    keys_meant,
    undo,
    undo_targets,
    wipe,
    wipe_plan,
    wipe_targets,
)


class Session(Running):
    """What one kernel holds; safe to use from any thread.

    Args:
        root: The store's folder; made when it is missing.
        notebook: Which notebook or program this is, for the records.

    Raises:
        StoreError: The folder cannot be used.
    """

    def load(self, name: str, partition_key: str | Sequence[str] | None = None) -> Any:
        """Return the stored value of an asset, also of one that this kernel does not define.

        Args:
            name: The key, as `sales/orders`.
            partition_key: Which partition; of several, or of all with "all", a dict comes back.

        Raises:
            UnknownAssetError: Nothing defines it and nothing is stored of it.
            AssetNotMaterializedError: It has no stored value.
        """
        graph = self.graph()
        with self.partitions_now():
            return load_stored(
                self.instance,
                self.io_manager,
                graph,
                self.resources(graph),
                AssetKey.from_user_string(name),
                partition_key,
            )

    def wipe_plan(
        self, selection: str | Sequence[AssetKey], partitions: PartitionsRequest | None = None
    ) -> WipeSummary:
        """Return what `wipe` would take."""
        with self.partitions_now():
            return wipe_plan(self._stored, self._targets(wipe_targets, selection, partitions))

    def wipe(
        self, selection: str | Sequence[AssetKey], partitions: PartitionsRequest | None = None
    ) -> WipeSummary:
        """Forget that assets were materialized, and free what their values take.

        Their history stays, marked as wiped. What another IO manager keeps stays where it is.

        Args:
            selection: Of which assets; one that nothing defines goes by its name.
            partitions: Which partitions, as `materialize` takes them; None means all.

        Returns:
            What went.

        Raises:
            DagsterError: The request does not fit what is there; see `wipe_targets`.
        """
        try:
            with self.partitions_now():
                return wipe(self._stored, self._targets(wipe_targets, selection, partitions))
        finally:
            self.announce_statuses_changed()

    def undo(
        self, selection: str | Sequence[AssetKey], partitions: PartitionsRequest | None = None
    ) -> UndoSummary:
        """Take the last materialization of assets back: the value before it is the latest again.

        Args:
            selection: Of which assets; one that nothing defines goes by its name.
            partitions: Which partitions, as `materialize` takes them; None means what the last run
                of each asset made.

        Returns:
            What was taken back, and what was not because the value before it is not there any more.

        Raises:
            DagsterError: The request does not fit what is there; see `undo_targets`.
        """
        try:
            with self.partitions_now():
                return undo(self._stored, self._targets(undo_targets, selection, partitions))
        finally:
            self.announce_statuses_changed()

    def history(
        self, name: str, partition_key: str | None = None, limit: int = 20
    ) -> tuple[HistoryRow, ...]:
        """Return the last materializations of an asset, newest first, wiped ones too.

        Args:
            name: The key, as `sales/orders`; also of one that nothing defines.
            partition_key: Which partition; None means all.
            limit: How many at most.

        Raises:
            UnknownAssetError: Nothing defines it and nothing is recorded of it.
            DagsterUnknownPartitionError: It has no such partition, and never had.
            DagsterInvalidInvocationError: It has no partitions.
        """
        log, key = self.instance.event_log, AssetKey.from_user_string(name)
        rows = history_rows(log, self.io_manager, key, partition_key, limit)
        if not rows:
            with self.partitions_now():
                check_asked(self.graph(), log, key, partition_key)
        return rows

    def logs(
        self,
        name: str | None = None,
        partition_key: str | None = None,
        *,
        run_id: str | None = None,
        level: str | int = 0,
        contains: str = "",
        after: int = 0,
        limit: int | None = 1000,
    ) -> tuple[LogLine, ...]:
        """Return what steps said, while they run too; see `read_lines`.

        Args:
            name: The key of what they made, as `sales/orders`; None means all.
            partition_key: For which partition; None means all.
            run_id: In which run; None means all.
            level: The lowest level, such as "warning".
            contains: Words in the line or its traceback.
            after: Only lines with a greater number.
            limit: How many at most: the newest.

        Raises:
            UnknownAssetError: Nothing defines it and nothing is recorded of it.
            DagsterUnknownPartitionError: It has no such partition, and never had.
            DagsterInvalidInvocationError: It has no partitions, or there is no such level.
        """
        log = self.instance.event_log
        key = None if name is None else AssetKey.from_user_string(name)
        found = read_lines(
            log.lines,
            run_id=run_id,
            asset=key,
            partition_key=partition_key,
            level=level,
            contains=contains,
            after=after,
            limit=limit,
        )
        if not found and key is not None:
            with self.partitions_now():
                check_asked(self.graph(), log, key, partition_key)
        return found

    @property
    def _stored(self) -> Stored:
        """Where values and their records are."""
        return Stored(self.instance.event_log, self.io_manager)

    def _targets(
        self,
        find: FindTargets,
        selection: str | Sequence[AssetKey],
        partitions: PartitionsRequest | None,
    ) -> tuple[Target, ...]:
        """Return what *find* finds in *selection* now."""
        graph, log = self.graph(), self.instance.event_log
        keys = keys_meant(graph, log, selection)
        return find(graph, self.statuses(graph), log, keys, partitions)

    def close(self) -> None:
        """End what runs and close the store."""
        self._queue.close()
        self.sets.close()
        STORING.end_if_idle()
