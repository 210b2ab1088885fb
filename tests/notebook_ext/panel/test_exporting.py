import json
from xml.etree import ElementTree as ET

import pytest

from dagbook_jupyter.panel.arrangement_message import arrangement_of
from dagbook_jupyter.panel.graph_messages import Export, Exported
from dagbook_jupyter.panel.messages import BadMessage, Notice
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.session_source import SessionSource


@pytest.fixture
def source(cells):
    cells.run("from dagbook import asset")
    cells.run("@asset(group_name='sales')\ndef raw():\n    return 1")
    cells.run("@asset(group_name='sales')\ndef orders(raw):\n    return raw")
    return SessionSource(cells.session)


def test_what_is_exported_is_what_is_shown(source):
    source.arrange(arrangement_of({"folded": ["sales"], "direction": "TB"}))
    assert source.export("mermaid").text.startswith("flowchart TB\n")
    assert "2 assets" in source.export("mermaid").text
    svg = ET.fromstring(source.export("svg").text)
    assert "sales" in {"".join(each.itertext()) for each in svg.iter()}
    source.arrange(arrangement_of({}))
    assert "raw" in source.export("dot").text
    assert "<svg" in source.export("html").text


@pytest.mark.parametrize("wanted", ["svg", "png", "html"])
def test_without_an_engine_a_picture_is_refused_and_says_what_works(source, monkeypatch, wanted):
    monkeypatch.setenv("DAGBOOK_DOT", "none")
    refused = source.export(wanted)
    assert isinstance(refused, Notice)
    assert "Mermaid or DOT" in refused.text
    assert isinstance(source.export("dot"), Exported)


def test_only_known_formats_are_asked_for():
    assert parse({"type": "export", "format": "dot"}) == Export("dot")
    for odd in ("exe", None, 3, ["svg"]):
        assert isinstance(parse({"type": "export", "format": odd}), BadMessage)


@pytest.mark.parametrize(
    "content",
    [None, 3, "TB", [], {"folded": 3}, {"focus": [None, 1]}, {"upstream": True}, {"path": "yes"}],
)
def test_an_arrangement_that_cannot_be_read_is_the_usual_one(content):
    assert arrangement_of(json.loads(json.dumps(content))) == arrangement_of({})


def test_steps_are_bounded():
    assert arrangement_of({"upstream": -3}).upstream == 0
    assert arrangement_of({"downstream": 10**9}).downstream == 1_000
