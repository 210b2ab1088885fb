"""What a step may return or yield, and what an asset's materialization says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from dagbook.errors import ParameterCheckError
from dagbook.foundation.parameters import (
    TEXT,
    check_given,
    check_named,
    check_parameter,
    list_of,
    of_type,
)
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.model.checks import AssetCheckResult
from dagbook.model.event_tags import check_event_tags
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import check_metadata, normalize_metadata

T = TypeVar("T")

DEFAULT_OUTPUT = "result"
"""The name of the single output of an asset or op, as in Dagster."""


@dataclass(frozen=True, slots=True)
class DataVersion:
    """The user's word on which version of its data an asset holds.

    Args:
        value: Any text; equal text means equal data.
    """

    value: str

    def __post_init__(self) -> None:
        if not isinstance(self.value, str):
            raise ParameterCheckError(
                f"DataVersion(value=...) takes text; got {self.value!r} of type "
                f"{type(self.value).__name__}."
            )


class _NoValue:
    """The absence of a value where None is one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE = _NoValue()
"""Stands for "no value was given" where None would be a value."""


class Output(Generic[T]):
    """A value with metadata, returned or yielded by an asset.

    Args:
        value: The value that the IO manager stores.
        output_name: Which output it is of; the single one by default.
        metadata: Of this materialization; plain values get the kind of their type.
        data_version: The user's version of the data, in place of a computed one.
        tags: Of this materialization.

    Raises:
        DagsterInvalidMetadata: A metadata value has no kind.

    Example:
        >>> Output(3, metadata={"rows": 3}).metadata
        {'rows': IntMetadataValue(value=3)}
    """

    __slots__ = ("data_version", "metadata", "output_name", "tags", "value")

    def __init__(
        self,
        value: T,
        output_name: str | None = DEFAULT_OUTPUT,
        metadata: Mapping[str, Any] | None = None,
        data_version: DataVersion | None = None,
        *,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        check_given("Output", _OUTPUT_RULES, locals())
        self.value = value
        self.output_name = output_name or DEFAULT_OUTPUT
        self.metadata = normalize_metadata(metadata)
        self.data_version = data_version
        self.tags = tags

    def with_metadata(self, metadata: Mapping[str, Any] | None) -> "Output[T]":
        """Return the same with *metadata* in place of its own."""
        return Output(
            self.value, self.output_name, metadata, self.data_version, tags=self.tags or None
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Output) and (
            self.value == other.value
            and self.output_name == other.output_name
            and self.metadata == other.metadata
            and self.data_version == other.data_version
        )

    def __repr__(self) -> str:
        return f"Output({self.value!r}, output_name={self.output_name!r})"

    __hash__ = None  # type: ignore[assignment]  # equality is by value, which may not be hashable


_RULES = {
    "metadata": check_metadata,
    "check_results": list_of(AssetCheckResult),
    "data_version": of_type(DataVersion),
    "tags": check_event_tags,
}
_OUTPUT_RULES = {
    "metadata": check_named,
    "output_name": TEXT,
    "data_version": of_type(DataVersion),
    "tags": check_event_tags,
}


class AssetResult:
    """What a step says of one asset: base of `MaterializeResult` and `ObserveResult`.

    Args:
        asset_key: Which asset; may be left out where the step makes one.
        metadata: Plain values get the kind of their type.
        check_results: Results of checks that the asset makes itself.
        data_version: The user's version of the data.
        tags: By name.

    Raises:
        ParameterCheckError: One of them is of another type.
        CheckError: A value of the metadata has no kind.
    """

    __slots__ = ("asset_key", "check_results", "data_version", "metadata", "tags")

    def __init__(
        self,
        asset_key: CoercibleToAssetKey | None = None,
        metadata: Mapping[str, Any] | None = None,
        check_results: Sequence[Any] | None = None,
        data_version: DataVersion | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        owner = type(self).__name__
        check_given(owner, _RULES, locals())
        self.asset_key = None if asset_key is None else AssetKey.from_coercible(asset_key)
        self.metadata = metadata
        self.check_results = list(check_results or [])
        self.data_version = data_version
        self.tags = tags

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in self._told()
        )

    def __repr__(self) -> str:
        told = {name: getattr(self, name) for name in self._told()}
        if told.get("value") is NO_VALUE:
            del told["value"]
        said = (f"{name}={value!r}" for name, value in told.items() if value or name == "value")
        return f"{type(self).__name__}({', '.join(said)})"

    __hash__ = None  # type: ignore[assignment]  # equality is by values that may not be hashable

    def _told(self) -> tuple[str, ...]:
        """Return the names of what it says, in the order of its arguments."""
        return ("asset_key", "metadata", "check_results", "data_version", "tags")


class MaterializeResult(AssetResult, Generic[T]):
    """Says that an asset was materialized, with no value for the IO manager unless one is given.

    Args:
        asset_key: Which asset; may be left out where the step makes one.
        metadata: Of this materialization; plain values get the kind of their type.
        check_results: Results of checks that the asset makes itself.
        data_version: The user's version of the data.
        tags: Of this materialization.
        value: A value for the IO manager; without it the IO manager is not called.

    Raises:
        ParameterCheckError: One of them is of another type.

    Example:
        >>> MaterializeResult("orders", metadata={"rows": 3})
        MaterializeResult(asset_key=AssetKey(['orders']), metadata={'rows': 3})
    """

    __slots__ = ("value",)

    def __init__(
        self,
        asset_key: CoercibleToAssetKey | None = None,
        metadata: Mapping[str, Any] | None = None,
        check_results: Sequence[Any] | None = None,
        data_version: DataVersion | None = None,
        tags: Mapping[str, str] | None = None,
        value: T | _NoValue = NO_VALUE,
    ) -> None:
        super().__init__(asset_key, metadata, check_results, data_version, tags)
        self.value = value

    def _told(self) -> tuple[str, ...]:
        """Return the names of what it says, in the order of its arguments."""
        return (*super()._told(), "value")


@dataclass(frozen=True)
class AssetMaterialization:
    """The record that an asset, or a partition of it, was materialized.

    Args:
        asset_key: Which asset.
        description: The user's words, or None.
        metadata: By label.
        partition: The partition key, or None.
        tags: By name.

    Raises:
        DagsterInvalidDefinitionError: A tag is none of Dagster's form.
    """

    asset_key: AssetKey
    description: str | None = None
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    partition: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asset_key", AssetKey.from_coercible(self.asset_key))
        check_parameter("AssetMaterialization", "description", self.description, str)
        check_parameter("AssetMaterialization", "partition", self.partition, str)
        check_parameter("AssetMaterialization", "tags", self.tags, Mapping)
        if self.tags:
            check_event_tags("AssetMaterialization", "tags", self.tags)
        object.__setattr__(self, "metadata", normalize_metadata(self.metadata))
        object.__setattr__(self, "tags", dict(self.tags or {}))

    def with_metadata(self, metadata: Mapping[str, Any] | None) -> "AssetMaterialization":
        """Return the same with *metadata* in place of its own."""
        return replace(self, metadata=metadata or {})

    @staticmethod
    def file(
        path: str, description: str | None = None, asset_key: CoercibleToAssetKey | None = None
    ) -> "AssetMaterialization":
        """Return the record that a file was written.

        Args:
            path: Where it is; it is in the metadata.
            description: The user's words.
            asset_key: Which asset; by default the path.

        Example:
            >>> AssetMaterialization.file("a.csv", asset_key="a").metadata
            {'path': PathMetadataValue(fspath='a.csv')}
        """
        key: Any = asset_key or path
        return AssetMaterialization(key, description, {"path": MetadataValue.path(path)})
