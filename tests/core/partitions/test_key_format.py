from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.partitions import (
    HourlyPartitionsDefinition,
    OrdinalRanges,
    TimeWindowPartitionsDefinition,
)
from dagbook.partitions.key_format import day_texts


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(-1, 800))
def test_days_are_written_a_month_at_a_time_as_one_by_one(first, count):
    low = first.toordinal()
    one_by_one = [date.fromordinal(low + day).isoformat() for day in range(count)]
    assert day_texts(low, low + count) == one_by_one


@given(
    st.datetimes(datetime(1960, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - wall time
    st.sampled_from(["0 * * * *", "20 * * * *", "0,30 * * * *", "*/7 * * * *"]),
    st.integers(0, 90),
    st.integers(0, 90),
)
def test_times_of_a_day_are_written_and_read_as_one_by_one(start, cron, skipped, count):
    fmt = "%Y-%m-%d-%H:%M"
    windows = TimeWindowPartitionsDefinition(
        start=start, fmt=fmt, cron_schedule=cron, end=start + timedelta(days=9)
    )
    places = OrdinalRanges.span(skipped, skipped + count)
    keys = windows.windows_keys(places)
    assert keys == [windows.window_at(place).start.strftime(fmt) for place in places]
    assert [windows.ordinal(key) for key in keys if windows.has_partition_key(key)] == [
        place for place in places if place < windows.count()
    ]


@pytest.mark.parametrize(
    "key",
    [
        "2024-01-01-00:15",
        "2024-01-01-24:00",
        "2024-01-01T00:00",
        "2024-02-30-00:00",
        "2024-1-01-00:00",
        "20240101-00:00",
        "2024-W01-1-00:00",
        "2024-01-01-00:00 ",
        "-00:00",
        "00:00",
        "",
    ],
)
def test_what_is_almost_a_time_is_no_key(key):
    hours = HourlyPartitionsDefinition(
        "2024-01-01-00:00", end_date=datetime(2025, 1, 1, tzinfo=UTC)
    )
    assert hours.ordinal("2024-01-01-00:00") == 0
    assert hours.ordinal(key) is None
