"""A form for what a run may set of an asset, and what is wrong with what was filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.config_checks import checked_field
from dagbook.authoring.config_types import (
    MISSING,
    ConfigType,
    FieldOf,
    Maybe,
    OneOf,
    Record,
    Scalar,
)
from dagbook.errors import DagsterInvalidConfigError
from dagbook.foundation.serdes import to_json

FieldKind = Literal["text", "integer", "number", "bool", "choice", "secret", "json", "fields"]

_SCALARS: Mapping[str, FieldKind] = {
    "Int": "integer",
    "Float": "number",
    "String": "text",
    "Bool": "bool",
}
_LIMITS = (
    ("minimum", "at least"),
    ("exclusiveMinimum", "more than"),
    ("maximum", "at most"),
    ("exclusiveMaximum", "less than"),
    ("minLength", "characters at least:"),
    ("maxLength", "characters at most:"),
    ("pattern", "like"),
)


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing that a run may set.

    Args:
        name: As the config says it.
        kind: What it is: "json" for what has no simpler form, "fields" for config in config.
        description: In words, or "".
        is_required: Whether it has to be said.
        default: What holds when nothing is said, as JSON text; "" where there is none, or where it
            is secret.
        hint: Its limits, or where its default comes from.
        choices: Of a "choice", in order.
        fields: Of "fields", in order.
    """

    name: str
    kind: FieldKind
    description: str = ""
    is_required: bool = False
    default: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    fields: "tuple[FormField, ...]" = ()


def form_of(definition: AssetsDefinition) -> tuple[FormField, ...]:
    """Return what a run may set of *definition*; empty when it takes no config."""
    cls = _config_class(definition)
    if cls is not None:
        return _fields(cls.to_config_type(), _schema_of(cls))
    schema = definition.options.config_schema
    if schema is None:
        return ()
    if isinstance(schema.type, Record):
        return _fields(schema.type, {})
    return (_field("config", schema, {}, {}),)


def _config_class(definition: AssetsDefinition) -> Any:
    """Return the `Config` class that its function takes, or None."""
    cls = definition.signature.config if definition.signature is not None else None
    return cls if isinstance(cls, type) and hasattr(cls, "to_config_type") else None


def _schema_of(cls: Any) -> Mapping[str, Any]:
    """Return the class's JSON schema, for its words and limits; empty where it has none."""
    try:
        found: Mapping[str, Any] = cls.model_json_schema()
    except ValueError:
        # pydantic: a field's type has no JSON form. The config's own types say what it takes.
        return {}
    return found


def _fields(record: Record, schema: Mapping[str, Any]) -> tuple[FormField, ...]:
    """Return the fields of *record*, whose words are in *schema*."""
    said = schema.get("properties", {})
    return tuple(
        _field(name, each, said.get(name, {}), schema) for name, each in record.fields.items()
    )


def _field(
    name: str, field: FieldOf, said: Mapping[str, Any], schema: Mapping[str, Any]
) -> FormField:
    """Return one field; *said* is what the JSON *schema* has of it."""
    said = _resolved(said, schema)
    kind, plain = _kind(field.type)
    words = said.get("description") or getattr(field, "description", None) or ""
    shown = FormField(
        name,
        kind,
        str(words),
        field.is_required,
        hint=", ".join(f"{word} {said[limit]}" for limit, word in _LIMITS if limit in said),
    )
    if field.is_secret:
        return replace(shown, kind="secret")
    if isinstance(field.default, Mapping) and set(field.default) == {"env"}:
        return replace(shown, hint=f"from the environment variable {field.default['env']}")
    if isinstance(plain, Record):
        return replace(shown, fields=_fields(plain, {"$defs": schema.get("$defs", {}), **said}))
    default = field.default if field.default is not MISSING else said.get("default", MISSING)
    if isinstance(plain, OneOf):
        names = [word for word, value in plain.values.items() if value == default]
        default = names[0] if names else default
        shown = replace(shown, choices=tuple(plain.values))
    return shown if default is MISSING else replace(shown, default=_json(default))


def _kind(config_type: ConfigType) -> tuple[FieldKind, ConfigType]:
    """Return how a type is asked for, and the type without a `Maybe` around it."""
    plain = config_type.item if isinstance(config_type, Maybe) else config_type
    if isinstance(plain, Scalar):
        return _SCALARS[plain.name], plain
    if isinstance(plain, OneOf):
        return "choice", plain
    if isinstance(plain, Record) and not plain.permissive and plain.fields:
        return "fields", plain
    return "json", plain


def _resolved(said: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return *said* with what it refers to put in, and without an alternative of nothing."""
    for each in said.get("anyOf", ()):
        if each.get("type") != "null":
            said = {**each, **{name: part for name, part in said.items() if name != "anyOf"}}
            break
    name = str(said.get("$ref", "")).rpartition("/")[2]
    return {**schema.get("$defs", {}).get(name, {}), **said} if name else said


def _json(value: Any) -> str:
    """Return *value* as JSON, or "" when it has none."""
    try:
        return to_json(value)
    except (TypeError, ValueError):
        return ""


def errors_in(definition: AssetsDefinition, given: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what is wrong with each field of what was *given*, by path such as `window.days`.

    Args:
        definition: Whose config it is.
        given: What was filled in.

    Returns:
        The messages; "" stands for the whole. Empty when nothing is wrong.
    """
    cls = _config_class(definition)
    if cls is None:
        schema = definition.options.config_schema
        return _refused(schema, given) if schema is not None else {}
    found: dict[str, str] = {}
    for error in _problems(cls, _as_values(cls.to_config_type(), given)):
        path = ".".join(str(part) for part in error.get("loc", ()))
        found.setdefault(path, str(error.get("msg", "")))
    return found


def _refused(schema: FieldOf, given: Any) -> Mapping[str, str]:
    """Return why *schema* does not take what was *given*."""
    try:
        checked_field(schema, given, ("config",), "this config")
    except DagsterInvalidConfigError as error:
        return {"": str(error)}
    return {}


def _problems(cls: Any, given: Any) -> Sequence[Mapping[str, Any]]:
    """Return what pydantic finds wrong; the values themselves, which may be secret, left out."""
    try:
        cls.model_validate(given)
    except ValueError as error:
        told = getattr(error, "errors", None)
        return told(include_input=False, include_url=False) if told else ({"msg": str(error)},)
    return ()


def _as_values(config_type: ConfigType, given: Any) -> Any:
    """Return what was given with the values of enums in place of their names."""
    plain = config_type.item if isinstance(config_type, Maybe) else config_type
    if isinstance(plain, OneOf):
        return plain.values.get(given, given) if isinstance(given, str) else given
    if isinstance(plain, Record) and isinstance(given, Mapping):
        return {
            name: _as_values(plain.fields[name].type, each) if name in plain.fields else each
            for name, each in given.items()
        }
    return given
