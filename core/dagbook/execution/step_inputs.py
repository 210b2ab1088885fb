"""What a step reads: values through IO managers, and the versions of all it depends on."""

from collections.abc import Iterable, Mapping
from typing import Any

from dagbook.asset_graph.own_reads import Read
from dagbook.asset_graph.plan import PlannedInput, PlannedStep
from dagbook.authoring.assets_definition import AssetOutput
from dagbook.authoring.io_contexts import NOT_IN_RUN, InputContext
from dagbook.execution.managed import loaded
from dagbook.execution.running_step import RunningStep
from dagbook.execution.type_checks import check_type
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import LOADED_INPUT, STEP_INPUT
from dagbook.model.metadata_forms import metadata_to_plain, normalize_metadata
from dagbook.model.records import InputVersions, Materialization
from dagbook.status.input_versions import HasVersion, rows_read, version_of, version_read
from dagbook.storage.instance import DagsterInstance

OwnVersions = Mapping[tuple[AssetKey, str | None], InputVersions]
"""What assets are made from, by asset and partition."""


def load_inputs(step: RunningStep) -> dict[str, Any]:
    """Return the values of the step's inputs by parameter."""
    arguments: dict[str, Any] = {}
    for planned in step.planned.inputs:
        if isinstance(planned, PlannedInput):
            name = planned.asset_input.name
            upstream = planned.upstream.output_for(planned.asset_input.key)
            manager, context = _managed(step, planned, upstream)
            arguments[name] = loaded(manager, context)
            step.tell(LOADED_INPUT, name, _told(context), _source(planned, upstream))
        else:
            name = planned.name
            arguments[name] = planned.load(step)
    types = step.planned.definition.types.inputs
    for name, value in arguments.items():
        if name in types:
            check_type(step, STEP_INPUT, name, types[name], value)
        else:
            step.tell(STEP_INPUT, name)
    return arguments


def source_of(planned: PlannedInput) -> str:
    """Return who loads a value, and the output and step that made it, each without spaces."""
    return _source(planned, planned.upstream.output_for(planned.asset_input.key))


def _source(planned: PlannedInput, upstream: AssetOutput) -> str:
    """Return `source_of` what *upstream* made."""
    manager = planned.asset_input.input_manager_key or upstream.io_manager_key
    return f"{manager} {upstream.name} {planned.upstream.op_name}"


def load_input(step: RunningStep, planned: PlannedInput) -> Any:
    """Return the value that *planned* reads, through the IO manager that is responsible."""
    upstream = planned.upstream.output_for(planned.asset_input.key)
    return loaded(*_managed(step, planned, upstream))


def _managed(
    step: RunningStep, planned: PlannedInput, upstream: AssetOutput
) -> tuple[Any, InputContext]:
    """Return who loads what *planned* reads, which *upstream* made, and what it is told."""
    asset_input = planned.asset_input
    manager = step.shared.resources.get(asset_input.input_manager_key or upstream.io_manager_key)
    context = InputContext(
        step,
        asset_input,
        planned.partitions_def,
        planned.partition_keys or (),
        upstream,
        planned.upstream.op_name if planned.is_made else NOT_IN_RUN,
        maker=planned.upstream if planned.is_made else None,
    )
    return manager, context


def _told(context: InputContext) -> dict[str, Any] | None:
    """Return the metadata of an input, and what its IO manager added; mostly None."""
    added = context.consume_logged_metadata()
    if not added and not context.definition_metadata:
        return None
    metadata = {**normalize_metadata(context.definition_metadata), **added}
    return {"metadata": metadata_to_plain(metadata)}


def versions_read(instance: DagsterInstance, planned: PlannedStep) -> InputVersions:
    """Return the versions of everything the step depends on as they are now, sorted by key."""
    reads = {
        each.asset_input.key: each.partition_keys
        for each in planned.inputs
        if isinstance(each, PlannedInput)
    }
    reads.update(planned.deps)
    if not reads:
        return ()
    return _versions(instance, planned, reads.items())


def versions_by_key(
    instance: DagsterInstance, planned: PlannedStep
) -> Mapping[str | None, InputVersions]:
    """Return `versions_read` of each partition, where the step makes several."""
    reads = planned.reads_by_key.items() if planned.range_keys else ()
    return {key: _versions(instance, planned, each) for key, each in reads}


def own_versions(instance: DagsterInstance, planned: PlannedStep) -> OwnVersions:
    """Return the versions of what each asset of the step is made from, by asset and partition.

    Only of assets that are not made from what the function reads; see `PlannedStep.own_reads`.
    """
    reads = planned.own_reads
    if not reads:
        return {}
    log = instance.event_log
    observed = log.observed()

    def rows(key: AssetKey) -> Mapping[str | None, HasVersion]:
        return rows_read(log.latest(key), key, observed) if observed else log.latest(key)

    return {
        (key, place): tuple(
            sorted((up.to_user_string(), version_read(rows(up), keys)) for up, keys in found)
        )
        for key, by_place in reads.items()
        for place, found in by_place.items()
    }


def with_made(step: RunningStep, key: AssetKey, partition: str | None) -> InputVersions:
    """Return the `own_versions` of an asset, with what the step itself has made meanwhile."""
    assert step.planned.own_reads is not None  # noqa: S101 - asked only where there are some
    known = step.own_versions[key, partition]
    made: dict[AssetKey, dict[str | None, Materialization]] = {}
    for each in step.made:
        made.setdefault(each.key, {})[each.partition] = each
    now: dict[str, str] = {}
    for up, keys in step.planned.own_reads[key][partition]:
        if up in made:
            rows: dict[str | None, HasVersion] = {
                **step.shared.instance.event_log.latest(up),
                **made[up],
            }
            now[up.to_user_string()] = version_read(rows, keys)
    return tuple((name, now.get(name, version)) for name, version in known) if now else known


def _versions(
    instance: DagsterInstance, planned: PlannedStep, reads: Iterable[Read]
) -> InputVersions:
    """Return the versions of *reads* as they are now, sorted by key."""
    log = instance.event_log
    observed = log.observed()
    own = planned.definition.keys_in_order
    found: list[tuple[str, str]] = []
    for key, partition_keys in reads:
        # An asset that reads its own earlier partitions is not out of date by itself.
        if key in own:
            continue
        if partition_keys is None and key not in observed:
            found.append((key.to_user_string(), version_of(log.latest_of(key, None))))
        else:
            rows = rows_read(log.latest(key), key, observed) if observed else log.latest(key)
            found.append((key.to_user_string(), version_read(rows, partition_keys)))
    found.sort()
    return tuple(found)
