import datetime as dt
import io
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BERLIN = ZoneInfo("Europe/Berlin")
DAY = pd.Timestamp("2024-03-30")
TEXT = st.text("aé\x00 ", max_size=3)
TEXTS = ("str", "string", "string[python]", "object")
DTYPES = (
    *("bool", "int8", "int64", "uint8", "uint64", "float32", "float64", "float16", "complex128"),
    *("Int8", "Int64", "UInt64", "boolean", "Float64", "int64[pyarrow]"),
    *(
        f"{kind}[{unit}]"
        for kind in ("datetime64", "timedelta64")
        for unit in ("s", "ms", "us", "ns")
    ),
    *("datetime64[us, UTC]", "datetime64[ns, Europe/Berlin]", "datetime64[ms, UTC+02:00]"),
    *("datetime64[s, UTC]", *TEXTS, "category", "ordered"),
    *("number category", "period[D]", "interval", "Sparse[float64]", "nested"),
)


def texts(numbers, words):
    return [None if number is None else words[number % 3] for number in numbers]


def categories(numbers, ordered):
    kind = pd.CategoricalDtype(pd.Index(["c", "unused", "b", "a"]), ordered)
    return pd.Series(texts(numbers, "cab"), dtype=kind)


def zoned(numbers, unit, zone):
    utc = pd.Series(numbers, dtype=f"datetime64[{unit}]").dt.tz_localize(dt.UTC)
    return utc.dt.tz_convert(zone)


WORDS = ("", "ab", "a\x00é")
MADE = {
    **{dtype: lambda ns, dtype=dtype: pd.Series(texts(ns, WORDS), dtype=dtype) for dtype in TEXTS},
    "category": lambda ns: categories(ns, ordered=False),
    "ordered": lambda ns: categories(ns, ordered=True),
    "nested": lambda ns: pd.Series([[n] for n in ns], dtype=object),
}
MADE_OF_NUMBERS = {
    "number category": lambda ns: pd.Series(pd.Categorical(ns, categories=[*range(9, -1, -1)])),
    "interval": lambda ns: pd.Series(pd.arrays.IntervalArray.from_breaks(range(len(ns) + 1))),
    "period[D]": lambda ns: pd.Series(pd.PeriodIndex.from_ordinals(ns, freq="D")),
    "boolean": lambda ns: pd.Series([n % 2 for n in ns], dtype="int64").astype("boolean"),
    "Sparse[float64]": lambda ns: pd.Series(ns, dtype="float64").astype("Sparse[float64]"),
    "datetime64[us, UTC]": lambda ns: zoned(ns, "us", dt.UTC),
    "datetime64[s, UTC]": lambda ns: zoned(ns, "s", dt.UTC),
    "datetime64[ns, Europe/Berlin]": lambda ns: zoned(ns, "ns", BERLIN),
    "datetime64[ms, UTC+02:00]": lambda ns: zoned(ns, "ms", dt.timezone(dt.timedelta(hours=2))),
}


def column(dtype, numbers):
    """A column of *dtype* made of *numbers*, None among them where text is missing."""
    if dtype in MADE:
        return MADE[dtype](numbers)
    numbers = [0 if number is None else number for number in numbers]
    if dtype in MADE_OF_NUMBERS:
        return MADE_OF_NUMBERS[dtype](numbers)
    return pd.Series(numbers, dtype="int64").astype(dtype)


@st.composite
def columns(draw, size, dtypes=DTYPES):
    dtype = draw(st.sampled_from(dtypes))
    numbers = draw(st.lists(st.none() | st.integers(0, 9), min_size=size, max_size=size))
    made = column(dtype, numbers)
    if dtype in {"float64", "float32", "Int64", "boolean"} or dtype.startswith(
        ("datetime", "timed")
    ):
        made = made.where(pd.Series([number is not None for number in numbers], dtype=bool))
    return made


FREQS = ("D", "h", "MS", "W-SUN", "2D", "B", "15min", "QE-DEC")
ODD_FREQS = (pd.offsets.CDay(holidays=["2024-01-02"]), pd.DateOffset(days=1, hours=1))
NAMES = st.none() | st.sampled_from(["a", "key", "", "__index_level_0__", 0, ("k", 1)])


