"""Builders of checks of freshness: when an asset, or its newest partition, was updated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from dagbook.authoring.asset_check import multi_asset_check
from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_checks_definition import AssetChecksDefinition
from dagbook.authoring.check_builders import check_severity, distinct_keys, unique_id
from dagbook.authoring.check_context import AssetCheckExecutionContext
from dagbook.errors import CheckError, ParameterCheckError
from dagbook.foundation.parameters import check_parameter
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckResult, AssetCheckSeverity
from dagbook.model.metadata import JsonMetadataValue, MetadataValue, TimestampMetadataValue
from dagbook.partitions import clock
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.storage.event_records import AssetRecordsFilter

LAST_UPDATED = "dagster/last_updated_timestamp"
PARAMS = "dagster/freshness_params"
LOWER_BOUND = "dagster/freshness_lower_bound_timestamp"
FRESH_UNTIL = "dagster/fresh_until_timestamp"
LATEST_TICK = "dagster/latest_cron_tick_timestamp"

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_EARLY = datetime(1971, 1, 1)  # noqa: DTZ001 - in the time zone of the schedule


@dataclass(frozen=True)
class _Deadline:
    """When an asset is expected: at each tick of a cron schedule, or always.

    Args:
        cron: The schedule, or None.
        timezone: Its time zone.

    Raises:
        CheckError: The schedule cannot be read.
        ParameterCheckError: The time zone is no text.
    """

    cron: str | None
    timezone: str

    def __post_init__(self) -> None:
        check_parameter("a freshness check", "timezone", self.timezone, str)
        if self.cron is not None:
            try:
                self.ticks.last_up_to(0)
            except Exception as why:
                raise CheckError(
                    f"Invalid cron string {self.cron!r} in deadline_cron: {why}"
                ) from why

    @cached_property
    def ticks(self) -> TimeWindowPartitionsDefinition:
        """The ticks as starts of windows."""
        return TimeWindowPartitionsDefinition(
            start=_EARLY, fmt="%Y-%m-%d-%H:%M", cron_schedule=self.cron, timezone=self.timezone
        )

    def last(self, now: float) -> float | None:
        """Return the last tick up to *now*; None without a schedule."""
        return None if self.cron is None else self.ticks.start_of(self.ticks.last_up_to(now))

    def following(self, now: float) -> float | None:
        """Return the first tick after *now*; None without a schedule."""
        if self.cron is None:
            return None
        return self.ticks.start_of(self.ticks.last_up_to(now) + 1)


def build_last_update_freshness_checks(
    *,
    assets: Sequence[Any],
    lower_bound_delta: timedelta,
    deadline_cron: str | None = None,
    timezone: str = "UTC",
    severity: AssetCheckSeverity = AssetCheckSeverity.WARN,
    blocking: bool = False,
) -> Sequence[AssetChecksDefinition]:
    """Return checks that pass if an asset was updated not too long before its deadline.

    Args:
        assets: Which assets: keys or definitions.
        lower_bound_delta: How long before the deadline an update may be.
        deadline_cron: The deadlines; without it the deadline is the moment of the check.
        timezone: Of the deadlines.
        severity: How bad a failure is.
        blocking: Whether a failure blocks what is downstream.

    Returns:
        One definition with a check ``freshness_check`` of each asset.

    Raises:
        CheckError: An asset is there twice, or the schedule cannot be read.

    Example:
        >>> (checks,) = build_last_update_freshness_checks(
        ...     assets=["orders"], lower_bound_delta=timedelta(hours=1)
        ... )
        >>> checks
        AssetChecksDefinition(orders:freshness_check)
    """
    if not isinstance(lower_bound_delta, timedelta):
        raise ParameterCheckError(
            f'Param "lower_bound_delta" is not a timedelta. Got {lower_bound_delta!r} which is '
            f"type {type(lower_bound_delta).__name__}."
        )
    check_severity(severity)
    deadline, delta = _Deadline(deadline_cron, timezone), lower_bound_delta.total_seconds()
    params: dict[str, Any] = {"timezone": timezone, "lower_bound_delta_seconds": delta}
    if deadline_cron:
        params["deadline_cron"] = deadline_cron

    def found(context: AssetCheckExecutionContext, key: AssetKey) -> AssetCheckResult:
        now = clock.now_timestamp()
        tick = deadline.last(now)
        bound = (now if tick is None else tick) - delta
        newest = _last_update(context.instance, key, None)
        updated = None if newest is None else newest.at
        passed = updated is not None and updated >= bound
        metadata: dict[str, MetadataValue] = {
            PARAMS: JsonMetadataValue(params),
            LOWER_BOUND: TimestampMetadataValue(float(bound)),
        }
        if tick is not None:
            metadata[LATEST_TICK] = TimestampMetadataValue(float(tick))
        if passed and updated is not None:
            following = deadline.following(now)
            until = updated + delta if following is None else following
            metadata[FRESH_UNTIL] = TimestampMetadataValue(float(until))
        if updated:
            metadata[LAST_UPDATED] = TimestampMetadataValue(updated)
        return AssetCheckResult(
            passed=passed,
            description=_in_words(passed, bound, now, updated),
            severity=severity,
            asset_key=key,
            metadata=metadata,
        )

    return [_definition(distinct_keys(assets), params, found, blocking)]


def build_time_partition_freshness_checks(
    *,
    assets: Sequence[Any],
    deadline_cron: str,
    timezone: str = "UTC",
    severity: AssetCheckSeverity = AssetCheckSeverity.WARN,
    blocking: bool = False,
) -> Sequence[AssetChecksDefinition]:
    """Return checks that pass if the newest partition of an asset is there at its deadline.

    Args:
        assets: Which assets: keys or definitions of assets partitioned by time.
        deadline_cron: The deadlines: at each the partition that ended last is expected.
        timezone: Of the deadlines.
        severity: How bad a failure is.
        blocking: Whether a failure blocks what is downstream.

    Returns:
        One definition with a check ``freshness_check`` of each asset.

    Raises:
        CheckError: An asset is there twice, or the schedule cannot be read; in a run, an asset has
            no partitions by time.
    """
    check_severity(severity)
    deadline = _Deadline(deadline_cron, timezone)
    params = {"timezone": timezone, "deadline_cron": deadline_cron}

    def found(context: AssetCheckExecutionContext, key: AssetKey) -> AssetCheckResult:
        partitions_def = context.asset_partitions_def(key)
        if not isinstance(partitions_def, TimeWindowPartitionsDefinition):
            raise CheckError(
                f"{key.to_user_string()} has no partitions by time, so that its newest partition "
                "cannot be checked. Use build_last_update_freshness_checks."
            )
        now = clock.now_timestamp()
        tick = deadline.last(now) or now
        with clock.partition_loading_context(datetime.fromtimestamp(tick, tz=UTC)):
            expected = partitions_def.get_last_partition_key()
        passed = _last_update(context.instance, key, expected) is not None
        any_update = _last_update(context.instance, key, None)
        metadata: dict[str, MetadataValue] = {
            PARAMS: JsonMetadataValue(params),
            LATEST_TICK: TimestampMetadataValue(float(tick)),
        }
        following = deadline.following(now)
        if not passed and any_update is not None and any_update.at is not None:
            metadata[LAST_UPDATED] = TimestampMetadataValue(any_update.at)
        elif passed and following is not None:
            metadata[FRESH_UNTIL] = TimestampMetadataValue(float(following))
        return AssetCheckResult(
            passed=passed,
            description=_partition_in_words(expected, passed, any_update is not None),
            severity=severity,
            asset_key=key,
            metadata=metadata,
        )

    return [_definition(distinct_keys(assets), params, found, blocking)]


def _definition(
    keys: Sequence[AssetKey],
    params: Mapping[str, Any],
    found: Callable[[AssetCheckExecutionContext, AssetKey], AssetCheckResult],
    blocking: bool,
) -> AssetChecksDefinition:
    """Return the definition whose function makes the checks of *keys* by what *found* says."""
    specs = [
        AssetCheckSpec(
            "freshness_check",
            asset=key,
            metadata={PARAMS: JsonMetadataValue(dict(params))},
            description="Evaluates freshness for targeted asset.",
            blocking=blocking,
        )
        for key in keys
    ]

    @multi_asset_check(specs=specs, can_subset=True, name=f"freshness_check_{unique_id(keys)}")
    def the_check(context: AssetCheckExecutionContext) -> Iterator[AssetCheckResult]:
        for spec in context.check_specs:
            if spec.key in context.selected_asset_check_keys:
                yield found(context, spec.asset_key)

    return the_check


@dataclass(frozen=True, slots=True)
class _Update:
    """The newest materialization or observation of an asset, or of a partition of it.

    Args:
        at: When the asset was updated; None where an observation does not say.
    """

    at: float | None


def _last_update(instance: Any, key: AssetKey, partition: str | None) -> _Update | None:
    """Return the last update of *key*, or of a partition of it; None where nothing is known.

    The user's word in the metadata counts before the time of the materialization. Of the newest
    materialization and the newest observation the later counts, as in Dagster.
    """
    newest = instance.event_log.history(key, ... if partition is None else partition, 1)
    made = [_Update(_told(each.metadata) or float(stored.at)) for stored, each in newest]
    wanted = AssetRecordsFilter(key, asset_partitions=None if partition is None else [partition])
    found = instance.fetch_observations(wanted, limit=1).records
    seen = [_Update(_told(each.asset_event.metadata)) for each in found]
    return max((*made, *seen), key=lambda each: each.at or 0.0, default=None)


def _told(metadata: Mapping[str, Any]) -> float | None:
    """Return when an asset was updated as *metadata* tells it."""
    told = metadata.get(LAST_UPDATED)
    return float(told.value) if isinstance(told, TimestampMetadataValue) else None


def _in_words(passed: bool, bound: float, now: float, updated: float | None) -> str:
    """Return what was found of an asset, as Dagster says it."""
    if updated is None:
        return "Asset has never been observed/materialized."
    allowed, ago = seconds_in_words(now - bound), seconds_in_words(now - updated)
    if passed:
        return (
            f"Asset is currently fresh. The last update was {ago} ago, within the allowed time "
            f"range of {allowed}."
        )
    return (
        f"Asset is overdue for an update. The last update was {ago} ago, which is past the allowed "
        f"distance of {allowed} ago."
    )


def _partition_in_words(expected: str | None, passed: bool, ever: bool) -> str:
    """Return what was found of the partition *expected*, as Dagster says it."""
    if passed:
        return (
            f"Asset is currently fresh, since partition {expected} has been observed/materialized."
        )
    if not ever:
        return (
            "The asset has never been observed/materialized. We currently expect partition "
            f"{expected} to have arrived."
        )
    return f"Asset is overdue. We expected partition {expected} to have arrived, and it has not."


def seconds_in_words(delta: float) -> str:
    """Return a span of time in words.

    >>> seconds_in_words(3661), seconds_in_words(0)
    ('1 hour, 1 minute, 1 second', '0 seconds')
    """
    if delta == 0:
        return "0 seconds"
    words, rest = [], int(delta)
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return ", ".join(words)
