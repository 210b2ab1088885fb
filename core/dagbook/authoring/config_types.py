"""What config may look like: types as frozen values, and checking a value against one.

Every problem is found, each with its path, the value and what fits; a value that may be a secret is
not shown where its field is named like one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from dagbook.authoring.env_var import is_env_var, read_env_var, resolved_env_var
from dagbook.errors import DagsterInvalidConfigError

_SECRET = re.compile(r"pass|secret|token|credential|api_?key|private", re.IGNORECASE)
MISSING: Any = object()
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
    """Values of one type by text or whole number."""

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
class FieldOf:
    """A named part of a record.

    Args:
        type: Of its value.
        is_required: Whether it has to be given.
        default: What it is when it is not given; `MISSING` when it then stays out.
    """

    type: "ConfigType"
    is_required: bool = True
    default: Any = field(default=MISSING)


@dataclass(frozen=True, slots=True)
class Record:
    """Named parts; *permissive* says whether others may stand beside them."""

    fields: Mapping[str, FieldOf]
    permissive: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of some named parts."""

    fields: Mapping[str, FieldOf]


ConfigType = Scalar | Anything | ListOf | MapOf | OneOf | Maybe | Record | Choice


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """What does not fit, and where: names and indexes from the root."""

    path: tuple[str, ...]
    text: str


class _Problems(list[ConfigProblem]):
    """The problems found so far."""

    def note(self, path: tuple[str, ...], text: str) -> Any:
        """Add a problem at *path*; returns `MISSING`, which no caller looks at then."""
        self.append(ConfigProblem(path, text))
        return MISSING


def checked_config(config_type: ConfigType, value: Any, path: tuple[str, ...], where: str) -> Any:
    """Return *value* as *config_type* has it: defaults filled in, environment variables read.

    Args:
        config_type: What it has to be.
        value: What was given, or `MISSING`.
        path: Where it stands, from the root.
        where: Of what it is the config, in words.

    Raises:
        DagsterInvalidConfigError: It does not fit; every place is named.

    >>> checked_config(Record({"n": FieldOf(Scalar("Int"), False, 3)}), {}, (), "a job")
    {'n': 3}
    """
    problems = _Problems()
    made = _check(config_type, value, path, problems)
    raise_problems(problems, where)
    return made


def raise_problems(problems: Sequence[ConfigProblem], where: str) -> None:
    """Raise for *problems*, if there are any.

    Raises:
        DagsterInvalidConfigError: Naming each.
    """
    if problems:
        lines = (f"    Error {at}: {each.text}" for at, each in enumerate(problems, 1))
        raise DagsterInvalidConfigError("\n".join((f"Error in config for {where}", *lines)))


def at_path(path: tuple[str, ...]) -> str:
    """Return *path* as Dagster writes it.

    >>> at_path(("ops", "a", "config", "[0]"))
    'at path root:ops:a:config[0]'
    """
    return f"at path root:{':'.join(path)}".replace(":[", "[") if path else "at the root"


def _shown(value: Any, path: tuple[str, ...]) -> str:
    """Return *value* for a message, masked where it may be a secret."""
    return "*****" if any(map(_SECRET.search, path)) else f"{value}"


def _check(  # noqa: C901, PLR0911 - one case for each type
    config_type: ConfigType, value: Any, path: tuple[str, ...], problems: _Problems
) -> Any:
    """Return *value* as *config_type* has it; what does not fit is noted."""
    if value is None and not isinstance(config_type, (Maybe, Anything)):
        return problems.note(
            path, f'Value {at_path(path)} must not be None. Expected "{spelled(config_type)}"'
        )
    match config_type:
        case Scalar():
            return _scalar(config_type, value, path, problems)
        case Anything():
            return value
        case Maybe(item):
            return None if value is None else _check(item, value, path, problems)
        case OneOf():
            return _one_of(config_type, value, path, problems)
        case ListOf(item):
            if not isinstance(value, (list, tuple)):
                return problems.note(path, f"Value {at_path(path)} must be list.")
            return [
                _check(item, each, (*path, f"[{at}]"), problems) for at, each in enumerate(value)
            ]
        case MapOf():
            return _map_of(config_type, value, path, problems)
        case Record(fields, permissive):
            return _record(fields, permissive, value, path, problems)
        case Choice(fields):
            return _choice(fields, value, path, problems)


