# ruff: noqa: INP001 - scripts beside the page's source, no package
"""Write `fixture.json`: a year of flights in twelve assets, with every status there is.

Run from the repository's root: `PYTHONPATH=core python notebook_ext/panel/dev/make_fixture.py`.
"""

import json
from dataclasses import replace
from pathlib import Path

from dagbook.view.encode import to_json
from dagbook.view.graph_view import Card, GraphView, PartitionsView, StatusBadge
from dagbook.view.layout import layout

YEAR = PartitionsView("daily", 365, "2013-01-01", "2013-12-31")
CODES = ("9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN")
CARRIERS = PartitionsView("keys", 16, "9E", "YV", (*CODES, "YV"))
AT = 1_795_343_460.0
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
    card("raw/weather", "raw", ("csv",)),
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
    "raw/weather": StatusBadge("fresh", "", at=AT - 90_000, seconds=0.43, size_bytes=1_240_000),
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
    ),
    "planes": StatusBadge("fresh", "", at=AT - 3600, seconds=0.08, size_bytes=96_000),
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

if __name__ == "__main__":
    geometry = layout(GraphView(CARDS))
    fixture = {
        "graph": {"cards": to_json(CARDS), "layout": to_json(geometry), "version": 1},
        "statuses": to_json(STATUSES),
        "at": AT,
    }
    Path(__file__).with_name("fixture.json").write_text(json.dumps(fixture, indent=1) + "\n")
