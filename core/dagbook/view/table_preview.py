"""A page of a frame or table, of pandas, Polars or Arrow, without copying the rest of it."""

import sys
from typing import Any

from dagbook.view.previews import MOST_ROWS, Column, Page, TablePreview, clipped, kind_of

_MOST_COLUMNS = 60
_LONGEST_CELL = 200
_MOST_CELLS_COUNTED = 20_000_000
_MOST_ROWS_SORTED = 2_000_000


def table_preview(value: Any, page: Page) -> TablePreview | None:
    """Return a page of *value*, or None when it is no table.

    Args:
        value: Anything.
        page: Which rows, in which order; a page beyond the end is the last one.

    Example:
        >>> import pandas as pd
        >>> found = table_preview(pd.DataFrame({"n": [3, 1, 2]}), Page(rows=2, sort=0))
        >>> found.rows, found.total
        ((('1',), ('2',)), 3)
    """
    for library, read in (("pandas", _pandas), ("polars", _polars), ("pyarrow", _arrow)):
        # What is not imported has made no value.
        module = sys.modules.get(library)
        if module is not None:
            found = read(module, value, page)
            if found is not None:
                return found
    return None


def _pandas(pd: Any, value: Any, page: Page) -> TablePreview | None:
    """Return a page of a pandas frame, series or index."""
    if isinstance(value, pd.Series | pd.Index):
        frame = value.to_frame()
    elif isinstance(value, pd.DataFrame):
        frame = value
    else:
        return None
    total, note = len(frame), ""
    shown = frame.iloc[:, :_MOST_COLUMNS]
    sort = _sortable(page, shown.shape[1])
    start, stop = _window(page, total)
    if sort is not None and total > _MOST_ROWS_SORTED:
        sort, note = None, f"More than {_MOST_ROWS_SORTED:,} rows are not sorted here."
    window = shown.iloc[start:stop]
    if sort is not None:
        by = frame.iloc[:, sort]
        try:
            order = by.reset_index(drop=True).sort_values(
                ascending=not page.descending, kind="stable"
            )
            window = shown.iloc[order.index[start:stop]]
        except TypeError:
            sort, note = None, f"{frame.columns[sort]} has values of types that do not compare."
    cheap = total * max(1, shown.shape[1]) <= _MOST_CELLS_COUNTED
    columns = tuple(
        Column(
            clipped(str(name), _LONGEST_CELL)[0],
            str(shown.dtypes.iloc[place]),
            int(shown.iloc[:, place].isna().sum()) if cheap else None,
            bool(pd.api.types.is_numeric_dtype(shown.dtypes.iloc[place])),
        )
        for place, name in enumerate(shown.columns)
    )
    missing = window.isna()
    rows = tuple(
        tuple(
            None if missing.iat[row, column] else _cell(window.iat[row, column])
            for column in range(window.shape[1])
        )
        for row in range(window.shape[0])
    )
    return TablePreview(
        kind_of(value),
        columns,
        frame.shape[1] - shown.shape[1],
        tuple(_cell(each) for each in window.index),
        rows,
        start,
        total,
        sort,
        page.descending and sort is not None,
        note,
    )


def _polars(pl: Any, value: Any, page: Page) -> TablePreview | None:
    """Return a page of a Polars frame or series."""
    if isinstance(value, pl.Series):
        frame = value.to_frame()
    elif isinstance(value, pl.DataFrame):
        frame = value
    else:
        return None
    total, note = frame.height, ""
    shown = frame[:, :_MOST_COLUMNS]
    sort = _sortable(page, shown.width)
    start, stop = _window(page, total)
    window = shown
    if sort is not None and total > _MOST_ROWS_SORTED:
        sort, note = None, f"More than {_MOST_ROWS_SORTED:,} rows are not sorted here."
    if sort is not None:
        by = shown.columns[sort]
        try:
            window = shown.sort(by, descending=page.descending, nulls_last=True)
        except pl.exceptions.PolarsError:
            sort, note = None, f"{by} is of a type that has no order."
    columns = tuple(
        Column(each.name, str(each.dtype), each.null_count(), each.dtype.is_numeric())
        for each in shown.iter_columns()
    )
    return TablePreview(
        kind_of(value),
        columns,
        frame.width - shown.width,
        _numbers(start, stop, sort),
        tuple(_row(row) for row in window.slice(start, stop - start).iter_rows()),
        start,
        total,
        sort,
        page.descending and sort is not None,
        note,
    )


def _arrow(pa: Any, value: Any, page: Page) -> TablePreview | None:
    """Return a page of an Arrow table."""
    if not isinstance(value, pa.Table):
        return None
    total, note = value.num_rows, ""
    shown = value.select(list(range(min(_MOST_COLUMNS, value.num_columns))))
    sort = _sortable(page, shown.num_columns)
    start, stop = _window(page, total)
    if sort is not None and total > _MOST_ROWS_SORTED:
        sort, note = None, f"More than {_MOST_ROWS_SORTED:,} rows are not sorted here."
    window = shown
    if sort is not None:
        name = shown.column_names[sort]
        try:
            window = shown.sort_by([(name, "descending" if page.descending else "ascending")])
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
            sort, note = None, f"{name} is of a type that has no order."
    columns = tuple(
        Column(
            field.name,
            str(field.type),
            shown.column(place).null_count,
            pa.types.is_integer(field.type) or pa.types.is_floating(field.type),
        )
        for place, field in enumerate(shown.schema)
    )
    part = window.slice(start, stop - start)
    return TablePreview(
        kind_of(value),
        columns,
        value.num_columns - shown.num_columns,
        _numbers(start, stop, sort),
        tuple(
            _row(tuple(column[row].as_py() for column in part.columns))
            for row in range(part.num_rows)
        ),
        start,
        total,
        sort,
        page.descending and sort is not None,
        note,
    )


def _window(page: Page, total: int) -> tuple[int, int]:
    """Return the first row and the one after the last; of a page beyond the end, the last page."""
    rows = max(1, min(page.rows, MOST_ROWS))
    last = max(0, (total - 1) // rows * rows)
    start = max(0, min(page.start, last))
    return start, min(total, start + rows)


def _sortable(page: Page, columns: int) -> int | None:
    """Return the column to sort by, if there is such a one."""
    return page.sort if page.sort is not None and 0 <= page.sort < columns else None


def _numbers(start: int, stop: int, sort: int | None) -> tuple[str, ...]:
    """Return the names of rows that have none of their own: their numbers, unless they moved."""
    return tuple(str(row) if sort is None else "" for row in range(start, stop))


def _row(values: tuple[Any, ...]) -> tuple[str | None, ...]:
    return tuple(None if each is None else _cell(each) for each in values)


def _cell(value: Any) -> str:
    """Return a value as text; what cannot be written says so."""
    try:
        text = f"{value:.6g}" if isinstance(value, float) else str(value)
    except Exception as error:  # noqa: BLE001 - the user's str may raise what it likes
        text = f"<{type(value).__name__}: {type(error).__name__}>"
    shown, more = clipped(text, _LONGEST_CELL)
    return shown + "…" if more else shown
