"""Resources that assets bring along: bound beside those of a run, which may not contradict them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvalidInvocationError

_IO_MANAGER = "io_manager"
"""The key whose resource an asset may bring along though another is bound, as in Dagster."""


def with_own_resources(definitions: Iterable[Any], bound: Mapping[str, Any]) -> dict[str, Any]:
    """Return *bound*, and what *definitions* bring along.

    Args:
        definitions: All that are given, whether they run or not.
        bound: What is bound to each key.

    Raises:
        DagsterInvalidInvocationError: One brings what is bound.
        DagsterInvalidDefinitionError: Two have different objects for one key.

    >>> with_own_resources([], {"limit": 3})
    {'limit': 3}
    """
    found = dict(bound)
    brought: dict[str, str] = {}
    given = tuple(definitions)
    for each in given:
        own = _own(each)
        twice = sorted(key for key in own if key in bound and key != _IO_MANAGER)
        if twice:
            raise DagsterInvalidInvocationError(
                f"{each.op_name} has conflicting resource definitions with provided resources for "
                f"the following keys: {', '.join(twice)}. Either remove the existing resources "
                "from the asset or change the resource keys so that they don't overlap."
            )
        for key, value in own.items():
            if key in brought and found[key] is not value:
                raise _conflict(key, brought[key], each.op_name)
            found[key] = value
            brought.setdefault(key, each.op_name)
    if _IO_MANAGER in brought:
        _check_one_manager(given, bound, found.pop(_IO_MANAGER), brought[_IO_MANAGER])
        found.update(_manager_of(given))
    return found


def and_own_resources(definitions: Iterable[Any], bound: Mapping[str, Any]) -> dict[str, Any]:
    """Return *bound*, and what *definitions* bring along for keys that it does not have.

    What contradicts is found when a run needs it, by `check_own_resources`. The default IO manager
    of one is that of others only where all bring the same.
    """
    found = dict(bound)
    given = tuple(definitions)
    for each in given:
        for key, value in _own(each).items():
            if key != _IO_MANAGER:
                found.setdefault(key, value)
    takers = [_own(each) for each in given if _takes_default(each)]
    brought = [own[_IO_MANAGER] for own in takers if _IO_MANAGER in own]
    agreed = len(brought) == len(takers) and all(each is brought[0] for each in brought)
    if brought and agreed and _IO_MANAGER not in bound:
        found.update(_manager_of(given))
    return found


def check_own_resources(
    definitions: Iterable[Any], bound: Mapping[str, Any], replaced: Collection[str] = ()
) -> None:
    """Raise where *bound* is not what one of *definitions*, which a run makes, brings along.

    Args:
        definitions: What a run makes.
        bound: What is bound to each key.
        replaced: The keys at which something else is bound on purpose.

    Raises:
        DagsterInvalidDefinitionError: Naming the asset and the key.
    """
    for each in definitions:
        for key, value in _own(each).items():
            if key in replaced or is_default(value) or bound.get(key) is value:
                continue
            raise DagsterInvalidDefinitionError(
                f"{each.op_name} brings a resource of its own for the key '{key}', to which "
                "another object is bound by another asset or Definitions. Give both the same "
                "object, or use another key."
            )


def for_themselves(
    definitions: Iterable[Any], bound: Iterable[str]
) -> Iterator[DagsterInvalidDefinitionError]:
    """Yield an error for each resource that an asset needs and only another brings along.

    Args:
        definitions: All that are given.
        bound: The keys to which something is bound for all of them.
    """
    given, keys = tuple(definitions), frozenset(bound)
    brought = {key: each.op_name for each in given for key in _own(each)}
    brought.pop(_IO_MANAGER, None)
    for each in given if brought else ():
        for key in sorted(each.required_resource_keys & brought.keys()):
            if key not in keys and key not in _own(each):
                yield DagsterInvalidDefinitionError(
                    f"resource with key '{key}' required by op '{each.op_name}' was not provided. "
                    f"{brought[key]} brings one along for itself alone; bind one for both with "
                    f"resources={{'{key}': ...}}."
                )


def is_default(manager: Any) -> bool:
    """Return whether *manager* stands for the one that is bound where nothing else is."""
    return getattr(manager, "__dagbook_default__", False) is True


def _own(definition: Any) -> Mapping[str, Any]:
    """Return what *definition* brings along."""
    options = getattr(definition, "options", None)
    return {} if options is None else options.resource_defs


def _manager_of(definitions: Iterable[Any]) -> dict[str, Any]:
    """Return the default IO manager that *definitions* bring along, nothing where it is usual."""
    own = next(_own(each)[_IO_MANAGER] for each in definitions if _IO_MANAGER in _own(each))
    return {} if is_default(own) else {_IO_MANAGER: own}


def _check_one_manager(
    definitions: Iterable[Any], bound: Mapping[str, Any], own: Any, owner: str
) -> None:
    """Raise where one of *definitions* stores by another default IO manager than *own*.

    Raises:
        DagsterInvalidDefinitionError: Naming it, and *owner*, who brings *own* along.
    """
    for each in definitions:
        if _IO_MANAGER in _own(each) or not _takes_default(each):
            continue
        if bound.get(_IO_MANAGER) is not own and not (_IO_MANAGER not in bound and is_default(own)):
            raise _conflict(_IO_MANAGER, owner, each.op_name)


def _takes_default(definition: Any) -> bool:
    """Return whether *definition* is stored or loaded by the default IO manager."""
    if _IO_MANAGER in _own(definition) or _IO_MANAGER in definition.required_resource_keys:
        return True
    return definition.fn is None and any(
        each.io_manager_key == _IO_MANAGER for each in definition.outputs
    )


def _conflict(key: str, one: str, other: str) -> DagsterInvalidDefinitionError:
    """Return what is said of assets that have different objects for *key*."""
    return DagsterInvalidDefinitionError(
        f"Conflicting versions of resource with key '{key}' were provided to different assets, "
        f"{one} and {other}. Give both the same object, or use another key."
    )
