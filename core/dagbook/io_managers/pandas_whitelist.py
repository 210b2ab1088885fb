"""Which pandas values come back from Parquet equal and of equal type.

A list of what is known to work, proven by hypothesis: what is not on it is pickled.
"""

import datetime as dt
import zoneinfo
from typing import Any

import numpy as np
import pandas as pd

MAX_CATEGORIES = 65_536
"""Categories are kept in the file's header, as JSON; beyond this many a frame is pickled."""

_TEXT = pd.Index(["a"]).dtype
_TEXT_WITH_NA = pd.StringDtype("pyarrow")
_NUMBERS = frozenset(
    np.dtype(name)
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float32", "float64"),
        *(
            f"{kind}[{unit}]"
            for kind in ("datetime64", "timedelta64")
            for unit in ("ms", "us", "ns")
        ),
    )
)
_NULLABLE = (
    *(pd.Int8Dtype, pd.Int16Dtype, pd.Int32Dtype, pd.Int64Dtype),
    *(pd.UInt8Dtype, pd.UInt16Dtype, pd.UInt32Dtype, pd.UInt64Dtype),
    pd.BooleanDtype,
)


def frame_round_trips(frame: Any) -> bool:
    """Return whether a `pandas.DataFrame` comes back from Parquet as it is."""
    return (
        type(frame) is pd.DataFrame
        and not frame.attrs
        and frame.flags.allows_duplicate_labels
        and _columns_round_trip(frame.columns, frame.index)
        and _index_round_trips(frame.index)
        and all(_column_round_trips(dtype) for dtype in frame.dtypes)
    )


def series_round_trips(series: Any) -> bool:
    """Return whether a `pandas.Series` comes back as the only column of a frame."""
    return (
        type(series) is pd.Series
        and not series.attrs
        and series.flags.allows_duplicate_labels
        and (series.name is None or type(series.name) is str)
        and _index_round_trips(series.index)
        and _column_round_trips(series.dtype)
    )


def _columns_round_trip(columns: Any, index: Any) -> bool:
    """Return whether the labels are unique text in the dtype that text labels have."""
    return (
        type(columns) is pd.Index
        and columns.dtype == _TEXT
        and len(columns) > 0
        and (columns.name is None or type(columns.name) is str)
        and columns.is_unique
        and not columns.hasnans
        and all(_is_free_name(label) for label in columns)
        and not any(name in columns for name in index.names if name is not None)
    )


def _is_free_name(name: Any) -> bool:
    """Return whether *name* is text that Arrow does not use for indexes without a name."""
    return type(name) is str and not name.startswith("__index_level_")


def _index_round_trips(index: Any) -> bool:
    """Return whether an index, or each level of one, is stored as a column and made again."""
    if not all(name is None or _is_free_name(name) for name in index.names):
        return False
    kind = type(index)
    if kind is pd.MultiIndex:
        named = [name for name in index.names if name is not None]
        unique = len(set(named)) == len(named)
        return unique and index.nlevels > 1 and all(map(_level_round_trips, index.levels))
    if kind is pd.RangeIndex:
        return True
    if kind is pd.DatetimeIndex:
        return _plain(index.dtype) and (index.freq is None or _freq_has_a_name(index.freq))
    if kind is pd.TimedeltaIndex:
        return _plain(index.dtype) and index.freq is None
    return kind is pd.Index and _plain(index.dtype)


def _level_round_trips(level: Any) -> bool:
    """Return whether a level of an index is made again with its class."""
    return (
        type(level) is not pd.RangeIndex
        and _plain(level.dtype)
        and getattr(level, "freq", None) is None
    )


def _column_round_trips(dtype: Any) -> bool:
    """Return whether a column of *dtype* does."""
    if isinstance(dtype, pd.CategoricalDtype):
        categories = dtype.categories
        return (
            type(categories) is pd.Index
            and categories.dtype == _TEXT
            and categories.name is None
            and len(categories) <= MAX_CATEGORIES
        )
    return _plain(dtype) or isinstance(dtype, _NULLABLE) or dtype == _TEXT_WITH_NA


def _plain(dtype: Any) -> bool:
    """Return whether *dtype* does as a column and as an index."""
    if isinstance(dtype, np.dtype):
        return dtype in _NUMBERS
    if isinstance(dtype, pd.DatetimeTZDtype):
        return dtype.unit != "s" and _zone_has_a_name(dtype.tz)
    return isinstance(dtype, pd.StringDtype) and dtype == _TEXT


def _zone_has_a_name(zone: dt.tzinfo | None) -> bool:
    """Return whether a time zone is found again by the name Arrow keeps."""
    if type(zone) is dt.timezone:
        offset = zone.utcoffset(None)
        whole_minutes = not offset.seconds % 60 and not offset.microseconds
        return whole_minutes and zone == dt.timezone(offset) and zone.tzname(None)[:3] == "UTC"
    return type(zone) is zoneinfo.ZoneInfo and zone.key is not None


def _freq_has_a_name(freq: Any) -> bool:
    """Return whether a frequency is found again by its name."""
    try:
        return bool(pd.tseries.frequencies.to_offset(freq.freqstr) == freq)
    except ValueError:
        return False
