"""What an op made that is no asset: checked, stored by its IO manager, told."""

from collections.abc import Mapping
from typing import Any

from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY
from dagbook.authoring.io_contexts import OutputContext
from dagbook.execution.managed import handle
from dagbook.execution.outcomes import Outcome
from dagbook.execution.running_step import RunningStep
from dagbook.execution.type_checks import NOTHING, check_type
from dagbook.model.event_kinds import HANDLED_OUTPUT, STEP_OUTPUT
from dagbook.model.metadata_forms import metadata_to_plain
from dagbook.model.results import NO_VALUE


def store_op(step: RunningStep, context: Any, outcome: Outcome) -> None:
    """Store one output of an op, and tell it.

    Args:
        step: The step.
        context: What its function was told.
        outcome: The output.
    """
    output: Any = outcome.output
    value, key = outcome.value, outcome.mapping_key
    has_value = value is not NO_VALUE
    wanted = step.planned.definition.types.outputs.get(output.name) if has_value else None
    try:
        if wanted is None:
            step.tell(STEP_OUTPUT, output.name, about=None if has_value else NOTHING)
        else:
            check_type(step, STEP_OUTPUT, output.name, wanted, value)
            has_value = not wanted.is_nothing
        has_value = has_value and not output.is_check
    finally:
        metadata = {**outcome.metadata, **context.get_output_metadata(output.name, key)}
        more: dict[str, Any] = {} if key is None else {"mapping_key": key}
        if metadata:
            more["output_metadata"] = metadata_to_plain(metadata)
        if more:
            told = step.events[-1]
            step.events[-1] = told._replace(data={**(told.data or {}), **more})
    stored: Mapping[str, Any] = {}
    manager_key = output.io_manager_key
    if has_value:
        about = OutputContext(step, output, None, key, metadata)
        manager = step.shared.resources.get(manager_key)
        if getattr(manager, "keeps_assets_alone", False):
            step.shared.between[tuple(about.get_identifier())] = value
        else:
            handle(manager, about, value)
        stored = about.get_logged_metadata()
    context.observe_output(output.name, key)
    if step.outputs is not None and has_value:
        step.outputs[output.name] = (value, metadata)
    _capture(step, outcome, value if has_value else None)
    if has_value:
        told_by: dict[str, Any] = {"metadata": metadata_to_plain(stored)} if stored else {}
        if key is not None:
            told_by["mapping_key"] = key
        said = None if manager_key == DEFAULT_IO_MANAGER_KEY else manager_key
        step.tell(HANDLED_OUTPUT, output.name, told_by or None, said)


def _capture(step: RunningStep, outcome: Outcome, value: Any) -> None:
    """Keep *value* for the caller, if it wants it; by mapping key where there are several."""
    captured = step.shared.captured
    if captured is None:
        return
    definition = step.planned.definition
    where = (definition.op_name, outcome.output.name)
    keys = [each for each in (definition.mapping_key, outcome.mapping_key) if each is not None]
    if not keys:
        captured[where] = value
        return
    captured.setdefault(where, {})[keys[-1]] = value
