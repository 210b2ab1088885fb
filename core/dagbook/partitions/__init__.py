"""Partitions definitions, mappings, and subsets as ordinal ranges.

A layer above `model`: it knows keys and time, and nothing of assets or of what has run::

    definition  --ordinal-->  OrdinalRanges  --mapping-->  OrdinalRanges  --key_at-->  keys
        |
    cron -> cadence (ticks by arithmetic) -> key_format
"""

from dagbook.foundation.lazy import lazy_exports

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

__getattr__ = lazy_exports(
    __name__,
    {
        "backfill_policy": ("BackfillPolicy",),
        "clock": ("PartitionLoadingContext", "partition_loading_context"),
        "definition": ("PartitionsDefinition",),
        "dimension": ("PartitionDimensionDefinition",),
        "dynamic": (
            "AddDynamicPartitionsRequest",
            "DeleteDynamicPartitionsRequest",
            "DynamicPartitionsDefinition",
        ),
        "inference": ("infer_partition_mapping",),
        "key_mappings": (
            "AllPartitionMapping",
            "IdentityPartitionMapping",
            "LastPartitionMapping",
            "SpecificPartitionsPartitionMapping",
            "StaticPartitionMapping",
        ),
        "keys": ("PartitionKeyRange", "TimeWindow"),
        "mapping": ("PartitionMapping", "UpstreamPartitions", "UpstreamPartitionsResult"),
        "multi": ("MultiPartitionsDefinition",),
        "multi_key": ("MultiPartitionKey",),
        "multi_mapping": (
            "DimensionPartitionMapping",
            "MultiPartitionMapping",
            "MultiToSingleDimensionPartitionMapping",
        ),
        "pages": ("PaginatedResults",),
        "partitions_subset": ("PartitionsSubset",),
        "schedule_type": ("ScheduleType",),
        "static": ("StaticPartitionsDefinition",),
        "subset": ("OrdinalRanges",),
        "time_window": ("TimeWindowPartitionsDefinition",),
        "time_window_kinds": (
            "DailyPartitionsDefinition",
            "HourlyPartitionsDefinition",
            "MonthlyPartitionsDefinition",
            "WeeklyPartitionsDefinition",
        ),
        "time_window_mapping": ("TimeWindowPartitionMapping",),
    },
)
