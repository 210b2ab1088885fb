import re
import stat
import sys
import sysconfig
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook.view import layout as layout_module
from dagbook.view.graph_view import GraphView
from dagbook.view.layout import Layout, layout

PURE = str(Path(sysconfig.get_path("scripts")) / "graphviz-pure")


@pytest.fixture(autouse=True)
def bundled_engine(monkeypatch_module):
    """Every picture here is the bundled engine's: other versions place things elsewhere."""


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGBOOK_DOT", PURE)
        yield patch


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """Return a function that makes a shell script the only engine."""

    def use(*scripts):
        paths = []
        for number, script in enumerate(scripts):
            path = tmp_path / f"engine{number}"
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
            paths.append(str(path))
        monkeypatch.setattr(layout_module, "engines", lambda: (*paths,))

    return use


@st.composite
def views(draw, card):
    """Return graphs with groups, unknown inputs, cycles and assets that read themselves."""
    keys = [f"asset_{i}" for i in range(draw(st.integers(1, 12)))]
    return GraphView(
        tuple(
            card(
                key,
                *draw(st.lists(st.sampled_from([*keys, "unknown"]), max_size=3)),
                group=draw(st.sampled_from(["default", "a", "b"])),
            )
            for key in keys
        )
    )


def overlap(one, other):
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )


def inside(box, around):
    return (
        box.x >= around.x
        and box.y >= around.y
        and box.x + box.w <= around.x + around.w
        and box.y + box.h <= around.y + around.h
    )


@settings(max_examples=30, deadline=None)
@given(data=st.data(), direction=st.sampled_from(["LR", "TB"]))
def test_cards_stand_apart_on_the_page_and_in_their_group(card, data, direction):
    view = data.draw(views(card))
    drawn = layout(view, direction=direction)
    page = layout_module.GroupBox("page", 0, 0, drawn.width, drawn.height)
    boxes = {box.key: box for box in drawn.nodes}
    groups = {box.name: box for box in drawn.groups}
    assert list(boxes) == [c.key for c in view.cards]
    assert not any(overlap(a, b) for i, a in enumerate(drawn.nodes) for b in drawn.nodes[:i])
    assert all(inside(box, page) for box in (*drawn.nodes, *drawn.groups))
    assert set(groups) == {c.group for c in view.cards} - {"default"}
    for c in view.cards:
        for name, group in groups.items():
            assert inside(boxes[c.key], group) == (c.group == name)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_known_edge_runs_from_the_right_of_its_source_to_the_left_of_its_target(card, data):
    view = data.draw(views(card))
    drawn = layout(view)
    keys = {c.key for c in view.cards}
    assert {(e.source, e.target) for e in drawn.edges} == {
        (dep, c.key) for c in view.cards for dep in c.deps if dep in keys
    }
    boxes = {box.key: box for box in drawn.nodes}
    for edge in drawn.edges:
        assert re.fullmatch(r"M[-\d.]+,[-\d.]+(C[-\d.]+,[-\d.]+( [-\d.]+,[-\d.]+){2})+", edge.path)
        points = [
            tuple(map(float, p.split(","))) for p in re.findall(r"[-\d.]+,[-\d.]+", edge.path)
        ]
        source, target = boxes[edge.source], boxes[edge.target]
        if source == target:
            continue
        right, left = (source.x + source.w, source.y + 32), (target.x, target.y + 32)
        assert points[0] == pytest.approx(right, abs=2)
        assert points[-1] == pytest.approx(left, abs=2)


def test_an_edge_of_an_asset_to_itself_goes_around_its_card(card):
    drawn = layout(GraphView((card("daily_total", "daily_total"),)))
    (box,), (edge,) = drawn.nodes, drawn.edges
    heights = [float(y) for y in re.findall(r",([-\d.]+)", edge.path)]
    assert max(heights) <= box.y
    assert 0 <= min(heights) < box.y


def test_what_lies_between_two_assets_of_a_group_is_drawn_between_them(card):
    view = GraphView((card("a", group="g"), card("b", "a", group="h"), card("c", "b", group="g")))
    left = {box.key: box.x for box in layout(view).nodes}
    assert left["a"] < left["b"] < left["c"]


def test_upstream_is_left_and_the_first_card_leads(shop):
    left = {box.key: box.x for box in layout(shop).nodes}
    for one, other in pairwise(("s3/landing", "raw_orders", "orders", "revenue", "model")):
        assert left[one] < left[other]
    assert left["report"] == max(left.values())


def test_upstream_is_above_when_asked(shop):
    top = {box.key: box.y for box in layout(shop, direction="TB").nodes}
    for one, other in pairwise(("s3/landing", "raw_orders", "orders", "revenue", "model")):
        assert top[one] < top[other]


def test_the_same_graph_is_laid_out_the_same_without_the_cache(shop, monkeypatch):
    first = layout(shop)
    monkeypatch.setattr(layout_module, "_answers", layout_module._Answers(16))
    assert layout(shop) == first


def test_no_assets_need_no_engine(monkeypatch):
    monkeypatch.setenv("DAGBOOK_DOT", "none")
    assert layout(GraphView(())) == Layout(0, 0, (), (), ())


def test_without_an_engine_there_is_no_layout(shop, monkeypatch):
    monkeypatch.setenv("DAGBOOK_DOT", "none")
    assert layout(shop) is None


@pytest.mark.skipif(sys.platform == "win32", reason="engines here are shell scripts")
@pytest.mark.parametrize(
    "script",
    [
        pytest.param("exit 0", id="says_nothing"),
        pytest.param('echo \'{"bb": "0,0,1,1"}\'; exit 1', id="fails_after_a_partial_answer"),
        pytest.param("echo '<svg/>'", id="answers_no_json"),
        pytest.param("echo '[]'", id="answers_other_json"),
        pytest.param("exec sleep 60", id="hangs"),
    ],
)
def test_an_engine_that_does_not_work_is_passed_over(script, shop, engine):
    engine(script)
    began = time.monotonic()
    assert layout(shop, timeout_seconds=0.5) is None
    assert time.monotonic() - began < 20
    engine(script, f'exec "{PURE}" "$@"')
    assert layout(shop, timeout_seconds=5 if "sleep" not in script else 1) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="engines here are shell scripts")
def test_a_graph_seen_before_starts_no_engine_and_a_failure_is_tried_again(shop, engine, tmp_path):
    calls = tmp_path / "calls"
    engine(f'echo . >> "{calls}"; [ -e "{tmp_path}/works" ] || exit 1; exec "{PURE}" "$@"')
    assert layout(shop) is None
    (tmp_path / "works").touch()
    assert layout(shop) == layout(shop)
    assert calls.read_text().count(".") == 2


def test_the_cache_forgets_what_was_used_least_recently():
    answers = layout_module._Answers(2)
    for name in ("a", "b"):
        answers.put(("dot", name), {"bb": name})
    answers.get(("dot", "a"))
    answers.put(("dot", "c"), {"bb": "c"})
    assert [answers.get(("dot", name)) is not None for name in "abc"] == [True, False, True]


def test_a_thousand_cards_are_laid_out(card):
    view = GraphView(
        tuple(
            card(
                f"asset_{i}",
                *(f"asset_{j}" for j in {i // 2, i * 7 // 8} - {i}),
                group=f"g{i // 50}",
            )
            for i in range(1000)
        )
    )
    assert len(layout(view).nodes) == 1000
