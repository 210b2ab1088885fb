"""What pydantic refuses of config and resources, told with the values got; secrets are masked.

The classes hide values: what a run reads of the environment goes through them too. Only what a
user's own code gives is shown.
"""

import sys
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from dagbook.authoring.config_checks import MASKED, is_secret_name


def told_to_user(error: ValidationError, cls: type[BaseModel]) -> ValidationError:
    """Return *error*, of making a *cls*, as it is told to who made it.

    To be called by the ``__init__`` of *cls*: where user code called that, values are shown.
    """
    caller = sys._getframe(2).f_globals.get("__name__", "")  # noqa: SLF001 - the only way to a caller
    return error if caller.startswith("dagbook.") else with_values(error, cls)


def with_values(error: ValidationError, cls: type[BaseModel]) -> ValidationError:
    """Return *error* with the value got of each field of *cls* that is no secret."""
    fields = cls.model_fields.items()
    secrets = {name for name, info in fields if _says_secret(info.json_schema_extra)}
    lines: list[Any] = [
        {
            "type": each["type"],
            "loc": each["loc"],
            "input": _shown(each["loc"], each["type"], each["input"], secrets),
            "ctx": each.get("ctx", {}),
        }
        for each in error.errors(include_url=False)
    ]
    try:
        return ValidationError.from_exception_data(error.title, lines, hide_input=False)
    except KeyError:
        # An error of a user's own kind cannot be made again.
        return error


def _shown(loc: tuple[int | str, ...], kind: str, value: Any, secrets: set[str]) -> Any:
    """Return what is shown of *value*, got at *loc*."""
    if kind == "missing":
        return None
    if not loc:
        # A validator of the whole: what it got are all the fields.
        return sorted(value) if isinstance(value, Mapping) else type(value).__name__
    if loc[0] in secrets or any(is_secret_name(str(each)) for each in loc):
        return MASKED
    return _masked(value)


def _masked(value: Any) -> Any:
    """Return *value* with what is secret in it masked."""
    if isinstance(value, Mapping):
        return {
            key: MASKED if is_secret_name(str(key)) else _masked(each)
            for key, each in value.items()
        }
    return [_masked(each) for each in value] if isinstance(value, (list, tuple)) else value


def _says_secret(extra: Any) -> bool:
    """Return whether what else is said of a field is that it is a secret."""
    return isinstance(extra, Mapping) and bool(extra.get("dagster__is_secret"))
