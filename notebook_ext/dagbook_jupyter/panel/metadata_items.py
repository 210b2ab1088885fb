"""Entries of metadata as the page draws them."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dagbook.model.code_references import LocalFileCodeReference
from dagbook.model.metadata import MetadataValue
from dagbook.model.tables import TableColumn
from dagbook.view.encode import to_json

MOST_ROWS = 200
"""Rows of a table that the page gets."""

LONGEST = 50_000
"""Characters of one text that the page gets."""

_EXACT = 1 << 53
"""The page's numbers are floats."""


@dataclass(frozen=True, slots=True)
class MetadataItem:
    """One entry of metadata.

    Args:
        label: Its name.
        kind: Dagster's word for its type: "int", "float", "text", "md", "url", "path", "json",
            "table", "table_schema", "column_lineage", "code_references", "asset", "timestamp", ...
        value: A string, number, boolean, or lists and dicts of these; what the page draws of its
            kind.
    """

    label: str
    kind: str
    value: Any


def metadata_item(label: str, value: MetadataValue) -> MetadataItem:
    """Return one entry of metadata as the page draws it.

    >>> from dagbook.model.metadata import MetadataValue
    >>> metadata_item("rows", MetadataValue.int(3))
    MetadataItem(label='rows', kind='int', value=3)
    """
    drawn = _DRAWN.get(value.kind)
    try:
        shown = _plain(value.value) if drawn is None else drawn(value)
    except TypeError:
        # What a class of the user's own holds is not for this page to know.
        shown = str(value.value)
    return MetadataItem(label, value.kind, shown)


def _plain(value: Any) -> Any:
    """Return *value* as JSON that a page reads without loss."""
    match value:
        case str():
            rest = len(value) - LONGEST
            shown: Any = f"{value[:LONGEST]}… {rest:,} more characters" if rest > 0 else value
        case bool() | None:
            shown = value
        case int():
            shown = value if abs(value) < _EXACT else str(value)
        case float():
            shown = value if math.isfinite(value) else str(value)
        case Mapping():
            shown = {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            shown = [_plain(each) for each in value]
        case _:
            shown = _plain(to_json(value))
    return shown


def _table(value: Any) -> dict[str, Any]:
    rows = [
        [_plain(row.data.get(column.name)) for column in value.schema.columns]
        for row in value.records[:MOST_ROWS]
    ]
    more = max(0, len(value.records) - MOST_ROWS)
    return {"columns": _columns(value.schema.columns), "rows": rows, "more": more}


def _schema(value: Any) -> dict[str, Any]:
    constraints = list(value.schema.constraints.other)
    return {"columns": _columns(value.schema.columns), "constraints": constraints}


def _columns(columns: Iterable[TableColumn]) -> list[dict[str, Any]]:
    return [
        {
            "name": column.name,
            "type": column.type,
            "description": column.description or "",
            "constraints": [
                *([] if column.constraints.nullable else ["not null"]),
                *(["unique"] if column.constraints.unique else []),
                *column.constraints.other,
            ],
            "tags": dict(column.tags),
        }
        for column in columns
    ]


def _lineage(value: Any) -> list[dict[str, Any]]:
    return [
        {
            "column": column,
            "deps": [
                {"asset": dep.asset_key.to_user_string(), "column": dep.column_name} for dep in deps
            ],
        }
        for column, deps in value.column_lineage.deps_by_column.items()
    ]


def _references(value: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": each.label or "",
            "source": each.source,
            "is_file": isinstance(each, LocalFileCodeReference),
        }
        for each in value.code_references
    ]


_DRAWN: Mapping[str, Callable[[Any], Any]] = {
    "table": _table,
    "table_schema": _schema,
    "column_lineage": _lineage,
    "code_references": _references,
    "python_artifact": lambda value: f"{value.module}.{value.name}",
    "asset": lambda value: value.asset_key.to_user_string(),
    "job": lambda value: value.job_name,
}
