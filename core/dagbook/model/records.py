"""What is recorded of a step: one compact value, the source of every later answer.

::

    StepRecord                 one a finished step, one row in the event log
      └─ Materialization       one an asset (and partition) that the step made
    StoredMaterialization      the latest of an asset and partition, as the store answers

Dagster's event objects are views rebuilt from these (see `dagbook.model.events`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dagbook.foundation.quick import quick
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckEvaluation
from dagbook.model.metadata import MetadataValue

InputVersions = tuple[tuple[str, str], ...]
"""Of each asset read, sorted by key: the key as `sales/orders`, and the version that was read.
Then `CONFIG_INPUT` and the config's version, of a step that takes config. Then of each file,
sorted: `FILE_INPUT` and its path, and its version."""

CONFIG_INPUT = "config:"
"""The name of the input that is the step's config."""

FILE_INPUT = "file:"
"""What the name of an input begins with that is a file."""

NEWEST, OWN, LISTED = "", "=", "#"
"""How an asset is read for Dagster's data versions: by its newest materialization, whichever
partition that is of; the partitions that the step ran for; or those that its record lists."""

Parents = tuple[tuple[str, str], ...]
"""The assets that one is made of, in order, each as `sales/orders` and how it is read."""


def is_own_input(name: str) -> bool:
    """Return whether the input *name* is no asset.

    >>> is_own_input("file:/x.csv"), is_own_input("sales/orders")
    (True, False)
    """
    return name == CONFIG_INPUT or name.startswith(FILE_INPUT)


@quick
class Materialization:
    """One asset, or one partition of it, as a step made it.

    Args:
        key: Whose.
        partition: Its partition key, or None.
        version: Equal exactly when the value is: dagbook's own value hash, or a unique text where
            the value cannot be compared (nothing was stored).
        fingerprint: The code fingerprint it was made with, or None when it is unknown.
        inputs: What was read, by version.
        data_version: The user's data version, or None.
        code_version: The user's code version, or None.
        metadata: Of this materialization.
        tags: The user's tags of this materialization.
        description: The user's words on it, or None.
        path: The value's file relative to the store, with `/`; None when it has none.
        size_bytes: Of that file.
        parents: The assets that it is made of, as Dagster has it; None for those in `inputs`, each
            by its newest materialization.
    """

    key: AssetKey
    partition: str | None
    version: str
    fingerprint: str | None = None
    inputs: InputVersions = ()
    data_version: str | None = None
    code_version: str | None = None
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None
    path: str | None = None
    size_bytes: int | None = None
    parents: Parents | None = None


@dataclass(frozen=True, slots=True)
class StepError:
    """Why a step failed, in words that survive the process.

    Args:
        error_class: Name of the exception's class.
        message: ``str()`` of the exception.
        traceback: Formatted, starting in the user's code.
    """

    error_class: str
    message: str
    traceback: str = ""


class StepEvent(NamedTuple):
    """One thing that a step told while it ran.

    Args:
        kind: The value of its `DagsterEventType`.
        name: Of the input, output, hook and so on that it is about, or None.
        data: What else is known, as plain values that JSON has; None for nothing.
        about: What the definition alone says of it, such as the name of a type; None for nothing.
            It is the same each time the step runs, so that it is stored once.
    """

    kind: str
    name: str | None = None
    data: Mapping[str, Any] | None = None
    about: str | None = None


@quick
class StepRecord:
    """One step that ended.

    Args:
        run_id: In which run.
        step_key: Its key, as in Dagster `sales__orders`.
        partition: The partition key it ran for, or None.
        started_at: Seconds since the epoch.
        seconds: How long it took.
        planned: The assets it was to make.
        materializations: What it made, in the order it was made; may hold some also when it failed.
        events: What it told between its start and its end, in Dagster's order; of the events of
            materializations each the next of `materializations`. How it ended is among them only
            if more is known of it than `error` says, or if something comes after it.
        error: Why it failed, or None when it succeeded.
        canceled: True when it was interrupted; `error` then says by what.
        skipped: True when it did not run, because an optional output it reads was left out; such a
            step is told of and not recorded.
        attempt: Which attempt at the step this is, from 1.
        retry_in: After how many seconds it is tried again, None when it is not.
        range_keys: For which partitions it ran, where that was a range; then `partition` is None,
            and one event of a materialization stands for those of all partitions of an output.
        partitions_read: Of each asset that is `LISTED` the partitions that were read, or the first
            and last of them as ``A...B``.
    """

    run_id: str
    step_key: str
    partition: str | None
    started_at: float
    seconds: float
    planned: tuple[AssetKey, ...]
    materializations: tuple[Materialization, ...] = ()
    events: tuple[StepEvent, ...] = ()
    error: StepError | None = None
    canceled: bool = False
    skipped: bool = False
    attempt: int = 1
    retry_in: float | None = None
    range_keys: tuple[str, ...] = ()
    partitions_read: tuple[tuple[str, tuple[str, ...] | str], ...] = ()

    @property
    def places(self) -> tuple[str | None, ...]:
        """The partitions it ran for; None alone when it ran for none."""
        return self.range_keys or (self.partition,)


@quick
class StoredMaterialization:
    """The latest materialization of an asset and partition.

    Args:
        event_id: Row of its step in the event log; grows with time, never reused.
        run_id: In which run it was made.
        at: When, seconds since the epoch.
        seconds: How long its step took, a part of it where that made several partitions.
        version: See `Materialization`.
        fingerprint: See `Materialization`.
        inputs: See `Materialization`.
        path: See `Materialization`.
        size_bytes: See `Materialization`.
        notebook: Which notebook or program made it, "" when unknown.
    """

    event_id: int
    run_id: str
    at: float
    seconds: float
    version: str
    fingerprint: str | None
    inputs: InputVersions
    path: str | None
    size_bytes: int | None
    notebook: str = ""


@dataclass(frozen=True, slots=True)
class StoredFailure:
    """The failure of an asset and partition that no later success has cleared."""

    event_id: int
    run_id: str
    at: float
    error: StepError


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One evaluation of a check, as the store answers.

    Args:
        event_id: Row of its step in the event log; grows with time, never reused.
        run_id: In which run it was made.
        at: When, seconds since the epoch.
        evaluation: What was found.
        reads: Equal exactly when what was read is; None of a check that the asset's own step made,
            which is of what that step made.
        code: The fingerprint of the check's code, None when it is unknown or that of the asset.
        config: What the run's config said to the check, None when nothing.
        files: The versions of the files that its function read, sorted.
    """

    event_id: int
    run_id: str
    at: float
    evaluation: AssetCheckEvaluation
    reads: str | None = None
    code: str | None = None
    config: str | None = None
    files: InputVersions = ()
