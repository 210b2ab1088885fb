"""Which attributes an object really has, whatever it answers when it is asked."""

import inspect
from typing import Any

_NONE = object()
_PLAIN: tuple[Any, ...] = (object.__getattribute__, type.__getattribute__)
"""What looks attributes up where nothing else was written down."""


def real_attribute(value: Any, name: str, default: Any = None) -> Any:
    """Return the attribute *name* that *value* or its class has; else *default*.

    A mock has every attribute that it is asked for, and a proxy those of another object. What is
    found here was written down somewhere.

    Args:
        value: The object.
        name: The attribute.
        default: For an object without it.

    Example:
        >>> from unittest.mock import Mock
        >>> real_attribute("text", "upper")()
        'TEXT'
        >>> real_attribute(Mock(), "upper") is None
        True
    """
    kind = type(value)
    if kind.__getattribute__ in _PLAIN and (
        not hasattr(kind, "__getattr__") or (hasattr(kind, name) and not isinstance(value, type))
    ):
        # Nearly everything; looking without asking takes thirty times as long.
        return getattr(value, name, default)
    if inspect.getattr_static(value, name, _NONE) is _NONE:
        return default
    return getattr(value, name, default)
