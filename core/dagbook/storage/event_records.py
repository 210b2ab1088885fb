"""Records of events as Dagster's API asks for them, and the filters that say which.

A record's `storage_id` is made of the event's id in the log and of the place within its step, so
that it grows with time and needs no row of its own.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dagbook.errors import CheckError, ParameterCheckError
from dagbook.foundation.parameters import Rule, check_required, list_of, of_type
from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.events import DagsterEventType
from dagbook.model.results import AssetMaterialization
from dagbook.model.user_events import AssetObservation
from dagbook.storage.views import EventLogEntry

PLACES = 1 << 24
"""How many things one step may make; the place is the lower part of a storage id."""


def storage_id(event_id: int, place: int = 0) -> int:
    """Return the storage id of the thing at *place* of an event."""
    return event_id * PLACES + place


def event_of(number: int) -> int:
    """Return the event of what has the storage id *number*.

    >>> event_of(storage_id(7, 3))
    7
    """
    return number // PLACES


@dataclass(frozen=True, slots=True)
class EventLogRecord:
    """One entry of the event log, with its id.

    Args:
        storage_id: Grows with time, never reused.
        event_log_entry: The entry.
    """

    storage_id: int
    event_log_entry: EventLogEntry

    @property
    def run_id(self) -> str:
        """In which run, "" when in none."""
        return self.event_log_entry.run_id

    @property
    def timestamp(self) -> float:
        """Seconds since the epoch."""
        return self.event_log_entry.timestamp

    @property
    def event_type(self) -> DagsterEventType:
        """The kind of event."""
        found = self.event_log_entry.dagster_event_type
        if found is None:
            raise CheckError("This record is of a message; it has no event and so no event_type.")
        return found

    @property
    def asset_key(self) -> AssetKey | None:
        """Which asset it is about, or None."""
        event = self.event_log_entry.dagster_event
        return None if event is None else event.asset_key

    @property
    def partition_key(self) -> str | None:
        """Which partition it is about, or None."""
        event = self.event_log_entry.dagster_event
        return None if event is None else event.partition

    @property
    def asset_materialization(self) -> AssetMaterialization | None:
        """What was materialized, or None when it is about something else."""
        return self.event_log_entry.asset_materialization

    @property
    def asset_observation(self) -> AssetObservation | None:
        """What was observed, or None when it is about something else."""
        return self.event_log_entry.asset_observation

    @property
    def asset_event(self) -> AssetMaterialization | AssetObservation | None:
        """What it says of an asset, or None."""
        return self.asset_materialization or self.asset_observation


@dataclass(frozen=True, slots=True)
class EventRecordsResult:
    """One page of records.

    Args:
        records: In the order asked for.
        cursor: To be given for the next page.
        has_more: Whether there is one.
    """

    records: Sequence[EventLogRecord]
    cursor: str
    has_more: bool


@dataclass(frozen=True)
class AssetRecordsFilter:
    """Which records of an asset are meant.

    Args:
        asset_key: The asset.
        asset_partitions: Its partitions; None means all.
        after_timestamp: Only what is later, seconds since the epoch.
        before_timestamp: Only what is earlier.
        after_storage_id: Only what has a greater id.
        before_storage_id: Only what has a smaller id.
        storage_ids: Only these.

    Raises:
        ParameterCheckError: *asset_key* is no `AssetKey`.
    """

    asset_key: AssetKey
    asset_partitions: Sequence[str] | None = None
    after_timestamp: float | None = None
    before_timestamp: float | None = None
    after_storage_id: int | None = None
    before_storage_id: int | None = None
    storage_ids: Sequence[int] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.asset_key, AssetKey):
            raise ParameterCheckError(
                f'Param "asset_key" is not an AssetKey. Got {self.asset_key!r}; write '
                f"AssetKey({self.asset_key!r})."
            )
        _check_filter(self)


@dataclass(frozen=True)
class EventRecordsFilter:
    """Which records of one kind of event are meant.

    Args:
        event_type: The kind.
        asset_key: Of which asset; needed where `asset_partitions` are given.
        asset_partitions: Of which partitions of it.
        after_cursor: Only what has a greater id.
        before_cursor: Only what has a smaller id.
        after_timestamp: Only what is later, seconds since the epoch.
        before_timestamp: Only what is earlier.
        storage_ids: Only these.
    """

    event_type: DagsterEventType
    asset_key: AssetKey | None = None
    asset_partitions: Sequence[str] | None = None
    after_cursor: int | None = None
    before_cursor: int | None = None
    after_timestamp: float | None = None
    before_timestamp: float | None = None
    storage_ids: Sequence[int] | None = None

    def __post_init__(self) -> None:
        check_required("EventRecordsFilter", "event_type", self.event_type, DagsterEventType)
        _check_filter(self)


@dataclass(frozen=True)
class RunStatusChangeRecordsFilter:
    """Which changes of runs are meant.

    Args:
        event_type: The kind, such as ``DagsterEventType.RUN_FAILURE``.
        after_timestamp: Only what is later, seconds since the epoch.
        before_timestamp: Only what is earlier.
        after_storage_id: Only what has a greater id.
        before_storage_id: Only what has a smaller id.
        storage_ids: Only these.
        job_names: Of these jobs; None means all.
    """

    event_type: DagsterEventType
    after_timestamp: float | None = None
    before_timestamp: float | None = None
    after_storage_id: int | None = None
    before_storage_id: int | None = None
    storage_ids: Sequence[int] | None = None
    job_names: Sequence[str] | None = None


_RULES: Mapping[str, Rule] = {
    "asset_key": of_type(AssetKey),
    "asset_partitions": list_of(str),
    "after_timestamp": of_type(float),
    "before_timestamp": of_type(float),
    "after_storage_id": of_type(int),
    "before_storage_id": of_type(int),
    "after_cursor": of_type(int),
    "before_cursor": of_type(int),
    "storage_ids": list_of(int),
    "job_names": list_of(str),
}


def _check_filter(wanted: Any) -> None:
    """Raise unless the fields of *wanted*, a filter of this module, are of Dagster's types."""
    for name, rule in _RULES.items():
        value = getattr(wanted, name, None)
        if value is not None:
            rule(type(wanted).__name__, name, value)


