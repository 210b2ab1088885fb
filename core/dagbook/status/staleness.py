"""Why an asset, or a partition of it, is out of date: small cues, each yielding its causes.

::

    recorded Materialization + what would be recorded now -> CUES -> StaleCause ...
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePath

from dagbook.authoring.staleness_tag import Judged
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import CONFIG_INPUT, FILE_INPUT, InputVersions, is_own_input
from dagbook.status.input_versions import MISSING_VERSION, same_partitions
from dagbook.versions.config_version import config_changes
from dagbook.versions.definition_version import USER


class StaleStatus(Enum):
    """Dagster's words for whether an asset is up to date."""

    MISSING = "MISSING"
    STALE = "STALE"
    FRESH = "FRESH"


class StaleCauseCategory(Enum):
    """Dagster's words for the kind of a cause, and those for what Dagster does not look at."""

    CODE = "CODE"
    DATA = "DATA"
    DEPENDENCIES = "DEPENDENCIES"
    CONFIG = "CONFIG"
    RESOURCE = "RESOURCE"
    FILE = "FILE"
    PACKAGE = "PACKAGE"
    PARTITIONS = "PARTITIONS"
    ALWAYS = "ALWAYS"


@dataclass(frozen=True, slots=True)
class StaleCause:
    """One reason to be out of date, in words a user can act on.

    Args:
        key: The asset that is out of date.
        category: Which kind of reason.
        reason: In words, such as "has a new code version".
        dependency: The asset that is the reason, or None.
        detail: The diff of the source that changed, or "".
    """

    key: AssetKey
    category: StaleCauseCategory
    reason: str
    dependency: AssetKey | None = None
    detail: str = ""

    def __str__(self) -> str:
        return self.reason

    @property
    def text(self) -> str:
        """The reason, and below it the diff, if there is one."""
        return f"{self.reason}\n{self.detail}" if self.detail else self.reason


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a value is made from: recorded when it was made, or as it would be now.

    Args:
        fingerprint: The code, or None when it cannot be told.
        inputs: The version read of each dependency, by key as text, sorted.
        stale_inputs: Dependencies that are themselves out of date; of a recorded value empty.
        judged: By what the asset is judged now.
        several: Dependencies of which several partitions are read; of a recorded value empty.
        is_view: Whether it is a view of which no value is kept, so that what it reads may change
            without it.
    """

    fingerprint: str | None
    inputs: InputVersions
    stale_inputs: Mapping[str, str] = field(default_factory=dict)
    judged: Judged = "auto"
    several: frozenset[str] = frozenset()
    is_view: bool = False


Cue = Callable[[AssetKey, Provenance, Provenance], Iterator[StaleCause]]
"""Yields the causes of one kind: of an asset, made from the first, from the second now."""


def code_cue(key: AssetKey, was: Provenance, now: Provenance) -> Iterator[StaleCause]:
    """Yield a cause when the code is another, or cannot be told."""
    if was.fingerprint != now.fingerprint or now.fingerprint is None:
        reason = (
            "its code version is not known"
            if now.fingerprint is None or was.fingerprint is None
            else "has a new code version"
        )
        yield StaleCause(key, StaleCauseCategory.CODE, reason)


def user_code_cue(key: AssetKey, was: Provenance, now: Provenance) -> Iterator[StaleCause]:
    """Yield a cause when the user's code version is another; without one no code counts."""
    if now.fingerprint is not None and now.fingerprint.startswith(USER):
        yield from code_cue(key, was, now)


def dependencies_cue(key: AssetKey, was: Provenance, now: Provenance) -> Iterator[StaleCause]:
    """Yield a cause for each dependency that came or went."""
    before, after = dict(was.inputs), dict(now.inputs)
    for each in sorted(after.keys() - before.keys()):
        yield _dependency(
            key, StaleCauseCategory.DEPENDENCIES, each, f"has a new dependency {each}"
        )
    for each in sorted(before.keys() - after.keys()):
        reason = f"no longer depends on {each}"
        yield _dependency(key, StaleCauseCategory.DEPENDENCIES, each, reason)


def data_cue(key: AssetKey, was: Provenance, now: Provenance) -> Iterator[StaleCause]:
    """Yield a cause for each asset that has another value than the one that was read."""
    before = dict(was.inputs)
    for each, version in now.inputs:
        if before.get(each, version) == version or is_own_input(each):
            continue
        if each in now.several and not same_partitions(before[each], version):
            reason = f"other partitions of {each} are read now"
            yield _dependency(key, StaleCauseCategory.PARTITIONS, each, reason)
            continue
        gone = version == MISSING_VERSION
        reason = f"{each} has {'no value any more' if gone else 'a new value'}"
        yield _dependency(key, StaleCauseCategory.DATA, each, reason)


