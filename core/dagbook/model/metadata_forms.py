"""Metadata as users give it, and as the store keeps it.

::

    raw value --normalize_metadata--> MetadataValue --metadata_to_plain--> JSON-able lists
                                      MetadataValue <--metadata_from_plain--
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from dagbook.errors import CheckError
from dagbook.foundation.parameters import check_named
from dagbook.model.asset_key import AssetKey
from dagbook.model.code_references import LocalFileCodeReference, UrlCodeReference
from dagbook.model.metadata import (
    BoolMetadataValue,
    CodeLocationReconstructionMetadataValue,
    CodeReferencesMetadataValue,
    DagsterAssetMetadataValue,
    DagsterJobMetadataValue,
    DagsterRunMetadataValue,
    FloatMetadataValue,
    IntMetadataValue,
    JsonMetadataValue,
    MarkdownMetadataValue,
    MetadataValue,
    NotebookMetadataValue,
    NullMetadataValue,
    PathMetadataValue,
    PoolMetadataValue,
    PythonArtifactMetadataValue,
    TableColumnLineageMetadataValue,
    TableMetadataValue,
    TableSchemaMetadataValue,
    TextMetadataValue,
    TimestampMetadataValue,
    UrlMetadataValue,
)
from dagbook.model.tables import (
    DagsterInvalidMetadata,
    TableColumn,
    TableColumnConstraints,
    TableColumnDep,
    TableColumnLineage,
    TableConstraints,
    TableRecord,
    TableSchema,
)

_RAW: tuple[tuple[type | tuple[type, ...], Callable[[Any], MetadataValue]], ...] = (
    (str, TextMetadataValue),
    (float, FloatMetadataValue),
    (bool, BoolMetadataValue),
    (int, IntMetadataValue),
    ((list, dict), JsonMetadataValue),
    (os.PathLike, PathMetadataValue),
    (AssetKey, DagsterAssetMetadataValue),
    (TableSchema, TableSchemaMetadataValue),
    (TableColumnLineage, TableColumnLineageMetadataValue),
    (type(None), lambda _: NullMetadataValue()),
)
"""Of which kind a raw value is, in Dagster's order: a boolean is a whole number too."""


def _normalize(label: str, value: Any) -> MetadataValue:
    """Return *value* as the kind Dagster would make of it."""
    if isinstance(value, MetadataValue):
        return value
    for raw, kind in _RAW:
        if isinstance(value, raw):
            return kind(value)
    raise DagsterInvalidMetadata(
        f"Could not resolve the metadata value for {label!r}: it is {value!r} of type "
        f"{type(value).__name__}, which has no kind. Use one of the makers of MetadataValue, such "
        "as MetadataValue.text(str(value))."
    )


_GIVEN = (
    *(MetadataValue, str, float, int, list, dict, os.PathLike, AssetKey),
    *(TableSchema, TableColumnLineage, datetime, type(None)),
)
"""What may be given as metadata, as in Dagster; of a moment a run says that it has no kind."""


def check_metadata(owner: str, name: str, metadata: Any) -> None:
    """Raise unless *metadata*, the parameter *name* of *owner*, may be given as metadata.

    Raises:
        ParameterCheckError: It is no mapping.
        CheckError: A label is no text, or a value of another type.
    """
    check_named(owner, name, metadata)
    for label, value in metadata.items():
        if not isinstance(value, _GIVEN):
            raise CheckError(
                f"{owner}({name}=...) has {value!r} of type {type(value).__name__} for {label!r}, "
                "which has no kind of metadata. Use text, a number, a list, a dict, or one of the "
                "makers of MetadataValue, such as MetadataValue.text(str(value))."
            )


def metadata_as_far_as_known(metadata: Mapping[str, Any] | None) -> dict[str, MetadataValue]:
    """Return *metadata* with every plain value as its kind, in words what has none, as in Dagster.

    >>> metadata_as_far_as_known({"seen": {1}})
    {'seen': TextMetadataValue(text='[set] (unserializable)')}
    """
    found: dict[str, MetadataValue] = {}
    for label, value in (metadata or {}).items():
        try:
            found[label] = _normalize(label, value)
        except DagsterInvalidMetadata:
            found[label] = TextMetadataValue(f"[{type(value).__name__}] (unserializable)")
    return found


def normalize_metadata(metadata: Mapping[str, Any] | None) -> dict[str, MetadataValue]:
    """Return *metadata* with every plain value as its kind.

    Raises:
        DagsterInvalidMetadata: A value has no kind.
        ParameterCheckError: It is no mapping.
        CheckError: A label is no text.

    >>> normalize_metadata({"rows": 3})
    {'rows': IntMetadataValue(value=3)}
    """
    check_named("metadata", "metadata", metadata)
    if not metadata:
        return {}
    return {label: _normalize(label, value) for label, value in metadata.items()}


