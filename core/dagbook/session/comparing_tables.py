"""What differs between two tables: rows by key or place, columns, types, numbers in short. Pure."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.session.comparison import ColumnChange, Entry, Numbers, Row, TableChange, shown

MOST_CELLS = 10_000_000
"""So many cells of each table are compared; larger tables by their first rows."""

MOST_ROWS = 10
"""So many rows of a kind are shown."""

MOST_CELLS_SHOWN = 8
"""So many cells of a row are shown."""

_INDEX = "the index"


def compare_tables(old: Any, new: Any, keys: Sequence[str] = ()) -> TableChange:
    """Return what differs between two tables of pandas, Polars or Arrow.

    Args:
        old: The one.
        new: The other.
        keys: The columns that tell which rows are the same; by default the index or the first
            column that tells all rows apart in both, else the place.

    Raises:
        DagsterInvalidInvocationError: *keys* are no columns of both, or do not tell rows apart.
    """
    before, after = _frame(old), _frame(new)
    counts = len(before), len(after)
    most = MOST_CELLS // max(1, before.shape[1], after.shape[1])
    before, after = before.iloc[:most], after.iloc[:most]
    names = _key(before, after, keys)
    old_index, new_index = _places(before, after, names)
    at = pd.Index(old_index).get_indexer(pd.Index(new_index))
    both = at >= 0
    was, now = before.iloc[at[both]], after.loc[both]
    differing = {
        name: _differs(was[name], now[name]) for name in after.columns if name in before.columns
    }
    changed = np.zeros(len(now), dtype=bool)
    for each in differing.values():
        changed |= each
    gone = ~pd.Index(old_index).isin(pd.Index(new_index))
    return TableChange(
        *counts,
        () if names is None else tuple(map(str, names)) or (_INDEX,),
        int((~both).sum()),
        int(gone.sum()),
        int(changed.sum()),
        tuple(_columns(before, after, (old, new), differing)),
        _rows(after.loc[~both], new_index[~both], "new"),
        _rows(before.loc[gone], old_index[gone], "old"),
        _changed_rows(was, now, new_index[both], differing, changed),
        bool((np.diff(at[both]) < 0).any()),
        most if max(counts) > most else None,
    )


def _frame(value: Any) -> pd.DataFrame:
    """Return *value* as a pandas table with columns that are told apart by name."""
    library = type(value).__module__.partition(".")[0]
    if library == "polars":
        value = value.to_pandas() if hasattr(value, "to_pandas") else value
    elif library == "pyarrow":
        value = value.to_pandas()
    frame = value.to_frame() if isinstance(value, pd.Series) else value
    if not frame.columns.is_unique or frame.columns.nlevels > 1:
        frame = frame.set_axis([f"{name} ({at})" for at, name in enumerate(frame.columns)], axis=1)
    return frame


def _key(before: pd.DataFrame, after: pd.DataFrame, keys: Sequence[str]) -> tuple[str, ...] | None:
    """Return the columns that tell rows apart, () for the index, None for the place."""
    if keys:
        _check_keys(before, after, keys)
        return tuple(keys)
    told = [
        not isinstance(each.index, pd.RangeIndex) and each.index.is_unique
        for each in (before, after)
    ]
    if all(told) and before.index.nlevels == after.index.nlevels:
        return ()
    for name in after.columns:
        if name in before.columns and all(_tells_apart(each[name]) for each in (before, after)):
            return (name,)
    return None


def _tells_apart(column: Any) -> bool:
    """Return whether each row has a value of its own, of a type that names things."""
    if not len(column) or column.dtype.kind in "fc" or not column.notna().all():
        return False
    try:
        return bool(column.is_unique)
    except TypeError:
        return False


def _check_keys(before: pd.DataFrame, after: pd.DataFrame, keys: Sequence[str]) -> None:
    """Raise unless *keys* are columns of both tables that tell rows apart."""
    for frame in (before, after):
        missing = [name for name in keys if name not in frame.columns]
        if missing:
            raise DagsterInvalidInvocationError(
                f"{', '.join(missing)} is no column of both tables. Name columns that both have: "
                f"{', '.join(map(str, before.columns.intersection(after.columns)))}."
            )
        if frame.duplicated(list(keys)).any():
            raise DagsterInvalidInvocationError(
                f"{', '.join(keys)} does not tell rows apart: some have the same. Name more "
                "columns, or none to compare by place."
            )


def _places(
    before: pd.DataFrame, after: pd.DataFrame, names: tuple[str, ...] | None
) -> tuple[Any, Any]:
    """Return what tells the rows of each table apart, as arrays of objects."""
    if names is None:
        return np.arange(len(before)), np.arange(len(after))
    if not names:
        return _objects(before.index), _objects(after.index)
    if len(names) == 1:
        return _objects(before[names[0]]), _objects(after[names[0]])
    old, new = (pd.MultiIndex.from_frame(each[list(names)]) for each in (before, after))
    return _objects(old), _objects(new)


def _objects(values: Any) -> Any:
    """Return *values* as an array of Python's objects, so that equal ones of two types meet."""
    found = np.empty(len(values), dtype=object)
    found[:] = list(values)
    return found


