"""What checks of assets are called and what they found: keys, results, evaluations."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from dagbook.errors import ParameterCheckError
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.model.metadata_forms import (
    metadata_from_plain,
    metadata_to_plain,
    normalize_metadata,
)


class AssetCheckSeverity(Enum):
    """How bad it is that a check failed.

    Of a blocking check, ERROR keeps what is downstream from running and WARN does not.
    """

    WARN = "WARN"
    ERROR = "ERROR"


class AssetCheckKey(NamedTuple):
    """What a check is called: the asset and a name that is its own among the asset's checks.

    Args:
        asset_key: The asset.
        name: The check's name.

    Example:
        >>> AssetCheckKey(AssetKey(["sales", "orders"]), "no_nulls").to_user_string()
        'sales/orders:no_nulls'
    """

    asset_key: AssetKey
    name: str

    def to_user_string(self) -> str:
        """Return the key as a person writes it, ``sales/orders:no_nulls``."""
        return f"{self.asset_key.to_user_string()}:{self.name}"

    @staticmethod
    def from_user_string(user_string: str) -> "AssetCheckKey":
        """Return the key written as ``sales/orders:no_nulls``.

        Raises:
            ValueError: There is not exactly one colon in it.
        """
        asset_key, name = user_string.split(":")
        return AssetCheckKey(AssetKey.from_user_string(asset_key), name)

    def to_db_string(self) -> str:
        """Return the key as JSON."""
        return json.dumps({"asset_key": self.asset_key.to_string(), "check_name": self.name})

    @staticmethod
    def from_db_string(db_string: str) -> "AssetCheckKey | None":
        """Return the key that `to_db_string` wrote, None for other text.

        >>> AssetCheckKey.from_db_string(AssetCheckKey(AssetKey("a"), "b").to_db_string())
        AssetCheckKey(asset_key=AssetKey(['a']), name='b')
        """
        try:
            values = json.loads(db_string)
        except json.JSONDecodeError:
            return None
        if not isinstance(values, dict) or values.keys() != {"asset_key", "check_name"}:
            return None
        key = AssetKey.from_db_string(values["asset_key"])
        return None if key is None else AssetCheckKey(key, values["check_name"])

    def with_asset_key_prefix(self, prefix: CoercibleToAssetKeyPrefix) -> "AssetCheckKey":
        """Return the key with *prefix* before the asset's."""
        return AssetCheckKey(self.asset_key.with_prefix(prefix), self.name)

    def replace_asset_key(self, asset_key: AssetKey) -> "AssetCheckKey":
        """Return the key of the check of the same name on another asset."""
        return AssetCheckKey(asset_key, self.name)