@st.composite
def ranges(draw, size):
    start, step = draw(st.integers(-3, 3)), draw(st.integers(-3, 3).filter(bool))
    return pd.RangeIndex(start, start + size * step, step)


@st.composite
def regular_dates(draw, size, freqs=FREQS):
    if draw(st.booleans()):
        return pd.date_range(DAY, periods=size, freq=draw(st.sampled_from(["D", "h"])), tz=BERLIN)
    return pd.date_range("2024-01-01", periods=size, freq=draw(st.sampled_from(freqs)))


@st.composite
def flat_indexes(draw, size):
    by_hand = (
        pd.RangeIndex(size),
        pd.timedelta_range("1D", periods=size),
        pd.Index([f"k{n}" for n in range(size)], dtype=object),
        pd.Index([(n, "x")[n % 2] for n in range(size)], dtype=object),
        pd.CategoricalIndex(["x"] * size, categories=["y", "x"]),
    )
    any_column = columns(
        size, [dtype for dtype in DTYPES if dtype not in {"float16", "nested"}]
    ).map(pd.Index)
    made = draw(
        ranges(size) | regular_dates(size, ODD_FREQS) | st.sampled_from(by_hand) | any_column
    )
    return made.rename(draw(NAMES))


@st.composite
def indexes(draw, size):
    if draw(st.integers(0, 3)):
        return draw(flat_indexes(size))
    parts = draw(st.lists(flat_indexes(size), min_size=1, max_size=3))
    return pd.MultiIndex.from_arrays(parts, names=[part.name for part in parts])


PLAIN = (
    *("bool", "int8", "int64", "uint8", "uint64", "float32", "float64"),
    *(f"{kind}[{unit}]" for kind in ("datetime64", "timedelta64") for unit in ("ms", "us", "ns")),
    *("datetime64[us, UTC]", "datetime64[ns, Europe/Berlin]", "datetime64[ms, UTC+02:00]", "str"),
)
NULLABLE = ("Int8", "Int64", "UInt64", "boolean", "string", "category", "ordered")


ODD = tuple(dtype for dtype in DTYPES if dtype not in PLAIN + NULLABLE)


@st.composite
def ordinary_indexes(draw, size):
    """Indexes as most frames have them."""
    if draw(st.integers(0, 3)):
        made = draw(ranges(size) | columns(size, PLAIN).map(pd.Index) | regular_dates(size))
        return made.rename(draw(st.none() | st.sampled_from(["key", "K"])))
    parts = draw(st.lists(columns(size, PLAIN), min_size=2, max_size=3))
    names = draw(st.permutations(["x", "y", None]))
    return pd.MultiIndex.from_arrays(parts, names=names[: len(parts)])


@st.composite
def ordinary_frames(draw):
    """Frames that Parquet keeps: text for labels, dtypes and indexes of the whitelist."""
    size = draw(st.integers(0, 6))
    names = draw(st.lists(TEXT, min_size=1, max_size=4, unique=True))
    frame = pd.concat([draw(columns(size, PLAIN + NULLABLE)) for _ in names], axis=1)
    frame.columns = pd.Index(names, name=draw(st.none() | st.just("labels")))
    frame.index = draw(ordinary_indexes(size))
    return frame


def with_odd_column(draw, frame):
    return frame.assign(odd=draw(columns(len(frame), ODD)).set_axis(frame.index))


def with_odd_index(draw, frame):
    return frame.set_axis(draw(indexes(len(frame))))


def with_odd_labels(draw, frame):
    label = TEXT | st.sampled_from(["key", "x", "__index_level_0__", 0, None, ("a", 1)])
    labels = draw(st.lists(label, min_size=frame.shape[1], max_size=frame.shape[1]))
    kind = draw(st.sampled_from([None, object]))
    return frame.set_axis(pd.Index(labels, dtype=kind), axis="columns")


def with_numbered_columns(draw, frame):
    count = frame.shape[1]
    numbers = draw(st.sampled_from([pd.RangeIndex(count), pd.Index([*range(count)])]))
    return frame.set_axis(numbers, axis="columns")


