"""What checks found of an asset, and which codes count as equal for it, under another key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import StepEvent, StepRecord, StoredCheck
from dagbook.status.check_status import reads_now
from dagbook.status.input_versions import all_rows_read
from dagbook.storage.event_log import EventLogStorage, HistoryEntry
from dagbook.storage.event_records import event_of, storage_id

_KEY, _TARGET, _PARTITION = 0, 4, 8
_OWN_TARGET = -1
"""The materialization that the record of a moved one holds: its only one."""


def checks_beside(step: StepRecord, entry: HistoryEntry, now: AssetKey) -> Iterator[StepEvent]:
    """Yield what *step* found of the materialization *entry* that it made, as of *now*.

    Args:
        step: The step that made it.
        entry: The materialization.
        now: The key that the asset gets.
    """
    _, made = entry
    alone = not any(each.key == made.key for each in step.materializations)
    for told in () if alone else _found(step, made.key):
        plain = told.data["check"] if told.data else []
        if plain[_PARTITION] == made.partition:
            target = plain[_TARGET] and [_OWN_TARGET, *plain[_TARGET][1:]]
            yield _moved(told, now, target, (told.data or {}).get("reads"))


def move_checks(
    log: EventLogStorage,
    graph: AssetGraph,
    was: AssetKey,
    now: AssetKey,
    entries: Sequence[HistoryEntry],
) -> None:
    """Record under *now* what checks on their own found of *was*, unless that was done before.

    Args:
        log: Where.
        graph: What is live now.
        was: The key the asset had.
        now: The key it has, and its materializations.
        entries: The materializations of *was*, oldest first.
    """
    events = {
        (old.event_id, made.partition): new.event_id
        for (old, made), (new, _) in zip(entries, log.history(now)[::-1], strict=False)
    }
    made_by = {event_id for event_id, _ in events}
    latest = log.checks.latest()
    found: dict[int, StoredCheck] = {}
    for key in latest:
        if key.asset_key == was and AssetCheckKey(now, key.name) not in latest:
            found.update((each.event_id, each) for each in log.checks.history(key))
    records: list[StepRecord] = []
    for event_id in sorted(found.keys() - made_by):
        step = log.step(event_id)
        told = [
            _moved(
                each,
                now,
                _target(each.data["check"], events),
                _reads(log, graph, was, now, each.data),
            )
            for each in _found(step, was)
            if each.data is not None
        ]
        records.append(replace(step, planned=(), materializations=(), events=tuple(told)))
    log.record_steps(records)


def move_accepted(log: EventLogStorage, was: AssetKey, now: AssetKey) -> None:
    """Have what is accepted of *was* be accepted of *now*."""
    log.accepted.put([replace(each, key=now) for each in log.accepted.all().get(was, ())])
    log.accepted.revoke(was)


def _found(step: StepRecord, key: AssetKey) -> Iterable[StepEvent]:
    """Return what *step* tells of checks of *key*."""
    return (
        told
        for told in step.events
        if told.kind == ASSET_CHECK_EVALUATION
        and told.data is not None
        and told.data["check"][_KEY] == [*key.parts]
    )


def _moved(told: StepEvent, now: AssetKey, target: Any, reads: str | None) -> StepEvent:
    """Return *told* as of *now*, of the materialization *target*."""
    data = dict(told.data or {})
    plain = list(data["check"])
    plain[_KEY], plain[_TARGET] = list(now.parts), target
    data["check"] = plain
    if "reads" in data:
        data["reads"] = reads
    return told._replace(data=data)


def _target(plain: Sequence[Any], events: Mapping[tuple[int, str | None], int]) -> Any:
    """Return the materialization that a check is of, where it is now."""
    target = plain[_TARGET]
    if target is None:
        return None
    event_id = event_of(target[0])
    there = [new for (old, partition), new in events.items() if old == event_id]
    return [storage_id(there[-1]) if there else target[0], *target[1:]]


def _reads(
    log: EventLogStorage, graph: AssetGraph, was: AssetKey, now: AssetKey, data: Mapping[str, Any]
) -> str | None:
    """Return the version of all that a check read, under the new key.

    It can be told of what is there: then it is equal but for the key.
    """
    node = graph.checks.get(AssetCheckKey(now, data["check"][1]))
    reads: str | None = data.get("reads")
    if node is None or reads is None:
        return reads
    partition = data["check"][_PARTITION]
    latest = all_rows_read(log.all_latest(), log.observed())
    if reads_now(graph, node, partition, latest, {now: was}) != reads:
        return reads
    return reads_now(graph, node, partition, latest)
