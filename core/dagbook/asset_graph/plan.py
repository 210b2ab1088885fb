"""`ExecutionPlan`: which steps run, in which order, each with the partitions it reads. Pure."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dagbook.asset_graph.definition_order import chosen_definitions, in_order
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.grouping import Grouping, groups, one_each
from dagbook.asset_graph.own_reads import OwnReads, Read, ReadsOfEach
from dagbook.asset_graph.parts import Targets
from dagbook.asset_graph.reads import KeysRead
from dagbook.asset_graph.virtual import read_through_views
from dagbook.authoring.assets_definition import AssetInput, AssetsDefinition
from dagbook.errors import MissingUpstreamPartitionsError
from dagbook.foundation.quick import quick
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition, describe_keys
from dagbook.partitions.subset import OrdinalRanges


@quick
class PlannedInput:
    """A value that a step reads.

    Args:
        asset_input: Which parameter takes it.
        upstream: The definition that makes it.
        partitions_def: The upstream's partitions, or None.
        partition_keys: Which of them are read, in order; None when the upstream has none.
        is_made: Whether a step before it makes some of it.
    """

    asset_input: AssetInput
    upstream: AssetsDefinition
    partitions_def: PartitionsDefinition | None
    partition_keys: tuple[str, ...] | None
    is_made: bool = False


@quick
class PlannedStep:
    """One call of a function.

    Args:
        definition: Whose.
        selected: Which of its assets were asked for.
        partition_key: For which partition, or None.
        inputs: What is passed to it.
        deps: What else it depends on: keys, and the partitions as in `PlannedInput`.
        needs: Positions in the plan of the steps that have to succeed before it.
        range_keys: For which partitions, where it is for a range; then `partition_key` is None.
        reads_by_key: What is read for each of these: keys, and the partitions as in `PlannedInput`.
        own_reads: Of each asset, by partition, what that one is made from; None where that is what
            the function reads.
    """

    definition: AssetsDefinition
    selected: tuple[AssetKey, ...]
    partition_key: str | None
    inputs: tuple[PlannedInput, ...]
    deps: tuple[Read, ...]
    needs: tuple[int, ...]
    range_keys: tuple[str, ...] = ()
    reads_by_key: Mapping[str, tuple[Read, ...]] = field(default_factory=dict, hash=False)
    own_reads: OwnReads | None = field(default=None, hash=False)

    @property
    def partition_keys(self) -> tuple[str, ...]:
        """For which partitions, in order; none of an asset that has none."""
        if self.partition_key is not None:
            return (self.partition_key,)
        return self.range_keys

    @property
    def places(self) -> tuple[str | None, ...]:
        """For which partitions, in order; None alone of an asset that has none."""
        return self.range_keys or (self.partition_key,)

    @property
    def partition_label(self) -> str | None:
        """The partition, or the first and last of a range as ``A...B``; None without partitions."""
        if len(self.range_keys) > 1:
            return f"{self.range_keys[0]}...{self.range_keys[-1]}"
        return self.places[0]

    @property
    def key(self) -> str:
        """The step's key, as in Dagster."""
        return self.definition.op_name


@dataclass(frozen=True, slots=True)
class ExecutionPlan:
    """Steps in an order in which each comes after what it needs."""

    steps: tuple[PlannedStep, ...]


def build_plan(
    graph: AssetGraph,
    targets: Targets,
    *,
    leave_out_unmakeable: bool = False,
    grouping: Grouping = one_each,
) -> ExecutionPlan:
    """Return the steps that make *targets*, level by level, then by key, then by partition.

    Args:
        graph: The assets.
        targets: What is to be made; assets that are made elsewhere are left out.
        leave_out_unmakeable: Whether partitions that read partitions that do not exist are left
            out; otherwise they are an error.
        grouping: How many partitions one step makes at most.

    Returns:
        The plan; each definition one step a partition, or group of them, however many of its assets
        are asked for, save where one that can be split reads what is made of another part of it.

    Raises:
        DagsterInvalidDefinitionError: A target, or what it reads, has a problem.
        MissingUpstreamPartitionsError: A target reads partitions that do not exist.
    """
    chosen = chosen_definitions(graph, targets)
    running = {key for keys in chosen.values() for key in keys}
    steps: list[PlannedStep] = []
    position: dict[tuple[AssetKey, str | None], int] = {}
    for definition, selected in in_order(graph, chosen, targets):
        plain = _plain_step(graph, definition, selected, position)
        if plain is not None:
            position[selected[0], None] = len(steps)
            steps.append(plain)
            continue
        reads, begin = _Reads(graph, definition, running), len(steps)
        asked = {key: targets[key] for key in selected if key in targets}
        partitions = _partitions_of(definition, _wanted(graph, definition, asked))
        if leave_out_unmakeable:
            partitions = [each for each in partitions if not reads.is_unmakeable(each)]
        most = grouping(definition)
        for group in _groups(definition, partitions, most):
            step = reads.step(selected, group, position, is_range=most != 1)
            for key in selected:
                position.update(((key, partition), len(steps)) for partition in group)
            steps.append(step)
        if not leave_out_unmakeable and reads.may_miss:
            reads.check(graph, [each for step in steps[begin:] for each in step.places])
    return ExecutionPlan(tuple(steps))


