"""Which resources are required, by whom, and which of them nothing binds. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    did_you_mean,
)
from dagbook.foundation.attributes import real_attribute
from dagbook.foundation.names import similar


def is_at_launch(resource: Any) -> bool:
    """Return whether *resource* gets its settings from the run's config alone."""
    return getattr(resource, "__dagbook_at_launch__", False) is True


def levels_of(keys: Iterable[str], bound: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield *keys* sorted, those first that require none of the others, then what requires these.

    Raises:
        DagsterInvariantViolationError: Some require one another in a circle.

    >>> list(levels_of(["b", "a"], {}))
    [['a', 'b']]
    """
    left = set(keys)
    while left:
        ready = [key for key in left if left.isdisjoint({*_needed(key, bound)} - {key})]
        if any(key in _needed(key, bound) for key in ready) or not ready:
            raise DagsterInvariantViolationError(
                f'Resource key "{min(left)}" transitively depends on itself: '
                f"{', '.join(sorted(left))} require one another. Take one of them out of "
                "required_resource_keys."
            )
        yield sorted(ready)
        left.difference_update(ready)


def _needed(key: str, bound: Mapping[str, Any]) -> Iterable[str]:
    """Return the keys that the resource bound to *key* requires."""
    resource = bound.get(key)
    needed = real_attribute(resource, "nested_resource_keys")
    return () if needed is None or isinstance(resource, type) else tuple(needed(bound))


def with_needed(
    required: Iterable[tuple[str, str]], bound: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield *required*, and what those resources require in turn, each once.

    Args:
        required: Pairs of who requires it, in words, and its key.
        bound: What is bound.

    Raises:
        DagsterInvalidDefinitionError: One is nested in another and has to have a key of its own.
    """
    pending, seen = list(required), set[str]()
    while pending:
        who, key = pending.pop(0)
        yield who, key
        if key in seen:
            continue
        seen.add(key)
        needed = _needed(key, bound)
        pending.extend((f"resource with key '{key}'", each) for each in needed)


def check_resource_keys(bound: Iterable[str]) -> None:
    """Raise where one of the keys *bound* cannot be the name of a parameter.

    Raises:
        CheckError: Naming it.

    >>> check_resource_keys(["warehouse"])
    """
    for key in bound:
        if not key.isidentifier():
            raise CheckError(
                f"Resource key '{key}' must be a valid Python identifier: assets take the resource "
                "by a parameter of that name."
            )


def check_resources(
    required: Iterable[tuple[str, str]], bound: Mapping[str, Any]
) -> Iterator[DagsterInvalidDefinitionError]:
    """Yield an error for each resource that is required and not bound.

    Args:
        required: Pairs of who requires it, in words, and its key.
        bound: What is bound.
    """
    for who, key in with_needed(required, bound):
        if key not in bound:
            near = similar(key, bound)
            known = ", ".join(sorted(bound)) or "none"
            hint = did_you_mean(near)
            yield DagsterInvalidDefinitionError(
                f"resource with key '{key}' required by {who} was not provided. Bind it with "
                f"resources={{'{key}': ...}}; bound are: {known}.{hint}"
            )
