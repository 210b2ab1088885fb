"""`AssetGraph`: every asset with what it reads; what cannot run has its problem on its node.

Built from resolved definitions, immutable. A strict reader raises the problems (`validation`); the
live graph keeps them as values, so that one mistake in a notebook does not stop the rest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError
from typing import Any

from dagbook.asset_graph.check_nodes import CheckNode, check_nodes, checks_by_asset
from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.authoring.dependencies import ResolvedAssets, resolve_dependencies
from dagbook.authoring.own_resources import and_own_resources
from dagbook.authoring.validation import DEFAULT_GROUP, kinds_of
from dagbook.errors import (
    CyclicAssetsError,
    DagsterInvalidDefinitionError,
    UnknownAssetError,
)
from dagbook.foundation.digraph import (
    ancestors,
    children_of,
    descendants,
    toposort_levels,
)
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.inference import infer_partition_mapping
from dagbook.partitions.mapping import PartitionMapping
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.selection.parser import parse
from dagbook.selection.resolution import SelectableAttributes, resolve


@dataclass(frozen=True, slots=True)
class AssetNode:
    """One asset of the graph.

    Args:
        key: Its key.
        definition: The definition that makes it.
        output: The output of that definition that it is.
        parents: What it reads, in order, itself excluded.
        problem: Why it cannot run as it is defined, or None.
    """

    key: AssetKey
    definition: AssetsDefinition
    output: AssetOutput
    parents: tuple[AssetKey, ...]
    problem: DagsterInvalidDefinitionError | None = None

    @property
    def partitions_def(self) -> PartitionsDefinition | None:
        """Its partitions."""
        if self.definition.partitions_differ:
            return self.output.spec.partitions_def
        return self.definition.partitions_def

    @property
    def group(self) -> str:
        """Its group's name."""
        return self.output.spec.group_name or DEFAULT_GROUP

    @property
    def is_external(self) -> bool:
        """Whether it is made elsewhere."""
        return self.definition.is_external


