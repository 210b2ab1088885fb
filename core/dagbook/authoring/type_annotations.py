"""From annotations, and what users give as ``dagster_type``, to types; as Dagster reads them."""

import collections.abc
import typing
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, overload

from dagbook.authoring.dagster_builtin_types import (
    ANY,
    ANY_DICT,
    ANY_SET,
    ANY_TUPLE,
    BOOL,
    FLOAT,
    INT,
    NOTHING,
    STRING,
    DictType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
)
from dagbook.authoring.dagster_type import (
    DagsterType,
    PythonObjectDagsterType,
    TypeCheck,
    TypeCheckContext,
    TypeHintInferredDagsterType,
)
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.foundation.parameters import check_parameter
from dagbook.model.dynamic_output import DynamicOutput
from dagbook.model.failures import Failure
from dagbook.model.results import MaterializeResult, Output

C = TypeVar("C", bound=type)

_ANY_LIST = ListType(ANY)
_PLAIN: dict[Any, DagsterType] = {
    None: ANY,
    Any: ANY,
    type(None): NOTHING,
    int: INT,
    float: FLOAT,
    str: STRING,
    bool: BOOL,
    list: _ANY_LIST,
    dict: ANY_DICT,
    set: ANY_SET,
    tuple: ANY_TUPLE,
    # The bare forms of typing are what their builtins are, and its abstract ones too.
    typing.List: _ANY_LIST,  # noqa: UP006 - users write it
    typing.Sequence: _ANY_LIST,
    typing.Dict: ANY_DICT,  # noqa: UP006 - users write it
    typing.Mapping: ANY_DICT,
    typing.Set: ANY_SET,  # noqa: UP006 - users write it
    typing.Tuple: ANY_TUPLE,  # noqa: UP006 - users write it
}
_registered: dict[type, DagsterType] = {}


def resolve_dagster_type(annotation: Any) -> DagsterType:
    """Return the type that *annotation* stands for.

    Raises:
        DagsterInvalidDefinitionError: It stands for none, as a union does.

    >>> resolve_dagster_type(list[int]).display_name
    '[Int]'
    """
    if isinstance(annotation, DagsterType):
        return annotation
    try:
        found = _PLAIN.get(annotation)
    except TypeError:
        more = ", which isn't hashable. Did you pass an instance of a type instead of the type?"
        raise _no_type(annotation, more) from None
    if found is not None:
        return found
    origin = get_origin(annotation)
    if origin is None:
        if annotation in (Output, MaterializeResult):
            return ANY
        if isinstance(annotation, type) and annotation is not DynamicOutput:
            return _of_class(annotation)
    else:
        compound = _COMPOUND.get(origin)
        if compound is not None:
            return compound(annotation)
    raise _no_type(annotation)


def _no_type(annotation: Any, more: str = ".") -> DagsterInvalidDefinitionError:
    """Return the error for an annotation that stands for no type."""
    return DagsterInvalidDefinitionError(
        "Invalid type: dagster_type must be an instance of DagsterType or a Python type: got "
        f"{annotation}{more}"
    )


def _of_class(python_type: type) -> DagsterType:
    """Return the type that is registered for a class, or one that checks for its instances."""
    found = _registered.get(python_type)
    if found is None:
        found = _registered[python_type] = TypeHintInferredDagsterType(python_type)
    return found


def _list(annotation: Any) -> DagsterType:
    """Return the type of a list; of dynamic outputs, that of each value."""
    (inner,) = get_args(annotation)
    if inner is DynamicOutput:
        return ANY
    if get_origin(inner) is DynamicOutput:
        return resolve_dagster_type(get_args(inner)[0])
    return ListType(resolve_dagster_type(inner))


def _union(annotation: Any) -> DagsterType:
    """Return the type of an optional value; other unions have none."""
    args = get_args(annotation)
    if len(args) == 2 and args[1] is type(None):  # noqa: PLR2004 - a type and None
        return OptionalType(resolve_dagster_type(args[0]))
    if len(args) == 2 and args[0] is type(None):  # noqa: PLR2004 - None and a type
        return OptionalType(resolve_dagster_type(args[1]))
    raise _no_type(annotation)


def _first(annotation: Any) -> DagsterType:
    """Return the type of the value in an `Output` or `MaterializeResult`."""
    return resolve_dagster_type(get_args(annotation)[0])


def _each(annotation: Any) -> list[DagsterType]:
    """Return the types of all arguments."""
    return [resolve_dagster_type(each) for each in get_args(annotation)]


