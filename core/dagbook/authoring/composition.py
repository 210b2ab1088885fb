"""What a function decorated with `graph` or `job` does when it is called: it draws a graph.

::

    an op is called inside -> Composition.observe -> an output handle, to be passed to the next
    the function returns handles -> output mappings
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn

from dagbook.authoring.dependency_definitions import (
    DependencyDefinition,
    DynamicCollectDependencyDefinition,
    InputMapping,
    MappedInputPlaceholder,
    MultiDependencyDefinition,
    NodeInvocation,
    OutputMapping,
)
from dagbook.authoring.op_io import InputDefinition, OutputDefinition
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError


@dataclass(frozen=True, slots=True)
class InputMappingNode:
    """An input of the graph that is drawn, as the function gets it."""

    input_def: InputDefinition


@dataclass(frozen=True, slots=True)
class DynamicFanIn:
    """All values of a dynamic output, as ``collect()`` returns it."""

    node_name: str
    output_name: str


class _Handle:
    """An output of a node that was called inside a graph."""

    __slots__ = ("node_name", "node_type", "output_name")
    _what = "output"
    _advice = (
        "Consider defining multiple Outs if you seek to pass different parts of this output to "
        "different ops or graphs."
    )

    def __init__(self, node_name: str, output_name: str, node_type: str) -> None:
        self.node_name = node_name
        self.output_name = output_name
        self.node_type = node_type

    def describe_node(self) -> str:
        """Return which node it is an output of, in words."""
        return f"{self.node_type} '{self.node_name}'"

    def __iter__(self) -> NoReturn:
        raise self._refused("iterate over")

    def __getitem__(self, index: object) -> NoReturn:
        raise self._refused("index in to")

    def alias(self, _: Any) -> NoReturn:
        """Refuse: an alias is given before the call."""
        raise self._too_late("alias")

    def with_hooks(self, _: Any) -> NoReturn:
        """Refuse: hooks are given before the call."""
        raise self._too_late("hook")

    def _refused(self, attempt: str) -> DagsterInvariantViolationError:
        """Return the error for an *attempt* to look into the value, which there is none of yet."""
        return DagsterInvariantViolationError(
            f"Attempted to {attempt} an {type(self).__name__}. This object represents the "
            f'{self._what} "{self.output_name}" from the {self.describe_node()}. {self._advice}'
        )

    def _too_late(self, method: str) -> DagsterInvariantViolationError:
        """Return the error for a *method* of a node that was called already."""
        where = _where()
        return DagsterInvariantViolationError(
            f"In {where}, attempted to call {method} method for {type(self).__name__}. This object "
            f'represents the {self._what} "{self.output_name}" from the already invoked '
            f"{self.describe_node()}. Consider checking the location of parentheses."
        )


class InvokedNodeOutputHandle(_Handle):
    """An output of a node that was called inside a graph, to be passed to other nodes."""

    __slots__ = ()


class InvokedNodeDynamicOutputWrapper(_Handle):
    """A dynamic output of a node that was called inside a graph; ``map`` or ``collect`` it."""

    __slots__ = ()
    _what = "dynamic output"
    _advice = (
        'Use the "map" method on this object to create downstream dependencies that will be cloned '
        "for each DynamicOutput that is resolved at runtime."
    )

    def map(self, fn: Any) -> Any:
        """Have what *fn* calls run once for each value; returns what it returns, still dynamic."""
        result = fn(InvokedNodeOutputHandle(self.node_name, self.output_name, self.node_type))
        if result is None or isinstance(result, InvokedNodeDynamicOutputWrapper):
            return result
        if isinstance(result, InvokedNodeOutputHandle):
            return _dynamic(result)
        if isinstance(result, tuple) and all(
            isinstance(each, InvokedNodeOutputHandle) for each in result
        ):
            return tuple(_dynamic(each) for each in result)
        raise DagsterInvalidDefinitionError(
            f"Could not handle output from map function invoked on {self.node_name}:"
            f"{self.output_name}, received {result!r}. Return what the last op returns."
        )

    def collect(self) -> DynamicFanIn:
        """Return the list of all values, for an input."""
        return DynamicFanIn(self.node_name, self.output_name)


def _dynamic(handle: InvokedNodeOutputHandle) -> InvokedNodeDynamicOutputWrapper:
    """Return *handle* as one that has a value for each mapping key."""
    return InvokedNodeDynamicOutputWrapper(handle.node_name, handle.output_name, handle.node_type)


@dataclass(frozen=True, slots=True)
class Invoked:
    """One use of a node: its name in the graph, and what its inputs take."""

    name: str
    definition: Any
    bindings: Mapping[str, Any]
    tags: Mapping[str, str]
    hook_defs: frozenset[Any]
    retry_policy: Any


class Composition:
    """The graph that is being drawn.

    Args:
        name: Its name.
        source: The decorator, such as ``@job``.
    """

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.invoked: dict[str, Invoked] = {}
        self._uses: dict[str, int] = {}

    def observe(self, alias: str | None, use: Invoked) -> str:
        """Note one *use* of a node, and return its name in the graph.

        Raises:
            DagsterInvalidDefinitionError: The name is taken.
        """
        name = alias or use.definition.name
        if alias is None:
            count = self._uses[name] = self._uses.get(name, 0) + 1
            if count > 1:
                name = f"{name}_{count}"
        if name in self.invoked:
            raise DagsterInvalidDefinitionError(
                f"{self.source} {self.name} invoked the same node ({name}) twice without aliasing. "
                "Give one of them another name by alias()."
            )
        self.invoked[name] = Invoked(
            name, use.definition, use.bindings, use.tags, use.hook_defs, use.retry_policy
        )
        return name


_CURRENT: ContextVar[Composition | None] = ContextVar("composition", default=None)


def current() -> Composition | None:
    """Return the graph that is being drawn, or None."""
    return _CURRENT.get()


@contextmanager
def composing(name: str, source: str) -> Iterator[Composition]:
    """Draw the graph *name* while this lasts."""
    token = _CURRENT.set(Composition(name, source))
    try:
        made = _CURRENT.get()
        assert made is not None  # noqa: S101 - set the line before
        yield made
    finally:
        _CURRENT.reset(token)


def _where() -> str:
    """Return which graph is being drawn, in words."""
    at = current()
    return f"{at.source} {at.name}" if at else "no graph"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a function drew.

    Args:
        node_defs: The nodes it called, each once.
        dependencies: What their inputs take, by use.
        input_mappings: Where the graph's inputs go.
        input_assets: Assets that inputs take, by node and input.
    """

    node_defs: tuple[Any, ...]
    dependencies: Mapping[NodeInvocation, Mapping[str, Any]]
    input_mappings: tuple[InputMapping, ...]
    input_assets: Mapping[str, Mapping[str, Any]]