def _wanted(
    graph: AssetGraph, definition: AssetsDefinition, targets: Targets
) -> Sequence[OrdinalRanges | None]:
    """Return what is wanted of *definition*, by those assets that say for which partitions."""
    if definition.partitions_differ:
        partitioned = [
            each for key, each in targets.items() if graph.nodes[key].partitions_def is not None
        ]
        return partitioned or [None]
    return list(targets.values())


def _partitions_of(
    definition: AssetsDefinition, wanted: Sequence[OrdinalRanges | None]
) -> Sequence[str | None]:
    """Return for which partitions *definition* runs, in order; [None] when it has none."""
    partitions_def = definition.partitions_def
    if partitions_def is None:
        return [None]
    union = OrdinalRanges()
    unpartitioned = False
    for each in wanted:
        if each is None:
            unpartitioned = True
        else:
            union |= each
    keys: list[str | None] = list(partitions_def.keys_in(union))
    # Dagster lets a partitioned asset run without a partition; it fails when it asks for its key.
    return [*keys, None] if unpartitioned else keys


def _groups(
    definition: AssetsDefinition, partitions: Sequence[str | None], most: int | None
) -> Sequence[tuple[str | None, ...]]:
    """Return *partitions* in parts, one a step; what runs without a partition comes last."""
    keys = [each for each in partitions if each is not None]
    if most == 1 or not keys or definition.partitions_def is None:
        return [(each,) for each in partitions]
    rest: list[tuple[str | None, ...]] = [(None,)] * (len(partitions) - len(keys))
    return [*groups(definition.partitions_def, keys, most), *rest]


def _plain_step(
    graph: AssetGraph,
    definition: AssetsDefinition,
    selected: tuple[AssetKey, ...],
    position: Mapping[tuple[AssetKey, str | None], int],
) -> PlannedStep | None:
    """Return the step that makes the one asset of *definition*, as `_Reads` would; most are plain.

    None where it makes several, or partitions or views are among what is made and read.
    """
    if len(definition.outputs) != 1 or definition.partitions_def is not None:
        return None
    nodes, found = graph.nodes, dict[AssetKey, int | None]()
    for parent in definition.upstream_mappings:
        node = nodes.get(parent)
        if node is not None:
            upstream = node.definition
            if upstream.partitions_differ or upstream.partitions_def is not None:
                return None
            if node.output.spec.is_virtual:
                return None
            found[parent] = position.get((parent, None))
    inputs = [
        PlannedInput(each, nodes[each.key].definition, None, None, found[each.key] is not None)
        for each in definition.inputs
    ]
    deps: tuple[Read, ...] = ()
    if definition.deps:
        taken = {each.key for each in definition.inputs}
        deps = tuple([(parent, None) for parent in found if parent not in taken])
    needs = tuple(dict.fromkeys([at for at in found.values() if at is not None]))
    return PlannedStep(definition, selected, None, tuple(inputs), deps, needs, (), _NO_READS_BY_KEY)


_NO_READS_BY_KEY: Mapping[str, tuple[Read, ...]] = {}


def _with_partitions(definition: AssetsDefinition) -> AssetKey:
    """Return the asset of *definition* that says for which partitions its step runs."""
    if definition.partitions_differ:
        found = (each.key for each in definition.specs if each.partitions_def is not None)
        return next(found)  # type: ignore[no-any-return]  # coerced by AssetSpec
    return definition.keys_in_order[0]