def _tuple(annotation: Any) -> DagsterType:
    """Return the type of a tuple with a type for each place."""
    places = _each(annotation)
    if not places:
        raise _no_type(annotation)
    return TupleType(places)


_COMPOUND: Mapping[Any, Callable[[Any], DagsterType]] = {
    list: _list,
    collections.abc.Sequence: lambda each: ListType(_first(each)),
    dict: lambda each: DictType(*_each(each)),
    collections.abc.Mapping: lambda each: DictType(*_each(each)),
    set: lambda each: SetType(_first(each)),
    tuple: _tuple,
    Union: _union,
    UnionType: _union,
    Output: _first,
    MaterializeResult: _first,
}


def make_python_type_usable_as_dagster_type(python_type: type, dagster_type: DagsterType) -> None:
    """Have *python_type*, where it is an annotation, mean *dagster_type*.

    Args:
        python_type: A class; each can be given a type once.
        dagster_type: What checks its values.

    Raises:
        DagsterInvalidDefinitionError: The class has another type already, or was used as an
            annotation before.
        ParameterCheckError: An argument is not what it has to be.

    Example:
        >>> class Rows(list): ...
        >>> few = DagsterType(lambda _context, rows: len(rows) < 3, name="FewRows")
        >>> make_python_type_usable_as_dagster_type(Rows, few)
        >>> resolve_dagster_type(Rows).display_name
        'FewRows'
    """
    if not isinstance(python_type, type):
        raise ParameterCheckError(
            f'Param "python_type" is not a type. Got {python_type!r} of type {type(python_type)}.'
        )
    if not isinstance(dagster_type, DagsterType):
        raise ParameterCheckError(
            f'Param "dagster_type" is not a DagsterType. Got {dagster_type!r} of type '
            f"{type(dagster_type)}."
        )
    before = _registered.setdefault(python_type, dagster_type)
    if before is dagster_type:
        return
    raise DagsterInvalidDefinitionError(
        f"A Dagster type has already been registered for the Python type {python_type}. "
        + (
            "It was used as an annotation before; call make_python_type_usable_as_dagster_type "
            "before that."
            if isinstance(before, TypeHintInferredDagsterType)
            else "make_python_type_usable_as_dagster_type can only be called once on a class."
        )
    )


@overload
def usable_as_dagster_type(name: C) -> C: ...
@overload
def usable_as_dagster_type(
    name: str | None = None, description: str | None = None, loader: Any = None
) -> Callable[[C], C]: ...
def usable_as_dagster_type(
    name: Any = None, description: str | None = None, loader: Any = None
) -> Any:
    """Have a class be a type of Dagster's, with a name and description of its own.

    Args:
        name: The class's by default.
        description: In Markdown.
        loader: Makes a value of the run's config; what `dagster_type_loader` returns.

    Example:
        >>> @usable_as_dagster_type(name="Table")
        ... class Rows(list): ...
        >>> resolve_dagster_type(Rows).display_name
        'Table'
    """
    if not isinstance(name, type):
        check_parameter("usable_as_dagster_type", "name", name, str)

    def decorate(cls: C) -> C:
        own = name if isinstance(name, str) else cls.__name__
        made = PythonObjectDagsterType(cls, name=own, description=description, loader=loader)
        make_python_type_usable_as_dagster_type(cls, made)
        return cls

    return decorate(name) if isinstance(name, type) else decorate


def check_dagster_type(dagster_type: Any, value: Any) -> TypeCheck:
    """Return what a type says of *value*, as a unit test asks.

    Args:
        dagster_type: A `DagsterType`, or a Python class.
        value: What is checked.

    Raises:
        DagsterInvariantViolationError: A form of Python's typing module was given.
        DagsterInvalidDefinitionError: What was given is no type.

    Example:
        >>> check_dagster_type(int, "one").description
        'Value "one" of python type "str" must be a int.'
    """
    args = get_args(dagster_type)
    optional = len(args) == 2 and type(None) in args  # noqa: PLR2004 - a type and None
    if optional or (args and get_origin(dagster_type) in _TYPING) or dagster_type in _BARE:
        raise DagsterInvariantViolationError(
            f"Must pass in a type from dagster module. You passed {dagster_type} which is part of "
            "python's typing module."
        )
    context = TypeCheckContext("EPHEMERAL", None, None)
    try:
        return resolve_dagster_type(dagster_type).type_check(context, value)
    except Failure as failure:
        return TypeCheck(success=False, description=failure.description)


_TYPING = (list, dict, set, tuple, collections.abc.Sequence, collections.abc.Mapping)
_BARE = [each for each in _PLAIN if getattr(each, "__module__", "") == "typing" and each is not Any]
