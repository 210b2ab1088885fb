import pytest

from dagbook.partitions import (
    AllPartitionMapping,
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    IdentityPartitionMapping,
    LastPartitionMapping,
    StaticPartitionsDefinition,
    TimeWindowPartitionMapping,
    infer_partition_mapping,
)

DAILY = DailyPartitionsDefinition("2024-01-01")
HOURLY = HourlyPartitionsDefinition("2024-01-01-00:00")
STATIC = StaticPartitionsDefinition(["a"])


@pytest.mark.parametrize(
    ("down", "up", "mapping"),
    [
        (DAILY, HOURLY, TimeWindowPartitionMapping()),
        (STATIC, STATIC, IdentityPartitionMapping()),
        (DAILY, STATIC, IdentityPartitionMapping()),
        (STATIC, DAILY, IdentityPartitionMapping()),
        (None, DAILY, AllPartitionMapping()),
        (DAILY, None, AllPartitionMapping()),
    ],
)
def test_the_mapping_follows_from_the_two_definitions(down, up, mapping):
    assert infer_partition_mapping(None, down, up) == mapping


def test_what_the_user_gives_stays():
    given = LastPartitionMapping()
    assert infer_partition_mapping(given, DAILY, HOURLY) is given
