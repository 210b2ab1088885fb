"""`AssetIn`, `AssetOut`, `AssetDep`, `AssetSpec`: what users say of inputs and outputs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagbook.authoring.validation import (
    check_group,
    check_owners,
    check_tags,
    kinds_of,
)
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import PartitionMapping


@dataclass(frozen=True, slots=True)
class AssetIn:
    """How one parameter of an asset's function is filled.

    Args:
        key: The asset it takes; by default the one of the parameter's name.
        metadata: For the IO manager that loads it.
        key_prefix: Put before the parameter's name to make the key; not beside `key`.
        input_manager_key: The resource that loads it, in place of the upstream's IO manager.
        partition_mapping: Which upstream partitions a partition reads.
        dagster_type: Accepted as Dagster's programs pass it; types are not checked yet.

    Raises:
        DagsterInvariantViolationError: Both `key` and `key_prefix` were given.
    """

    key: CoercibleToAssetKey | None = None
    metadata: Mapping[str, Any] | None = None
    key_prefix: CoercibleToAssetKeyPrefix | None = None
    input_manager_key: str | None = None
    partition_mapping: PartitionMapping | None = None
    dagster_type: Any = None

    def __post_init__(self) -> None:
        if self.key is not None and self.key_prefix is not None:
            raise DagsterInvariantViolationError(
                "AssetIn takes key or key_prefix, not both: the key already has its prefix."
            )
        if self.key is not None:
            object.__setattr__(self, "key", AssetKey.from_coercible(self.key))

    def key_for(self, name: str) -> AssetKey:
        """Return the key of the asset that the parameter *name* takes."""
        if isinstance(self.key, AssetKey):
            return self.key
        key = AssetKey(name)
        return key.with_prefix(self.key_prefix) if self.key_prefix is not None else key


@dataclass(frozen=True, slots=True)
class AssetOut:
    """One output of a `multi_asset`.

    Args:
        key_prefix: Put before the output's name to make the key; not beside `key`.
        key: The key; by default the output's name.
        dagster_type: Accepted as Dagster's programs pass it; types are not checked yet.
        description: In Markdown.
        is_required: False when the step may leave it out.
        io_manager_key: The resource that stores it.
        metadata: Of the definition, as the user gave it.
        group_name: Its group.
        code_version: The user's version of the code that makes it.
        owners: Addresses, and teams as ``team:name``.
        tags: By name.
        kinds: Such as "pandas"; at most three.
    """

    key_prefix: CoercibleToAssetKeyPrefix | None = None
    key: CoercibleToAssetKey | None = None
    dagster_type: Any = None
    description: str | None = None
    is_required: bool = True
    io_manager_key: str | None = None
    metadata: Mapping[str, Any] | None = None
    group_name: str | None = None
    code_version: str | None = None
    owners: Sequence[str] | None = None
    tags: Mapping[str, str] | None = None
    kinds: Iterable[str] | None = None

    def __post_init__(self) -> None:
        if self.key is not None and self.key_prefix is not None:
            raise DagsterInvariantViolationError(
                "AssetOut takes key or key_prefix, not both: the key already has its prefix."
            )

    def key_for(self, name: str) -> AssetKey:
        """Return the key of the asset that the output *name* is."""
        if self.key is not None:
            return AssetKey.from_coercible(self.key)
        key = AssetKey(name)
        return key.with_prefix(self.key_prefix) if self.key_prefix is not None else key


@dataclass(frozen=True, slots=True)
class AssetDep:
    """A dependency whose value is not passed to the function.

    Args:
        asset: The asset: its key, or its definition.
        partition_mapping: Which upstream partitions a partition depends on.
    """

    asset: Any
    partition_mapping: PartitionMapping | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "asset", AssetKey.from_coercible(self.asset))

    @property
    def asset_key(self) -> AssetKey:
        """The asset depended on."""
        return self.asset  # type: ignore[no-any-return]  # coerced by __post_init__

    @staticmethod
    def from_coercible(value: Any) -> "AssetDep":
        """Return *value* as a dependency: one already, a key, or a definition."""
        return value if isinstance(value, AssetDep) else AssetDep(value)


@dataclass(frozen=True, slots=True)
class AssetSpec:
    """What is said of one asset, whoever makes it.

    Args:
        key: Its key.
        deps: What it depends on.
        description: In Markdown.
        metadata: Of the definition, as the user gave it.
        skippable: Whether its step may leave it out.
        group_name: Its group, None for the default one.
        code_version: The user's version of the code that makes it.
        owners: Addresses, and teams as ``team:name``.
        tags: By name; kinds are among them, as in Dagster.
        kinds: Such as "pandas"; at most three.
        partitions_def: Its partitions.

    Raises:
        DagsterInvalidDefinitionError: A group, owner, tag or kind that Dagster refuses.
    """

    key: Any
    deps: Sequence[Any] = ()
    description: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    skippable: bool = False
    group_name: str | None = None
    code_version: str | None = None
    owners: Sequence[str] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    kinds: Any = None
    partitions_def: PartitionsDefinition | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        key = AssetKey.from_coercible(self.key)
        put(self, "key", key)
        put(self, "deps", tuple(map(AssetDep.from_coercible, self.deps or ())))
        put(self, "metadata", dict(self.metadata or {}))
        if self.group_name is not None:
            check_group(self.group_name)
        put(self, "owners", check_owners(self.owners, key.to_user_string()))
        tags = check_tags(self.tags, self.kinds)
        put(self, "tags", tags)
        put(self, "kinds", frozenset(kinds_of(tags)))
