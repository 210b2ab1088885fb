"""`quick`: dataclasses that are made for every step of a run, frozen for the type checker alone."""

from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def quick(cls: type[T]) -> type[T]:
    """Return *cls* as a dataclass with slots whose fields the type checker lets nobody set.

    A frozen dataclass of a dozen fields takes seven times as long to make: each field goes through
    ``object.__setattr__``.

    >>> @quick
    ... class Row:
    ...     at: float
    ...     seconds: float = 0.0
    >>> Row(1.0) == Row(1.0, 0.0), hash(Row(1.0)) == hash(Row(1.0))
    (True, True)
    """
    make: Any = dataclass(slots=True, unsafe_hash=True)
    return make(cls)  # type: ignore[no-any-return]  # a class of the same name
