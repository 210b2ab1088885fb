"""What to type where nothing can be clicked."""

import pytest

from dagbook.view.graph_view import Card, GraphView, PartitionsView, StatusBadge
from dagbook_jupyter.panel.commands import commands, commands_html, commands_text
from dagbook_jupyter.widget import StaticTwin, static_html

DAYS = PartitionsView("daily", 3, "2024-01-01", "2024-01-03")


def card(key, *, external=False, partitions=None):
    return Card(key, key, "default", (), "", external, (), partitions, "", None)


def lines(*cards, **states):
    badges = {key: StatusBadge(state, "") for key, state in states.items()}
    return [each.line for each in commands(GraphView(cards), badges)]


def test_what_asks_for_attention_most_is_the_example():
    cards = card("fresh"), card("stale"), card("failed"), card("never")
    states = {each.key: each.key for each in cards}
    assert lines(*cards, **states)[:3] == ["%materialize", "%materialize failed", "%why failed"]
    del states["failed"]
    assert lines(*cards, **states)[1] == "%materialize stale"


def test_where_all_is_current_nothing_is_to_be_brought_up_to_date():
    assert lines(card("a"), a="fresh") == ["%materialize a", "%why a", "%assets"]


def test_of_a_partitioned_asset_one_partition_is_named():
    found = lines(card("visits", partitions=DAYS), visits="partial")
    assert "%materialize visits --partition 2024-01-01" in found


@pytest.mark.parametrize("key", ["a b", "x; import os", "<b>", ""])
def test_what_a_magic_would_read_otherwise_is_no_example(key):
    assert lines(card(key)) == []


def test_what_is_made_elsewhere_is_no_example():
    assert lines(card("feed", external=True), feed="never") == []
    assert commands_text(()) == commands_html(()) == ""


def test_the_picture_has_the_commands_under_it():
    found = commands(GraphView((card("orders"),)), {})
    html = static_html("u1", StaticTwin("data:,", "alt", "orders", found))
    assert html.endswith("<code>%assets</code> is a table of all.</p></div>")
    assert "<code>%materialize orders</code> runs one" in html


def test_every_command_can_be_typed(cells):
    cells.run("""
        @asset
        def orders():
            return 1
    """)
    found = commands(cells.session.view(), cells.session.badges())
    assert len(found) == 4
    for each in found:
        printed, result = cells.try_run(each.line)
        assert result.success, each.line
        assert "UsageError" not in printed
