"""`DagsterType`: what a value has to be, checked as it goes in or out of a step."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Union

from dagbook.authoring.type_loaders import DagsterTypeLoader, check_loader
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.foundation.parameters import TEXT, check_given, check_set, of_type
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata


@dataclass(frozen=True, slots=True)
class TypeCheck:
    """What a type says of a value.

    Args:
        success: Whether the value is of the type.
        description: Why it is not, or what else there is to say.
        metadata: Of the check; plain values get the kind of their type.

    Example:
        >>> TypeCheck(success=True, metadata={"rows": 3}).metadata
        {'rows': IntMetadataValue(value=3)}
    """

    success: bool
    description: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.success, bool):
            raise ParameterCheckError(
                f'Param "success" of TypeCheck is not a bool. Got {self.success!r} which is type '
                f"{type(self.success).__name__}. Write success=bool(...)."
            )
        if self.description is not None and not isinstance(self.description, str):
            raise ParameterCheckError(
                f'Param "description" of TypeCheck is not a str. Got {self.description!r} which is '
                f"type {type(self.description).__name__}."
            )
        object.__setattr__(self, "metadata", normalize_metadata(self.metadata))


PASSED = TypeCheck(success=True)
"""What most checks say."""


class TypeCheckContext:
    """What a type's check is told: the run, its logger, the resources the type requires.

    Args:
        run_id: The run's id.
        log: The run's logger.
        resources: The resources that the type requires, by attribute.
    """

    __slots__ = ("log", "resources", "run_id")

    def __init__(self, run_id: str, log: Any, resources: Any) -> None:
        self.run_id = run_id
        self.log = log
        self.resources = resources


class DagsterTypeKind(Enum):
    """The kinds of types, with Dagster's values."""

    ANY = "ANY"
    SCALAR = "SCALAR"
    LIST = "LIST"
    NOTHING = "NOTHING"
    NULLABLE = "NULLABLE"
    REGULAR = "REGULAR"


_RULES = {
    "name": TEXT,
    "key": TEXT,
    "description": TEXT,
    "required_resource_keys": check_set,
    "kind": of_type(DagsterTypeKind),
}
TypeCheckFn = Callable[[Any, Any], TypeCheck | bool]


class DagsterType:
    """A type with a check of the user's.

    Args:
        type_check_fn: Called with a `TypeCheckContext` and the value; returns a `TypeCheck`, or
            whether the value is of the type.
        key: Names the type; the name by default.
        name: Shown to people; unique.
        is_builtin: Accepted as Dagster's programs pass it.
        description: In Markdown.
        loader: Makes a value, for an input that nothing is connected to, of the run's config; what
            `dagster_type_loader` returns.
        required_resource_keys: Resources that the check uses.
        kind: What kind of type it is.
        typing_type: The Python type it stands for.
        metadata: Of the type.

    Raises:
        CheckError: Neither key nor name.
        ParameterCheckError: The check is no function.
        DagsterInvalidDefinitionError: The check does not take two arguments.

    Example:
        >>> positive = DagsterType(lambda _context, value: value > 0, name="Positive")
        >>> positive.type_check(None, -1).success
        False
    """

    def __init__(
        self,
        type_check_fn: TypeCheckFn,
        key: str | None = None,
        name: str | None = None,
        is_builtin: bool = False,
        description: str | None = None,
        loader: Any = None,
        required_resource_keys: AbstractSet[str] | None = None,
        kind: DagsterTypeKind = DagsterTypeKind.REGULAR,
        typing_type: Any = Any,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        check_given("DagsterType", _RULES, locals())
        if name is None and key is None:
            raise CheckError("A DagsterType has a key or a name; got neither. Give it a name.")
        self.key = key or name or ""
        self._name = name
        _check_function(type_check_fn, self.key)
        self._type_check_fn = type_check_fn
        self.is_builtin = is_builtin
        self.description = description
        check_loader(loader, self.key)
        self.loader: DagsterTypeLoader | None = loader
        self.required_resource_keys: frozenset[str] = frozenset(required_resource_keys or ())
        self.kind = kind
        self.typing_type = typing_type
        self.metadata: Mapping[str, MetadataValue] = normalize_metadata(metadata)

    def type_check(self, context: Any, value: object) -> TypeCheck:
        """Return what the type says of *value*.

        Raises:
            DagsterInvariantViolationError: Its function returned neither a `TypeCheck` nor a bool.
        """
        found = self._type_check_fn(context, value)
        if isinstance(found, TypeCheck):
            return found
        if not isinstance(found, bool):
            raise DagsterInvariantViolationError(
                f"You have returned {found!r} of type {type(found)} from the type check function "
                f'of type "{self.key}". Return value must be instance of TypeCheck or a bool.'
            )
        return PASSED if found else TypeCheck(success=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DagsterType) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.display_name})"

    @property
    def display_name(self) -> str:
        """What people read: its name, or its key."""
        return self._name or self.key

    @property
    def unique_name(self) -> str:
        """Its name.

        Raises:
            CheckError: It has none, as types made of others.
        """
        if self._name is None:
            raise CheckError(f"unique_name requested but is None for type {self.display_name}")
        return self._name

    @property
    def has_unique_name(self) -> bool:
        """Whether it has a name of its own."""
        return self._name is not None

    @property
    def inner_types(self) -> Sequence["DagsterType"]:
        """The types that it is made of."""
        return ()

    @property
    def is_nothing(self) -> bool:
        """Whether it says that there is no value."""
        return self.kind is DagsterTypeKind.NOTHING

    @property
    def is_any(self) -> bool:
        """Whether every value is of it."""
        return self.kind is DagsterTypeKind.ANY


