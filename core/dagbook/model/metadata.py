"""Metadata values: what an asset says of itself, each of one kind that a page can draw.

Names and fields are Dagster's. What users give raw and what the store keeps are in
`dagbook.model.metadata_forms`.
"""

import builtins
import json as _json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from types import GenericAlias
from typing import Any, ClassVar

from dagbook.errors import CheckError, ParameterCheckError
from dagbook.model.asset_key import AssetKey
from dagbook.model.code_references import (
    CodeReference,
    LocalFileCodeReference,
    UrlCodeReference,
)
from dagbook.model.tables import (
    REQUIRED,
    DagsterInvalidMetadata,
    TableColumn,
    TableColumnLineage,
    TableRecord,
    TableSchema,
    checked,
    checked_members,
)

_NONE = type(None)


class MetadataValue:
    """The base of all metadata values, and the makers of each kind.

    Example:
        >>> MetadataValue.int(3)
        IntMetadataValue(value=3)
    """

    __slots__ = ()
    __class_getitem__: ClassVar[Any] = classmethod(GenericAlias)
    kind: ClassVar[str] = ""

    @property
    def value(self) -> Any:
        """The plain value inside."""
        raise NotImplementedError

    @staticmethod
    def text(text: str) -> "TextMetadataValue":
        """Return text shown as it is."""
        return TextMetadataValue(text)

    @staticmethod
    def url(url: str) -> "UrlMetadataValue":
        """Return an address shown as a link."""
        return UrlMetadataValue(url)

    @staticmethod
    def path(path: str | os.PathLike[str]) -> "PathMetadataValue":
        """Return a path of the file system."""
        return PathMetadataValue(path)

    @staticmethod
    def notebook(path: str | os.PathLike[str]) -> "NotebookMetadataValue":
        """Return the path of a notebook."""
        return NotebookMetadataValue(path)

    @staticmethod
    def json(data: Sequence[Any] | Mapping[str, Any] | None) -> "JsonMetadataValue":
        """Return data shown as a tree; it has to have a JSON form."""
        return JsonMetadataValue(data)

    @staticmethod
    def md(data: str) -> "MarkdownMetadataValue":
        """Return Markdown shown as rendered."""
        return MarkdownMetadataValue(data)

    @staticmethod
    def float(value: "builtins.float") -> "FloatMetadataValue":
        """Return a number."""
        return FloatMetadataValue(value)

    @staticmethod
    def int(value: "builtins.int") -> "IntMetadataValue":
        """Return a whole number."""
        return IntMetadataValue(value)

    @staticmethod
    def bool(value: "builtins.bool") -> "BoolMetadataValue":
        """Return true or false."""
        return BoolMetadataValue(value)

    @staticmethod
    def timestamp(value: "builtins.float | datetime") -> "TimestampMetadataValue":
        """Return a moment: seconds since the epoch as a float, or a datetime with a time zone."""
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise CheckError(
                    f"A timestamp needs a time zone; got {value!r}. Use datetime(..., tzinfo=UTC)."
                )
            value = value.timestamp()
        return TimestampMetadataValue(value)

    @staticmethod
    def python_artifact(python_artifact: Callable[..., Any]) -> "PythonArtifactMetadataValue":
        """Return a reference to a function or class, by its module and name."""
        if not callable(python_artifact):
            raise ParameterCheckError(
                f"A Python artifact is a function or class; got {python_artifact!r}."
            )
        return PythonArtifactMetadataValue(python_artifact.__module__, python_artifact.__name__)

    @staticmethod
    def asset(asset_key: AssetKey) -> "DagsterAssetMetadataValue":
        """Return a reference to an asset."""
        return DagsterAssetMetadataValue(asset_key)

    @staticmethod
    def dagster_run(run_id: str) -> "DagsterRunMetadataValue":
        """Return a reference to a run."""
        return DagsterRunMetadataValue(run_id)

    @staticmethod
    def job(
        job_name: str, location_name: str, *, repository_name: str | None = None
    ) -> "DagsterJobMetadataValue":
        """Return a reference to a job."""
        return DagsterJobMetadataValue(job_name, location_name, repository_name)

    @staticmethod
    def table(
        records: Sequence[TableRecord], schema: TableSchema | None = None
    ) -> "TableMetadataValue":
        """Return a table; the schema is inferred from the first record unless it is given."""
        return TableMetadataValue(records, schema)

    @staticmethod
    def table_schema(schema: TableSchema) -> "TableSchemaMetadataValue":
        """Return the columns of a table."""
        return TableSchemaMetadataValue(schema)

    @staticmethod
    def column_lineage(lineage: TableColumnLineage) -> "TableColumnLineageMetadataValue":
        """Return which columns each column is made of."""
        return TableColumnLineageMetadataValue(lineage)

    @staticmethod
    def null() -> "NullMetadataValue":
        """Return the absence of a value."""
        return NullMetadataValue()

    @staticmethod
    def code_location_reconstruction(data: str) -> "CodeLocationReconstructionMetadataValue":
        """Return what a code location needs to be rebuilt."""
        return CodeLocationReconstructionMetadataValue(data)

    @staticmethod
    def pool(pool: str) -> "PoolMetadataValue":
        """Return the name of a pool of concurrency."""
        return PoolMetadataValue(pool)


