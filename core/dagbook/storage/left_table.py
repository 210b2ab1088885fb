"""What there was before an event, and the table of what is left of deleted runs."""

from collections.abc import Iterable

from dagbook.model.asset_key import AssetKey
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.left_behind import Left

_PUT = """
INSERT OR REPLACE INTO left_behind (asset, partition, event, place, version, until)
SELECT asset, partition, event, ?, ?, ifnull(wiped, (SELECT 1 + max(id) FROM events))
FROM materializations WHERE asset = ? AND partition = ifnull(?, 0) AND event = ?
"""
_OF_EVENT = """
SELECT asset, nullif(partition, 0), place, version FROM left_behind WHERE event = ?
"""
_MADE = """
SELECT nullif(partition, 0), max(event) FROM materializations
WHERE asset = ? AND event < ? AND (wiped IS NULL OR wiped > ?) GROUP BY partition
"""
_BEFORE = """
SELECT nullif(partition, 0), max(event) FROM left_behind
WHERE asset = ? AND event < ? AND until > ? GROUP BY partition
"""
_NEVER = 2**62
"""An event's id that none has, above all others."""


def insert_left(execute: Execute, interning: Interning, left: Iterable[Left]) -> None:
    """Insert *left*, of a run that is about to be deleted."""
    for each in left:
        asset = interning.asset_id(execute, each.key)
        execute(_PUT, (each.place, each.version, asset, each.partition, each.event_id))


def read_left(execute: Execute, interning: Interning, event_id: int) -> tuple[Left, ...]:
    """Return what is left of an event."""
    return tuple(
        Left(event_id, place, interning.asset(execute, asset), partition, version)
        for asset, partition, place, version in execute(_OF_EVENT, (event_id,)).fetchall()
    )


def made_before(
    execute: Execute, interning: Interning, key: AssetKey, event_id: int | None
) -> dict[str | None, int]:
    """Return of each partition of *key* the event of its newest materialization then."""
    asset, last = interning.known_asset_id(execute, key), _NEVER if event_id is None else event_id
    made = dict(execute(_MADE, (asset, last, last)).fetchall())
    for partition, event in execute(_BEFORE, (asset, last, last)).fetchall():
        made[partition] = max(event, made.get(partition, 0))
    return made
