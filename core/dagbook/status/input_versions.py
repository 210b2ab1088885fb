"""The version of what is read: of one value, or of many partitions together. Pure."""

from collections.abc import Mapping, Sequence

from dagbook.foundation.digest import digest
from dagbook.model.records import StoredMaterialization

MISSING_VERSION = ""
"""The version of what was never materialized."""

_HALF = 16


def version_read(
    latest: Mapping[str | None, StoredMaterialization], partition_keys: Sequence[str] | None
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
        found = latest.get(None)
        return found.version if found else MISSING_VERSION
    if len(partition_keys) == 1:
        found = latest.get(partition_keys[0])
        return found.version if found else MISSING_VERSION
    versions: list[str] = []
    for key in partition_keys:
        found = latest.get(key)
        versions.append(found.version if found else MISSING_VERSION)
    return f"{digest(partition_keys)[:_HALF]}{digest(versions)[:_HALF]}"


def same_partitions(one: str, other: str) -> bool:
    """Return whether two versions of several partitions are of the same ones."""
    return one[:_HALF] == other[:_HALF]
