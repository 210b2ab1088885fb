import datetime as dt

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dagbook.io_managers.formats import read_value, write_value

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
def test_every_arrow_table_comes_back_equal_with_its_schema(kept, kind, nullable, metadata):
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


NUMBERS = pd.DataFrame({"a": [1, 2], "b": [0.5, None]})


def test_any_reader_of_parquet_reads_what_is_kept(tmp_path):
    frame = NUMBERS.assign(c=pd.Categorical(["y", "x"], categories=["z", "x", "y"]), d=["p", "q"])
    path = write_value(frame, tmp_path).path
    assert pd.read_parquet(path)["d"].tolist() == ["p", "q"]
    assert pl.read_parquet(path)["c"].cast(pl.String).to_list() == ["y", "x"]


def test_folders_named_like_hive_partitions_add_no_column(tmp_path):
    for value in (NUMBERS, pl.DataFrame({"a": [1]}), pa.table({"a": [1]})):
        found = read_value(write_value(value, tmp_path / "day=1").path)
        assert "day" not in list(
            found.columns if not isinstance(found, pa.Table) else found.column_names
        )
