"""pandas frames and series, and Arrow tables, as Parquet.

Any reader of Parquet reads these files. What pandas' own header leaves out (an index's frequency,
the categories of a column) is in the header ``dagbook``.
"""

import json
import sys
from pathlib import Path
from typing import Any

from dagbook.io_managers.atomic import HashingFile
from dagbook.io_managers.problems import DamagedValueError

_HEADER = b"dagbook"
_SAMPLE_ROWS = (1024, 16_384)
_ONE_THREAD_CELLS = 1_000_000
_SERIES_COLUMN = "value"


def accepts_pandas(value: Any) -> bool:
    """Return whether *value* is a frame or a series that comes back equal and of equal type."""
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series):
        return False
    from dagbook.io_managers import pandas_whitelist  # noqa: PLC0415 - it imports pandas

    if type(value) is pandas.Series:
        return pandas_whitelist.series_round_trips(value)
    return pandas_whitelist.frame_round_trips(value)


def write_pandas(value: Any, file: HashingFile) -> None:
    """Write a frame or a series that `accepts_pandas` allows."""
    import pandas as pd  # noqa: PLC0415 - loaded only where a frame exists
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame is stored

    header: dict[str, Any] = {}
    if type(value) is pd.Series:
        header["series"] = value.name
        value = value.to_frame(_SERIES_COLUMN if value.name is None else value.name)
    if type(value.index) is pd.DatetimeIndex and value.index.freq is not None:
        header["freq"] = value.index.freq.freqstr
    categories = {
        str(number): [*dtype.categories]
        for number, dtype in enumerate(value.dtypes)
        if isinstance(dtype, pd.CategoricalDtype)
    }
    if categories:
        header["categories"] = categories
    # Starting Arrow's threads costs more than they save on a small frame.
    threads = 1 if value.size < _ONE_THREAD_CELLS else None
    table = pa.Table.from_pandas(value, nthreads=threads)
    _write_table(_with_header(table, header) if header else table, file)


def read_pandas(path: Path) -> Any:
    """Return the frame or series in *path*.

    Raises:
        DamagedValueError: The file is not whole.
    """
    import pandas as pd  # noqa: PLC0415 - loaded only where a frame is read

    table = _read_table(path)
    header = _header(table)
    frame = table.to_pandas()
    for number, categories in header.get("categories", {}).items():
        name = frame.columns[int(number)]
        ordered = table.schema.field(name).type.ordered
        index = pd.Index(categories, dtype=frame.columns.dtype)
        frame[name] = frame[name].astype(pd.CategoricalDtype(index, ordered))
    if "freq" in header:
        frame.index.freq = header["freq"]
    return frame.iloc[:, 0].rename(header["series"]) if "series" in header else frame


def accepts_arrow(value: Any) -> bool:
    """Return whether *value* is an Arrow table that comes back equal and of equal type."""
    pyarrow = sys.modules.get("pyarrow")
    return (
        pyarrow is not None
        and type(value) is pyarrow.Table
        and _HEADER not in (value.schema.metadata or {})
        and value.num_columns > 0
        and all(_field_round_trips(field) for field in value.schema)
    )


def write_arrow(value: Any, file: HashingFile) -> None:
    """Write a table that `accepts_arrow` allows."""
    _write_table(value, file)


def read_arrow(path: Path) -> Any:
    """Return the Arrow table in *path*.

    Raises:
        DamagedValueError: The file is not whole.
    """
    return _read_table(path)


def _field_round_trips(field: Any) -> bool:
    """Return whether a column of an Arrow table does."""
    types = sys.modules["pyarrow"].types
    kind = field.type
    if types.is_list(kind) or types.is_large_list(kind):
        return bool(kind.value_field.nullable) and _field_round_trips(kind.value_field)
    if field.metadata:
        return False
    if types.is_timestamp(kind):
        return bool(kind.unit != "s")
    return any(getattr(types, f"is_{name}")(kind) for name in _ARROW_KINDS)


_ARROW_KINDS = (
    *("boolean", "integer", "float32", "float64", "string", "large_string", "binary"),
    *("large_binary", "date32", "time64", "decimal128"),
)
"""Names of kinds of type that Parquet and Arrow's own header bring back."""


def _write_table(table: Any, file: HashingFile) -> None:
    """Write a table, each column in the encoding that suits what it holds.

    Measured on random and on real tables: this and LZ4 take less time than any one encoding for all
    columns, a dictionary for all (the default) too, and about as little space as that with zstd.
    """
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a table is stored
    import pyarrow.parquet as pq  # noqa: PLC0415 - loaded only where a table is stored

    encodings: dict[str, str] = {}
    dictionaries: list[str] = []
    for field, column in zip(table.schema, table.columns, strict=True):
        encoding = _encoding(field.type, column, pa)
        if encoding == "DICTIONARY":
            dictionaries.append(field.name)
        elif encoding is not None:
            encodings[field.name] = encoding
    pq.write_table(
        table,
        pa.PythonFile(file, mode="w"),
        compression="lz4",
        use_dictionary=dictionaries or False,
        column_encoding=encodings or None,
        write_statistics=False,
        # The compliant name of a list's items replaces the table's own.
        use_compliant_nested_type=False,
    )


def _encoding(kind: Any, column: Any, pa: Any) -> str | None:
    """Return the encoding for one column: DICTIONARY, one of Parquet's names, or None for plain."""
    types = pa.types
    if types.is_integer(kind) or types.is_timestamp(kind) or types.is_duration(kind):
        # Parquet has no 8 and 16 bit integers: these are 32 bits wide and mostly zeros.
        return "DELTA_BINARY_PACKED"
    floating = types.is_float32(kind) or types.is_float64(kind)
    if floating or types.is_string(kind) or types.is_large_string(kind):
        if _repeats(column):
            return "DICTIONARY"
        return "BYTE_STREAM_SPLIT" if floating else None
    return "DICTIONARY" if types.is_dictionary(kind) else None


def _repeats(column: Any) -> bool:
    """Return whether at most half of the first values are distinct."""
    import pyarrow.compute as pc  # noqa: PLC0415 - loaded only where a table is stored

    fewest, most = _SAMPLE_ROWS
    sample = column.slice(0, min(max(len(column) // 16, fewest), most))
    return bool(2 * pc.count_distinct(sample, mode="all").as_py() <= len(sample))


def _read_table(path: Path) -> Any:
    """Return the table in a Parquet file; a folder named ``a=b`` above it adds no column."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a table is read
    import pyarrow.parquet as pq  # noqa: PLC0415 - loaded only where a table is read

    with path.open("rb") as file:
        try:
            return pq.ParquetFile(file).read()
        except (pa.ArrowException, OSError) as exc:
            raise DamagedValueError(path, str(exc)) from exc


def _with_header(table: Any, header: dict[str, Any]) -> Any:
    """Return *table* with dagbook's header beside the others."""
    metadata = {**(table.schema.metadata or {}), _HEADER: json.dumps(header).encode()}
    return table.replace_schema_metadata(metadata)


def _header(table: Any) -> dict[str, Any]:
    """Return dagbook's header; empty when there was nothing to say."""
    found: dict[str, Any] = json.loads((table.schema.metadata or {}).get(_HEADER, b"{}"))
    return found
