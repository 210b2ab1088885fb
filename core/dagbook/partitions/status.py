"""How a partition of an asset stands, in Dagster's words."""

from enum import Enum


class AssetPartitionStatus(Enum):
    """The state of one partition of an asset."""

    MATERIALIZED = "MATERIALIZED"
    IN_PROGRESS = "IN_PROGRESS"
    FAILED = "FAILED"
