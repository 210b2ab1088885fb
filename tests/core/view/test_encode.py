import json
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from dagbook import MultiPartitionsDefinition, StaticPartitionsDefinition
from dagbook.view.encode import to_json
from dagbook.view.graph_view import GraphView
from dagbook.view.layout import EdgePath, GroupBox, Layout, NodeBox
from dagbook.view.partition_views import partitions_view


def test_a_value_becomes_what_json_reads_back(shop, badges):
    geometry = Layout(
        10,
        20.5,
        (NodeBox("a", 1, 2, 3, 4),),
        (EdgePath("a", "a", "M0,0"),),
        (GroupBox("g", 0, 0, 1, 1),),
    )
    message = to_json({"graph": shop, "layout": geometry, "statuses": badges, "run": None})
    assert json.loads(json.dumps(message)) == message
    assert message["layout"]["nodes"] == [{"key": "a", "x": 1, "y": 2, "w": 3, "h": 4}]
    assert message["graph"]["cards"][1] == json.loads(json.dumps(asdict(shop.cards[1])))


def test_partitions_of_two_dimensions_are_told_as_text():
    shops, sizes = StaticPartitionsDefinition(["a", "b"]), StaticPartitionsDefinition(["s", "l"])
    grid = MultiPartitionsDefinition({"shop": shops, "size": sizes})
    message = to_json(partitions_view(grid))
    assert (message["first"], message["last"]) == ("a|s", "b|l")
    assert type(message["first"]) is str


@pytest.mark.parametrize(
    ("value", "culprit"),
    [({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "datetime"), ([{"a"}], "set"), ({1: "a"}, "int")],
)
def test_what_is_no_view_value_is_refused_by_name(value, culprit):
    with pytest.raises(TypeError, match=culprit):
        to_json(value)


def test_a_dataclass_itself_is_no_value():
    with pytest.raises(TypeError, match="type"):
        to_json(GraphView)
