"""Plain config schemas: what users write after ``config_schema=``, as types of config.

A schema is a Python type, one of the classes of `config_schema_types`, a dict of schemas by name, a
dict of one type by another, or a list of one schema.
"""

from collections.abc import Callable, Mapping
from inspect import isclass
from typing import Any, get_origin

from dagbook.authoring.config_types import (
    CONFIG_TYPES,
    Anything,
    ConfigType,
    FieldOf,
    ListOf,
    MapOf,
    Record,
    Scalar,
    field_as_implied,
)
from dagbook.errors import (
    DagsterInvalidConfigDefinitionError,
    DagsterInvalidDefinitionError,
    ParameterCheckError,
)

_PYTHON_TYPES: Mapping[Any, ConfigType] = {
    int: Scalar("Int", from_env=False),
    str: Scalar("String", from_env=False),
    bool: Scalar("Bool", from_env=False),
    float: Scalar("Float", from_env=False),
    list: ListOf(Anything()),
    dict: Record({}, permissive=True),
}


def as_config_type(schema: Any, where: str) -> ConfigType:
    """Return the type of config that *schema* says.

    Args:
        schema: What users write; None for anything.
        where: What it is given to, in words.

    Raises:
        DagsterInvalidDefinitionError: It is no schema; `DagsterInvalidConfigDefinitionError` with
            the place where it is within a dict or list.

    >>> as_config_type({"n": int}, "a resource").fields["n"].is_required
    True
    """
    if isinstance(schema, Mapping):
        found = _map_type(schema, lambda inner: as_config_type(inner, where))
        return found or Record(as_fields(schema))
    if isinstance(schema, list):
        if len(schema) != 1:
            raise DagsterInvalidDefinitionError(
                "Array specifications must only be of length 1, the schema of each member; got "
                f"{schema!r}."
            )
        return ListOf(as_config_type(schema[0], f"a list in {where}"))
    found = _single(schema, where)
    if found is None:
        raise DagsterInvalidDefinitionError(_no_schema(schema, where))
    return found


def as_field(schema: Any) -> FieldOf:
    """Return what a `config_schema` parameter says, as a field.

    Args:
        schema: What users write; None for anything, which need not be given.

    Raises:
        DagsterInvalidConfigDefinitionError: It is no schema; the place is named.

    >>> as_field(None).is_required
    False
    """
    if schema is None:
        return ANY_CONFIG
    return _as_field(schema, schema, ())


ANY_CONFIG = FieldOf(Anything(), is_required=False)
"""What may be said to something without a schema: anything, or nothing."""


def _single(schema: Any, where: str) -> ConfigType | None:
    """Return the type that *schema*, no dict and no list, says; None where it is no schema.

    Raises:
        DagsterInvalidDefinitionError: It is of a kind that has a message of its own.
    """
    if isinstance(schema, CONFIG_TYPES):
        return schema
    if schema is None or schema is Any:
        return Anything()
    if isclass(schema) and issubclass(schema, CONFIG_TYPES):
        raise ParameterCheckError(
            f"{where} got the class {schema.__name__}, and takes an instance: write "
            f"{schema.__name__}(...)."
        )
    if get_origin(schema) is not None:
        raise DagsterInvalidDefinitionError(
            f"{where} got {schema}, and types from the typing module are not allowed in a config "
            "schema. Write Noneable(int) or Field(int, is_required=False) for an optional value, "
            "[int] for a list and {str: int} for a dict; or use a Config class."
        )
    return _PYTHON_TYPES.get(schema) if isclass(schema) else None


def _map_type(
    schema: Mapping[Any, Any], inner_type: Callable[[Any], ConfigType]
) -> ConfigType | None:
    """Return the type of a dict of one type by another; None where it has fields by name."""
    if len(schema) != 1:
        return None
    ((key, inner),) = schema.items()
    if isinstance(key, str):
        return None
    key_type = _single(key, "a dict of one type by another")
    if key_type is None or not is_plain_scalar(key_type):
        what = "Invalid key" if key_type is None else "Non-scalar key"
        raise DagsterInvalidDefinitionError(
            f"{what} in map specification: {key!r} in map {schema!r}. It is text, or one of int, "
            "str, bool, float."
        )
    return MapOf(key_type, inner_type(inner))


def as_fields(fields: Mapping[str, Any]) -> dict[str, FieldOf]:
    """Return the schemas *fields* as fields."""
    if not isinstance(fields, Mapping):
        raise ParameterCheckError(
            f"Fields are a dict of schemas by name; got {fields!r} of type {type(fields).__name__}."
        )
    return {name: _as_field(fields, each, (str(name),)) for name, each in fields.items()}


def _as_field(root: Any, schema: Any, path: tuple[str, ...]) -> FieldOf:
    """Return *schema*, which stands at *path* in *root*, as a field."""
    if isinstance(schema, FieldOf):
        return schema
    if schema is None:
        raise DagsterInvalidConfigDefinitionError(root, schema, path, "Fields cannot be None.")
    return field_as_implied(_type_within(root, schema, path))


def _type_within(root: Any, schema: Any, path: tuple[str, ...]) -> ConfigType:
    """Return the type of *schema*, which stands at *path* in *root*."""
    if isinstance(schema, Mapping):
        found = _map_type(schema, lambda inner: _type_within(root, inner, path))
        return found or Record(
            {name: _as_field(root, each, (*path, str(name))) for name, each in schema.items()}
        )
    if isinstance(schema, list):
        if len(schema) != 1:
            raise DagsterInvalidConfigDefinitionError(
                root, schema, path, "List must be of length 1"
            )
        return ListOf(_type_within(root, schema[0], path))
    found = _single(schema, "a field")
    if found is None:
        reason = _no_schema(schema, "a field")
        raise DagsterInvalidConfigDefinitionError(root, schema, path, reason)
    return found


def _no_schema(schema: Any, where: str) -> str:
    """Return what is said of *schema*, which is none."""
    if getattr(schema, "__dagbook_config__", False):
        return (
            f"{where} got the Config class {schema.__name__}, which is no config schema. Annotate "
            "the parameter config with it instead."
        )
    return (
        f"Attempted to pass {schema!r} to {where}, which expects a config schema: int, float, "
        "bool, str, list, dict, a Field, Shape, Array or the like, a dict of these by name, or a "
        "list of one of them."
    )


def is_plain_scalar(config_type: ConfigType) -> bool:
    """Return whether *config_type* is a single value that the environment cannot give."""
    return isinstance(config_type, Scalar) and not config_type.from_env