class AssetGraph:
    """Every asset with what it reads.

    Args:
        resolved: Definitions whose dependencies are resolved, and their problems.
        resources: What is bound to each key.
        before: A graph that has much in common with this one; their nodes are the same objects.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset
        ... def raw(): ...
        >>> @asset
        ... def orders(raw): ...
        >>> graph = AssetGraph(resolve_dependencies([orders, raw]))
        >>> [key.to_user_string() for key in graph.order]
        ['raw', 'orders']
    """

    def __init__(
        self,
        resolved: ResolvedAssets,
        resources: Mapping[str, Any] | None = None,
        before: "AssetGraph | None" = None,
    ) -> None:
        self.resolved = resolved
        self.definitions = tuple([each for each in resolved.definitions if each.outputs])
        self.checks: Mapping[AssetCheckKey, CheckNode] = check_nodes(resolved.definitions)
        self.resources: Mapping[str, Any] = resources or {}
        old: Mapping[AssetKey, AssetNode] = {} if before is None else before.nodes
        made = {
            output.spec.key: (definition, output)
            for definition in resolved.definitions
            for output in definition.outputs
        }
        same = {
            key: node
            for key, (definition, output) in (made.items() if old else ())
            if (node := old.get(key)) is not None
            and node.definition is definition
            and node.output is output
        }
        reads = {
            key: same[key].parents if key in same else _deps_of(output)
            for key, (_, output) in made.items()
        }
        problems: dict[AssetKey, DagsterInvalidDefinitionError] = dict(resolved.problems)
        # What has no problem and stayed the same does not read itself.
        unknown = {
            definition: None
            for key, (definition, _) in made.items()
            if key not in same or same[key].problem is not None
        }
        problems.update(_self_readers(unknown))
        self._parents: Mapping[AssetKey, tuple[AssetKey, ...]]
        self.order: tuple[AssetKey, ...]
        self.level_sizes: tuple[int, ...]
        if before is not None and before.is_of(reads):
            self._parents, self.order, self.level_sizes = (
                before.parents,
                before.order,
                before.level_sizes,
            )
            vars(self)["children"] = before.children
        else:
            known = {
                key: tuple([each for each in parents if each in reads])
                for key, parents in reads.items()
            }
            self._parents, levels = _without_cycles(known, problems)
            for key, cycle in _cycles_of_steps(self.definitions, self._parents):
                problems.setdefault(key, cycle)
            self.order = tuple([key for level in levels for key in sorted(level)])
            self.level_sizes = tuple(map(len, levels))
        self.nodes: dict[AssetKey, AssetNode] = {}
        for key in self.order:
            node, problem = same.get(key), problems.get(key)
            if node is None or node.problem is not problem:
                node = AssetNode(key, *made[key], reads[key], problem)
            self.nodes[key] = node

    def is_of(self, reads: Mapping[AssetKey, tuple[AssetKey, ...]]) -> bool:
        """Return whether these are its assets with what they read, and none is in a cycle."""
        return len(reads) == len(self.nodes) and all(
            (node := self.nodes.get(key)) is not None
            and (node.parents is parents or node.parents == parents)
            and not isinstance(node.problem, CyclicAssetsError)
            for key, parents in reads.items()
        )

    @property
    def levels(self) -> Iterator[Sequence[AssetKey]]:
        """The assets level by level, each after those it reads, of a level by key."""
        start = 0
        for size in self.level_sizes:
            yield self.order[start : start + size]
            start += size

    def __contains__(self, key: object) -> bool:
        return key in self.nodes

    def __len__(self) -> int:
        return len(self.nodes)

    def node(self, key: AssetKey) -> AssetNode:
        """Return the node of *key*.

        Raises:
            UnknownAssetError: There is none; keys that look alike are named.
        """
        try:
            return self.nodes[key]
        except KeyError:
            text = key.to_user_string()
            near = similar(text, (each.to_user_string() for each in self.order))
            raise UnknownAssetError(text, near) from None

    @property
    def parents(self) -> Mapping[AssetKey, tuple[AssetKey, ...]]:
        """Each asset with the assets of the graph that it reads, cycles left out."""
        return self._parents

    @cached_property
    def bound_resources(self) -> Mapping[str, Any]:
        """What is bound to each key, and what the assets bring along for other keys."""
        return and_own_resources(self.definitions, self.resources)

    @cached_property
    def checks_in_order(self) -> tuple[AssetCheckKey, ...]:
        """The checks, by key."""
        return tuple(sorted(self.checks))

    @cached_property
    def checks_of(self) -> Mapping[AssetKey, tuple[CheckNode, ...]]:
        """The checks of each asset that has any, by name."""
        return checks_by_asset(self.checks)

    @cached_property
    def children(self) -> Mapping[AssetKey, Sequence[AssetKey]]:
        """Each asset with those that read it."""
        return children_of(self._parents)

    def ancestors(self, keys: Iterable[AssetKey]) -> frozenset[AssetKey]:
        """Return everything that *keys* read, directly or through others; without *keys*."""
        return ancestors(self._parents, keys)

    def descendants(self, keys: Iterable[AssetKey]) -> frozenset[AssetKey]:
        """Return everything that reads *keys*, directly or through others; without *keys*."""
        return descendants(self._parents, keys)

    def mapping(self, key: AssetKey, parent: AssetKey) -> PartitionMapping:
        """Return which partitions of *parent* a partition of *key* reads."""
        node = self.nodes[key]
        return infer_partition_mapping(
            node.definition.upstream_mappings.get(parent)
            or node.output.spec.partition_mappings.get(parent),
            node.partitions_def,
            self.nodes[parent].partitions_def,
        )

    @cached_property
    def problems(self) -> Mapping[AssetKey, DagsterInvalidDefinitionError]:
        """Why assets cannot run: each its own problem, or the first in order of what it reads."""
        culprit: dict[AssetKey, AssetKey] = {}
        position = {key: at for at, key in enumerate(self.order)}
        for key in self.order:
            inherited = [culprit[parent] for parent in self._parents[key] if parent in culprit]
            if self.nodes[key].problem is not None:
                culprit[key] = key
            elif inherited:
                culprit[key] = min(inherited, key=position.__getitem__)
        problems = {key: self.nodes[each].problem for key, each in culprit.items()}
        return {key: problem for key, problem in problems.items() if problem is not None}

    def problem_of(self, key: AssetKey) -> DagsterInvalidDefinitionError | None:
        """Return why *key* cannot run: its own problem, or that of what it reads."""
        return self.problems.get(key)

    def select(self, selection: str) -> tuple[AssetKey, ...]:
        """Return the assets that *selection* means, in topological order.

        Raises:
            SelectionSyntaxError: It cannot be read; the place is pointed at.
            UnknownAssetError: It names an asset that does not exist.
        """
        names = resolve(parse(selection), self.selectable)
        return tuple(self.selectable.key_of[name] for name in names)

    @cached_property
    def selectable(self) -> "SelectableAssets":
        """The graph as the selection language sees it."""
        return SelectableAssets(self)


