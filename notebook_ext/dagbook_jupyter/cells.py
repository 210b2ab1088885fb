"""Which cell defines what: what IPython's events and the decorators tell becomes live definitions.

::

    pre_run_cell ─> RunningCell <── announcements (decorators at the cell's top level)
                        │ flush: what is known so far, when something asks during the cell
    post_run_cell ──────┴──> Found ──> LiveDefinitions.put ──> one line about what changed
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock, get_ident
from typing import Any, Protocol

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.live_definitions import (
    Found,
    LiveDefinitions,
    LiveName,
    LiveSnapshot,
    Origin,
    live_names,
)
from dagbook.authoring.registration import Announcement
from dagbook.model.asset_key import AssetKey
from dagbook.status.looking import AT_EACH_EVENT, Look
from dagbook.view.graph_view import StatusBadge
from dagbook_jupyter.cell_imports import ImportedAssets
from dagbook_jupyter.cell_names import CellNames, read_names
from dagbook_jupyter.cell_scan import changed_names, reach, star_names
from dagbook_jupyter.change_words import (
    TYPED,
    Standing,
    change_lines,
    foreign_line,
)
from dagbook_jupyter.old_variables import Loading, OldVariables
from dagbook_jupyter.older_resources import older_resources
from dagbook_jupyter.stale_watch import StaleWatch, Statuses
from dagbook_jupyter.swapped_keys import rename_lines

_MAY_BE_STALE = frozenset({"stale", "failed", "problem", "running", "queued"})
ADOPTED = Origin("adopted", "an earlier cell")
"""Where definitions come from that were made before the extension was loaded."""

Badges = Mapping[str, StatusBadge]


class Kernel(Statuses, Loading, Protocol):
    """What the tracker needs of the session."""

    @property
    def live(self) -> LiveDefinitions:
        """What is defined now."""

    def badges(self, look: Look) -> Badges:
        """Return the status of every live asset, by key."""

    def problems(self) -> Mapping[AssetKey, Exception]:
        """Return why assets cannot run as they are defined."""

    def note_removed(self, keys: Iterable[AssetKey], cell: str) -> None:
        """Note that *cell* removed *keys*."""

    def has_values(self, key: AssetKey) -> bool:
        """Return whether anything is stored of *key*."""

    def note_defined(self, keys: Iterable[AssetKey]) -> None:
        """Note that *keys* are defined."""

    def moment(self) -> object:
        """Return what differs once anything ran or was defined."""

    def announce_definitions_changed(self) -> None:
        """Tell the panels."""

    def announce_statuses_changed(self) -> None:
        """Tell the panels that statuses may be others."""


@dataclass(slots=True)
class RunningCell:
    """A cell while it runs.

    Args:
        origin: The cell.
        number: The n of its ``In[n]``.
        message: The request that runs it; None in a terminal.
        info: IPython's own object about this run, or None when dagbook was loaded in this cell.
        filenames: What the code objects of the cell call their file.
        before: Identities of the user's variables at the start.
        names: What cells that this one runs in turn bind.
        made: What its top-level code made so far: assets and `Definitions`.
        flushed: How much of `made` is live already.
        thread: The thread that runs it.
    """

    origin: Origin
    number: int
    message: str | None
    info: Any
    filenames: set[str]
    before: Mapping[str, int]
    names: set[str] = field(default_factory=set)
    made: list[Any] = field(default_factory=list)
    flushed: int = 0
    thread: int = field(default_factory=get_ident)


class CellTracker:
    """Keeps a session's live definitions equal to what the notebook's cells define.

    Args:
        shell: IPython's shell.
        kernel: The session.
        say: Prints a line under the cell that runs.
    """

    def __init__(self, shell: Any, kernel: Kernel, say: Callable[[str], None]) -> None:
        self._shell = shell
        self._kernel = kernel
        self._say = say
        self._lock = RLock()
        self._cells: list[RunningCell] = []
        self._imports = ImportedAssets()
        self._standing: tuple[object, Standing | None] = None, None
        self.old_variables = OldVariables(kernel, shell.user_ns, say)
        self._stale = StaleWatch(
            kernel, say, lambda: older_resources(kernel.live.snapshot(), shell.user_ns)
        )

    @property
    def running(self) -> RunningCell | None:
        """The cell that runs now, or None."""
        return self._cells[0] if self._cells else None

    def pre_run_cell(self, info: Any) -> None:
        """Begin a cell, or one that a running cell runs in turn, as ``%%capture`` does."""
        message, metadata = self._request()
        with self._lock:
            if self._cells and self._cells[0].message != message:
                # The end of that cell was never told.
                self._cells.clear()
            self._remove_deleted(metadata)
            origin = (
                self._cells[0].origin
                if self._cells
                else self._origin(
                    getattr(info, "cell_id", None), metadata, counted=info.store_history
                )
            )
            self._cells.append(self._started(origin, message, info, self._filename(info)))
            if len(self._cells) == 1:
                self._stale.begin()
                self.old_variables.before(self._text(info))

    def begin_inside(self, filename: str) -> None:
        """Begin the cell that runs already, as it loads the extension."""
        message, metadata = self._request()
        with self._lock:
            origin = self._origin(None, metadata, counted=True)
            self._cells = [self._started(origin, message, None, filename)]

    def heard(self, announcement: Announcement) -> None:
        """Note a definition that was made, if it is the running cell's own."""
        with self._lock:
            if self._cells and announcement.at_top_level:
                name = announcement.filename
                # Magics such as %%time compile what they run under such a name.
                anonymous = name.startswith("<") and name.endswith(">")
                if anonymous or any(name in each.filenames for each in self._cells):
                    self._cells[0].made.append(announcement.definition)

    def own(self, definition: AssetsDefinition) -> None:
        """Make *definition* the running cell's own, as ``%%asset`` does."""
        with self._lock:
            if self._cells:
                self._cells[0].made.append(definition)
            else:
                self._kernel.live.put(ADOPTED, Found((definition,)), complete=False)

    def flush(self) -> None:
        """Make live what the running cell has made so far, as something asks for it now."""
        with self._lock:
            cell = self.running
            if cell is None or cell.thread != get_ident():
                return
            self._refresh()
            if cell.flushed == len(cell.made):
                return
            cell.flushed = len(cell.made)
            self._put(cell.origin, _found(cell.made), complete=False)

    def post_run_cell(self, result: Any) -> None:
        """End a cell: what it defines becomes live, and one line says what changed."""
        with self._lock:
            cell = self._ended(result.info)
            if cell is None:
                return
            names = read_names(self._text(result.info))
            if self._cells:
                self._cells[0].names |= names.bound
                return
            bound = self._settle(cell, names, complete=bool(result.success))
            self.old_variables.after(self._text(result.info), bound)

    def adopt(self, user_ns: Mapping[str, Any]) -> int:
        """Make live what earlier cells defined; return how many assets that is."""
        values = [
            value
            for name, value in dict(user_ns).items()
            if not name.startswith("_") and not _is_output(value, user_ns)
        ]
        reached = reach(values)
        found = _found([*reached.assets.values(), *reached.definitions.values()])
        if found != Found():
            self._kernel.live.put(ADOPTED, found)
        return sum(len(each.keys_in_order) for each in found.assets)

    def _settle(self, cell: RunningCell, names: CellNames, *, complete: bool) -> frozenset[str]:
        """Make what *cell* defines live and say what changed; return the names that it bound."""
        user_ns = self._shell.user_ns
        bound = names.bound | star_names(names.starred) | cell.names
        bound |= changed_names(cell.before, user_ns)
        reached = reach(user_ns[name] for name in sorted(bound) if name in user_ns)
        if reached.foreign or names.dagster:
            self._say(foreign_line(names.dagster, tuple(reached.foreign)))
        own = {id(each) for each in cell.made}
        others = [each for each in reached.assets.values() if id(each) not in own]
        if others:
            elsewhere = _owned_elsewhere(self._kernel.live.snapshot(), cell.origin)
            others = [each for each in others if id(each) not in elsewhere]
        found = _found(
            [
                *others,
                *cell.made,
                *(each for each in reached.definitions.values() if id(each) not in own),
            ]
        )
        if found != Found() or self._kernel.live.owned_by(cell.origin.cell_id) != Found():
            self._put(cell.origin, found, complete=complete)
            self._imports.note(cell.origin, names, found)
        else:
            # A helper or a global may be another one now.
            self._standing = None, None
            self._stale.end(cell.origin.label)
        self._refresh()
        for line in self._imports.newer_on_disk(self._shell):
            self._say(line)
        # A helper or a global may be another one now, whatever the cell defines.
        self._kernel.announce_statuses_changed()
        return frozenset(bound)

    def _put(self, origin: Origin, found: Found, *, complete: bool) -> None:
        """Make *found* live, and say in one line what changed."""
        kernel, live = self._kernel, self._kernel.live
        before = self._standing_now()
        change = live.put(origin, found, complete=complete)
        kernel.note_removed(change.removed, origin.label)
        kernel.note_defined(change.added)
        kernel.announce_definitions_changed()
        after = Standing(live.snapshot(), kernel.badges(AT_EACH_EVENT), kernel.problems())
        self._standing = kernel.moment(), after
        # What failed or has a problem may be stale too, and says something more urgent.
        self._stale.know(
            key
            for key in after.live.origins
            if (badge := after.badges.get(key.to_user_string())) is not None
            and (badge.state in _MAY_BE_STALE or badge.stale)
        )
        for line in change_lines(change, before, after):
            self._say(line)
        for line in rename_lines(change, before.live, after.live, kernel.has_values):
            self._say(line)
        self._stale.defined((*change.added, *change.replaced))

    def _refresh(self) -> None:
        """Make live what modules that were loaded again hold now, and say so."""
        reloaded = self._imports.refresh(self._kernel.live)
        for line in reloaded:
            self._say(line)
        if reloaded:
            self._kernel.announce_definitions_changed()

    def _standing_now(self) -> Standing:
        """Return how things stand; known from the last cell that defined, when nothing ran since.

        Looking at all assets is most of what a defining cell costs.
        """
        moment, known = self._standing
        if known is not None and moment == self._kernel.moment():
            return known
        live = self._kernel.live
        return Standing(
            live.snapshot(), self._kernel.badges(AT_EACH_EVENT), self._kernel.problems()
        )

    def _remove_deleted(self, metadata: Mapping[str, Any]) -> None:
        """Remove what the cells defined that the front end says are deleted."""
        deleted = metadata.get("deletedCells")
        if not isinstance(deleted, list) or not deleted:
            return
        deleted = [each for each in deleted if isinstance(each, str)]
        gone = self._kernel.live.remove_cells(deleted)
        self._imports.forget(deleted)
        self._kernel.note_removed(gone, "a deleted cell")
        if gone:
            names = ", ".join(key.to_user_string() for key in gone)
            self._say(
                f"{names} removed with the cell that defined {'it' if len(gone) == 1 else 'them'}"
            )
            self._kernel.announce_definitions_changed()

    def _started(
        self, origin: Origin, message: str | None, info: Any, filename: str
    ) -> RunningCell:
        """Return a cell that begins now."""
        before = {name: id(value) for name, value in dict(self._shell.user_ns).items()}
        number = self._number(counted=info is None or info.store_history)
        return RunningCell(origin, number, message, info, {filename}, before)

    def _number(self, *, counted: bool) -> int:
        """Return the n of the ``In[n]`` that runs; *counted* when IPython is one ahead already."""
        return int(self._shell.execution_count) - (1 if counted else 0)

    def _ended(self, info: Any) -> RunningCell | None:
        """Take the cell of *info* from those that run; None when it was never begun."""
        for place, cell in enumerate(self._cells):
            if cell.info is info or (cell.info is None and place == len(self._cells) - 1):
                del self._cells[place:]
                return cell
        return None

    def _request(self) -> tuple[str | None, Mapping[str, Any]]:
        """Return the id and the metadata of the message that is being answered."""
        get_parent = getattr(self._shell, "get_parent", None)
        parent = get_parent() if get_parent is not None else None
        if not isinstance(parent, Mapping):
            return None, {}
        return parent.get("header", {}).get("msg_id"), parent.get("metadata") or {}

    def _origin(self, cell_id: str | None, metadata: Mapping[str, Any], *, counted: bool) -> Origin:
        """Return the cell that runs, by its id where the front end tells it."""
        number = self._number(counted=counted)
        known = cell_id or metadata.get("cellId")
        return Origin(known if isinstance(known, str) else f"{TYPED}{number}]", f"cell {number}")

    def cell_of(self, filename: str) -> str:
        """Return the label of the cell that a code object's file name means; "" of others."""
        found = self._shell.compile.format_code_name(filename)
        number = re.search(r"\d+", found[1]) if found else None
        return f"cell {number[0]}" if number else ""

    def _filename(self, info: Any) -> str:
        """Return what the code of a cell will call its file."""
        number = self._number(counted=info.store_history)
        return str(self._shell.compile.get_code_name(info.raw_cell, self._text(info), number))

    def _text(self, info: Any) -> str:
        """Return the Python of a cell."""
        text = getattr(info, "transformed_cell", None)
        if text is None:
            try:
                text = self._shell.transform_cell(info.raw_cell)
            except Exception:  # noqa: BLE001 - a cell that cannot be read binds nothing
                text = ""
        return str(text)


