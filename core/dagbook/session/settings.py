"""The settings: what they are called, what they mean, and what a project's pyproject.toml says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from dagbook.errors import DagsterInvalidConfigError, DagsterInvalidInvocationError
from dagbook.foundation.names import similar
from dagbook.io_managers.notebook_local import KEPT_VERSIONS
from dagbook.session.planning import MOST_SECONDS, MOST_STEPS

PYPROJECT = "pyproject.toml"
TABLE = "tool.dagbook"


@dataclass(frozen=True, slots=True)
class Settings:
    """How dagbook behaves; the help of each setting is in its field."""

    verbose: bool = field(
        default=False,
        metadata={"help": "%materialize prints a line for each step that ends, and what it logs."},
    )
    quiet: bool = field(
        default=False, metadata={"help": "Cells do not say what they define and make stale."}
    )
    confirm_steps: int = field(
        default=MOST_STEPS,
        metadata={"help": "A run of more steps is planned first and wants --yes."},
    )
    confirm_minutes: float = field(
        default=MOST_SECONDS / 60,
        metadata={"help": "A run that takes longer, by past runs, wants --yes."},
    )
    keep_versions: int = field(
        default=KEPT_VERSIONS,
        metadata={"help": "So many versions of each value stay, to be undone and compared."},
    )
    memory_mb: int = field(
        default=1_024,
        metadata={"help": "So much memory may hold values that were just made; 0 for none."},
    )
    parallel: int = field(
        default=1,
        metadata={"help": "Steps run in so many processes; 1 means in the kernel."},
    )


DEFAULTS = Settings()
LEAST: Mapping[str, float] = {
    "confirm_steps": 0,
    "confirm_minutes": 0,
    "keep_versions": 1,
    "memory_mb": 0,
    "parallel": 1,
}
"""The least value of each setting that is a number."""


def names() -> tuple[str, ...]:
    """Return the names of the settings."""
    return tuple(each.name for each in fields(Settings))


def help_of(name: str) -> str:
    """Return what a setting means, in a sentence."""
    return next(str(each.metadata["help"]) for each in fields(Settings) if each.name == name)


def with_setting(settings: Settings, name: str, value: Any) -> Settings:
    """Return *settings* with one of them changed.

    Raises:
        DagsterInvalidInvocationError: There is no such setting, or the value does not fit.

    >>> with_setting(DEFAULTS, "keep_versions", 5).keep_versions
    5
    """
    if name not in names():
        close = similar(name, names())
        meant = f"Did you mean {close[0]}?" if close else f"They are {', '.join(names())}."
        raise DagsterInvalidInvocationError(f"dagbook has no setting {name}. {meant}")
    kind = type(getattr(DEFAULTS, name))
    fits = isinstance(value, bool) == (kind is bool) and (
        isinstance(value, kind) or (kind is float and isinstance(value, int))
    )
    least = LEAST.get(name)
    if not fits or (least is not None and not value >= least):
        at_least = "" if least is None else f", {least:g} at least"
        raise DagsterInvalidInvocationError(
            f"{name} is {value!r}, but is to be {_KINDS[kind]}{at_least}."
        )
    return replace(settings, **{name: kind(value)})


_KINDS = {bool: "true or false", int: "a whole number", float: "a number"}


def project_file(folder: Path) -> Path | None:
    """Return the nearest pyproject.toml in *folder* or above it, or None."""
    candidates = (each / PYPROJECT for each in (folder, *folder.parents))
    return next((path for path in candidates if path.is_file()), None)


def project_settings(path: Path) -> dict[str, Any]:
    """Return what the table ``[tool.dagbook]`` of a pyproject.toml sets, checked.

    Raises:
        DagsterInvalidConfigError: The file cannot be read, or a setting does not fit.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DagsterInvalidConfigError(f"{path} cannot be read: {error}.") from None
    table = told.get("tool", {}).get("dagbook", {})
    for name, value in table.items():
        try:
            with_setting(DEFAULTS, name, value)
        except DagsterInvalidInvocationError as error:
            raise DagsterInvalidConfigError(f"[{TABLE}] of {path}: {error}") from None
    return dict(table)
