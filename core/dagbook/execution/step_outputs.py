"""What a step made: stored by its IO manager, and told as events and a materialization."""

from collections.abc import Mapping
from typing import Any

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.authoring.io_contexts import OutputContext
from dagbook.execution.outcomes import Outcome
from dagbook.execution.running_step import RunContext, RunningStep
from dagbook.model.event_kinds import ASSET_MATERIALIZATION, HANDLED_OUTPUT, STEP_OUTPUT
from dagbook.model.records import InputVersions, Materialization
from dagbook.model.results import DEFAULT_OUTPUT, NO_VALUE
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
    shared, planned, output = step.shared, step.planned, outcome.output
    kept: Any = None
    stored: Mapping[str, Any] = {}
    has_value = outcome.value is not NO_VALUE
    step.tell(STEP_OUTPUT, output.name)
    if has_value:
        manager = shared.resources.get(output.io_manager_key)
        output_context = OutputContext(step, output, planned.definition.partitions_def)
        manager.handle_output(output_context, outcome.value)
        kept, stored = output_context.stored, output_context.output_metadata
    if shared.captured is not None:
        shared.captured[planned.key, output.name] = outcome.value if has_value else None
    if kept is not None and kept.note:
        step.notes.append(kept.note)
    if kept is not None and kept.when_recorded:
        step.when_recorded.append(kept.when_recorded)
    step.tell(ASSET_MATERIALIZATION, output.name)
    step.made.append(_materialization(step, context, outcome, stored, kept, code, versions))
    if has_value:
        step.tell(HANDLED_OUTPUT, output.name)


def _materialization(
    step: RunningStep,
    context: Any,
    outcome: Outcome,
    stored: Mapping[str, Any],
    kept: Any,
    code: Fingerprint | None,
    versions: InputVersions,
) -> Materialization:
    """Return what is to be recorded of an output that is an asset."""
    spec = outcome.output.spec
    metadata, added = outcome.metadata, context.added_metadata(spec.key)
    if added or stored:
        metadata = {**metadata, **added, **stored}
    return Materialization(
        spec.key,
        step.planned.partition_key,
        _version(step, outcome, kept),
        _code_version(step.shared, step.planned.definition, outcome.output, code),
        versions,
        outcome.data_version,
        spec.code_version,
        metadata,
        outcome.tags,
        None,
        kept.path if kept is not None else None,
        kept.size_bytes if kept is not None else None,
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
        run.instance.event_log.put_code(code.value, lambda: pack(code))
    return code.value


def _version(step: RunningStep, outcome: Outcome, kept: Any) -> str:
    """Return the version of an output: the user's, that of its stored value, or a new one.

    A value that is held in memory is found by its own version alone, not by the user's.
    """
    if outcome.data_version is not None and (kept is None or kept.path is not None):
        return f"user:{outcome.data_version}"
    if kept is not None:
        return str(kept.version)
    name = "" if outcome.output.name == DEFAULT_OUTPUT else f":{outcome.output.name}"
    return f"run:{step.run_id}:{step.step_key}{name}:{step.planned.partition_key or ''}"
