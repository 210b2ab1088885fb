"""Dagster's data versions of what is recorded, derived when somebody asks for them.

A record says what was read, not which data version that had: this is found in the log, as it was
when the step was recorded, from the oldest materialization on. Nothing is computed in a run.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.model.asset_key import AssetKey
from dagbook.model.data_versions import (
    DATA_VERSION_TAG,
    INITIAL,
    PARTITION_TAG,
    digest_of,
    logical_version,
    version_tags,
)
from dagbook.model.event_kinds import ASSET_MATERIALIZATION
from dagbook.model.events import said_tags
from dagbook.model.records import LISTED, NEWEST, OWN, Materialization, StepRecord, is_own_input
from dagbook.partitions.multi_key import MultiPartitionKey
from dagbook.storage.event_log import EventLogStorage
from dagbook.storage.event_records import storage_id
from dagbook.storage.left_behind import Left, step_left
from dagbook.storage.observed import DATA_VERSION_TAG as OBSERVED_TAG
from dagbook.storage.observed import OBSERVATION
from dagbook.storage.observing_steps import wiped_at

_Node = tuple[int, int]
"""A materialization: its event, and its place among those of the step."""

_MOST_REMEMBERED = 200_000

Tags = Mapping[str, str]


class _Read(NamedTuple):
    """An asset that a materialization is made of.

    Args:
        key: Which asset.
        pointer: The storage id of what was newest of it, or None.
        version: Its data version, where it is known without those of `of`.
        of: The materializations that were read.
        digested: Whether its version is a digest of those of `of`, by partition.
    """

    key: AssetKey
    pointer: int | None = None
    version: str | None = None
    of: tuple[_Node, ...] = ()
    digested: bool = False


def tags_of_step(log: EventLogStorage, event_id: int | None, step: StepRecord) -> Sequence[Tags]:
    """Return the tags of each materialization of *step*, the user's and those of versions.

    Args:
        log: Where it is recorded.
        event_id: Its event; None where it is not recorded yet.
        step: The step.
    """
    if not step.materializations:
        return ()
    asked = _Asked(log, event_id, step)
    return [asked.tags(place) for place in range(len(step.materializations))]


def tags_of(log: EventLogStorage, event_id: int, step: StepRecord, place: int) -> Tags:
    """Return the tags of the materialization at *place* of a step; see `tags_of_step`."""
    return _Asked(log, event_id, step).tags(place)


def data_version(log: EventLogStorage, event_id: int, step: StepRecord, place: int) -> str | None:
    """Return the data version of the materialization at *place*; None where it has none."""
    return _Asked(log, event_id, step).version((event_id, place))


def left_of_run(log: EventLogStorage, run_id: str) -> list[Left]:
    """Return what is to be kept of a run that is about to be deleted."""
    return [
        Left(event_id, place, made.key, made.partition, data_version(log, event_id, step, place))
        for event_id, step in log.numbered_steps(run_id)
        for place, made in enumerate(step.materializations)
    ]


_NOT_RECORDED = 2**62
_MOST_TRIED = 100
"""So many materializations are looked through for the one that was read."""


class _Asked:
    """One question: the steps that were read for it, and the versions that were found."""

    def __init__(self, log: EventLogStorage, event_id: int | None, step: StepRecord) -> None:
        self._log = log
        self._event = _NOT_RECORDED if event_id is None else event_id
        self._steps: dict[int, StepRecord] = {self._event: step}
        self._derived: dict[int, tuple[bool, ...]] = {}
        self._places: dict[int, dict[AssetKey, list[int]]] = {}
        self._before: dict[tuple[int, AssetKey], Mapping[str | None, int]] = {}
        self._known = log.data_versions
        self._own: dict[_Node, str | None] = {}
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()

    def tags(self, place: int) -> Tags:
        """Return the tags of the materialization at *place* of the step that is asked about."""
        step = self._steps[self._event]
        made = step.materializations[place]
        if not self._is_derived(self._event, place):
            return said_tags(made)
        reads = list(self._reads(self._event, place))
        for node in (node for read in reads for node in read.of):
            self.version(node)
        inputs = {read.key: (self._version_read(read), read.pointer) for read in reads}
        code = made.code_version or step.run_id
        version = made.data_version
        if version is None:
            version = logical_version(code, {key: each for key, (each, _) in inputs.items()})
        provided = made.data_version is not None
        tags = {**version_tags(code, inputs, version, is_user_provided=provided), **made.tags}
        if isinstance(made.partition, MultiPartitionKey):
            for name, key in made.partition.keys_by_dimension.items():
                tags[f"{PARTITION_TAG}{name}"] = key
        return tags

    def version(self, node: _Node) -> str | None:
        """Return the data version of *node*; that of all it is made of is found before."""
        found = self._found(node)
        if found is not _UNFOUND:
            return found  # type: ignore[no-any-return]  # a version, or None
        waiting = [(node, list(self._reads(*node)))]
        while waiting:
            at, reads = waiting[-1]
            missing = next(
                (each for read in reads for each in read.of if self._found(each) is _UNFOUND), None
            )
            if missing is not None:
                waiting.append((missing, list(self._reads(*missing))))
                continue
            step, made = self._made(at)
            inputs = {read.key: self._version_read(read) for read in reads}
            self._versions(at)[at] = logical_version(made.code_version or step.run_id, inputs)
            waiting.pop()
        return self._found(node)  # type: ignore[no-any-return]  # it was found just now

    def _found(self, node: _Node) -> Any:
        """Return the version of *node* where it is known, or is said by its record alone."""
        known = self._versions(node)
        if node in known:
            return known[node]
        _, made = self._made(node)
        said = made.tags.get(DATA_VERSION_TAG, made.data_version)
        if said is None and self._is_derived(*node):
            return _UNFOUND
        # Dagster takes a version without text for none.
        known[node] = said or None
        return known[node]

    def _versions(self, node: _Node) -> dict[_Node, str | None]:
        """Return where the version of *node* is remembered: only in the log if that has it."""
        return self._own if node[0] == _NOT_RECORDED else self._known

    def _version_read(self, read: _Read) -> str:
        """Return the data version by which *read* was read, where those of `of` are known."""
        if read.digested:
            versions = (self._versions(each)[each] for each in read.of)
            return digest_of(tuple(each for each in versions if each is not None))
        if read.of:
            return self._versions(read.of[0])[read.of[0]] or INITIAL
        return read.version or INITIAL

    def _step(self, event_id: int) -> StepRecord:
        """Return the step of an event."""
        found = self._steps.get(event_id)
        if found is None:
            try:
                found = self._log.step(event_id)
            except DagsterInvalidInvocationError:
                # Its run was deleted; what was made of it keeps its version.
                found = step_left(self._log.left(event_id))
            self._steps[event_id] = found
        return found

    def _made(self, node: _Node) -> tuple[StepRecord, Materialization]:
        """Return the materialization *node* with its step."""
        step = self._step(node[0])
        return step, step.materializations[node[1]]

    def _is_derived(self, event_id: int, place: int) -> bool:
        """Return whether a materialization is of an output, and not one that code logged."""
        found = self._derived.get(event_id)
        if found is None:
            found = self._derived[event_id] = tuple(_of_outputs(self._step(event_id)))
        return found[place] if place < len(found) else False

    def _reads(self, event_id: int, place: int) -> Iterator[_Read]:
        """Yield what a materialization is made of."""
        step = self._step(event_id)
        made = step.materializations[place]
        parents = made.parents
        if parents is None:
            parents = tuple((name, NEWEST) for name, _ in made.inputs if not is_own_input(name))
        for name, how in parents:
            yield self._read(event_id, place, AssetKey.from_user_string(name), how)

    def _read(self, event_id: int, place: int, key: AssetKey, how: str) -> _Read:
        """Return how the asset *key* was read for a materialization."""
        inside = self._places_of(event_id, key)
        at = bisect_left(inside, place) - 1
        if at >= 0 and how == NEWEST:
            return _Read(key, storage_id(event_id, inside[at]), of=((event_id, inside[at]),))
        before = self._read_before((event_id, place), key, how)
        if not before:
            seen = self._observed(event_id, key)
            # Dagster looks for materializations alone where partitions are read.
            return seen if how == NEWEST or seen.pointer is None else seen._replace(digested=True)
        newest = max(before.values())
        last = newest, self._place(newest, key, ...)
        pointer = storage_id(*last)
        if how == NEWEST:
            return _Read(key, pointer, of=(last,))
        nodes = tuple(
            (before[each], self._place(before[each], key, each))
            for each in sorted(_partitions_read(self._step(event_id), key, how, before))
        )
        return _Read(key, pointer, of=nodes, digested=True)

    def _read_before(self, node: _Node, key: AssetKey, how: str) -> Mapping[str | None, int]:
        """Return the newest materializations of *key* when *node* was begun.

        Another kernel may have made one while it was made: then that is not what was read.
        """
        before = self._made_before(node[0], key)
        partition: str | None = None
        if how != NEWEST:
            wanted = tuple(_partitions_read(self._step(node[0]), key, how, before))
            partition = wanted[0] if len(wanted) == 1 else None
        if partition not in before:
            return before
        newest = before[partition]
        read = self._as_read(node, key, partition, newest)
        return before if read == newest else {**before, partition: read}

    def _as_read(self, node: _Node, key: AssetKey, partition: str | None, newest: int) -> int:
        """Return which event made what *node* says it read; *newest* where none fits better."""
        step, made = self._made(node)
        recorded = dict(made.inputs).get(key.to_user_string())
        event: int | None = newest
        for _ in range(_MOST_TRIED):
            if event is None or recorded is None:
                break
            maker = self._step(event)
            if event == newest and maker.started_at + maker.seconds <= step.started_at:
                break
            if maker.materializations[self._place(event, key, partition)].version == recorded:
                return event
            event = self._made_before(event, key).get(partition)
        return newest

    def _place(self, event_id: int, key: AssetKey, partition: Any) -> int:
        """Return where in its step the last materialization of *key*, of *partition*, is."""
        made = self._step(event_id).materializations
        places = reversed(self._places_of(event_id, key))
        return next(at for at in places if partition in (..., made[at].partition))

    def _places_of(self, event_id: int, key: AssetKey) -> Sequence[int]:
        """Return where in the step of an event the materializations of *key* are."""
        found = self._places.get(event_id)
        if found is None:
            found = self._places[event_id] = {}
            for at, made in enumerate(self._step(event_id).materializations):
                found.setdefault(made.key, []).append(at)
        return found.get(key, ())

    def _made_before(self, event_id: int, key: AssetKey) -> Mapping[str | None, int]:
        """Return the newest materializations of *key* before an event, asked for once."""
        found = self._before.get((event_id, key))
        if found is None:
            before = None if event_id == _NOT_RECORDED else event_id
            found = self._before[event_id, key] = self._log.made_before(key, before)
        return found

    def _observed(self, event_id: int, key: AssetKey) -> _Read:
        """Return how *key*, which nothing had materialized, was read."""
        steps, wipes = self._log.observing()
        for seen, step in reversed(steps):
            if seen >= event_id:
                continue
            for at in range(len(step.events) - 1, -1, -1):
                told = step.events[at]
                if told.kind != OBSERVATION or told.data is None or told.data["key"] != [*key.path]:
                    continue
                if not seen < wiped_at(wipes, key, told.data.get("partition")) < event_id:
                    version = (told.data.get("tags") or {}).get(OBSERVED_TAG)
                    # As `record_queries.observations` counts: the start of a step comes first.
                    return _Read(key, storage_id(seen, at + 1), version)
        return _Read(key)


_UNFOUND: Any = object()


def _of_outputs(step: StepRecord) -> Iterator[bool]:
    """Yield for each materialization of *step* whether it is of an output."""
    for told in step.events:
        if told.kind == ASSET_MATERIALIZATION and told.data is None:
            for _ in range(len(step.places) if told.name else 1):
                yield told.name is not None


def _partitions_read(
    step: StepRecord, key: AssetKey, how: str, there: Mapping[str | None, int]
) -> Iterator[str]:
    """Yield which of the partitions that are *there* of *key* a step read."""
    if how == OWN:
        wanted: Sequence[str | None] | str = step.places
    else:
        assert how == LISTED  # noqa: S101 - there are no others
        wanted = dict(step.partitions_read)[key.to_user_string()]
    if isinstance(wanted, str):
        first, last = wanted.split("...")
        yield from (each for each in there if each is not None and first <= each <= last)
    else:
        yield from (each for each in wanted if each is not None and each in there)