AssetOrCheckKey: TypeAlias = AssetKey | AssetCheckKey
"""What a run can be asked for: an asset or a check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetCheckResult:
    """What a check returns or yields.

    Args:
        passed: Whether the asset is as it should be.
        asset_key: Which asset; may be left out where there is one.
        check_name: Which check; may be left out where the asset has one here.
        metadata: What the check saw; plain values get the kind of their type.
        severity: How bad a failure is.
        description: What was found, in words.

    Raises:
        ParameterCheckError: An argument is of another type than it should be.
        DagsterInvalidMetadata: A metadata value has no kind.

    Example:
        >>> AssetCheckResult(passed=False, metadata={"bad_rows": 3}).metadata
        {'bad_rows': IntMetadataValue(value=3)}
    """

    passed: bool
    asset_key: AssetKey | None = None
    check_name: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    severity: AssetCheckSeverity = AssetCheckSeverity.ERROR
    description: str | None = None

    def __init__(
        self,
        *,
        passed: bool,
        asset_key: CoercibleToAssetKey | None = None,
        check_name: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        severity: AssetCheckSeverity = AssetCheckSeverity.ERROR,
        description: str | None = None,
    ) -> None:
        put = object.__setattr__
        key = None if asset_key is None else AssetKey.from_coercible(asset_key)
        put(self, "asset_key", key)
        put(self, "check_name", _is_a("check_name", check_name, (str, type(None))))
        put(self, "passed", _is_a("passed", passed, bool))
        put(self, "metadata", normalize_metadata(_with_text_labels(metadata)))
        put(self, "severity", _is_a("severity", severity, AssetCheckSeverity))
        put(self, "description", _is_a("description", description, (str, type(None))))

    def with_metadata(self, metadata: Mapping[str, Any] | None) -> "AssetCheckResult":
        """Return the result with *metadata* in place of its own."""
        return AssetCheckResult(
            passed=self.passed,
            asset_key=self.asset_key,
            check_name=self.check_name,
            metadata=metadata,
            severity=self.severity,
            description=self.description,
        )


@dataclass(frozen=True, slots=True)
class AssetCheckEvaluationTargetMaterializationData:
    """Which materialization a check looked at.

    Args:
        storage_id: The id of its event.
        run_id: In which run it was made.
        timestamp: When, seconds since the epoch.
    """

    storage_id: int
    run_id: str
    timestamp: float


@dataclass(frozen=True, slots=True)
class AssetCheckEvaluation:
    """The record of what a check found.

    Args:
        asset_key: Of which asset.
        check_name: Of which check.
        passed: Whether the asset was as it should be.
        metadata: By label.
        target_materialization_data: What was looked at, None when it was never materialized.
        severity: How bad a failure is.
        description: What was found, in words.
        blocking: Whether a failure blocks what is downstream.
        partition: Of which partition, None where the check has none.
    """

    asset_key: AssetKey
    check_name: str
    passed: bool
    metadata: Mapping[str, Any] = field(default_factory=dict)
    target_materialization_data: AssetCheckEvaluationTargetMaterializationData | None = None
    severity: AssetCheckSeverity = AssetCheckSeverity.ERROR
    description: str | None = None
    blocking: bool | None = None
    partition: str | None = None

    def __post_init__(self) -> None:
        metadata = normalize_metadata(_with_text_labels(self.metadata))
        object.__setattr__(self, "metadata", metadata)

    @property
    def asset_check_key(self) -> AssetCheckKey:
        """The check."""
        return AssetCheckKey(self.asset_key, self.check_name)

    def with_metadata(self, metadata: Mapping[str, Any]) -> "AssetCheckEvaluation":
        """Return the evaluation with *metadata* in place of its own."""
        return replace(self, metadata=metadata)


@dataclass(frozen=True, slots=True)
class AssetCheckEvaluationPlanned:
    """The record that a run is going to make a check.

    Args:
        asset_key: Of which asset.
        check_name: Which check.
    """

    asset_key: AssetKey
    check_name: str

    @property
    def asset_check_key(self) -> AssetCheckKey:
        """The check."""
        return AssetCheckKey(self.asset_key, self.check_name)


def evaluation_to_plain(found: AssetCheckEvaluation) -> list[Any]:
    """Return *found* as JSON has it, for the store.

    >>> found = AssetCheckEvaluation(AssetKey("orders"), "no_nulls", True)
    >>> evaluation_from_plain(evaluation_to_plain(found)) == found
    True
    """
    target = found.target_materialization_data
    return [
        list(found.asset_key.parts),
        found.check_name,
        found.passed,
        metadata_to_plain(found.metadata),
        None if target is None else [target.storage_id, target.run_id, target.timestamp],
        found.severity.value,
        found.description,
        found.blocking,
        found.partition,
    ]


def evaluation_from_plain(plain: list[Any]) -> AssetCheckEvaluation:
    """Return what `evaluation_to_plain` was given."""
    parts, name, passed, metadata, target, severity, *rest = plain
    return AssetCheckEvaluation(
        AssetKey(parts),
        name,
        passed,
        metadata_from_plain(metadata),
        None if target is None else AssetCheckEvaluationTargetMaterializationData(*target),
        AssetCheckSeverity(severity),
        *rest,
    )


def plain_with_id(plain: list[Any], number: Callable[[int], int]) -> list[Any]:
    """Return *plain* of a check of what its own step made, once that is recorded.

    Args:
        plain: Of the check; below zero stands for the places in the step, from -1 on.
        number: Returns the id of what is at a place.

    >>> plain_with_id([["a"], "c", True, {}, [-1, "run", 1.0], "ERROR"], lambda place: 7)[4]
    [7, 'run', 1.0]
    """
    target = plain[4]
    if target is None or target[0] >= 0:
        return plain
    return [*plain[:4], [number(-target[0] - 1), *target[1:]], *plain[5:]]


def _is_a(name: str, value: Any, allowed: type | tuple[type, ...]) -> Any:
    """Return *value*, the argument *name*, if it is one of *allowed*."""
    if not isinstance(value, allowed):
        wanted = allowed[0] if isinstance(allowed, tuple) else allowed
        raise ParameterCheckError(
            f'Param "{name}" is not a {wanted.__name__}. Got {value!r} which is type '
            f"{type(value).__name__}."
        )
    return value


def _with_text_labels(metadata: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return *metadata* if all of its labels are text."""
    _is_a("metadata", metadata, (Mapping, type(None)))
    for label in metadata or ():
        _is_a("metadata", label, str)
    return metadata
