"""Partitions definitions, mappings, and subsets as ordinal ranges.

A layer above `model`: it knows keys and time, and nothing of assets or of what has run::

    definition  --ordinal-->  OrdinalRanges  --mapping-->  OrdinalRanges  --key_at-->  keys
        |
    cron -> cadence (ticks by arithmetic) -> key_format
"""

from dagbook.partitions.clock import PartitionLoadingContext, partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow
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

__all__ = [
    "DailyPartitionsDefinition",
    "HourlyPartitionsDefinition",
    "MonthlyPartitionsDefinition",
    "OrdinalRanges",
    "PartitionKeyRange",
    "PartitionLoadingContext",
    "PartitionsDefinition",
    "ScheduleType",
    "StaticPartitionsDefinition",
    "TimeWindow",
    "TimeWindowPartitionsDefinition",
    "WeeklyPartitionsDefinition",
    "partition_loading_context",
]
