import datetime as dt
import io
import subprocess
import sys
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from polars.testing import assert_frame_equal as assert_polars_equal
from polars.testing.parametric import dataframes as polars_frames

from dagbook.io_managers.formats import choose_format, read_value, write_value
from dagbook.io_managers.problems import DamagedValueError, NotStorable

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
NAMES = st.none() | st.sampled_from(["a", "key", "", "__index_level_0__", 0, ("k", 1)])


@st.composite
def ranges(draw, size):
    start, step = draw(st.integers(-3, 3)), draw(st.integers(-3, 3).filter(bool))
    return pd.RangeIndex(start, start + size * step, step)


@st.composite
def regular_dates(draw, size):
    if draw(st.booleans()):
        return pd.date_range(DAY, periods=size, freq=draw(st.sampled_from(["D", "h"])), tz=BERLIN)
    return pd.date_range("2024-01-01", periods=size, freq=draw(st.sampled_from(FREQS)))


@st.composite
def flat_indexes(draw, size):
    by_hand = (
        pd.RangeIndex(size),
        pd.timedelta_range("1D", periods=size),
        pd.Index([f"k{n}" for n in range(size)], dtype=object),
        pd.Index([(n, "x")[n % 2] for n in range(size)], dtype=object),
        pd.CategoricalIndex(["x"] * size, categories=["y", "x"]),
    )
    any_column = columns(size, [dtype for dtype in DTYPES if dtype != "float16"]).map(pd.Index)
    made = draw(ranges(size) | regular_dates(size) | st.sampled_from(by_hand) | any_column)
    return made.rename(draw(NAMES))


@st.composite
def indexes(draw, size):
    if draw(st.integers(0, 3)):
        return draw(flat_indexes(size))
    parts = draw(st.lists(flat_indexes(size), min_size=1, max_size=3))
    return pd.MultiIndex.from_arrays(parts, names=[part.name for part in parts])


labels = st.one_of(
    st.lists(TEXT, max_size=4, unique=True),
    st.lists(st.sampled_from(["a", "key", "", "a.b", "__index_level_0__", "index"]), max_size=4),
    st.lists(st.one_of(TEXT, st.integers(0, 2), st.none(), st.just(("a", 1))), max_size=3),
)


@st.composite
def frames(draw):
    size = draw(st.integers(0, 6))
    names = draw(labels)
    frame = pd.DataFrame(index=range(size))
    if names:
        frame = pd.concat([draw(columns(size)) for _ in names], axis=1)
        frame.columns = pd.Index(names, dtype=draw(st.sampled_from([None, None, object])))
    frame.index = draw(indexes(size))
    frame.columns.name = draw(st.none() | st.sampled_from(["a", "columns", 0]))
    frame.attrs = draw(st.just({}) | st.just({"unit": ("m",)}))
    return frame.iloc[::-1] if draw(st.booleans()) else frame


PLAIN = (
    *("bool", "int8", "int64", "uint8", "uint64", "float32", "float64"),
    *(f"{kind}[{unit}]" for kind in ("datetime64", "timedelta64") for unit in ("ms", "us", "ns")),
    *("datetime64[us, UTC]", "datetime64[ns, Europe/Berlin]", "datetime64[ms, UTC+02:00]", "str"),
)
NULLABLE = ("Int8", "Int64", "UInt64", "boolean", "string", "category", "ordered")


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


def kept(value):
    """Return *value* after a trip to disk, and how it was kept."""
    with tempfile.TemporaryDirectory() as folder:
        stored = write_value(value, Path(folder))
        assert [path.name for path in Path(folder).iterdir()] == [stored.path.name]
        assert stored.size_bytes == stored.path.stat().st_size
        assert stored.path.name.startswith(stored.value_hash)
        assert write_value(value, Path(folder)) == stored
        return read_value(stored.path, expected_hash=stored.value_hash), stored


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(frames())
def test_every_pandas_frame_comes_back_equal_and_of_equal_type(frame):
    assert_same_frame(kept(frame)[0], frame)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ordinary_frames())
