"""Which config an annotation asks for: `Config` classes, plain types, lists, dicts, enums."""

import types
from collections.abc import Mapping, Sequence
from enum import Enum
from inspect import Parameter, isclass, signature
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import (
    Anything,
    ConfigType,
    FieldOf,
    ListOf,
    MapOf,
    Maybe,
    OneOf,
    Record,
    Scalar,
    field_as_implied,
)
from dagbook.errors import CheckError, DagsterInvalidPythonicConfigDefinitionError

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


def _is_resource_class(annotation: Any) -> bool:
    """Return whether *annotation* is a subclass of `ConfigurableResource`, as in a list of them."""
    return isclass(annotation) and getattr(annotation, "__dagbook_resource__", False) is True


def config_type_of(annotation: Any, where: str) -> ConfigType:  # noqa: PLR0911 - one case for each kind
    """Return the type of config that *annotation* asks for.

    Args:
        annotation: Of a parameter named ``config``, or of a field of a `Config` class.
        where: What is annotated, in words.

    Raises:
        DagsterInvalidPythonicConfigDefinitionError: Config has no such type.
    """
    if is_config_class(annotation) or _is_resource_class(annotation):
        return annotation.to_config_type()  # type: ignore[no-any-return]  # Config's
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _SCALARS and origin is None:
        return _SCALARS[annotation]
    if origin is Annotated:
        return config_type_of(arguments[0], where)
    if origin in (Union, types.UnionType):
        rest = [each for each in arguments if each is not types.NoneType]
        if len(rest) == 1:
            return Maybe(config_type_of(rest[0], where))
    if origin is Literal:
        return OneOf(f"Literal{list(arguments)}", {str(each): each for each in arguments})
    if isclass(annotation) and issubclass(annotation, Enum):
        members = annotation.__members__.items()
        return OneOf(annotation.__name__, {name: each.value for name, each in members})
    if origin in (list, Sequence):
        return ListOf(config_type_of(arguments[0], where))
    if origin in (dict, Mapping):
        return MapOf(config_type_of(arguments[0], where), config_type_of(arguments[1], where))
    raise DagsterInvalidPythonicConfigDefinitionError(
        f"Unable to resolve the config type {annotation!r} of {where}. It can be int, float, bool, "
        "str, list, dict, Any, an enum, an Optional, list or dict of these, a subclass of Config, "
        "or a union of such classes with Field(discriminator=...)."
    )


def parameter_field(fn: Any, annotation: Any, op_name: str) -> FieldOf:
    """Return what a run's config may say to the parameter ``config`` of *fn*.

    Raises:
        CheckError: It is annotated with a `Config` class and has a default.
    """
    implied = field_as_implied(config_type_of(annotation, f"the parameter config of {op_name}"))
    default = signature(fn).parameters["config"].default if fn is not None else Parameter.empty
    if default is Parameter.empty:
        return implied
    if is_config_class(annotation):
        raise CheckError(
            f"Cannot provide a default value when using a Config class: the parameter config of "
            f"{op_name}. Give the fields of {annotation.__name__} defaults."
        )
    return FieldOf(implied.type, False, default)


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
