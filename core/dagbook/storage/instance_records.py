"""What `DagsterInstance` answers of events: of assets, and of how runs changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dagbook.errors import CheckError, ParameterCheckError
from dagbook.model.asset_key import AssetKey
from dagbook.model.events import DagsterEventType
from dagbook.partitions.status import AssetPartitionStatus
from dagbook.storage.asset_records import AssetEntry, AssetRecord
from dagbook.storage.event_log import EventLogStorage
from dagbook.storage.event_records import (
    AssetRecordsFilter,
    EventLogRecord,
    EventRecordsFilter,
    EventRecordsResult,
    RunStatusChangeRecordsFilter,
    from_cursor,
    page,
)
from dagbook.storage.record_queries import (
    RUN_CHANGES,
    asset_keys,
    materializations,
    observations,
    of_kind,
    run_changes,
)

_Query = Callable[..., list[EventLogRecord]]


class InstanceRecords:
    """The part of `DagsterInstance` that is about events.

    Attributes:
        event_log: What ran.
    """

    event_log: EventLogStorage

    def fetch_materializations(
        self,
        records_filter: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """Return a page of the materializations of an asset, newest first.

        Args:
            records_filter: Which asset, or which of its records.
            limit: How many a page.
            cursor: Of the page before.
            ascending: Oldest first.

        Example:
            >>> from dagbook.model.results import AssetMaterialization
            >>> from dagbook.storage.instance import DagsterInstance
            >>> with DagsterInstance.ephemeral() as instance:
            ...     for rows in (1, 2):
            ...         made = AssetMaterialization("orders", metadata={"rows": rows})
            ...         instance.report_runless_asset_event(made)
            ...     newest = instance.fetch_materializations(AssetKey("orders"), limit=1)
            >>> newest.records[0].asset_materialization.metadata
            {'rows': IntMetadataValue(value=2)}
        """
        return self._page(materializations, records_filter, limit, cursor, ascending)

    def fetch_observations(
        self,
        records_filter: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """Return a page of the observations of an asset; see `fetch_materializations`."""
        return self._page(observations, records_filter, limit, cursor, ascending)

    def _page(
        self, query: _Query, wanted: Any, limit: int, cursor: str | None, ascending: bool
    ) -> EventRecordsResult:
        """Return a page of what *query* finds of an asset."""
        if isinstance(wanted, AssetKey):
            wanted = AssetRecordsFilter(wanted)
        if not isinstance(wanted, AssetRecordsFilter):
            raise ParameterCheckError(
                f'Param "records_filter" is not an AssetKey or AssetRecordsFilter. Got {wanted!r}.'
            )
        wanted = from_cursor(wanted, cursor, ascending=ascending)
        return page(query(self.event_log, wanted, ascending=ascending, limit=limit), limit, cursor)

    def get_latest_data_version_record(
        self,
        key: AssetKey,
        is_source: bool | None = None,
        partition_key: str | None = None,
        before_cursor: int | None = None,
        after_cursor: int | None = None,
    ) -> EventLogRecord | None:
        """Return the record that says which data version an asset has; None when none does.

        Args:
            key: Which asset.
            is_source: True for its newest observation, False for its newest materialization; by
                default the latter, else the former.
            partition_key: Of which partition; of whichever by default.
            before_cursor: Only what has a smaller storage id.
            after_cursor: Only what has a greater one.
        """
        wanted = AssetRecordsFilter(
            key,
            [partition_key] if partition_key else None,
            before_storage_id=before_cursor,
            after_storage_id=after_cursor,
        )
        for query in (materializations, observations):
            if is_source is None or is_source is (query is observations):
                for record in query(self.event_log, wanted, ascending=False, limit=1):
                    return record
        return None

    def fetch_run_status_changes(
        self,
        records_filter: DagsterEventType | RunStatusChangeRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """Return a page of the events that say that runs changed their state, newest first.

        Args:
            records_filter: Which kind of event, such as ``DagsterEventType.RUN_FAILURE``, or more.
            limit: How many a page.
            cursor: Of the page before.
            ascending: Oldest first.

        Raises:
            CheckError: The kind is not one of runs.
        """
        wanted = records_filter
        if isinstance(wanted, DagsterEventType):
            wanted = RunStatusChangeRecordsFilter(wanted)
        if wanted.event_type not in RUN_CHANGES:
            raise CheckError(
                f"{wanted.event_type} is no change of a run's state. Ask for RUN_SUCCESS, "
                "RUN_FAILURE, RUN_CANCELED or another that begins with RUN."
            )
        wanted = from_cursor(wanted, cursor, ascending=ascending)
        found = run_changes(self.event_log, wanted, ascending=ascending, limit=limit)
        return page(found, limit, cursor)

    def get_event_records(
        self,
        event_records_filter: EventRecordsFilter,
        limit: int | None = None,
        ascending: bool = False,
    ) -> Sequence[EventLogRecord]:
        """Return the records of one kind of event, newest first.

        Args:
            event_records_filter: Which.
            limit: At most so many.
            ascending: Oldest first.
        """
        return of_kind(self.event_log, event_records_filter, ascending=ascending, limit=limit)

    def get_asset_records(
        self, asset_keys: Sequence[AssetKey] | None = None
    ) -> Sequence[AssetRecord]:
        """Return what is known of assets.

        Args:
            asset_keys: Which; all by default. What nothing is known of is left out.
        """
        known = list(self._known_assets())
        wanted = None if asset_keys is None else set(asset_keys)
        return [
            AssetRecord(at, self._asset_entry(key))
            for at, key in enumerate(known, start=1)
            if wanted is None or key in wanted
        ]

    def _known_assets(self) -> Sequence[AssetKey]:
        """Return the assets that something is known of, sorted."""
        return asset_keys(self.event_log)

    def _asset_entry(self, key: AssetKey) -> AssetEntry:
        """Return the last that happened to *key*."""
        log, wanted = self.event_log, AssetRecordsFilter(key)
        made = materializations(log, wanted, ascending=False, limit=1)
        seen = observations(log, wanted, ascending=False, limit=1)
        runs = [(each.at, each.run_id) for each in log.failures().get(key, {}).values()]
        runs += [(each.timestamp, each.run_id) for each in made if each.run_id]
        return AssetEntry(
            key,
            made[0] if made else None,
            max(runs)[1] if runs else None,
            seen[0] if seen else None,
        )

    def get_status_by_partition(
        self,
        asset_key: AssetKey,
        partition_keys: Sequence[str],
        partitions_def: Any = None,  # noqa: ARG002 - Dagster's signature; keys are looked up
    ) -> Mapping[str, AssetPartitionStatus | None] | None:
        """Return how partitions of an asset stand; None where nothing was made of one.

        Args:
            asset_key: Which asset.
            partition_keys: Which partitions of it.
            partitions_def: Its partitions.
        """
        made = self.event_log.latest(asset_key)
        failed = self.event_log.failures().get(asset_key, {})
        return {
            key: AssetPartitionStatus.FAILED
            if key in failed
            else AssetPartitionStatus.MATERIALIZED
            if key in made
            else None
            for key in partition_keys
        }
