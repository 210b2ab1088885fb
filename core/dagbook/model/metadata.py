"""Metadata values: what an asset says of itself, each of one kind that a page can draw.

Names and fields are Dagster's.
"""

import builtins
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from dagbook.errors import DagsterError
from dagbook.model.asset_key import AssetKey


class DagsterInvalidMetadata(DagsterError):  # noqa: N818 - Dagster's name
    """A value that has no kind of metadata."""


class MetadataValue:
    """The base of all metadata values, and the makers of each kind.

    Example:
        >>> MetadataValue.int(3)
        IntMetadataValue(value=3)
    """

    __slots__ = ()
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
        return PathMetadataValue(os.fspath(path))

    @staticmethod
    def notebook(path: str | os.PathLike[str]) -> "NotebookMetadataValue":
        """Return the path of a notebook."""
        return NotebookMetadataValue(os.fspath(path))

    @staticmethod
    def json(data: Sequence[Any] | Mapping[str, Any] | None) -> "JsonMetadataValue":
        """Return data shown as a tree; it has to have a JSON form."""
        return JsonMetadataValue(data)

    @staticmethod
    def md(data: str) -> "MarkdownMetadataValue":
        """Return Markdown shown as rendered."""
        return MarkdownMetadataValue(data)

    @staticmethod
    def float(value: "float") -> "FloatMetadataValue":
        """Return a number."""
        return FloatMetadataValue(value)

    @staticmethod
    def int(value: "int") -> "IntMetadataValue":
        """Return a whole number."""
        return IntMetadataValue(value)

    @staticmethod
    def bool(value: "bool") -> "BoolMetadataValue":
        """Return true or false."""
        return BoolMetadataValue(value)

    @staticmethod
    def timestamp(value: "builtins.float | datetime") -> "TimestampMetadataValue":
        """Return a moment: seconds since the epoch, or a datetime with a time zone."""
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise DagsterInvalidMetadata(
                    f"A timestamp needs a time zone; got {value!r}. Use datetime(..., tzinfo=UTC)."
                )
            value = value.timestamp()
        return TimestampMetadataValue(value)

    @staticmethod
    def asset(asset_key: AssetKey) -> "DagsterAssetMetadataValue":
        """Return a reference to an asset."""
        return DagsterAssetMetadataValue(asset_key)

    @staticmethod
    def dagster_run(run_id: str) -> "DagsterRunMetadataValue":
        """Return a reference to a run."""
        return DagsterRunMetadataValue(run_id)

    @staticmethod
    def null() -> "NullMetadataValue":
        """Return the absence of a value."""
        return NullMetadataValue()


