"""Partitions definitions, mappings, and subsets as ordinal ranges.

A layer above `model`: it knows keys and time, and nothing of assets or of what has run::

    definition  --ordinal-->  OrdinalRanges  --mapping-->  OrdinalRanges  --key_at-->  keys
        |
    cron -> cadence (ticks by arithmetic) -> key_format
"""

from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.clock import PartitionLoadingContext, partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.dimension import PartitionDimensionDefinition
from dagbook.partitions.dynamic import (
    AddDynamicPartitionsRequest,
    DeleteDynamicPartitionsRequest,
    DynamicPartitionsDefinition,
)
from dagbook.partitions.inference import infer_partition_mapping
from dagbook.partitions.key_mappings import (
    AllPartitionMapping,
    IdentityPartitionMapping,
    LastPartitionMapping,
    SpecificPartitionsPartitionMapping,
    StaticPartitionMapping,
)
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow
from dagbook.partitions.mapping import (
    PartitionMapping,
    UpstreamPartitions,
    UpstreamPartitionsResult,
)
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.multi_key import MultiPartitionKey
from dagbook.partitions.multi_mapping import (
    DimensionPartitionMapping,
    MultiPartitionMapping,
    MultiToSingleDimensionPartitionMapping,
)
from dagbook.partitions.pages import PaginatedResults
from dagbook.partitions.partitions_subset import PartitionsSubset
from dagbook.partitions.schedule_type import ScheduleType
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.partitions.time_window_kinds import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from dagbook.partitions.time_window_mapping import TimeWindowPartitionMapping

__all__ = [
    "AddDynamicPartitionsRequest",
    "AllPartitionMapping",
    "BackfillPolicy",
    "DailyPartitionsDefinition",
    "DeleteDynamicPartitionsRequest",
    "DimensionPartitionMapping",
    "DynamicPartitionsDefinition",
    "HourlyPartitionsDefinition",
    "IdentityPartitionMapping",
    "LastPartitionMapping",
    "MonthlyPartitionsDefinition",
    "MultiPartitionKey",
    "MultiPartitionMapping",
    "MultiPartitionsDefinition",
    "MultiToSingleDimensionPartitionMapping",
    "OrdinalRanges",
    "PaginatedResults",
    "PartitionDimensionDefinition",
    "PartitionKeyRange",
    "PartitionLoadingContext",
    "PartitionMapping",
    "PartitionsDefinition",
    "PartitionsSubset",
    "ScheduleType",
    "SpecificPartitionsPartitionMapping",
    "StaticPartitionMapping",
    "StaticPartitionsDefinition",
    "TimeWindow",
    "TimeWindowPartitionMapping",
    "TimeWindowPartitionsDefinition",
    "UpstreamPartitions",
    "UpstreamPartitionsResult",
    "WeeklyPartitionsDefinition",
    "infer_partition_mapping",
    "partition_loading_context",
]
