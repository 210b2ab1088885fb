import pytest

from dagbook_jupyter.panel.graph_messages import Choose
from dagbook_jupyter.panel.messages import BadMessage
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.session_source import SessionSource


@pytest.fixture
def source(cells):
    cells.run("from dagbook import asset")
    cells.run("@asset(group_name='sales')\ndef raw_orders():\n    return 1")
    cells.run("@asset(group_name='sales')\ndef orders(raw_orders):\n    return raw_orders")
    return SessionSource(cells.session)


def test_words_choose_assets_as_in_a_magic(source):
    assert source.choose(Choose("+orders", 7)).keys == ("raw_orders", "orders")
    assert source.choose(Choose("group:sales and not orders", 0)).keys == ("raw_orders",)


def test_the_unfinished_word_is_completed(source):
    found = source.choose(Choose("+raw", 4))
    assert (found.items, found.fragment) == (("raw_orders",), "raw")


@pytest.mark.parametrize(
    ("text", "problem"), [("group:", "at character"), ("ordres", "Did you mean orders")]
)
def test_what_cannot_be_read_or_is_not_there_says_so(source, text, problem):
    found = source.choose(Choose(text, len(text)))
    assert found.keys is None
    assert problem in found.problem


def test_a_cursor_outside_the_text_is_brought_inside():
    assert parse({"type": "choose", "text": "ab", "cursor": 99}) == Choose("ab", 2)
    assert parse({"type": "choose", "text": "ab", "cursor": -1}) == Choose("ab", 0)


@pytest.mark.parametrize("odd", [{"text": 3}, {"text": "a", "cursor": "b"}, {"text": "a" * 3000}])
def test_an_odd_wish_is_refused(odd):
    assert isinstance(parse({"type": "choose", "cursor": 0} | odd), BadMessage)
