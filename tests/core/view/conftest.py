"""A shop of twelve assets in every state, and how to make a card."""

import pytest

from dagbook.view.graph_view import Card, GraphView, PartitionsView, StatusBadge

DAILY = PartitionsView("daily", 365, "2013-01-01", "2013-12-31")
REGIONS = PartitionsView("keys", 4, "eu", "us", ("eu", "na", "sa", "us"))
LONG = "marts/finance/customer_lifetime_value_by_acquisition_channel_daily"


def make_card(key, *deps, group="default", kinds=(), partitions=None, external=False, problem=None):
    name = key.split("/")[-1]
    return Card(key, name, group, kinds, "", external, deps, partitions, "cell 1", problem)


@pytest.fixture(scope="session")
def card():
    return make_card


@pytest.fixture(scope="session")
def shop():
    unknown = "report takes custmers, which no cell defines."
    return GraphView(
        (
            make_card("s3/landing", external=True),
            make_card("raw_orders", "s3/landing", group="ingest", partitions=DAILY),
            make_card("raw_customers", group="ingest", kinds=("csv", "pandas")),
            make_card("raw_weather", group="ingest"),
            make_card("orders", "raw_orders", "raw_customers", group="staging", partitions=DAILY),
            make_card("customers", "raw_customers", group="staging"),
            make_card("weather", "raw_weather", group="staging", partitions=REGIONS),
            make_card(LONG, "orders", "customers", group="marts", kinds=("duckdb", "sql")),
            make_card("revenue", "orders", group="marts", partitions=DAILY),
            make_card("model", "revenue", "weather", group="ml"),
            make_card("forecast", "model", "revenue", group="ml"),
            make_card("report", "forecast", "custmers", group="ml", problem=unknown),
        )
    )


@pytest.fixture(scope="session")
def badges():
    return {
        "raw_orders": StatusBadge(
            "fresh", "fresh", materialized=((0, 365),), at=1_795_343_460, size_bytes=1_234_567
        ),
        "raw_customers": StatusBadge("fresh", "", at=1_795_343_460, seconds=0.3),
        "raw_weather": StatusBadge("failed", "TimeoutError: no answer", ("TimeoutError",)),
        "orders": StatusBadge(
            "stale",
            "31 of 365 days",
            ("has a new code version",),
            materialized=((0, 300), (310, 365)),
            stale=((100, 131),),
            failed=((200, 203),),
            running=((302, 306),),
        ),
        "customers": StatusBadge("stale", "stale: code changed"),
        "weather": StatusBadge("partial", "2 of 4", materialized=((0, 2),)),
        LONG: StatusBadge("queued", ""),
        "revenue": StatusBadge("running", "running 2013-10-12", materialized=((0, 280),)),
    }
