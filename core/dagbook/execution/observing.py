"""What a step saw of assets that are made elsewhere, told as observations."""

import inspect
from collections.abc import Iterator
from typing import Any

from dagbook.authoring.assets_definition import AssetOutput
from dagbook.authoring.step_options import NO_OPTIONS, Execution
from dagbook.errors import DagsterInvalidObservationError, DagsterInvariantViolationError
from dagbook.execution.outcomes import Outcome
from dagbook.execution.running_step import RunningStep
from dagbook.execution.type_checks import NOTHING
from dagbook.model.event_kinds import STEP_OUTPUT
from dagbook.model.observing import DataVersionsByPartition, ObserveResult
from dagbook.model.results import DataVersion, MaterializeResult
from dagbook.model.user_events import AssetObservation

_DATA_VERSION = "dagster/data_version"
_USER_PROVIDED = "dagster/data_version_is_user_provided"


def seen(step: RunningStep, returned: Any) -> Any:
    """Return *returned* as the results of assets, where looking is what *step* does.

    Args:
        step: The step.
        returned: What its function returned; told here, where it is a version.
    """
    execution = _execution(step)
    if execution is Execution.MATERIALIZATION:
        return returned
    if execution is Execution.VERSION:
        _tell_versions(step, returned)
        return MaterializeResult()
    if returned is None and len(step.planned.definition.outputs) == 1:
        return MaterializeResult()
    return _as_results(returned)


def tell_observed(step: RunningStep, outcome: Outcome) -> bool:
    """Tell an output of a step that looks at assets; return whether it is one."""
    execution = _execution(step)
    if execution is Execution.MATERIALIZATION:
        return False
    step.tell(STEP_OUTPUT, outcome.output.name, about=NOTHING)
    spec = outcome.output.spec
    if execution is Execution.OBSERVATION and spec is not None:
        version = outcome.data_version
        tags = {_DATA_VERSION: version, _USER_PROVIDED: "true"} if version is not None else {}
        step.log_event(
            AssetObservation(
                spec.key,
                metadata=outcome.metadata,
                partition=step.planned.partition_key,
                tags={**tags, **(outcome.tags or {})},
            )
        )
    return True


def _execution(step: RunningStep) -> Execution:
    """Return what running the step does to its assets."""
    # What is no definition of assets, as an op, has no such options.
    return getattr(step.planned.definition, "options", NO_OPTIONS).execution


def _as_results(returned: Any) -> Any:
    """Return *returned* with each `ObserveResult` as a `MaterializeResult` of the same content."""
    if isinstance(returned, ObserveResult):
        return MaterializeResult(
            returned.asset_key,
            returned.metadata,
            returned.check_results,
            returned.data_version,
            returned.tags,
        )
    if isinstance(returned, (tuple, list)):
        return tuple(map(_as_results, returned))
    return _mapped(returned) if inspect.isgenerator(returned) else returned


def _mapped(returned: Iterator[Any]) -> Iterator[Any]:
    """Yield what *returned* yields as `_as_results` has it."""
    for each in returned:
        yield _as_results(each)


def _tell_versions(step: RunningStep, told: Any) -> None:
    """Tell what the function of an `observable_source_asset` returned.

    Raises:
        DagsterInvalidObservationError: It returned something else, or a version of the whole where
            the asset has partitions.
        DagsterInvariantViolationError: It returned the `ObserveResult` of another asset.
    """
    definition = step.planned.definition
    output: AssetOutput = definition.outputs[0]
    key, partitioned = output.spec.key, definition.partitions_def is not None
    if isinstance(told, DataVersionsByPartition) and not partitioned:
        raise DagsterInvalidObservationError(
            f"{key.to_user_string()} is not partitioned, so its observe function should return a "
            "DataVersion, not a DataVersionsByPartition."
        )
    if isinstance(told, (DataVersion, ObserveResult)) and partitioned:
        raise DagsterInvalidObservationError(
            f"{key.to_user_string()} is partitioned. Returning {type(told).__name__} is not "
            "supported for partitioned assets. Return DataVersionsByPartition instead."
        )
    if isinstance(told, DataVersionsByPartition):
        for partition, version in told.data_versions_by_partition.items():
            tags = {_DATA_VERSION: version.value}
            step.log_event(AssetObservation(key, partition=partition, tags=tags), yielded=True)
    elif isinstance(told, DataVersion):
        step.log_event(AssetObservation(key, tags={_DATA_VERSION: told.value}), yielded=True)
    elif isinstance(told, ObserveResult):
        if told.asset_key not in (None, key):
            raise DagsterInvariantViolationError(
                f"Asset key {told.asset_key} not found in AssetsDefinition {definition.op_name}, "
                f"which observes {key.to_user_string()}."
            )
        version = {_DATA_VERSION: told.data_version.value} if told.data_version else {}
        tags = {**version, **(told.tags or {})}
        step.log_event(AssetObservation(key, metadata=told.metadata or {}, tags=tags), yielded=True)
    else:
        raise DagsterInvalidObservationError(
            f"Observe function for {key.to_user_string()} must return a DataVersion or "
            f"DataVersionsByPartition, but returned a value of type {type(told).__name__}."
        )