def config_cue(key: AssetKey, was: Provenance, now: Provenance) -> Iterator[StaleCause]:
    """Yield a cause for each setting that a run would be given otherwise now."""
    before = dict(was.inputs)
    for each, version in now.inputs:
        if each == CONFIG_INPUT and before.get(each, version) != version:
            for change in config_changes(before[each], version):
                yield StaleCause(key, StaleCauseCategory.CONFIG, change)


def file_cue(key: AssetKey, was: Provenance, now: Provenance) -> Iterator[StaleCause]:
    """Yield a cause for each file that holds something else than what was read."""
    before = dict(was.inputs)
    for each, version in now.inputs:
        if each.startswith(FILE_INPUT) and before.get(each, version) != version:
            # The folder is left out: a saved notebook shows no absolute paths.
            said = "holds other files now" if each.endswith(os.sep) else "changed"
            said = "is gone" if version == MISSING_VERSION else said
            yield StaleCause(key, StaleCauseCategory.FILE, f"{PurePath(each).name} {said}")


def upstream_cue(key: AssetKey, was: Provenance, now: Provenance) -> Iterator[StaleCause]:
    """Yield a cause for each dependency that is itself out of date, with the root of it."""
    before, after = dict(was.inputs), dict(now.inputs)
    for each, root in now.stale_inputs.items():
        if before.get(each) == after.get(each):
            reason = f"{each} is stale" if each == root else f"{each} is stale, from {root} on"
            yield _dependency(key, StaleCauseCategory.DATA, each, reason)


def always_cue(key: AssetKey, _was: Provenance, _now: Provenance) -> Iterator[StaleCause]:
    """Yield the cause of an asset that is to be made at every run."""
    yield StaleCause(key, StaleCauseCategory.ALWAYS, "is judged to be always stale")


CUES: tuple[Cue, ...] = (
    code_cue,
    config_cue,
    dependencies_cue,
    data_cue,
    file_cue,
    upstream_cue,
)
"""Every reason to be out of date, in the order in which a user is told of them."""

DATA_CUES: tuple[Cue, ...] = (data_cue, upstream_cue)
"""The reasons that lie in the data that is read: those do not count of a view."""

CUES_OF: Mapping[Judged, tuple[Cue, ...]] = {
    "auto": CUES,
    "manual": (user_code_cue, *CUES[1:]),
    "always": (*CUES, always_cue),
    "never": (),
}
"""The reasons that count, by what an asset is judged by."""


def stale_causes(key: AssetKey, was: Provenance, now: Provenance) -> tuple[StaleCause, ...]:
    """Return why *key*, last made from *was*, is out of date.

    Args:
        key: The asset asked about; it appears in every cause.
        was: What the latest materialization recorded.
        now: What a materialization would record at this moment.

    Returns:
        The causes in the order of `CUES`; empty exactly when nothing differs, the code is known and
        no dependency is out of date. Of an asset that is judged otherwise, those of `CUES_OF`.

    Example:
        >>> was = Provenance("1", (("raw", "a"),))
        >>> now = Provenance("2", (("raw", "b"),))
        >>> [cause.reason for cause in stale_causes(AssetKey("orders"), was, now)]
        ['has a new code version', 'raw has a new value']
    """
    if only_upstream_is_stale(was, now):
        return tuple(upstream_cue(key, was, now))
    cues = CUES_OF[now.judged]
    if now.is_view:
        cues = tuple(cue for cue in cues if cue not in DATA_CUES)
    return tuple(cause for cue in cues for cause in cue(key, was, now))


def only_upstream_is_stale(was: Provenance, now: Provenance) -> bool:
    """Return whether `upstream_cue` alone has causes; cheap, and so it is for most that is stale.

    >>> now = Provenance("1", (("raw", "a"),), {"raw": "raw"})
    >>> only_upstream_is_stale(Provenance("1", (("raw", "a"),)), now)
    True
    """
    return (
        now.judged == "auto"
        and not now.is_view
        and bool(now.stale_inputs)
        and was.fingerprint == now.fingerprint
        and now.fingerprint is not None
        and was.inputs == now.inputs
    )


def is_current(was: Provenance, now: Provenance) -> bool:
    """Return whether `stale_causes` would be empty; cheap.

    >>> is_current(Provenance("1", ()), Provenance("1", ()))
    True
    """
    if now.judged != "auto" or now.is_view:
        return not stale_causes(AssetKey([]), was, now)
    return (
        was.fingerprint == now.fingerprint
        and now.fingerprint is not None
        and was.inputs == now.inputs
        and not now.stale_inputs
    )


def _dependency(
    key: AssetKey, category: StaleCauseCategory, dependency: str, reason: str
) -> StaleCause:
    """Return a cause that lies in a dependency."""
    return StaleCause(key, category, reason, AssetKey.from_user_string(dependency))
