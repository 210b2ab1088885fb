"""Run config by the window of each partition."""

from datetime import UTC, datetime

import pytest

from dagbook import (
    DagsterInvalidDefinitionError,
    DagsterUnknownPartitionError,
    daily_partitioned_config,
    hourly_partitioned_config,
    monthly_partitioned_config,
    weekly_partitioned_config,
)

BY_TIME = (
    hourly_partitioned_config,
    daily_partitioned_config,
    weekly_partitioned_config,
    monthly_partitioned_config,
)


def by_window(start, end):
    return {"start": start, "end": end}


@pytest.mark.parametrize("decorator", BY_TIME)
def test_a_decorator_without_its_start_date_is_refused_at_once(decorator):
    with pytest.raises(DagsterInvalidDefinitionError, match="start"):
        decorator(by_window)


@pytest.mark.parametrize("decorator", BY_TIME)
def test_a_function_for_tags_that_is_none_is_refused_at_once(decorator):
    with pytest.raises(DagsterInvalidDefinitionError, match=r"tags_for_partition_fn.*'late'"):
        decorator(datetime(2024, 1, 1, tzinfo=UTC), tags_for_partition_fn="late")


@pytest.mark.parametrize("decorator", BY_TIME)
@pytest.mark.parametrize("moment", [datetime(2024, 6, 1), datetime(2024, 8, 4)])  # noqa: DTZ001 - in the definition's zone
def test_config_and_tags_of_a_window_are_for_the_window_of_its_key(decorator, moment):
    config = decorator(moment, tags_for_partition_fn=lambda start, end: {"is": f"{start} {end}"})(
        by_window
    )
    for key in config.get_partition_keys(datetime(2024, 12, 1))[:3]:  # noqa: DTZ001 - as above
        window = config.partitions_def.time_window_for_partition_key(key)
        assert config.get_run_config_for_partition_key(key) == by_window(*window)
        assert config.get_tags_for_partition_key(key) == {
            "is": f"{window.start} {window.end}",
            "dagster/partition": key,
        }


def test_config_by_time_of_a_key_that_is_no_date_names_the_key():
    config = daily_partitioned_config("2024-01-01")(by_window)
    with pytest.raises(DagsterUnknownPartitionError, match="tomorrow"):
        config.get_run_config_for_partition_key("tomorrow")
