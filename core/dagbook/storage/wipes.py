"""Wipes and undone materializations in the event log: events too, so that others follow them."""

import time
from types import EllipsisType
from typing import cast

from dagbook.model.asset_key import AssetKey
from dagbook.storage.database import Row
from dagbook.storage.forgotten import encode_undo, encode_wipe
from dagbook.storage.interning import Execute, Interning

_INSERT = "INSERT INTO events (started_at, body) VALUES (?, ?)"

_MARK_NEWEST = """
UPDATE materializations SET wiped = ? WHERE asset = ? AND partition = ifnull(?, 0) AND event = ?
"""

_NEWEST = """
SELECT max(event) FROM materializations
WHERE asset = ? AND partition = ifnull(?, 0) AND wiped IS NULL
"""


def insert_wipe(
    execute: Execute, interning: Interning, asset: AssetKey, partition: str | EllipsisType | None
) -> int:
    """Insert the event of a wipe and do what it says; return its id."""
    event_id = execute(_INSERT, (time.time(), encode_wipe(asset, partition))).lastrowid
    where = "WHERE asset = ?"
    place: Row = (interning.asset_id(execute, asset),)
    if not isinstance(partition, EllipsisType):
        where += " AND partition = ifnull(?, 0)"
        place = (*place, partition)
    mark = f"UPDATE materializations SET wiped = ? {where} AND wiped IS NULL"  # noqa: S608 - constant conditions
    execute(mark, (event_id, *place))
    for table in ("failures", "observations"):
        execute(f"DELETE FROM {table} {where}", place)  # noqa: S608 - constant names, conditions
    return cast(int, event_id)


def insert_undo(
    execute: Execute, interning: Interning, asset: AssetKey, partition: str | None
) -> bool:
    """Insert the event of an undo and do what it says; return False when nothing is there."""
    asset_id = interning.known_asset_id(execute, asset)
    if asset_id is None:
        return False
    (newest,) = execute(_NEWEST, (asset_id, partition)).fetchone()
    if newest is None:
        return False
    event_id = execute(_INSERT, (time.time(), encode_undo(asset, partition))).lastrowid
    execute(_MARK_NEWEST, (event_id, asset_id, partition, newest))
    return True
