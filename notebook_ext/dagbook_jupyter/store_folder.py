"""Where the store lies; decided once, when the extension is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STORE = ".dagbook"
_PROJECT_MARKS = (".git", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of where a notebook is.

    Args:
        folder: The notebook's folder, absolute.
        notebook: The notebook's file name; "" when it is not known.
    """

    folder: Path
    notebook: str = ""


def find_place(environ: Mapping[str, str], user_ns: Mapping[str, Any], cwd: Path) -> Place:
    """Return where the notebook is: as its front end says, else the working directory.

    Args:
        environ: The environment; Jupyter's server names the notebook in ``JPY_SESSION_NAME``.
        user_ns: The user's variables; VS Code puts the notebook's path among them.
        cwd: The working directory, absolute.
    """
    named = user_ns.get("__vsc_ipynb_file__") or environ.get("JPY_SESSION_NAME")
    if not isinstance(named, str) or not named.endswith(".ipynb"):
        return Place(cwd)
    path = cwd / named
    # A server may give its own path of the notebook, which is none of this machine's.
    return Place(path.parent if path.parent.is_dir() else cwd, path.name)


def store_folder(environ: Mapping[str, str], place: Place, home: Path) -> Path:
    """Return the folder of the store; it need not exist.

    Args:
        environ: The environment; ``DAGBOOK_HOME`` names the folder itself.
        place: Where the notebook is.
        home: The user's home directory, whose store is never taken for a notebook's.

    Returns:
        What ``DAGBOOK_HOME`` says; else the store of the nearest ancestor that has one, not above
        the project's root; else one beside the notebook.
    """
    if environ.get("DAGBOOK_HOME"):
        return (place.folder / Path(environ["DAGBOOK_HOME"]).expanduser()).absolute()
    for folder in (place.folder, *place.folder.parents):
        if folder == home:
            break
        if (folder / STORE).is_dir():
            return folder / STORE
        if any((folder / mark).exists() for mark in _PROJECT_MARKS):
            break
    return place.folder / STORE
