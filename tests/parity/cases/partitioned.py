"""Partitioned assets and their neighbours."""

from harness import Case

CASES = (
    Case(
        "a daily asset runs one partition",
        """
from dagster import DailyPartitionsDefinition, asset, materialize

daily = DailyPartitionsDefinition(start_date="2025-01-01", end_date="2025-01-10")


@asset(partitions_def=daily)
def a(context):
    window = context.partition_time_window
    return (
        context.partition_key,
        window.start.isoformat(),
        window.end.isoformat(),
        context.has_partition_key,
    )


RESULT = (
    materialize([a], partition_key="2025-01-03").output_for_node("a"),
    daily.get_partition_keys(),
)
""",
    ),
    Case(
        "a static asset runs one partition",
        """
from dagster import StaticPartitionsDefinition, asset, materialize


@asset(partitions_def=StaticPartitionsDefinition(["us", "eu", "asia"]))
def a(context):
    return context.partition_key


RESULT = [materialize([a], partition_key=key).output_for_node("a") for key in ("us", "asia")]
""",
    ),
    Case(
        "a daily asset reads the same day of a daily one",
        """
from dagster import DagsterInstance, DailyPartitionsDefinition, asset, materialize

daily = DailyPartitionsDefinition(start_date="2025-01-01", end_date="2025-01-10")


@asset(partitions_def=daily)
def a(context):
    return f"a of {context.partition_key}"


@asset(partitions_def=daily)
def b(context, a):
    return f"b of {context.partition_key} from {a}"


instance = DagsterInstance.ephemeral()
for day in ("2025-01-01", "2025-01-02"):
    materialize([a], instance=instance, partition_key=day)
result = materialize([a, b], instance=instance, partition_key="2025-01-01", selection=["b"])
RESULT = result.output_for_node("b")
""",
    ),
    Case(
        "an unpartitioned asset reads all partitions as a dict",
        """
from dagster import DagsterInstance, StaticPartitionsDefinition, asset, materialize


@asset(partitions_def=StaticPartitionsDefinition(["us", "eu"]))
def a(context):
    return context.partition_key.upper()


@asset
def total(a):
    return dict(sorted(a.items()))


instance = DagsterInstance.ephemeral()
for key in ("us", "eu"):
    materialize([a], instance=instance, partition_key=key)
RESULT = materialize([a, total], instance=instance, selection=["total"]).output_for_node("total")
""",
    ),
    Case(
        "a partitioned asset reads an unpartitioned one whole",
        """
from dagster import StaticPartitionsDefinition, asset, materialize


@asset
def rate():
    return 2


@asset(partitions_def=StaticPartitionsDefinition(["us", "eu"]))
def a(context, rate):
    return context.partition_key, rate


RESULT = materialize([rate, a], partition_key="eu").output_for_node("a")
""",
    ),
    Case(
        "a time window mapping reads the day before",
        """
from dagster import (
    AssetIn,
    DagsterInstance,
    DailyPartitionsDefinition,
    TimeWindowPartitionMapping,
    asset,
    materialize,
)

daily = DailyPartitionsDefinition(start_date="2025-01-01", end_date="2025-01-10")


@asset(partitions_def=daily)
def a(context):
    return context.partition_key


@asset(
    partitions_def=daily,
    ins={
        "a": AssetIn(partition_mapping=TimeWindowPartitionMapping(start_offset=-1, end_offset=-1))
    },
)
def b(context, a):
    return context.partition_key, a


instance = DagsterInstance.ephemeral()
materialize([a], instance=instance, partition_key="2025-01-04")
RESULT = materialize(
    [a, b], instance=instance, partition_key="2025-01-05", selection=["b"]
).output_for_node("b")
""",
    ),
    Case(
        "a weekly asset reads its days as a dict",
        """
from dagster import (
    DagsterInstance,
    DailyPartitionsDefinition,
    WeeklyPartitionsDefinition,
    asset,
    materialize,
)


@asset(partitions_def=DailyPartitionsDefinition(start_date="2025-01-05", end_date="2025-01-19"))
def day(context):
    return int(context.partition_key[-2:])


@asset(partitions_def=WeeklyPartitionsDefinition(start_date="2025-01-05", end_date="2025-01-19"))
def week(day):
    return dict(sorted(day.items()))


instance = DagsterInstance.ephemeral()
for n in range(5, 12):
    materialize([day], instance=instance, partition_key=f"2025-01-{n:02d}")
RESULT = materialize(
    [day, week], instance=instance, partition_key="2025-01-05", selection=["week"]
).output_for_node("week")
""",
    ),
    Case(
        "an asset reads its own partition before",
        """
from dagster import (
    AssetIn,
    DagsterInstance,
    DailyPartitionsDefinition,
    TimeWindowPartitionMapping,
    asset,
    materialize,
)

daily = DailyPartitionsDefinition(start_date="2025-01-01", end_date="2025-01-10")


@asset(
    partitions_def=daily,
    ins={
        "total": AssetIn(
            partition_mapping=TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)
        )
    },
)
def total(context, total):
    return (total or 0) + 1


instance = DagsterInstance.ephemeral()
seen = []
for n in (1, 2, 3):
    result = materialize([total], instance=instance, partition_key=f"2025-01-0{n}")
    seen.append(result.output_for_node("total"))
RESULT = seen
""",
    ),
    Case(
        "a multi partitioned asset has a key of two dimensions",
        """
from dagster import MultiPartitionsDefinition, StaticPartitionsDefinition, asset, materialize

both = MultiPartitionsDefinition(
    {
        "region": StaticPartitionsDefinition(["us", "eu"]),
        "colour": StaticPartitionsDefinition(["red"]),
    }
)


@asset(partitions_def=both)
def a(context):
    return str(context.partition_key), dict(context.partition_key.keys_by_dimension)


RESULT = (
    materialize([a], partition_key="red|us").output_for_node("a"),
    sorted(map(str, both.get_partition_keys())),
)
""",
    ),
    Case(
        "dynamic partitions come from the instance",
        """
from dagster import DagsterInstance, DynamicPartitionsDefinition, asset, materialize

files = DynamicPartitionsDefinition(name="files")


@asset(partitions_def=files)
def a(context):
    return context.partition_key


instance = DagsterInstance.ephemeral()
instance.add_dynamic_partitions("files", ["one", "two"])
RESULT = (
    materialize([a], instance=instance, partition_key="two").output_for_node("a"),
    list(instance.get_dynamic_partitions("files")),
)
""",
    ),
    Case(
        "the instance knows which partitions are materialized",
        """
from dagster import AssetKey, DagsterInstance, StaticPartitionsDefinition, asset, materialize


@asset(partitions_def=StaticPartitionsDefinition(["us", "eu"]))
def a():
    return 1


instance = DagsterInstance.ephemeral()
materialize([a], instance=instance, partition_key="eu")
RESULT = sorted(instance.get_materialized_partitions(AssetKey("a")))
""",
    ),
    Case(
        "a partition key that does not exist is refused",
        """
from dagster import StaticPartitionsDefinition, asset, materialize


@asset(partitions_def=StaticPartitionsDefinition(["us", "eu"]))
def a():
    return 1


materialize([a], partition_key="mars")
RESULT = None
""",
        culprit="mars",
    ),
    Case(
        "a day before the start is refused",
        """
from dagster import DailyPartitionsDefinition, asset, materialize


@asset(partitions_def=DailyPartitionsDefinition(start_date="2025-01-01"))
def a():
    return 1


materialize([a], partition_key="2024-12-31")
RESULT = None
""",
        culprit="2024-12-31",
    ),
    Case(
        "a key that is no date is refused",
        """
from dagster import DailyPartitionsDefinition, asset, materialize


@asset(partitions_def=DailyPartitionsDefinition(start_date="2025-01-01"))
def a():
    return 1


materialize([a], partition_key="yesterday")
RESULT = None
""",
        culprit="yesterday",
    ),
    Case(
        "a partitioned asset without a partition key that asks for it fails",
        """
from dagster import StaticPartitionsDefinition, asset, materialize


@asset(partitions_def=StaticPartitionsDefinition(["us", "eu"]))
def a(context):
    return context.partition_key


materialize([a])
RESULT = None
""",
        culprit="a",
    ),
    Case(
        "a partition key for an unpartitioned asset is refused",
        """
from dagster import asset, materialize


@asset
def a():
    return 1


materialize([a], partition_key="us")
RESULT = None
""",
        culprit="us",
        better="Dagster's check error is not public and does not say which key",
        ours_raises="DagsterInvalidInvocationError",
    ),
    Case(
        "assets of different partitions cannot run in one run",
        """
from dagster import StaticPartitionsDefinition, asset, materialize


@asset(partitions_def=StaticPartitionsDefinition(["us"]))
def a():
    return 1


@asset(partitions_def=StaticPartitionsDefinition(["red"]))
def b():
    return 1


materialize([a, b], partition_key="us")
RESULT = None
""",
        culprit="b",
    ),
    Case(
        "an upstream partition that was never made is an error",
        """
from dagster import DailyPartitionsDefinition, asset, materialize

daily = DailyPartitionsDefinition(start_date="2025-01-01", end_date="2025-01-10")


@asset(partitions_def=daily)
def a():
    return 1


@asset(partitions_def=daily)
def b(a):
    return a


materialize([a, b], partition_key="2025-01-02", selection=["b"])
RESULT = None
""",
        culprit="a",
    ),
)
