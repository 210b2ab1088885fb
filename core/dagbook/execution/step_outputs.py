"""What a step made: stored by its IO manager, and told as events and a materialization."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.authoring.io_contexts import OutputContext
from dagbook.execution.managed import handle
from dagbook.execution.observing import tell_observed
from dagbook.execution.op_outputs import store_op
from dagbook.execution.outcomes import Outcome
from dagbook.execution.parents import parents_of
from dagbook.execution.running_step import RunContext, RunningStep
from dagbook.execution.step_inputs import with_made
from dagbook.execution.type_checks import NOTHING, check_type
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import ASSET_MATERIALIZATION, HANDLED_OUTPUT, STEP_OUTPUT
from dagbook.model.metadata_forms import metadata_to_plain
from dagbook.model.records import InputVersions, Materialization, Parents, is_own_input
from dagbook.model.results import DEFAULT_OUTPUT, NO_VALUE
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.versions.parts import Fingerprint
from dagbook.versions.stored import pack


def store(
    step: RunningStep,
    context: Any,
    outcome: Outcome,
    code: Fingerprint | None,
    versions: InputVersions,
) -> None:
    """Store one output, and tell it.

    Args:
        step: The step.
        context: What its function was told.
        outcome: The output.
        code: What its code was before the function was called.
        versions: Of what was read.
    """
    if outcome.output.spec is None:
        store_op(step, context, outcome)
    elif not tell_observed(step, outcome):
        _store_asset(step, context, outcome, code, versions)


def _store_asset(
    step: RunningStep,
    context: Any,
    outcome: Outcome,
    code: Fingerprint | None,
    versions: InputVersions,
) -> None:
    """Store an output that is an asset, and tell it."""
    shared, planned = step.shared, step.planned
    output: Any = outcome.output
    name = output.name
    kept: Any = None
    stored: Mapping[str, Any] = _NOTHING
    said = context.get_output_metadata(name)
    has_value = _told(step, outcome, said, has_value=outcome.value is not NO_VALUE)
    context.observe_output(name)
    if has_value:
        said = context.get_output_metadata(name)
        metadata = {**outcome.metadata, **said} if said else outcome.metadata
        partitions_def = _partitions_def(planned, output)
        output_context = OutputContext(step, output, partitions_def, None, metadata)
        handle(shared.resources.get(output.io_manager_key), output_context, outcome.value)
        kept, stored = output_context.stored, output_context.get_logged_metadata()
        if step.outputs is not None:
            step.outputs[name] = (outcome.value, {**outcome.metadata, **said})
    if shared.captured is not None:
        shared.captured[planned.key, name] = outcome.value if has_value else None
    if kept is not None:
        step.notes.extend([kept.note] if kept.note else ())
        step.when_recorded.extend([kept.when_recorded] if kept.when_recorded else ())
    if outcome.data_version is None and step.data_versions:
        outcome = outcome._replace(data_version=step.data_versions.get(output.spec.key))
    step.tell(ASSET_MATERIALIZATION, name)
    code_version = _code_version(shared, planned.definition, output, code)
    made = _Made(outcome, stored, code_version, parents_of(step, output))
    for partition in _places(planned, output):
        part = kept.of(partition) if kept is not None else None
        reads = _reads_of(step, output.spec.key, partition, versions)
        step.made.append(_materialization(step, context, made, partition, part, reads))
    if has_value:
        # What the notebook-local manager logs is in the materialization; once is enough.
        told = {"metadata": metadata_to_plain(stored)} if stored and kept is None else None
        key = output.io_manager_key
        step.tell(HANDLED_OUTPUT, name, told, None if key == "io_manager" else key)


_NOTHING: Mapping[str, Any] = {}


def _told(step: RunningStep, outcome: Outcome, said: Mapping[str, Any], *, has_value: bool) -> bool:
    """Tell an output, its type checked; return whether there is a value to store."""
    name = outcome.output.name
    wanted = step.planned.definition.types.outputs.get(name)
    if outcome.output.nothing and not has_value:
        step.tell(STEP_OUTPUT, name, about=NOTHING)
    elif wanted is None:
        step.tell(STEP_OUTPUT, name)
    else:
        check_type(step, STEP_OUTPUT, name, wanted, outcome.value)
        has_value = has_value and not wanted.is_nothing
    if outcome.metadata or said:
        # The values are in the materialization that follows; here it is enough to name them.
        told = step.events[-1]
        names = [*outcome.metadata, *said]
        step.events[-1] = told._replace(data={**(told.data or {}), "said": names})
    return has_value


def _partitions_def(planned: Any, output: AssetOutput) -> PartitionsDefinition | None:
    """Return the partitions of an output's asset."""
    definition: AssetsDefinition = planned.definition
    differ = definition.partitions_differ
    return output.spec.partitions_def if differ else definition.partitions_def


