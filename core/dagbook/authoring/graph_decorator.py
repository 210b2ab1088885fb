"""`graph`: a function that calls ops draws how they are connected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from dagbook.authoring.composition import (
    Drawn,
    InputMappingNode,
    composing,
    drawn,
    output_mappings,
)
from dagbook.authoring.dependency_definitions import InputMapping, OutputMapping
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.node_rules import GRAPH
from dagbook.authoring.op_inputs import resolved_inputs
from dagbook.authoring.op_io import GraphIn, GraphOut, InputDefinition, OutputDefinition
from dagbook.authoring.signature import read_signature
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.foundation.parameters import check_given, check_named, check_parameter
from dagbook.model.results import DEFAULT_OUTPUT


@dataclass(frozen=True, slots=True)
class Composed:
    """What a function drew, with the graph's own ends."""

    drawn: Drawn
    input_mappings: tuple[InputMapping, ...]
    output_mappings: tuple[OutputMapping, ...]
    positional: tuple[str, ...]

    def as_graph(self, name: str, fn: Callable[..., Any], **options: Any) -> GraphDefinition:
        """Return the graph *name*."""
        return GraphDefinition(
            name,
            node_defs=self.drawn.node_defs,
            dependencies=self.drawn.dependencies,
            input_mappings=self.input_mappings,
            output_mappings=self.output_mappings,
            input_assets=self.drawn.input_assets,
            composition_fn=fn,
            positional=self.positional,
            **options,
        )


def composed(
    fn: Callable[..., Any],
    name: str,
    decorator: str,
    ins: Mapping[str, GraphIn] | None = None,
    outputs: Sequence[OutputDefinition] | None = None,
    *,
    ignore_returned: bool = False,
) -> Composed:
    """Call *fn*, and return the graph that it draws.

    Args:
        fn: Calls ops and returns outputs of them.
        name: The graph's.
        decorator: Such as ``@graph``, for messages.
        ins: What was said of its inputs.
        outputs: Its outputs, or None where the function's return says.
        ignore_returned: Whether it has no outputs whatever it returns.

    Raises:
        DagsterInvalidDefinitionError: An input goes nowhere, or an output comes from nowhere.
    """
    signature = read_signature(fn)
    explicit = [
        InputDefinition(each, description=said.description)
        for each, said in sorted((ins or {}).items())
    ]
    names = ("context", *signature.inputs) if signature.context else signature.inputs
    inputs = resolved_inputs(decorator, name, fn, replace(signature, inputs=names), explicit)
    implicit = outputs is None
    ends = outputs if outputs is not None else [OutputDefinition(DEFAULT_OUTPUT)]
    with composing(name, decorator) as composition:
        returned = fn(**{each.name: InputMappingNode(each) for each in inputs})
        mapped = output_mappings(None if ignore_returned else returned, ends, name, decorator)
    made = drawn(composition)
    ordered: list[InputMapping] = []
    for each in inputs:
        own = [mapping for mapping in made.input_mappings if mapping.graph_input_name == each.name]
        if not own:
            raise DagsterInvalidDefinitionError(
                f"{decorator} '{name}' has unmapped input '{each.name}'. Remove it or pass it to "
                "the appropriate op/graph invocation."
            )
        ordered += own
    for output in ends:
        if output.name not in mapped and not implicit and not ignore_returned:
            raise DagsterInvalidDefinitionError(
                f"{decorator} '{name}' has unmapped output '{output.name}'. Remove it or return a "
                "value from the appropriate op/graph invocation."
            )
    return Composed(
        made,
        tuple(ordered),
        tuple(mapped[each.name] for each in ends if each.name in mapped),
        tuple(names),
    )


@overload
def graph(compose_fn: Callable[..., Any]) -> GraphDefinition: ...
@overload
def graph(
    *,
    name: str | None = ...,
    description: str | None = ...,
    input_defs: Any = ...,
    output_defs: Any = ...,
    ins: Mapping[str, GraphIn] | None = ...,
    out: GraphOut | Mapping[str, GraphOut] | None = ...,
    tags: Mapping[str, Any] | None = ...,
    config: Any = ...,
) -> Callable[[Callable[..., Any]], GraphDefinition]: ...


def graph(
    compose_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    input_defs: Any = None,
    output_defs: Any = None,
    ins: Mapping[str, GraphIn] | None = None,
    out: GraphOut | Mapping[str, GraphOut] | None = None,
    tags: Mapping[str, Any] | None = None,
    config: Any = None,
) -> GraphDefinition | Callable[[Callable[..., Any]], GraphDefinition]:
    """Define a graph by a function that calls ops and other graphs.

    The function runs once, when it is decorated: it does not compute, it connects. Its parameters
    are the graph's inputs, what it returns are its outputs.

    Args:
        compose_fn: The function, when used as ``@graph`` without arguments.
        name: In place of the function's name.
        description: In Markdown; the docstring by default.
        input_defs: Accepted as Dagster's old programs pass it; use `ins`.
        output_defs: Accepted as Dagster's old programs pass it; use `out`.
        ins: What is said of its inputs, by name.
        out: Its outputs: one, or several by name.
        tags: Of every run of it.
        config: How the config of its ops is made from its own: a `ConfigMapping`, or fixed config.

    Returns:
        The graph; or, called without a function, the decorator that makes it.

    Raises:
        DagsterInvalidDefinitionError: What the function draws cannot run.

    Example:
        >>> from dagbook.authoring.op_decorator import op
        >>> @op
        ... def one():
        ...     return 1
        >>> @op
        ... def double(number):
        ...     return number * 2
        >>> @graph
        ... def two():
        ...     return double(one())
        >>> two.node_names()
        ['one', 'double']
    """
    check_given("graph", GRAPH, locals())
    if input_defs is not None or output_defs is not None:
        raise DagsterInvariantViolationError(
            "graph(input_defs=...) and graph(output_defs=...) are of Dagster's past; use ins and "
            "out."
        )

    def decorate(fn: Callable[..., Any]) -> GraphDefinition:
        graph_name = name or fn.__name__
        made = composed(fn, graph_name, "@graph", ins, graph_outputs(out))
        made_graph = made.as_graph(
            graph_name,
            fn,
            description=description or fn.__doc__,
            tags=tags,
            config=graph_config(config, graph_name),
        )
        made_graph.__doc__ = fn.__doc__
        made_graph.__module__ = fn.__module__
        return made_graph

    return decorate(compose_fn) if compose_fn is not None else decorate


def graph_outputs(
    out: GraphOut | Mapping[str, GraphOut] | None,
) -> list[OutputDefinition] | None:
    """Return the outputs that *out* says; None where it says nothing."""
    if out is None:
        return None
    if isinstance(out, Mapping):
        return [OutputDefinition(name, description=each.description) for name, each in out.items()]
    return [OutputDefinition(DEFAULT_OUTPUT, description=out.description)]


def graph_config(config: Any, name: str) -> Any:
    """Return what `config` of a graph says, as what has a ``config_fn``.

    Raises:
        ParameterCheckError: It is neither a mapping of config nor config.
        CheckError: It is config by something else than names.
    """
    if config is None or hasattr(config, "config_fn"):
        return config
    check_parameter(f"graph {name}", "config", config, Mapping, "a ConfigMapping or a dict")
    check_named(f"graph {name}", "config", config)
    return FixedConfig(dict(config))


@dataclass(frozen=True, slots=True)
class FixedConfig:
    """The config of a graph's ops, always the same."""

    config: Mapping[str, Any]

    config_schema = None

    def config_fn(self, _: Any) -> Mapping[str, Any]:
        """Return the config."""
        return self.config
