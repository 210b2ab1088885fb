"""`SourceAsset`: an asset that is made elsewhere, in Dagster's older form; it may be observed."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any

from dagbook.authoring.asset_io import IO_MANAGER_KEY_METADATA, AssetSpec
from dagbook.authoring.validation import DEFAULT_GROUP, check_group, check_tags
from dagbook.errors import CheckError, DagsterInvalidDefinitionError, ParameterCheckError
from dagbook.foundation.parameters import (
    CONDITION,
    TEXT,
    check_given,
    check_named,
    of_class_named,
    of_type,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import metadata_as_far_as_known
from dagbook.partitions.definition import PartitionsDefinition


@dataclass(frozen=True, slots=True)
class OpName:
    """What is known of the function of assets as an op.

    Args:
        name: The step's name.
        tags: The step's tags.
        retry_policy: When it runs again after a failure.
        pool: Which pool limits how many run at once.
    """

    name: str
    tags: Mapping[str, Any] = field(default_factory=dict)
    retry_policy: Any = None
    pool: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SourceAsset:
    """An asset that is made elsewhere and that assets here may read.

    Args:
        key: Its key.
        metadata: Of the definition; plain values get the kind of their type.
        io_manager_key: The resource that loads it, None for the default one.
        io_manager_def: The IO manager itself that loads it.
        description: In Markdown.
        partitions_def: Its partitions.
        group_name: Its group.
        resource_defs: Resources of its own by key.
        observe_fn: How it is observed: returns a `DataVersion`, a `DataVersionsByPartition` or an
            `ObserveResult`.
        op_tags: Tags of the step that observes it.
        auto_observe_interval_minutes: How often Dagster's daemon observes it; kept as given.
        legacy_freshness_policy: Kept as given.
        automation_condition: When it is to be observed.
        tags: Text by text.

    Raises:
        DagsterInvalidDefinitionError: A group or tag that Dagster refuses, or two resources of one
            key.

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
    observe_fn: Callable[..., Any] | None = None
    op_tags: Mapping[str, Any] | None = None
    _: KW_ONLY
    auto_observe_interval_minutes: float | None = None
    legacy_freshness_policy: Any = None
    automation_condition: Any = None
    tags: Mapping[str, str] = field(default_factory=dict)
    _required_resource_keys: frozenset[str] = frozenset()
    raw_metadata: Mapping[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "key", AssetKey.from_coercible(self.key))
        if self.observe_fn is not None and not callable(self.observe_fn):
            raise ParameterCheckError(
                f"SourceAsset(observe_fn=...) of {self.key.to_user_string()} takes a function; got "
                f"{self.observe_fn!r}."
            )
        check_given("SourceAsset", _RULES, {name: getattr(self, name) for name in _RULES})
        put(self, "raw_metadata", dict(self.metadata or {}))
        put(self, "metadata", metadata_as_far_as_known(self.metadata))
        put(self, "group_name", check_group(self.group_name) or DEFAULT_GROUP)
        put(self, "tags", check_tags(self.tags, None))
        put(self, "op_tags", dict(self.op_tags or {}))
        put(self, "_required_resource_keys", frozenset(self._required_resource_keys or ()))
        own = dict(self.resource_defs or {})
        if self.io_manager_def is not None:
            name = self.io_manager_key or self.key.to_python_identifier("io_manager")
            if own.get(name, self.io_manager_def) is not self.io_manager_def:
                raise DagsterInvalidDefinitionError(
                    f"Provided conflicting definitions for io manager key '{name}' of "
                    f"{self.key.to_user_string()}. Provide only one definition per key."
                )
            own[name] = self.io_manager_def
            put(self, "io_manager_key", name)
        put(self, "resource_defs", own)
        if self.io_manager_def is None:
            put(self, "io_manager_def", own.get(self.get_io_manager_key()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceAsset) and all(
            getattr(self, name) == getattr(other, name) for name in _COMPARED
        )

    __hash__ = None  # type: ignore[assignment]  # equality is by values that may not be hashable

    @property
    def is_observable(self) -> bool:
        """Whether a run can observe it."""
        return self.observe_fn is not None

    @property
    def is_executable(self) -> bool:
        """Whether a run can observe it."""
        return self.is_observable

    @property
    def node_def(self) -> OpName | None:
        """What is known of the function that observes it as an op; None where there is none."""
        if self.observe_fn is None:
            return None
        return OpName(self.key.to_python_identifier(), self.op_tags or {})

    @property
    def op(self) -> OpName:
        """What is known of the function that observes it as an op.

        Raises:
            CheckError: It is not observable.
        """
        node = self.node_def
        if node is None:
            raise CheckError(
                f"{self.key.to_user_string()} has no op: it is not observable. Give it observe_fn, "
                "or use observable_source_asset."
            )
        return node

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Every resource that loading or observing it needs."""
        return self._required_resource_keys | {self.get_io_manager_key()}

    def get_io_manager_key(self) -> str:
        """Return the resource that loads it."""
        return self.io_manager_key or "io_manager"

    def with_attributes(
        self, group_name: str | None = None, key: AssetKey | None = None
    ) -> "SourceAsset":
        """Return the same with another group or key.

        Raises:
            DagsterInvalidDefinitionError: It has another group already.
        """
        if group_name is not None and self.group_name not in (DEFAULT_GROUP, group_name):
            raise DagsterInvalidDefinitionError(
                f"Attempted to override group name to {group_name} for SourceAsset "
                f"{self.key.to_user_string()}, which already has group name {self.group_name}."
            )
        return replace(
            self,
            key=key or self.key,
            metadata=self.raw_metadata,
            group_name=group_name or self.group_name,
        )

    def to_spec(self) -> AssetSpec:
        """Return what is said of it as a spec."""
        own = {IO_MANAGER_KEY_METADATA: self.io_manager_key} if self.io_manager_key else {}
        return AssetSpec(
            self.key,
            description=self.description,
            metadata={**self.raw_metadata, **own},
            group_name=self.group_name,
            automation_condition=self.automation_condition,
            tags=self.tags,
            partitions_def=self.partitions_def,
        )


_RULES = {
    "metadata": check_named,
    "io_manager_key": TEXT,
    "description": TEXT,
    "partitions_def": of_type(PartitionsDefinition),
    "resource_defs": check_named,
    "op_tags": check_named,
    "auto_observe_interval_minutes": of_type(int, float),
    "automation_condition": CONDITION,
    "legacy_freshness_policy": of_class_named("LegacyFreshnessPolicy"),
    "tags": of_type(Mapping, wanted="a mapping"),
}
_COMPARED = (
    "key",
    "raw_metadata",
    "io_manager_key",
    "description",
    "group_name",
    "resource_defs",
    "observe_fn",
)
"""What makes two source assets equal, as in Dagster."""
