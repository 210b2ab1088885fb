"""Which files of a value's folder are of versions too old to keep."""

import time
from collections.abc import Collection, Mapping, Sequence
from os import scandir
from pathlib import Path
from typing import Protocol

from dagbook.model.asset_key import AssetKey
from dagbook.storage.event_log import HistoryEntry

_CLOCK_SECONDS = 0.05
"""By how much a file's time may be later than the end of its step: clocks are coarse."""

_ORPHAN_SECONDS = 24 * 3600.0
"""After this long nobody will record a file any more that nobody recorded."""


class HistoryOf(Protocol):
    """Finds the materializations of an asset and partition, newest first."""

    def __call__(
        self, asset: AssetKey, partition: str | None, limit: int, *, wiped: bool
    ) -> Sequence[HistoryEntry]:
        """Return at most *limit* of them, with *wiped* also those that were wiped."""


class _History(Protocol):
    """`HistoryOf` one asset and partition."""

    def __call__(self, *, limit: int) -> Sequence[HistoryEntry]:
        """Return at most *limit* materializations, newest first."""


def value_files(folder: Path) -> dict[str, Path]:
    """Return the values' files in *folder* by name; not those that are still written."""
    with scandir(folder) as entries:
        return {
            each.name: Path(each.path)
            for each in entries
            if not each.name.startswith(".") and each.is_file()
        }


def outdated(files: Mapping[str, Path], history: _History, kept_versions: int) -> Collection[Path]:
    """Return which of *files* no kept version uses.

    Args:
        files: The files of one asset and partition, by name.
        history: Its materializations.
        kept_versions: How many different versions stay, counted from the newest.

    Returns:
        Files of older versions that the newest notebook made, and files that were never recorded
        and are older than a day. Never one that another kernel may be about to record: a file that
        is newer than its record.
    """
    newest = _newest_by_file(files, history, 4 * kept_versions)
    found: list[Path] = []
    notebook = next((row.notebook for row, _ in newest.values()), "")
    kept = set(list(newest)[:kept_versions])
    for name, path in files.items():
        written = path.stat().st_mtime
        if name in newest:
            row, _ = newest[name]
            old = name not in kept and row.notebook == notebook
            if old and written <= row.at + _CLOCK_SECONDS:
                found.append(path)
        elif written < time.time() - _ORPHAN_SECONDS:
            found.append(path)
    return found


def _newest_by_file(
    files: Mapping[str, Path], history: _History, limit: int
) -> dict[str, HistoryEntry]:
    """Return the newest materialization of each file by name, newest first.

    It reads no further back than all of *files* are found.
    """
    while True:
        entries = history(limit=limit)
        newest: dict[str, HistoryEntry] = {}
        for row, made in entries:
            if row.path is not None:
                newest.setdefault(Path(row.path).name, (row, made))
        if len(entries) < limit or files.keys() <= newest.keys():
            return newest
        limit *= 4