def with_name_of_labels(draw, frame):
    return frame.set_axis(frame.columns.rename(draw(NAMES)), axis="columns")


def without_columns(_, frame):
    return frame.iloc[:, :0]


def with_attrs(_, frame):
    frame.attrs = {"unit": ("m",)}
    return frame


def without_duplicates(_, frame):
    unique = frame.index.is_unique and frame.columns.is_unique
    return frame.set_flags(allows_duplicate_labels=not unique)


def with_part_of_rows(draw, frame):
    return frame.iloc[:: draw(st.sampled_from([-1, 2]))]


ODDITIES = (
    *(with_odd_column, with_odd_index, with_odd_labels, with_numbered_columns, with_name_of_labels),
    *(without_columns, with_attrs, without_duplicates, with_part_of_rows),
)


@st.composite
def odd_frames(draw):
    """Frames that differ from ordinary ones in one or two things: where a whitelist has holes."""
    frame = draw(ordinary_frames())
    for oddity in draw(st.lists(st.sampled_from(ODDITIES), min_size=1, max_size=2)):
        frame = oddity(draw, frame)
    return frame


def assert_same_labels(found, expected):
    pd.testing.assert_index_equal(found, expected, exact=True, check_exact=True)
    assert type(found) is type(expected)
    assert found.dtype == expected.dtype
    assert [*found.names] == [*expected.names]
    assert [type(name) for name in found.names] == [type(name) for name in expected.names]
    assert getattr(found, "freq", None) == getattr(expected, "freq", None)


def assert_same_frame(found, expected):
    assert type(found) is type(expected)
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_freq=True)
    for one, other in ((found.index, expected.index), (found.columns, expected.columns)):
        assert_same_labels(one, other)
    for one, other in zip(found.dtypes, expected.dtypes, strict=True):
        assert (one, repr(one), getattr(one, "storage", "")) == (
            other,
            repr(other),
            getattr(other, "storage", ""),
        )
    assert found.attrs == expected.attrs
    assert found.flags == expected.flags


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(odd_frames())
def test_every_pandas_frame_comes_back_equal_and_of_equal_type(kept, frame):
    assert_same_frame(kept(frame)[0], frame)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ordinary_frames())
def test_ordinary_frames_are_kept_as_parquet_and_come_back_equal(kept, frame):
    found, stored = kept(frame)
    assert stored.format == "parquet"
    assert_same_frame(found, frame)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_every_pandas_series_comes_back_equal_and_of_equal_type(kept, data):
    size = data.draw(st.integers(0, 5))
    series = data.draw(columns(size))
    series.index = data.draw(indexes(size))
    series.name = data.draw(st.none() | st.sampled_from(["a", "value", "", 0, ("a", 1)]))
    found, _ = kept(series)
    assert type(found) is pd.Series
    assert (found.name, type(found.name)) == (series.name, type(series.name))
    assert_same_frame(found.to_frame("column"), series.to_frame("column"))


@pytest.mark.parametrize("rows", [10, 5_000])
def test_many_rows_of_each_encoding_come_back(kept, rows):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "int": random.integers(-(2**62), 2**62, rows),
            "small": random.integers(0, 3, rows).astype("int8"),
            "float": random.random(rows),
            "few floats": random.integers(0, 3, rows) / 2,
            "unique": [f"id-{number}" for number in range(rows)],
            "few": random.choice(["x", "y"], rows),
            "time": DAY + pd.to_timedelta(random.integers(0, 10**9, rows), unit="ms"),
        }
    )
    found, stored = kept(frame)
    assert_same_frame(found, frame)
    default = io.BytesIO()
    frame.to_parquet(default)
    assert stored.size_bytes <= len(default.getvalue())


def test_text_that_parquet_refuses_is_pickled(kept):
    frame = pd.DataFrame({"a": pd.Series(["\ud800"], dtype=object)})
    assert kept(frame)[1].format == "pickle"
    series = pd.Series([1], name="\ud800")
    found, stored = kept(series)
    assert found.name == "\ud800"
    assert stored.format == "pickle"