class _Single(MetadataValue):
    """A kind whose first field is the value."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """The plain value inside."""
        return getattr(self, fields(self)[0].name)  # type: ignore[arg-type]  # subclasses are dataclasses


class _Itself(MetadataValue):
    """A kind whose value is all of it."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """The metadata value itself, as in Dagster."""
        return self


@dataclass(frozen=True)
class TextMetadataValue(MetadataValue):
    """Text."""

    kind = "text"
    text: str | None = ""  # type: ignore[assignment]  # Dagster's field hides the maker

    def __post_init__(self) -> None:
        checked(self, "text", (str, _NONE))

    @property
    def value(self) -> str:
        """The text; "" for None."""
        return self.text or ""


@dataclass(frozen=True)
class UrlMetadataValue(MetadataValue):
    """An address."""

    kind = "url"
    url: str | None = ""  # type: ignore[assignment]  # Dagster's field hides the maker

    def __post_init__(self) -> None:
        checked(self, "url", (str, _NONE))

    @property
    def value(self) -> str:
        """The text; "" for None."""
        return self.url or ""


@dataclass(frozen=True)
class MarkdownMetadataValue(MetadataValue):
    """Markdown."""

    kind = "md"
    md_str: str | None = ""

    def __post_init__(self) -> None:
        checked(self, "md_str", (str, _NONE))

    @property
    def value(self) -> str:
        """The text; "" for None."""
        return self.md_str or ""


@dataclass(frozen=True, init=False)
class PathMetadataValue(_Single):
    """A path."""

    kind = "path"
    fspath: str

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        if path is not None and not isinstance(path, (str, os.PathLike)):
            raise ParameterCheckError(
                f"PathMetadataValue takes a path; got {path!r} of type {type(path).__name__}."
            )
        object.__setattr__(self, "fspath", "" if path is None else os.fspath(path))

    @property
    def path(self) -> str:  # type: ignore[override]  # Dagster's property hides the maker
        """The path."""
        return self.fspath


@dataclass(frozen=True, init=False)
class NotebookMetadataValue(_Single):
    """The path of a notebook."""

    kind = "notebook"
    fspath: str

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        if path is not None and not isinstance(path, (str, os.PathLike)):
            raise ParameterCheckError(
                f"NotebookMetadataValue takes a path; got {path!r} of type {type(path).__name__}."
            )
        object.__setattr__(self, "fspath", "" if path is None else os.fspath(path))

    @property
    def path(self) -> str:  # type: ignore[override]  # Dagster's property hides the maker
        """The path."""
        return self.fspath


def _as_list(value: object) -> list[object]:
    """Return the list that a value says it is, such as partition keys; JSON wants a real one."""
    if isinstance(value, list):
        return list(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


@dataclass(frozen=True)
class JsonMetadataValue(_Single):
    """Data with a JSON form; kept as that form, so that keys are text and tuples lists."""

    kind = "json"
    data: Sequence[Any] | Mapping[str, Any] | None

    def __post_init__(self) -> None:
        try:
            plain = _json.loads(_json.dumps(self.data, default=_as_list))
        except (TypeError, ValueError) as why:
            raise DagsterInvalidMetadata(
                f"Value is not JSON serializable: {why}. Use plain dicts, lists, text and numbers."
            ) from None
        object.__setattr__(self, "data", plain)
        checked(self, "data", (Mapping, Sequence, _NONE))


@dataclass(frozen=True)
class FloatMetadataValue(MetadataValue):
    """A number."""

    kind = "float"
    value: float | None = REQUIRED

    def __post_init__(self) -> None:
        checked(self, "value", (float, _NONE))


@dataclass(frozen=True)
class IntMetadataValue(MetadataValue):
    """A whole number."""

    kind = "int"
    value: int | None = REQUIRED

    def __post_init__(self) -> None:
        checked(self, "value", (int, _NONE))


@dataclass(frozen=True)
class BoolMetadataValue(MetadataValue):
    """True or false."""

    kind = "bool"
    value: bool | None = REQUIRED

    def __post_init__(self) -> None:
        checked(self, "value", (bool, _NONE))


@dataclass(frozen=True)
class TimestampMetadataValue(MetadataValue):
    """Seconds since the epoch."""

    kind = "timestamp"
    value: float = REQUIRED

    def __post_init__(self) -> None:
        checked(self, "value", float)


@dataclass(frozen=True)
class PythonArtifactMetadataValue(_Itself):
    """A function or class, by its module and name."""

    kind = "python_artifact"
    module: str
    name: str


@dataclass(frozen=True)
class DagsterAssetMetadataValue(_Single):
    """A reference to an asset."""

    kind = "asset"
    asset_key: AssetKey

    def __post_init__(self) -> None:
        checked(self, "asset_key", AssetKey)


@dataclass(frozen=True)
class DagsterRunMetadataValue(_Single):
    """A reference to a run."""

    kind = "dagster_run"
    run_id: str

    def __post_init__(self) -> None:
        checked(self, "run_id", str)


@dataclass(frozen=True)
class DagsterJobMetadataValue(_Itself):
    """A reference to a job."""

    kind = "job"
    job_name: str
    location_name: str
    repository_name: str | None = None

    def __post_init__(self) -> None:
        checked(self, "job_name", str)
        checked(self, "location_name", str)
        checked(self, "repository_name", (str, _NONE))


@dataclass(frozen=True)
class TableMetadataValue(_Itself):
    """Rows and their schema.

    Raises:
        CheckError: The records have different columns, or there is neither record nor
            schema.

    Example:
        >>> MetadataValue.table([TableRecord({"id": 1})]).schema.columns[0].type
        'int'
    """

    kind = "table"
    records: Sequence[TableRecord]
    schema: TableSchema

    def __init__(self, records: Sequence[TableRecord], schema: TableSchema | None) -> None:
        put = object.__setattr__
        put(self, "records", checked_members(self, "records", records, TableRecord))
        if schema is None:
            if not self.records:
                raise CheckError(
                    "schema must be provided if records is empty: MetadataValue.table([], schema)."
                )
            schema = TableSchema(
                [
                    TableColumn(name, self.infer_column_type(cell))
                    for name, cell in self.records[0].data.items()
                ]
            )
        put(self, "schema", schema)
        checked(self, "schema", TableSchema)
        if any(each.data.keys() != self.records[0].data.keys() for each in self.records):
            raise CheckError("All records must have the same fields; give a missing cell None.")

    @staticmethod
    def infer_column_type(value: object) -> str:
        """Return the name of the type of a cell: bool, int, float or string."""
        for known in (bool, int, float):
            if isinstance(value, known):
                return known.__name__
        return "string"


@dataclass(frozen=True)
class TableSchemaMetadataValue(_Single):
    """The columns of a table."""

    kind = "table_schema"
    schema: TableSchema

    def __post_init__(self) -> None:
        checked(self, "schema", TableSchema)


@dataclass(frozen=True, init=False)
class TableColumnLineageMetadataValue(_Single):
    """Which columns each column is made of."""

    kind = "column_lineage"
    lineage: TableColumnLineage

    def __init__(self, column_lineage: TableColumnLineage) -> None:
        object.__setattr__(self, "lineage", column_lineage)
        checked(self, "lineage", TableColumnLineage)

    @property
    def column_lineage(self) -> TableColumnLineage:  # type: ignore[override]  # hides the maker, as Dagster's
        """The lineage."""
        return self.lineage


@dataclass(frozen=True, kw_only=True)
class CodeReferencesMetadataValue(_Itself):
    """Where an asset's code is.

    Args:
        code_references: Places in files, and addresses.
    """

    kind = "code_references"
    code_references: Sequence[CodeReference]

    def __post_init__(self) -> None:
        checked(self, "code_references", Sequence)
        allowed = (LocalFileCodeReference, UrlCodeReference)
        for each in self.code_references:
            if not isinstance(each, allowed):
                raise CheckError(
                    "CodeReferencesMetadataValue takes LocalFileCodeReference and "
                    f"UrlCodeReference; got {each!r} of type {type(each).__name__}."
                )
        object.__setattr__(self, "code_references", list(self.code_references))


@dataclass(frozen=True)
class NullMetadataValue(MetadataValue):
    """No value."""

    kind = "null"

    @property
    def value(self) -> None:
        """None."""
        return


@dataclass(frozen=True)
class CodeLocationReconstructionMetadataValue(_Single):
    """What a code location needs to be rebuilt."""

    kind = "code_location_reconstruction"
    data: str


@dataclass(frozen=True, init=False)
class PoolMetadataValue(_Single):
    """The name of a pool of concurrency."""

    kind = "pool"
    name: str

    def __init__(self, pool: str) -> None:
        object.__setattr__(self, "name", pool)
        checked(self, "name", str)

    @property
    def pool(self) -> str:  # type: ignore[override]  # Dagster's property hides the maker
        """The name."""
        return self.name