class _Reads:
    """What the steps of one definition read, by partition; worked out once a definition.

    Attributes:
        may_miss: Whether there are partitions among what is read.
    """

    def __init__(
        self, graph: AssetGraph, definition: AssetsDefinition, running: Container[AssetKey]
    ) -> None:
        self._definition = definition
        own_keys = definition.keys_in_order
        behind = {up for key in own_keys for up in read_through_views(graph, key, running)}
        self._behind_views = behind.difference(own_keys)
        own = _with_partitions(definition)
        self.may_miss = False
        self._inputs: list[tuple[AssetInput, AssetsDefinition, PartitionsDefinition | None]] = []
        self._keys: dict[AssetKey, KeysRead] = {}
        for each in definition.inputs:
            upstream = graph.nodes[each.key].definition
            self._inputs.append((each, upstream, upstream.partitions_def))
        for parent in definition.upstream_mappings:
            if parent in graph:
                self._keys[parent] = read = KeysRead(graph, own, parent)
                self.may_miss = self.may_miss or read.is_partitioned
        self._own_reads = ReadsOfEach(graph, definition, self._keys.keys())
        taken = {each.key for each in definition.inputs}
        self._deps = [parent for parent in self._keys if parent not in taken]

    def step(
        self,
        selected: tuple[AssetKey, ...],
        group: tuple[str | None, ...],
        position: Mapping[tuple[AssetKey, str | None], int],
        *,
        is_range: bool,
    ) -> PlannedStep:
        """Return the step that makes *selected* for the partitions *group*.

        Args:
            selected: Which of the definition's assets.
            group: One partition, None for none, or several.
            position: Where in the plan the steps before it are, by what they make.
            is_range: Whether the step is for a range, also where that is one partition.
        """
        several = tuple(key for key in group if key is not None) if is_range else ()
        by_key: dict[str, tuple[Read, ...]] = {}
        if several:
            found = {key: read.of_several(several) for key, read in self._keys.items()}
            by_key = {
                each: tuple((key, read(each)) for key, read in self._keys.items())
                for each in several
            }
        else:
            found = {key: read(group[0]) for key, read in self._keys.items()}
        inputs = [
            PlannedInput(
                each,
                upstream,
                partitions_def,
                found[each.key],
                _is_made(position, each.key, found[each.key]),
            )
            for each, upstream, partitions_def in self._inputs
        ]
        deps = [(key, found[key]) for key in self._deps]
        needs = _needs(position, found.items())
        if self._behind_views:
            # A view has no partitions that would say which of a run's steps are meant: all are.
            behind = {at for (key, _), at in position.items() if key in self._behind_views}
            needs = tuple(sorted(behind.union(needs)))
        one = None if several else group[0]
        return PlannedStep(
            self._definition,
            selected,
            one,
            tuple(inputs),
            tuple(deps),
            needs,
            several,
            by_key,
            self._own_reads(group),
        )

    def is_unmakeable(self, partition_key: str | None) -> bool:
        """Return whether the step for *partition_key* would read partitions that do not exist."""
        return any(read.missing(partition_key) for read in self._others())

    def check(self, graph: AssetGraph, partition_keys: Sequence[str | None]) -> None:
        """Raise when a step for one of *partition_keys* would read partitions that do not exist.

        Raises:
            MissingUpstreamPartitionsError: Naming what is missing of the first such asset.
        """
        for parent, read in self._keys.items():
            upstream_def = graph.nodes[parent].partitions_def
            missing = dict.fromkeys(each for key in partition_keys for each in read.missing(key))
            if missing and upstream_def is not None and read in self._others():
                raise MissingUpstreamPartitionsError(
                    self._definition.keys_in_order[0].to_user_string(),
                    parent.to_user_string(),
                    tuple(missing),
                    describe_keys(upstream_def),
                )

    def _others(self) -> Collection[KeysRead]:
        """Return the reads of other assets: one that reads itself begins with nothing."""
        own = self._definition.keys
        return [read for parent, read in self._keys.items() if parent not in own]


def _is_made(
    position: Mapping[tuple[AssetKey, str | None], int],
    key: AssetKey,
    partition_keys: tuple[str, ...] | None,
) -> bool:
    """Return whether a step of the plan makes something of what is read of *key*."""
    if not partition_keys:
        return (key, None) in position
    return any((key, partition) in position for partition in partition_keys)


def _needs(
    position: Mapping[tuple[AssetKey, str | None], int], reads: Iterable[Read]
) -> tuple[int, ...]:
    """Return the positions of the steps that make what is read, in order, each once."""
    found: dict[int, None] = {}
    for key, partition_keys in reads:
        for partition in (None,) if partition_keys is None else partition_keys:
            at = position.get((key, partition))
            if at is not None:
                found[at] = None
    return tuple(found)
