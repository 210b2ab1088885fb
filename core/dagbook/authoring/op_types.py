"""Checking a value against the type of an op's input or output, outside of a run."""

from typing import Any

from dagbook.authoring.dagster_type import TypeCheckContext
from dagbook.errors import DagsterTypeCheckDidNotPass


def check_value(wanted: Any, value: Any, what: str) -> None:
    """Raise unless *value* is of the type *wanted*.

    Args:
        wanted: The type, or None for any value.
        value: The value.
        what: Of what it is, in words.

    Raises:
        DagsterTypeCheckDidNotPass: It is not.
    """
    if wanted is None:
        return
    checked = wanted.type_check(TypeCheckContext("EPHEMERAL", None, None), value)
    if not checked.success:
        raise DagsterTypeCheckDidNotPass(
            f'Type check failed for {what} - expected type "{wanted.display_name}". Description: '
            f"{checked.description}",
            checked.metadata,
            wanted,
        )
