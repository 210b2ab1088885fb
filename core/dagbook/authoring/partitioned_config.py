"""`PartitionedConfig` and its decorators: the run config of each partition, by a function."""

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from dagbook.authoring.run_config import RunConfig
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvalidInvocationError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.dynamic import DynamicPartitionsDefinition, PartitionFn
from dagbook.partitions.static import StaticPartitionsDefinition

_SYSTEM_PREFIX = "dagster/"
_SYSTEM_TAGS_OF_USERS = frozenset(
    f"{_SYSTEM_PREFIX}{name}"
    for name in (
        "priority",
        "max_retries",
        "retry_strategy",
        "max_runtime",
        "isolation",
        "retry_on_asset_or_op_failure",
    )
)

_Def = TypeVar("_Def", bound=PartitionsDefinition)
_Def_co = TypeVar("_Def_co", bound=PartitionsDefinition, covariant=True)
_Fn = TypeVar("_Fn")
PartitionConfigFn = Callable[[str], RunConfig | Mapping[str, Any]]
PartitionTagsFn = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition, as the functions get it that Dagster has deprecated; others get its key.

    Args:
        value: What it stands for.
        name: Its key; that of *value* as text if left out.

    Example:
        >>> Partition(7).name
        '7'
    """

    value: Any
    name: str = ""

    def __post_init__(self) -> None:
        """Name the partition after its value."""
        object.__setattr__(self, "name", self.name or str(self.value))

    def __class_getitem__(cls, _value_type: Any) -> type["Partition"]:
        """Return the class itself: Dagster's is generic in the type of values."""
        return cls


