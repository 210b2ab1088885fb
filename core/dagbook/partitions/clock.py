"""What time it is: the one place where partitions read the clock.

Tests replace `now_timestamp`, or fix the time with `partition_loading_context`; everything else in
this layer asks `effective_timestamp`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from dagbook.partitions.dynamic_store import DynamicPartitionsStore

now_timestamp: Callable[[], float] = time.time
"""Seconds since 1970 in UTC; the only reading of the clock."""


@dataclass(frozen=True, slots=True)
class PartitionLoadingContext:
    """The moment for which partitions are asked about, and who keeps the dynamic ones.

    Args:
        effective_dt: What counts as now; a naive time is in the time zone of each definition.
        dynamic_partitions_store: Where the keys of dynamic partitions are; None if nowhere.
    """

    effective_dt: datetime
    dynamic_partitions_store: DynamicPartitionsStore | None = None


_current: ContextVar[PartitionLoadingContext | None] = ContextVar(
    "partition_loading_context", default=None
)


def now_utc() -> datetime:
    """Return the time it is, in UTC."""
    return datetime.fromtimestamp(now_timestamp(), tz=UTC)


@contextmanager
def partition_loading_context(
    effective_dt: datetime | None = None,
    dynamic_partitions_store: DynamicPartitionsStore | None = None,
    *,
    new_ctx: PartitionLoadingContext | None = None,
) -> Iterator[PartitionLoadingContext]:
    """Fix what counts as now for every partitions definition and mapping used inside.

    What is left out stays as in the context around this one.

    Args:
        effective_dt: The time to use; without it, and without a context around, now.
        dynamic_partitions_store: Who keeps the keys of dynamic partitions, such as an instance.
        new_ctx: A whole context to use instead.

    Yields:
        The context in force.

    Example:
        >>> from dagbook.partitions import DailyPartitionsDefinition
        >>> daily = DailyPartitionsDefinition(start_date="2021-01-01")
        >>> with partition_loading_context(effective_dt=datetime(2021, 1, 3)):
        ...     daily.get_last_partition_key()
        '2021-01-02'
    """
    around = _current.get()
    if new_ctx is None:
        if effective_dt is None:
            effective_dt = around.effective_dt if around is not None else now_utc()
        if dynamic_partitions_store is None and around is not None:
            dynamic_partitions_store = around.dynamic_partitions_store
        new_ctx = PartitionLoadingContext(effective_dt, dynamic_partitions_store)
    token = _current.set(new_ctx)
    try:
        yield new_ctx
    finally:
        _current.reset(token)


def effective_timestamp(zone: tzinfo, now: datetime | None) -> float:
    """Return *now*, else the context's time, else the clock, as seconds since 1970 in UTC.

    Args:
        zone: The time zone of a naive time.
        now: A time that overrules the context.

    >>> effective_timestamp(UTC, datetime(1970, 1, 2))
    86400.0
    """
    if now is None:
        context = _current.get()
        if context is None:
            return now_timestamp()
        now = context.effective_dt
    return (now if now.tzinfo is not None else now.replace(tzinfo=zone)).timestamp()
