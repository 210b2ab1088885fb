"""Which living processes have written to a store."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dagbook.storage.processes import ProcessIdentity, is_dead, this_process


def other_users(database: Path) -> tuple[str, ...]:
    """Return the other processes that wrote to *database* and may still live.

    Args:
        database: The file of an event log; nobody uses one that is not there.

    Returns:
        The notebook of each, or its process number.

    Raises:
        OSError: The file cannot be read.
    """
    if not database.is_file():
        return ()
    me = this_process()
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as file:
            rows = file.execute("SELECT pid, host, started, notebook FROM processes").fetchall()
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    found: dict[str, None] = {}
    for pid, host, started, notebook in rows:
        process = ProcessIdentity(pid, host, started)
        if process != me and not is_dead(process):
            found[notebook or f"process {pid} on {host}"] = None
    return tuple(found)
