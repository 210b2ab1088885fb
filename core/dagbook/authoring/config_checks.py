"""Holding config against its type: defaults filled in, the environment read, problems told.

Every problem is found, each with its path, the value and what fits; a value that may be a secret is
not shown, where its field is named like one or says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dagbook.authoring.config_types import (
    FROM_ENV,
    MISSING,
    Anything,
    Choice,
    ConfigType,
    Either,
    FieldOf,
    ListOf,
    MapOf,
    Maybe,
    OneOf,
    Record,
    Scalar,
    spelled,
)
from dagbook.authoring.env_var import is_env_var, read_env_var
from dagbook.errors import DagsterInvalidConfigError, did_you_mean
from dagbook.foundation.names import similar

_SECRET = re.compile(r"pass|secret|token|credential|api_?key|private", re.IGNORECASE)

MASKED = "*****"

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """What does not fit, and where: names and indexes from the root."""

    path: Path
    text: str


class _Problems(list[ConfigProblem]):
    """The problems found so far, and the paths whose values are not shown."""

    def __init__(self, *, processed: bool) -> None:
        super().__init__()
        self.processed = processed
        self.secret: list[Path] = []

    def note(self, path: Path, text: str) -> Any:
        """Add a problem at *path*; returns `MISSING`, which no caller looks at then."""
        self.append(ConfigProblem(path, text))
        return MISSING

    def shown(self, value: Any, path: Path) -> str:
        """Return *value* for a message, masked where it may be a secret."""
        secret = any(map(is_secret_name, path)) or any(
            path[: len(each)] == each for each in self.secret
        )
        return MASKED if secret else f"{value}"


def is_secret_name(name: str) -> bool:
    """Return whether what is called *name* may be a secret, and is not shown.

    >>> is_secret_name("db_password"), is_secret_name("host")
    (True, False)
    """
    return _SECRET.search(name) is not None


def checked_config(
    config_type: ConfigType, value: Any, path: Path, where: str, *, processed: bool = True
) -> Any:
    """Return *value* as *config_type* has it: defaults filled in, environment variables read.

    Args:
        config_type: What it has to be.
        value: What was given.
        path: Where it stands, from the root.
        where: Of what it is the config, in words.
        processed: Whether environment variables are read and enums replaced by what they stand
            for; else their names stay.

    Raises:
        DagsterInvalidConfigError: It does not fit; every place is named.

    >>> checked_config(Record({"n": FieldOf(Scalar("Int"), False, 3)}), {}, (), "a job")
    {'n': 3}
    """
    problems = _Problems(processed=processed)
    made = _check(config_type, value, path, problems)
    if problems:
        lines = (f"    Error {at}: {each.text}" for at, each in enumerate(problems, 1))
        raise DagsterInvalidConfigError("\n".join((f"Error in config for {where}", *lines)))
    return made


def checked_field(
    part: FieldOf, value: Any, path: Path, where: str, *, processed: bool = True
) -> Any:
    """Return *value* as *part* has it; its default where *value* is `MISSING`.

    Args:
        part: What it has to be.
        value: What was given, or `MISSING`.
        path: Where it stands, from the root.
        where: Of what it is the config, in words.
        processed: Whether values are as they are used; else defaults alone are filled in, and
            names of environment variables and of enums stay.

    Returns:
        What `checked_config` returns; None where nothing is given and there is no default.

    Raises:
        DagsterInvalidConfigError: It does not fit, or is missing; every place is named.
    """
    *before, last = path
    given = {} if value is MISSING else {last: value}
    made = checked_config(Record({last: part}), given, tuple(before), where, processed=processed)
    return made.get(last)


def at_path(path: Path) -> str:
    """Return *path* as Dagster writes it.

    >>> at_path(("ops", "a", "config", "[0]"))
    'at path root:ops:a:config[0]'
    """
    return f"at path root:{':'.join(path)}".replace(":[", "[") if path else "at the root"


def _check(  # noqa: C901, PLR0911 - one case for each type
    config_type: ConfigType, value: Any, path: Path, problems: _Problems
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
            if not isinstance(value, list):
                return _unfit(config_type, "list", path, problems)
            return [
                _check(item, each, (*path, f"[{at}]"), problems) for at, each in enumerate(value)
            ]
        case MapOf():
            return _map_of(config_type, value, path, problems)
        case Either(scalar, other):
            fitting = other if isinstance(value, (dict, list)) else scalar
            return _check(fitting, value, path, problems)
        case Record():
            return _record(config_type, value, path, problems)
        case Choice():
            return _choice(config_type, value, path, problems)


def _unfit(config_type: ConfigType, wanted: str, path: Path, problems: _Problems) -> Any:
    """Note that a value is no *wanted*."""
    text = f'Value {at_path(path)} must be {wanted}. Expected: "{spelled(config_type)}".'
    return problems.note(path, text)


def _one_of(choice: OneOf, value: Any, path: Path, problems: _Problems) -> Any:
    """Return what the name *value* stands for."""
    names = f"It can be {', '.join(choice.values)}."
    if not isinstance(value, str):
        text = f"Value {at_path(path)} for enum type {choice.name} must be a string. {names}"
        return problems.note(path, text)
    if value not in choice.values:
        shown = problems.shown(value, path)
        text = f"Value {at_path(path)} not in enum type {choice.name} got {shown}. {names}"
        return problems.note(path, text)
    return choice.values[value] if problems.processed else value


def _map_of(mapping: MapOf, value: Any, path: Path, problems: _Problems) -> Any:
    """Return *value* with each key and value checked."""
    if not isinstance(value, Mapping):
        return _unfit(mapping, "dict", path, problems)
    return {
        _check(mapping.key, name, (*path, f"{name!r}", "key"), problems): _check(
            mapping.value, each, (*path, f"{name!r}", "value"), problems
        )
        for name, each in value.items()
    }


_SCALARS: dict[str, tuple[type, ...]] = {
    "Int": (int,),
    "Float": (float, int),
    "String": (str,),
    "Bool": (bool,),
}


def _scalar(scalar: Scalar, value: Any, path: Path, problems: _Problems) -> Any:
    """Return *value* as the *scalar* it is, read from the environment if it says so."""
    if scalar.from_env and isinstance(value, (dict, list)):
        return _from_env(scalar, value, path, problems)
    if is_env_var(value):
        name = value.env_var_name
        return problems.note(
            path,
            f'Invalid use of environment variable wrapper {at_path(path)}: EnvVar("{name}") is for '
            f"Config objects and resources. In a dict of config, write {{'env': '{name}'}} where "
            "the schema is StringSource, IntSource or BoolSource.",
        )
    fits = isinstance(value, _SCALARS[scalar.name])
    # Dagster takes a boolean for a fraction, and not for a whole number.
    if not fits or (isinstance(value, bool) and scalar.name == "Int"):
        return problems.note(
            path,
            f'Invalid scalar {at_path(path)}. Value "{problems.shown(value, path)}" of type '
            f'"{type(value)}" is not valid for expected type "{scalar.name}".',
        )
    return float(value) if scalar.name == "Float" else value


def _from_env(scalar: Scalar, value: Any, path: Path, problems: _Problems) -> Any:
    """Return what the environment variable that *value* names says, as *scalar*."""
    before = len(problems)
    named = _check(FROM_ENV, value, path, problems)
    if len(problems) > before or not problems.processed:
        return named
    try:
        return read_env_var(named["env"], scalar.name)
    except DagsterInvalidConfigError as error:
        return problems.note(path, f"Post processing {at_path(path)} failed: {error}")


def _record(record: Record, value: Any, path: Path, problems: _Problems) -> Any:
    """Return *value* with every field checked and defaults filled in."""
    if not isinstance(value, Mapping):
        return _unfit(record, "dict", path, problems)
    known = {*record.fields, *record.aliases.values()}
    unknown = sorted(str(name) for name in value if name not in known)
    if unknown and not record.permissive:
        problems.note(path, _unexpected(record, unknown, path))
    made: dict[Any, Any] = {}
    for name, part in record.fields.items():
        alias = record.aliases.get(name)
        if alias in value and name in value:
            problems.note(
                (*path, name),
                f"Received both field '{name}' and field '{alias}' in config {at_path(path)}. "
                "Please use one or the other.",
            )
        inside = (*path, name)
        if part.is_secret:
            problems.secret.append(inside)
        given = value.get(name, value.get(alias, MISSING) if alias else MISSING)
        if given is MISSING and part.is_required:
            problems.note(path, _missing(name, part, path))
        elif given is not MISSING or part.default is not MISSING:
            taken = part.default if given is MISSING else given
            made[name] = _check(part.type, taken, inside, problems)
    if record.permissive:
        made.update((name, each) for name, each in value.items() if name not in record.fields)
    return made


def _missing(name: str, part: FieldOf, path: Path) -> str:
    """Return what is said of *part*, which is required and was not given."""
    return (
        f'Missing required config entry "{name}" {at_path(path)}. You must provide this value in '
        f"your run config, as {spelled(part.type)}. For example: {{{name!r}: {_least(part.type)}}}"
    )


def _unexpected(record: Record, unknown: Sequence[str], path: Path) -> str:
    """Return what is said of the entries *unknown*, which *record* does not have."""
    if len(unknown) > 1:
        expected = sorted(record.fields)
        return (
            f'Received unexpected config entries "{unknown}" {at_path(path)}. '
            f'Expected: "{expected}".'
        )
    hint = did_you_mean(similar(unknown[0], record.fields))
    return (
        f'Received unexpected config entry "{unknown[0]}" {at_path(path)}. '
        f'Expected: "{spelled(record)}".{hint}'
    )


def _choice(choice: Choice, value: Any, path: Path, problems: _Problems) -> Any:
    """Return *value*, which has exactly one of the fields of *choice*, with that checked."""
    names = sorted(choice.fields)
    if not isinstance(value, Mapping):
        text = f"Value for selector type {at_path(path)} must be a dict with one of {names}"
        return problems.note(path, text)
    if len(value) > 1:
        text = (
            f"You can only specify a single field {at_path(path)}. You specified {sorted(value)}. "
            f"The available fields are {names}"
        )
        return problems.note(path, text)
    if not value:
        return _unsaid(choice, path, problems)
    ((name, given),) = value.items()
    if name not in choice.fields:
        text = (
            f'Received unexpected config entry "{name}" {at_path(path)}. Expected one of '
            f'{names}: "{spelled(choice)}".'
        )
        return problems.note(path, text)
    return {name: _chosen(choice.fields[name], given, (*path, name), problems)}


def _unsaid(choice: Choice, path: Path, problems: _Problems) -> Any:
    """Return what an empty dict means: the only field of *choice*, as it is by default."""
    names = sorted(choice.fields)
    if len(names) > 1:
        text = (
            f"Must specify a field {at_path(path)} if more than one field is defined. Defined "
            f"fields: {names}"
        )
        return problems.note(path, text)
    ((name, part),) = choice.fields.items()
    if part.is_required:
        text = f"Must specify the required field {at_path(path)}. Defined fields: {names}"
        return problems.note(path, text)
    default = None if part.default is MISSING else part.default
    return {name: _chosen(part, default, (*path, name), problems)}


def _chosen(part: FieldOf, given: Any, path: Path, problems: _Problems) -> Any:
    """Return *given* as *part* has it; nothing at all means all defaults of its fields."""
    if part.is_secret:
        problems.secret.append(path)
    taken = {} if given is None and isinstance(part.type, (Record, Choice)) else given
    return _check(part.type, taken, path, problems)


def _least(config_type: ConfigType) -> Any:  # noqa: PLR0911 - one case for each type
    """Return the smallest config of *config_type*, as an example."""
    match config_type:
        case Scalar(name):
            return {"Int": 0, "Float": 0.0, "String": "...", "Bool": True}[name]
        case OneOf(_, values):
            return next(iter(sorted(values)), "...")
        case ListOf():
            return []
        case MapOf():
            return {}
        case Either(scalar):
            return _least(scalar)
        case Record(fields):
            return {name: _least(each.type) for name, each in fields.items() if each.is_required}
        case Choice(fields):
            return {name: _least(each.type) for name, each in sorted(fields.items())[:1]}
        case _:
            return "..."
