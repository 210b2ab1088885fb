"""What an assertion found: the rows that break it, or the values."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from dagbook.authoring.asserted import MOST_ROWS, asserted

FRAME = pd.DataFrame({"id": [1, 2, 3], "x": [1.0, -1.0, -2.0]}, index=["a", "b", "c"])


def found(test, mask=None, **shown):
    result = asserted(
        "name",
        ["orders"],
        "ERROR",
        test,
        None,
        mask,
        list(shown.items()),
    )
    return result.passed, {label: value.value for label, value in result.metadata.items()}


ROWS = {
    "pandas": (lambda: FRAME.x < 0, lambda: FRAME, ["| b | 2 | -1.0 |", "| c | 3 | -2.0 |"]),
    "a series": (lambda: FRAME.x < 0, lambda: FRAME.x, ["| b | -1.0 |"]),
    "polars": (
        lambda: pl.Series([False, True, False]),
        lambda: pl.DataFrame({"id": [1, 2, 3]}),
        ["| 0 | 2 |"],
    ),
    "numpy": (lambda: np.array([True, False]), lambda: np.array([7, 8]), ["| 0 | 7 |"]),
    "columns": (lambda: FRAME < 0, lambda: FRAME, ["| b | 2 | -1.0 |"]),
}


@pytest.mark.parametrize(("mask", "table", "lines"), ROWS.values(), ids=ROWS)
def test_the_rows_that_break_it_are_shown(mask, table, lines):
    passed, metadata = found(lambda: False, mask, table=table)
    assert not passed
    assert metadata["offending_rows"] >= 1
    for line in lines:
        assert line in metadata["preview"]


def test_of_many_rows_the_first_are_shown():
    many = pd.DataFrame({"x": range(100)})
    _, metadata = found(lambda: False, lambda: many.x >= 0, many=lambda: many)
    assert metadata["offending_rows"] == 100
    assert len(metadata["preview"].splitlines()) == MOST_ROWS + 2


def test_without_rows_the_values_are_shown_and_long_ones_cut():
    _, metadata = found(lambda: False, None, x=lambda: 3, long=lambda: "y" * 999)
    assert metadata["x"] == "3"
    assert len(metadata["long"]) < 300


def test_what_holds_has_nothing_to_show():
    assert found(lambda: True, lambda: FRAME.x < 0, x=lambda: 3) == (True, {})


def test_what_an_assertion_raises_is_what_it_found():
    result = asserted("n", ["a"], "WARN", lambda: 1 / 0, lambda: "no")
    assert (result.passed, result.severity.value) == (False, "WARN")
    assert result.description == "raised ZeroDivisionError: division by zero"


def test_a_message_that_raises_is_said():
    result = asserted("n", ["a"], "ERROR", lambda: False, lambda: 1 / 0)
    assert result.description == "its message raised ZeroDivisionError: division by zero"
