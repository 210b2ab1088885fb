"""Assets that cells no longer define, though values of them are stored: which, since when, where.

A kernel that was just started defines nothing either; so that a removal is noted when it happens.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import time

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey

FILE = "removed.json"
"""The file of the store that holds them."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That an asset is no longer defined.

    Args:
        at: Since when, seconds since the epoch.
        cell: Which cell removed it, such as "cell 7", or "".
        notebook: Of which notebook.
        renamed_to: The asset that has its history now, or "".
    """

    at: float
    cell: str = ""
    notebook: str = ""
    renamed_to: str = ""


class Tombstones:
    """The assets that were removed from the notebooks of one store.

    Args:
        root: The store's folder.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / FILE

    def all(self) -> Mapping[AssetKey, Tombstone]:
        """Return those there are now, whichever kernel noted them."""
        try:
            found = from_json(self._path.read_text(encoding="utf-8"))
            return {
                AssetKey.from_user_string(key): Tombstone(**each) for key, each in found.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def put(
        self, keys: Iterable[AssetKey], cell: str, notebook: str, *, renamed_to: str = ""
    ) -> None:
        """Note that *keys* are no longer defined."""
        new = {key: Tombstone(time(), cell, notebook, renamed_to) for key in keys}
        if new:
            self._write({**self.all(), **new})

    def take(self, keys: Iterable[AssetKey]) -> None:
        """Note that *keys* are defined again, or that nothing of them is left."""
        known = self.all()
        gone = known.keys() & set(keys)
        if gone:
            self._write({key: each for key, each in known.items() if key not in gone})

    def _write(self, tombstones: Mapping[AssetKey, Tombstone]) -> None:
        """Write all of them; a store that cannot be written has nothing to prune either."""
        plain = {key.to_user_string(): asdict(each) for key, each in tombstones.items()}
        part = self._path.with_suffix(".part")
        with suppress(OSError):
            part.write_text(to_json(plain), encoding="utf-8")
            part.replace(self._path)
