import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dagbook.io_managers import sharing
from dagbook.io_managers.sharing import lending


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1, 0.5, "x", b"x", dt.date(2024, 1, 1), Decimal(1), ()),
        *((1, ("x", frozenset({2}))), frozenset({(1, 2)}), np.float64(1)),
        *(pa.table({"a": [1]}), pa.array([1])),
    ],
    ids=repr,
)
def test_immutable_values_are_lent_as_they_are(value):
    assert lending(value).lend(value) is value


@pytest.mark.parametrize(
    "value",
    [
        object(),
        [object()],
        (object(),),
        {"a": [np.array([1])]},
        type("List", (list,), {})(),
        np.array([[]], dtype=object),
        np.ma.array([1]),
        pd.DataFrame({"a": [[1], [2]]}),
        pd.DataFrame({"a": [1]}, index=pd.Index([("k", 1)], tupleize_cols=False)),
        pd.DataFrame({"a": pd.Categorical([(1,)])}),
        pd.DataFrame([[1, 2]], columns=["a", 1]),
        pd.Series([object()]),
        type("Frame", (pd.DataFrame,), {})({"a": [1]}),
        pl.DataFrame({"a": [object()]}),
        [[[]]] * 20_000,
    ],
    ids=lambda value: f"{type(value).__module__}.{type(value).__name__}",
)
def test_what_may_hold_changeable_parts_is_not_lent(value):
    assert lending(value) is None


def test_a_frame_with_attrs_is_not_lent():
    frame = pd.DataFrame({"a": [1]})
    frame.attrs["source"] = []
    assert lending(frame) is None


def test_before_copy_on_write_no_pandas_value_is_lent(monkeypatch):
    monkeypatch.setattr(pd, "__version__", "2.3.3")
    assert lending(pd.DataFrame({"a": [1]})) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (bytes(100_000), 100_000),
        (["x" * 1_000 for _ in range(100)], 105_000),
        (["x" * (n % 2_000) for n in range(10_000)], 10_570_000),
        ([("x" * 1_000,) for _ in range(100)], 110_000),
        (np.zeros(12_500), 100_000),
        (pd.DataFrame({"a": np.zeros(12_500)}), 100_000),
        (pd.Series(["x" * 1_000 + str(n) for n in range(100)]), 101_000),
        (pl.DataFrame({"a": np.zeros(12_500)}), 100_000),
        (pa.table({"a": np.zeros(12_500)}), 100_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_size_is_about_that_of_the_data(value, expected):
    assert lending(value).nbytes == pytest.approx(expected, rel=0.1)


def test_every_rule_passes_on_what_it_does_not_know():
    assert [rule(object()) for rule in sharing.RULES] == [None] * len(sharing.RULES)
