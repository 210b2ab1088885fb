"""The session from Python: what the magics do, as functions; for notebooks and programs.

`dagbook.load` is `load` here. Everything works on the session that ``%load_ext dagbook`` made.
Layer: above `session`, below `cli`. ::

    kernel      the session, assets and their states, resources, settings
    running     runs that a call waits for, and what would run
    background  runs in the background, the runs of the store, what they said
    versions    values that assets had
"""

from dagbook.live.background import (
    active_runs,
    cancel,
    failure,
    logs,
    run_details,
    runs,
    start,
    wait,
)
from dagbook.live.kernel import (
    about,
    assets,
    define_set,
    forget,
    lineage,
    load,
    move_store,
    reset,
    resource_sets,
    session,
    settings,
    use,
    why,
)
from dagbook.live.running import (
    backfills,
    check,
    check_twice,
    materialize,
    plan,
    rehearse,
    resume,
)
from dagbook.live.versions import (
    accept,
    compare,
    history,
    ledger,
    materialization,
    prune,
    rename,
    restore,
    undo,
    wipe,
)
from dagbook.versions.ignoring import ignore_changes

__all__ = [
    "about",
    "accept",
    "active_runs",
    "assets",
    "backfills",
    "cancel",
    "check",
    "check_twice",
    "compare",
    "define_set",
    "failure",
    "forget",
    "history",
    "ignore_changes",
    "ledger",
    "lineage",
    "load",
    "logs",
    "materialization",
    "materialize",
    "move_store",
    "plan",
    "prune",
    "rehearse",
    "rename",
    "reset",
    "resource_sets",
    "restore",
    "resume",
    "run_details",
    "runs",
    "session",
    "settings",
    "start",
    "undo",
    "use",
    "wait",
    "why",
    "wipe",
]


def __dir__() -> list[str]:
    """Return what Tab offers: the functions, without the modules that hold them."""
    return __all__
