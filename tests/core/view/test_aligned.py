from hypothesis import given
from hypothesis import strategies as st

from dagbook.view.aligned import LEAST_WIDTH, aligned, cut
from dagbook.view.humanize import columns

TABLES = st.integers(1, 4).flatmap(
    lambda number: st.lists(
        st.lists(st.text("ab ●漢", max_size=40), min_size=number, max_size=number),
        min_size=1,
        max_size=5,
    )
)


@given(TABLES, st.integers(60, 200))
def test_every_line_fits_the_terminal_where_columns_may_shrink(rows, width):
    for line in aligned(rows, width):
        assert columns(line) <= max(width, len(rows[0]) * (LEAST_WIDTH + 2))


@given(TABLES)
def test_without_a_terminal_nothing_is_cut(rows):
    heads, *body = rows
    shown = [at for at in range(len(heads)) if any(row[at] for row in body)]
    for row, line in zip(rows, aligned(rows), strict=True):
        for at in shown:
            assert row[at].strip() in line


def test_the_widest_column_gives_way_first():
    rows = [("asset", "status", "size"), ("orders", "stale because of a lot of words", "3 B")]
    assert aligned(rows, 30) == [
        "asset   status            size",
        "orders  stale because o…  3 B",
    ]


def test_no_column_is_cut_to_nothing():
    assert aligned([("name",), ("a" * 20,)], 3) == ["name", "aaaaaaa…"]


def test_a_heading_is_cut_down_to_what_stands_under_it():
    rows = [("#", "defined in", "took"), ("12", "cell 3", "8 ms")]
    assert aligned(rows, 16) == ["#   defin…  took", "12  cell 3  8 ms"]


@given(st.text("ab漢", max_size=30), st.integers(2, 30))
def test_what_is_cut_is_as_wide_as_it_may_be(text, width):
    assert columns(cut(text, width)) <= width
    assert cut(text, columns(text)) == text
