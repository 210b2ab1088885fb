"""The folders of stores: the event log in one, and temporary ones."""

from pathlib import Path

from dagbook.storage.event_log import EventLogStorage

_EVENTS = "events.db"


def log_in(folder: Path, notebook: str = "") -> EventLogStorage:
    """Return the event log in *folder*."""
    # With what it needs, a tenth of what `from dagbook import materialize` would cost.
    from dagbook.storage.sqlite_event_log import SqliteEventLog  # noqa: PLC0415 - above

    return SqliteEventLog(folder / _EVENTS, notebook=notebook)


def temporary_folder() -> Path:
    """Return a new folder; the caller removes it."""
    import tempfile  # noqa: PLC0415 - it loads random and every compression, for a rare call

    return Path(tempfile.mkdtemp(prefix="dagbook-"))


def remove_tree(folder: Path) -> None:
    """Remove *folder* and what is in it, as far as it can be removed."""
    import shutil  # noqa: PLC0415 - as in `temporary_folder`

    shutil.rmtree(folder, ignore_errors=True)
