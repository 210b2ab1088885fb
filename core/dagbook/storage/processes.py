"""Who wrote: the process a run belongs to, and whether it still lives."""

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process of some machine, told apart from a later one with the same number.

    Args:
        pid: Its number.
        host: The machine's name.
        started: When it started, in the system's own words; "" where that is not known.
    """

    pid: int
    host: str
    started: str


def this_process() -> ProcessIdentity:
    """Return the identity of the running process.

    >>> is_dead(this_process())
    False
    """
    pid = os.getpid()
    return ProcessIdentity(pid, socket.gethostname(), _start_of(pid))


def is_dead(process: ProcessIdentity) -> bool:
    """Return whether *process* has certainly ended; of other machines nothing is certain."""
    if process.host != socket.gethostname():
        return False
    if not _exists(process.pid):
        return True
    return bool(process.started) and _start_of(process.pid) != process.started


def _exists(pid: int) -> bool:
    """Return whether a process has this number."""
    if sys.platform == "win32":
        # There os.kill(pid, 0) is a Ctrl+C, not a question.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _start_of(pid: int) -> str:
    """Return ticks since boot at which *pid* started, where /proc tells."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The second field is the program's name in parentheses, and may hold spaces.
    return stat.rpartition(")")[2].split()[19]
