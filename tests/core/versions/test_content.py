"""Equal values have equal digests, and others other ones."""

import copy
import datetime as dt
import decimal
import math
import pathlib
import random
import uuid
from collections import OrderedDict, defaultdict, deque
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.versions.content import content_of, describe

ATOM = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(allow_nan=False, width=16)
    | st.text(max_size=2)
    | st.binary(max_size=2)
)
VALUES = st.recursive(
    ATOM,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=1) | st.integers(0, 2), inner, max_size=3)
        | st.frozensets(ATOM, max_size=3)
    ),
    max_leaves=12,
)


def typed(value):
    """Return a text that tells two values apart exactly when they or their types differ."""
    if isinstance(value, frozenset):
        return f"frozenset({sorted(map(typed, value))})"
    if isinstance(value, dict):
        return f"dict({[(typed(key), typed(each)) for key, each in value.items()]})"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({[typed(each) for each in value]})"
    return f"{type(value).__name__} {value!r}"


@given(VALUES, VALUES)
def test_digests_are_equal_exactly_when_values_and_types_are(one, other):
    assert (content_of(one) == content_of(other)) == (typed(one) == typed(other))


@given(VALUES)
def test_a_copy_has_the_digest_of_the_value(value):
    assert content_of(copy.deepcopy(value)) == content_of(value)
    assert content_of(value).digest is not None


@dataclass
class Point:
    x: float
    y: object = None


class Tree:
    def __init__(self, *children):
        self.children = children


def cyclic(number):
    found = [number]
    found.append(found)
    return found


PAIRS = [
    (dt.date(2020, 1, 1), dt.date(2020, 1, 2)),
    (
        dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2020, 1, 1, 0, 0),  # noqa: DTZ001 - without a zone on purpose
    ),
    (decimal.Decimal("1.0"), decimal.Decimal("1.00")),
    (Fraction(1, 2), Fraction(1, 3)),
    (pathlib.PurePosixPath("a"), pathlib.PurePosixPath("b")),
    (uuid.UUID(int=1), uuid.UUID(int=2)),
    (deque([1]), deque([1], maxlen=3)),
    (defaultdict(int, a=1), defaultdict(list, a=1)),
    (OrderedDict(a=1), {"a": 1}),
    (range(3), range(4)),
    (slice(1, 2), slice(1, 3)),
    (bytearray(b"a"), b"a"),
    (Point(1), Point(1, 2)),
    (Point(1), Point(True)),
    (Tree(Tree(1)), Tree(Tree(2))),
    (cyclic(1), cyclic(2)),
    ([Tree(each) for each in range(20)], [Tree(0) for _ in range(20)]),
    (math.sin, math.cos),
    ("a".join, "b".join),
    ([1, 2] * 10, [1, 2.0] * 10),
    (["a"] * 10, ["a"] * 9 + ["b"]),
    (np.float32(1), np.float64(1)),
    (np.array([1, 2]), np.array([2, 1])),
    (np.array([[1, 2]]), np.array([[1], [2]])),
    (np.array([1], "<i4"), np.array([1], ">i4")),
    (np.array(["a", None], object), np.array(["a", 1], object)),
    (
        np.array([(1, 2)], [("a", "i4"), ("b", "i4")]),
        np.array([(1, 2)], [("a", "i4"), ("c", "i4")]),
    ),
    (np.array([], "i4"), np.array([], "i8")),
    (pd.Series([1, 2]), pd.Series([1, 3])),
    (pd.Series([1], name="a"), pd.Series([1], name="b")),
    (pd.Series([1], index=["a"]), pd.Series([1], index=["b"])),
    (pd.Series(["a", None]), pd.Series(["a", "None"])),
    (pd.Series([1, None], dtype="Int64"), pd.Series([1, 0], dtype="Int64")),
    (pd.Series([1, "1"]), pd.Series([1, 1], dtype=object)),
    (pd.Series([None, 1.5], dtype=object), pd.Series([math.nan, 1.5], dtype=object)),
    (pd.Series(["a", "b"], dtype="category"), pd.Series(["a", "b"])),
    (
        pd.Series(pd.Categorical(["a"], ["a", "b"])),
        pd.Series(pd.Categorical(["a"], ["b", "a"])),
    ),
    (
        pd.Series(pd.to_datetime(["2020"])),
        pd.Series(pd.to_datetime(["2020"])).dt.tz_localize("UTC"),
    ),
    (pd.Series(pd.to_timedelta([1])), pd.Series(pd.to_timedelta([2]))),
    (
        pd.Series(pd.period_range("2020", periods=1, freq="D")),
        pd.Series(pd.period_range("2020", periods=1, freq="h")),
    ),
    (pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"b": [2], "a": [1]})),
    (pd.DataFrame({"a": [1.0]}), pd.DataFrame({"a": [1]})),
    (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 2]}, index=[1, 0])),
    (
        pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([(1, 2)])),
        pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([(1, 3)])),
    ),
    (pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [1.0]})),
    (pl.DataFrame({"a": ["x"]}), pl.DataFrame({"a": ["y"]})),
    (pl.Series("a", [1, None]), pl.Series("a", [1, 0])),
    (pa.table({"a": [1]}), pa.table({"a": [2]})),
    (pa.table({"a": [["x"]]}), pa.table({"a": [["y"]]})),
]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda value: type(value).__name__)
def test_values_that_differ_have_digests_that_differ(one, other):
    assert None not in {content_of(one).digest, content_of(other).digest}
    assert content_of(one).digest != content_of(other).digest
    assert content_of(copy.deepcopy(one)).digest == content_of(one).digest
    assert content_of(copy.deepcopy(other)).digest == content_of(other).digest


