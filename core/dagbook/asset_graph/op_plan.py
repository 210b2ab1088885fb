"""The ops of a graph, flattened: one `OpStep` each, and where each of its inputs comes from. Pure.

::

    GraphDefinition, nested -> op_steps -> OpStep with sources -> what runs by values of dynamic
                                                                  outputs is repeated in the run
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagbook.authoring.dependency_definitions import (
    DependencyDefinition,
    DynamicCollectDependencyDefinition,
    MultiDependencyDefinition,
)
from dagbook.authoring.graph_definition import GraphDefinition, Node
from dagbook.authoring.op_definition import OpDefinition
from dagbook.authoring.op_io import InputDefinition
from dagbook.errors import DagsterInvariantViolationError

Path = tuple[str, ...]
"""The names of nested nodes, outermost first; joined by dots it is the step's key."""


@dataclass(frozen=True, slots=True)
class FromStep:
    """The value of one output of one step.

    Args:
        step: The other step.
        output: Which of its outputs.
        is_dynamic: Whether that has as many values as the run finds.
    """

    step: Path
    output: str
    is_dynamic: bool = False


@dataclass(frozen=True, slots=True)
class FromCollected:
    """The list of the values of an output of a step, by all mapping keys."""

    source: FromStep


@dataclass(frozen=True, slots=True)
class FromSeveral:
    """The list of several values."""

    sources: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FromConfig:
    """A value that the run's config gives: to the op at *step*, or to the whole graph."""

    step: Path
    name: str


@dataclass(frozen=True, slots=True)
class FromValue:
    """A value that is known already: a default, or one given by the caller."""

    value: Any


@dataclass(frozen=True, slots=True)
class FromAsset:
    """The stored value of an asset."""

    asset: Any


@dataclass(frozen=True, slots=True)
class FromPlanned:
    """The value of an asset, as the plan of a run has it."""

    planned: Any


@dataclass(frozen=True, slots=True)
class FromManager:
    """What the IO manager *key* makes of it, with nothing upstream."""

    key: str


Source = (
    FromStep
    | FromCollected
    | FromSeveral
    | FromConfig
    | FromValue
    | FromAsset
    | FromPlanned
    | FromManager
)


@dataclass(frozen=True, slots=True)
class OpStep:
    """One op of a graph, as it stands in the whole.

    Args:
        path: Of the names of nodes.
        op: The op.
        tags: Of its use and its definition.
        hook_defs: Of its use and of the graphs it is in.
        retry_policy: Of its use, else its own.
        sources: Where each input comes from, by name; what has no value is not among them, save a
            dependency.
        runs_for: The dynamic output for each of whose values it runs, or None.
    """

    path: Path
    op: OpDefinition
    tags: Mapping[str, str]
    hook_defs: frozenset[Any]
    retry_policy: Any
    sources: Mapping[str, Source]
    runs_for: FromStep | None = None

    @property
    def key(self) -> str:
        """The step's key, without a mapping key."""
        return ".".join(self.path)

    @property
    def input_defs(self) -> Mapping[str, InputDefinition]:
        """Its inputs by name."""
        return self.op.input_dict

    @property
    def reads(self) -> tuple[FromStep, ...]:
        """The outputs of other steps that it takes, in order."""
        return tuple(each for source in self.sources.values() for each in step_sources(source))


def step_sources(source: Source) -> Iterator[FromStep]:
    """Yield the outputs of other steps that *source* takes."""
    if isinstance(source, FromStep):
        yield source
    elif isinstance(source, FromCollected):
        yield source.source
    elif isinstance(source, FromSeveral):
        for each in source.sources:
            yield from step_sources(each)


@dataclass(frozen=True, slots=True)
class Given:
    """What is known when a graph is flattened.

    Args:
        job: What runs it, in words, for messages.
        input_values: What the graph's inputs are, by name.
        config_inputs: The inputs that the run's config gives: by the op's path, and by () for the
            graph's own.
        planned: The assets that the graph's inputs take, by name.
        path: Where the graph stands.
    """

    job: str = "job"
    input_values: Mapping[str, Any] = field(default_factory=dict)
    config_inputs: Mapping[Path, Mapping[str, Any]] = field(default_factory=dict)
    planned: Mapping[str, Any] = field(default_factory=dict)
    path: Path = ()


def op_steps(graph: GraphDefinition, given: Given) -> tuple[OpStep, ...]:
    """Return the steps of *graph*, each after those it takes from.

    Args:
        graph: The graph.
        given: What its inputs are.

    Raises:
        DagsterInvariantViolationError: An input gets no value.
    """
    outer: dict[str, Source] = {}
    for each in graph.inputs:
        source = _root_source(graph, each, given)
        if source is not None:
            outer[each.name] = source
    return tuple(_Flattening(given).steps(graph, given.path, outer, frozenset()))


def _root_source(graph: GraphDefinition, wanted: InputDefinition, given: Given) -> Source | None:
    """Return where an input of the whole *graph* comes from."""
    if wanted.name in given.planned:
        return FromPlanned(given.planned[wanted.name])
    if wanted.name in given.input_values:
        return FromValue(given.input_values[wanted.name])
    if wanted.name in given.config_inputs.get((), {}):
        return FromConfig((), wanted.name)
    if wanted.nothing or _has_default(graph, wanted.name):
        return None
    raise DagsterInvariantViolationError(
        f"In top-level graph of {given.job}, input {wanted.name} must get a value from the inputs "
        "section of its configuration."
    )


