# ruff: noqa: INP001 - scripts beside the page's source, no package
"""Write `fixture.json`, twelve assets with every status, and `partitions.json`, every kind of them.

Run from the repository's root: `PYTHONPATH=core python notebook_ext/panel/dev/make_fixture.py`.
"""

import json
from dataclasses import replace
from pathlib import Path

from dagbook.partitions import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    StaticPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from dagbook.view.arrangement import Arrangement, arranged, fold_badges
from dagbook.view.encode import to_json
from dagbook.view.graph_view import (
    Card,
    CheckBadge,
    DimensionView,
    GraphView,
    PartitionsView,
    StatusBadge,
)
from dagbook.view.layout import layout
from dagbook.view.partition_views import partitions_view

YEAR = PartitionsView("daily", 365, "2013-01-01", "2013-12-31", fmt="%Y-%m-%d")
CODES = ("9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN")
CARRIERS = PartitionsView("keys", 16, "9E", "YV", (*CODES, "YV"))
AT = 1_795_343_460.0
AS_USUAL = Arrangement()
SEATS = "seats_by_route_and_aircraft_type_per_month"
PROBLEM = "takes airports, which no cell defines"
DIFF = "- df = df.dropna()\n+ df = df.dropna(subset=['temp'])"
FLIGHTS = """Types, times in UTC, cancelled flights dropped.

Needs `raw/flights` of the **same day**.

- one row a flight
- sorted by departure"""


def card(
    key: str,
    group: str,
    kinds: tuple[str, ...] = (),
    deps: tuple[str, ...] = (),
    partitions: PartitionsView | None = None,
) -> Card:
    """Return a card as the session would make it."""
    name = key.rpartition("/")[2]
    return Card(key, name, group, kinds, "", False, deps, partitions, "cell 7", None)


CARDS = (
    card("raw/flights", "raw", ("csv",), (), YEAR),
    replace(card("raw/weather", "raw", ("csv",)), external=True, observable=True, origin=""),
    replace(card("raw/planes", "raw"), external=True, origin=""),
    replace(card("flights", "cleaned", ("pandas",), ("raw/flights",), YEAR), description=FLIGHTS),
    card("weather", "cleaned", ("pandas",), ("raw/weather",)),
    card("planes", "cleaned", ("polars",), ("raw/planes",)),
    card("flights_with_weather", "features", ("pandas", "parquet"), ("flights", "weather"), YEAR),
    card("carrier_delays", "features", ("sql",), ("flights",), CARRIERS),
    card(SEATS, "features", ("duckdb",), ("planes", "flights")),
    card("delay_model", "reporting", ("sklearn",), ("flights_with_weather", "carrier_delays")),
    card("daily_report", "reporting", ("html",), ("delay_model", "flights_with_weather"), YEAR),
    replace(card("route_map", "reporting", (), (SEATS, "airports")), problem=PROBLEM),
)
STATUSES = {
    "raw/flights": StatusBadge(
        "fresh", "365 of 365 days", (), ((0, 365),), (), (), (), AT - 7200, 92, 48_200_000
    ),
    "raw/weather": StatusBadge("never", "observable"),
    "raw/planes": StatusBadge("never", ""),
    "flights": StatusBadge(
        "partial",
        "212 of 365 days",
        ("2 days failed", "150 days are missing"),
        ((0, 90), (100, 222)),
        ((31, 45),),
        ((95, 97),),
        ((222, 223),),
        AT - 60,
        0.21,
        31_400_000,
    ),
    "weather": StatusBadge(
        "stale",
        "stale: code changed",
        (f"its code has changed\n{DIFF}", "raw/weather has a newer version"),
        at=AT - 86_400,
        seconds=1.4,
        size_bytes=820_000,
        checks=CheckBadge("failed", 1, 3, is_stale=True),
    ),
    "planes": StatusBadge(
        "fresh",
        "",
        at=AT - 3600,
        seconds=0.08,
        size_bytes=96_000,
        checks=CheckBadge("passed", 2, 2),
    ),
    "flights_with_weather": StatusBadge(
        "running",
        "running: 2013-03-02",
        (),
        ((0, 60),),
        ((20, 60),),
        (),
        ((60, 61),),
        AT - 20,
        0.6,
        12_000_000,
    ),
    "carrier_delays": StatusBadge(
        "stale",
        "5 of 16 are stale",
        ("flights has newer partitions",),
        ((0, 14),),
        ((2, 5), (9, 11)),
        ((14, 15),),
        (),
        AT - 4000,
        2.2,
        5400,
    ),
    SEATS: StatusBadge(
        "failed", "KeyError: 'tailnum'", ("KeyError: 'tailnum' in cell 9, line 4",), at=AT - 9000
    ),
    "delay_model": StatusBadge("queued", ""),
    "daily_report": StatusBadge("never", ""),
    "route_map": StatusBadge("problem", PROBLEM, (PROBLEM,)),
}

