"""Making an earlier value the latest again: the pointer moves, nothing is computed.

What was restored is recorded once more, so that it can be undone, and everyone follows it as they
follow every other materialization.
"""

from dataclasses import dataclass, replace
from time import time
from typing import Any, Protocol
from uuid import uuid4

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.io_managers.notebook_local import is_kept_here
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import ASSET_MATERIALIZATION
from dagbook.model.records import StepEvent, StepRecord
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.session.comparing import compare
from dagbook.session.comparison import Comparison
from dagbook.session.materialized import Recorded, numbered, value_of
from dagbook.session.numbers import RESTORED_TAG, Numbered
from dagbook.storage.data_versions import tags_of
from dagbook.view.humanize import moment

JOB_NAME = "__restore__"
"""The name of the job of a run that restores."""


class Restoring(Recorded, Protocol):
    """What restoring needs of a session."""

    def announce_statuses_changed(self) -> None:
        """Tell those who watch."""

    def statuses(self) -> Any:
        """Return the status of every live asset."""

    def stale_keys(self) -> frozenset[AssetKey]:
        """Return which live assets are out of date."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored.

    Args:
        key: The asset as `sales/orders`.
        partition: Its partition key, or None.
        number: Its own number now.
        restored_from: The number that was restored.
        made_at: When its value was made, seconds since the epoch.
        is_stale: Whether it is out of date: something it is made from changed since.
        stale: What became stale by it, by name.
    """

    key: str
    partition: str | None
    number: int
    restored_from: int
    made_at: float
    is_stale: bool
    stale: tuple[str, ...]


def restore(
    session: Restoring, name: str, number: int, partition: str | None = None, *, origin: str = ""
) -> Restored:
    """Make a value that an asset had before its latest again.

    Args:
        session: Where.
        name: The asset as `sales/orders`.
        number: Which materialization of it, as `history` counts them.
        partition: Of which partition.
        origin: Who asks, such as "cell 7".

    Raises:
        DagsterInvalidInvocationError: There is no such number, it is the latest, or its value is
            gone or not kept by dagbook.
        UnknownAssetError: Nothing is known of the asset.
    """
    found = numbered(session, name, number, partition)
    log = session.instance.event_log
    _check(session, found)
    before = session.stale_keys()
    run = DagsterRun(
        str(uuid4()), JOB_NAME, tags={RESTORED_TAG: str(number)}, started_at=time(), origin=origin
    )
    log.start_run(run)
    step = log.step(found.row.event_id)
    # Of what it was made is asked of its own time, not of that of the restoring.
    tags = tags_of(log, found.row.event_id, step, step.materializations.index(found.made))
    output = next((each.name for each in step.events if each.kind == ASSET_MATERIALIZATION), None)
    log.record_step(
        StepRecord(
            run.run_id,
            step.step_key,
            partition,
            time() - found.row.seconds,
            found.row.seconds,
            (found.key,),
            (replace(found.made, tags=tags),),
            (StepEvent(ASSET_MATERIALIZATION, output or "result"),),
        )
    )
    log.finish_run(run.run_id, DagsterRunStatus.SUCCESS, time())
    session.announce_statuses_changed()
    latest = log.latest_of(found.key, partition)
    now = session.stale_keys()
    return Restored(
        name,
        partition,
        log.ordinal_of(found.key, partition, latest.event_id if latest else 0),
        number,
        found.row.at,
        found.key in now,
        tuple(sorted(key.to_user_string() for key in now - before if key != found.key)),
    )


def compare_versions(
    session: Recorded,
    name: str,
    old: int | None = None,
    new: int | None = None,
    partition: str | None = None,
    keys: tuple[str, ...] = (),
) -> Comparison:
    """Return what differs between two values that an asset had.

    Args:
        session: Where.
        name: The asset as `sales/orders`.
        old: The number of the one; the one before *new* by default.
        new: The number of the other; the latest by default.
        partition: Of which partition.
        keys: The columns that tell which rows of tables are the same.

    Raises:
        DagsterInvalidInvocationError: There is no such number, or *keys* do not fit.
        AssetNotMaterializedError: A value is gone, or not kept by dagbook.
        UnknownAssetError: Nothing is known of the asset.
    """
    after = numbered(session, name, new, partition)
    if old is None and after.number == 1:
        raise DagsterInvalidInvocationError(
            f"{name} was materialized once; there is nothing before it to compare with."
        )
    before = numbered(session, name, after.number - 1 if old is None else old, partition)
    found = compare(value_of(session, before), value_of(session, after), keys)
    return Comparison(
        found.old,
        found.new,
        found.is_equal,
        found.table,
        found.mapping,
        found.array,
        found.text,
        _words(before),
        _words(after),
    )


def _words(found: Numbered) -> str:
    """Return which materialization it is."""
    return f"{found.number}, made {moment(found.row.at)}"


def _check(session: Recorded, found: Numbered) -> None:
    """Raise unless *found* can be the latest."""
    name, log = found.key.to_user_string(), session.instance.event_log
    place = name if found.partition is None else f"{name}[{found.partition}]"
    latest = log.latest_of(found.key, found.partition)
    if latest is not None and latest.event_id == found.row.event_id:
        raise DagsterInvalidInvocationError(f"{found.number} is the latest of {place} already.")
    if not is_kept_here(found.row):
        raise DagsterInvalidInvocationError(
            f"dagbook does not keep {found.number} of {place}: another IO manager does, or nothing."
        )
    if not session.io_manager.has_value(found.key, found.partition, found.row):
        raise DagsterInvalidInvocationError(
            f"The value of {found.number} of {place} is gone: the last versions alone are kept. "
            f"%history {name} says which are there."
        )