def _has_default(node: Any, name: str) -> bool:
    """Return whether the input *name* of *node* has a default, a graph's by what it maps to."""
    if not isinstance(node, GraphDefinition):
        return bool(node.input_dict[name].has_default_value)
    mapped = [each for each in node.input_mappings if each.graph_input_name == name]
    return bool(mapped) and all(
        _has_default(node.node_dict[each.mapped_node_name].definition, each.mapped_node_input_name)
        for each in mapped
    )


class _Flattening:
    """Flattens one graph; remembers which step makes each output."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._runs_for: dict[Path, FromStep] = {}

    def steps(
        self,
        graph: GraphDefinition,
        path: Path,
        outer: Mapping[str, Source],
        hooks: frozenset[Any],
    ) -> Iterator[OpStep]:
        """Yield the steps of *graph*, which stands at *path* and whose inputs are *outer*."""
        for node in graph.nodes_in_order:
            here = (*path, node.name)
            sources: dict[str, Source] = {}
            for wanted in node.definition.inputs:
                source = self._source(graph, node, wanted, here, outer)
                if source is not None:
                    sources[wanted.name] = source
            own = hooks | node.hook_defs
            if isinstance(node.definition, GraphDefinition):
                yield from self.steps(node.definition, here, sources, own)
                continue
            runs_for = self._repeated(sources)
            if runs_for is not None:
                self._runs_for[here] = runs_for
            yield OpStep(
                here,
                node.definition,
                node.tags,
                own,
                node.retry_policy or node.definition.retry_policy,
                sources,
                runs_for,
            )

    def _repeated(self, sources: Mapping[str, Source]) -> FromStep | None:
        """Return the dynamic output for each of whose values a step of *sources* runs."""
        for source in sources.values():
            if isinstance(source, FromStep):
                found = source if source.is_dynamic else self._runs_for.get(source.step)
                if found is not None:
                    return found
        return None

    def _source(  # noqa: PLR0911 - one case for each kind of connection
        self,
        graph: GraphDefinition,
        node: Node,
        wanted: InputDefinition,
        here: Path,
        outer: Mapping[str, Source],
    ) -> Source | None:
        """Return where the input *wanted* of *node* comes from; None where it has no value."""
        name, dependency = wanted.name, graph.taken.get(node.name, {}).get(wanted.name)
        mapped = {
            each.fan_in_index: each.graph_input_name
            for each in graph.input_mappings
            if (each.mapped_node_name, each.mapped_node_input_name) == (node.name, name)
        }
        if dependency is None and not mapped:
            asset = graph.input_assets.get(node.name, {}).get(name)
            if asset is not None:
                return FromAsset(asset)
            if wanted.input_manager_key is not None:
                return FromManager(wanted.input_manager_key)
        if isinstance(dependency, DependencyDefinition):
            return _made_by(graph, here[:-1], dependency)
        if isinstance(dependency, DynamicCollectDependencyDefinition):
            (dep,) = dependency.get_node_dependencies()
            return FromCollected(_made_by(graph, here[:-1], dep))
        if isinstance(dependency, MultiDependencyDefinition):
            places: list[Any] = [
                _made_by(graph, here[:-1], place)
                if isinstance(place, DependencyDefinition)
                else outer.get(mapped[at])
                for at, place in enumerate(dependency.dependencies)
            ]
            return FromSeveral(tuple(place for place in places if place is not None))
        if name in self._given.config_inputs.get(here, {}):
            return FromConfig(here, name)
        if None in mapped and mapped[None] in outer:
            return outer[mapped[None]]
        return self._unconnected(node, wanted)

    def _unconnected(self, node: Node, wanted: InputDefinition) -> Source | None:
        """Return what an input of *node* is that nothing is connected to."""
        if wanted.has_default_value:
            return FromValue(wanted.default_value)
        definition = node.definition
        if wanted.nothing or (
            isinstance(definition, GraphDefinition) and _has_default(definition, wanted.name)
        ):
            return None
        raise DagsterInvariantViolationError(
            f"In {self._given.job} {definition.node_type} '{node.name}', input {wanted.name} must "
            "get a value either (a) from a dependency or (b) from the inputs section of its "
            "configuration."
        )


def _made_by(graph: GraphDefinition, path: Path, dep: DependencyDefinition) -> FromStep:
    """Return which step makes *dep* of *graph*, which stands at *path*."""
    definition = graph.node_dict[dep.node].definition
    here = (*path, dep.node)
    if not isinstance(definition, GraphDefinition):
        return FromStep(here, dep.output, definition.output_dict[dep.output].is_dynamic)
    for mapping in definition.output_mappings:
        if mapping.graph_output_name == dep.output:
            inner = DependencyDefinition(mapping.mapped_node_name, mapping.mapped_node_output_name)
            return _made_by(definition, here, inner)
    raise DagsterInvariantViolationError(f"{dep.node} has no output {dep.output}.")


def outputs_of(graph: GraphDefinition) -> Sequence[tuple[str, FromStep]]:
    """Return each output of *graph*, and which step makes it."""
    return [
        (
            each.graph_output_name,
            _made_by(
                graph, (), DependencyDefinition(each.mapped_node_name, each.mapped_node_output_name)
            ),
        )
        for each in graph.output_mappings
    ]
