"""How a value in memory is lent, so that no borrower can change what another sees."""

import copy
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

from dagbook.io_managers.canonical import LEAF_TYPES, is_flat

_MAX_CONTAINERS = 10_000
_SIZED_LEAVES = 1_000
_FIRST_COPY_ON_WRITE_PANDAS = 3


@dataclass(frozen=True, slots=True)
class Lending:
    """How one value is lent.

    Attributes:
        nbytes: About how many bytes it keeps in memory.
        lend: Returns what a borrower gets: the value, or a copy of it.
    """

    nbytes: int
    lend: Callable[[Any], Any]


def lending(value: Any) -> Lending | None:
    """Return how *value* is lent, or None when only a reload keeps borrowers apart.

    It looks at types and sizes, never at all the data.

    Example:
        >>> numbers = [1, 2]
        >>> borrowed = lending(numbers).lend(numbers)
        >>> (borrowed == numbers, borrowed is numbers)
        (True, False)
        >>> lending(object()) is None
        True
    """
    return next((found for rule in RULES if (found := rule(value)) is not None), None)


def _as_it_is(value: Any) -> Any:
    """Lend the value itself: nobody can change it."""
    return value


def lend_python(value: Any) -> Lending | None:
    """Lend immutable Python values as they are, containers of them as copies."""
    kind = type(value)
    if kind in LEAF_TYPES:
        return Lending(sys.getsizeof(value), _as_it_is)
    if kind is bytearray:
        return Lending(sys.getsizeof(value), bytearray)
    walk = _Walk()
    if not walk.covers(value):
        return None
    if not walk.mutable:
        return Lending(walk.nbytes, _as_it_is)
    flat = walk.containers == 1
    return Lending(walk.nbytes, copy.copy if flat else copy.deepcopy)


def lend_pandas(value: Any) -> Lending | None:
    """Lend frames and series of pandas 3 as copies that share their data until one writes.

    Objects in a column can be changed in place, so a value with a column or an index of objects is
    not lent. (`Series.array` hands out the shared memory itself; pandas promises nothing there.)
    """
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series) or value.attrs:
        return None
    if int(pandas.__version__.partition(".")[0]) < _FIRST_COPY_ON_WRITE_PANDAS:
        return None
    columns = [value.dtype] if type(value) is pandas.Series else [*value.dtypes]
    if not all(
        _holds_no_objects(dtype, pandas) for dtype in (*columns, *_label_dtypes(value, pandas))
    ):
        return None
    parts = (value,) if type(value) is pandas.Series else (column for _, column in value.items())
    return Lending(int(value.index.nbytes + sum(part.nbytes for part in parts)), _shallow_copy)


def _shallow_copy(value: Any) -> Any:
    """Return a copy that shares its data until one of the two writes."""
    return value.copy(deep=False)


def _label_dtypes(value: Any, pandas: Any) -> list[Any]:
    """Return the dtypes of all labels of rows and columns."""
    return [
        level.dtype
        for axis in value.axes
        for level in (axis.levels if isinstance(axis, pandas.MultiIndex) else (axis,))
    ]


def _holds_no_objects(dtype: Any, pandas: Any) -> bool:
    """Return whether *dtype* is one of pandas' own that holds no Python objects to change."""
    if isinstance(dtype, pandas.CategoricalDtype):
        return _holds_no_objects(dtype.categories.dtype, pandas)
    if isinstance(dtype, pandas.StringDtype):
        return True
    known = isinstance(dtype, sys.modules["numpy"].dtype) or type(dtype).__module__.startswith(
        "pandas."
    )
    return (known and dtype.kind != "O") or isinstance(dtype, pandas.PeriodDtype)


def lend_numpy(value: Any) -> Lending | None:
    """Lend arrays without objects as copies."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if isinstance(value, numpy.generic):
        return None if value.dtype.hasobject else Lending(sys.getsizeof(value), _as_it_is)
    if type(value) is not numpy.ndarray or value.dtype.hasobject:
        return None
    return Lending(value.nbytes, _copy_in_its_order)


def _copy_in_its_order(value: Any) -> Any:
    """Return a copy of an array, rows or columns first as in the array."""
    return value.copy(order="K")


def lend_arrow(value: Any) -> Lending | None:
    """Lend Arrow tables, batches and arrays as they are."""
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is None:
        return None
    immutable = (pyarrow.Table, pyarrow.RecordBatch, pyarrow.ChunkedArray, pyarrow.Array)
    return Lending(value.nbytes, _as_it_is) if isinstance(value, immutable) else None


def lend_polars(value: Any) -> Lending | None:
    """Lend Polars frames and series as clones, which share their data until one writes."""
    polars = sys.modules.get("polars")
    if polars is None or type(value) not in (polars.DataFrame, polars.Series):
        return None
    dtypes = [value.dtype] if type(value) is polars.Series else value.dtypes
    if any(isinstance(dtype, polars.Object) for dtype in dtypes):
        return None
    return Lending(int(value.estimated_size()), _clone)


def _clone(value: Any) -> Any:
    """Return a clone of a Polars value."""
    return value.clone()


RULES = (lend_python, lend_pandas, lend_numpy, lend_arrow, lend_polars)
"""Every way to lend; the first that knows the value counts."""


def _size_of_leaves(items: Collection[Any]) -> int:
    """Return about how many bytes *items* take, from about a thousand of them."""
    step = len(items) // _SIZED_LEAVES + 1
    sample = [sys.getsizeof(item) for item in islice(items, 0, None, step)]
    return sum(sample) * len(items) // max(1, len(sample))


class _Walk:
    """A look at a plain Python value: its size, and whether a part of it can be changed."""

    def __init__(self) -> None:
        self.nbytes = 0
        self.mutable = False
        self.containers = 0

    def covers(self, value: Any) -> bool:
        """Return whether *value* is leaves and containers of them, not too many."""
        pending = [value]
        while pending:
            item = pending.pop()
            kind = type(item)
            if kind in LEAF_TYPES:
                self.nbytes += sys.getsizeof(item)
                continue
            self.containers += 1
            if kind not in _CONTAINERS or self.containers > _MAX_CONTAINERS:
                return False
            self.nbytes += sys.getsizeof(item)
            self.mutable |= kind not in (tuple, frozenset)
            for items in (item.keys(), item.values()) if kind is dict else (item,):
                if is_flat(items):
                    self.nbytes += _size_of_leaves(items)
                else:
                    pending.extend(items)
        return True


_CONTAINERS = frozenset({list, tuple, set, frozenset, dict})