def _check_function(fn: Any, name: str) -> None:
    """Raise unless *fn*, the check of the type *name*, takes a context and a value."""
    if not callable(fn):
        raise ParameterCheckError(
            f'Param "type_check_fn" is not callable: the type {name} got {fn!r} of type '
            f"{type(fn).__name__}. Give a function of a context and a value."
        )
    count = len(inspect.signature(fn).parameters)
    if count != 2:  # noqa: PLR2004 - context and value
        raise DagsterInvalidDefinitionError(
            f'type_check_fn argument on type "{name}" must take 2 arguments, received {count}. '
            "It takes a context and the value."
        )


def instance_check(
    python_type: type | tuple[type, ...], name: str, expected: str
) -> Callable[[Any, Any], TypeCheck]:
    """Return the check that a value is an instance of *python_type*.

    Args:
        python_type: One or several.
        name: Of the type that checks.
        expected: The Python type in words.
    """

    def check(_context: Any, value: object) -> TypeCheck:
        if isinstance(value, python_type):
            return PASSED
        return TypeCheck(
            success=False,
            description=f"Value of type {type(value)} failed type check for Dagster type {name}, "
            f"expected value to be of Python type {expected}.",
        )

    return check


class PythonObjectDagsterType(DagsterType):
    """A type whose check is ``isinstance``.

    Args:
        python_type: A class, or a tuple of several of which a value has to be one.
        key: Names the type; the name by default.
        name: The class's by default.
        **more: As of `DagsterType`.

    Example:
        >>> number = PythonObjectDagsterType((int, float))
        >>> number.display_name, number.type_check(None, "one").success
        ('Union[int, float]', False)
    """

    def __init__(
        self,
        python_type: type | tuple[type, ...],
        key: str | None = None,
        name: str | None = None,
        **more: Any,
    ) -> None:
        several = python_type if isinstance(python_type, tuple) else (python_type,)
        for each in several:
            if not isinstance(each, type):
                raise ParameterCheckError(
                    f'Param "python_type" must be a class. Got {each!r} of type {type(each)}.'
                )
        names = ", ".join(each.__name__ for each in several)
        self.python_type = python_type
        self.type_str = f"Union[{names}]" if isinstance(python_type, tuple) else names
        own = name or self.type_str
        super().__init__(
            instance_check(python_type, own, self.type_str),
            key or own,
            own,
            typing_type=Union[several],  # noqa: UP007 - made of what was given
            **more,
        )


class TypeHintInferredDagsterType(DagsterType):
    """The type of a class that stands in an annotation.

    Args:
        python_type: The class.
    """

    def __init__(self, python_type: type) -> None:
        qualified = f"{python_type.__module__}.{python_type.__name__}"
        self.python_type = python_type
        super().__init__(
            instance_check(python_type, python_type.__name__, qualified),
            f"_TypeHintInferred[{qualified}]",
            description=f"DagsterType created from a type hint for the Python type {qualified}",
            typing_type=python_type,
        )

    @property
    def display_name(self) -> str:
        """The class's name."""
        return self.python_type.__name__
