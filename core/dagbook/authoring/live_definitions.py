"""`LiveDefinitions`: what the cells of a notebook define now; the one mutable step.

A cell owns its definitions. A successful rerun replaces all that the cell owned; a key that another
cell defines moves there; `snapshot` is immutable.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a definition comes from.

    Args:
        cell_id: Equal exactly for the same cell.
        label: For people, such as "cell 7".
    """

    cell_id: str
    label: str


LiveName = AssetKey | AssetCheckKey
"""What can have one definition at a time: an asset, or a check that is made alone."""


def live_names(definition: AssetsDefinition) -> tuple[LiveName, ...]:
    """Return what *definition* is the one definition of, in order."""
    if definition.outputs:
        return definition.keys_in_order
    return tuple(output.check.key for output in definition.check_outputs)


@dataclass(frozen=True, slots=True)
class Found:
    """What a cell defines.

    Args:
        assets: Definitions it owns, in the order they were made.
        referred: Definitions that a `Definitions` of the cell only refers to.
        resources: What is bound to each resource key.
    """

    assets: tuple[AssetsDefinition, ...] = ()
    referred: tuple[AssetsDefinition, ...] = ()
    resources: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiveChange:
    """What a cell's run changed.

    Args:
        added: Keys that nothing defined before.
        replaced: Keys that the same cell defined before, with another definition object.
        removed: Keys that nothing defines any more.
        moved: Keys that another cell defined before, with that cell's label.
        rebound: Resource keys that another cell bound before, with that cell's label.
        checked: Checks that the cell defines, with another definition object than before.
        unchecked: Checks that nothing defines any more.
    """

    added: tuple[AssetKey, ...] = ()
    replaced: tuple[AssetKey, ...] = ()
    removed: tuple[AssetKey, ...] = ()
    moved: tuple[tuple[AssetKey, str], ...] = ()
    rebound: tuple[tuple[str, str], ...] = ()
    checked: tuple[AssetCheckKey, ...] = ()
    unchecked: tuple[AssetCheckKey, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveSnapshot:
    """What is live at one moment.

    Args:
        version: Grows with every change.
        assets: One definition a key, those that make checks alone among them.
        resources: One value a key.
        origins: Where each key is defined.
        resource_origins: Where each resource key is bound.
        check_origins: Where each check is defined that is made alone.
    """

    version: int
    assets: tuple[AssetsDefinition, ...]
    resources: Mapping[str, Any]
    origins: Mapping[AssetKey, Origin]
    resource_origins: Mapping[str, Origin] = field(default_factory=dict)
    check_origins: Mapping[AssetCheckKey, Origin] = field(default_factory=dict)

    def origin_of(self, definition: AssetsDefinition) -> Origin:
        """Return where *definition*, which is live, is defined."""
        if definition.outputs:
            return self.origins[definition.keys_in_order[0]]
        return self.check_origins[definition.check_outputs[0].check.key]


class LiveDefinitions:
    """What the cells of a notebook define now; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._version = 0
        self._cells: dict[str, _Cell] = {}
        self._snapshot: LiveSnapshot | None = None

    def put(self, origin: Origin, found: Found, *, complete: bool = True) -> LiveChange:
        """Make *found* what the cell *origin* defines.

        Args:
            origin: The cell.
            found: What it defines.
            complete: False when the cell failed: then what it defined before stays, where *found*
                does not replace it.

        Returns:
            What changed.
        """
        with self._lock:
            before = self.snapshot()
            known = self._cells.pop(origin.cell_id, None)
            own = known.found if known is not None else Found()
            if not complete:
                new = {name for each in found.assets for name in live_names(each)}
                kept = tuple(each for each in own.assets if new.isdisjoint(live_names(each)))
                found = Found(
                    (*kept, *found.assets),
                    found.referred or own.referred,
                    {**own.resources, **found.resources},
                )
            self._take({name for each in found.assets for name in live_names(each)})
            self._cells[origin.cell_id] = _cell(origin, found)
            self._changed()
            return _change(before, self.snapshot(), origin, own)

    def forget(self, key: AssetKey) -> bool:
        """Remove the definition of *key*; return whether there was one."""
        with self._lock:
            known = key in self.snapshot().origins
            self._take({key})
            self._changed()
            return known

    def _take(self, names: Collection[LiveName]) -> None:
        """Remove the definitions of *names* from all cells; the lock is held."""
        gone = frozenset(names)
        for cell_id, cell in self._cells.items():
            if not gone.isdisjoint(cell.names):
                self._cells[cell_id] = _cell(cell.origin, _without(cell.found, gone))

    def remove_cells(self, cell_ids: Iterable[str]) -> tuple[AssetKey, ...]:
        """Remove what the cells *cell_ids* define; return the keys that are gone."""
        with self._lock:
            before = self.snapshot()
            if not [self._cells.pop(each) for each in cell_ids if each in self._cells]:
                return ()
            self._changed()
            after = self.snapshot()
            return tuple(key for key in before.origins if key not in after.origins)

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._cells.clear()
            self._changed()

    def owned_by(self, cell_id: str) -> Found:
        """Return what the cell *cell_id* defines."""
        with self._lock:
            known = self._cells.get(cell_id)
            return Found() if known is None else known.found

    def snapshot(self) -> LiveSnapshot:
        """Return what is live now."""
        with self._lock:
            if self._snapshot is None:
                self._snapshot = _snapshot(self._version, self._cells.values())
            return self._snapshot

    def _changed(self) -> None:
        """Note that something changed; the lock is held."""
        self._version += 1
        self._snapshot = None


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a cell defines, with the names of each definition.

    Args:
        origin: The cell.
        found: What it defines.
        owned: Its own definitions, each with its names.
        referred: Those it refers to.
        names: All of their names.
    """

    origin: Origin
    found: Found
    owned: tuple[tuple[AssetsDefinition, tuple[LiveName, ...]], ...]
    referred: tuple[tuple[AssetsDefinition, tuple[LiveName, ...]], ...]
    names: frozenset[LiveName]


def _cell(origin: Origin, found: Found) -> _Cell:
    """Return what the cell *origin* defines."""
    owned = tuple((each, live_names(each)) for each in found.assets)
    referred = tuple((each, live_names(each)) for each in found.referred)
    names = frozenset(name for _, own in (*owned, *referred) for name in own)
    return _Cell(origin, found, owned, referred, names)


def _without(found: Found, gone: Collection[LiveName]) -> Found:
    """Return *found* without the definitions of the names *gone*."""
    left = frozenset(gone)
    return Found(
        tuple(each for each in found.assets if left.isdisjoint(live_names(each))),
        tuple(each for each in found.referred if left.isdisjoint(live_names(each))),
        found.resources,
    )


def _snapshot(version: int, cells: Iterable[_Cell]) -> LiveSnapshot:
    """Return the one definition of each key: what a cell owns wins over what one refers to."""
    assets: dict[AssetsDefinition, None] = {}
    places: dict[LiveName, Origin] = {}
    resources: dict[str, Any] = {}
    resource_origins: dict[str, Origin] = {}
    ordered = list(cells)
    for owned in (True, False):
        for cell in ordered:
            for each, names in cell.owned if owned else cell.referred:
                if not any(name in places for name in names):
                    assets[each] = None
                    for name in names:
                        places[name] = cell.origin
    for cell in ordered:
        if cell.found.resources:
            resources.update(cell.found.resources)
            resource_origins.update(dict.fromkeys(cell.found.resources, cell.origin))
    checks = {key: each for key, each in places.items() if isinstance(key, AssetCheckKey)}
    origins = {key: each for key, each in places.items() if isinstance(key, AssetKey)}
    return LiveSnapshot(version, tuple(assets), resources, origins, resource_origins, checks)


def _change(before: LiveSnapshot, after: LiveSnapshot, origin: Origin, own: Found) -> LiveChange:
    """Return what differs between two snapshots around a run of the cell *origin*."""
    old, new = frozenset(before.assets), frozenset(after.assets)
    mine = [
        (key, each)
        for each in after.assets
        for key in each.keys_in_order
        if after.origins[key].cell_id == origin.cell_id
    ]
    moved = tuple(
        (key, before.origins[key].label)
        for key, _ in mine
        if key in before.origins and before.origins[key].cell_id != origin.cell_id
    )
    elsewhere = {key for key, _ in moved}
    return LiveChange(
        tuple(key for key, _ in mine if key not in before.origins),
        tuple(
            key
            for key, each in mine
            if key in before.origins and key not in elsewhere and each not in old
        ),
        tuple(
            key
            for each in before.assets
            if each not in new
            for key in each.keys_in_order
            if key not in after.origins
        ),
        moved,
        _rebound(before, after, own),
        *_checks_changed(before, after, origin),
    )


def _checks_changed(
    before: LiveSnapshot, after: LiveSnapshot, origin: Origin
) -> tuple[tuple[AssetCheckKey, ...], tuple[AssetCheckKey, ...]]:
    """Return the checks that the cell *origin* defines anew, and those that are gone."""
    old = {output.check.key: each for each in before.assets for output in each.check_outputs}
    new = {output.check.key: each for each in after.assets for output in each.check_outputs}
    mine = (
        key
        for key, each in new.items()
        if old.get(key) is not each and after.origin_of(each).cell_id == origin.cell_id
    )
    return tuple(mine), tuple(key for key in old if key not in new)


def _rebound(before: LiveSnapshot, after: LiveSnapshot, own: Found) -> tuple[tuple[str, str], ...]:
    """Return the resource keys that another cell bound before."""
    return tuple(
        (key, before.resource_origins[key].label)
        for key, value in after.resources.items()
        if key in before.resources
        and before.resources[key] is not value
        and key not in own.resources
    )
