import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import SelectionSyntaxError
from dagbook.selection import SelectableAttributes, complete, fragment_at, parse


class Graph:
    keys = ("raw_orders", "sales/orders", "sales/eu-orders", "and")

    def parents(self, _key):
        return ()

    def attributes(self, key):
        return {
            "raw_orders": SelectableAttributes("ingest", {"tier": "1"}, ("sql",)),
            "sales/orders": SelectableAttributes("sales", {"tier": "gold"}, (), ("team:data",)),
        }.get(key, SelectableAttributes())


STARTERS = [
    "key:",
    "group:",
    "tag:",
    "kind:",
    "owner:",
    "is:",
    "partitions:",
    "not",
    "roots(",
    "sinks(",
]
CASES = {
    "": ["raw_orders", "sales/orders", '"sales/eu-orders"', '"and"', *STARTERS],
    "ra": ["raw_orders"],
    "+ra": ["raw_orders"],
    "2+ra": ["raw_orders"],
    "*ra": ["raw_orders"],
    "ord": ["raw_orders", "sales/orders", '"sales/eu-orders"'],
    "g": ["group:"],
    "roots(sales/o": ["sales/orders"],
    "sales/": ["sales/orders", '"sales/eu-orders"'],
    "raw_orders, sales/o": ["sales/orders"],
    "raw_orders ": ["and", "or", "and not"],
    "raw_orders a": ["and", "and not"],
    "raw_orders+ o": ["or"],
    "* ": ["and", "or", "and not"],
    "raw_orders and sales/o": ["sales/orders"],
    "raw_orders and not ki": ["kind:"],
    "group:": ["default", "ingest", "sales"],
    "group:s": ["sales"],
    'group:"s': ['sales"'],
    "key:raw": ["raw_orders"],
    'key:"raw': ['raw_orders"'],
    '"raw': ['raw_orders"'],
    "kind:": ["sql"],
    "tag:": ["tier"],
    "tag:tier=": ['"1"', "gold"],
    "tag:tier=g": ["gold"],
    'tag:"tier"="g': ['gold"'],
    "owner:": ['"team:data"'],
    "is:e": ["external"],
    "partitions:s": ["static"],
    "zzz": [],
    "status:": ["and", "or", "and not"],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_a_cursor_at_the_end_is_offered_what_fits_there(text, expected):
    assert complete(text, len(text), Graph()) == expected


def test_only_the_text_before_the_cursor_counts_and_a_closing_quote_is_not_doubled():
    text = 'key:"raw" or sales/orders'
    assert complete(text, 8, Graph()) == ["raw_orders"]
    assert fragment_at(text, 8) == "raw"


@given(st.text('aor"+*():=, \n\u00e9', max_size=12), st.integers(0, 12))
def test_any_text_can_be_completed(text, cursor):
    fragment = fragment_at(text, cursor)
    assert text[:cursor].endswith(fragment)
    complete(text, cursor, Graph())


@pytest.mark.parametrize("text", [text for text in CASES if text and not text.endswith(" ")])
def test_a_completed_operand_can_be_read(text):
    for offered in complete(text, len(text), Graph()):
        if offered.endswith((":", "(", "and", "or", "not")):
            continue
        whole = text[: len(text) - len(fragment_at(text, len(text)))] + offered
        try:
            parse(whole + ")" * whole.count("("))
        except SelectionSyntaxError as error:
            pytest.fail(str(error))
