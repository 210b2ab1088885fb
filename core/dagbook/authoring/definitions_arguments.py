"""What `Definitions` is given, checked; and what several of them have together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dagbook.errors import (
    CheckError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)

FIELDS = (
    "assets",
    "schedules",
    "sensors",
    "jobs",
    "resources",
    "executor",
    "loggers",
    "asset_checks",
    "metadata",
    "component_tree",
)
"""What `Definitions` is given, and is equal by."""


def given_list(name: str, given: Any) -> Any:
    """Return *given* as it is, what can be read once as a list; or say that it is no list."""
    if given is None:
        return None
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise _not_a(name, given, "a list")
    return list(given) if isinstance(given, Iterator) else given


def given_mapping(name: str, given: Any) -> Any:
    """Return *given* as it is, or say that it is no mapping, or which key is not text."""
    if given is not None and not isinstance(given, Mapping):
        raise _not_a(name, given, "a mapping")
    for key in given or ():
        if not isinstance(key, str):
            raise CheckError(
                f"Definitions({name}=...) has text as keys; got {key!r} of type "
                f"{type(key).__name__}."
            )
    return given


def none_yet(name: str, given: Iterable[Any] | None) -> None:
    """Raise for the first of what dagbook does not have yet."""
    for each in given or ():
        raise CheckError(
            f"Definitions({name}=[{each!r}]) is not in dagbook yet. Leave it out here; it keeps "
            "its meaning in Dagster."
        )


def jobs_given(given: Iterable[Any]) -> tuple[Any, ...]:
    """Return *given*, each object once, or say which is no job."""
    found = {id(each): each for each in given}
    for each in found.values():
        if not hasattr(each, "name"):
            raise CheckError(
                "Definitions(jobs=...) holds what define_asset_job, job and to_job return; got "
                f"{each!r} of type {type(each).__name__}."
            )
    return tuple(found.values())


def loggers_given(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return *given* as it is, or say which value is no logger's definition."""
    for key, each in (given or {}).items():
        if not hasattr(each, "logger_fn"):
            raise CheckError(
                f"Definitions(loggers=...) holds what logger returns; got {each!r} of type "
                f"{type(each).__name__} as {key!r}."
            )
    return dict(given or {})


def _not_a(name: str, value: object, wanted: str) -> ParameterCheckError:
    """Return the error for a parameter of `Definitions` of another type."""
    return ParameterCheckError(
        f"Definitions({name}=...) takes {wanted}; got {value!r} of type {type(value).__name__}."
    )


def the_one(def_sets: Iterable[Any], name: str) -> Any:
    """Return the one *name* that any of *def_sets* has, or None."""
    found: Any = None
    position = 0
    for at, each in enumerate(def_sets):
        value = getattr(each, name)
        if value is not None:
            if found is not None and value is not found:
                raise DagsterInvariantViolationError(
                    f"Definitions objects {position} and {at} both have an {name}. Leave one out."
                )
            found, position = value, at
    return found


def merged(def_sets: Iterable[Any], name: str) -> list[Any]:
    """Return everything that is in the list *name* of any of *def_sets*."""
    return [one for each in def_sets for one in getattr(each, name) or ()]


def merged_mapping(def_sets: Iterable[Any], name: str) -> dict[str, Any]:
    """Return everything that is in the mapping *name* of any of *def_sets*.

    Raises:
        DagsterInvariantViolationError: Two have different objects of one key.
    """
    bound: dict[str, Any] = {}
    origin: dict[str, int] = {}
    for position, each in enumerate(def_sets):
        for key, value in (getattr(each, name) or {}).items():
            if bound.setdefault(key, value) is not value:
                raise DagsterInvariantViolationError(
                    f"Definitions objects {origin[key]} and {position} have different {name} with "
                    f"same key '{key}'. Bind it in one of them."
                )
            origin[key] = position
    return bound
