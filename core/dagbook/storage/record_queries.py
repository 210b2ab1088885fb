"""Records of events, found in an event log. Pure but for reading the log."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey, evaluation_from_plain
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.events import DagsterEvent, DagsterEventType
from dagbook.model.records import StepRecord
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage.data_versions import Tags, tags_of_step
from dagbook.storage.event_log import EventLogStorage, HistoryEntry
from dagbook.storage.event_records import (
    PLACES,
    AssetRecordsFilter,
    EventLogRecord,
    EventRecordsFilter,
    RunStatusChangeRecordsFilter,
    admits,
    storage_id,
)
from dagbook.storage.observing_steps import is_wiped
from dagbook.storage.views import EventLogEntry, materialization_entry

_MICROSECONDS = 1_000_000

_ENDS = {
    DagsterEventType.RUN_SUCCESS: DagsterRunStatus.SUCCESS,
    DagsterEventType.RUN_FAILURE: DagsterRunStatus.FAILURE,
    DagsterEventType.RUN_CANCELED: DagsterRunStatus.CANCELED,
}
RUN_CHANGES = frozenset(
    {
        *_ENDS,
        DagsterEventType.RUN_ENQUEUED,
        DagsterEventType.RUN_DEQUEUED,
        DagsterEventType.RUN_STARTING,
        DagsterEventType.RUN_START,
        DagsterEventType.RUN_CANCELING,
    }
)
"""The kinds of events that say that a run changed its state."""

_MATERIALIZED, _OBSERVED = (
    DagsterEventType.ASSET_MATERIALIZATION,
    DagsterEventType.ASSET_OBSERVATION,
)


def entry_of(event: DagsterEvent, run_id: str) -> EventLogEntry:
    """Return *event* as an entry of the event log."""
    return EventLogEntry(
        error_info=getattr(event.event_specific_data, "error", None),
        level=event.log_level,
        user_message=event.message or "",
        run_id=run_id,
        timestamp=event.timestamp,
        step_key=event.step_key,
        job_name=event.job_name,
        dagster_event=event,
    )


def run_entries(
    log: EventLogStorage, run: DagsterRun, *, with_versions: bool = True
) -> Iterator[EventLogEntry]:
    """Yield what is known of a run, in Dagster's order.

    Args:
        log: Where it is recorded.
        run: The run.
        with_versions: Whether somebody looks at the tags of materializations.
    """
    numbered = log.numbered_steps(run.run_id)
    from dagbook.model.run_views import run_events  # noqa: PLC0415 - loaded by who asks for events

    steps = [step for _, step in numbered]
    tags = [tags_of_step(log, at, step) for at, step in numbered] if with_versions else None
    planned = {(step.step_key, key): step for step in steps for key in step.planned}
    for (step_key, key), step in planned.items():
        for partition in step.places:
            yield entry_of(_planned(run, step_key, key, partition), run.run_id)
    set_up = log.set_up_of(run.run_id)
    for step_key, key, partition in () if set_up is None else set_up.unmade:
        yield entry_of(_planned(run, step_key, key, partition), run.run_id)
    checks = _checks_made(steps) if set_up is None else set_up.checks
    for step_key, check, check_partition in checks:
        yield entry_of(_planned_check(run, step_key, check, check_partition), run.run_id)
    if set_up is not None and set_up.skipped:
        steps, tags = _with_skipped(run.run_id, steps, tags, set_up)
    for event in run_events(run, steps, set_up, tags):
        if event.timestamp or event.event_type not in _ENDS:
            yield entry_of(event, run.run_id)


def _with_skipped(
    run_id: str,
    steps: Sequence[StepRecord],
    tags: Sequence[Any] | None,
    set_up: SetUp,
) -> tuple[list[StepRecord], list[Any] | None]:
    """Return *steps* and their *tags* with those of the steps that were left out among them."""
    all_steps, all_tags = list(steps), None if tags is None else list(tags)
    for before, step_key, at in reversed(set_up.skipped):
        left_out = StepRecord(run_id, step_key, None, at, 0.0, (), skipped=True)
        all_steps.insert(before, left_out)
        if all_tags is not None:
            all_tags.insert(before, ())
    return all_steps, all_tags


def _checks_made(
    steps: Sequence[StepRecord],
) -> Iterator[tuple[str, AssetCheckKey, str | None]]:
    """Yield the checks that *steps* made, where it is not known which were planned."""
    for step in steps:
        for each in step.events:
            if each.kind == ASSET_CHECK_EVALUATION and each.data:
                found = evaluation_from_plain(each.data["check"])
                yield step.step_key, found.asset_check_key, found.partition


def _planned_check(
    run: DagsterRun, step_key: str, check: AssetCheckKey, partition: str | None
) -> DagsterEvent:
    """Return the event that says that a check is to run."""
    from dagbook.model.event_data import AssetCheckEvaluationPlanned  # noqa: PLC0415 - loaded by who asks for events

    return DagsterEvent(
        DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED,
        run.job_name,
        step_key,
        timestamp=run.started_at,
        event_specific_data=AssetCheckEvaluationPlanned(check.asset_key, check.name, partition),
        message=f"{run.job_name} intends to execute asset check {check.name} on asset "
        f"{check.asset_key.to_string()}",
    )


def _planned(run: DagsterRun, step_key: str, key: AssetKey, partition: str | None) -> DagsterEvent:
    """Return the event that says that an asset is to be made."""
    from dagbook.model.event_data import AssetMaterializationPlannedData  # noqa: PLC0415 - loaded by who asks for events

    text = f"{run.job_name} intends to materialize asset {key.to_string()}"
    return DagsterEvent(
        DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
        run.job_name,
        step_key,
        timestamp=run.started_at,
        event_specific_data=AssetMaterializationPlannedData(key, partition),
        message=text,
    )


def materializations(
    log: EventLogStorage, wanted: AssetRecordsFilter, *, ascending: bool, limit: int | None
) -> list[EventLogRecord]:
    """Return the materializations that *wanted* means, newest first unless *ascending*."""
    partitions = wanted.asset_partitions
    one: Any = partitions[0] if partitions is not None and len(partitions) == 1 else ...
    # Only what is sure to be shown may be left out by the log already.
    plain = wanted.after_timestamp is None and wanted.before_timestamp is None
    plain = plain and (one is not ... or partitions is None) and not ascending
    at_most = limit if plain and not _bounded(wanted) else None
    found: list[EventLogRecord] = []
    read = _Steps(log)
    for stored, made in _history(log, wanted, one, at_most):
        if partitions is not None and made.partition not in partitions:
            continue
        step = read(stored.event_id)
        place = step.materializations.index(made)
        tags = read.tags(stored.event_id)[place]
        entry = materialization_entry(step, made, read.job_name(step.run_id), tags)
        found.append(EventLogRecord(storage_id(stored.event_id, place), entry))
    return _chosen(found, wanted, ascending=ascending, limit=limit)


def _history(
    log: EventLogStorage, wanted: AssetRecordsFilter, partition: Any, at_most: int | None
) -> list[HistoryEntry]:
    """Return at least *at_most* materializations, newest first; of each event all or none."""
    key = wanted.asset_key
    found = list(log.history(key, partition, at_most, between=_events_between(wanted)))
    if at_most is None or len(found) < at_most or not found:
        return found
    last = found[-1][0].event_id
    whole = [each for each in found if each[0].event_id != last]
    return [*whole, *log.history(key, partition, between=(last, last))]


def _bounded(wanted: AssetRecordsFilter) -> bool:
    """Return whether *wanted* has bounds of ids."""
    bounds = (wanted.after_storage_id, wanted.before_storage_id, wanted.storage_ids)
    return any(each is not None for each in bounds)


def _events_between(wanted: Any) -> tuple[int, int] | None:
    """Return the first and last event that may hold what *wanted* means; None for all."""
    if wanted.after_storage_id is None and wanted.before_storage_id is None:
        return None
    first = 0 if wanted.after_storage_id is None else wanted.after_storage_id // PLACES
    last = 2**62 if wanted.before_storage_id is None else wanted.before_storage_id // PLACES
    return first, last


class _Steps:
    """Steps by event and the jobs of their runs, each read once."""

    def __init__(self, log: EventLogStorage) -> None:
        self._log = log
        self._last: tuple[int, StepRecord] | None = None
        self._tags: tuple[int, Sequence[Tags]] | None = None
        self._jobs: dict[str, str | None] = {"": None}

    def __call__(self, event_id: int) -> StepRecord:
        """Return the step of an event."""
        if self._last is None or self._last[0] != event_id:
            self._last = event_id, self._log.step(event_id)
        return self._last[1]

    def tags(self, event_id: int) -> Sequence[Tags]:
        """Return the tags of what the step of an event made."""
        if self._tags is None or self._tags[0] != event_id:
            self._tags = event_id, tags_of_step(self._log, event_id, self(event_id))
        return self._tags[1]

    def job_name(self, run_id: str) -> str | None:
        """Return the job of a run, None when the run is gone."""
        if run_id not in self._jobs:
            run = self._log.run(run_id)
            self._jobs[run_id] = None if run is None else run.job_name
        return self._jobs[run_id]


def observations(
    log: EventLogStorage, wanted: AssetRecordsFilter, *, ascending: bool, limit: int | None
) -> list[EventLogRecord]:
    """Return the observations that *wanted* means, newest first unless *ascending*."""
    from dagbook.model.event_views import step_events  # noqa: PLC0415 - loaded by who asks for events

    found: list[EventLogRecord] = []
    read = _Steps(log)
    steps, wipes = log.observing()
    for event_id, step in steps:
        job = read.job_name(step.run_id)
        for place, event in enumerate(step_events(step, job or "")):
            if event.event_type is not _OBSERVED or event.asset_key != wanted.asset_key:
                continue
            if is_wiped(wipes, wanted.asset_key, event.partition, event_id):
                continue
            if wanted.asset_partitions is None or event.partition in wanted.asset_partitions:
                entry = entry_of(event, step.run_id)
                found.append(EventLogRecord(storage_id(event_id, place), entry))
    found.reverse()
    return _chosen(found, wanted, ascending=ascending, limit=limit)


def run_changes(
    log: EventLogStorage,
    wanted: RunStatusChangeRecordsFilter,
    *,
    ascending: bool,
    limit: int | None,
) -> list[EventLogRecord]:
    """Return the changes of runs that *wanted* means, newest first unless *ascending*.

    The id of such a record is when it happened, in microseconds: a run's end is no event of its
    own in the log.
    """
    found: list[EventLogRecord] = []
    for run in log.runs():
        if wanted.job_names is not None and run.job_name not in wanted.job_names:
            continue
        event = _change(run, wanted.event_type)
        if event is not None:
            number = int(event.timestamp * _MICROSECONDS)
            found.append(EventLogRecord(number, entry_of(event, run.run_id)))
    return _chosen(found, wanted, ascending=ascending, limit=limit)


def _change(run: DagsterRun, kind: DagsterEventType) -> DagsterEvent | None:
    """Return the event of *kind* of a run, None when it has none."""
    from dagbook.model.run_views import run_events  # noqa: PLC0415 - loaded by who asks for events

    for event in run_events(run, ()):
        if event.event_type is kind and event.timestamp:
            return event
    return None


def of_kind(
    log: EventLogStorage, wanted: EventRecordsFilter, *, ascending: bool, limit: int | None
) -> list[EventLogRecord]:
    """Return the records that *wanted* means, newest first unless *ascending*."""
    kind, key = wanted.event_type, wanted.asset_key
    if kind in RUN_CHANGES:
        changes = RunStatusChangeRecordsFilter(
            kind,
            wanted.after_timestamp,
            wanted.before_timestamp,
            wanted.after_cursor,
            wanted.before_cursor,
            wanted.storage_ids,
        )
        return run_changes(log, changes, ascending=ascending, limit=limit)
    if kind is DagsterEventType.ASSET_CHECK_EVALUATION:
        return _chosen(_evaluations(log, key), wanted, ascending=ascending, limit=limit)
    of_asset = _OF_ASSETS.get(kind)
    if of_asset is None:
        return _chosen(_events(log, wanted), wanted, ascending=ascending, limit=limit)
    keys = (key,) if key is not None else asset_keys(log)
    found: list[EventLogRecord] = []
    for each in keys:
        asked = AssetRecordsFilter(
            each,
            wanted.asset_partitions,
            wanted.after_timestamp,
            wanted.before_timestamp,
            wanted.after_cursor,
            wanted.before_cursor,
            wanted.storage_ids,
        )
        found += of_asset(log, asked, ascending=ascending, limit=limit)
    return _chosen(found, wanted, ascending=ascending, limit=limit)


_OF_ASSETS: dict[DagsterEventType, Callable[..., list[EventLogRecord]]] = {
    _MATERIALIZED: materializations,
    _OBSERVED: observations,
}


def _evaluations(log: EventLogStorage, key: AssetKey | None) -> Iterator[EventLogRecord]:
    """Yield what checks found, also those that no run made, oldest first; *key* None means all."""
    from dagbook.model.event_views import step_events  # noqa: PLC0415 - loaded by who asks for events

    read, checks = _Steps(log), log.checks
    wanted = [check for check in checks.latest() if key is None or check.asset_key == key]
    for event_id in sorted({each.event_id for check in wanted for each in checks.history(check)}):
        step = read(event_id)
        for place, event in enumerate(step_events(step, read.job_name(step.run_id) or "")):
            found = event.event_specific_data
            if event.event_type is DagsterEventType.ASSET_CHECK_EVALUATION and (
                key is None or found.asset_key == key
            ):
                said = event if step.step_key else replace(event, step_key=None)
                yield EventLogRecord(storage_id(event_id, place), entry_of(said, step.run_id))


def _events(log: EventLogStorage, wanted: EventRecordsFilter) -> Iterator[EventLogRecord]:
    """Yield the records of a kind that is about steps, of all runs, oldest first."""
    for run in reversed(log.runs()):
        for at, entry in enumerate(run_entries(log, run, with_versions=False)):
            event = entry.dagster_event
            if event is None or event.event_type is not wanted.event_type:
                continue
            if wanted.asset_key is None or event.asset_key == wanted.asset_key:
                yield EventLogRecord(int(run.started_at * _MICROSECONDS) + at, entry)


def _chosen(
    records: Iterable[EventLogRecord], wanted: Any, *, ascending: bool, limit: int | None
) -> list[EventLogRecord]:
    """Return those of *records* whose ids and times *wanted* admits, in order."""
    found = sorted(
        (record for record in records if admits(wanted, record)),
        key=lambda record: record.storage_id,
        reverse=not ascending,
    )
    return list(islice(found, limit))


def asset_keys(log: EventLogStorage) -> Sequence[AssetKey]:
    """Return the assets that something is known of: made, failed, or observed; sorted."""
    steps, wipes = log.observing()
    observed = {
        key
        for event_id, step in steps
        for key, partition in observed_places(step)
        if not is_wiped(wipes, key, partition, event_id)
    }
    return sorted({*log.asset_keys(), *log.failures(), *observed})


def observed_places(step: StepRecord) -> Iterator[tuple[AssetKey, str | None]]:
    """Yield the assets and partitions that *step* observed."""
    for told in step.events:
        if told.kind == _OBSERVED.value and told.data is not None:
            yield AssetKey(told.data["key"]), told.data.get("partition")
