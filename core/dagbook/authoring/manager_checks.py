"""Whether what is bound to the key of an IO manager is one; what is only alike is none."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.io_manager_definition import InputManagerDefinition, IOManagerDefinition
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation.attributes import real_attribute


@dataclass(frozen=True, slots=True)
class ManagerNeed:
    """Who needs an IO manager, or what loads alone, under which key.

    Args:
        who: In words, such as ``output 'result' of op 'orders'``.
        key: The resource's.
        loads: Whether it only has to load.
    """

    who: str
    key: str
    loads: bool = False


def no_managers(bound: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of *bound* to which no IO manager is bound: who needs these is looked at."""
    return frozenset(key for key, given in bound.items() if not is_io_manager(given))


def needs_of(
    definition: Any, name: str | None = None, *, among: Collection[str]
) -> Iterator[ManagerNeed]:
    """Yield what the asset or op *definition* needs to store and load.

    Args:
        definition: The asset or op; of a graph of ops, its ops.
        name: What it is called here, by default its own name.
        among: Which keys are of interest.
    """
    if not among:
        return
    node = getattr(getattr(definition, "options", None), "node", None)
    if node is not None:
        for path, each in node.graph.all_nodes():
            yield from needs_of(each.definition, ".".join(path), among=among)
        return
    who = name or str(getattr(definition, "op_name", getattr(definition, "name", "")))
    for output in definition.outputs if getattr(definition, "fn", None) is not None else ():
        if output.io_manager_key in among:
            yield ManagerNeed(f"output '{output.name}' of op '{who}'", output.io_manager_key)
    for read in definition.inputs:
        if read.input_manager_key and read.input_manager_key in among:
            place = f"input '{read.name}' of op '{who}'"
            yield ManagerNeed(place, read.input_manager_key, loads=True)


def check_managers(
    needs: Iterable[ManagerNeed], bound: Mapping[str, Any]
) -> Iterator[DagsterInvalidDefinitionError]:
    """Yield an error for each key that something is bound to which does not store, or load.

    Args:
        needs: Who needs which; what is not bound at all is left to `check_resources`.
        bound: What is bound to each key.
    """
    seen: set[tuple[str, bool]] = set()
    for need in needs:
        place = need.key, need.loads
        if place in seen or need.key not in bound:
            continue
        seen.add(place)
        given = bound[need.key]
        if is_io_manager(given) or (need.loads and isinstance(given, InputManagerDefinition)):
            continue
        kind, wanted = ("input manager", "an InputManagerDefinition, which @input_manager makes")
        if not need.loads:
            kind, wanted = "io manager", "an instance of a class that extends IOManager"
        what = f"the class {given.__name__}" if isinstance(given, type) else type(given).__name__
        yield DagsterInvalidDefinitionError(
            f"{kind} with key '{need.key}' required by {need.who} is {what}, which is none. Bind "
            f"{wanted}."
        )


def is_io_manager(given: Any) -> bool:
    """Return whether *given*, bound to a key, stores and loads values.

    >>> is_io_manager(3), is_io_manager(IOManager)
    (False, False)
    """
    if isinstance(given, type):
        return False
    made = real_attribute(given, "resource_cls", type(given))
    return issubclass(made, (IOManager, IOManagerDefinition)) or makes_io_manager(made)


def makes_io_manager(cls: type) -> bool:
    """Return whether the resource *cls* makes an IO manager when a run starts."""
    return getattr(cls, "__dagbook_makes_io_manager__", False) is True
