"""The table of codes that a user says are equal."""

from collections.abc import Iterable
from types import EllipsisType

from dagbook.model.asset_key import AssetKey
from dagbook.storage.accepted import Acceptance, Acceptances
from dagbook.storage.interning import Execute, Interning

_PUT = """
INSERT OR REPLACE INTO accepted (asset, partition, was, now, at, origin, notebook)
VALUES (?, ifnull(?, 0), ?, ?, ?, ?, ?)
"""
_READ = """
SELECT asset, nullif(partition, 0), was, now, at, origin, notebook FROM accepted ORDER BY at
"""


def insert_accepted(execute: Execute, interning: Interning, accepted: Iterable[Acceptance]) -> None:
    """Insert *accepted*; what was said before of the same codes is replaced."""
    for each in accepted:
        asset = interning.asset_id(execute, each.key)
        said = (each.was, each.now, each.at, each.origin, each.notebook)
        execute(_PUT, (asset, each.partition, *said))


def delete_accepted(
    execute: Execute, interning: Interning, asset: AssetKey, partition: str | EllipsisType | None
) -> int:
    """Delete what was accepted of *asset*; return how much that was."""
    sql, place = "DELETE FROM accepted WHERE asset = ?", (interning.asset_id(execute, asset),)
    if isinstance(partition, EllipsisType):
        return execute(sql, place).rowcount
    return execute(f"{sql} AND partition = ifnull(?, 0)", (*place, partition)).rowcount


def read_accepted(execute: Execute, interning: Interning) -> Acceptances:
    """Return all that is accepted."""
    found: dict[AssetKey, tuple[Acceptance, ...]] = {}
    for asset, partition, *said in execute(_READ).fetchall():
        key = interning.asset(execute, asset)
        found[key] = (*found.get(key, ()), Acceptance(key, partition, *said))
    return found
