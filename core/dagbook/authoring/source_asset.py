"""`SourceAsset`: an asset that is made elsewhere, in Dagster's older form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dagbook.authoring.asset_io import IO_MANAGER_KEY_METADATA, AssetSpec
from dagbook.authoring.validation import DEFAULT_GROUP, check_group, check_tags
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.partitions.definition import PartitionsDefinition


@dataclass(frozen=True, slots=True, eq=False)
class SourceAsset:
    """An asset that is made elsewhere and that assets here may read.

    Args:
        key: Its key.
        metadata: Of the definition; plain values get the kind of their type.
        io_manager_key: The resource that loads it, None for the default one.
        io_manager_def: The IO manager itself, in place of its key; not in dagbook yet.
        description: In Markdown.
        partitions_def: Its partitions.
        group_name: Its group.
        resource_defs: Resources of its own; not in dagbook yet.
        observe_fn: How it is observed; not in dagbook yet.
        op_tags: Accepted as Dagster's programs pass it.
        tags: Text by text.

    Raises:
        DagsterInvalidDefinitionError: A group or tag that Dagster refuses, or a parameter that is
            not in dagbook yet.

    Example:
        >>> SourceAsset("raw_orders", metadata={"rows": 3}).metadata
        {'rows': IntMetadataValue(value=3)}
    """

    key: AssetKey
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    io_manager_key: str | None = None
    io_manager_def: Any = None
    description: str | None = None
    partitions_def: PartitionsDefinition | None = None
    group_name: str = DEFAULT_GROUP
    resource_defs: Mapping[str, Any] = field(default_factory=dict)
    observe_fn: Any = None
    op_tags: Mapping[str, Any] | None = None
    tags: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    raw_metadata: Mapping[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "key", AssetKey.from_coercible(self.key))
        for name in ("io_manager_def", "resource_defs", "observe_fn"):
            if getattr(self, name):
                raise DagsterInvalidDefinitionError(
                    f"SourceAsset({name}=...) of {self.key.to_user_string()} is not in dagbook "
                    "yet. Bind resources in Definitions or materialize."
                )
        put(self, "raw_metadata", dict(self.metadata or {}))
        put(self, "metadata", normalize_metadata(self.metadata))
        put(self, "group_name", check_group(self.group_name) or DEFAULT_GROUP)
        put(self, "tags", check_tags(self.tags, None))

    @property
    def is_observable(self) -> bool:
        """Whether a run can observe it."""
        return False

    @property
    def is_executable(self) -> bool:
        """Whether a run can make or observe it."""
        return False

    def get_io_manager_key(self) -> str:
        """Return the resource that loads it."""
        return self.io_manager_key or "io_manager"

    def with_attributes(
        self, group_name: str | None = None, key: AssetKey | None = None
    ) -> "SourceAsset":
        """Return the same with another group or key."""
        return SourceAsset(
            key or self.key,
            self.raw_metadata,
            self.io_manager_key,
            description=self.description,
            partitions_def=self.partitions_def,
            group_name=group_name or self.group_name,
            op_tags=self.op_tags,
            tags=self.tags,
        )

    def to_spec(self) -> AssetSpec:
        """Return what is said of it as a spec."""
        own = {IO_MANAGER_KEY_METADATA: self.io_manager_key} if self.io_manager_key else {}
        return AssetSpec(
            self.key,
            description=self.description,
            metadata={**self.raw_metadata, **own},
            group_name=self.group_name,
            tags=self.tags,
            partitions_def=self.partitions_def,
        )