def _one_of(choice: OneOf, value: Any, path: tuple[str, ...], problems: _Problems) -> Any:
    """Return what the name *value* stands for."""
    if isinstance(value, Enum) and value in choice.values.values():
        return value
    if isinstance(value, str) and value in choice.values:
        return choice.values[value]
    return problems.note(
        path, f"Value {at_path(path)} not in enum type {choice.name} got {_shown(value, path)}"
    )


def _map_of(mapping: MapOf, value: Any, path: tuple[str, ...], problems: _Problems) -> Any:
    """Return *value* with each key and value checked."""
    if not isinstance(value, Mapping):
        return problems.note(path, f"Value {at_path(path)} must be dict.")
    return {
        _check(mapping.key, name, (*path, str(name)), problems): _check(
            mapping.value, each, (*path, str(name)), problems
        )
        for name, each in value.items()
    }


_SCALARS: dict[str, tuple[type, ...]] = {
    "Int": (int,),
    "Float": (float, int),
    "String": (str,),
    "Bool": (bool,),
}


def _scalar(scalar: Scalar, value: Any, path: tuple[str, ...], problems: _Problems) -> Any:
    """Return *value* as the *scalar* it is, read from the environment if it says so."""
    if is_env_var(value) or (scalar.from_env and isinstance(value, Mapping) and "env" in value):
        try:
            return (
                read_env_var(str(value["env"]), whole_number=scalar.name == "Int")
                if isinstance(value, Mapping)
                else resolved_env_var(value)
            )
        except DagsterInvalidConfigError as error:
            return problems.note(path, f"Post processing {at_path(path)} failed: {error}")
    fits = isinstance(value, _SCALARS[scalar.name])
    if not fits or (isinstance(value, bool) and scalar.name != "Bool"):
        return problems.note(
            path,
            f'Invalid scalar {at_path(path)}. Value "{_shown(value, path)}" of type '
            f'"{type(value)}" is not valid for expected type "{scalar.name}".',
        )
    return float(value) if scalar.name == "Float" else value


def _record(
    fields: Mapping[str, FieldOf],
    permissive: bool,
    value: Any,
    path: tuple[str, ...],
    problems: _Problems,
) -> Any:
    """Return *value* with every field checked and defaults filled in."""
    if not isinstance(value, Mapping):
        text = f"Value {at_path(path)} must be dict. Expected: {spelled(Record(fields))!r}."
        return problems.note(path, text)
    unknown = sorted(str(name) for name in value if name not in fields)
    if unknown and not permissive:
        what = f'entry "{unknown[0]}"' if len(unknown) == 1 else f'entries "{unknown}"'
        expected = f"{sorted(fields)}" if len(unknown) > 1 else spelled(Record(fields))
        problems.note(
            path, f'Received unexpected config {what} {at_path(path)}. Expected: "{expected}".'
        )
    made = {name: each for name, each in value.items() if name not in fields}
    for name, part in fields.items():
        given = value.get(name, MISSING)
        if given is MISSING and part.is_required:
            problems.note(
                path,
                f'Missing required config entry "{name}" {at_path(path)}. You must provide this '
                f"value in your run config, as {spelled(part.type)}.",
            )
        elif given is not MISSING:
            made[name] = _check(part.type, given, (*path, name), problems)
        elif part.default is not MISSING:
            made[name] = part.default
    return made


def _choice(
    fields: Mapping[str, FieldOf], value: Any, path: tuple[str, ...], problems: _Problems
) -> Any:
    """Return *value*, which has exactly one of *fields*, with that checked."""
    if isinstance(value, str) and value in fields:
        value = {value: {}}
    if not isinstance(value, Mapping) or len(value) != 1:
        return problems.note(
            path,
            f"You can only specify a single field {at_path(path)}. The available fields are: "
            f"{', '.join(sorted(fields))}.",
        )
    (name,) = value
    if name not in fields:
        return problems.note(
            path,
            f'Received unexpected config entry "{name}" {at_path(path)}. Expected one of: '
            f"{', '.join(sorted(fields))}.",
        )
    return {name: _check(fields[name].type, value[name], (*path, name), problems)}


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
        case Record(fields) | Choice(fields):
            return f"{{ {' '.join(_spelled_fields(fields))} }}"


def _spelled_fields(fields: Mapping[str, FieldOf]) -> Iterator[str]:
    """Yield each of *fields* as Dagster writes it."""
    for name, part in sorted(fields.items()):
        yield f"{name}{'' if part.is_required else '?'}: {spelled(part.type)}"