def _places(planned: Any, output: AssetOutput) -> tuple[str | None, ...]:
    """Return for which partitions of an output's asset a step runs."""
    if planned.definition.partitions_differ and output.spec.partitions_def is None:
        # The events of a range stand for each of its keys.
        return planned.range_keys or (None,)
    return planned.places  # type: ignore[no-any-return]  # of a planned step


class _Made(NamedTuple):
    """What all partitions that a step makes of one output have in common."""

    outcome: Outcome
    stored: Mapping[str, Any]
    code_version: str | None
    parents: Parents | None


def _reads_of(
    step: RunningStep, key: AssetKey, partition: str | None, versions: InputVersions
) -> InputVersions:
    """Return the *versions* of what one partition of *key* is made from."""
    if not (step.own_versions or step.versions_by_key):
        return versions
    if (key, partition) in step.own_versions:
        own: InputVersions | None = with_made(step, key, partition)
    else:
        own = step.versions_by_key.get(partition)
    if own is None:
        return versions
    return (*own, *(each for each in versions if is_own_input(each[0])))


def _materialization(
    step: RunningStep,
    context: Any,
    made: _Made,
    partition: str | None,
    kept: Any,
    versions: InputVersions,
) -> Materialization:
    """Return what is to be recorded of a partition of an output that is an asset."""
    outcome, stored = made.outcome, made.stored
    spec: Any = outcome.output.spec
    metadata, told = outcome.metadata, context.get_output_metadata(outcome.output.name)
    added = context.added_metadata(spec.key, partition)
    if told or stored or added:
        # The later wins, as in Dagster: the function's, its IO manager's, `add_asset_metadata`'s.
        metadata = {**metadata, **told, **stored, **added}
    return Materialization(
        spec.key,
        partition,
        _version(step, outcome, kept, partition),
        made.code_version,
        versions,
        outcome.data_version,
        spec.code_version,
        metadata,
        outcome.tags,
        None,
        kept.path if kept is not None else None,
        kept.size_bytes if kept is not None else None,
        made.parents,
    )


def _code_version(
    run: RunContext, definition: AssetsDefinition, output: AssetOutput, code: Fingerprint | None
) -> str | None:
    """Return what made a value, after having it stored; None when that cannot be told.

    Edited while the step ran, it cannot: either of the two codes may have made the value.
    """
    if code is None or code.value is None or not code.matches(run.code_of(definition, output)):
        return None
    if code.parts:
        run.instance.event_log.codes.put(code.value, partial(pack, code))
    return code.value


def _version(step: RunningStep, outcome: Outcome, kept: Any, partition: str | None) -> str:
    """Return the version of an output: the user's, that of its stored value, or a new one.

    A value that is held in memory is found by its own version alone, not by the user's.
    """
    if outcome.data_version is not None and (kept is None or kept.path is not None):
        return f"user:{outcome.data_version}"
    if kept is not None:
        return str(kept.version)
    name = "" if outcome.output.name == DEFAULT_OUTPUT else f":{outcome.output.name}"
    return f"run:{step.run_id}:{step.step_key}{name}:{partition or ''}"
