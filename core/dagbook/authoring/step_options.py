"""`StepOptions`: what a definition says beside inputs and outputs; most say nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import FieldOf
from dagbook.authoring.retry_policy import RetryPolicy
from dagbook.authoring.validation import check_options
from dagbook.errors import ParameterCheckError
from dagbook.model.asset_key import AssetKey


class Execution(Enum):
    """What running a definition's function does to its assets."""

    MATERIALIZATION = "MATERIALIZATION"
    OBSERVATION = "OBSERVATION"
    """It looks at each and says so by an `ObserveResult`."""
    VERSION = "VERSION"
    """It looks at the one asset and returns which version of its data it holds."""


@dataclass(frozen=True, slots=True)
class StepOptions:
    """What a step's definition says beside its inputs and outputs.

    Args:
        config_schema: What its config looks like, where a schema says it.
        resource_defs: Resources of its own by key, IO managers among them.
        hook_defs: Called after it succeeds or fails.
        op_tags: Tags of the step.
        backfill_policy: How many partitions one run makes.
        retry_policy: When it runs again after a failure.
        check_specs: The checks that its function makes.
        pool: Which pool limits how many run at once.
        execution: Whether its assets are made or looked at.
        node: The graph of ops that makes its assets, or None where its function does.
    """

    config_schema: FieldOf | None = None
    resource_defs: Mapping[str, Any] = field(default_factory=dict)
    hook_defs: frozenset[Any] = frozenset()
    op_tags: Mapping[str, Any] = field(default_factory=dict)
    backfill_policy: Any = None
    retry_policy: Any = None
    check_specs: tuple[Any, ...] = ()
    pool: str | None = None
    execution: Execution = Execution.MATERIALIZATION
    node: Any = None


NO_OPTIONS = StepOptions()
"""What most steps say: nothing."""

_NO_KEYS: frozenset[str] = frozenset()


def step_options(
    what: str,
    *,
    config_schema: Any = None,
    resource_defs: Mapping[str, Any] | None = None,
    hooks: Iterable[Any] | None = None,
    op_tags: Mapping[str, Any] | None = None,
    backfill_policy: Any = None,
    retry_policy: Any = None,
    check_specs: Iterable[Any] | None = None,
    pool: str | None = None,
    execution: Execution = Execution.MATERIALIZATION,
) -> StepOptions:
    """Return the options that a decorator was given, checked; `NO_OPTIONS` where there are none.

    Raises:
        DagsterInvalidDefinitionError: One is not what Dagster takes there.
    """
    given = (config_schema, resource_defs, hooks, op_tags)
    policies = (backfill_policy, retry_policy, check_specs, pool)
    makes = execution is Execution.MATERIALIZATION
    if makes and not any(each is not None for each in (*given, *policies)):
        return NO_OPTIONS
    check_options(what, resource_defs, hooks, op_tags, check_specs, pool)
    if retry_policy is not None and not isinstance(retry_policy, RetryPolicy):
        raise ParameterCheckError(
            f'Param "retry_policy" of {what} is not a RetryPolicy. Got {retry_policy!r} which is '
            f"type {type(retry_policy)}."
        )
    return StepOptions(
        None if config_schema is None else as_field(config_schema),
        dict(resource_defs or {}),
        frozenset(hooks or ()),
        dict(op_tags or {}),
        backfill_policy,
        retry_policy,
        tuple(check_specs or ()),
        pool,
        execution,
    )


def with_own_io_manager(
    options: StepOptions, io_manager_def: Any, io_manager_key: str | None, asset_key: AssetKey
) -> tuple[StepOptions, str | None]:
    """Return the options and the IO manager's key of an asset that may bring its own manager."""
    if io_manager_def is None:
        return options, io_manager_key
    key = io_manager_key or asset_key.to_python_identifier("io_manager")
    return replace(options, resource_defs={**options.resource_defs, key: io_manager_def}), key


def keys_of(required_resource_keys: Iterable[str] | None) -> frozenset[str]:
    """Return the keys that a decorator was given, without a set of its own where there are none."""
    return frozenset(required_resource_keys) if required_resource_keys else _NO_KEYS
