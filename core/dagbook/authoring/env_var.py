"""`EnvVar`: the name of an environment variable in place of a value, read when a run starts."""

import os
from typing import Any

from dagbook.errors import DagsterInvalidConfigError


class EnvVar(str):
    """A setting of a resource or of config that the environment has when a run starts.

    It is the variable's name, and only that is shown, hashed and stored; the value is read as late
    as possible and is nobody's but the resource's.

    Example:
        >>> EnvVar("WAREHOUSE_PASSWORD").env_var_name
        'WAREHOUSE_PASSWORD'
    """

    __slots__ = ()
    __dagbook_env_var__ = True

    @property
    def env_var_name(self) -> str:
        """The variable's name."""
        return str.__str__(self)

    @classmethod
    def int(cls, name: str) -> "IntEnvVar":
        """Return a variable whose value is a whole number."""
        return IntEnvVar.create(name)

    def get_value(self, default: str | None = None) -> str | None:
        """Return the value now, or *default* where the variable is not set."""
        return os.environ.get(self.env_var_name, default)

    def __str__(self) -> str:
        raise RuntimeError(_misused(self.env_var_name, "EnvVar"))


class IntEnvVar(int):
    """An environment variable whose value is a whole number; made by `EnvVar.int`."""

    __dagbook_env_var__ = True
    name: str

    @classmethod
    def create(cls, name: str) -> "IntEnvVar":
        """Return the variable *name*."""
        made = cls(0)
        made.name = name
        return made

    @property
    def env_var_name(self) -> str:
        """The variable's name."""
        return self.name

    def get_value(self, default: int | None = None) -> int | None:
        """Return the value now, or *default* where the variable is not set; None where it is empty.

        Raises:
            DagsterInvalidConfigError: It is no whole number; the value is not shown.
        """
        text = os.environ.get(self.name)
        if not text:
            return default if text is None else None
        try:
            return int(text)
        except ValueError:
            raise DagsterInvalidConfigError(
                f'Value of the environment variable "{self.name}" stored in EnvVar.int is not a '
                "whole number. Set it to one, or use EnvVar."
            ) from None

    def __int__(self) -> int:
        raise RuntimeError(_misused(self.name, "IntEnvVar"))

    def __str__(self) -> str:
        return f"IntEnvVar({self.name!r})"

    def __repr__(self) -> str:
        return f"IntEnvVar({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IntEnvVar) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return IntEnvVar.create, (self.name,)


def is_env_var(value: Any) -> bool:
    """Return whether *value* is the name of an environment variable in place of a value."""
    return isinstance(value, (EnvVar, IntEnvVar))


_FALSE = frozenset({"false", "none", "0", ""})


def read_env_var(name: str, kind: str = "String") -> Any:
    """Return the value of the variable *name*.

    Args:
        name: Of the variable.
        kind: "String", "Int" or "Bool"; what counts as false is Dagster's list.

    Raises:
        DagsterInvalidConfigError: It is not set, or is no whole number though it should be; the
            value is not shown.
    """
    text = os.environ.get(name)
    if text is None:
        raise DagsterInvalidConfigError(
            f'You have attempted to fetch the environment variable "{name}" which is not set. In '
            "order for this execution to succeed it must be set in this environment."
        )
    if kind == "Bool":
        return text.lower() not in _FALSE
    if kind != "Int":
        return text
    try:
        return int(text)
    except ValueError:
        raise DagsterInvalidConfigError(
            f'Value stored in env variable "{name}" cannot be coerced into an int. Set it to a '
            "whole number, or use EnvVar for text."
        ) from None


def resolved_env_var(value: Any) -> Any:
    """Return the value of the environment variable that *value* names."""
    return read_env_var(value.env_var_name, "Int" if isinstance(value, IntEnvVar) else "String")


def _misused(name: str, kind: str) -> str:
    """Return what is said to who takes a variable for its value."""
    return (
        f'Attempted to directly retrieve environment variable {kind}("{name}"). {kind} defers '
        "resolution of the environment variable value until run time, and should only be used as "
        "input to Dagster config or resources. To access the environment variable value, call "
        f"`get_value` on the {kind}, or use os.getenv directly."
    )
