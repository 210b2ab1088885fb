"""What an `assert` about an asset found, as the result of a check: the rows that break it."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from dagbook.model.checks import AssetCheckResult, AssetCheckSeverity
from dagbook.model.metadata import MetadataValue

MOST_ROWS = 5
"""So many of the rows that break an assertion are shown."""

_LONGEST = 200
Shown = Sequence[tuple[str, Callable[[], Any]]]
"""Pieces of an assertion by their text, and what gives their values."""


def asserted(
    name: str,
    asset: Sequence[str],
    severity: str,
    test: Callable[[], Any],
    message: Callable[[], Any] | None = None,
    mask: Callable[[], Any] | None = None,
    shown: Shown = (),
) -> AssetCheckResult:
    """Return whether an assertion holds, and what breaks it where it does not.

    Args:
        name: What the check is called.
        asset: The key of the asset, part by part.
        severity: "ERROR" or "WARN".
        test: Gives what is asserted.
        message: Gives the message of the assertion.
        mask: Gives which rows break it, where the assertion is about rows.
        shown: What else is shown of it.

    Example:
        >>> rows = [1, -2]
        >>> found = asserted("positive", ["orders"], "ERROR", lambda: min(rows) > 0)
        >>> found.passed, found.check_name
        (False, 'positive')
    """
    description: str | None = None
    metadata: dict[str, Any] = {}
    try:
        passed = bool(test())
    except Exception as error:  # noqa: BLE001 - what an assertion raises is what it found
        passed, description = False, f"raised {type(error).__name__}: {error}"
    if not passed:
        description = description or _said(message)
        metadata = _broken(mask, shown)
    return AssetCheckResult(
        passed=passed,
        asset_key=list(asset),
        check_name=name,
        severity=AssetCheckSeverity[severity],
        description=description,
        metadata=metadata,
    )


async def awaited(give: Callable[[], Awaitable[Any]]) -> Callable[[], Any]:
    """Return what gives what *give* gave once it was awaited, or raises what it raised.

    Args:
        give: A part of an assertion that awaits.
    """
    try:
        value = await give()
    except Exception as error:  # noqa: BLE001 - what an assertion raises is what it found
        return partial(_raise, error)
    return lambda: value


def _raise(error: Exception) -> Any:
    """Raise *error*."""
    raise error


def _said(message: Callable[[], Any] | None) -> str | None:
    """Return the message of an assertion, which is the user's code too."""
    if message is None:
        return None
    try:
        return str(message())
    except Exception as error:  # noqa: BLE001 - as above
        return f"its message raised {type(error).__name__}: {error}"


def _broken(mask: Callable[[], Any] | None, shown: Shown) -> dict[str, Any]:
    """Return the rows that break an assertion, else its values, as metadata."""
    values = {text: _value(give) for text, give in shown}
    if mask is not None:
        found = _rows(_value(mask), list(values.values()))
        if found is not None:
            count, rows = found
            return {
                "offending_rows": count,
                "preview": MetadataValue.md(_table(rows)),
            }
    return {text: _short(value) for text, value in values.items()}


def _value(give: Callable[[], Any]) -> Any:
    """Return what *give* gives, or the exception it raises."""
    try:
        return give()
    except Exception as error:  # noqa: BLE001 - shown in place of the value
        return error


def _rows(mask: Any, candidates: Sequence[Any]) -> tuple[int, Any] | None:
    """Return how many rows *mask* marks, and the first of them; None when that cannot be told.

    The rows are those of the first of *candidates* that has as many as the mask, else of the mask.
    """
    if getattr(mask, "ndim", 1) == 2 and hasattr(mask, "any"):  # noqa: PLR2004 - rows and columns
        mask = mask.any(axis=1)
    try:
        size, count = len(mask), int(mask.sum())
    except Exception:  # noqa: BLE001 - no mask at all
        return None
    tables = [each for each in candidates if _is_table(each) and len(each) == size]
    table = next((each for each in tables if getattr(each, "ndim", 2) == 2), None)  # noqa: PLR2004 - as above
    if table is None:
        table = tables[0] if tables else mask
    try:
        marked = table.filter(mask) if hasattr(table, "group_by") else table[mask]
        return count, marked[:MOST_ROWS]
    except Exception:  # noqa: BLE001 - another shape of rows
        return None


def _is_table(value: Any) -> bool:
    """Return whether *value* has rows that a mask can choose."""
    return hasattr(value, "shape") and hasattr(value, "__len__") and not isinstance(value, type)


def _table(rows: Any) -> str:
    """Return *rows* as a table in Markdown."""
    columns = [str(each) for each in getattr(rows, "columns", ())]
    if not columns:
        values = rows.tolist() if hasattr(rows, "tolist") else list(rows)
        index = list(getattr(rows, "index", range(len(values))))
        lines = [["row", "value"], *zip(index, values, strict=False)]
    else:
        index = list(getattr(rows, "index", range(len(rows))))
        cells = rows.rows() if hasattr(rows, "rows") else rows.itertuples(index=False)
        body = ([at, *each] for at, each in zip(index, cells, strict=False))
        lines = [["row", *columns], *body]
    head, *rest = ["| " + " | ".join(map(_cell, line)) + " |" for line in lines]
    return "\n".join([head, "|" + " --- |" * len(lines[0]), *rest])


def _cell(value: Any) -> str:
    """Return *value* as it stands in a table."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def _short(value: Any) -> str:
    """Return *value* in words of a bounded length."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
