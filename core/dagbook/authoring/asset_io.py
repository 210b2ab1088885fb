"""`AssetIn`, `AssetOut`, `AssetDep`, `AssetSpec`: what users say of inputs and outputs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from dagbook.authoring.spec_rules import check_spec
from dagbook.authoring.validation import (
    DEFAULT_GROUP,
    KIND_PREFIX,
    check_group,
    check_owners,
    check_tags,
    kinds_of,
)
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
)
from dagbook.foundation.parameters import (
    FLAG,
    check_named,
    check_parameter,
    check_set,
)
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import PartitionMapping

IO_MANAGER_KEY_METADATA = "dagster/io_manager_key"
"""The metadata of a spec that names who loads it, as in Dagster."""

Nothing = type(None)
"""The type of what has no value: an input that is only a dependency, an output not stored."""

_NO_KINDS: frozenset[str] = frozenset()
"""Shared: each frozenset of its own takes 216 bytes."""

_KEEP: Any = ...
"""Dagster's way to say that an attribute stays as it is, where None would be a value."""


@dataclass(frozen=True, slots=True)
class AssetIn:
    """How one parameter of an asset's function is filled.

    Args:
        key: The asset it takes; by default the one of the parameter's name.
        metadata: For the IO manager that loads it.
        key_prefix: Put before the parameter's name to make the key; not beside `key`.
        input_manager_key: The resource that loads it, in place of the upstream's IO manager.
        partition_mapping: Which upstream partitions a partition reads.
        dagster_type: The type of the value; `Nothing` when it is only a dependency.

    Raises:
        CheckError: Both `key` and `key_prefix` were given.
    """

    key: CoercibleToAssetKey | None = None
    metadata: Mapping[str, Any] | None = None
    key_prefix: CoercibleToAssetKeyPrefix | None = None
    input_manager_key: str | None = None
    partition_mapping: PartitionMapping | None = None
    dagster_type: Any = None

    def __post_init__(self) -> None:
        if self.key is not None and self.key_prefix is not None:
            raise CheckError(
                "AssetIn takes key or key_prefix, not both: the key already has its prefix."
            )
        put = object.__setattr__
        if self.key is not None:
            put(self, "key", AssetKey.from_coercible(self.key))
        prefix = self.key_prefix
        check_parameter("AssetIn", "key_prefix", prefix, (str, list, tuple), "text or a list")
        put(self, "key_prefix", [prefix] if isinstance(prefix, str) else list(prefix or ()))
        check_parameter("AssetIn", "metadata", self.metadata, Mapping, "a mapping")
        check_parameter("AssetIn", "input_manager_key", self.input_manager_key, str)
        check_parameter("AssetIn", "partition_mapping", self.partition_mapping, PartitionMapping)

    def key_for(self, name: str) -> AssetKey:
        """Return the key of the asset that the parameter *name* takes."""
        if isinstance(self.key, AssetKey):
            return self.key
        key = AssetKey(name)
        return key.with_prefix(self.key_prefix) if self.key_prefix else key


