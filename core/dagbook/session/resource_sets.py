"""Named sets of resources, such as fakes for a test: each with values and statuses of its own.

::

    <store>/events.db, values/               the set "default": what cells define
    <store>/sets/<name>/events.db, values/   every other set
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.io_manager_definition import IOManagerDefinition
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvalidInvocationError
from dagbook.foundation.names import similar
from dagbook.io_managers.memory_tier import MemoryTier
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.session.determinism import Unsteady
from dagbook.session.moving import check_movable, move_store
from dagbook.status.check_status import CheckMemory
from dagbook.status.status_memory import StatusMemory
from dagbook.storage.instance import DagsterInstance

DEFAULT_SET = "default"
"""The set without resources of its own: what cells define, and the real values."""

FOLDER = "sets"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, eq=False)
class ResourceSet:
    """Resources that take the place of live ones for as long as the set is used.

    Args:
        name: What ``%use`` takes.
        resources: By key.
    """

    name: str
    resources: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_default(self) -> bool:
        """Whether it is what cells define."""
        return self.name == DEFAULT_SET

    def over(
        self, live: Mapping[str, Any], io_manager: Any, stores: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return what is bound to each key while the set is used.

        Args:
            live: What is bound without it.
            io_manager: Keeps the values of the set. It stands in for every IO manager that the
                set does not name, so that nothing it makes overwrites a real value.
            stores: Keys whose resource keeps values, whatever it is.

        >>> ResourceSet("test", {"db": "fake"}).over({"db": "real", "limit": 3}, None)
        {'db': 'fake', 'limit': 3}
        """
        if self.is_default:
            return dict(live)
        kept = {
            key: io_manager if key in stores or _stores(each) else each
            for key, each in live.items()
        }
        return {**kept, **self.resources}


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store as a session uses it.

    Args:
        root: Its folder.
        instance: What ran.
        tier: What was just made.
        io_manager: What keeps values beside the notebook.
        unsteady: Which assets make another value each time.
        memory: The statuses, for as long as what they were worked out from stays.
        check_memory: Those of checks likewise.
    """

    root: Path
    instance: DagsterInstance
    tier: MemoryTier
    io_manager: NotebookLocalIOManager
    unsteady: Unsteady
    memory: StatusMemory
    check_memory: CheckMemory


def open_store(root: Path, notebook: str, tier: MemoryTier) -> OpenStore:
    """Open the store in *root*, which is made when it is missing.

    Args:
        root: Its folder.
        notebook: Which notebook or program this is, for the records.
        tier: Keeps what was just made.

    Raises:
        StoreError: The folder cannot be used.
    """
    instance = DagsterInstance.from_store(root, notebook=notebook)
    log = instance.event_log
    log.mark_abandoned()
    manager = NotebookLocalIOManager(root, log.latest_of, tier, log.history)
    return OpenStore(root, instance, tier, manager, Unsteady(root), StatusMemory(), CheckMemory())


class ResourceSets:
    """The sets of one kernel, and the stores of those that were used; guarded by the session.

    Args:
        main: The store of the default set.
        open_in: Opens the store in a folder, with what it keeps in memory, or nothing yet.
    """

    def __init__(
        self, main: OpenStore, open_in: Callable[[Path, MemoryTier | None], OpenStore]
    ) -> None:
        self._root = main.root
        self._open_in = open_in
        self._sets = {DEFAULT_SET: ResourceSet(DEFAULT_SET)}
        self._stores = {DEFAULT_SET: main}

    def define(self, name: str, resources: Mapping[str, Any]) -> ResourceSet:
        """Define the set *name*, or define it anew.

        Raises:
            DagsterInvalidDefinitionError: The name or the resources cannot be used.
        """
        if name == DEFAULT_SET or _NAME.fullmatch(name) is None:
            raise DagsterInvalidDefinitionError(
                f"A set of resources cannot be called {name!r}. Its name has letters, digits, _ "
                f"and -, and is not {DEFAULT_SET}, which means what the cells define."
            )
        wrong = next((key for key in resources if not isinstance(key, str)), None)
        if wrong is not None:
            raise DagsterInvalidDefinitionError(
                f"The set {name} has the key {wrong!r}. Its keys are names of resources, as in "
                'Definitions(resources={"io_manager": ...}).'
            )
        self._sets[name] = ResourceSet(name, dict(resources))
        return self._sets[name]

    def find(self, name: str) -> ResourceSet:
        """Return the set *name*.

        Raises:
            DagsterInvalidInvocationError: This kernel does not define it.
        """
        if name in self._sets:
            return self._sets[name]
        close = similar(name, list(self._sets))
        meant = f" Did you mean {close[0]}?" if close else ""
        has = (
            " It has values of an earlier kernel; they are there once it is defined again."
            if _NAME.fullmatch(name) and (self._root / FOLDER / name).is_dir()
            else ""
        )
        raise DagsterInvalidInvocationError(
            f"No set of resources is called {name}.{meant}{has} "
            f'Define it with %use --define {name} {{"resource_key": ...}}.'
        )

    def store_of(self, name: str) -> OpenStore:
        """Return the store of the set *name*, opened when it is first asked for."""
        if name not in self._stores:
            self._stores[name] = self._open_in(self._root / FOLDER / name, None)
        return self._stores[name]

    def all(self) -> tuple[ResourceSet, ...]:
        """Return every set, the default first."""
        return tuple(self._sets.values())

    def move(self, new: Path) -> None:
        """Move the store of every set, and open those again that were open.

        Raises:
            DagsterError: It cannot be moved; see `move_store`. All is as it was.
        """
        check_movable(self._root, new)
        before = dict(self._stores)
        self.close()
        try:
            move_store(self._root, new)
            self._root = new
        finally:
            for name, store in before.items():
                place = self._root if name == DEFAULT_SET else self._root / FOLDER / name
                self._stores[name] = self._open_in(place, store.tier)
                self._stores[name].io_manager.take_over(store.io_manager)

    def opened(self) -> tuple[OpenStore, ...]:
        """Return the stores that are open."""
        return tuple(self._stores.values())

    def close(self) -> None:
        """Close every store."""
        for store in self._stores.values():
            store.instance.event_log.close()


def _stores(resource: Any) -> bool:
    """Return whether *resource* keeps values."""
    if isinstance(resource, (IOManager, IOManagerDefinition)):
        return True
    # A factory is a pydantic class, which is not loaded to ask.
    return hasattr(type(resource), "create_io_manager")
