"""Builders of checks of what was recorded: columns that change, numbers out of bounds."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import md5
from json import dumps
from typing import Any

from dagbook.authoring.asset_check import multi_asset_check
from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_checks_definition import AssetChecksDefinition
from dagbook.authoring.check_context import AssetCheckExecutionContext
from dagbook.errors import CheckError, DagsterInvalidDefinitionError, ParameterCheckError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey, AssetCheckResult, AssetCheckSeverity
from dagbook.model.metadata import MetadataValue, TableSchemaMetadataValue
from dagbook.model.tables import TableSchema

COLUMN_SCHEMA = "dagster/column_schema"
"""The metadata in which a table says its columns, as in Dagster."""

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")
_ID_LENGTH = 8

Finding = tuple[bool, str]
"""Whether an asset is as it should be, and in words."""


def build_column_schema_change_checks(
    *, assets: Sequence[Any], severity: AssetCheckSeverity = AssetCheckSeverity.WARN
) -> Sequence[AssetChecksDefinition]:
    """Return checks that pass if the columns of an asset are those of the materialization before.

    Args:
        assets: Which assets: keys or definitions. They tell their columns as a `TableSchema` in
            the metadata ``dagster/column_schema``.
        severity: How bad a failure is.

    Returns:
        One definition with a check ``column_schema_change`` of each asset.

    Example:
        >>> (checks,) = build_column_schema_change_checks(assets=["orders"])
        >>> checks
        AssetChecksDefinition(orders:column_schema_change)
    """
    check_severity(severity)
    description = (
        "Checks whether there are changes to column schema between the asset's  two most recent "
        "materializations"
    )
    specs = [
        AssetCheckSpec("column_schema_change", asset=key, description=description)
        for key in dict.fromkeys(keys_of(assets))
    ]
    return _checks(specs, _schema_change, severity)


def build_metadata_bounds_checks(
    *,
    assets: Sequence[Any],
    severity: AssetCheckSeverity = AssetCheckSeverity.WARN,
    metadata_key: str,
    min_value: float | None = None,
    max_value: float | None = None,
    exclusive_min: bool = False,
    exclusive_max: bool = False,
) -> Sequence[AssetChecksDefinition]:
    """Return checks that pass if a number in the metadata of an asset is within bounds.

    Args:
        assets: Which assets: keys or definitions.
        severity: How bad a failure is.
        metadata_key: The label of the number.
        min_value: The least that passes.
        max_value: The most that passes.
        exclusive_min: Whether *min_value* itself fails.
        exclusive_max: Whether *max_value* itself fails.

    Returns:
        One definition with a check of each asset.

    Raises:
        DagsterInvalidDefinitionError: No bound, or a least that is more than the most.

    Example:
        >>> (checks,) = build_metadata_bounds_checks(
        ...     assets=["orders"], metadata_key="rows", min_value=1
        ... )
        >>> checks
        AssetChecksDefinition(orders:rows_bounds_check)
    """
    check_severity(severity)
    _check_bounds(metadata_key, min_value, max_value)
    least = f"greater than {'' if exclusive_min else 'or equal to '}{min_value}"
    most = f"less than {'' if exclusive_max else 'or equal to '}{max_value}"
    bounds = " and ".join(
        words for words, value in ((least, min_value), (most, max_value)) if value is not None
    )
    description = (
        f"Checks that the latest materialization has metadata value `{metadata_key}` {bounds}"
    )
    name = f"{_NOT_IN_NAMES.sub('_', metadata_key)}_bounds_check"

    def found(instance: Any, key: AssetKey) -> Finding:
        event = instance.get_latest_materialization_event(key)
        if event is None:
            return False, "Asset has not been materialized"
        metadata = event.asset_materialization.metadata
        if metadata_key not in metadata:
            return False, f"Metadata key `{metadata_key}` not found"
        value = metadata[metadata_key].value
        if not isinstance(value, (int, float)):
            return False, f"Value `{value}` is not a number"
        if min_value is not None and (value <= min_value if exclusive_min else value < min_value):
            return False, f"Value `{value}` is less than {_or(exclusive_min)}{min_value}"
        if max_value is not None and (value >= max_value if exclusive_max else value > max_value):
            return False, f"Value `{value}` is greater than {_or(exclusive_max)}{max_value}"
        return True, f"Value `{value}` is within range"

    specs = [AssetCheckSpec(name, asset=key, description=description) for key in keys_of(assets)]
    return _checks(specs, found, severity)


def _check_bounds(metadata_key: Any, min_value: Any, max_value: Any) -> None:
    """Raise unless the bounds of what *metadata_key* labels are numbers that something fits.

    Raises:
        ParameterCheckError: One is no number, or the label no text.
        DagsterInvalidDefinitionError: No bound, or a least that is more than the most.
    """
    if not isinstance(metadata_key, str):
        raise ParameterCheckError(
            f'Param "metadata_key" is not a str. Got {metadata_key!r} which is type '
            f"{type(metadata_key).__name__}. It is the label of the number."
        )
    for bound, given in (("min_value", min_value), ("max_value", max_value)):
        if given is not None and not isinstance(given, (int, float)):
            raise ParameterCheckError(
                f'Param "{bound}" of the checks of {metadata_key} is not a number. Got {given!r} '
                f"which is type {type(given).__name__}."
            )
    if min_value is None and max_value is None:
        raise DagsterInvalidDefinitionError(
            f"Checks of {metadata_key}: at least one of `min_value` or `max_value` must be set."
        )
    if min_value is not None and max_value is not None and min_value > max_value:
        raise DagsterInvalidDefinitionError(
            f"Checks of {metadata_key}: `min_value` may not be greater than `max_value`; got "
            f"{min_value} and {max_value}."
        )


def check_severity(severity: Any) -> None:
    """Raise unless *severity* says how bad a failure is.

    Raises:
        ParameterCheckError: It is something else.
    """
    if not isinstance(severity, AssetCheckSeverity):
        raise ParameterCheckError(
            f'Param "severity" is not a AssetCheckSeverity. Got {severity!r} which is type '
            f"{type(severity).__name__}. Use AssetCheckSeverity.WARN or AssetCheckSeverity.ERROR."
        )


def keys_of(assets: Sequence[Any]) -> list[AssetKey]:
    """Return the keys of *assets*: definitions, or what means a key.

    Raises:
        ParameterCheckError: *assets* is no sequence.
    """
    if isinstance(assets, str) or not isinstance(assets, Sequence):
        raise ParameterCheckError(
            f'Param "assets" is not a Sequence. Got {assets!r} which is type '
            f"{type(assets).__name__}. Put it into a list."
        )
    return [
        AssetKey.from_coercible_or_definition(one)
        for each in assets
        for one in getattr(each, "keys_in_order", (each,))
    ]


def distinct_keys(assets: Sequence[Any]) -> list[AssetKey]:
    """Return the keys of *assets*.

    Raises:
        CheckError: One is there twice.
    """
    keys = keys_of(assets)
    twice = sorted({key.to_user_string() for key in keys if keys.count(key) > 1})
    if twice:
        raise CheckError(
            f"Found duplicate assets in the provided list of assets: {', '.join(twice)}. Name each "
            "once."
        )
    return keys


def unique_id(keys: Sequence[AssetKey | AssetCheckKey]) -> str:
    """Return what tells functions that make checks of other *keys* apart, as Dagster does."""
    text = dumps(sorted(str(key) for key in keys)).encode()
    return md5(text, usedforsecurity=False).hexdigest()[:_ID_LENGTH]


def _checks(
    specs: Sequence[AssetCheckSpec],
    found: Callable[[Any, AssetKey], Finding],
    severity: AssetCheckSeverity,
) -> Sequence[AssetChecksDefinition]:
    """Return the definition whose function makes the checks *specs* by what *found* says."""
    if not isinstance(severity, AssetCheckSeverity):
        raise ParameterCheckError(
            f'Param "severity" is not a AssetCheckSeverity. Got {severity!r} which is type '
            f"{type(severity).__name__}."
        )
    name = f"asset_check_{unique_id([spec.key for spec in specs])}"

    @multi_asset_check(specs=specs, can_subset=True, name=name)
    def checks(context: AssetCheckExecutionContext) -> Iterator[AssetCheckResult]:
        for spec in context.check_specs:
            if spec.key in context.selected_asset_check_keys:
                passed, description = found(context.instance, spec.asset_key)
                yield AssetCheckResult(
                    passed=passed,
                    description=description,
                    severity=severity,
                    check_name=spec.name,
                    asset_key=spec.asset_key,
                )

    return [checks]


def _schema_change(instance: Any, key: AssetKey) -> Finding:
    """Return whether the two newest materializations of *key* have the same columns."""
    newest = [made.metadata for _, made in instance.event_log.history(key, limit=2)]
    if len(newest) < 2:  # noqa: PLR2004 - two are compared
        return True, "The asset has been materialized fewer than 2 times"
    now, before = map(_schema, newest)
    if now is None:
        return False, "Latest materialization has no column schema metadata"
    if before is None:
        return False, "Previous materialization has no column schema metadata"
    types_now = {column.name: column.type for column in now.columns}
    types_before = {column.name: column.type for column in before.columns}
    added = [name for name in types_now if name not in types_before]
    removed = [name for name in types_before if name not in types_now]
    changed = [
        f"\n- {name}: {types_before[name]} -> {kind}"
        for name, kind in types_now.items()
        if types_before.get(name, kind) != kind
    ]
    if not (added or removed or changed):
        return True, "No changes to column schema between previous and latest materialization"
    description = "Column schema changed between previous and latest materialization."
    if added:
        description += f"\n\nAdded columns: {', '.join(added)}"
    if removed:
        description += f"\n\nRemoved columns: {', '.join(removed)}"
    if changed:
        description += f"\n\nColumn type changes:{''.join(changed)}"
    return False, description


def _schema(metadata: Mapping[str, MetadataValue]) -> TableSchema | None:
    """Return the columns that *metadata* tells, or None."""
    found = metadata.get(COLUMN_SCHEMA)
    return found.schema if isinstance(found, TableSchemaMetadataValue) else None


def _or(exclusive: bool) -> str:
    """Return what stands before a bound that fails itself."""
    return "or equal to " if exclusive else ""
