"""What tables and arrays hold: by their bytes where these are all, else item by item."""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xxhash

LARGEST_BYTES = 64 * 1024 * 1024
"""A larger table or array is told by its shape alone, and named."""

TABULAR: dict[str, frozenset[str]] = {
    "numpy": frozenset({"ndarray"}),
    "pandas": frozenset({"DataFrame", "Series"}),
    "polars": frozenset({"DataFrame", "Series"}),
    "pyarrow": frozenset({"Table", "RecordBatch", "ChunkedArray"}),
}
"""Types read here; a subclass of one may hold more, so it is not."""


@dataclass(frozen=True, slots=True)
class Told:
    """The texts that tell a table, and what they do not."""

    parts: tuple[str, ...]
    risk: str | None = None


def is_tabular(value: Any) -> bool:
    """Return whether *value* is a table or array; it imports none of their libraries."""
    kind = type(value)
    names = TABULAR.get(kind.__module__.partition(".")[0])
    return names is not None and kind.__name__ in names


def describe(value: Any) -> str:
    """Return type and shape, as ``DataFrame 3x2``."""
    sizes = _shape(value)
    return f"{type(value).__name__} {'x'.join(map(str, sizes))}"


def _shape(value: Any) -> tuple[int, ...]:
    """Return the shape of anything tabular."""
    shape = getattr(value, "shape", None)
    return tuple(shape) if shape is not None else (len(value),)


def parts(value: Any, read: Callable[[Any], str]) -> Told:
    """Return the texts that tell *value*.

    Args:
        value: A table or array for which `is_tabular` holds.
        read: What digests the objects inside.
    """
    shape = str(_shape(value))
    size = _size(value)
    if size > LARGEST_BYTES:
        risk = (
            f"is a {type(value).__name__} of {size / 1024**2:,.0f} MB, over the "
            f"{LARGEST_BYTES // 1024**2} MB that are compared: only its shape and types count"
        )
        return Told((shape, _types(value)), risk)
    top = type(value).__module__.partition(".")[0]
    return Told((shape, *_PARTS[top](value, read)))


def _size(value: Any) -> int:
    """Return the size in bytes without looking at the items of object columns."""
    for name in ("nbytes", "estimated_size", "memory_usage"):
        found = getattr(value, name, None)
        if found is not None:
            result = found() if callable(found) else found
            return int(result if isinstance(result, (int, float)) else sum(result))
    return math.prod(_shape(value)) * 8


def _types(value: Any) -> str:
    """Return the types of the columns as text."""
    for name in ("schema", "dtypes", "dtype", "type"):
        found = getattr(value, name, None)
        if found is not None:
            return str(found)
    return ""


def _array(values: Any, read: Callable[[Any], str]) -> tuple[str, ...]:
    """Tell a NumPy array."""
    kind = values.dtype
    if kind.hasobject:
        return (str(kind), read(values.tolist()))
    numpy = sys.modules["numpy"]
    flat = numpy.ascontiguousarray(values)
    # dtype.str says byte order and unit; only descr says the fields.
    told = str(kind.descr if kind.names else kind.str)
    return (
        told,
        xxhash.xxh3_128(flat.reshape(-1).view("u1").data).hexdigest() if flat.size else "",
    )


def _pandas(value: Any, read: Callable[[Any], str]) -> tuple[str, ...]:
    """Tell a pandas frame or series: index, labels, attributes, columns."""
    if type(value).__name__ == "Series":
        labels, columns = read(value.name), [value]
    else:
        labels = read([value.columns.tolist(), list(value.columns.names), str(value.columns.dtype)])
        columns = [value.iloc[:, place] for place in range(value.shape[1])]
    return (
        labels,
        read(dict(value.attrs)),
        *_pandas_index(value.index, read),
        *(text for column in columns for text in _pandas_column(column, read)),
    )


def _pandas_index(index: Any, read: Callable[[Any], str]) -> tuple[str, ...]:
    """Tell an index; a range by its ends."""
    kind = type(index).__name__
    names = read(list(index.names))
    if kind == "RangeIndex":
        return (kind, names, f"{index.start} {index.stop} {index.step}")
    if kind == "MultiIndex":
        levels = (index.get_level_values(place) for place in range(index.nlevels))
        return (kind, names, *(text for each in levels for text in _pandas_column(each, read)))
    return (kind, names, str(getattr(index, "freq", None)), *_pandas_column(index, read))


def _pandas_column(column: Any, read: Callable[[Any], str]) -> tuple[str, ...]:
    """Tell one column: numbers and times by their bytes, all else item by item."""
    kind = column.dtype
    name = f"{type(kind).__name__} {kind}"
    if type(kind).__module__.startswith("numpy") and not kind.hasobject:
        return (name, *_array(column.to_numpy(), read))
    if type(kind).__name__ == "DatetimeTZDtype":
        return (name, *_array(column.array.asi8, read))
    if type(kind).__name__ == "CategoricalDtype":
        ordered = f"ordered {kind.ordered}"
        codes = _array(column.array.codes, read)
        return (name, ordered, *_pandas_index(kind.categories, read), *codes)
    return (name, read(column.tolist()))


def _polars(value: Any, _: Callable[[Any], str]) -> tuple[str, ...]:
    """Tell a Polars frame or series, as the Arrow table it is."""
    frame = value.to_frame() if type(value).__name__ == "Series" else value
    return (str(frame.schema), *_arrow(frame.to_arrow(), _))


def _arrow(value: Any, read: Callable[[Any], str]) -> tuple[str, ...]:
    """Tell an Arrow table, batch or array; how it is cut into chunks does not count."""
    if not hasattr(value, "schema"):
        return (str(value.type), *_arrow_column(value, read))
    metadata = value.schema.metadata
    columns: Sequence[Any] = value.columns
    return (
        str(value.schema.remove_metadata()),
        read(sorted(metadata.items()) if metadata else None),
        *(text for column in columns for text in _arrow_column(column, read)),
    )


def _arrow_column(column: Any, read: Callable[[Any], str]) -> tuple[str, ...]:
    """Tell one column: numbers without gaps by their bytes, all else item by item."""
    if column.null_count == 0 and str(column.type).startswith(("int", "uint", "float", "double")):
        return _array(column.to_numpy(), read)
    return (read(column.to_pylist()),)


_PARTS: dict[str, Callable[[Any, Callable[[Any], str]], tuple[str, ...]]] = {
    "numpy": _array,
    "pandas": _pandas,
    "polars": _polars,
    "pyarrow": _arrow,
}
