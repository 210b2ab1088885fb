"""Checking the types of values that go in and out of a step, told as events."""

from typing import Any

from dagbook.authoring.dagster_type import DagsterType, TypeCheck, TypeCheckContext
from dagbook.errors import DagsterError, DagsterTypeCheckDidNotPass, DagsterTypeCheckError
from dagbook.execution.running_step import RunningStep
from dagbook.model.event_kinds import STEP_INPUT
from dagbook.model.metadata_forms import metadata_to_plain
from dagbook.model.results import NO_VALUE

_NO_VALUE = (
    "a MaterializeResult came without a value. Give it value=..., or annotate the function with "
    "MaterializeResult."
)

NOTHING = "Nothing"
"""The type, as events name it, of an output that is no value."""


def check_type(step: RunningStep, kind: str, name: str, wanted: DagsterType, value: object) -> None:
    """Check *value* and tell it.

    Args:
        step: The step.
        kind: Of the event: an input's or an output's.
        name: Of the input or output.
        wanted: The type it has to be of.
        value: What came.

    Raises:
        DagsterTypeCheckDidNotPass: It is not of the type.
        DagsterTypeCheckError: The type's check raised; what it raised is the cause.
    """
    end = "input" if kind == STEP_INPUT else "output"
    found = _checked(step, f'{end} "{name}" of op "{step.step_key}"', wanted, value)
    data: dict[str, Any] | None = None
    if not found.success or found.description or found.metadata:
        data = {"success": found.success, "description": found.description}
        if found.metadata:
            data["metadata"] = metadata_to_plain(found.metadata)
    step.tell(kind, name, data, wanted.display_name)
    if not found.success:
        why = _NO_VALUE if value is NO_VALUE else found.description
        raise DagsterTypeCheckDidNotPass(
            f'Type check failed for step {end} "{name}" of {step.step_key} - expected type '
            f'"{wanted.display_name}". Description: {why}',
            found.metadata,
            wanted,
        )


def _checked(step: RunningStep, what: str, wanted: DagsterType, value: object) -> TypeCheck:
    """Return what *wanted* says of *value*, which is *what*."""
    resources = None
    if wanted.required_resource_keys:
        resources = step.shared.resources.scoped(wanted.required_resource_keys)
    try:
        return wanted.type_check(TypeCheckContext(step.run_id, step.log, resources), value)
    except DagsterError:
        raise
    except Exception as why:
        raise DagsterTypeCheckError(
            f"Error occurred while type-checking {what}, with Python type {type(value)} and "
            f"Dagster type {wanted.display_name}",
            why,
        ) from why
