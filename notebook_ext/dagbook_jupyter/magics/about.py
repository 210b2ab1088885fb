"""`%dagbook`: where the store is and what is in it; forgetting definitions."""

import argparse
import os
from pathlib import Path

from IPython.core.error import UsageError

from dagbook.session.about import About, about
from dagbook.session.forgetting import forget, reset
from dagbook.session.housekeeping_text import ledger_text
from dagbook.session.ledger import ledger
from dagbook.session.renames import rename
from dagbook.session.resource_sets import DEFAULT_SET
from dagbook.view.humanize import count, size
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.notebook import Notebook
from dagbook_jupyter.settings import settings_line
from dagbook_jupyter.store_folder import find_place, store_folder

HELP = """
Show dagbook's version, the store and what is in it, what this kernel holds and its settings; take
definitions away, by which no stored value is lost; or move the store to another folder.

`rename OLD NEW` gives an asset the history and the values of one that no cell defines any more.
`ledger` lists what is stored by asset: values, files of all versions, disk, memory, and what is
lost at restart; of one asset each version.

Examples::

    %dagbook
    %dagbook ledger
    %dagbook ledger orders
    %dagbook forget orders
    %dagbook rename orders clean_orders
    %dagbook reset
    %dagbook store move ../shared/.dagbook
"""
ACTIONS = ("ledger", "forget", "rename", "reset", "store")
_HOME = "DAGBOOK_HOME"


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Show, forget one definition, or forget all."""
    session = notebook.session
    if arguments.action not in {"store", "rename"} and arguments.folder is not None:
        raise UsageError(
            f"%dagbook: {arguments.folder} is too much. %dagbook? shows how it is used."
        )
    if arguments.action == "forget":
        _forget(notebook, arguments)
    elif arguments.action == "ledger":
        notebook.say(ledger_text(ledger(session, arguments.key), width=notebook.width))
    elif arguments.action == "rename":
        _rename(notebook, arguments)
    elif arguments.action == "reset":
        reset(session)
        notebook.say("nothing is defined; run the cells again. What is stored stays")
    elif arguments.action == "store":
        _move(notebook, arguments)
    else:
        found = about(session)
        notebook.say(f"dagbook {found.version}: {store_line(found)}")
        notebook.say(f"kernel: {_held(found)}")
        changed = settings_line(session)
        if changed:
            notebook.say(f"settings: {changed}; %config Dagbook lists all")


def _forget(notebook: Notebook, arguments: argparse.Namespace) -> None:
    """Take a definition away."""
    if arguments.key is None:
        raise UsageError("%dagbook forget: name the asset, as in %dagbook forget orders.")
    forget(notebook.session, arguments.key, notebook.cell_label)
    notebook.say(f"{arguments.key} is no longer defined; what is stored of it stays")


def _rename(notebook: Notebook, arguments: argparse.Namespace) -> None:
    """Give an asset the history of another key."""
    if arguments.key is None or arguments.folder is None:
        raise UsageError("%dagbook rename: write %dagbook rename OLD NEW.")
    session, cell = notebook.session, notebook.cell_label
    done = rename(session, arguments.key, arguments.folder, origin=cell)
    much = f"{count(done.materializations, 'materialization')}, {count(done.values, 'value')}"
    notebook.say(f"{done.new} has the history of {done.old}: {much}")


def _move(notebook: Notebook, arguments: argparse.Namespace) -> None:
    """Move the store, and say where it is found from now on."""
    if arguments.key != "move" or arguments.folder is None:
        raise UsageError("%dagbook store: write %dagbook store move FOLDER.")
    new = (Path.cwd() / Path(arguments.folder).expanduser()).resolve()
    notebook.session.move_store(new)
    notebook.say(f"the store is in {new} now, with its values and history")
    place = find_place(os.environ, notebook.shell.user_ns, Path.cwd())
    if store_folder(os.environ, place, Path.home()) != new:
        notebook.say(f"{_HOME}={new} in the environment is how the next kernel finds it")


def _held(found: About) -> str:
    """Return what the kernel holds."""
    told = [
        f"{count(found.defined, 'asset')} of {count(found.cells, 'cell')}",
        count(len(found.resources), "resource") if found.resources else "",
        f"{size(found.memory_bytes)} of values in memory" if found.memory_bytes else "",
        f"{count(len(found.active_runs), 'run')} on" if found.active_runs else "",
        f"sets {', '.join(found.resource_sets)}" if len(found.resource_sets) > 1 else "",
    ]
    return ", ".join(each for each in told if each)


def store_line(found: About) -> str:
    """Return where the store is, what is in it, and what is defined."""
    used = "" if found.resource_set == DEFAULT_SET else f"set {found.resource_set}, "
    held = f"{count(found.stored, 'asset')} in it; {found.defined} defined"
    return f"{used}store {found.store}, {held}"


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("dagbook", HELP)
    option = parser.add_argument
    said = "what is stored; forget or rename an asset; reset; move the store"
    option("action", nargs="?", choices=ACTIONS, help=said)
    option("key", nargs="?", help="which asset, of ledger and forget; move, after store")
    option("folder", nargs="?", help="where the store goes")
    return parser


MAGIC = Magic("dagbook", _parser(), run)