class PartitionedConfig(Generic[_Def_co]):
    """The run config of each partition; called, it is the function that a decorator was given.

    Args:
        partitions_def: The partitions there are.
        run_config_for_partition_fn: Deprecated in Dagster: as *run_config_for_partition_key_fn*,
            given a `Partition`.
        decorated_fn: What a call of the object calls.
        tags_for_partition_fn: Deprecated in Dagster: as *tags_for_partition_key_fn*, given a
            `Partition`.
        run_config_for_partition_key_fn: Returns the run config for a key.
        tags_for_partition_key_fn: Returns the tags of the run for a key.

    Raises:
        DagsterInvalidDefinitionError: There is not exactly one function for the config, or more
            than one for the tags, or an argument is of the wrong type.

    Example:
        >>> regions = PartitionedConfig(
        ...     StaticPartitionsDefinition(["us", "eu"]),
        ...     run_config_for_partition_key_fn=lambda key: {"ops": {"a": {"config": {"at": key}}}},
        ... )
        >>> regions.get_run_config_for_partition_key("eu")
        {'ops': {'a': {'config': {'at': 'eu'}}}}
    """

    def __init__(
        self,
        partitions_def: _Def_co,
        run_config_for_partition_fn: Callable[[Partition], Mapping[str, Any]] | None = None,
        decorated_fn: Callable[..., RunConfig | Mapping[str, Any]] | None = None,
        tags_for_partition_fn: Callable[[Partition], Mapping[str, str]] | None = None,
        run_config_for_partition_key_fn: PartitionConfigFn | None = None,
        tags_for_partition_key_fn: PartitionTagsFn | None = None,
    ) -> None:
        if not isinstance(partitions_def, PartitionsDefinition):
            raise DagsterInvalidDefinitionError(
                f"partitions_def must be a PartitionsDefinition; got {partitions_def!r}."
            )
        if bool(run_config_for_partition_fn) == bool(run_config_for_partition_key_fn):
            raise DagsterInvalidDefinitionError(
                "Must provide exactly one of run_config_for_partition_fn or "
                "run_config_for_partition_key_fn; the latter is given the key."
            )
        if tags_for_partition_fn and tags_for_partition_key_fn:
            raise DagsterInvalidDefinitionError(
                "Cannot provide both of tags_for_partition_fn or tags_for_partition_key_fn; the "
                "latter is given the key."
            )
        self._partitions_def = partitions_def
        self._decorated_fn = decorated_fn
        self._run_config_for_partition_fn = _function(
            run_config_for_partition_fn, "run_config_for_partition_fn"
        )
        self._run_config_for_partition_key_fn = _function(
            run_config_for_partition_key_fn, "run_config_for_partition_key_fn"
        )
        self._tags_for_partition_fn = _function(tags_for_partition_fn, "tags_for_partition_fn")
        self._tags_for_partition_key_fn = _function(
            tags_for_partition_key_fn, "tags_for_partition_key_fn"
        )

    @property
    def partitions_def(self) -> _Def_co:
        """The partitions there are."""
        return self._partitions_def

    @property
    def run_config_for_partition_fn(self) -> Callable[[Partition], Mapping[str, Any]] | None:
        """What returns the run config for a `Partition`; deprecated in Dagster."""
        return self._run_config_for_partition_fn

    @property
    def run_config_for_partition_key_fn(self) -> PartitionConfigFn | None:
        """What returns the run config for a key."""
        return self._run_config_for_partition_key_fn

    @property
    def tags_for_partition_fn(self) -> Callable[[Partition], Mapping[str, str]] | None:
        """What returns the tags for a `Partition`; deprecated in Dagster."""
        return self._tags_for_partition_fn

    @property
    def tags_for_partition_key_fn(self) -> PartitionTagsFn | None:
        """What returns the tags for a key."""
        return self._tags_for_partition_key_fn

    def get_partition_keys(self, current_time: datetime | None = None) -> Sequence[str]:
        """Return all partition keys in order.

        Args:
            current_time: What counts as now, for partitions by time.
        """
        return self.partitions_def.get_partition_keys(current_time)

    def get_run_config_for_partition_key(self, partition_key: str) -> Mapping[str, Any]:
        """Return the run config for a key as plain dicts, the caller's to change.

        The key is not looked up: it may be one that has no partition yet.
        """
        if self._run_config_for_partition_fn is not None:
            made: Any = self._run_config_for_partition_fn(Partition(partition_key))
        else:
            made = self._run_config_for_partition_key_fn(partition_key)  # type: ignore[misc]  # one of the two is there
        plain = made.to_config_dict() if isinstance(made, RunConfig) else made
        return copy.deepcopy(plain)

    def get_tags_for_partition_key(
        self, partition_key: str, job_name: str | None = None
    ) -> Mapping[str, str]:
        """Return the tags of the run for a key: the user's, and those that name the partition.

        Args:
            partition_key: Which; it is not looked up.
            job_name: Of the job that runs, if there is one.

        Raises:
            DagsterInvalidDefinitionError: A tag of the user cannot be one.
        """
        tags: Any = None
        if self._tags_for_partition_fn is not None:
            tags = self._tags_for_partition_fn(Partition(partition_key))
        elif self._tags_for_partition_key_fn is not None:
            tags = self._tags_for_partition_key_fn(partition_key)
        of_job = {f"{_SYSTEM_PREFIX}partition_set": f"{job_name}_partition_set"} if job_name else {}
        return {
            **_tags_of_user(tags),
            **self.partitions_def.get_tags_for_partition_key(partition_key),
            **of_job,
        }

    @classmethod
    def from_flexible_config(
        cls,
        config: "RunConfig | Mapping[str, Any] | PartitionedConfig[PartitionsDefinition] | None",
        partitions_def: PartitionsDefinition,
    ) -> "PartitionedConfig[PartitionsDefinition]":
        """Return what a job with *partitions_def* takes as its config.

        Args:
            config: One for all partitions, or one with the same partitions.
            partitions_def: The job's.

        Raises:
            DagsterInvalidDefinitionError: *config* has other partitions.
        """
        if not isinstance(config, PartitionedConfig):
            return PartitionedConfig(
                partitions_def, run_config_for_partition_key_fn=lambda _key: config or {}
            )
        if config.partitions_def != partitions_def:
            raise DagsterInvalidDefinitionError(
                "Can't supply a PartitionedConfig for 'config' with a different "
                "PartitionsDefinition than supplied for 'partitions_def'. Leave the latter out."
            )
        return config

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the decorated function returns.

        Raises:
            DagsterInvalidInvocationError: No decorator made the object.
        """
        if self._decorated_fn is None:
            raise DagsterInvalidInvocationError(
                "Only PartitionedConfig objects created using one of the partitioned config "
                "decorators can be directly invoked. Use get_run_config_for_partition_key."
            )
        return self._decorated_fn(*args, **kwargs)


def partitioned_config(
    partitions_def: _Def, tags_for_partition_key_fn: PartitionTagsFn | None = None
) -> Callable[[PartitionConfigFn], PartitionedConfig[_Def]]:
    """Make a function, from a key to the run config, the config of *partitions_def*.

    Args:
        partitions_def: The partitions there are, of any kind.
        tags_for_partition_key_fn: Returns the tags of the run for a key.

    Raises:
        DagsterInvalidDefinitionError: An argument is of the wrong type.

    Example:
        >>> @partitioned_config(StaticPartitionsDefinition(["us", "eu"]))
        ... def of_region(partition_key: str):
        ...     return RunConfig(resources={"api": {"config": {"region": partition_key}}})
        >>> of_region.get_run_config_for_partition_key("us")["resources"]
        {'api': {'config': {'region': 'us'}}}
    """
    tags = _function(tags_for_partition_key_fn, "tags_for_partition_key_fn")

    def decorated(fn: PartitionConfigFn) -> PartitionedConfig[_Def]:
        return PartitionedConfig(
            partitions_def,
            decorated_fn=fn,
            run_config_for_partition_key_fn=fn,
            tags_for_partition_key_fn=tags,
        )

    return decorated


def static_partitioned_config(
    partition_keys: Sequence[str],
    tags_for_partition_fn: PartitionTagsFn | None = None,
    tags_for_partition_key_fn: PartitionTagsFn | None = None,
) -> Callable[[PartitionConfigFn], PartitionedConfig[StaticPartitionsDefinition]]:
    """Make a function, from a key to the run config, the config of some partitions by name.

    Args:
        partition_keys: The keys there are.
        tags_for_partition_fn: Deprecated in Dagster: *tags_for_partition_key_fn*.
        tags_for_partition_key_fn: Returns the tags of the run for a key.

    Raises:
        DagsterInvalidDefinitionError: An argument is of the wrong type, or keys repeat.

    Example:
        >>> @static_partitioned_config(["us", "eu"])
        ... def of_region(partition_key: str):
        ...     return {"ops": {"orders": {"config": {"region": partition_key}}}}
        >>> of_region.get_partition_keys(), of_region("eu")
        (['us', 'eu'], {'ops': {'orders': {'config': {'region': 'eu'}}}})
    """
    return partitioned_config(
        StaticPartitionsDefinition(partition_keys),
        _renamed(tags_for_partition_key_fn, tags_for_partition_fn),
    )


def dynamic_partitioned_config(
    partition_fn: PartitionFn,
    tags_for_partition_fn: PartitionTagsFn | None = None,
    tags_for_partition_key_fn: PartitionTagsFn | None = None,
) -> Callable[[PartitionConfigFn], PartitionedConfig[DynamicPartitionsDefinition]]:
    """Make a function, from a key to the run config, the config of partitions that change.

    Args:
        partition_fn: Returns the keys there are; it is given the time that was asked for, or None.
        tags_for_partition_fn: Deprecated in Dagster: *tags_for_partition_key_fn*.
        tags_for_partition_key_fn: Returns the tags of the run for a key.

    Raises:
        DagsterInvalidDefinitionError: An argument is of the wrong type.

    Example:
        >>> files = ["a.csv"]
        >>> @dynamic_partitioned_config(lambda _now: files)
        ... def of_file(partition_key: str):
        ...     return {"ops": {"raw": {"config": {"path": partition_key}}}}
        >>> files.append("b.csv")
        >>> of_file.get_partition_keys()
        ['a.csv', 'b.csv']
    """
    return partitioned_config(
        DynamicPartitionsDefinition(partition_fn),
        _renamed(tags_for_partition_key_fn, tags_for_partition_fn),
    )


def _function(value: _Fn, name: str) -> _Fn:
    """Return *value*, given for the parameter *name*, or say that it is no function."""
    if value is not None and not callable(value):
        raise DagsterInvalidDefinitionError(f"{name} must be a function; got {value!r}.")
    return value


def _renamed(by_key: PartitionTagsFn | None, old: PartitionTagsFn | None) -> PartitionTagsFn | None:
    """Return the one function for tags that was given, by its name of now or its old one."""
    if by_key is not None and old is not None:
        raise DagsterInvalidDefinitionError(
            "Cannot provide both of tags_for_partition_fn and tags_for_partition_key_fn; the "
            "former is the deprecated name of the latter."
        )
    return old if by_key is None else by_key


def _tags_of_user(tags: Any) -> dict[str, str]:
    """Return *tags*, what the user's function made, as text by text."""
    if tags is None:
        return {}
    if not isinstance(tags, Mapping):
        raise DagsterInvalidDefinitionError(f"Tags of a partition must be a dict; got {tags!r}.")
    checked = {}
    for key, value in tags.items():
        if not isinstance(key, str):
            raise DagsterInvalidDefinitionError(f"Tag keys must be strings; got {key!r}.")
        if key.startswith(_SYSTEM_PREFIX) and key not in _SYSTEM_TAGS_OF_USERS:
            raise DagsterInvalidDefinitionError(
                f"Attempted to set tag with reserved system prefix: {key}. Tags of users that "
                f"begin so are {', '.join(sorted(_SYSTEM_TAGS_OF_USERS))}."
            )
        checked[key] = value if isinstance(value, str) else _as_json(key, value)
    return checked


def _as_json(key: str, value: Any) -> str:
    """Return *value*, of the tag *key*, as JSON that reads back as an equal value."""
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = ""
    if not text or json.loads(text) != value:
        raise DagsterInvalidDefinitionError(
            f'Invalid value for tag "{key}": {value!r}. Tag values must be strings, or equal to '
            "json.loads(json.dumps(value)); use str(value)."
        )
    return text
