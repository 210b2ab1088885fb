"""What config may look like: types as frozen values.

`config_schemas` makes them of what users write, `config_checks` holds a value against one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dagbook.foundation import missing

MISSING: Any = missing.MISSING
"""No value was given, where None would be one."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; *from_env* says whether ``{"env": NAME}`` may stand for it."""

    name: Literal["Int", "Float", "String", "Bool"]
    from_env: bool = True


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value at all."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one type."""

    item: "ConfigType"


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values of one type by single values of one type."""

    key: "ConfigType"
    value: "ConfigType"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some names, each standing for a value."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value of *item*, or None."""

    item: "ConfigType"


@dataclass(frozen=True, slots=True)
class Either:
    """A single value, or a list or dict of another type."""

    scalar: "ConfigType"
    other: "ConfigType"


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A named part of a record.

    Args:
        type: Of its value.
        is_required: Whether it has to be given.
        default: What it is when it is not given, as it would be given; `MISSING` when it then stays
            out.
        is_secret: Whether its value is never shown.
    """

    type: "ConfigType"
    is_required: bool = True
    default: Any = field(default=MISSING)
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Named parts.

    Args:
        fields: By name.
        permissive: Whether others may stand beside them.
        aliases: By name, another that may be given in its place.
    """

    fields: Mapping[str, FieldOf]
    permissive: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of some named parts."""

    fields: Mapping[str, FieldOf]


ConfigType = Scalar | Anything | ListOf | MapOf | OneOf | Maybe | Either | Record | Choice
CONFIG_TYPES = (Scalar, Anything, ListOf, MapOf, OneOf, Maybe, Either, Record, Choice)

FROM_ENV = Choice({"env": FieldOf(Scalar("String", from_env=False))})
"""How config names an environment variable in place of a value."""


def needs_value(config_type: ConfigType) -> bool:
    """Return whether config of *config_type* has to be given, where no default is said.

    >>> needs_value(Record({})), needs_value(ListOf(Anything()))
    (False, True)
    """
    if isinstance(config_type, Record):
        return any(each.is_required for each in config_type.fields.values())
    if isinstance(config_type, Choice):
        return len(config_type.fields) != 1 or any(
            each.is_required for each in config_type.fields.values()
        )
    return not isinstance(config_type, Maybe)


def field_as_implied(config_type: ConfigType) -> FieldOf:
    """Return *config_type* as a part: not required, with a default, where it implies one.

    >>> field_as_implied(Maybe(Anything())).default is None
    True
    """
    if needs_value(config_type):
        return FieldOf(config_type)
    return FieldOf(config_type, False, None if isinstance(config_type, Maybe) else {})


def spelled(config_type: ConfigType) -> str:  # noqa: PLR0911 - one case for each type
    """Return *config_type* as Dagster writes it.

    >>> spelled(Record({"n": FieldOf(Scalar("Int", False)), "s": FieldOf(Anything(), False)}))
    '{ n: Int s?: Any }'
    """
    match config_type:
        case Scalar(name, from_env):
            return f"({name} | {{ env: String }})" if from_env else name
        case Anything():
            return "Any"
        case Maybe(item):
            return f"{spelled(item)}?"
        case OneOf(name):
            return name
        case ListOf(item):
            return f"[{spelled(item)}]"
        case MapOf(key, item):
            return f"{{ [{spelled(key)}]: {spelled(item)} }}"
        case Either(scalar, other):
            return f"({spelled(scalar)} | {spelled(other)})"
        case Record(fields) | Choice(fields):
            return f"{{ {' '.join(_spelled_fields(fields))} }}"


def _spelled_fields(fields: Mapping[str, FieldOf]) -> Iterator[str]:
    """Yield each of *fields* as Dagster writes it."""
    for name, part in sorted(fields.items()):
        yield f"{name}{'' if part.is_required else '?'}: {spelled(part.type)}"
