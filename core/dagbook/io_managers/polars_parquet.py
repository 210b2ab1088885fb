"""Polars frames as Parquet, by Polars itself: pyarrow is not loaded for them."""

import sys
from pathlib import Path
from typing import Any

from dagbook.io_managers.atomic import HashingFile
from dagbook.io_managers.problems import DamagedValueError

_SIMPLE = (
    *("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"),
    *("Float32", "Float64", "Boolean", "String", "Binary"),
    *("Date", "Time", "Datetime", "Duration", "Enum"),
)
"""Names of dtypes that come back as they are, proven by hypothesis."""


def accepts(value: Any) -> bool:
    """Return whether *value* is a Polars frame that comes back equal and of equal type."""
    polars = sys.modules.get("polars")
    return (
        polars is not None
        and type(value) is polars.DataFrame
        and value.width > 0
        and all(_round_trips(dtype, polars) for dtype in value.dtypes)
    )


def write(value: Any, file: HashingFile) -> None:
    """Write a frame that `accepts` allows."""
    value.write_parquet(file, compression="lz4", statistics=False)


def read(path: Path) -> Any:
    """Return the Polars frame in *path*.

    Raises:
        DamagedValueError: The file is not whole.
    """
    import polars as pl  # noqa: PLC0415 - loaded only where a frame is read

    with path.open("rb") as file:
        try:
            return pl.read_parquet(file, hive_partitioning=False)
        except (pl.exceptions.PolarsError, OSError) as exc:
            raise DamagedValueError(path, str(exc)) from exc


def _round_trips(dtype: Any, polars: Any) -> bool:
    """Return whether a column of *dtype* does; lists, when their items do."""
    if isinstance(dtype, polars.List):
        return _round_trips(dtype.inner, polars)
    return dtype.base_type().__name__ in _SIMPLE
