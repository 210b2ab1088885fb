"""What an input takes from the run's config when nothing is connected to it, by its type."""

import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import (
    Anything,
    Choice,
    ConfigType,
    Either,
    FieldOf,
    ListOf,
    MapOf,
    Maybe,
    Record,
    Scalar,
)
from dagbook.authoring.dagster_builtin_types import (
    ANY_DICT,
    BOOL,
    FLOAT,
    INT,
    STRING,
    DictType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
)
from dagbook.authoring.dagster_type import DagsterType

_SCALARS: Mapping[DagsterType, Scalar] = {
    INT: Scalar("Int", from_env=False),
    FLOAT: Scalar("Float", from_env=False),
    STRING: Scalar("String", from_env=False),
    BOOL: Scalar("Bool", from_env=False),
}
_PATH = FieldOf(Record({"path": FieldOf(Scalar("String", from_env=False))}))


Load = Callable[[Any, Any], Any]
"""Makes the value of a context and of what the config says."""


@dataclass(frozen=True, slots=True)
class InputConfig:
    """How an input is given in the run's config.

    Args:
        type: What may be written there.
        load: Makes the value of it, and of the context of a loader.
        required_resource_keys: The resources that it uses.
    """

    type: ConfigType
    load: Load
    required_resource_keys: frozenset[str] = frozenset()


def input_config(wanted: DagsterType | None) -> InputConfig | None:
    """Return how an input of the type *wanted* is given in config; None where it cannot be.

    Args:
        wanted: The type, or None for any value.

    >>> from dagbook.authoring.dagster_builtin_types import ANY_SET, INT
    >>> input_config(INT).load(None, 3), input_config(ANY_SET)
    (3, None)
    """
    if wanted is None or wanted.is_any:
        return InputConfig(_written(Anything()), _read)
    loader = wanted.loader
    if loader is not None:
        return InputConfig(
            as_field(loader.schema_type).type,
            loader.construct_from_config_value,
            frozenset(loader.required_resource_keys()),
        )
    if wanted in _SCALARS:
        scalar = _SCALARS[wanted]
        # A scalar stands for itself; a dict says where the value is.
        return InputConfig(Either(scalar, _written(scalar)), _read)
    if wanted is ANY_DICT:
        return InputConfig(Record({}, permissive=True), lambda _, given: given)
    return _of_parts(wanted)


def _of_parts(wanted: DagsterType) -> InputConfig | None:
    """Return how a value of *wanted*, a type made of others, is given: as its parts are."""
    members = _members(wanted)
    inner = [found for each in members if (found := input_config(each)) is not None]
    if not members or len(inner) < len(members):
        return None
    keys = frozenset(key for each in inner for key in each.required_resource_keys)
    kind = _KINDS[type(wanted)]
    load = kind.load_of([each.load for each in inner])
    return InputConfig(kind.type_of(inner[0].type), load, keys)


def _members(wanted: DagsterType) -> Sequence[DagsterType]:
    """Return the types of the parts that are written; none where they cannot be."""
    if isinstance(wanted, DictType):
        return (wanted.value_type,) if wanted.key_type == STRING else ()
    if isinstance(wanted, TupleType):
        return wanted.places
    return wanted.inner_types[:1] if isinstance(wanted, (OptionalType, ListType, SetType)) else ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """How values made of parts are written and loaded, given how the parts are."""

    type_of: Callable[[ConfigType], ConfigType]
    load_of: Callable[[Sequence[Load]], Load]


def _unless_none(parts: Sequence[Load]) -> Load:
    """Return what loads a value, and leaves None alone."""
    return lambda context, given: None if given is None else parts[0](context, given)


def _each(parts: Sequence[Load]) -> Load:
    """Return what loads each of a list."""
    return lambda context, given: [parts[0](context, each) for each in given]


def _set_of(parts: Sequence[Load]) -> Load:
    """Return what loads the members of a set."""
    return lambda context, given: {parts[0](context, each) for each in given}


def _values(parts: Sequence[Load]) -> Load:
    """Return what loads the values of a dict."""
    return lambda context, given: {key: parts[0](context, each) for key, each in given.items()}


def _places(parts: Sequence[Load]) -> Load:
    """Return what loads the places of a tuple, one by one."""

    # One that is too long is told by the check of the type.
    def load(context: Any, given: Any) -> tuple[Any, ...]:
        known = (part(context, each) for part, each in zip(parts, given, strict=False))
        return (*known, *given[len(parts) :])

    return load


_KINDS: Mapping[type, _Kind] = {
    OptionalType: _Kind(Maybe, _unless_none),
    ListType: _Kind(ListOf, _each),
    SetType: _Kind(ListOf, _set_of),
    DictType: _Kind(lambda inner: MapOf(_SCALARS[STRING], inner), _values),
    TupleType: _Kind(lambda _: ListOf(Anything()), _places),
}


def _written(value: ConfigType) -> Choice:
    """Return the ways to write a value that is no scalar."""
    return Choice({"value": FieldOf(value), "json": _PATH, "pickle": _PATH})


def _read(_: Any, given: Any) -> Any:
    """Return the value that is written as *given*."""
    if not isinstance(given, Mapping):
        return given
    ((kind, said),) = given.items()
    if kind == "value":
        return said
    content = Path(said["path"]).read_bytes()
    # As in Dagster a file of JSON holds a dict with the value.
    return json.loads(content)["value"] if kind == "json" else pickle.loads(content)  # noqa: S301 - the user names the file
