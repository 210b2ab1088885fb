import re
import stat
import sysconfig
from pathlib import Path

import pytest

from dagbook.view.dot import CARD_MAX_WIDTH, CARD_MIN_WIDTH, card_width, engines, to_dot
from dagbook.view.graph_view import GraphView


@pytest.fixture
def no_path(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DAGBOOK_DOT", raising=False)
    return tmp_path


def executable(path):
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_bundled_engine_is_found_though_path_lacks_it(no_path):
    assert str(Path(engines()[0]).parent) == sysconfig.get_path("scripts")


def test_the_users_dot_comes_before_the_bundled_engine_and_the_setting_before_both(
    no_path, monkeypatch, tmp_path
):
    users = executable(no_path / "dot")
    assert engines()[0] == users
    chosen = executable(tmp_path / "my dot")
    monkeypatch.setenv("DAGBOOK_DOT", chosen)
    assert engines()[:2] == (chosen, users)


def test_a_setting_that_names_nothing_is_passed_over(no_path, monkeypatch):
    monkeypatch.setenv("DAGBOOK_DOT", str(no_path / "gone"))
    assert "graphviz-pure" in engines()[0]


def test_the_setting_none_means_no_engine(monkeypatch):
    monkeypatch.setenv("DAGBOOK_DOT", "none")
    assert engines() == ()


def test_dot_holds_no_name_so_nothing_needs_quoting(card):
    nasty = 'a"];\n<b>é注'
    dot = to_dot(GraphView((card(nasty, group=nasty), card("b", nasty, group=nasty))))
    assert dot.isascii()
    assert "n0 -> n1" in dot
    assert 'subgraph cluster_0 { label=" "; n0; n1; }' in dot


def test_edges_to_unknown_keys_are_dropped_and_others_drawn_once(card):
    dot = to_dot(GraphView((card("a"), card("b", "a", "nowhere", "a"))))
    assert re.findall(r"n\d+ -> n\d+", dot) == ["n0 -> n1"]


def test_assets_without_a_group_stand_free(card):
    assert "cluster" not in to_dot(GraphView((card("a"), card("b"))))


def test_a_card_grows_with_its_name_between_its_bounds(card):
    widths = [card_width(card("a" * letters)) for letters in range(1, 60)]
    assert widths == sorted(widths)
    assert (widths[0], widths[-1]) == (CARD_MIN_WIDTH, CARD_MAX_WIDTH)
    assert len(set(widths)) > 2


def test_the_same_graph_gives_the_same_dot_and_a_direction_another(shop):
    assert to_dot(shop) == to_dot(shop)
    assert "rankdir=TB" in to_dot(shop, direction="TB")


def test_only_a_group_that_a_path_leaves_and_enters_again_gives_up_ranks_by_group(card, shop):
    assert "newrank" not in to_dot(shop)
    between = (card("a", group="g"), card("b", "a"), card("c", "b", group="g"))
    assert "newrank" in to_dot(GraphView(between))


@pytest.mark.parametrize(
    ("cards", "fast", "straight"),
    [(300, False, False), (301, True, False), (1000, True, False), (1001, True, True)],
)
def test_quality_gives_way_to_speed_only_in_large_graphs(card, cards, fast, straight):
    dot = to_dot(GraphView(tuple(card(f"a{i}") for i in range(cards))))
    assert ("mclimit" in dot) == fast
    assert ("splines=line" in dot) == straight