class SelectableAssets:
    """The graph as the selection language sees it: keys as text, and what filters ask for.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: AssetGraph) -> None:
        self._graph = graph
        self.key_of = {key.to_user_string(): key for key in graph.order}

    @property
    def keys(self) -> Collection[str]:
        """Every key, in topological order."""
        return self.key_of.keys()

    def parents(self, key: str) -> Collection[str]:
        """Return what *key* reads."""
        return [each.to_user_string() for each in self._graph.parents[self.key_of[key]]]

    def attributes(self, key: str) -> SelectableAttributes:
        """Return what filters ask for."""
        node = self._graph.nodes[self.key_of[key]]
        spec = node.output.spec
        return SelectableAttributes(
            group=node.group,
            tags=spec.tags,
            kinds=kinds_of(spec.tags),
            owners=spec.owners,
            external=node.is_external,
            partitions=_partitions_word(node.partitions_def),
        )


def build_graph(
    definitions: Sequence[AssetsDefinition],
    resources: Mapping[str, Any] | None = None,
    before: AssetGraph | None = None,
) -> AssetGraph:
    """Return the graph of *definitions*, problems kept on their nodes.

    Args:
        definitions: Each key once.
        resources: What is bound to each key.
        before: A graph that has much in common with it, such as that of the last moment.
    """
    resolved = resolve_dependencies(definitions, before.resolved if before is not None else None)
    return AssetGraph(resolved, resources, before)


def _deps_of(output: AssetOutput) -> tuple[AssetKey, ...]:
    """Return what an output reads, in order, itself excluded."""
    own = output.spec.key
    return tuple([dep.asset for dep in output.spec.deps if dep.asset != own])


def _self_readers(
    definitions: Iterable[AssetsDefinition],
) -> Iterable[tuple[AssetKey, DagsterInvalidDefinitionError]]:
    """Yield the assets that read themselves and have no earlier partition that they could read."""
    for definition in definitions:
        for spec in (output.spec for output in definition.outputs):
            key = spec.key
            own = next((dep for dep in spec.deps if dep.asset_key == key), None)
            if own is not None and (spec.partitions_def is None or own.partition_mapping is None):
                name = key.to_user_string()
                yield (
                    key,
                    DagsterInvalidDefinitionError(
                        f'Asset "{name}" depends on itself. It can only if it is time-partitioned '
                        "and each partition depends on earlier ones: give its AssetIn a "
                        "TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)."
                    ),
                )


def _cycles_of_steps(
    definitions: Iterable[AssetsDefinition], parents: Mapping[AssetKey, tuple[AssetKey, ...]]
) -> Iterable[tuple[AssetKey, DagsterInvalidDefinitionError]]:
    """Yield the assets of a step that cannot be split and reads what is made of its own assets."""
    whole = {
        output.spec.key: definition
        for definition in definitions
        if len(definition.outputs) > 1 and definition.fn is not None and not definition.can_subset
        for output in definition.outputs
    }
    if not whole:
        return
    edges: dict[Any, dict[Any, None]] = {}
    for key, read in parents.items():
        step = whole.get(key, key)
        found = edges.setdefault(step, {})
        found.update((whole.get(each, each), None) for each in read)
        found.pop(step, None)
    try:
        toposort_levels(edges)
    except CycleError as error:
        path = tuple(map(_step_words, error.args[1]))
        for step in error.args[1][:-1]:
            for key in getattr(step, "keys_in_order", (step,)):
                yield key, CyclicAssetsError(path)


def _step_words(step: Any) -> str:
    """Return what makes several assets, or the key of one, as a person reads it."""
    if isinstance(step, AssetKey):
        return step.to_user_string()
    keys = ", ".join(key.to_user_string() for key in step.keys_in_order)
    return f"{step.op_name} (which makes {keys} together)"


def _without_cycles(
    parents: Mapping[AssetKey, tuple[AssetKey, ...]],
    problems: dict[AssetKey, DagsterInvalidDefinitionError],
) -> tuple[Mapping[AssetKey, tuple[AssetKey, ...]], Sequence[Sequence[AssetKey]]]:
    """Return *parents* without the edges of cycles, and the levels of what is left.

    The assets of a cycle get it as their problem.
    """
    edges = dict(parents)
    while True:
        try:
            return edges, toposort_levels(edges)
        except CycleError as error:
            cycle: list[AssetKey] = error.args[1]
        path = tuple(key.to_user_string() for key in cycle)
        for key in cycle[:-1]:
            problems.setdefault(key, CyclicAssetsError(path))
            edges[key] = tuple(each for each in edges[key] if each not in cycle)


def _partitions_word(partitions_def: PartitionsDefinition | None) -> str:
    """Return the selection language's word for the kind of *partitions_def*."""
    if partitions_def is None:
        return "none"
    return "static" if isinstance(partitions_def, StaticPartitionsDefinition) else "time"
