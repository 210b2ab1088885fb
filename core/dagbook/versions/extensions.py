"""The user's own methods on classes of packages: accessors, namespaces, and what is set on them.

``frame.geo`` and ``frame.total()`` name nothing that a function's globals tell; what they find are
members of the package's own classes.
"""

import sys
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from dagbook.versions.packages import is_followed, origin_of

EXTENDED: dict[str, tuple[str, ...]] = {
    "pandas": ("DataFrame", "Series", "Index"),
    "polars": ("DataFrame", "LazyFrame", "Series", "Expr"),
}
"""The classes that people add methods to, by their module."""

_INSIDE = ("_accessor", "_ns")
"""Where an accessor of pandas, and a namespace of Polars, has the user's class."""


def extensions(code: CodeType) -> Iterator[tuple[type, str, Any, FunctionType | type]]:
    """Yield the user's own members of packages' classes that *code* may use.

    Args:
        code: What names them as attributes.

    Yields:
        The class, the name, what the class has there, and the function or class of the user's.
    """
    classes = [
        cls
        for module, names in EXTENDED.items()
        if module in sys.modules
        for cls in map(vars(sys.modules[module]).get, names)
        if isinstance(cls, type)
    ]
    for name in dict.fromkeys(_names(code)) if classes else ():
        for cls in classes:
            value = vars(cls).get(name)
            own = None if value is None else _own(value)
            if own is not None:
                yield cls, name, value, own


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names in *code* and in the code inside it, attributes among them."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)


def _own(value: Any) -> FunctionType | type | None:
    """Return the user's function or class that a member is, None of the package's own."""
    if isinstance(value, property):
        value = value.fget
    if isinstance(value, FunctionType):
        own = origin_of(str(value.__globals__.get("__name__"))) == "local"
        return value if own else None
    for name in _INSIDE:
        inside = getattr(value, name, None)
        if isinstance(inside, type):
            return inside if is_followed(inside) else None
    return None
