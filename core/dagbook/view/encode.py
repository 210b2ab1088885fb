"""View values as what JSON can say: dataclasses become dicts, tuples become lists."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

_PLAIN = frozenset({str, int, float, bool, type(None)})


def to_json(value: Any) -> Any:
    """Return *value* made only of dicts, lists, strings, numbers, booleans and None.

    Args:
        value: A view value: a dataclass, a mapping with string keys, a tuple or list, or a plain
            value. Field names stay as they are.

    Raises:
        TypeError: *value* holds something else; the panel's messages are view values only.

    Example:
        >>> from dagbook.view.graph_view import StatusBadge
        >>> badge = to_json({"orders": StatusBadge("fresh", "fresh", materialized=((0, 3),))})
        >>> badge["orders"]["state"], badge["orders"]["materialized"]
        ('fresh', [[0, 3]])
    """
    kind: type = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [to_json(item) for item in value]
    if isinstance(value, str):
        # A key of several dimensions is a string that knows more.
        return str(value)
    if isinstance(value, Mapping):
        return {_text_key(key): to_json(item) for key, item in value.items()}
    return {name: to_json(getattr(value, name)) for name in _field_names(kind)}


def _text_key(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise TypeError(f"The key {key!r} of a message is a {type(key).__name__}, not a string.")


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    if not dataclasses.is_dataclass(kind):
        raise TypeError(
            f"A message holds a {kind.__name__}, which is no view value. "
            "Turn it into strings, numbers, tuples or a dataclass of these first."
        )
    return tuple(field.name for field in dataclasses.fields(kind))