@dataclass(frozen=True, slots=True)
class AssetOut:
    """One output of a `multi_asset`.

    Args:
        key_prefix: Put before the output's name to make the key; not beside `key`.
        key: The key; by default the output's name.
        dagster_type: The type of the value; `Nothing` when there is no value to store.
        description: In Markdown.
        is_required: False when the step may leave it out.
        io_manager_key: The resource that stores it.
        metadata: Of the definition, as the user gave it.
        group_name: Its group.
        code_version: The user's version of the code that makes it.
        automation_condition: When it is to be made.
        backfill_policy: How many partitions one run makes.
        owners: Addresses, and teams as ``team:name``.
        tags: By name.
        kinds: Such as "pandas"; at most ten.
        freshness_policy: How old it may be.
        is_virtual: Whether it is a view of others, which is never made.
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
    automation_condition: Any = None
    backfill_policy: Any = None
    owners: Sequence[str] | None = None
    tags: Mapping[str, str] | None = None
    kinds: Iterable[str] | None = None
    freshness_policy: Any = None
    is_virtual: bool = False

    def __post_init__(self) -> None:
        if self.key is not None and self.key_prefix is not None:
            raise CheckError(
                "AssetOut takes key or key_prefix, not both: the key already has its prefix."
            )
        put, prefix = object.__setattr__, self.key_prefix
        if self.key is not None:
            put(self, "key", AssetKey.from_coercible(self.key))
        put(self, "key_prefix", [prefix] if isinstance(prefix, str) else prefix)
        if self.kinds is not None:
            check_set("AssetOut", "kinds", self.kinds)
        FLAG("AssetOut", "is_virtual", self.is_virtual)
        FLAG("AssetOut", "is_required", self.is_required)
        check_parameter("AssetOut", "io_manager_key", self.io_manager_key, str, "text")
        said = AssetSpec(
            self.key or "output",
            description=self.description,
            metadata={} if self.metadata is None else self.metadata,
            group_name=self.group_name,
            code_version=self.code_version,
            automation_condition=self.automation_condition,
            freshness_policy=self.freshness_policy,
            owners=() if self.owners is None else self.owners,
            tags=self.tags or {},
            kinds=self.kinds,
        )
        for name in ("metadata", "owners", "tags", "kinds"):
            put(self, name, getattr(said, name))

    def key_for(self, name: str) -> AssetKey:
        """Return the key of the asset that the output *name* is."""
        if self.key is not None:
            return AssetKey.from_coercible(self.key)
        key = AssetKey(name)
        return key.with_prefix(self.key_prefix) if self.key_prefix else key

    @staticmethod
    def from_spec(
        spec: "AssetSpec",
        dagster_type: Any = None,
        is_required: bool = True,
        io_manager_key: str | None = None,
        backfill_policy: Any = None,
    ) -> "AssetOut":
        """Return the output that makes the asset of *spec*.

        Args:
            spec: What is said of the asset; without dependencies.
            dagster_type: The type of the value.
            is_required: False when the step may leave it out.
            io_manager_key: The resource that stores it.
            backfill_policy: How many partitions one run makes.

        Raises:
            DagsterInvalidDefinitionError: The spec has dependencies.

        Example:
            >>> AssetOut.from_spec(AssetSpec("orders", group_name="sales")).group_name
            'sales'
        """
        if spec.deps:
            raise DagsterInvalidDefinitionError(
                f"Currently, cannot build AssetOut from spec with deps; {spec.key.to_user_string()}"
                " has some. Give them to multi_asset(deps=...)."
            )
        return AssetOut(
            None,
            spec.key,
            dagster_type,
            spec.description,
            is_required,
            io_manager_key,
            spec.metadata,
            spec.group_name,
            spec.code_version,
            spec.automation_condition,
            backfill_policy,
            spec.owners,
            plain_tags(spec.tags),
            spec.kinds,
            spec.freshness_policy,
            spec.is_virtual,
        )


@dataclass(frozen=True, slots=True)
class AssetDep:
    """A dependency whose value is not passed to the function.

    Args:
        asset: The asset: its key, or its definition.
        partition_mapping: Which upstream partitions a partition depends on.
        metadata: Of the dependency, as the user gave it.
    """

    asset: Any
    _: KW_ONLY
    partition_mapping: PartitionMapping | None = None
    metadata: Mapping[str, Any] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asset", _only_key(self.asset))
        check_parameter("AssetDep", "partition_mapping", self.partition_mapping, PartitionMapping)
        check_named("AssetDep", "metadata", self.metadata)

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
        automation_condition: When it is to be made.
        owners: Addresses, and teams as ``team:name``.
        tags: By name; kinds are among them, as in Dagster.
        kinds: Such as "pandas"; at most ten.
        partitions_def: Its partitions.
        freshness_policy: How old it may be.
        is_virtual: Whether it is a view of others, which is never made.

    Raises:
        DagsterInvalidDefinitionError: A group, owner, tag or kind that Dagster refuses.
    """

    key: Any
    _: KW_ONLY
    deps: Sequence[Any] = ()
    description: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    skippable: bool = False
    group_name: str | None = None
    code_version: str | None = None
    automation_condition: Any = None
    owners: Sequence[str] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    kinds: Any = None
    partitions_def: PartitionsDefinition | None = None
    freshness_policy: Any = None
    is_virtual: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        key = AssetKey.from_coercible(self.key)
        put(self, "key", key)
        check_spec(self)
        put(self, "deps", _deps(self.deps, key) if self.deps else ())
        put(self, "metadata", dict(self.metadata or {}))
        if self.group_name is not None and self.group_name is not DEFAULT_GROUP:
            check_group(self.group_name)
        put(self, "owners", check_owners(self.owners, key.to_user_string()))
        tags = check_tags(self.tags, self.kinds)
        put(self, "tags", tags)
        put(self, "kinds", frozenset(kinds_of(tags)) if tags else _NO_KINDS)

    def replace_attributes(
        self,
        *,
        key: CoercibleToAssetKey = _KEEP,
        deps: Iterable[Any] | None = _KEEP,
        description: str | None = _KEEP,
        metadata: Mapping[str, Any] | None = _KEEP,
        skippable: bool = _KEEP,
        group_name: str | None = _KEEP,
        code_version: str | None = _KEEP,
        automation_condition: Any = _KEEP,
        owners: Sequence[str] | None = _KEEP,
        tags: Mapping[str, str] | None = _KEEP,
        kinds: Iterable[str] | None = _KEEP,
        partitions_def: PartitionsDefinition | None = _KEEP,
        freshness_policy: Any = _KEEP,
        is_virtual: bool = _KEEP,
    ) -> "AssetSpec":
        """Return a spec with the given attributes in place of its own.

        Kinds are apart from tags here: replacing the one leaves the other.

        Args:
            key: Its key.
            deps: What it depends on.
            description: In Markdown.
            metadata: Of the definition.
            skippable: Whether its step may leave it out.
            group_name: Its group.
            code_version: The user's version of the code that makes it.
            automation_condition: When it is to be made.
            owners: Addresses and teams.
            tags: By name.
            kinds: Such as "pandas".
            partitions_def: Its partitions.
            freshness_policy: How old it may be.
            is_virtual: Whether it is a view of others.

        Raises:
            DagsterInvalidDefinitionError: As the constructor.

        Example:
            >>> spec = AssetSpec("orders", kinds={"sql"}, tags={"tier": "1"})
            >>> spec.replace_attributes(tags={"tier": "2"}).tags
            {'tier': '2', 'dagster/kind/sql': ''}
        """
        return AssetSpec(
            self.key if key is _KEEP else key,
            deps=self.deps if deps is _KEEP else tuple(deps or ()),
            description=self.description if description is _KEEP else description,
            metadata=self.metadata if metadata is _KEEP else {} if metadata is None else metadata,
            skippable=self.skippable if skippable is _KEEP else skippable,
            group_name=self.group_name if group_name is _KEEP else group_name,
            code_version=self.code_version if code_version is _KEEP else code_version,
            automation_condition=self.automation_condition
            if automation_condition is _KEEP
            else automation_condition,
            owners=self.owners if owners is _KEEP else () if owners is None else owners,
            tags=plain_tags(self.tags) if tags is _KEEP else tags or {},
            kinds=self.kinds if kinds is _KEEP else kinds,
            partitions_def=self.partitions_def if partitions_def is _KEEP else partitions_def,
            freshness_policy=self.freshness_policy
            if freshness_policy is _KEEP
            else freshness_policy,
            is_virtual=self.is_virtual if is_virtual is _KEEP else is_virtual,
        )

    def merge_attributes(
        self,
        *,
        deps: Iterable[Any] = (),
        metadata: Mapping[str, Any] | None = None,
        owners: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
        kinds: Iterable[str] = (),
    ) -> "AssetSpec":
        """Return a spec with the given attributes beside its own.

        Args:
            deps: What it depends on too.
            metadata: Of the definition; wins over its own of the same name.
            owners: Further owners.
            tags: Win over its own of the same name.
            kinds: Further kinds.

        Raises:
            DagsterInvalidDefinitionError: As the constructor.

        Example:
            >>> AssetSpec("orders", owners=["team:a"]).merge_attributes(owners=["team:b"]).owners
            ('team:a', 'team:b')
        """
        return self.replace_attributes(
            deps=(*self.deps, *deps),
            metadata={**self.metadata, **(metadata or {})},
            owners=(*self.owners, *owners),
            tags={**plain_tags(self.tags), **(tags or {})},
            kinds={*self.kinds, *kinds},
        )

    def with_io_manager_key(self, io_manager_key: str) -> "AssetSpec":
        """Return a spec whose values *io_manager_key* loads; kept in its metadata, as in Dagster.

        >>> AssetSpec("orders").with_io_manager_key("warehouse").metadata
        {'dagster/io_manager_key': 'warehouse'}
        """
        return self.merge_attributes(metadata={IO_MANAGER_KEY_METADATA: io_manager_key})

    @property
    def partition_mappings(self) -> dict[AssetKey, PartitionMapping]:
        """The partition mapping of each dependency that has one."""
        return {
            dep.asset_key: dep.partition_mapping
            for dep in self.deps
            if dep.partition_mapping is not None
        }


