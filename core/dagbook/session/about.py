"""What there is: version, store, settings, and what the kernel holds."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from dagbook.authoring.live_definitions import LiveDefinitions
from dagbook.io_managers.memory_tier import MemoryTier
from dagbook.session.resource_sets import ResourceSet, ResourceSets
from dagbook.session.settings import Settings
from dagbook.storage.instance import DagsterInstance


@dataclass(frozen=True, slots=True)
class About:
    """What there is.

    Args:
        version: Of dagbook.
        store: The folder of the store that is used.
        resource_set: The name of the set of resources that is used.
        resource_sets: The names of all of them, the default first.
        stored: How many assets have a value in the store.
        defined: How many assets the kernel's cells define.
        cells: How many cells that are.
        resources: The keys of the resources that cells define, sorted.
        memory_bytes: How much the values take that are kept in memory.
        active_runs: The ids of the runs that run or wait, in order.
        settings: How dagbook behaves in this kernel.
    """

    version: str
    store: Path
    resource_set: str
    resource_sets: tuple[str, ...]
    stored: int
    defined: int
    cells: int
    resources: tuple[str, ...]
    memory_bytes: int
    active_runs: tuple[str, ...]
    settings: Settings


class Holding(Protocol):
    """What is asked of a session."""

    live: LiveDefinitions
    sets: ResourceSets
    settings: Settings
    in_use: ResourceSet

    @property
    def root(self) -> Path:
        """The store's folder."""

    @property
    def instance(self) -> DagsterInstance:
        """What ran."""

    @property
    def tier(self) -> MemoryTier:
        """What is kept in memory."""

    def active_runs(self) -> tuple[str, ...]:
        """Return the ids of what runs and waits."""


def about(session: Holding) -> About:
    """Return what *session* holds, and where."""
    live = session.live.snapshot()
    return About(
        version=_version(),
        store=session.root,
        resource_set=session.in_use.name,
        resource_sets=tuple(each.name for each in session.sets.all()),
        stored=len(session.instance.event_log.asset_keys()),
        defined=len(live.origins),
        cells=len({origin.cell_id for origin in live.origins.values()}),
        resources=tuple(sorted(live.resources)),
        memory_bytes=session.tier.nbytes,
        active_runs=session.active_runs(),
        settings=session.settings,
    )


def _version() -> str:
    """Return the version of dagbook as it is installed, "" of a plain folder."""
    try:
        return version("dagbook")
    except PackageNotFoundError:
        return ""
