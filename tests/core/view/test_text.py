from datetime import UTC
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.graph_view import GraphView, StatusBadge
from dagbook.view.text import assets_table, table_html, table_text, to_text

PICTURE = """\
s3/landing                                        ○ external
└─ raw_orders                                     ● fresh
   └─ orders                                      ◐ stale (31 of 365 days)  <- raw_orders, raw_customers
      ├─ marts/finance/customer_lifetime_value_by_acquisition_channel_daily  ◷ waiting  <- orders, customers
      └─ revenue                                  ▶ running 2013-10-12
         └─ model                                 ○ never materialized  <- revenue, weather
            └─ forecast                           ○ never materialized  <- model, revenue
               └─ report                          ⚠ problem: report takes custmers, which no cell defines.  <- forecast, custmers
raw_customers                                     ● fresh
└─ customers                                      ◐ stale: code changed
raw_weather                                       ✕ failed: TimeoutError: no answer
└─ weather                                        ◔ partly done (2 of 4)"""  # noqa: E501 - one line an asset

TABLE = """\
asset        status                     partitions  last run          size
s3/landing   ○ external
raw_orders   ● fresh                    365/365     2026-11-22 10:31  1.2 MB
orders       ◐ stale (31 of 365 days): has a new code version   355/365"""


def test_the_shop_reads_as_a_tree(shop, badges):
    assert to_text(shop, badges) == PICTURE


@given(st.data())
def test_every_asset_has_exactly_one_line_whatever_the_edges(card, data):
    keys = [f"asset{i}" for i in range(data.draw(st.integers(1, 9)))]
    deps = st.lists(st.sampled_from([*keys, "unknown"]), max_size=3)
    view = GraphView(tuple(card(key, *data.draw(deps)) for key in keys))
    lines = to_text(view, {}).splitlines()
    assert sorted(line.strip("│├└─ ").split()[0] for line in lines) == sorted(keys)


def test_an_asset_of_an_unknown_input_names_it(card):
    assert to_text(GraphView((card("orders", "rwa"),)), {}).endswith("<- rwa")


def test_a_chain_longer_than_the_recursion_limit_is_drawn(card):
    chain = [card("a0"), *(card(f"a{i}", f"a{i - 1}") for i in range(1, 1200))]
    assert len(to_text(GraphView(tuple(chain)), {}).splitlines()) == 1200


def test_no_assets_are_said_to_be_none():
    empty = GraphView(())
    assert to_text(empty, {}) == table_text(assets_table(empty, {})) == "no assets yet"
    assert table_html(()) == "<p>no assets yet</p>"


def test_a_table_tells_status_partitions_last_run_and_size(shop, badges):
    some = GraphView(
        tuple(c for c in shop.cards if c.key in ("s3/landing", "raw_orders", "orders"))
    )
    shown = table_text(assets_table(some, badges, tz=UTC))
    assert [line.split() for line in shown.splitlines()] == [
        line.split() for line in TABLE.splitlines()
    ]


def test_columns_are_aligned_and_empty_ones_left_out(card):
    view = GraphView((card("注文"), card("orders")))
    assert table_text(assets_table(view, {})).splitlines() == [
        "asset   status",
        "注文    ○ never materialized",
        "orders  ○ never materialized",
    ]


def test_html_says_the_same_as_text(shop, badges):
    rows = assets_table(shop, badges, tz=UTC)
    cells = []
    parser = HTMLParser()
    parser.handle_data = lambda data: cells.append(data.strip())
    parser.feed(table_html(rows))
    assert " ".join(filter(None, cells)).split() == table_text(rows).split()


def test_html_is_escaped(card):
    view = GraphView((card("a"),))
    html = table_html(assets_table(view, {"a": StatusBadge("failed", "<b>&")}))
    assert "failed: &lt;b&gt;&amp;" in html
