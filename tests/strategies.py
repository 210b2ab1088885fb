"""What hypothesis draws for dagbook's own kinds of values."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from dagbook.partitions import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    OrdinalRanges,
    TimeWindowPartitionsDefinition,
    WeeklyPartitionsDefinition,
)

TIMEZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns")
CRONS = ("0 */6 * * *", "*/20 * * * *", "15 1,2 * * *", "30 2 * * 1-5", "0 0 1,15 * *")


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
