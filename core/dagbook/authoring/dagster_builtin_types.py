"""The types that Python's own stand for: scalars, and lists, dicts and the like of others."""

from collections.abc import Callable, Sequence
from typing import Any, Optional

from dagbook.authoring.dagster_type import (
    PASSED,
    DagsterType,
    DagsterTypeKind,
    PythonObjectDagsterType,
    TypeCheck,
)
from dagbook.errors import DagsterInvalidDefinitionError


def _of_class(wanted: type, words: str) -> Callable[[Any, Any], TypeCheck]:
    """Return the check that a value is of the class *wanted*, *words* to people."""

    def check(_context: Any, value: object) -> TypeCheck:
        if isinstance(value, wanted):
            return PASSED
        kind = type(value).__name__
        return TypeCheck(
            success=False,
            description=f'Value "{value}" of python type "{kind}" must be a {words}.',
        )

    return check


def _scalar(name: str, python_type: type, words: str) -> DagsterType:
    """Return the type of a scalar."""
    check = _of_class(python_type, words)
    kind = DagsterTypeKind.SCALAR
    return DagsterType(check, name, name, is_builtin=True, kind=kind, typing_type=python_type)


def _nothing(_context: Any, value: object) -> TypeCheck:
    """Return whether *value* is no value."""
    if value is None:
        return PASSED
    return TypeCheck(success=False, description=f"Value must be None or unset, got a {type(value)}")


ANY = DagsterType(
    lambda _context, _value: PASSED, "Any", "Any", is_builtin=True, kind=DagsterTypeKind.ANY
)
NOTHING = DagsterType(
    _nothing,
    "Nothing",
    "Nothing",
    is_builtin=True,
    kind=DagsterTypeKind.NOTHING,
    typing_type=type(None),
)
INT = _scalar("Int", int, "int")
FLOAT = _scalar("Float", float, "float")
STRING = _scalar("String", str, "string")
BOOL = _scalar("Bool", bool, "bool")
ANY_DICT = PythonObjectDagsterType(dict, "PythonDict")
ANY_SET = PythonObjectDagsterType(set, "PythonSet")
ANY_TUPLE = PythonObjectDagsterType(tuple, "PythonTuple")


class _Compound(DagsterType):
    """A type made of others."""

    def __init__(
        self,
        key: str,
        shown: str,
        inner: Sequence[DagsterType],
        kind: DagsterTypeKind,
        typing_type: Any,
    ) -> None:
        for each in inner:
            if each.is_nothing and kind is not DagsterTypeKind.REGULAR:
                raise DagsterInvalidDefinitionError(
                    "Type Nothing can not be wrapped in List or Optional"
                )
        self._shown = shown
        self._inner = tuple(inner)
        super().__init__(self._check, key, kind=kind, typing_type=typing_type)

    def _check(self, context: Any, value: Any) -> TypeCheck:
        """Return what the type says of *value*; of each kind of its own."""
        raise NotImplementedError

    @property
    def display_name(self) -> str:
        """Made of the names of those it is made of."""
        return self._shown

    @property
    def inner_types(self) -> Sequence[DagsterType]:
        """The types that it is made of, and theirs."""
        return [one for each in self._inner for one in (each, *each.inner_types)]


class ListType(_Compound):
    """A list whose members are all of one type."""

    def __init__(self, inner: DagsterType) -> None:
        super().__init__(
            f"List.{inner.key}",
            f"[{inner.display_name}]",
            (inner,),
            DagsterTypeKind.LIST,
            list[inner.typing_type],  # type: ignore[name-defined]  # known when it runs
        )

    def _check(self, context: Any, value: Any) -> TypeCheck:
        """Return whether *value* is a list of such members."""
        (inner,) = self._inner
        found = _LIST(context, value)
        # What is of every type need not be looked at one by one.
        return _first_failed(context, found, () if inner.is_any else ((inner, value),))


_LIST = _of_class(list, "list")


def _first_failed(
    context: Any, found: TypeCheck, members: Sequence[tuple[DagsterType, Any]]
) -> TypeCheck:
    """Return *found*, if it failed, else the first check of *members* that does, else *found*."""
    if not found.success:
        return found
    for inner, values in members:
        for each in values:
            one = inner.type_check(context, each)
            if not one.success:
                return one
    return found


class OptionalType(_Compound):
    """None, or a value of one type."""

    def __init__(self, inner: DagsterType) -> None:
        super().__init__(
            f"Optional.{inner.key}",
            f"{inner.display_name}?",
            (inner,),
            DagsterTypeKind.NULLABLE,
            Optional[inner.typing_type],  # noqa: UP045 - made of what was given
        )

    def _check(self, context: Any, value: Any) -> TypeCheck:
        """Return whether *value* is None or of the type."""
        return PASSED if value is None else self._inner[0].type_check(context, value)


class DictType(_Compound):
    """A dict whose keys are all of one type, and its values of another."""

    def __init__(self, key_type: DagsterType, value_type: DagsterType) -> None:
        self.key_type = key_type
        self.value_type = value_type
        super().__init__(
            f"TypedPythonDict.{key_type.key}.{value_type.key}",
            f"Dict[{key_type.display_name},{value_type.display_name}]",
            (key_type, value_type),
            DagsterTypeKind.REGULAR,
            dict[key_type.typing_type, value_type.typing_type],  # type: ignore[name-defined]  # so
        )

    def _check(self, context: Any, value: Any) -> TypeCheck:
        """Return whether *value* is a dict of such keys and values."""
        if not isinstance(value, dict):
            return TypeCheck(
                success=False, description=f"Value should be a dict, got a {type(value)}"
            )
        for key, each in value.items():
            for inner, one in zip(self._inner, (key, each), strict=True):
                found = inner.type_check(context, one)
                if not found.success:
                    return found
        return PASSED


class SetType(_Compound):
    """A set whose members are all of one type."""

    def __init__(self, item_type: DagsterType) -> None:
        super().__init__(
            f"TypedPythonSet.{item_type.key}",
            f"Set[{item_type.display_name}]",
            (item_type,),
            DagsterTypeKind.REGULAR,
            set[item_type.typing_type],  # type: ignore[name-defined]  # known when it runs
        )

    def _check(self, context: Any, value: Any) -> TypeCheck:
        """Return whether *value* is a set of such members."""
        if not isinstance(value, set):
            return TypeCheck(
                success=False, description=f"Value should be a set, got a{type(value)}"
            )
        return _first_failed(context, PASSED, ((self._inner[0], value),))


class TupleType(_Compound):
    """A tuple with a type for each place."""

    def __init__(self, places: Sequence[DagsterType]) -> None:
        self.places = tuple(places)
        super().__init__(
            "TypedPythonTuple" + ".".join(each.key for each in places),
            f"Tuple[{','.join(each.display_name for each in places)}]",
            places,
            DagsterTypeKind.REGULAR,
            tuple[tuple(each.typing_type for each in places)],  # type: ignore[misc]  # so
        )

    def _check(self, context: Any, value: Any) -> TypeCheck:
        """Return whether *value* is a tuple of such members."""
        if not isinstance(value, tuple):
            return TypeCheck(
                success=False, description=f"Value should be a tuple, got a {type(value)}"
            )
        if len(value) != len(self._inner):
            return TypeCheck(
                success=False,
                description=f"Tuple with key {self.key} requires {len(self._inner)} entries, "
                f"received {len(value)} values",
            )
        members = [(inner, (each,)) for inner, each in zip(self._inner, value, strict=True)]
        return _first_failed(context, PASSED, members)
