import base64
import json
import zlib

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dagbook.view.encode import to_json
from dagbook.view.previews import MOST_ROWS, MOST_TEXT, Page
from dagbook.view.value_preview import preview

FRAME = pd.DataFrame({"n": [3, 1, 2], "word": ["c", None, "b"]}, index=["x", "y", "z"])


@pytest.mark.parametrize(
    "table",
    [FRAME, pl.from_pandas(FRAME), pa.Table.from_pandas(FRAME, preserve_index=False)],
    ids=["pandas", "polars", "arrow"],
)
def test_a_table_shows_types_nulls_and_a_page_in_the_order_asked_for(table):
    found = preview(table)
    assert [column.name for column in found.columns] == ["n", "word"]
    assert [column.nulls for column in found.columns] == [0, 1]
    assert [column.is_number for column in found.columns] == [True, False]
    assert found.rows == (("3", "c"), ("1", None), ("2", "b"))
    assert found.total == 3
    up = preview(table, Page(rows=2, sort=0))
    assert up.rows == (("1", None), ("2", "b"))
    down = preview(table, Page(rows=2, sort=0, descending=True))
    assert (down.rows[0], down.sort, down.descending) == (("3", "c"), 0, True)
    assert preview(table, Page(start=99, rows=2)).rows == (("2", "b"),)


def test_a_pandas_table_names_its_rows():
    assert preview(FRAME, Page(sort=0)).index == ("y", "z", "x")
    levels = pd.MultiIndex.from_product([["a", "b"], [1]], names=["p", "q"])
    two = preview(pd.DataFrame({("v", "w"): [1, 2]}, index=levels))
    assert two.index == ("('a', 1)", "('b', 1)")
    assert preview(pd.Series([1, 2], name="s")).columns[0].name == "s"


def test_columns_of_one_name_are_shown_and_sorted_apart():
    frame = pd.DataFrame([[1, 2], [2, 1]], columns=["a", "a"])
    assert preview(frame, Page(sort=1)).rows == (("2", "1"), ("1", "2"))


def test_a_column_that_does_not_compare_stays_in_its_order_and_says_so():
    frame = pd.DataFrame({"odd": [1, "a", (2,)]}, dtype=object)
    found = preview(frame, Page(sort=0))
    assert found.sort is None
    assert "do not compare" in found.note
    assert found.rows[0] == ("1",)


def test_a_preview_stays_small_however_large_the_value():
    frame = pd.DataFrame(np.zeros((100_000, 300)))
    for value in (
        frame,
        pl.from_pandas(frame[:1000]),
        "x" * 10**7,
        list(range(10**6)),
        "€" * 10**6,
    ):
        sent = json.dumps(to_json(preview(value, Page(rows=10**9))))
        assert len(sent) < 400_000
    assert preview(frame).more_columns == 240
    assert len(preview(frame, Page(rows=10**9)).rows) == MOST_ROWS
    assert preview("x" * 10**7).is_clipped
    assert len(preview("x" * 10**7).text) == MOST_TEXT


def test_an_empty_frame_has_columns_and_no_rows():
    found = preview(pd.DataFrame({"a": []}))
    assert (found.total, found.rows, found.columns[0].nulls) == (0, (), 0)
    assert preview(pd.DataFrame()).columns == ()


def test_nothing_is_changed_by_looking():
    before = FRAME.copy()
    preview(FRAME, Page(sort=0, descending=True))
    pd.testing.assert_frame_equal(FRAME, before)


def pixels(source):
    data = base64.b64decode(source.partition(",")[2])
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    start = data.index(b"IDAT")
    length = int.from_bytes(data[start - 4 : start])
    raw = zlib.decompress(data[start + 4 : start + 4 + length])
    return (
        np.frombuffer(raw, "uint8").reshape(height, width * 3 + 1)[:, 1:].reshape(height, width, 3)
    )


def test_a_large_matrix_is_a_picture_from_least_to_greatest():
    found = preview(np.arange(400.0).reshape(20, 20))
    assert found.text == "array of 20 x 20, float64, from 0 to 399"
    picture = pixels(found.source)
    assert (picture[0, 0, 0], picture[19, 19, 0]) == (0, 255)


def test_a_matrix_with_holes_or_of_one_value_is_a_picture_too():
    holes = np.full((20, 20), 5.0)
    holes[3] = np.nan
    assert pixels(preview(holes).source)[3, 0, 0] == 0
    assert preview(np.full((20, 20), np.nan)).text == "array of 20 x 20, float64"


def test_a_picture_of_bytes_is_shown_as_it_is_and_thinned_when_large():
    image = np.zeros((1000, 40, 3), "uint8")
    image[:, :, 1] = 200
    shown = pixels(preview(image).source)
    assert shown.shape == (250, 40, 3)
    assert tuple(shown[0, 0]) == (0, 200, 0)


def test_a_vector_is_a_table_and_a_cube_is_text():
    found = preview(np.array([1.5, 2.0]))
    assert (found.rows, found.note) == ((("1.5",), ("2",)), "array of 2, float64")
    assert preview(np.zeros((2, 2, 2, 2))).text.startswith("array of 2 x 2 x 2 x 2")
    assert preview(np.array(7)).text.startswith("array of one value")


def test_what_draws_itself_is_a_picture():
    class Drawn:
        def _repr_png_(self):
            return b"\x89PNG"

    class Vector:
        def _repr_svg_(self):
            return "<svg onload='alert(1)'/>"

    assert preview(Drawn()).source == "data:image/png;base64,iVBORw=="
    # An <img> runs no script.
    assert preview(Vector()).source.startswith("data:image/svg+xml;base64,")


def test_containers_are_trees_with_bounds():
    root = preview({"a": [1, {"b": "x"}], 2: {3}}).root
    assert [child.name for child in root.children] == ["a", "2"]
    assert root.children[0].children[1].children[0].text == "'x'"
    wide = preview(list(range(1000))).root
    assert (wide.size, len(wide.children)) == (1000, 100)
    loop: list = []
    loop.append(loop)
    assert preview(loop).root.size == 1


def test_a_value_whose_repr_raises_says_so():
    class Hostile:
        def __repr__(self):
            raise ValueError("no")

    assert "ValueError: no" in preview(Hostile()).text
    assert "ValueError: no" in preview([Hostile()]).root.children[0].text


@pytest.mark.parametrize("value", [None, 3, 2.5, True, b"ab", [], {}, (), object])
def test_small_values_are_text(value):
    assert preview(value).text == repr(value)
