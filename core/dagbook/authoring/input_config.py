"""What an input takes from the run's config when nothing is connected to it, by its type."""

import json
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagbook.authoring.config_types import (
    Anything,
    Choice,
    ConfigType,
    Either,
    FieldOf,
    ListOf,
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


@dataclass(frozen=True, slots=True)
class InputConfig:
    """How an input is given in the run's config.

    Args:
        type: What may be written there.
        load: Makes the value of it.
    """

    type: ConfigType
    load: Callable[[Any], Any]


def input_config(  # noqa: PLR0911 - one case for each type
    wanted: DagsterType | None,
) -> InputConfig | None:
    """Return how an input of the type *wanted* is given in config; None where it cannot be.

    Args:
        wanted: The type, or None for any value.

    >>> from dagbook.authoring.dagster_builtin_types import ANY_SET, INT
    >>> input_config(INT).load(3), input_config(ANY_SET)
    (3, None)
    """
    if wanted is None or wanted.is_any:
        return InputConfig(_written(Anything()), _read)
    loader = wanted.loader
    if loader is not None:
        field = getattr(loader, "config_field", None)
        return InputConfig(field.type if field is not None else Anything(), loader)
    if wanted in _SCALARS:
        scalar = _SCALARS[wanted]
        # A scalar stands for itself; a dict says where the value is.
        return InputConfig(Either(scalar, _written(scalar)), _read)
    if isinstance(wanted, OptionalType):
        inner = input_config(wanted.inner_types[0])
        return None if inner is None else InputConfig(Maybe(inner.type), _unless_none(inner.load))
    if isinstance(wanted, ListType):
        inner = input_config(wanted.inner_types[0])
        return None if inner is None else InputConfig(ListOf(inner.type), _each(inner.load))
    if wanted is ANY_DICT or isinstance(wanted, DictType):
        return InputConfig(Record({}, permissive=True), _same)
    return InputConfig(ListOf(Anything()), tuple) if isinstance(wanted, TupleType) else None


def _written(value: ConfigType) -> Choice:
    """Return the ways to write a value that is no scalar."""
    return Choice({"value": FieldOf(value), "json": _PATH, "pickle": _PATH})


def _read(given: Any) -> Any:
    """Return the value that is written as *given*."""
    if not isinstance(given, Mapping):
        return given
    ((kind, said),) = given.items()
    if kind == "value":
        return said
    content = Path(said["path"]).read_bytes()
    return json.loads(content) if kind == "json" else pickle.loads(content)  # noqa: S301 - the user names the file


def _same(given: Any) -> Any:
    """Return *given*."""
    return given


def _unless_none(load: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return *load*, which leaves None alone."""
    return lambda given: None if given is None else load(given)


def _each(load: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what loads each of a list."""
    return lambda given: [load(each) for each in given]
