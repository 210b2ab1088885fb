"""What the extension holds for one kernel: shell, session, and which cell defines what."""

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from IPython.display import display

from dagbook.asset_graph.graph import AssetGraph
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.model.asset_key import AssetKey
from dagbook.session.forgetting import note_removed
from dagbook.session.session import Session
from dagbook.session.tombstones import Tombstones
from dagbook_jupyter.cells import CellTracker


class NotebookSession(Session):
    """A session that sees what the cell that runs has defined so far.

    Args:
        root: The store's folder.
        notebook: The notebook's name.
    """

    def __init__(self, root: Path, notebook: str = "") -> None:
        super().__init__(root, notebook)
        self.before_read: Callable[[], None] = lambda: None
        self.cell_of: Callable[[str], str] = lambda _: ""
        self.on_load: Callable[[Any, str, str | Sequence[str] | None], None] = lambda *_: None

    def graph(self) -> AssetGraph:
        """Return the graph of what is live, the running cell's definitions included."""
        self.before_read()
        return super().graph()

    def live_assets(self) -> Sequence[AssetsDefinition]:
        """Return the assets that are live now, the running cell's included."""
        self.before_read()
        return super().live_assets()

    def load(self, name: str, partition_key: str | Sequence[str] | None = None) -> Any:
        """Return the stored value of an asset, and note that it was loaded; see `Session.load`."""
        value = super().load(name, partition_key)
        self.on_load(value, name, partition_key)
        return value

    def place_of(self, filename: str) -> str:
        """Return the cell that code is in, such as "cell 7"; "" of other code."""
        return self.cell_of(filename)

    def note_removed(self, keys: Iterable[AssetKey], cell: str) -> None:
        """Note that *cell* removed *keys*: of those that have a history, a tombstone."""
        note_removed(self, keys, cell)

    def has_values(self, key: AssetKey) -> bool:
        """Return whether anything is stored of *key*."""
        return bool(self.instance.event_log.latest(key))

    def note_defined(self, keys: Iterable[AssetKey]) -> None:
        """Note that *keys* are defined: a tombstone goes."""
        Tombstones(self.root).take(keys)

    def problems(self) -> Mapping[AssetKey, Exception]:
        """Return why assets cannot run as they are defined, by asset."""
        nodes = self.graph().nodes.values()
        return {node.key: node.problem for node in nodes if node.problem is not None}


@dataclass(frozen=True, slots=True)
class Notebook:
    """One kernel with dagbook loaded; what magics and displays use.

    Args:
        shell: IPython's shell.
        session: Definitions, store and runs.
        tracker: Which cell defines what.
        panels: The panel that each cell shows, and in which run of the cell it was made.
    """

    shell: Any
    session: NotebookSession
    tracker: CellTracker
    panels: dict[str, tuple[int, Any]] = field(default_factory=dict)

    @property
    def in_kernel(self) -> bool:
        """Whether a front end shows rich output, and not a terminal."""
        return getattr(self.shell, "kernel", None) is not None

    @property
    def width(self) -> int | None:
        """How many columns a table may have: those of the terminal, else None for any."""
        if self.in_kernel or not sys.stdout.isatty():
            return None
        return shutil.get_terminal_size().columns

    def say(self, text: str) -> None:
        """Print *text* as a line under the cell that runs."""
        say(text)

    def show(self, text: str, html: str) -> None:
        """Show the same as HTML and as text under the cell that runs; as text in a terminal."""
        if self.in_kernel:
            bundle = {"text/plain": text, "text/html": html}
            display(bundle, raw=True)  # type: ignore[no-untyped-call]  # IPython's own has no types
        else:
            self.say(text)

    @property
    def cell_label(self) -> str:
        """The cell that runs, such as "cell 7"; "" between cells."""
        running = self.tracker.running
        return running.origin.label if running else ""


def say(text: str) -> None:
    """Print *text* as a line under the cell that runs."""
    sys.stdout.write(f"{text}\n")