def drawn(composition: Composition) -> Drawn:
    """Return what *composition* holds, as the values that a graph is built from.

    Raises:
        DagsterInvalidDefinitionError: Two different nodes have one name.
    """
    node_defs: dict[str, Any] = {}
    dependencies: dict[NodeInvocation, dict[str, Any]] = {}
    mappings: list[InputMapping] = []
    assets: dict[str, dict[str, Any]] = {}
    for use in composition.invoked.values():
        own = use.definition.name
        if node_defs.setdefault(own, use.definition) is not use.definition:
            raise DagsterInvalidDefinitionError(
                f'Detected conflicting node definitions with the same name "{own}". Give one of '
                "them another name."
            )
        taken = dependencies[
            NodeInvocation(own, use.name, use.tags, use.hook_defs, use.retry_policy)
        ] = {}
        for input_name, source in use.bindings.items():
            if isinstance(source, InvokedNodeOutputHandle):
                taken[input_name] = DependencyDefinition(source.node_name, source.output_name)
            elif isinstance(source, InputMappingNode):
                mappings.append(_mapping(source, use.name, input_name))
            elif isinstance(source, DynamicFanIn):
                taken[input_name] = DynamicCollectDependencyDefinition(
                    source.node_name, source.output_name
                )
            elif isinstance(source, list):
                taken[input_name] = _fan_in(source, use.name, input_name, mappings)
            else:
                assets.setdefault(use.name, {})[input_name] = source
    return Drawn(tuple(node_defs.values()), dependencies, tuple(mappings), assets)


