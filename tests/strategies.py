"""What hypothesis draws for dagbook's own kinds of values."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from dagbook.partitions import (
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    MultiPartitionsDefinition,
    OrdinalRanges,
    StaticPartitionsDefinition,
    TimeWindowPartitionsDefinition,
    WeeklyPartitionsDefinition,
)

TIMEZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns")
CRONS = ("0 */6 * * *", "*/20 * * * *", "15 1,2 * * *", "30 2 * * 1-5", "0 0 1,15 * *")


class Store(dict):
    """Keeps keys by name, as an instance does."""

    def get_dynamic_partitions(self, partitions_def_name):
        return list(self[partitions_def_name])

    def has_dynamic_partition(self, partitions_def_name, partition_key):
        return partition_key in self[partitions_def_name]


def ordinal_sets(highest=60):
    """Plain sets of ordinals."""
    return st.frozensets(st.integers(0, highest))


def ordinal_ranges(highest=60):
    """Sets of ordinals as ranges."""
    return ordinal_sets(highest).map(OrdinalRanges.of)


def moments(first_year=2020, last_year=2026):
    """Times in UTC, to the minute."""
    low = datetime(first_year, 1, 1, tzinfo=UTC)
    minutes = (datetime(last_year, 1, 1, tzinfo=UTC) - low) // timedelta(minutes=1)
    return st.integers(0, minutes).map(lambda minute: low + timedelta(minutes=minute))


@st.composite
def time_window_definitions(draw, timezones=TIMEZONES, longest_days=40):
    """Definitions by time, some days long, in time zones with and without clock changes."""
    start = draw(moments()).replace(tzinfo=None)
    facts = {"timezone": draw(st.sampled_from(timezones))}
    end = start + timedelta(days=draw(st.integers(0, longest_days)))
    kind = draw(st.sampled_from(("hourly", "daily", "weekly", "monthly", "cron")))
    minute = draw(st.sampled_from((0, 15, 30)))
    if kind == "cron":
        return TimeWindowPartitionsDefinition(
            start=start,
            end=end,
            fmt="%Y-%m-%d-%H:%M",
            cron_schedule=draw(st.sampled_from(CRONS)),
            **facts,
        )
    facts |= {"start_date": start, "end_date": end, "minute_offset": minute}
    if kind == "hourly":
        return HourlyPartitionsDefinition(**facts)
    facts["hour_offset"] = draw(st.sampled_from((0, 1, 2, 3, 17)))
    if kind == "daily":
        return DailyPartitionsDefinition(**facts)
    facts["end_date"] = start + timedelta(days=30 * draw(st.integers(0, longest_days)))
    if kind == "weekly":
        return WeeklyPartitionsDefinition(**facts, day_offset=draw(st.integers(0, 6)))
    return MonthlyPartitionsDefinition(**facts, day_offset=draw(st.integers(1, 31)))


STORE = Store(fruits=["pear", "apple", "fig"], none=[])
"""What the dynamic definitions below are kept by."""


def static_definitions(most=5):
    """Definitions of a few keys in any order."""
    keys = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=most)
    return keys.map(StaticPartitionsDefinition)


def dynamic_definitions():
    """Definitions whose keys are in `STORE`."""
    return st.sampled_from(sorted(STORE)).map(lambda name: DynamicPartitionsDefinition(name=name))


def dimensions():
    """Definitions that can be a dimension of others."""
    days = st.integers(0, 6).map(lambda days: datetime(2024, 1, 1) + timedelta(days=days))  # noqa: DTZ001 - wall time
    daily = days.map(lambda end: DailyPartitionsDefinition("2024-01-01", end_date=end))
    return static_definitions() | dynamic_definitions() | daily


def multi_definitions():
    """Definitions of two dimensions, whose names sort either way."""
    names = st.sampled_from([("x", "y"), ("y", "x")])
    return st.tuples(names, dimensions(), dimensions()).map(
        lambda drawn: MultiPartitionsDefinition(dict(zip(drawn[0], drawn[1:], strict=True)))
    )