def metadata_to_plain(metadata: Mapping[str, MetadataValue]) -> dict[str, list[Any]]:
    """Return *metadata* as JSON-able ``{label: [kind, field, ...]}``.

    >>> metadata_to_plain({"rows": IntMetadataValue(3)})
    {'rows': ['int', 3]}
    """
    return {label: [value.kind, *_plain_fields(value)] for label, value in metadata.items()}


def metadata_from_plain(plain: Mapping[str, Sequence[Any]]) -> dict[str, MetadataValue]:
    """Return the metadata that `metadata_to_plain` wrote.

    >>> metadata_from_plain({"rows": ["int", 3]})
    {'rows': IntMetadataValue(value=3)}
    """
    made: dict[str, MetadataValue] = {}
    for label, (kind, *values) in plain.items():
        read = _NESTED[kind][1] if kind in _NESTED else None
        made[label] = _KINDS[kind](*values) if read is None else read(*values)
    return made


def _plain_fields(value: MetadataValue) -> list[Any]:
    """Return the fields of *value* in order, as JSON has them."""
    if value.kind in _NESTED:
        return _NESTED[value.kind][0](value)
    return [getattr(value, each.name) for each in fields(value)]  # type: ignore[arg-type]  # every kind is a dataclass


def _plain_schema(schema: TableSchema) -> list[Any]:
    """Return *schema* as lists."""
    columns = [
        [
            each.name,
            each.type,
            each.description,
            [each.constraints.nullable, each.constraints.unique, list(each.constraints.other)],
            dict(each.tags),
        ]
        for each in schema.columns
    ]
    return [columns, list(schema.constraints.other)]


def _read_schema(columns: Sequence[Any], constraints: Sequence[str]) -> TableSchema:
    """Return the schema that `_plain_schema` wrote."""
    return TableSchema(
        [
            TableColumn(name, kind, description, TableColumnConstraints(*limits), tags)
            for name, kind, description, limits, tags in columns
        ],
        TableConstraints(constraints),
    )


def _plain_lineage(lineage: TableColumnLineage) -> dict[str, Any]:
    """Return *lineage* as lists by column."""
    return {
        column: [[dep.asset_key.path, dep.column_name] for dep in deps]
        for column, deps in lineage.deps_by_column.items()
    }


def _read_lineage(deps_by_column: Mapping[str, Sequence[Any]]) -> TableColumnLineage:
    """Return the lineage that `_plain_lineage` wrote."""
    return TableColumnLineage(
        {
            column: [TableColumnDep(AssetKey(path), name) for path, name in deps]
            for column, deps in deps_by_column.items()
        }
    )


def _plain_references(value: CodeReferencesMetadataValue) -> list[Any]:
    """Return references to code as lists: those of files have a line number."""
    return [
        ["url", each.url, each.label]
        if isinstance(each, UrlCodeReference)
        else ["file", each.file_path, each.label, each.line_number]
        for each in value.code_references
    ]


def _read_references(references: Sequence[Any]) -> CodeReferencesMetadataValue:
    """Return the references that `_plain_references` wrote."""
    return CodeReferencesMetadataValue(
        code_references=[
            UrlCodeReference(url=place, label=label)
            if where == "url"
            else LocalFileCodeReference(file_path=place, line_number=line[0], label=label)
            for where, place, label, *line in references
        ]
    )


_NESTED: dict[str, tuple[Callable[[Any], list[Any]], Callable[..., MetadataValue]]] = {
    "asset": (
        lambda value: [value.asset_key.path],
        lambda path: DagsterAssetMetadataValue(AssetKey(path)),
    ),
    "table": (
        lambda value: [[dict(row.data) for row in value.records], *_plain_schema(value.schema)],
        lambda rows, *schema: TableMetadataValue([*map(TableRecord, rows)], _read_schema(*schema)),
    ),
    "table_schema": (
        lambda value: _plain_schema(value.schema),
        lambda *schema: TableSchemaMetadataValue(_read_schema(*schema)),
    ),
    "column_lineage": (
        lambda value: [_plain_lineage(value.lineage)],
        lambda deps: TableColumnLineageMetadataValue(_read_lineage(deps)),
    ),
    "code_references": (lambda value: [_plain_references(value)], _read_references),
}
"""How the kinds are written and read whose fields have no JSON form of their own."""

_KINDS: dict[str, Callable[..., MetadataValue]] = {
    cls.kind: cls
    for cls in (
        TextMetadataValue,
        UrlMetadataValue,
        PathMetadataValue,
        NotebookMetadataValue,
        JsonMetadataValue,
        MarkdownMetadataValue,
        FloatMetadataValue,
        IntMetadataValue,
        BoolMetadataValue,
        TimestampMetadataValue,
        PythonArtifactMetadataValue,
        DagsterRunMetadataValue,
        DagsterJobMetadataValue,
        NullMetadataValue,
        CodeLocationReconstructionMetadataValue,
        PoolMetadataValue,
    )
}
