import base64
import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.graph_view import (
    STATE_WORDS,
    CheckBadge,
    GraphView,
    PartitionsView,
    StatusBadge,
)
from dagbook.view.layout import EdgePath, GroupBox, Layout, NodeBox
from dagbook.view.picture import alt_text, to_data_uri, to_svg
from dagbook.view.strip import LEAST_BAR

AS_OF = "2026-11-22 10:31"
SVG = "{http://www.w3.org/2000/svg}"


def placed(view):
    """Return a layout of *view* in one row; where cards stand does not matter here."""
    nodes = tuple(NodeBox(c.key, 12 + 200 * i, 40, 168, 64) for i, c in enumerate(view.cards))
    names = dict.fromkeys(c.group for c in view.cards)
    groups = tuple(GroupBox(name, 0, 0, 200 * len(nodes), 120) for name in names)
    keys = {c.key for c in view.cards}
    edges = tuple(
        EdgePath(d, c.key, "M0,0C1,1 2,2 3,3") for c in view.cards for d in c.deps if d in keys
    )
    return Layout(200 * len(nodes) + 12, 120, nodes, edges, groups)


def draw(view, badges, as_of=AS_OF):
    return to_svg(view, placed(view), badges, as_of=as_of)


def texts(svg):
    return ["".join(e.itertext()) for e in ET.fromstring(svg).iter(f"{SVG}text")]


def test_every_card_shows_its_name_its_status_in_words_and_its_glyph(shop, badges):
    svg = draw(shop, badges)
    shown = texts(svg)
    for name in ("raw_orders", "s3/landing", "forecast"):
        assert name in shown
    for words in ("stale (31 of 365 days)", "stale: code changed", "waiting", "external"):
        assert words in shown
    tree = ET.fromstring(svg)
    defined = {g.get("id") for g in tree.find(f"{SVG}defs").iter(f"{SVG}g")}
    used = Counter(use.get("href").removeprefix("#") for use in tree.iter(f"{SVG}use"))
    assert set(used) == defined
    assert used == Counter(
        f"dgb-{badges[c.key].state if c.key in badges else 'problem' if c.problem else 'never'}"
        for c in shop.cards
    )


def test_the_caption_counts_the_states_and_tells_when(shop, badges):
    summary, date = texts(draw(shop, badges))[-2:]
    assert date == f"as of {AS_OF}"
    assert summary.split(" · ") == [
        "12 assets",
        "1 problem",
        "1 failed",
        "1 running",
        "1 waiting",
        "2 stale",
        "1 partly done",
        "2 fresh",
        "2 never materialized",
        "1 external",
    ]


def test_every_edge_has_an_arrowhead_and_every_group_its_name(shop, badges):
    tree = ET.fromstring(draw(shop, badges))
    edges = [p for p in tree.iter(f"{SVG}path") if p.get("class") == "edge"]
    assert len(edges) == 13
    assert {e.get("marker-end") for e in edges} == {"url(#dgb-tip)"}
    labels = [t.text for t in tree.iter(f"{SVG}text") if t.get("class") == "label"]
    assert labels == ["default", "ingest", "staging", "marts", "ml"]


def test_the_picture_loads_nothing_runs_nothing_and_names_no_path(shop, badges):
    svg = draw(shop, badges).replace('xmlns="http://www.w3.org/2000/svg"', "", 1)
    assert not re.search(r"https?:|<script|<image|\son\w+=|@import|/home/|cell 1", svg)
    assert all(url == "#dgb-tip" for url in re.findall(r"url\(([^)]*)\)", svg))


def test_every_class_has_its_colour_in_both_schemes(shop, badges):
    tree = ET.fromstring(draw(shop, badges))
    light, dark = tree.find(f"{SVG}style").text.split("@media")
    used = {name for element in tree.iter() for name in (element.get("class") or "").split()}
    assert {"canvas", "group", "card", "b-failed", "s-stale", "f-running", "track"} <= used
    # The words take their colour from the group around them.
    for name in used - {"words"}:
        assert re.search(rf"\.{name}\b[^{{}}]*{{[^}}]*(fill|stroke):#", light), name
        assert re.search(rf"\.{name}\b[^{{}}]*{{[^}}]*(fill|stroke):#", dark), name


def test_the_same_graph_and_status_are_the_same_bytes(shop, badges):
    again = dict(reversed(badges.items()))
    assert draw(shop, badges) == draw(shop, again)


@given(st.text(min_size=1), st.text(), st.text())
def test_any_text_is_escaped(card, name, words, as_of):
    view = GraphView((card(name, group=name, kinds=(name,)),))
    svg = draw(view, {name: StatusBadge("failed", words, (words,))}, as_of)
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg.encode()).iter()}
    assert tags <= {
        "svg",
        "title",
        "style",
        "defs",
        "marker",
        "path",
        "g",
        "rect",
        "text",
        "use",
        "tspan",
    }


def test_a_long_name_loses_its_path_first_and_its_middle_next(card):
    view = GraphView((card("marts/finance/customer_lifetime_value_by_channel"),))
    name = texts(draw(view, {}))[1]
    assert re.fullmatch(r"…/custo\w*…\w*nel", name)


def test_the_status_has_room_before_the_kinds(card):
    kinds = ("csv", "sql")
    view = GraphView((card("orders", kinds=kinds),))
    assert {"fresh", *kinds} <= set(texts(draw(view, {"orders": StatusBadge("fresh", "")})))
    shown = texts(draw(view, {"orders": StatusBadge("stale", "31 of 365 days")}))
    assert "stale (31 of 365 days)" in shown
    assert not set(kinds) & set(shown)


