from bisect import bisect_right
from datetime import UTC, datetime, timedelta

import pytest

from dagbook.partitions import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    MultiPartitionsDefinition,
    StaticPartitionsDefinition,
    TimeWindowPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from dagbook.view.encode import to_json
from dagbook.view.partition_views import MOST_LISTED, partitions_view

HOUR = "%Y-%m-%d-%H:%M"


def windows(cron, fmt, start, end, timezone=None):
    return TimeWindowPartitionsDefinition(
        start=start, end=end, fmt=fmt, cron_schedule=cron, timezone=timezone
    )


def written(view):
    """The keys as the page writes them: by arithmetic from the anchor before."""
    anchors = [(0, view.first), *view.anchors]
    starts = [ordinal for ordinal, _ in anchors]
    keys = []
    for ordinal in range(view.count):
        base, key = anchors[bisect_right(starts, ordinal) - 1]
        if ordinal == base:
            keys.append(key)
            continue
        size = len(datetime(2024, 1, 1, tzinfo=UTC).strftime(view.fmt))
        shown = datetime.strptime(key[:size], view.fmt).replace(tzinfo=UTC)
        steps = ordinal - base
        if view.kind == "monthly":
            months = shown.year * 12 + shown.month - 1 + steps
            shown = shown.replace(year=months // 12, month=months % 12 + 1)
        else:
            minutes = {"hourly": view.minutes, "daily": 1440, "weekly": 7 * 1440}[view.kind]
            shown += timedelta(minutes=steps * minutes)
        keys.append(shown.strftime(view.fmt))
    return keys


REGULAR = {
    "days": ("daily", DailyPartitionsDefinition("2023-01-01", end_date="2024-03-01")),
    "days without sundays": (
        "daily",
        DailyPartitionsDefinition("2024-01-01", end_date="2024-03-01", exclusions=["0 0 * * 0"]),
    ),
    "weekdays": ("daily", windows("0 0 * * 1-5", "%Y-%m-%d", "2024-01-01", "2024-06-01")),
    "days written short": (
        "daily",
        DailyPartitionsDefinition("20240101", end_date="20240301", fmt="%Y%m%d"),
    ),
    "hours": (
        "hourly",
        HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-02-01-00:00"),
    ),
    "half past": (
        "hourly",
        HourlyPartitionsDefinition(
            "2024-01-01-00:00", end_date="2024-01-09-00:00", minute_offset=30
        ),
    ),
    "hours where clocks change": (
        "hourly",
        HourlyPartitionsDefinition(
            "2024-01-01-00:00", end_date="2025-01-01-00:00", timezone="America/New_York"
        ),
    ),
    "quarters of an hour": (
        "hourly",
        windows("*/15 * * * *", HOUR, "2024-01-01-00:00", "2024-01-05-00:00"),
    ),
    "office hours": (
        "hourly",
        windows("0 9-17 * * *", HOUR, "2024-01-01-00:00", "2024-03-01-00:00"),
    ),
    "weeks": ("weekly", WeeklyPartitionsDefinition("2023-01-01", end_date="2025-01-01")),
    "months": ("monthly", MonthlyPartitionsDefinition("2015-01-01", end_date="2025-01-01")),
    "months without a day": (
        "monthly",
        MonthlyPartitionsDefinition("2015-01", end_date="2025-01", fmt="%Y-%m"),
    ),
}


@pytest.mark.parametrize(("kind", "definition"), REGULAR.values(), ids=REGULAR)
def test_arithmetic_gives_exactly_the_keys_of_what_is_drawn_by_time(kind, definition):
    view = partitions_view(definition)
    assert view.kind == kind
    assert view.keys == ()
    assert written(view) == list(definition.get_partition_keys())


IRREGULAR = {
    "quarters": windows("0 0 1 */3 *", "%Y-%m-%d", "2000-01-01", "2024-01-01"),
    "a format that starts with the day": DailyPartitionsDefinition(
        "01.01.2024", end_date="01.03.2024", fmt="%d.%m.%Y"
    ),
    "hours named by their day": windows("0 * * * *", "%Y-%m-%d", "2024-01-01", "2024-01-03"),
    "months that end": MonthlyPartitionsDefinition(
        "2024-01-01", end_date="2025-01-01", day_offset=31
    ),
    "texts": StaticPartitionsDefinition(["b", "a"]),
}


@pytest.mark.parametrize("definition", IRREGULAR.values(), ids=IRREGULAR)
def test_what_arithmetic_does_not_give_is_listed(definition):
    view = partitions_view(definition)
    assert view.kind == "keys"
    assert view.keys == tuple(definition.get_partition_keys())
    assert (view.first, view.last) == (view.keys[0], view.keys[-1])


@pytest.mark.parametrize(("count", "listed"), [(MOST_LISTED, MOST_LISTED), (MOST_LISTED + 1, 0)])
def test_many_keys_are_not_listed(count, listed):
    keys = [f"k{i}" for i in range(count)]
    view = partitions_view(StaticPartitionsDefinition(keys))
    assert len(view.keys) == listed
    assert (view.count, view.first, view.last) == (count, keys[0], keys[-1])


@pytest.mark.parametrize(
    "definition",
    [
        StaticPartitionsDefinition([f"k{i}" for i in range(1_000_000)]),
        HourlyPartitionsDefinition("1900-01-01-00:00", end_date="2020-01-01-00:00"),
        HourlyPartitionsDefinition(
            "1950-01-01-00:00", end_date="2020-01-01-00:00", timezone="Europe/Berlin"
        ),
    ],
    ids=["texts", "hours", "hours where clocks change"],
)
def test_a_million_partitions_are_a_small_message(definition):
    assert len(str(to_json(partitions_view(definition)))) < 10_000


def test_no_partitions_yet_are_no_keys():
    view = partitions_view(DailyPartitionsDefinition("2999-01-01"))
    assert (view.kind, view.count, view.first, view.last) == ("keys", 0, "", "")


def test_two_dimensions_are_a_grid_row_by_row():
    days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04")
    shops = StaticPartitionsDefinition(["b", "a"])
    definition = MultiPartitionsDefinition({"shop": shops, "date": days})
    view = partitions_view(definition)
    rows, columns = view.dimensions
    assert (view.kind, rows.name, columns.name) == ("grid", "date", "shop")
    assert columns.partitions.keys == ("b", "a")
    assert [f"{row}|{column}" for row in written(rows.partitions) for column in ("b", "a")] == list(
        definition.get_partition_keys()
    )


def test_two_dimensions_of_which_one_is_empty_are_no_partitions_yet():
    shops = StaticPartitionsDefinition(["b", "a"])
    days = DailyPartitionsDefinition("2999-01-01")
    view = partitions_view(MultiPartitionsDefinition({"shop": shops, "date": days}))
    assert (view.kind, view.count) == ("keys", 0)