def test_ordinary_frames_are_kept_as_parquet_and_come_back_equal(frame):
    found, stored = kept(frame)
    assert stored.format == "parquet"
    assert_same_frame(found, frame)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_every_pandas_series_comes_back_equal_and_of_equal_type(data):
    size = data.draw(st.integers(0, 5))
    series = data.draw(columns(size))
    series.index = data.draw(indexes(size))
    series.name = data.draw(st.none() | st.sampled_from(["a", "value", "", 0, ("a", 1)]))
    found, _ = kept(series)
    assert type(found) is pd.Series
    assert (found.name, type(found.name)) == (series.name, type(series.name))
    assert_same_frame(found.to_frame("column"), series.to_frame("column"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(polars_frames(max_cols=4, max_size=5))
def test_every_polars_frame_comes_back_equal_and_of_equal_type(frame):
    found, _ = kept(frame)
    assert found.schema == frame.schema
    assert_polars_equal(found, frame, check_exact=True, categorical_as_str=True)


ARROW_TYPES = (
    *(pa.bool_(), pa.int8(), pa.int64(), pa.uint16(), pa.float16(), pa.float32(), pa.float64()),
    *(pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()),
    *(pa.binary(2), pa.date32(), pa.date64(), pa.time32("s"), pa.time32("ms"), pa.time64("us")),
    *(pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("ns", tz="Europe/Berlin")),
    *(pa.timestamp("us", tz="UTC"), pa.duration("s"), pa.decimal128(5, 2), pa.decimal256(40, 2)),
    *(
        pa.null(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.list_(pa.int8()),
        pa.large_list(pa.string()),
    ),
    *(pa.list_(pa.field("x", pa.int8())), pa.list_(pa.field("x", pa.int8(), nullable=False))),
    *(pa.list_(pa.int8(), 2), pa.struct([("x", pa.int8())]), pa.map_(pa.string(), pa.int8())),
)


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize("metadata", [None, {b"k": b"v"}], ids=["bare", "metadata"])
@pytest.mark.parametrize("kind", ARROW_TYPES, ids=str)
def test_every_arrow_table_comes_back_equal_with_its_schema(kind, nullable, metadata):
    nullable = nullable or kind == pa.null()
    items = {
        "bool": [True],
        "date": [dt.date(2024, 1, 1)],
        "time": [dt.time(1)],
        "string": ["a"],
        "fixed_size_binary": [b"ab"],
        "binary": [b"a"],
        "large_binary": [b"a"],
        "struct": [{"x": 1}],
    }
    values = pa.array([None], kind) if nullable else pa.array([], kind)
    for name, sample in items.items():
        if str(kind).startswith(name) and not (name == "time" and "stamp" in str(kind)):
            values = pa.array([*sample, *([None] if nullable else [])], kind)
    for meta in (metadata, None):
        schema = pa.schema([pa.field("a", kind, nullable, meta)], metadata=metadata)
        table = pa.table([values], schema=schema)
        found, _ = kept(table)
        assert type(found) is pa.Table
        assert found.schema.equals(table.schema, check_metadata=True)
        assert found.equals(table, check_metadata=True)


@settings(max_examples=150)
@given(
    hnp.arrays(
        hnp.scalar_dtypes() | hnp.array_dtypes(max_size=2), hnp.array_shapes(min_dims=0, min_side=0)
    ),
    st.sampled_from("CF"),
)
def test_every_array_comes_back_equal_with_its_dtype_and_order(array, order):
    array = np.asarray(array, order=order)
    found, stored = kept(array)
    assert type(found) is np.ndarray
    assert found.dtype == array.dtype
    assert found.shape == array.shape
    assert found.tobytes() == array.tobytes()
    assert found.flags.f_contiguous == array.flags.f_contiguous
    assert found.flags.writeable
    assert (stored.format == "npy") == (array.dtype.kind != "V")


class Frame(pd.DataFrame):
    pass


NUMBERS = pd.DataFrame({"a": [1, 2], "b": [0.5, None]})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NUMBERS, "parquet"),
        (NUMBERS.set_index("a"), "parquet"),
        (NUMBERS.set_index(["a", "b"]).assign(c="x"), "parquet"),
        (NUMBERS.iloc[:0], "parquet"),
        (NUMBERS.assign(c=pd.Categorical(["x", "y"])), "parquet"),
        (NUMBERS.assign(c=pd.array([1, None], dtype="Int64")), "parquet"),
        (NUMBERS.assign(c=pd.to_datetime(["2024", "2025"]).tz_localize("UTC")), "parquet"),
        (NUMBERS.assign(c=pd.Series(["x", None], dtype="string")), "parquet"),
        (NUMBERS.set_axis(pd.date_range("2024", periods=2)), "parquet"),
        (NUMBERS["a"], "parquet"),
        (NUMBERS["a"].rename(None), "parquet"),
        (NUMBERS.assign(c=[[1], [2]]), "pickle"),
        (NUMBERS.rename(columns={"a": 0}), "pickle"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "pickle"),
        (Frame(NUMBERS), "pickle"),
        (pl.DataFrame({"a": [1], "b": ["x"], "c": [dt.date(2024, 1, 1)]}), "parquet"),
        (pa.table({"a": [1], "b": ["x"], "c": [[1]]}), "parquet"),
        (np.arange(3), "npy"),
        (np.array(["a", "bc"]), "npy"),
        (np.array([object()]), "pickle"),
        (np.ma.array([1]), "pickle"),
        (5, "pickle"),
        (None, "pickle"),
    ],
)
def test_tables_are_parquet_arrays_npy_and_the_rest_is_pickled(value, expected):
    assert choose_format(value) == expected
    assert kept(value)[1].format == expected


