"""Write `fixture.json`: a year of shop data in twelve assets, with every status there is.

Run from the repository's root with `PYTHONPATH=core python notebook_ext/panel/dev/make_fixture.py`.
"""

import json
from pathlib import Path

from dagbook.view.encode import to_json
from dagbook.view.graph_view import Card, GraphView, PartitionsView, StatusBadge
from dagbook.view.layout import layout

YEAR = PartitionsView("daily", 365, "2013-01-01", "2013-12-31")
CARRIERS = PartitionsView(
    "keys", 16, "9E", "YV", tuple("9E AA AS B6 DL EV F9 FL HA MQ OO UA US VX WN YV".split())
)
AT = 1_795_343_460.0


def card(key, group, kinds, deps=(), partitions=None, description="", problem=None, *, external=False):
    return Card(
        key, key.rpartition("/")[2], group, kinds, description, external, deps, partitions,
        "" if external else "cell 7", problem,
    )


CARDS = (
    card("raw/flights", "raw", ("csv",), partitions=YEAR, description="Flights out of New York, **one file a day**."),
    card("raw/weather", "raw", ("csv",)),
    card("raw/planes", "raw", (), external=True),
    card("flights", "cleaned", ("pandas",), ("raw/flights",), YEAR, "Types, times in UTC, cancelled flights dropped.\n\nNeeds `raw/flights` of the same day.\n\n- one row a flight\n- sorted by departure"),
    card("weather", "cleaned", ("pandas",), ("raw/weather",)),
    card("planes", "cleaned", ("polars",), ("raw/planes",)),
    card("flights_with_weather", "features", ("pandas", "parquet"), ("flights", "weather"), YEAR),
    card("carrier_delays", "features", ("sql",), ("flights",), CARRIERS),
    card("seats_by_route_and_aircraft_type_per_month", "features", ("duckdb",), ("planes", "flights")),
    card("delay_model", "reporting", ("sklearn",), ("flights_with_weather", "carrier_delays")),
    card("daily_report", "reporting", ("html",), ("delay_model", "flights_with_weather"), YEAR),
    card("route_map", "reporting", (), ("seats_by_route_and_aircraft_type_per_month", "airports"), problem="takes airports, which no cell defines"),
)
STATUSES = {
    "raw/flights": StatusBadge("fresh", "365 of 365 days", (), ((0, 365),), at=AT - 7200, seconds=92, size_bytes=48_200_000),
    "raw/weather": StatusBadge("fresh", "", at=AT - 90_000, seconds=0.43, size_bytes=1_240_000),
    "raw/planes": StatusBadge("never", ""),
    "flights": StatusBadge("partial", "212 of 365 days", ("2 days failed", "151 days are missing"), ((0, 90), (100, 222)), ((31, 45),), ((95, 97),), ((222, 223),), AT - 60, 0.21, 31_400_000),
    "weather": StatusBadge("stale", "stale: code changed", ("its code has changed\n- df = df.dropna()\n+ df = df.dropna(subset=['temp'])", "raw/weather has a newer version"), at=AT - 86_400, seconds=1.4, size_bytes=820_000),
    "planes": StatusBadge("fresh", "", at=AT - 3600, seconds=0.08, size_bytes=96_000),
    "flights_with_weather": StatusBadge("running", "running: 2013-03-02", (), ((0, 60),), ((20, 60),), (), ((60, 61),), AT - 20, 0.6, 12_000_000),
    "carrier_delays": StatusBadge("stale", "5 of 16 are stale", ("flights has newer partitions",), ((0, 14),), ((2, 5), (9, 11)), ((14, 15),), (), AT - 4000, 2.2, 5400),
    "seats_by_route_and_aircraft_type_per_month": StatusBadge("failed", "KeyError: 'tailnum'", ("KeyError: 'tailnum' in cell 9, line 4",), at=AT - 9000, seconds=0.3),
    "delay_model": StatusBadge("queued", ""),
    "daily_report": StatusBadge("never", ""),
    "route_map": StatusBadge("problem", "takes airports, which no cell defines", ("takes airports, which no cell defines",)),
}

view = GraphView(CARDS)
fixture = {
    "graph": {"cards": to_json(CARDS), "layout": to_json(layout(view)), "version": 1},
    "statuses": to_json(STATUSES),
    "at": AT,
}
Path(__file__).with_name("fixture.json").write_text(json.dumps(fixture, indent=1) + "\n")