def test_a_status_that_does_not_fit_keeps_its_number(card):
    days = PartitionsView("daily", 365, "a", "z")
    view = GraphView((card("a", partitions=days), card("b", partitions=days), card("c")))
    badges = {
        "a": StatusBadge("failed", "1,139 of 365 days, 1 failed", failed=((9, 10),)),
        "b": StatusBadge("partial", "2 of 365 days", materialized=((0, 2),)),
        "c": StatusBadge("problem", "c takes orders, which nothing defines."),
    }
    shown = texts(draw(view, badges))
    assert {"1 of 365 failed", "2 of 365 days"} <= set(shown)
    assert any(text.startswith("takes orders") for text in shown)


@pytest.mark.parametrize(("count", "cells"), [(4, 4), (365, 1), (10**6, 1)])
def test_a_bar_shows_few_partitions_apart_and_many_as_one(card, count, cells):
    view = GraphView((card("orders", partitions=PartitionsView("daily", count, "a", "z")),))
    svg = draw(view, {"orders": StatusBadge("fresh", "", materialized=((0, count),))})
    (bar,) = re.findall(r'class="f-fresh" d="([^"]*)"', svg)
    assert bar.count("M") == cells


def test_a_bar_of_a_million_scattered_states_stays_small(card):
    count = 10**6
    view = GraphView((card("orders", partitions=PartitionsView("daily", count, "a", "z")),))
    scattered = tuple((i, i + 1) for i in range(0, count, 10_001))
    svg = draw(
        view, {"orders": StatusBadge("failed", "", materialized=scattered, failed=scattered)}
    )
    assert len(re.findall(r"M[\d.]+ 0h", svg)) <= 200


@pytest.mark.parametrize("start", [0, 180, 363])
def test_two_days_of_a_year_are_wide_enough_to_be_seen(card, start):
    view = GraphView((card("orders", partitions=PartitionsView("daily", 365, "a", "z")),))
    svg = draw(view, {"orders": StatusBadge("partial", "", materialized=((start, start + 2),))})
    bars = re.findall(r'class="f-[a-z]+" d="M([\d.]+) 0h([\d.]+)', svg)
    assert bars
    for x, width in bars:
        assert float(width) >= LEAST_BAR
        assert float(x) + float(width) <= 168 - 24


def test_a_failed_day_lies_above_the_days_around_it(card):
    view = GraphView((card("orders", partitions=PartitionsView("daily", 365, "a", "z")),))
    made, failed = ((0, 100), (101, 365)), ((100, 101),)
    svg = draw(view, {"orders": StatusBadge("failed", "", materialized=made, failed=failed)})
    assert re.findall(r'class="f-([a-z]+)"', svg) == ["fresh", "failed"]


def test_what_is_looked_at_is_told_apart_from_what_is_made_elsewhere(card):
    made_elsewhere = card("feed", external=True)
    looked_at = replace(made_elsewhere, observable=True)
    drawn = [draw(GraphView((each,)), {}) for each in (made_elsewhere, looked_at)]
    assert ["external" in texts(svg) for svg in drawn] == [True, False]
    assert ["observable" in texts(svg) for svg in drawn] == [False, True]
    assert ["dgb-eye" in svg for svg in drawn] == [False, True]
    assert len({re.search(r'stroke-dasharray="([^"]*)"', svg)[1] for svg in drawn}) == 2


def test_no_partitions_yet_draw_no_bar(card):
    view = GraphView((card("orders", partitions=PartitionsView("keys", 0, "", "")),))
    assert draw(view, {}) == draw(GraphView((card("orders"),)), {})
    assert '<g transform="translate(12 50)"></g>' not in draw(view, {})
    assert '<text class="name" x="12" y="27">orders' in draw(view, {})


def test_the_words_name_every_asset_its_state_and_every_edge(shop, badges):
    words = alt_text(shop, badges)
    for card in shop.cards:
        assert f"{card.key}: " in words
        assert all(f"{dep} to {card.key}" in words for dep in card.deps)
    assert "orders: stale (31 of 365 days);" in words
    assert "report: problem: report takes custmers" in words


def test_the_words_of_a_large_graph_stay_short_and_count_the_rest(card):
    view = GraphView(tuple(card(f"a{i}", *([f"a{i - 1}"] if i else [])) for i in range(2_000)))
    words = alt_text(view, {})
    assert words.startswith("Asset graph of 2,000 assets. a0: never materialized; ")
    assert "and 1,700 more. Edges: a0 to a1, " in words
    assert words.endswith("and 1,699 more.")
    assert len(words) < 20_000


def test_a_single_asset_has_no_edges_and_none_is_said_to_be_none(card):
    assert (
        alt_text(GraphView((card("a"),)), {})
        == "Asset graph of 1 asset. a: never materialized. No edges."
    )
    assert alt_text(GraphView(()), {}) == "Asset graph without assets."


def test_the_data_uri_holds_the_picture(shop, badges):
    svg = draw(shop, badges)
    head, data = to_data_uri(svg).split(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == svg


@pytest.mark.parametrize("state", STATE_WORDS)
def test_every_state_is_drawn(card, state):
    svg = draw(GraphView((card("a"),)), {"a": StatusBadge(state, "")})
    assert f'id="dgb-{state}"' in svg
    assert f".s-{state}{{" in svg


def test_a_card_tells_how_many_checks_passed_and_shows_the_worst(card):
    view = GraphView((card("orders"), card("raw")))
    checks = CheckBadge("failed", 1, 3)
    svg = draw(view, {"orders": StatusBadge("fresh", "", checks=checks)})
    assert texts(svg).count("1/3") == 1
    group = svg[: svg.index(">1/3<")].rpartition('<g class="')[2]
    assert group.startswith("s-failed")
