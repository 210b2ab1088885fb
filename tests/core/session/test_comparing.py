"""What differs between two values: laws of tables, cases of everything else, bounds."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.session import comparing_tables
from dagbook.session.comparing import MOST_DIFF_LINES, MOST_ENTRIES, are_equal, compare
from dagbook.session.comparison_text import comparison_html, comparison_text, lines_of

ids = st.lists(st.integers(0, 30), unique=True, max_size=12)
cells = st.one_of(st.none(), st.floats(-5, 5, width=16), st.just(float("nan")))


@st.composite
def tables(draw):
    """A table with a key, a column of numbers with gaps, and a column of text."""
    keys = draw(ids)
    numbers = draw(st.lists(cells, min_size=len(keys), max_size=len(keys)))
    texts = draw(st.lists(st.sampled_from("abc"), min_size=len(keys), max_size=len(keys)))
    return pd.DataFrame(
        {
            "id": np.array(keys, dtype="int64"),
            "n": np.array(numbers, dtype="float64"),
            "s": pd.Series(texts, dtype="str"),
        }
    )


@settings(max_examples=80, deadline=None)
@given(tables(), tables())
def test_rows_are_those_of_a_join_by_the_key(old, new):
    found = compare(old, new, ["id"]).table
    before = {row.id: row for row in old.itertuples(index=False)}
    after = {row.id: row for row in new.itertuples(index=False)}
    both = before.keys() & after.keys()
    assert found.added == len(after.keys() - before.keys())
    assert found.removed == len(before.keys() - after.keys())
    assert found.changed == sum(
        not (before[key].s == after[key].s and _same(before[key].n, after[key].n)) for key in both
    )


def _same(one, other):
    return one == other or (math.isnan(one) and math.isnan(other))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_table_is_equal_to_itself_in_every_library(table):
    for made in (table, pl.from_pandas(table), pa.Table.from_pandas(table), table.set_index("id")):
        found = compare(made, made)
        assert found.is_equal
        assert lines_of(found)[2:] == ["nothing differs"]


def test_columns_and_types_are_compared():
    old = pd.DataFrame({"id": [1, 2], "x": [1, 2], "gone": [0, 0]})
    new = pd.DataFrame({"id": [1, 2], "x": [1.0, 2.5], "came": ["a", "b"]})
    columns = {each.name: each for each in compare(old, new).table.columns}
    assert (columns["x"].old_dtype, columns["x"].new_dtype) == ("int64", "float64")
    assert columns["x"].changed == 1
    assert columns["came"].old_dtype == columns["gone"].new_dtype == ""
    assert "id" not in columns


def test_types_are_in_the_words_of_the_library_that_made_the_table():
    old, new = pl.DataFrame({"id": [1], "x": [1]}), pl.DataFrame({"id": [1], "x": ["a"]})
    [column] = compare(old, new).table.columns
    assert (column.old_dtype, column.new_dtype) == ("Int64", "String")
    [column] = compare(old.to_arrow(), new.to_arrow()).table.columns
    assert column.old_dtype == "int64"


@pytest.mark.parametrize(
    ("old", "by"),
    [
        (pd.DataFrame({"x": [1.5, 2.5]}, index=pd.Index(["a", "b"], name="k")), ("the index",)),
        (pd.DataFrame({"x": [1.5, 2.5], "name": ["a", "b"]}), ("name",)),
        (pd.DataFrame({"x": [1, 1], "y": [1.5, 2.5]}), ()),
        (pd.DataFrame({"x": ["a", None]}), ()),
    ],
)
def test_rows_are_matched_by_what_tells_them_apart_else_by_their_place(old, by):
    assert compare(old, old.copy()).table.matched_by == by


def test_the_same_rows_in_another_order_are_said():
    table = pd.DataFrame({"id": [1, 2, 3]})
    found = compare(table, table.iloc[::-1])
    assert found.table.is_reordered
    assert "rows stand in another order" in comparison_text(found)


def test_cells_that_hold_lists_and_arrays_are_compared():
    old = pd.DataFrame({"id": [1, 2], "x": [np.arange(2), [1]]})
    new = pd.DataFrame({"id": [1, 2], "x": [np.arange(2), [2]]})
    assert compare(old, new).table.changed == 1


def test_categories_and_time_zones_of_other_kinds_are_compared():
    old = pd.DataFrame({"id": [1], "c": pd.Categorical(["a"]), "t": pd.to_datetime(["2013-01-01"])})
    new = old.assign(c=pd.Categorical(["b"]), t=old.t.dt.tz_localize("UTC"))
    assert {each.name for each in compare(old, new).table.columns} == {"c", "t"}


def test_keys_that_do_not_fit_are_named():
    old, new = pd.DataFrame({"a": [1, 1], "b": [1, 2]}), pd.DataFrame({"a": [1, 2], "b": [1, 2]})
    with pytest.raises(DagsterInvalidInvocationError, match="does not tell rows apart"):
        compare(old, new, ["a"])
    with pytest.raises(DagsterInvalidInvocationError, match="columns that both have: a, b"):
        compare(old, new, ["c"])
    assert compare(old, new, ["a", "b"]).table.added == 1


def test_large_tables_are_compared_by_their_first_rows_and_that_is_said(monkeypatch):
    monkeypatch.setattr(comparing_tables, "MOST_CELLS", 10)
    old = pd.DataFrame({"id": range(100)})
    found = compare(old, old.assign(id=old.id + (old.id > 50)))
    assert found.table.compared_rows == 10
    assert "only the first 10 rows of each were compared" in comparison_text(found)


def test_few_rows_are_shown_and_the_rest_is_counted():
    old, new = pd.DataFrame({"id": range(100)}), pd.DataFrame({"id": range(100, 180)})
    lines = lines_of(compare(old, new))
    assert "  and 70 more added" in lines
    assert "  and 90 more removed" in lines


def test_dicts_are_compared_by_key():
    old = {"a": 1, "b": [1], "c": pd.DataFrame({"x": [1]}), "gone": 0}
    new = {"a": 1, "b": [2], "c": pd.DataFrame({"x": [2]}), "came": 0}
    assert lines_of(compare(old, new))[2:] == [
        "~ 'b': [1] → [2]",
        "~ 'c': DataFrame 1x1 → DataFrame 1x1",
        "+ 'came': 0",
        "- 'gone': 0",
    ]


def test_of_many_keys_the_first_are_told_and_the_rest_is_counted():
    found = compare({}, dict.fromkeys(range(200), 0))
    assert len(found.mapping.added) == MOST_ENTRIES
    assert lines_of(found)[-1] == "  and 150 more added"


def test_arrays_are_compared_by_place():
    old, new = np.array([1.0, np.nan, 3.0]), np.array([1.0, np.nan, 5.0])
    assert lines_of(compare(old, new))[2:] == ["1 place holds something else, by 2 at most"]
    assert lines_of(compare(old, new[:2]))[2:] == ["their shapes differ"]
    assert compare(old, old.copy()).is_equal
    assert not compare(np.array([1, 2]), np.array([1.0, 2.0])).is_equal
    assert not compare(np.array(["a"]), np.array(["b"])).is_equal


class Silent:
    """Values of it write themselves alike and are equal to none."""

    def __repr__(self):
        return "Silent()"


class Broken:
    """Values of it can neither be written nor compared."""

    def __repr__(self):
        raise ValueError("no")

    def __eq__(self, other):
        raise ValueError("no")

    __hash__ = None


def test_all_else_is_compared_as_text():
    assert compare("a\nb", "a\nc").text.diff.splitlines()[1:] == [" a", "-b", "+c"]
    assert compare([1, {"a": 2}], [1, {"a": 3}]).text.diff
    assert compare(3, "3").text.diff
    assert compare([1], [1]).is_equal
    found = compare(Silent(), Silent())
    assert not found.is_equal
    assert lines_of(found)[-1] == "they write themselves alike, and may differ"
    assert "cannot be shown" in "".join(lines_of(compare(Broken(), 3)))


def test_a_long_text_is_cut_and_that_is_said():
    old, new = ("\n".join(f"{word} {n}" for n in range(9_000)) for word in ("a", "b"))
    found = compare(old, new).text
    assert found.is_cut
    assert len(found.diff.splitlines()) == MOST_DIFF_LINES
    assert lines_of(compare(old, new))[-1] == "only the first lines were compared"


def test_what_is_equal_is_so_by_type_too():
    assert not are_equal(1, True)
    assert are_equal(float("nan"), float("nan"))
    assert not are_equal(Broken(), Broken())
    assert are_equal(np.arange(3), np.arange(3))


def test_html_is_escaped_and_says_the_same():
    found = compare({"<b>": 1}, {"<b>": 2})
    html = comparison_html(found)
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
