"""Which files of a value's folder are of versions too old to keep."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from os import scandir
from pathlib import Path
from typing import Protocol

from dagbook.model.asset_key import AssetKey
from dagbook.storage.event_log import HistoryEntry

CLOCK_SECONDS = 0.05
"""By how much a file's time may be later than the end of its step: clocks are coarse."""

_ORPHAN_SECONDS = 24 * 3600.0
"""After this long nobody will record a file any more that nobody recorded."""


class HistoryOf(Protocol):
    """Finds the materializations of an asset and partition, newest first."""

    def __call__(
        self, asset: AssetKey, partition: str | None, limit: int, *, wiped: bool = False
    ) -> Sequence[HistoryEntry]:
        """Return at most *limit* of them, with *wiped* also those that were wiped."""


class _History(Protocol):
    """`HistoryOf` one asset and partition."""

    def __call__(self, *, limit: int, wiped: bool = False) -> Sequence[HistoryEntry]:
        """Return at most *limit*, newest first, with *wiped* also those that were wiped."""


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
        kept_versions: How many different versions stay, counted from the newest; those that were
            wiped or undone stay where there are fewer others.

    Returns:
        Files of older versions that the newest notebook made, and files that were never recorded
        and are older than a day. Never one that another kernel may be about to record: a file that
        is newer than its record.
    """
    limit = 4 * kept_versions
    newest, found_all = _newest_by_file(files, history, limit)
    if not found_all:
        # Only a wiped version may be missing: those that count come first, then those.
        first = list(newest)[:kept_versions]
        every, _ = _newest_by_file(files, partial(history, wiped=True), limit, further=True)
        newest = {name: every[name] for name in dict.fromkeys([*first, *every]) if name in every}
    found: list[Path] = []
    notebook = next((row.notebook for row, _ in newest.values()), "")
    kept = set(list(newest)[:kept_versions])
    for name, path in files.items():
        written = path.stat().st_mtime
        if name in newest:
            row, _ = newest[name]
            old = name not in kept and row.notebook == notebook
            if old and written <= row.at + CLOCK_SECONDS:
                found.append(path)
        elif written < time.time() - _ORPHAN_SECONDS:
            found.append(path)
    return found


def recorded(
    files: Mapping[str, Path], history: Callable[..., Sequence[HistoryEntry]], *, wiped_only: bool
) -> Collection[Path]:
    """Return which of *files* are of materializations that are recorded.

    Args:
        files: The files of one asset and partition, by name.
        history: Its materializations.
        wiped_only: Whether to leave out those that one refers to which was not wiped.

    Returns:
        Never a file that another kernel may be about to record: one newer than its record.
    """
    newest, _ = _newest_by_file(files, partial(history, wiped=True), len(files) + 1, further=True)
    used = _newest_by_file(files, history, len(files) + 1, further=True)[0] if wiped_only else {}
    return [
        path
        for name, path in files.items()
        if name in newest
        and name not in used
        and path.stat().st_mtime <= newest[name][0].at + CLOCK_SECONDS
    ]


def _newest_by_file(
    files: Mapping[str, Path], history: _History, limit: int, *, further: bool = False
) -> tuple[dict[str, HistoryEntry], bool]:
    """Return the newest materialization of each file by name, newest first; and if all are there.

    With *further* it reads back until all of *files* are found, and no further.
    """
    while True:
        entries = history(limit=limit)
        newest: dict[str, HistoryEntry] = {}
        for row, made in entries:
            if row.path is not None:
                newest.setdefault(Path(row.path).name, (row, made))
        found_all = files.keys() <= newest.keys()
        if len(entries) < limit or found_all or not further:
            return newest, found_all
        limit *= 4
