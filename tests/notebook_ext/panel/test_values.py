import pytest

from dagbook.view.previews import Page
from dagbook_jupyter.panel import values as module
from dagbook_jupyter.panel.messages import BadMessage
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.session_source import SessionSource
from dagbook_jupyter.panel.value_messages import ShowValue


@pytest.fixture
def source(cells):
    cells.run("from dagbook import StaticPartitionsDefinition, asset\nimport pandas as pd")
    cells.run("@asset\ndef orders():\n    return pd.DataFrame({'n': range(120)})")
    parts = "StaticPartitionsDefinition(['a', 'b'])"
    cells.run(
        f"@asset(partitions_def={parts})\ndef daily(context):\n    return context.partition_key"
    )
    return SessionSource(cells.session)


def test_a_stored_value_is_shown_page_by_page_and_read_once(cells, source, monkeypatch):
    cells.run("%materialize orders")
    loads = []
    load = cells.session.load
    monkeypatch.setattr(cells.session, "load", lambda *what: loads.append(what) or load(*what))
    first = source.show_value(ShowValue("orders", None, Page()))
    assert (first.preview.total, first.preview.rows[0]) == (120, ("0",))
    second = source.show_value(ShowValue("orders", None, Page(start=100, sort=0, descending=True)))
    assert second.preview.rows[0] == ("19",)
    assert len(loads) == 1
    cells.run("%materialize orders")
    source.show_value(ShowValue("orders", None, Page()))
    assert len(loads) == 2


def test_a_partition_is_shown_by_its_ordinal(cells, source):
    cells.run("%materialize daily --partition b")
    assert source.show_value(ShowValue("daily", 1, Page())).preview.text == "b"
    for missing in (0, 99):
        assert "no stored value" in source.show_value(ShowValue("daily", missing, Page())).problem


def test_a_large_value_is_read_only_once_confirmed(cells, source, monkeypatch):
    cells.run("%materialize orders")
    monkeypatch.setattr(module, "LARGE_BYTES", 10)
    asked = source.show_value(ShowValue("orders", None, Page()))
    assert asked.preview is None
    assert asked.size_bytes > 10
    assert source.show_value(ShowValue("orders", None, Page(), confirmed=True)).preview


def test_a_value_that_cannot_be_read_says_why(cells, source, monkeypatch):
    cells.run("%materialize orders")

    def broken(*_what):
        raise OSError("the disk is gone")

    monkeypatch.setattr(cells.session, "load", broken)
    shown = source.show_value(ShowValue("orders", None, Page()))
    assert "OSError: the disk is gone" in shown.problem


def test_what_nothing_made_has_no_value(source):
    assert "no stored value" in source.show_value(ShowValue("orders", None, Page())).problem
    assert "no stored value" in source.show_value(ShowValue("nowhere", None, Page())).problem


@pytest.mark.parametrize(
    "odd", [{}, {"asset": 3}, {"start": -1}, {"rows": "many"}, {"sort": True}, {"ordinal": "x"}]
)
def test_an_odd_wish_is_refused(odd):
    wish = {"type": "value", "asset": "orders"} | odd
    if odd:
        assert isinstance(parse(wish), BadMessage)
    else:
        assert parse(wish) == ShowValue("orders", None, Page())
