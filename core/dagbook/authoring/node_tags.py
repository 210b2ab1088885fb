"""Tags of ops, graphs, jobs and runs: text by text, other values as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from dagbook.errors import CheckError, DagsterInvalidDefinitionError
from dagbook.foundation.parameters import check_parameter


def normalized_tags(tags: Mapping[str, Any] | None) -> dict[str, str]:
    """Return *tags* as text by text.

    Raises:
        DagsterInvalidDefinitionError: A value is neither text nor JSON.
        CheckError: A key is no text.

    >>> normalized_tags({"team": "sales", "limits": [1, 2]})
    {'team': 'sales', 'limits': '[1, 2]'}
    """
    check_parameter("tag", "tags", tags, Mapping, "a mapping")
    return {_key(name): _text(name, value) for name, value in (tags or {}).items()}


def _key(name: Any) -> str:
    """Return *name*, or say why it cannot be a tag's."""
    if isinstance(name, str):
        return name
    raise CheckError(f"Tag keys must be strings; got {name!r} of type {type(name).__name__}.")


def _text(name: Any, value: Any) -> str:
    """Return *value* as text, as JSON where it is none."""
    if isinstance(value, str):
        return value
    try:
        text = json.dumps(value)
        same = json.loads(text) == value
    except (TypeError, ValueError):
        same = False
    if not same:
        raise DagsterInvalidDefinitionError(
            f'Invalid value for tag "{name}": {value!r} cannot be JSON encoded so that the same '
            "value comes back. Give text."
        )
    return text