def test_any_reader_of_parquet_reads_what_is_kept(tmp_path):
    frame = NUMBERS.assign(c=pd.Categorical(["y", "x"], categories=["z", "x", "y"]), d=["p", "q"])
    path = write_value(frame, tmp_path).path
    assert pd.read_parquet(path)["d"].tolist() == ["p", "q"]
    assert pl.read_parquet(path)["c"].cast(pl.String).to_list() == ["y", "x"]


@pytest.mark.parametrize("rows", [10, 5_000])
def test_many_rows_of_each_encoding_come_back(rows):
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


def test_text_that_parquet_refuses_is_pickled():
    frame = pd.DataFrame({"a": pd.Series(["\ud800"], dtype=object)})
    assert kept(frame)[1].format == "pickle"
    series = pd.Series([1], name="\ud800")
    found, stored = kept(series)
    assert found.name == "\ud800"
    assert stored.format == "pickle"


def test_equal_values_have_equal_hashes_in_every_kernel():
    program = (
        "import sys, pathlib, pandas as pd, polars as pl, numpy as np, tempfile\n"
        "from dagbook.io_managers.formats import write_value\n"
        "folder = pathlib.Path(tempfile.mkdtemp())\n"
        "columns = {'a': [1, 2], 'b': ['x', 'y']}\n"
        "values = [pd.DataFrame(columns).astype({'b': 'category'}), pl.DataFrame(columns),\n"
        "          np.arange(3), {'x', 'y', 'z'}, {'k': [frozenset({'a', 'b'})]}]\n"
        "print([write_value(value, folder).value_hash for value in values])"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_a_changed_cell_changes_the_hash():
    hashes = {kept(NUMBERS.assign(a=[1, last]))[1].value_hash for last in (2, 3)} | {
        kept(NUMBERS.rename(columns={"a": "A"}))[1].value_hash
    }
    assert len(hashes) == 3


VALUES = [NUMBERS, pl.DataFrame({"a": [1, 2]}), pa.table({"a": [1]}), np.arange(99), {"a": [1]}]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__module__)
def test_a_file_cut_short_is_damaged(value, tmp_path):
    path = write_value(value, tmp_path).path
    content = path.read_bytes()
    for length in {0, 1, len(content) // 2, len(content) - 1}:
        path.write_bytes(content[:length])
        with pytest.raises(DamagedValueError) as caught:
            read_value(path)
        assert caught.value.path == path


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__module__)
def test_with_its_hash_every_changed_byte_is_noticed(value, tmp_path):
    stored = write_value(value, tmp_path)
    content = stored.path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 40)):
        changed = bytearray(content)
        changed[place] ^= 1
        stored.path.write_bytes(changed)
        with pytest.raises(DamagedValueError):
            read_value(stored.path, expected_hash=stored.value_hash)


def test_a_damaged_file_is_healed_by_writing_the_value_again(tmp_path):
    stored = write_value(NUMBERS, tmp_path)
    stored.path.write_bytes(b"")
    assert write_value(NUMBERS, tmp_path) == stored
    assert_same_frame(read_value(stored.path), NUMBERS)


def test_a_lost_file_is_a_file_not_found_error(tmp_path):
    for name in ("a.pickle", "a.parquet", "a.polars.parquet", "a.arrow.parquet", "a.npy"):
        with pytest.raises(FileNotFoundError):
            read_value(tmp_path / name)


def test_a_file_of_no_known_format_is_damaged(tmp_path):
    with pytest.raises(DamagedValueError, match=r"no format has files that end in \.csv"):
        read_value(tmp_path / "a.csv")


def test_what_no_format_keeps_leaves_the_folder_empty(tmp_path):
    with pytest.raises(NotStorable, match="generator"):
        write_value((number for number in range(3)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_folders_named_like_hive_partitions_add_no_column(tmp_path):
    for value in (NUMBERS, pl.DataFrame({"a": [1]}), pa.table({"a": [1]})):
        found = read_value(write_value(value, tmp_path / "day=1").path)
        assert "day" not in list(
            found.columns if not isinstance(found, pa.Table) else found.column_names
        )


def test_keeping_a_number_loads_no_library_of_tables(tmp_path):
    program = (
        "import sys, pathlib\n"
        "from dagbook.io_managers.formats import read_value, write_value\n"
        "from dagbook.io_managers.memory_tier import MemoryTier\n"
        f"stored = write_value([1, 'x'], pathlib.Path({str(tmp_path)!r}))\n"
        "MemoryTier(10**6).put(('a', None, 'v'), read_value(stored.path))\n"
        "print({'pandas', 'pyarrow', 'numpy', 'polars', 'cloudpickle'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert result.stdout.strip() == "set()"