def test_how_a_table_is_cut_and_laid_out_does_not_count():
    whole = pa.table({"a": [1, 2, 3], "b": ["x", None, "z"]})
    assert content_of(pa.concat_tables([whole[:1], whole[1:]])) == content_of(whole)
    array = np.arange(6).reshape(2, 3)
    assert content_of(np.asfortranarray(array)) == content_of(array)
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"]})
    cut = pd.concat([frame.iloc[:1], frame.iloc[1:]])
    cut.index = pd.RangeIndex(3)
    assert content_of(cut) == content_of(frame)


def test_an_attribute_set_in_another_order_is_the_same():
    one, other = Tree(), Tree()
    one.a, one.b = 1, 2
    other.b, other.a = 2, 1
    assert content_of(one) == content_of(other)


def test_a_random_generator_is_compared_and_named():
    generator = random.Random(1)
    before = content_of(generator)
    assert before.risks == ("is a random generator: its state changes with every use",)
    assert content_of(random.Random(1)) == before
    generator.random()
    assert content_of(generator) != before


def test_functions_in_a_set_are_put_in_one_order():
    def one(): ...
    def two(): ...

    assert content_of({one, two}).refs == content_of({two, one}).refs == (one, two)
    assert content_of({lambda: 1, lambda: 2}).digest is None


def test_only_numbers_are_shown():
    assert [describe(each) for each in (1, "secret", {"token": "x"}, None, Tree())] == [
        "1",
        "str of 6",
        "dict of 1",
        "None",
        "Tree",
    ]
    assert describe(pd.DataFrame({"a": [1, 2]})) == "DataFrame 2x1"


def test_compiled_code_differs_by_its_constants():
    one, two = (compile(text, "<s>", "eval") for text in ("1 + 1", "1 + 2"))
    assert content_of(one) == content_of(compile("1 + 1", "<t>", "eval"))
    assert content_of(one) != content_of(two)


def test_what_is_called_by_a_name_that_its_module_has_not_is_unknown():
    made = np.frompyfunc(lambda x: x + 1, 1, 1)
    assert content_of(made).risks == ("is a ufunc, which cannot be compared",)
    assert content_of(np.sqrt).digest not in {None, content_of(np.exp).digest}