class _Single(MetadataValue):
    """A kind whose first field is the value."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """The plain value inside."""
        return getattr(self, fields(self)[0].name)  # type: ignore[arg-type]  # subclasses are dataclasses


@dataclass(frozen=True)
class TextMetadataValue(_Single):
    """Text."""

    kind = "text"
    text: str | None = None  # type: ignore[assignment]  # Dagster's field hides the maker


@dataclass(frozen=True)
class UrlMetadataValue(_Single):
    """An address."""

    kind = "url"
    url: str | None = None  # type: ignore[assignment]  # Dagster's field hides the maker


@dataclass(frozen=True)
class PathMetadataValue(_Single):
    """A path."""

    kind = "path"
    fspath: str | None = None

    @property
    def path(self) -> str | None:  # type: ignore[override]  # Dagster's property hides the maker
        """The path."""
        return self.fspath


@dataclass(frozen=True)
class NotebookMetadataValue(_Single):
    """The path of a notebook."""

    kind = "notebook"
    fspath: str | None = None


@dataclass(frozen=True)
class JsonMetadataValue(_Single):
    """Data with a JSON form."""

    kind = "json"
    data: Any = None


@dataclass(frozen=True)
class MarkdownMetadataValue(_Single):
    """Markdown."""

    kind = "md"
    md_str: str | None = None


@dataclass(frozen=True)
class FloatMetadataValue(MetadataValue):
    """A number."""

    kind = "float"
    value: float | None = None


@dataclass(frozen=True)
class IntMetadataValue(MetadataValue):
    """A whole number."""

    kind = "int"
    value: int | None = None


@dataclass(frozen=True)
class BoolMetadataValue(MetadataValue):
    """True or false."""

    kind = "bool"
    value: bool | None = None


@dataclass(frozen=True)
class TimestampMetadataValue(MetadataValue):
    """Seconds since the epoch."""

    kind = "timestamp"
    value: float = 0.0


@dataclass(frozen=True)
class DagsterAssetMetadataValue(_Single):
    """A reference to an asset."""

    kind = "asset"
    asset_key: AssetKey = AssetKey([])  # noqa: RUF009 - immutable


@dataclass(frozen=True)
class DagsterRunMetadataValue(_Single):
    """A reference to a run."""

    kind = "dagster_run"
    run_id: str = ""


@dataclass(frozen=True)
class NullMetadataValue(MetadataValue):
    """No value."""

    kind = "null"

    @property
    def value(self) -> None:
        """None."""
        return


_KINDS: dict[str, type[MetadataValue]] = {
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
        DagsterAssetMetadataValue,
        DagsterRunMetadataValue,
        NullMetadataValue,
    )
}


def _normalize(label: str, value: Any) -> MetadataValue:  # noqa: PLR0911 - a table of types
    """Return *value* as the kind Dagster would make of it."""
    if isinstance(value, MetadataValue):
        return value
    if isinstance(value, str):
        return TextMetadataValue(value)
    if isinstance(value, bool):
        return BoolMetadataValue(value)
    if isinstance(value, int):
        return IntMetadataValue(value)
    if isinstance(value, float):
        return FloatMetadataValue(value)
    if isinstance(value, (dict, list)):
        return JsonMetadataValue(value)
    if isinstance(value, Path):
        return PathMetadataValue(os.fspath(value))
    if isinstance(value, AssetKey):
        return DagsterAssetMetadataValue(value)
    if value is None:
        return NullMetadataValue()
    raise DagsterInvalidMetadata(
        f"Could not resolve the metadata value for {label!r}: it is {value!r} of type "
        f"{type(value).__name__}, which has no kind. Use one of the makers of MetadataValue, such "
        "as MetadataValue.text(str(value))."
    )


def normalize_metadata(metadata: Mapping[str, Any] | None) -> dict[str, MetadataValue]:
    """Return *metadata* with every plain value as its kind.

    Raises:
        DagsterInvalidMetadata: A value has no kind.

    >>> normalize_metadata({"rows": 3})
    {'rows': IntMetadataValue(value=3)}
    """
    if not metadata:
        return {}
    return {label: _normalize(label, value) for label, value in metadata.items()}


def metadata_to_plain(metadata: Mapping[str, MetadataValue]) -> dict[str, list[Any]]:
    """Return *metadata* as JSON-able ``{label: [kind, field, ...]}``.

    >>> metadata_to_plain({"rows": MetadataValue.int(3)})
    {'rows': ['int', 3]}
    """
    return {label: [value.kind, *_plain_fields(value)] for label, value in metadata.items()}


def _plain_fields(value: MetadataValue) -> list[Any]:
    """Return the fields of *value* in order, keys of assets as lists."""
    if isinstance(value, DagsterAssetMetadataValue):
        return [value.asset_key.path]
    return list(asdict(value).values())  # type: ignore[call-overload]  # every kind is a dataclass


def metadata_from_plain(plain: Mapping[str, Sequence[Any]]) -> dict[str, MetadataValue]:
    """Return the metadata that `metadata_to_plain` wrote.

    >>> metadata_from_plain({"rows": ["int", 3]})
    {'rows': IntMetadataValue(value=3)}
    """
    made: dict[str, MetadataValue] = {}
    for label, (kind, *values) in plain.items():
        fields_of_kind = [AssetKey(values[0])] if kind == "asset" else values
        made[label] = _KINDS[kind](*fields_of_kind)
    return made
