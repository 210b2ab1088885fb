"""Assets that cells import: held by module and attribute, so that a reload takes effect."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.live_definitions import Found, LiveDefinitions, Origin
from dagbook_jupyter.cell_names import CellNames
from dagbook_jupyter.cell_scan import star_names

Place = tuple[str, str]
"""A module's name and one of its attributes."""


@dataclass(slots=True)
class _Imports:
    """What one cell imports, and owns.

    Args:
        origin: The cell.
        held: The definition at each place.
    """

    origin: Origin
    held: dict[Place, AssetsDefinition]


class ImportedAssets:
    """What the cells of a notebook import by name, kept equal to what their modules hold."""

    def __init__(self) -> None:
        self._cells: dict[str, _Imports] = {}
        self._on_disk: dict[str, int | None] = {}

    def note(self, origin: Origin, names: CellNames, found: Found) -> None:
        """Remember which of *found*, which the cell *origin* owns, its text imports."""
        owned = set(map(id, found.assets))
        held = {
            place: value
            for place in _places(names)
            if (value := _at(place)) is not None and id(value) in owned
        }
        self._cells.pop(origin.cell_id, None)
        if held:
            self._cells[origin.cell_id] = _Imports(origin, held)
        for module, _ in held:
            self._on_disk.setdefault(module, _modified(module))

    def forget(self, cell_ids: Iterable[str]) -> None:
        """Forget what deleted cells import."""
        for cell_id in cell_ids:
            self._cells.pop(cell_id, None)

    def refresh(self, live: LiveDefinitions) -> list[str]:
        """Make live what modules that were loaded again hold now; return lines to say.

        Not only at a cell's end: %autoreload loads modules as a cell begins.
        """
        lines: list[str] = []
        for imports in self._cells.values():
            newer = {
                place: now
                for place, held in imports.held.items()
                if (now := _at(place)) is not None and now is not held
            }
            if not newer:
                continue
            replaced = {id(imports.held[place]): now for place, now in newer.items()}
            imports.held.update(newer)
            self._on_disk.update((module, _modified(module)) for module, _ in newer)
            found = live.owned_by(imports.origin.cell_id)
            assets = tuple(replaced.get(id(each), each) for each in found.assets)
            if assets != found.assets:
                live.put(imports.origin, Found(assets, found.referred, found.resources))
                keys = [
                    key.to_user_string() for each in newer.values() for key in each.keys_in_order
                ]
                lines.append(f"{', '.join(keys)} reloaded")
        return lines

    def newer_on_disk(self, shell: Any) -> Iterator[str]:
        """Yield a line, once, for each module whose file was changed since it was imported.

        Args:
            shell: IPython's; what its %autoreload takes over needs no word.
        """
        used = {module for imports in self._cells.values() for module, _ in imports.held}
        for module in sorted(used):
            now = _modified(module)
            if now != self._on_disk.get(module):
                self._on_disk[module] = now
                if is_autoreloaded(shell, module):
                    continue
                yield (
                    f"The file of {module} has changed; importlib.reload({module}) takes the "
                    "change over."
                )


def is_autoreloaded(shell: Any, module: str) -> bool:
    """Return whether IPython's own ``%autoreload`` loads *module* again when its file changes."""
    # What the extension keeps is not told by its functions.
    magics = shell.magics_manager.registry.get("AutoreloadMagics")
    reloader = getattr(magics, "_reloader", None)
    if not getattr(reloader, "enabled", False):
        return False
    chosen = getattr(reloader, "modules", ())
    left_out = getattr(reloader, "skip_modules", ())
    every = bool(getattr(reloader, "check_all", False))
    return (every or module in chosen) and module not in left_out


def _places(names: CellNames) -> Iterator[Place]:
    """Yield where a cell's imports come from."""
    for _, module, attribute in names.imported:
        yield module, attribute
    for module in names.starred:
        for attribute in sorted(star_names([module])):
            yield module, attribute


def _at(place: Place) -> AssetsDefinition | None:
    """Return the definition at *place* now, or None when there is none."""
    value = getattr(sys.modules.get(place[0]), place[1], None)
    return value if isinstance(value, AssetsDefinition) else None


def _modified(module: str) -> int | None:
    """Return when the file of *module* was written last, in nanoseconds; None when unknown."""
    path = getattr(sys.modules.get(module), "__file__", None)
    try:
        return Path(path).stat().st_mtime_ns if path else None
    except OSError:
        return None
