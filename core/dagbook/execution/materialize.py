"""`materialize` and `materialize_to_memory`: run assets in this process."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.execution.results import ExecuteInProcessResult
from dagbook.model.instance import Instance
from dagbook.partitions.keys import PartitionsRequest


def materialize(
    assets: Sequence[Any],
    run_config: Any = None,
    instance: Instance | None = None,
    resources: Mapping[str, Any] | None = None,
    partition_key: str | None = None,
    raise_on_error: bool = True,
    tags: Mapping[str, str] | None = None,
    selection: Any = None,
    partition_keys: PartitionsRequest | None = None,
) -> ExecuteInProcessResult:
    """Run assets in this process, one after the other, and store their values.

    Outside a kernel this is Dagster's function. With the extension loaded, `instance` is the
    session's where none is given: values lie beside the notebook, and what is read but not passed
    is found among the live assets.

    Args:
        assets: What to run; also what is only read, when `selection` says what to run.
        run_config: What the run sets of ops and resources: a `RunConfig`, or a dict.
        instance: Where the run is recorded; by default a new one in memory.
        resources: What is bound to each key; ``io_manager`` stores the values, by default as
            pickles in the instance's folder.
        partition_key: Which partition of the partitioned assets to run.
        raise_on_error: Whether the first exception of an asset ends the run and is raised;
            otherwise everything that does not depend on it still runs.
        tags: Of the run.
        selection: What to run of `assets`: an `AssetSelection`, one in text, keys, or assets.
        partition_keys: Which partitions to run, one step each in one run; Dagster has no such
            parameter. Keys, a `PartitionKeyRange`, or "all", "missing", "failed", "stale" by what
            `instance` knows. Assets with other partitions run those that the others read; what has
            none runs too, of a state if it is in it.

    Returns:
        What was made.

    Raises:
        DagsterInvalidDefinitionError: A key defined twice, an unknown input, a resource that
            nothing binds, or assets of different partitions in one run.
        DagsterInvalidInvocationError: Both `partition_key` and `partition_keys`, or a range that
            ends before it starts.
        DagsterUnknownPartitionError: The partitions do not have `partition_key`.
        UnknownAssetError: The selection names an asset that is not there.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def numbers():
        ...     return [1, 2, 3]
        >>> @asset
        ... def total(numbers):
        ...     return sum(numbers)
        >>> materialize([numbers, total]).output_for_node("total")
        6
    """
    # All that plans, runs and stores is half of what importing this would cost.
    from dagbook.execution import in_process  # noqa: PLC0415 - above

    asked = in_process.Asked(partition_key, partition_keys, raise_on_error, tags or {}, run_config)
    return in_process.run(assets, instance, resources, selection, asked)


def observe(
    assets: Sequence[Any],
    run_config: Any = None,
    instance: Instance | None = None,
    resources: Mapping[str, Any] | None = None,
    partition_key: str | None = None,
    raise_on_error: bool = True,
    tags: Mapping[str, str] | None = None,
) -> ExecuteInProcessResult:
    """Look at assets that are made elsewhere, and record which version of its data each holds.

    Args:
        assets: What `observable_source_asset` and `multi_observable_source_asset` return; assets
            among them are materialized, as in Dagster.
        run_config: As in `materialize`.
        instance: As in `materialize`.
        resources: As in `materialize`.
        partition_key: As in `materialize`.
        raise_on_error: As in `materialize`.
        tags: As in `materialize`.

    Returns:
        What was seen, as ASSET_OBSERVATION events.

    Raises:
        DagsterInvalidDefinitionError: One of *assets* cannot be observed.
        DagsterInvalidObservationError: A function returned what says nothing of a version.

    Example:
        >>> from dagbook.authoring.observing import observable_source_asset
        >>> from dagbook.model.results import DataVersion
        >>> @observable_source_asset
        ... def raw_orders():
        ...     return DataVersion("7")
        >>> observe([raw_orders]).success
        True
    """
    from dagbook.execution import in_process  # noqa: PLC0415 - as in `materialize`

    asked = in_process.Asked(partition_key, None, raise_on_error, tags or {}, run_config)
    return in_process.observe(assets, instance, resources, asked)


def materialize_to_memory(
    assets: Sequence[Any],
    run_config: Any = None,
    instance: Instance | None = None,
    resources: Mapping[str, Any] | None = None,
    partition_key: str | None = None,
    raise_on_error: bool = True,
    tags: Mapping[str, str] | None = None,
    selection: Any = None,
) -> ExecuteInProcessResult:
    """Run assets in this process and keep their values in memory for the run alone.

    Args:
        assets: As in `materialize`.
        run_config: As in `materialize`.
        instance: As in `materialize`; never the session's.
        resources: As in `materialize`, without IO managers.
        partition_key: As in `materialize`.
        raise_on_error: As in `materialize`.
        tags: As in `materialize`.
        selection: As in `materialize`.

    Returns:
        What was made.

    Raises:
        DagsterInvariantViolationError: An IO manager was given.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def numbers():
        ...     return [1, 2, 3]
        >>> materialize_to_memory([numbers]).asset_value("numbers")
        [1, 2, 3]
    """
    from dagbook.execution import in_process  # noqa: PLC0415 - as in `materialize`

    asked = in_process.Asked(partition_key, None, raise_on_error, tags or {}, run_config)
    return in_process.run_in_memory(assets, instance, resources, selection, asked)
