"""Why an asset, or one partition of it, is as it is: the causes, where they begin, what counts.

::

    event log + fingerprints -> partition -> causes, explained -> path from the root cause down
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.virtual import made_from
from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.errors import DagsterInvalidInvocationError
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StoredFailure, StoredMaterialization
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.accepted_words import accepted_words
from dagbook.status.asset_status import AssetStatus, StatusInputs
from dagbook.status.code_changes import PlaceOf, code_causes
from dagbook.status.present import provenance_now
from dagbook.status.staleness import StaleCause, StaleCauseCategory, stale_causes
from dagbook.versions.modules import not_reloaded
from dagbook.versions.parts import Fingerprint, Part, Topic

MOST_STEPS_UP = 100
"""So many steps a path has at most; nobody reads more."""

MOST_RANGES = 20
"""So many ranges of partitions are written out."""

WhyState = Literal["fresh", "stale", "missing", "external", "problem"]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One asset between the root cause and the asset asked about.

    Args:
        key: The asset.
        partition: Which partition of it, or None.
        reason: Why it is out of date.
        detail: The diff of the source that changed, or "".
    """

    key: AssetKey
    partition: str | None
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MadeWith:
    """The partitions that one version of the code made.

    Args:
        code_version: The version; None when it is not known.
        is_current: Whether the code is that version now.
        partitions: Which, as ordinals; ordinal 0 of an asset without partitions.
        words: The same as keys and ranges of keys; "" without partitions.
        at: When the newest was made, seconds since the epoch.
    """

    code_version: str | None
    is_current: bool
    partitions: OrdinalRanges
    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why an asset is as it is.

    Args:
        key: The asset.
        partition: The partition that is spoken of, or None.
        state: How that stands.
        causes: Why it is out of date, most important first, with diffs as details.
        path: From where being out of date begins down to the asset; empty when it is the asset's
            own.
        made: Which partitions were made by which code, the newest first.
        tracked: What counts of the code now, in words.
        risks: What does not, though it may matter, a sentence each.
        config: The classes of its config, in words.
        resources: What counts of its resources, in words.
        accepted: The changes of code that a user said do not matter, in words.
        failure: How it failed last, where nothing was made since.
    """

    key: AssetKey
    partition: str | None
    state: WhyState
    causes: tuple[StaleCause, ...] = ()
    path: tuple[PathStep, ...] = ()
    made: tuple[MadeWith, ...] = ()
    tracked: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    failure: StoredFailure | None = None
    config: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The causes as text: below the first line of each its diff, if there is one."""
        return tuple(cause.text for cause in self.causes)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known at the moment of asking.

    Args:
        graph: The assets.
        statuses: Their statuses.
        given: What these were worked out from.
        code_of: Tells what the code of an output is.
        stored_code: Tells what a code version was made of, None when nothing is stored of it.
        place_of: Tells where code is.
        notebook: Which notebook asks; "" when that is not known.
    """

    graph: AssetGraph
    statuses: Mapping[AssetKey, AssetStatus]
    given: StatusInputs
    code_of: Callable[[AssetsDefinition, AssetOutput], Fingerprint | None]
    stored_code: Callable[[str], Fingerprint | None]
    place_of: PlaceOf = lambda _: ""
    notebook: str = ""

    def code(self, key: AssetKey) -> Fingerprint | None:
        """Return the code of *key* now."""
        node = self.graph.nodes[key]
        return self.code_of(node.definition, node.output)

    def row(self, key: AssetKey, partition: str | None) -> StoredMaterialization | None:
        """Return the latest materialization of *key*."""
        return self.given.latest.get(key, {}).get(partition)


def why(moment: Moment, key: AssetKey, partition: str | None = None) -> Why:
    """Return why *key* is as it is.

    Args:
        moment: What is known.
        key: One of the assets.
        partition: Which partition; the first that is not fresh by default.

    Raises:
        DagsterUnknownPartitionError: There is no such partition.
        DagsterInvalidInvocationError: A partition of an asset without any is asked for.
    """
    node, status = moment.graph.nodes[key], moment.statuses[key]
    if node.is_external:
        return Why(key, None, "external")
    chosen, ordinal = chosen_partition(moment, key, partition)
    code = moment.code(key)
    told = Why(
        key,
        chosen,
        "fresh",
        made=tuple(_made(moment, key, code)),
        tracked=_tracked(code, moment.place_of, "code"),
        config=_tracked(code, moment.place_of, "config"),
        resources=_tracked(code, moment.place_of, "resource"),
        risks=(*code.risks, *not_reloaded(code)) if code else (),
        failure=moment.given.failures.get(key, {}).get(chosen),
        accepted=accepted_words(
            moment.given.accepted.get(key, ()), code, moment.stored_code, moment.place_of
        ),
    )
    if node.problem is not None:
        return replace(told, state="problem", causes=(_own(key, str(node.problem)),))
    if ordinal in status.missing:
        return replace(told, state="missing", causes=(_missing(moment, key, ordinal),))
    causes = explained(moment, key, chosen)
    if not causes:
        return told
    return replace(told, state="stale", causes=causes, path=_path(moment, causes, chosen))


def _missing(moment: Moment, key: AssetKey, ordinal: int) -> StaleCause:
    """Return why there is no value."""
    status, rows = moment.statuses[key], moment.given.latest.get(key, {})
    if ordinal in status.lost:
        return _own(key, "its value is gone and will be made again")
    if rows and not status.materialized:
        reason = "its partitions are others now: what it has is of none of them"
        return StaleCause(key, StaleCauseCategory.PARTITIONS, reason)
    return _own(key, "never materialized")


def explained(moment: Moment, key: AssetKey, partition: str | None) -> tuple[StaleCause, ...]:
    """Return why a value that there is, is out of date: what changed in the code by name."""
    row = moment.row(key, partition)
    if row is None:
        return ()
    now = provenance_now(moment.graph, key, partition, moment.given, moment.statuses)
    was = moment.given.recorded(key, partition, row, now.fingerprint)
    causes = stale_causes(key, was, now)
    rest = tuple(each for each in causes if each.category is not StaleCauseCategory.CODE)
    if len(rest) == len(causes):
        return rest
    old = None if row.fingerprint is None else moment.stored_code(row.fingerprint)
    own = code_causes(key, row.fingerprint, old, moment.code(key), moment.place_of)
    if moment.notebook and row.notebook not in {"", moment.notebook}:
        made = f"; {row.notebook} made it"
        own = tuple(replace(each, reason=f"{each.reason}{made}") for each in own)
    return (*own, *rest)


def first_reason(moment: Moment, key: AssetKey) -> str:
    """Return why the first stale partition of *key* is out of date; "" when none is."""
    causes = explained(moment, key, chosen_partition(moment, key, None)[0])
    return causes[0].reason if causes else ""


def grouped_reasons(
    moment: Moment, keys: Iterable[AssetKey]
) -> tuple[Mapping[str, tuple[AssetKey, ...]], tuple[AssetKey, ...]]:
    """Return why assets are out of date: those of one reason together, and those by others.

    Returns:
        The assets by the reason that lies in them, and those that are out of date because what
        they read is.
    """
    groups: dict[str, list[AssetKey]] = {}
    others: list[AssetKey] = []
    for key in keys:
        name, status = key.to_user_string(), moment.statuses[key]
        if not status.stale or name not in status.stale_roots.values():
            others.append(key)
        else:
            groups.setdefault(first_reason(moment, key), []).append(key)
    return {reason: tuple(found) for reason, found in groups.items()}, tuple(others)


def chosen_partition(
    moment: Moment, key: AssetKey, partition: str | None
) -> tuple[str | None, int]:
    """Return the partition that is spoken of, and its ordinal: by default the first not fresh."""
    partitions_def, status = moment.graph.nodes[key].partitions_def, moment.statuses[key]
    name = key.to_user_string()
    if partitions_def is None:
        if partition is not None:
            raise DagsterInvalidInvocationError(
                f"Partition {partition} was asked for, but {name} is not partitioned. Leave it out."
            )
        return None, 0
    if partition is not None:
        return partition, partitions_def.subset_of([partition]).bounds[0]
    every = OrdinalRanges.span(0, status.total)
    for subset in (status.stale, status.missing, every):
        if subset.first is not None:
            return partitions_def.key_at(subset.first), subset.first
    return None, 0


def _path(
    moment: Moment, causes: tuple[StaleCause, ...], partition: str | None
) -> tuple[PathStep, ...]:
    """Return the assets from where it begins down to what *causes* are of, each once.

    An asset may be out of date by itself and by what it reads: then the path begins higher up.
    """
    steps: list[PathStep] = []
    place = (causes[0].key, partition)
    seen = {place}
    open_places = [(place, causes, _stale_parents(moment, place, causes))]
    while open_places:
        (key, own), why_stale, parents = open_places[-1]
        up = next((each for each in parents if each not in seen), None)
        if up is not None and len(seen) < MOST_STEPS_UP:
            seen.add(up)
            causes = explained(moment, *up)
            open_places.append((up, causes, _stale_parents(moment, up, causes)))
            continue
        if why_stale:
            steps.append(PathStep(key, own, why_stale[0].reason, why_stale[0].detail))
        open_places.pop()
    return tuple(steps) if len(steps) > 1 else ()


_Place = tuple[AssetKey, str | None]


def _stale_parents(
    moment: Moment, place: _Place, causes: tuple[StaleCause, ...]
) -> Iterator[_Place]:
    """Yield what the asset and partition at *place* read that is out of date too."""
    key, partition = place
    for cause in causes:
        parent = cause.dependency
        if parent is not None and parent in moment.graph and moment.statuses[parent].stale:
            yield parent, _partition_read(moment, key, parent, partition)


def _partition_read(
    moment: Moment, key: AssetKey, parent: AssetKey, partition: str | None
) -> str | None:
    """Return the partition of *parent* that *key* reads and that is out of date."""
    reads = made_from(moment.graph, key).get(parent)
    read = None if reads is None else reads(partition)
    if read is None:
        return None
    roots = moment.statuses[parent].stale_roots
    return next((each for each in read if each in roots), read[0] if read else None)


def _made(moment: Moment, key: AssetKey, code: Fingerprint | None) -> Iterator[MadeWith]:
    """Yield which partitions were made by which code, the newest first."""
    partitions_def = moment.graph.nodes[key].partitions_def
    rows = moment.given.latest.get(key, {})
    ordinals: dict[str | None, int] = {None: 0}
    if partitions_def is not None:
        found_ordinals = partitions_def.ordinals_of([each for each in rows if each is not None])
        ordinals = dict(found_ordinals.items())
    by_code: dict[str | None, list[tuple[int, StoredMaterialization]]] = {}
    for partition, row in sorted(rows.items(), key=lambda item: -item[1].event_id):
        if partition in ordinals:
            by_code.setdefault(row.fingerprint, []).append((ordinals[partition], row))
    now = None if code is None else code.value
    for version, found in by_code.items():
        subset = OrdinalRanges.of(sorted(ordinal for ordinal, _ in found))
        words = "" if partitions_def is None else _in_words(partitions_def, subset)
        is_current = version is not None and version == now
        yield MadeWith(version, is_current, subset, words, found[0][1].at)


def _in_words(partitions_def: PartitionsDefinition, subset: OrdinalRanges) -> str:
    """Return *subset* as keys and ranges of keys."""
    words: list[str] = []
    for start, stop in subset.ranges[:MOST_RANGES]:
        first, last = partitions_def.key_at(start), partitions_def.key_at(stop - 1)
        words.append(first if first == last else f"{first}...{last}")
    if len(subset.ranges) > MOST_RANGES:
        words.append(f"and {len(subset.ranges) - MOST_RANGES} more ranges")
    return ", ".join(words)


def _tracked(code: Fingerprint | None, place_of: PlaceOf, topic: Topic) -> tuple[str, ...]:
    """Return what counts of *code* and belongs to *topic*, in words."""
    if code is None:
        return ()
    if not code.parts:
        return ("its code_version",) if topic == "code" else ()
    return tuple(
        _part_in_words(part, place_of)
        for part in code.parts
        if part.kind != "missing" and part.topic == topic
    )


def _part_in_words(part: Part, place_of: PlaceOf) -> str:
    """Return one thing that counts, in words."""
    if part.kind == "function":
        place = place_of(part.where.rpartition(":")[0])
        return f"`{part.name}()` in {place}" if place else f"`{part.name}()`"
    if part.kind == "ignored":
        return f"`{part.name}`, a change of which does not count"
    if part.kind == "package":
        return f"{part.name} {part.where}"
    return f"`{part.name}` ({part.where})" if part.kind == "value" else f"`{part.name}`"


def _own(key: AssetKey, reason: str) -> StaleCause:
    """Return a reason that lies in the asset itself."""
    return StaleCause(key, StaleCauseCategory.DATA, reason)
