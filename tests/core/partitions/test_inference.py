import pytest

from dagbook.partitions import (
    AllPartitionMapping,
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    IdentityPartitionMapping,
    LastPartitionMapping,
    MultiPartitionsDefinition,
    MultiToSingleDimensionPartitionMapping,
    StaticPartitionsDefinition,
    TimeWindowPartitionMapping,
    infer_partition_mapping,
)

DAILY = DailyPartitionsDefinition("2024-01-01")
HOURLY = HourlyPartitionsDefinition("2024-01-01-00:00")
STATIC = StaticPartitionsDefinition(["a"])
DAILY_STATIC = MultiPartitionsDefinition({"day": DAILY, "letter": STATIC})


@pytest.mark.parametrize(
    ("down", "up", "mapping"),
    [
        (DAILY, HOURLY, TimeWindowPartitionMapping()),
        (STATIC, STATIC, IdentityPartitionMapping()),
        (DAILY, STATIC, IdentityPartitionMapping()),
        (STATIC, DAILY, IdentityPartitionMapping()),
        (DAILY, DAILY_STATIC, MultiToSingleDimensionPartitionMapping()),
        (DAILY_STATIC, STATIC, MultiToSingleDimensionPartitionMapping()),
        (HOURLY, DAILY_STATIC, MultiToSingleDimensionPartitionMapping()),
        (DAILY_STATIC, DAILY_STATIC, IdentityPartitionMapping()),
        (DAILY_STATIC, StaticPartitionsDefinition(["z"]), IdentityPartitionMapping()),
        (None, DAILY_STATIC, AllPartitionMapping()),
        (None, DAILY, AllPartitionMapping()),
        (DAILY, None, AllPartitionMapping()),
    ],
)
def test_the_mapping_follows_from_the_two_definitions(down, up, mapping):
    assert infer_partition_mapping(None, down, up) == mapping


def test_what_the_user_gives_stays():
    given = LastPartitionMapping()
    assert infer_partition_mapping(given, DAILY, HOURLY) is given
