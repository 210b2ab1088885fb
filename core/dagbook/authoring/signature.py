"""What a function's signature says: its context, its inputs, its resources."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import Any

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation import missing

CONTEXT_NAMES = frozenset({"context", "_context", "context_", "_"})
"""Names by which a first parameter is the context, as in Dagster."""

_MISSING: Any = missing.MISSING
_NONE: Mapping[str, Any] = {}

RESOURCE_MARK = "resource_param"
"""What `ResourceParam` adds to a type."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of an asset's function by their role.

    Args:
        context: Whether the first parameter takes the context.
        inputs: Names of the parameters that take values, in order.
        resources: Names of the parameters that take resources, in order.
        accepts_any: Whether there is a ``**kwargs``.
        returns: The return annotation, or `MISSING` where there is none.
        config: The annotation of the parameter ``config``, or None where there is none.
        annotations: Of the parameters that take values, where they have one that is known.
        context_class: The name of the class that the context is annotated with, or None.
    """

    context: bool
    inputs: tuple[str, ...]
    resources: tuple[str, ...]
    accepts_any: bool
    returns: Any
    config: Any = None
    annotations: Mapping[str, Any] = field(default_factory=dict)
    context_class: str | None = None

    @property
    def returns_nothing(self) -> bool:
        """Whether the function says that it returns None, so that nothing is to be stored."""
        return self.returns is None or self.returns is type(None)


MISSING = _MISSING


def read_signature(fn: Callable[..., Any]) -> Signature:
    """Return the roles of the parameters of *fn*.

    Annotations written as text, as under ``from __future__ import annotations``, are resolved in
    the function's globals and closure; one that cannot be resolved counts as absent.

    Raises:
        DagsterInvalidDefinitionError: *fn* has ``*args``, or a context that is not first, or is
            annotated as something else.

    >>> def orders(context, raw_orders): ...
    >>> read_signature(orders).inputs
    ('raw_orders',)
    """
    names, accepts_any = _parameter_names(fn)
    annotations = annotations_of(fn)
    has_context = bool(names) and (
        names[0] in CONTEXT_NAMES or _is_context(annotations.get(names[0]))
    )
    context_class = None
    if has_context:
        said = annotations.get(names[0], _MISSING)
        _check_context(fn, said)
        context_class = None if said is _MISSING else said.__name__
    rest = names[1:] if has_context else names
    config = None
    if "config" in rest:
        config = annotations.get("config", _MISSING)
        rest = [name for name in rest if name != "config"]
        if config is _MISSING:
            raise DagsterInvalidDefinitionError(
                f"{fn.__name__} has a parameter config without an annotation that is known. "
                "Annotate it with a subclass of Config."
            )
    resources = tuple(name for name in rest if is_resource_type(annotations.get(name)))
    inputs = tuple(name for name in rest if name not in resources) if resources else tuple(rest)
    if "context" in inputs:
        raise DagsterInvalidDefinitionError(
            f'{fn.__name__}: "context" is not a valid name of an input. '
            "Make context the first parameter."
        )
    returns = annotations.get("return", _MISSING)
    known = (
        {
            name: annotations[name]
            for name in inputs
            if annotations.get(name, _MISSING) is not _MISSING
        }
        if annotations
        else _NONE
    )
    return Signature(
        has_context, inputs, resources, accepts_any, returns, config, known, context_class
    )


def is_resource_type(annotation: Any) -> bool:
    """Return whether a parameter with *annotation* takes a resource."""
    # A mark and not issubclass: the resource classes load pydantic, which decorators must not.
    if getattr(annotation, "__dagbook_resource__", False) is True:
        return True
    return RESOURCE_MARK in getattr(annotation, "__metadata__", ())


def _is_context(annotation: Any) -> bool:
    """Return whether *annotation* is a class of contexts."""
    return getattr(annotation, "__dagbook_context__", False) is True


def _check_context(fn: Callable[..., Any], annotation: Any) -> None:
    """Raise if *annotation*, of the context of *fn*, is known and no class of contexts.

    Raises:
        DagsterInvalidDefinitionError: It is something else.
    """
    if annotation is _MISSING or _is_context(annotation):
        return
    raise DagsterInvalidDefinitionError(
        f"{fn.__name__}: Cannot annotate `context` parameter with type {annotation}. `context` "
        "must be annotated with AssetExecutionContext, AssetCheckExecutionContext, "
        "OpExecutionContext, or left blank."
    )


def _parameter_names(fn: Callable[..., Any]) -> tuple[list[str], bool]:
    """Return the names of the parameters of *fn* in order, and whether it takes any keyword."""
    code = getattr(fn, "__code__", None)
    # inspect.signature costs twenty times as much; wrapped functions need it.
    if isinstance(code, CodeType) and isinstance(fn, FunctionType) and not _is_wrapped(fn):
        count = code.co_argcount + code.co_kwonlyargcount
        if code.co_flags & inspect.CO_VARARGS:
            raise _varargs(fn.__name__, code.co_varnames[count])
        return list(code.co_varnames[:count]), bool(code.co_flags & inspect.CO_VARKEYWORDS)
    names: list[str] = []
    accepts_any = False
    for parameter in inspect.signature(fn).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            raise _varargs(getattr(fn, "__name__", repr(fn)), parameter.name)
        if parameter.kind is parameter.VAR_KEYWORD:
            accepts_any = True
        else:
            names.append(parameter.name)
    return names, accepts_any


def _is_wrapped(fn: FunctionType) -> bool:
    """Return whether another function's signature stands for that of *fn*."""
    # Asking for __dict__ would give every function one.
    return hasattr(fn, "__wrapped__") or hasattr(fn, "__signature__")


def _varargs(name: str, parameter: str) -> DagsterInvalidDefinitionError:
    """Return the error for a ``*args``."""
    return DagsterInvalidDefinitionError(
        f"{name} has a positional vararg parameter *{parameter}. Parameters of an asset are its "
        "inputs by name; name them, or use ins= with **kwargs."
    )


def annotations_of(fn: Callable[..., Any]) -> dict[str, Any]:
    """Return the annotations of *fn*, text resolved where it can be."""
    target = inspect.unwrap(fn) if hasattr(fn, "__wrapped__") else fn
    annotations = getattr(target, "__annotations__", None)
    if not annotations:
        return {}
    return {
        name: _resolve(annotation, target) if isinstance(annotation, str) else annotation
        for name, annotation in annotations.items()
    }


def _resolve(annotation: str, fn: Callable[..., Any]) -> Any:
    """Return what the text *annotation* names where *fn* was defined, or `MISSING`."""
    scope = dict(inspect.getclosurevars(fn).nonlocals) if inspect.isfunction(fn) else {}
    made: Any = annotation
    try:
        # Text that is quoted once more, as under ``from __future__ import annotations``, is text.
        while isinstance(made, str):
            made = eval(made, getattr(fn, "__globals__", {}), scope)  # noqa: S307 - the user's own annotation
    except Exception:  # noqa: BLE001 - an annotation may name what is defined later; then it says nothing yet
        return _MISSING
    return made
