"""Which config a plain schema asks for: types, and dicts and lists of them."""

from collections.abc import Mapping
from typing import Any

from dagbook.authoring.config_annotations import config_type_of
from dagbook.authoring.config_types import Anything, ConfigType, FieldOf, ListOf, Maybe, Record


def schema_type(schema: Any, where: str) -> ConfigType:
    """Return the type of config that *schema* says.

    Args:
        schema: A type, a dict of schemas by name, or a list of one schema; None for anything.
        where: Whose schema it is, in words.

    Raises:
        DagsterInvalidDefinitionError: It is none of these.

    >>> schema_type({"n": int}, "a resource").fields["n"].is_required
    True
    """
    if schema is None:
        return Maybe(Anything())
    if isinstance(schema, Mapping):
        fields = {name: schema_type(each, f"{where}.{name}") for name, each in schema.items()}
        return Record({name: FieldOf(each, needs_value(each)) for name, each in fields.items()})
    if isinstance(schema, list) and len(schema) == 1:
        return ListOf(schema_type(schema[0], where))
    return config_type_of(schema, where)


def needs_value(config_type: ConfigType) -> bool:
    """Return whether config of *config_type* has to be given.

    >>> needs_value(Record({})), needs_value(ListOf(Anything()))
    (False, True)
    """
    if isinstance(config_type, Record):
        return any(each.is_required for each in config_type.fields.values())
    return not isinstance(config_type, Maybe)
