"""What an op made that is no asset: checked, stored by its IO manager, told."""

from typing import Any

from dagbook.authoring.io_contexts import OutputContext
from dagbook.execution.managed import handle
from dagbook.execution.outcomes import Outcome
from dagbook.execution.running_step import RunningStep
from dagbook.execution.type_checks import check_type
from dagbook.model.event_kinds import HANDLED_OUTPUT, STEP_OUTPUT
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
            step.tell(STEP_OUTPUT, output.name)
        else:
            check_type(step, STEP_OUTPUT, output.name, wanted, value)
            has_value = not wanted.is_nothing
    finally:
        if key is not None:
            told = step.events[-1]
            step.events[-1] = told._replace(data={**(told.data or {}), "mapping_key": key})
    if has_value:
        manager = step.shared.resources.get(output.io_manager_key)
        metadata = {**outcome.metadata, **context.get_output_metadata(output.name, key)}
        handle(manager, OutputContext(step, output, None, key, metadata), value)
    context.observe_output(output.name, key)
    _capture(step, outcome, value if has_value else None)
    if has_value:
        step.tell(HANDLED_OUTPUT, output.name, None if key is None else {"mapping_key": key})


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