def _fan_in(
    sources: Sequence[Any], node: str, input_name: str, mappings: list[InputMapping]
) -> MultiDependencyDefinition:
    """Return *sources* as a list that an input takes; inputs of the graph go to *mappings*."""
    places: list[Any] = []
    for at, source in enumerate(sources):
        if isinstance(source, InputMappingNode):
            places.append(MappedInputPlaceholder)
            mappings.append(_mapping(source, node, input_name, at))
        else:
            places.append(DependencyDefinition(source.node_name, source.output_name))
    return MultiDependencyDefinition(places)


def _mapping(
    source: InputMappingNode, node: str, input_name: str, at: int | None = None
) -> InputMapping:
    """Return that an input of the graph is an input of *node*."""
    own = source.input_def
    return InputMapping(
        graph_input_name=own.name,
        mapped_node_name=node,
        mapped_node_input_name=input_name,
        fan_in_index=at,
        graph_input_description=own.description,
        dagster_type=own.dagster_type,
    )


def output_mappings(
    returned: Any, outputs: Sequence[OutputDefinition], name: str, decorator: str
) -> dict[str, OutputMapping]:
    """Return where the outputs of the graph *name* come from, by output.

    Raises:
        DagsterInvalidDefinitionError: What the function returned does not say.
    """
    if returned is None:
        return {}
    if isinstance(returned, _Handle):
        if len(outputs) == 1:
            return {outputs[0].name: _mapped(outputs[0], returned)}
        raise DagsterInvalidDefinitionError(
            f"Returned a single output ({returned.node_name}.{returned.output_name}) in "
            f"{decorator} '{name}' but {len(outputs)} outputs are defined. Return a dict to map "
            "defined outputs."
        )
    if isinstance(returned, tuple) and all(
        isinstance(each, InvokedNodeOutputHandle) for each in returned
    ):
        return {
            output.name: _mapped(output, each)
            for output, each in zip(outputs, returned, strict=False)
        }
    if isinstance(returned, dict):
        return _mapped_dict(returned, outputs, name, decorator)
    raise DagsterInvalidDefinitionError(
        f"{decorator} '{name}' returned problematic value of type {type(returned)}. "
        "Expected return value from invoked node or dict mapping output name to return values from "
        "invoked nodes"
    )


def _mapped_dict(
    returned: Mapping[str, Any], outputs: Sequence[OutputDefinition], name: str, decorator: str
) -> dict[str, OutputMapping]:
    """Return where outputs come from that were returned by name."""
    by_name = {output.name: output for output in outputs}
    found: dict[str, OutputMapping] = {}
    for key, handle in returned.items():
        if key not in by_name:
            raise DagsterInvalidDefinitionError(
                f"{decorator} '{name}' referenced key {key} which does not match any defined "
                f"outputs. Valid options are: {list(by_name)}"
            )
        if not isinstance(handle, _Handle):
            raise DagsterInvalidDefinitionError(
                f"{decorator} '{name}' returned problematic dict entry under key {key} of type "
                f"{type(handle)}. Dict values must be outputs of invoked nodes"
            )
        found[key] = _mapped(by_name[key], handle)
    return found


def _mapped(output: OutputDefinition, handle: _Handle) -> OutputMapping:
    """Return that *output* of the graph is the one of *handle*."""
    return OutputMapping(
        graph_output_name=output.name,
        mapped_node_name=handle.node_name,
        mapped_node_output_name=handle.output_name,
        graph_output_description=output.description,
        dagster_type=output.dagster_type,
        from_dynamic_mapping=isinstance(handle, InvokedNodeDynamicOutputWrapper),
    )
