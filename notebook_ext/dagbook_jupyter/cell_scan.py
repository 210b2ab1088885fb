"""Which definitions can be reached from the values that a cell bound."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.definitions import Definitions

MOST_VALUES = 20_000
"""So many values are looked at in one cell: a list of a million numbers holds no assets."""


@dataclass(slots=True)
class Reached:
    """What was reached, in order, each object once.

    Args:
        assets: Definitions, by identity.
        definitions: `Definitions` objects, by identity.
        foreign: Values of real Dagster's, by their classes' names.
    """

    assets: dict[int, AssetsDefinition] = field(default_factory=dict)
    definitions: dict[int, Definitions] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)


def reach(values: Iterable[Any]) -> Reached:
    """Return what is reachable from *values* through lists, tuples, sets and dicts.

    A module is not looked into: assets are imported by name.
    """
    found = Reached()
    pending = list(values)[::-1]
    seen: set[int] = set()
    left = MOST_VALUES
    while pending and left:
        value = pending.pop()
        left -= 1
        if isinstance(value, AssetsDefinition):
            found.assets[id(value)] = value
        elif isinstance(value, Definitions):
            found.definitions[id(value)] = value
        elif isinstance(value, list | tuple | set | frozenset | dict):
            if id(value) not in seen:
                seen.add(id(value))
                inner = list(value.values() if isinstance(value, dict) else value)[:left]
                pending.extend(inner[::-1])
        elif is_dagster(value):
            found.foreign[type(value).__name__] = value
    return found


def is_dagster(value: Any) -> bool:
    """Return whether *value* is of a class of real Dagster's."""
    module = getattr(type(value), "__module__", "")
    return isinstance(module, str) and module.partition(".")[0] == "dagster"


def star_names(modules: Iterable[str]) -> frozenset[str]:
    """Return the names that importing ``*`` from *modules* binds."""
    found: set[str] = set()
    for name in modules:
        module = sys.modules.get(name)
        if isinstance(module, ModuleType):
            public = getattr(module, "__all__", None)
            found.update(public or (each for each in vars(module) if not each.startswith("_")))
    return frozenset(found)


def changed_names(before: Mapping[str, int], user_ns: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of *user_ns* that mean another object than in *before*.

    Args:
        before: Identities of the values by name.
        user_ns: The user's variables now; IPython's own begin with an underscore.
    """
    return frozenset(
        name
        for name, value in dict(user_ns).items()
        if not name.startswith("_") and before.get(name) != id(value)
    )
