"""What differs between two values: of tables by rows, dicts by key, arrays by place. Pure.

::

    compare(old, new) -> tables | mappings | arrays | text -> Comparison
"""

import difflib
import pprint
from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.session.comparison import (
    ArrayChange,
    Comparison,
    Entry,
    MappingChange,
    TextChange,
    shown,
)
from dagbook.versions.content import describe
from dagbook.versions.frames import is_tabular

MOST_ENTRIES = 50
"""So many keys of dicts are told one by one."""

MOST_LINES = 5_000
"""So many lines of a text are compared."""

MOST_DIFF_LINES = 200
"""So many lines of a difference are kept."""

_PRINTED_WIDTH = 100
_TABLES = frozenset({"pandas", "polars", "pyarrow"})


def compare(old: Any, new: Any, keys: Sequence[str] = ()) -> Comparison:
    """Return what differs between two values.

    Args:
        old: The one.
        new: The other.
        keys: The columns that tell which rows of two tables are the same; by default what can
            tell, else the place of a row.

    Raises:
        DagsterInvalidInvocationError: *keys* are no columns of both tables, or tell no row apart.

    Example:
        >>> compare({"a": 1, "b": 2}, {"a": 1, "b": 3}).mapping.changed
        (Entry(name="'b'", old='2', new='3'),)
    """
    words = _described(old), _described(new)
    if _is_table(old) and _is_table(new):
        # Only who has a table has loaded pandas, or has what pandas reads.
        from dagbook.session import comparing_tables  # noqa: PLC0415 - loads pandas

        change = comparing_tables.compare_tables(old, new, keys)
        return Comparison(*words, is_equal=change.is_equal, table=change)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found = _mappings(old, new)
        equal = not (found.added or found.removed or found.changed)
        return Comparison(*words, is_equal=equal, mapping=found)
    if _is_array(old) and _is_array(new):
        array = _arrays(old, new)
        return Comparison(*words, is_equal=array.changed == 0, array=array)
    text = _texts(old, new)
    return Comparison(*words, is_equal=not text.diff and are_equal(old, new), text=text)


def are_equal(old: Any, new: Any) -> bool:
    """Return whether two values are known to be equal; what cannot be compared is not.

    >>> are_equal([1, float("nan")], [1, 2]), are_equal(2, 2.0), are_equal(True, 1)
    (False, False, False)
    """
    if old is new:
        return True
    if type(old) is not type(new):
        return False
    if _is_table(old) or _is_array(old):
        return compare(old, new).is_equal
    try:
        return bool(old == new) or (old != old and new != new)  # noqa: PLR0124 - that is what NaN does
    except Exception:  # noqa: BLE001 - == is the user's, and may raise anything
        return False


def _is_table(value: Any) -> bool:
    """Return whether *value* is a table or a column of one."""
    return is_tabular(value) and type(value).__module__.partition(".")[0] in _TABLES


def _is_array(value: Any) -> bool:
    """Return whether *value* is a NumPy array."""
    return type(value).__module__ == "numpy" and type(value).__name__ == "ndarray"


def _described(value: Any) -> str:
    """Return *value* in a few words."""
    if _is_array(value):
        return f"array of {' x '.join(map(str, value.shape))} {value.dtype}"
    return describe(value)


def _mappings(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> MappingChange:
    """Return what differs between two dicts, the first keys one by one."""
    added = [key for key in new if key not in old]
    removed = [key for key in old if key not in new]
    changed = [key for key in new if key in old and not are_equal(old[key], new[key])]
    return MappingChange(
        tuple(Entry(shown(key), "", _value(new[key])) for key in added[:MOST_ENTRIES]),
        tuple(Entry(shown(key), _value(old[key]), "") for key in removed[:MOST_ENTRIES]),
        tuple(Entry(shown(k), _value(old[k]), _value(new[k])) for k in changed[:MOST_ENTRIES]),
        len(added),
        len(removed),
        len(changed),
    )


def _value(value: Any) -> str:
    """Return *value* on one line."""
    return _described(value) if _is_table(value) or _is_array(value) else shown(value)


def _arrays(old: Any, new: Any) -> ArrayChange:
    """Return what differs between two arrays."""
    if old.shape != new.shape:
        return ArrayChange(None, None)
    differs = old != new
    # What is no number is no NaN either.
    if old.dtype.kind in "fc" and new.dtype.kind in "fc":
        differs &= ~((old != old) & (new != new))  # noqa: PLR0124 - that is what NaN does
    changed = int(differs.sum()) if hasattr(differs, "sum") else int(bool(differs))
    largest = None
    if changed and old.dtype.kind in "iufc" and new.dtype.kind in "iufc":
        largest = float(abs(new[differs].astype(float) - old[differs].astype(float)).max())
    if not changed and old.dtype != new.dtype:
        changed = int(old.size)
    return ArrayChange(changed, largest)


def _texts(old: Any, new: Any) -> TextChange:
    """Return what differs between two values as they write themselves."""
    both_texts = isinstance(old, str) and isinstance(new, str)
    before, after = (each.splitlines() if both_texts else _lines(each) for each in (old, new))
    is_cut = max(len(before), len(after)) > MOST_LINES
    lines = difflib.unified_diff(before[:MOST_LINES], after[:MOST_LINES], lineterm="", n=2)
    # The two lines of file names say nothing here.
    diff = list(lines)[2:]
    more = max(0, len(diff) - MOST_DIFF_LINES)
    return TextChange("\n".join(diff[:MOST_DIFF_LINES]), more, is_cut)


def _lines(value: Any) -> list[str]:
    """Return *value* as Python writes it, in lines."""
    try:
        return pprint.pformat(value, width=_PRINTED_WIDTH, sort_dicts=False).splitlines()
    except Exception as error:  # noqa: BLE001 - __repr__ is the user's, and may raise anything
        return [f"{type(value).__name__} that cannot be shown: {error}"]