def _found(made: Iterable[Any]) -> Found:
    """Return what a cell defines that made *made*, in order; of one key the last one counts."""
    assets: list[AssetsDefinition] = []
    referred: dict[int, AssetsDefinition] = {}
    resources: dict[str, Any] = {}
    for each in made:
        if isinstance(each, AssetsDefinition):
            assets.append(each)
        elif isinstance(each, Definitions):
            referred.update((id(one), one) for one in (*each.asset_defs, *each.check_defs))
            resources.update(each.resource_defs)
    taken: set[LiveName] = set()
    last: dict[int, AssetsDefinition] = {}
    for each in reversed(assets):
        if id(each) in last or taken.isdisjoint(live_names(each)):
            last[id(each)] = each
            taken.update(live_names(each))
    return Found(tuple(reversed(last.values())), tuple(referred.values()), resources)


def _owned_elsewhere(live: LiveSnapshot, origin: Origin) -> set[int]:
    """Return the definitions, by identity, that another cell owns: a second name moves nothing."""
    here = {origin.cell_id, ADOPTED.cell_id}
    return {id(each) for each in live.assets if live.origin_of(each).cell_id not in here}


def _is_output(value: Any, user_ns: Mapping[str, Any]) -> bool:
    """Return whether *value* is one of the dicts and lists in which IPython keeps history."""
    return any(value is user_ns.get(name) for name in ("In", "Out", "_ih", "_oh", "_dh"))
