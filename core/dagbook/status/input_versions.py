"""The version of what is read: of one value, or of many partitions together. Pure."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dagbook.foundation.digest import digest
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredMaterialization
from dagbook.storage.observed import Observed

MISSING_VERSION = ""
"""The version of what was never materialized."""

USER = "user:"
"""What a version begins with that the user gave."""

_HALF = 16


class HasVersion(Protocol):
    """A materialization, recorded or about to be."""

    @property
    def version(self) -> str:
        """Equal exactly when its value is."""


def version_read(
    latest: Mapping[str | None, HasVersion], partition_keys: Sequence[str] | None
) -> str:
    """Return the version of what a step reads of one asset.

    Args:
        latest: The asset's latest materialization by partition.
        partition_keys: Which partitions are read, in order; None for an asset without partitions.

    Returns:
        The version of the one value that is read; of several partitions one digest of all keys and
        versions, half of it of the keys alone; `MISSING_VERSION` where nothing was materialized.
    """
    if partition_keys is None:
        return version_of(latest.get(None))
    if len(partition_keys) == 1:
        return version_of(latest.get(partition_keys[0]))
    versions = [version_of(latest.get(key)) for key in partition_keys]
    return f"{digest(partition_keys)[:_HALF]}{digest(versions)[:_HALF]}"


def version_of(found: HasVersion | None) -> str:
    """Return the version of the one value *found*; `MISSING_VERSION` where there is none."""
    return found.version if found is not None else MISSING_VERSION


def rows_read(
    latest: Mapping[str | None, StoredMaterialization], key: AssetKey, observed: Observed
) -> Mapping[str | None, StoredMaterialization]:
    """Return the rows whose versions are read of *key*: those of newer observations among them.

    Args:
        latest: The asset's latest materialization by partition.
        key: The asset.
        observed: The data versions that were observed last.
    """
    seen = observed.get(key)
    if not seen:
        return latest
    newer = {
        partition: StoredMaterialization(
            event, "", 0.0, 0.0, f"{USER}{version}", None, (), None, None
        )
        for partition, (event, version) in seen.items()
        if partition not in latest or latest[partition].event_id < event
    }
    return {**latest, **newer} if newer else latest


def all_rows_read(
    latest: Mapping[AssetKey, Mapping[str | None, StoredMaterialization]], observed: Observed
) -> Mapping[AssetKey, Mapping[str | None, StoredMaterialization]]:
    """Return of every asset the `rows_read`; the same mapping where nothing was observed."""
    if not observed:
        return latest
    seen = {key: rows_read(latest.get(key, {}), key, observed) for key in observed}
    return {**latest, **seen}


def same_partitions(one: str, other: str) -> bool:
    """Return whether two versions of several partitions are of the same ones."""
    return one[:_HALF] == other[:_HALF]
