"""Asserts of a cell as checks: their names, and what breaks them."""

import ast

import pytest

from dagbook_jupyter.assert_cell import assertions, breaking, with_results
from dagbook_jupyter.cell_body import make_function, read_body


def names(text):
    return [each.name for each in assertions(read_body(text, "<cell>"), text)]


NAMES = {
    "its message": ("assert a, 'Amounts are positive!'", ["amounts_are_positive"]),
    "what it says": ("assert len(a) >= 3", ["len_a_at_least_3"]),
    "a message that is no text": ("assert a, f'{a}'", ["a"]),
    "unique names": ("assert a\nassert a\nassert a", ["a", "a_2", "a_3"]),
    "no digit first": ("assert 1", ["check_1"]),
    "nothing to name": ("assert (), '...'", ["check"]),
    "a bounded length": (f"assert a, {'long ' * 40!r}", [("long_" * 12)[:60].rstrip("_")]),
    "the top level alone": ("if a:\n    assert b\nassert c", ["c"]),
}


@pytest.mark.parametrize(("text", "wanted"), NAMES.values(), ids=NAMES)
def test_an_assertion_is_named_by(text, wanted):
    assert names(text) == wanted


BREAKING = {
    "(x > 0).all()": "~(x > 0)",
    "bool((x > 0).all())": "~(x > 0)",
    "frame.notna().all().all()": "~frame.notna()",
    "not x.isna().any()": "x.isna()",
    "not frame.isna().any().any()": "frame.isna()",
    "x.isna().sum() == 0": "x.isna()",
    "x.is_unique": "x.duplicated(keep=False)",
    "x.sum() == 1": None,
    "all(x)": None,
    "x.all(axis=1)": None,
}


@pytest.mark.parametrize(("test", "rows"), BREAKING.items(), ids=BREAKING)
def test_the_rows_that_break_an_assertion(test, rows):
    found = breaking(ast.parse(test, mode="eval").body)
    assert (found and ast.unparse(found)) == rows


def test_the_function_yields_a_result_for_each_and_runs_what_is_between():
    text = "half = n / 2\nassert half > 1\nhalf = 0\nassert half, 'none left'"
    body = read_body(text, "<cell>")
    made = with_results(body, assertions(body, text), ["orders"], "WARN")
    function = make_function("f", made, ["n"], "<cell>", {})
    first, second = function(4)
    assert (first.passed, first.check_name, first.asset_key.path) == (
        True,
        "half_above_1",
        ["orders"],
    )
    assert (second.passed, second.description, second.severity.value) == (
        False,
        "none left",
        "WARN",
    )
