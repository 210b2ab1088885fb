"""``%load_ext dagbook``: the only module that meets IPython's globals.

Loading creates the session and hangs it onto the shell: events, magics, completion, displays, and
the decorators' hook. Unloading takes all of it back.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import no_var_expand

from dagbook.authoring.registration import listen
from dagbook.errors import StoreError
from dagbook.execution.ambient import ambient, set_ambient
from dagbook.session.about import about
from dagbook.view.humanize import count
from dagbook_jupyter import display, errors, settings
from dagbook_jupyter.cells import CellTracker
from dagbook_jupyter.completion import new_matcher
from dagbook_jupyter.error_places import places_of
from dagbook_jupyter.magics.about import store_line
from dagbook_jupyter.magics.arguments import bound
from dagbook_jupyter.magics.table import MAGICS
from dagbook_jupyter.notebook import Notebook, NotebookSession, say
from dagbook_jupyter.store_folder import find_place, store_folder


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did to one shell.

    Args:
        notebook: The session and what belongs to it.
        undo: What takes it back, the last thing first.
    """

    notebook: Notebook
    undo: tuple[Callable[[], None], ...]


_LOADED: dict[Any, Loaded] = {}


def load_ipython_extension(shell: Any) -> None:
    """Bring dagbook into *shell*; a second time does nothing.

    Raises:
        UsageError: The store's folder cannot be used.
    """
    if shell in _LOADED:
        say("dagbook is loaded already; %reload_ext dagbook loads it anew.")
        return
    place = find_place(os.environ, shell.user_ns, Path.cwd())
    try:
        session = NotebookSession(store_folder(os.environ, place, Path.home()), place.notebook)
    except StoreError as error:
        raise UsageError(str(error)) from None

    def say_of_cells(text: str) -> None:
        if not session.settings.quiet:
            say(text)

    tracker = CellTracker(shell, session, say_of_cells)
    session.before_read, session.cell_of = tracker.flush, tracker.cell_of
    session.on_load = tracker.old_variables.loaded
    notebook = Notebook(shell, session, tracker)
    adopted = tracker.adopt(shell.user_ns)
    hung = [*_hang(notebook), settings.attach(shell, session, place.folder, say)]
    _LOADED[shell] = Loaded(notebook, tuple(hung))
    filename = _cell_filename(shell)
    if filename is not None:
        tracker.begin_inside(filename)
    found = f" ({count(adopted, 'asset')} of earlier cells)" if adopted else ""
    say(f"dagbook: {store_line(about(notebook.session))}{found}")


def unload_ipython_extension(shell: Any) -> None:
    """Take dagbook out of *shell*, leaving nothing behind."""
    loaded = _LOADED.pop(shell, None)
    if loaded is not None:
        for undo in reversed(loaded.undo):
            undo()


def loaded_notebook(shell: Any) -> Notebook | None:
    """Return what is loaded into *shell*, or None."""
    loaded = _LOADED.get(shell)
    return loaded.notebook if loaded else None


def _hang(notebook: Notebook) -> list[Callable[[], None]]:
    """Hang everything onto the shell; return what takes each thing back."""
    shell, session, tracker = notebook.shell, notebook.session, notebook.tracker
    before = ambient()
    set_ambient(session)
    undo: list[Callable[[], None]] = [session.close, lambda: set_ambient(before)]
    undo.append(listen(tracker.heard))
    for event, function in (
        ("pre_run_cell", tracker.pre_run_cell),
        ("post_run_cell", tracker.post_run_cell),
    ):
        undo.append(_registered(shell, event, function))
    undo.extend(_magic(notebook, magic.name) for magic in MAGICS)
    matcher = new_matcher(notebook, MAGICS)
    shell.Completer.custom_matchers.append(matcher)
    undo.append(lambda: shell.Completer.custom_matchers.remove(matcher))
    undo.append(display.attach(notebook))
    undo.append(errors.attach(shell, lambda error: places_of(error, session.live.snapshot())))
    return undo


def _registered(shell: Any, event: str, function: Callable[..., None]) -> Callable[[], None]:
    """Register *function* for *event*; return what takes that back."""
    shell.events.register(event, function)
    return lambda: shell.events.unregister(event, function)


def _magic(notebook: Notebook, name: str) -> Callable[[], None]:
    """Register the magic *name*; return what takes that back."""
    shell = notebook.shell
    magic = next(each for each in MAGICS if each.name == name)
    kind = "cell" if magic.is_cell else "line"
    registered = shell.magics_manager.magics[kind]
    # IPython's own is looked up, as what it keeps in its table may be loaded later, over ours.
    before = None if magic.is_meant is None else shell.find_magic(name, kind)
    function = no_var_expand(bound(magic, notebook, before))
    shell.register_magic_function(function, magic_kind=kind, magic_name=name)

    def undo() -> None:
        registered.pop(name, None)
        if before is not None:
            registered[name] = before

    return undo


def _cell_filename(shell: Any) -> str | None:
    """Return what the code of the cell that runs calls its file; None when none runs."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the cell's frame is found nowhere else
    while frame is not None:
        if frame.f_globals is shell.user_ns and frame.f_code.co_name.startswith(
            ("<module", "<cell")
        ):
            return frame.f_code.co_filename
        frame = frame.f_back
    return None
