"""Evaluations of checks: which events made which, latest and history.

What a check found lies in the record of its step; the table says only where.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import EllipsisType
from typing import Any

from dagbook.model.checks import AssetCheckKey, evaluation_from_plain
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import StepRecord, StoredCheck
from dagbook.storage.interning import Execute, Interning

_MADE = (
    "INSERT OR IGNORE INTO checks (asset, name, partition, event) VALUES (?, ?, ifnull(?, 0), ?)"
)
_LATEST = "SELECT max(event) FROM checks GROUP BY asset, name, partition"
_HISTORY = "SELECT event FROM checks WHERE asset = ? AND name = ? "


def stored_checks(event_id: int, step: StepRecord) -> Iterator[StoredCheck]:
    """Yield what the checks of *step*, recorded as the event *event_id*, found."""
    for event in step.events:
        if event.kind != ASSET_CHECK_EVALUATION or event.data is None:
            continue
        found = evaluation_from_plain(event.data["check"])
        target = found.target_materialization_data
        if target is not None and target.storage_id == 0:
            # What the step itself made had no id yet when the check looked at it.
            found = replace(found, target_materialization_data=replace(target, storage_id=event_id))
        yield StoredCheck(
            event_id,
            step.run_id,
            step.started_at + step.seconds,
            found,
            event.data.get("reads"),
            event.data.get("code"),
        )


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


def of_check(
    found: Iterable[StoredCheck], key: AssetCheckKey, partition: str | EllipsisType | None
) -> Iterator[StoredCheck]:
    """Yield those of *found* that are of *key*, and of *partition* if given."""
    for each in found:
        evaluation = each.evaluation
        if evaluation.asset_check_key == key and partition in (..., evaluation.partition):
            yield each


def latest_of_each(
    found: Iterable[StoredCheck],
) -> dict[AssetCheckKey, dict[str | None, StoredCheck]]:
    """Return the last of *found*, which are from old to new, of each check and partition."""
    latest: dict[AssetCheckKey, dict[str | None, StoredCheck]] = {}
    for each in found:
        evaluation = each.evaluation
        latest.setdefault(evaluation.asset_check_key, {})[evaluation.partition] = each
    return latest
