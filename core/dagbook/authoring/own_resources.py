"""Resources that assets bring along: bound beside those of a run, which may not contradict them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvalidInvocationError


def with_own_resources(definitions: Iterable[Any], bound: Mapping[str, Any]) -> dict[str, Any]:
    """Return *bound*, and what *definitions* bring along.

    Args:
        definitions: All that are given, whether they run or not.
        bound: What is bound to each key.

    Raises:
        DagsterInvalidInvocationError: One brings what is bound.
        DagsterInvalidDefinitionError: Two bring different objects for one key.

    >>> with_own_resources([], {"limit": 3})
    {'limit': 3}
    """
    found = dict(bound)
    brought: dict[str, str] = {}
    for each in definitions:
        own = _own(each)
        if not own:
            continue
        twice = sorted(key for key in own if key in bound)
        if twice:
            raise DagsterInvalidInvocationError(
                f"{each.op_name} has conflicting resource definitions with provided resources for "
                f"the following keys: {', '.join(twice)}. Either remove the existing resources "
                "from the asset or change the resource keys so that they don't overlap."
            )
        for key, value in own.items():
            if found.setdefault(key, value) is not value:
                raise DagsterInvalidDefinitionError(
                    f"Conflicting versions of resource with key '{key}' were provided to different "
                    f"assets, {brought[key]} and {each.op_name}. Give both the same object, or use "
                    "another key."
                )
            brought.setdefault(key, each.op_name)
    return found


def and_own_resources(definitions: Iterable[Any], bound: Mapping[str, Any]) -> dict[str, Any]:
    """Return *bound*, and what *definitions* bring along for keys that it does not have.

    What contradicts is found when a run needs it, by `check_own_resources`.
    """
    found = dict(bound)
    for each in definitions:
        for key, value in _own(each).items():
            found.setdefault(key, value)
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
            if key not in replaced and bound.get(key) is not value:
                raise DagsterInvalidDefinitionError(
                    f"{each.op_name} brings a resource of its own for the key '{key}', to which "
                    "another object is bound by another asset or Definitions. Give both the same "
                    "object, or use another key."
                )


def _own(definition: Any) -> Mapping[str, Any]:
    """Return what *definition* brings along."""
    options = getattr(definition, "options", None)
    return {} if options is None else options.resource_defs