def plain_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return *tags* without the kinds among them.

    >>> plain_tags({"tier": "1", "dagster/kind/sql": ""})
    {'tier': '1'}
    """
    return {name: value for name, value in tags.items() if not name.startswith(KIND_PREFIX)}


def _only_key(asset: Any) -> AssetKey:
    """Return the key that *asset* means: a key, or the definition of one asset.

    Raises:
        DagsterInvalidDefinitionError: It is the definition of several.
    """
    several = getattr(asset, "keys_in_order", ())
    if len(several) > 1:
        raise DagsterInvalidDefinitionError(
            "Cannot create an AssetDep from the definition of several assets. Depend on one of "
            f"{', '.join(key.to_user_string() for key in several)} by its key."
        )
    return AssetKey.from_coercible_or_definition(asset)


def _deps(deps: Iterable[Any], key: AssetKey) -> tuple[AssetDep, ...]:
    """Return *deps* of the spec *key* as dependencies, each once; those of many one by one."""
    found: dict[AssetKey, AssetDep] = {}
    for each in deps:
        # Only a definition of several assets has these; its class is above this module.
        for one in getattr(each, "keys_in_order", (each,)):
            dep = one if isinstance(one, AssetDep) else AssetDep(one)
            if found.setdefault(dep.asset_key, dep) != dep:
                raise DagsterInvariantViolationError(
                    f"Cannot set a dependency on asset {dep.asset_key.to_user_string()} more than "
                    f"once for spec {key.to_user_string()}, each with another partition mapping. "
                    "Name it once."
                )
    return tuple(found.values())
