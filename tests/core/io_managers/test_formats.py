import os
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dagbook.io_managers import formats
from dagbook.io_managers.formats import choose_format, read_value, write_value
from dagbook.io_managers.problems import DamagedValueError, NotStorable


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
        (pl.DataFrame({"a": [1], "b": ["x"], "c": [True]}), "parquet"),
        (pa.table({"a": [1], "b": ["x"], "c": [[1]]}), "parquet"),
        (np.arange(3), "npy"),
        (np.array(["a", "bc"]), "npy"),
        (np.array([1], np.dtype("i4", metadata={"unit": "m"})), "pickle"),
        (np.array([object()]), "pickle"),
        (np.ma.array([1]), "pickle"),
        (5, "pickle"),
        (None, "pickle"),
    ],
)
def test_tables_are_parquet_arrays_npy_and_the_rest_is_pickled(kept, value, expected):
    assert choose_format(value) == expected
    assert kept(value)[1].format == expected


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
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_a_changed_cell_changes_the_hash(kept):
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
    pd.testing.assert_frame_equal(read_value(stored.path), NUMBERS)


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


def test_what_a_format_refuses_half_way_is_pickled(tmp_path, monkeypatch):
    def refuse(_, file):
        file.write(b"half a table")
        raise NotImplementedError

    table = formats.ValueFormat("table", ".table", lambda _: True, refuse, lambda _: None)
    monkeypatch.setattr(formats, "TABLE_FORMATS", (table,))
    stored = write_value([1], tmp_path)
    assert (stored.format, read_value(stored.path)) == ("pickle", [1])
    assert stored.path.stat().st_size == stored.size_bytes


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
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert result.stdout.strip() == "set()"
