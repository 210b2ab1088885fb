"""Which events hold evaluations of checks, in SQLite.

What a check found lies in the record of its step; the table says only where.
"""

from collections.abc import Iterable
from types import EllipsisType
from typing import Any

from dagbook.model.checks import AssetCheckKey
from dagbook.model.records import StepRecord
from dagbook.storage.checks_told import stored_checks
from dagbook.storage.interning import Execute, Interning

_MADE = (
    "INSERT OR IGNORE INTO checks (asset, name, partition, event) VALUES (?, ?, ifnull(?, 0), ?)"
)
_LATEST = "SELECT max(event) FROM checks GROUP BY asset, name, partition"
_HISTORY = "SELECT event FROM checks WHERE asset = ? AND name = ? "


def insert_checks(execute: Execute, interning: Interning, event_id: int, step: StepRecord) -> None:
    """Insert where the checks of *step* are found."""
    for each in stored_checks(event_id, step):
        found = each.evaluation
        asset_id = interning.asset_id(execute, found.asset_key)
        execute(_MADE, (asset_id, found.check_name, found.partition, event_id))


def latest_events(execute: Execute) -> Iterable[int]:
    """Return the events that hold the latest evaluation of any check and partition, in order."""
    return sorted({event for (event,) in execute(_LATEST).fetchall()})


def history_events(
    execute: Execute,
    interning: Interning,
    key: AssetCheckKey,
    partition: str | EllipsisType | None,
    limit: int | None,
) -> Iterable[int]:
    """Return the events that hold evaluations of *key*, newest first, at most *limit*."""
    asset_id = interning.known_asset_id(execute, key.asset_key)
    if asset_id is None:
        return ()
    sql, values = _HISTORY, list[Any]((asset_id, key.name))
    if not isinstance(partition, EllipsisType):
        sql += "AND partition = ifnull(?, 0) "
        values.append(partition)
    sql += "GROUP BY event ORDER BY event DESC LIMIT ?"
    values.append(-1 if limit is None else limit)
    return [event for (event,) in execute(sql, values).fetchall()]
