"""`definitions`: a function that makes `Definitions` when it is asked."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagbook.authoring.definitions import Definitions
from dagbook.errors import DagsterInvariantViolationError


@dataclass(frozen=True, slots=True)
class LazyDefinitions:
    """A function that makes `Definitions`; what `definitions` returns.

    Args:
        load_fn: The function.
        has_context_arg: Whether it takes a context.
    """

    load_fn: Callable[..., Any]
    has_context_arg: bool

    def __call__(self, context: Any = None) -> Definitions:
        """Return what the function makes.

        Args:
            context: What the function takes, if it takes one.

        Raises:
            DagsterInvariantViolationError: It takes a context and none was given, or it made
                something else.
        """
        if self.has_context_arg and context is None:
            raise DagsterInvariantViolationError(
                f"{_name(self.load_fn)} requires a ComponentLoadContext but none was provided. "
                "Let it take no parameter, or call it with one."
            )
        made = self.load_fn(context) if self.has_context_arg else self.load_fn()
        if not isinstance(made, Definitions):
            raise DagsterInvariantViolationError(
                f"{_name(self.load_fn)} must return a Definitions object; got {made!r} of type "
                f"{type(made).__name__}."
            )
        return made


def definitions(fn: Callable[..., Definitions]) -> LazyDefinitions:
    """Mark a function as one that makes `Definitions`.

    Args:
        fn: Takes nothing, or one context.

    Raises:
        DagsterInvariantViolationError: It takes other parameters.

    Example:
        >>> @definitions
        ... def defs():
        ...     return Definitions(resources={"limit": 3})
        >>> defs().resources
        {'limit': 3}
    """
    parameters = list(inspect.signature(fn).parameters.values())
    annotation = parameters[0].annotation if parameters else None
    takes_context = getattr(annotation, "__name__", annotation) == "ComponentLoadContext"
    if len(parameters) > 1 or (parameters and not takes_context):
        raise DagsterInvariantViolationError(
            f"{_name(fn)} must accept either no parameters or exactly one ComponentLoadContext "
            f"parameter; it takes {', '.join(each.name for each in parameters)}."
        )
    return LazyDefinitions(fn, bool(parameters))


def _name(fn: Callable[..., Any]) -> str:
    """Return what *fn* is called."""
    return getattr(fn, "__name__", repr(fn))
