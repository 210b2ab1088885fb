"""The files of a store by asset: what is there, and which materialization each is of."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dagbook.io_managers.paths import key_folder
from dagbook.model.asset_key import AssetKey
from dagbook.storage.event_log import EventLogStorage, HistoryEntry


@dataclass(frozen=True, slots=True)
class ValueFile:
    """A file below the store's values.

    Args:
        path: The file.
        name: Relative to the store, as records name it.
        size_bytes: How large it is.
        written_at: When it was last written, seconds since the epoch.
        key: The asset whose folder it is in; None of a folder that is nobody's.
    """

    path: Path
    name: str
    size_bytes: int
    written_at: float
    key: AssetKey | None


def value_files(root: Path, log: EventLogStorage) -> Iterator[ValueFile]:
    """Yield every file below the values of the store *root*, those still written too."""
    values = root / "values"
    owners = {str(values / key_folder(key.parts, None)): key for key in log.recorded_keys()}
    for folder, _, names in os.walk(values):
        owner = owners.get(folder) or owners.get(str(Path(folder).parent))
        for name in names:
            path = Path(folder, name)
            try:
                found = path.stat()
            except OSError:
                continue
            relative = path.relative_to(root).as_posix()
            yield ValueFile(path, relative, found.st_size, found.st_mtime, owner)


def by_path(log: EventLogStorage, key: AssetKey) -> Mapping[str, tuple[HistoryEntry, ...]]:
    """Return the materializations of *key* by the file of their value, newest first."""
    found: dict[str, list[HistoryEntry]] = {}
    for row, made in log.history(key, wiped=True):
        if row.path is not None:
            found.setdefault(row.path, []).append((row, made))
    return {path: tuple(entries) for path, entries in found.items()}


def current_paths(log: EventLogStorage) -> Mapping[AssetKey, frozenset[str]]:
    """Return the files of the latest values by asset."""
    return {
        key: frozenset(row.path for row in rows.values() if row.path is not None)
        for key, rows in log.all_latest().items()
    }