def _differs(was: Any, now: Any) -> Any:
    """Return of each row of two columns whether they hold something else there."""
    was, now = was.reset_index(drop=True), now.reset_index(drop=True)
    if was.dtype != now.dtype and "O" not in (was.dtype.kind, now.dtype.kind):
        was, now = was.astype(object), now.astype(object)
    try:
        same = (was == now).fillna(False).to_numpy(dtype=bool)
        missing = (was.isna() & now.isna()).to_numpy(dtype=bool)
    except (TypeError, ValueError):
        # Cells that hold arrays or lists of their own.
        pairs = zip(was, now, strict=True)
        return np.array([repr(one) != repr(other) for one, other in pairs], dtype=bool)
    return ~(same | missing)


def _columns(
    before: pd.DataFrame, after: pd.DataFrame, given: tuple[Any, Any], differing: dict[str, Any]
) -> list[ColumnChange]:
    """Return the columns that differ, those of the new table first."""
    old_types, new_types = (
        _dtypes(each, frame) for each, frame in zip(given, (before, after), strict=True)
    )
    found: list[ColumnChange] = []
    for name in [*after.columns, *(each for each in before.columns if each not in after.columns)]:
        was, now = old_types.get(name, ""), new_types.get(name, "")
        changed = int(differing[name].sum()) if name in differing else 0
        numbers = _numbers(before, name), _numbers(after, name)
        if was != now or changed or (name in differing and numbers[0] != numbers[1]):
            both = name in differing
            found.append(ColumnChange(str(name), was, now, changed, *(numbers if both else ())))
    return found


def _dtypes(given: Any, frame: pd.DataFrame) -> dict[str, str]:
    """Return the type of each column, in the words of the library that made the table."""
    if type(given).__module__.startswith("polars") and hasattr(given, "schema"):
        return {name: str(dtype) for name, dtype in given.schema.items()}
    if type(given).__module__.startswith("pyarrow") and hasattr(given, "schema"):
        return {field.name: str(field.type) for field in given.schema}
    return {name: str(frame[name].dtype) for name in frame.columns}


def _numbers(frame: pd.DataFrame, name: Any) -> Numbers | None:
    """Return a column of numbers in short, None of any other."""
    if name not in frame.columns or not pd.api.types.is_numeric_dtype(frame[name].dtype):
        return None
    column = frame[name]
    if column.dtype.kind in "bc":
        return None
    least, mean, most = (
        None if pd.isna(each) else float(each)
        for each in (column.min(), column.mean(), column.max())
    )
    return Numbers(least, mean, most, int(column.isna().sum()))


def _rows(frame: pd.DataFrame, keys: Any, side: str) -> tuple[Row, ...]:
    """Return the first rows of *frame*, which only one table has."""
    found: list[Row] = []
    for key, values in zip(
        keys[:MOST_ROWS], frame.iloc[:MOST_ROWS].itertuples(index=False), strict=True
    ):
        cells = zip(frame.columns, values, strict=True)
        texts = [
            (str(name), shown(_plain(value))) for name, value in islice(cells, MOST_CELLS_SHOWN)
        ]
        entries = (
            Entry(n, t if side == "old" else "", t if side == "new" else "") for n, t in texts
        )
        found.append(Row(shown(_plain(key)), tuple(entries)))
    return tuple(found)


def _changed_rows(
    was: pd.DataFrame, now: pd.DataFrame, keys: Any, differing: dict[str, Any], changed: Any
) -> tuple[Row, ...]:
    """Return the first rows that hold something else, with the cells that do."""
    found: list[Row] = []
    for at in np.flatnonzero(changed)[:MOST_ROWS]:
        names = [name for name, each in differing.items() if each[at]][:MOST_CELLS_SHOWN]
        cells = tuple(
            Entry(str(n), shown(_plain(was[n].iloc[at])), shown(_plain(now[n].iloc[at])))
            for n in names
        )
        found.append(Row(shown(_plain(keys[at])), cells))
    return tuple(found)


def _plain(value: Any) -> Any:
    """Return *value* as Python's own type, which reads better than NumPy's."""
    return value.item() if isinstance(value, np.generic) else value