def admits(wanted: Any, record: EventLogRecord) -> bool:
    """Return whether ids and times of *wanted*, a filter of this module, hold of *record*."""
    after = getattr(wanted, "after_storage_id", None) or getattr(wanted, "after_cursor", None)
    before = getattr(wanted, "before_storage_id", None) or getattr(wanted, "before_cursor", None)
    return (
        (after is None or record.storage_id > after)
        and (before is None or record.storage_id < before)
        and (wanted.after_timestamp is None or record.timestamp > wanted.after_timestamp)
        and (wanted.before_timestamp is None or record.timestamp < wanted.before_timestamp)
        and (wanted.storage_ids is None or record.storage_id in wanted.storage_ids)
    )


_KIND = "STORAGE_ID"


def cursor_of(number: int) -> str:
    """Return a storage id as the text that Dagster hands out.

    >>> number_of(cursor_of(7))
    7
    """
    text = to_json({"type": _KIND, "value": number})
    return base64.b64encode(text.encode()).decode()


def number_of(cursor: str) -> int:
    """Return the storage id in *cursor*.

    Raises:
        CheckError: It is no cursor.
    """
    try:
        found = from_json(base64.b64decode(cursor, validate=True).decode())
        return int(found["value"])
    except (ValueError, TypeError, KeyError) as exc:
        raise CheckError(
            f"{cursor!r} is no cursor. Pass the `cursor` of an EventRecordsResult."
        ) from exc


F = TypeVar("F", AssetRecordsFilter, RunStatusChangeRecordsFilter)


def from_cursor(wanted: F, cursor: str | None, *, ascending: bool) -> F:
    """Return *wanted* for what comes after *cursor*."""
    if cursor is None:
        return wanted
    at = number_of(cursor)
    if at < 0:
        return wanted
    return (
        replace(wanted, after_storage_id=at) if ascending else replace(wanted, before_storage_id=at)
    )


def page(records: Sequence[EventLogRecord], limit: int, cursor: str | None) -> EventRecordsResult:
    """Return the first *limit* of *records* as a page.

    Args:
        records: In order, at least *limit* where there are so many.
        limit: How many.
        cursor: Where the page began, which is where an empty one ends.
    """
    shown = list(records[:limit])
    if shown:
        after = cursor_of(shown[-1].storage_id)
    else:
        after = cursor if cursor is not None else cursor_of(-1)
    # Dagster says so of every full page, also of the last.
    return EventRecordsResult(shown, after, len(shown) == limit)
