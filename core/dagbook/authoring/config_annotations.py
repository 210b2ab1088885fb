"""Which config an annotation asks for: `Config` classes, plain types, lists, dicts, enums."""

import types
from collections.abc import Mapping, Sequence
from enum import Enum
from inspect import isclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import (
    Anything,
    ConfigType,
    ListOf,
    MapOf,
    Maybe,
    OneOf,
    Record,
    Scalar,
)
from dagbook.errors import DagsterInvalidDefinitionError

_SCALARS: dict[Any, ConfigType] = {
    int: Scalar("Int"),
    str: Scalar("String"),
    bool: Scalar("Bool"),
    # Dagster reads no fraction from the environment.
    float: Scalar("Float", from_env=False),
    Any: Anything(),
    list: ListOf(Anything()),
    dict: Record({}, permissive=True),
}


def is_config_class(annotation: Any) -> bool:
    """Return whether *annotation* is a subclass of `Config`."""
    # A mark and not issubclass: the classes load pydantic, which decorators must not.
    return isclass(annotation) and getattr(annotation, "__dagbook_config__", False) is True


def config_type_of(annotation: Any, where: str) -> ConfigType:  # noqa: PLR0911 - one case for each kind
    """Return the type of config that *annotation* asks for.

    Args:
        annotation: Of a parameter named ``config``, or of a field of a `Config` class.
        where: What is annotated, in words.

    Raises:
        DagsterInvalidDefinitionError: Config has no such type.
    """
    if is_config_class(annotation):
        return annotation.to_config_type()  # type: ignore[no-any-return]  # Config's
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _SCALARS and origin is None:
        return _SCALARS[annotation]
    if origin is Annotated:
        return config_type_of(arguments[0], where)
    if origin in (Union, types.UnionType):
        rest = [each for each in arguments if each is not types.NoneType]
        inner = config_type_of(rest[0], where) if len(rest) == 1 else Anything()
        return Maybe(inner) if len(rest) < len(arguments) else inner
    if origin is Literal:
        return OneOf(f"Literal{list(arguments)}", {str(each): each for each in arguments})
    if isclass(annotation) and issubclass(annotation, Enum):
        return OneOf(annotation.__name__, dict(annotation.__members__))
    if origin in (list, Sequence):
        return ListOf(config_type_of(arguments[0], where))
    if origin in (dict, Mapping):
        return MapOf(config_type_of(arguments[0], where), config_type_of(arguments[1], where))
    raise DagsterInvalidDefinitionError(
        f"Unable to resolve the config type {annotation!r} of {where}. It can be int, float, bool, "
        "str, list, dict, an enum, a list or dict of these, or a subclass of Config."
    )


def given_config(annotation: Any, raw: Any) -> Any:
    """Return what a parameter with *annotation* takes for the checked config *raw*.

    Raises:
        pydantic.ValidationError: A validator of the class refuses it.
    """
    if not is_config_class(annotation):
        return raw
    config_class: Any = annotation
    return config_class(**(raw or {}))


def default_config(annotation: Any, op_name: str) -> Any:
    """Return what a parameter with *annotation* takes when nothing is set.

    Raises:
        DagsterInvalidConfigError: Something has to be set.
    """
    config_type = config_type_of(annotation, f"the parameter config of {op_name}")
    raw = checked_config(config_type, {}, ("ops", op_name, "config"), f"op {op_name}")
    return given_config(annotation, raw)