HOURS = partitions_view(HourlyPartitionsDefinition("2013-01-01-00:00", end_date="2013-02-01-00:00"))
CLOCKS = partitions_view(
    HourlyPartitionsDefinition(
        "2022-11-01-00:00", end_date="2023-11-30-00:00", timezone="America/New_York"
    )
)
DECADE = partitions_view(DailyPartitionsDefinition("2004-03-01", end_date="2014-01-01"))
WORKDAYS = partitions_view(
    DailyPartitionsDefinition(
        "2013-01-01", end_date="2014-01-01", exclusions=["0 0 * * 0", "0 0 * * 6"]
    )
)
WEEKS = partitions_view(WeeklyPartitionsDefinition("2010-01-01", end_date="2014-01-01"))
MONTHS = partitions_view(MonthlyPartitionsDefinition("2008-04-01", end_date="2014-01-01"))
AIRPORTS = partitions_view(StaticPartitionsDefinition([f"K{i * 373 % 9973:04}" for i in range(60)]))
MILLION = PartitionsView("keys", 1_000_000, "user-000000", "user-999999")
REGIONS = partitions_view(
    StaticPartitionsDefinition(
        [
            "africa",
            "antarctica",
            "asia",
            "australia",
            "central america",
            "europe",
            "middle east",
            "north america",
            "oceania",
            "russia",
            "south america",
            "the moon",
        ]
    )
)
BY_REGION = PartitionsView(
    "grid",
    365 * 12,
    "2013-01-01|africa",
    "2013-12-31|the moon",
    dimensions=(DimensionView("date", YEAR), DimensionView("region", REGIONS)),
)
EVERY_KIND = (
    card("sensors", "raw", ("csv",), (), HOURS),
    card("clocks", "raw", ("csv",), (), CLOCKS),
    card("users", "raw", ("sql",), (), MILLION),
    card("airports", "raw", ("csv",), (), AIRPORTS),
    card("decade", "calendar", ("pandas",), ("sensors",), DECADE),
    card("workdays", "calendar", ("pandas",), ("sensors",), WORKDAYS),
    card("weeks", "calendar", ("pandas",), ("workdays",), WEEKS),
    card("months", "calendar", ("pandas",), ("decade", "weeks"), MONTHS),
    card("sales_by_region", "reporting", ("pandas",), ("workdays",), BY_REGION),
    card("summary", "reporting", ("html",), ("sales_by_region", "months", "users")),
)


def some(count: int) -> StatusBadge:
    """Return a badge with partitions in every state, in proportion."""

    def at(share: float) -> int:
        return round(count * share)

    return StatusBadge(
        "failed",
        f"{at(0.7):,} of {count:,}",
        (),
        ((0, at(0.4)), (at(0.45), at(0.75))),
        ((at(0.1), at(0.14)), (at(0.3), at(0.31))),
        ((at(0.42), at(0.42) + 3), (at(0.6), at(0.6) + 2)),
        ((at(0.8), at(0.8) + 1),),
        AT - 600,
        0.4,
        count * 21_000,
    )


def save(
    name: str,
    cards: tuple[Card, ...],
    statuses: dict[str, StatusBadge],
    arrangement: Arrangement = AS_USUAL,
) -> None:
    """Write what the page is told of *cards*."""
    shown = arranged(GraphView(cards), arrangement)
    by_key = {each.key: each for each in cards}
    fixture = {
        "graph": {
            "cards": to_json(cards),
            "layout": to_json(layout(shown.view, direction=arrangement.direction)),
            "folds": to_json(shown.folds),
            "hidden": shown.hidden,
            "version": 1,
        },
        "statuses": to_json(statuses | fold_badges(shown.folds, by_key, statuses)),
        "ui": {"arrangement": to_json(arrangement)},
        "at": AT,
    }
    Path(__file__).with_name(name).write_text(json.dumps(fixture, indent=1) + "\n")


if __name__ == "__main__":
    save("fixture.json", CARDS, STATUSES)
    save("folded.json", CARDS, STATUSES, Arrangement(folded=("raw", "reporting")))
    focus = Arrangement("TB", focus=("flights",), upstream=1, downstream=1)
    save("focused.json", CARDS, STATUSES, focus)
    kinds = {each.key: some(each.partitions.count) for each in EVERY_KIND if each.partitions}
    kinds["summary"] = StatusBadge("stale", "", ("users has newer partitions",), at=AT - 600)
    save("partitions.json", EVERY_KIND, kinds)
