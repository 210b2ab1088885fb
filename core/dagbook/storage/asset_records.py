"""What the store knows of an asset, in Dagster's form."""

from dataclasses import dataclass

from dagbook.model.asset_key import AssetKey
from dagbook.storage.event_records import EventLogRecord
from dagbook.storage.views import EventLogEntry


@dataclass(frozen=True, slots=True)
class AssetEntry:
    """The last that happened to an asset.

    Args:
        asset_key: Which asset.
        last_materialization_record: Its newest materialization, or None.
        last_run_id: The run that last made it, or tried to; None when none did.
        last_observation_record: Its newest observation, or None.
    """

    asset_key: AssetKey
    last_materialization_record: EventLogRecord | None = None
    last_run_id: str | None = None
    last_observation_record: EventLogRecord | None = None

    @property
    def last_materialization(self) -> EventLogEntry | None:
        """The entry of its newest materialization, or None."""
        found = self.last_materialization_record
        return None if found is None else found.event_log_entry

    @property
    def last_observation(self) -> EventLogEntry | None:
        """The entry of its newest observation, or None."""
        found = self.last_observation_record
        return None if found is None else found.event_log_entry

    @property
    def last_materialization_storage_id(self) -> int | None:
        """The id of its newest materialization, or None."""
        found = self.last_materialization_record
        return None if found is None else found.storage_id


@dataclass(frozen=True, slots=True)
class AssetRecord:
    """An asset as it is stored.

    Args:
        storage_id: Where it stands among those that are returned, from 1.
        asset_entry: The last that happened to it.
    """

    storage_id: int
    asset_entry: AssetEntry
