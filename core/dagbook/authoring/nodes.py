"""`NodeDefinition`: what ops and graphs have in common, and using one inside a graph."""

from collections import namedtuple
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self

from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.composition import (
    Composition,
    DynamicFanIn,
    InputMappingNode,
    Invoked,
    InvokedNodeDynamicOutputWrapper,
    InvokedNodeOutputHandle,
    current,
)
from dagbook.authoring.gathering import flatten_assets
from dagbook.authoring.node_rules import HOOKS, POLICY
from dagbook.authoring.node_tags import normalized_tags
from dagbook.authoring.op_io import InputDefinition, OutputDefinition
from dagbook.authoring.source_asset import SourceAsset
from dagbook.authoring.validation import check_name
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
)
from dagbook.foundation.not_yet import NotYet
from dagbook.foundation.parameters import TEXT, check_given


class NodeDefinition(NotYet):
    """An op or a graph.

    Args:
        name: Its name.
        inputs: In order.
        outputs: In order.
        description: In Markdown.
        tags: Of every step that it makes.
        positional: The inputs that may be given by position, in order.
    """

    node_type: ClassVar[str] = "node"

    def __init__(
        self,
        name: str,
        inputs: tuple[InputDefinition, ...],
        outputs: tuple[OutputDefinition, ...],
        description: str | None,
        tags: Mapping[str, Any] | None,
        positional: tuple[str, ...],
    ) -> None:
        self.name = check_name(name)
        self.inputs = inputs
        self.outputs = outputs
        self.description = description
        self.tags: Mapping[str, str] = normalized_tags(tags)
        self.positional = positional

    @property
    def input_defs(self) -> tuple[InputDefinition, ...]:
        """Its inputs, in order."""
        return self.inputs

    @property
    def output_defs(self) -> tuple[OutputDefinition, ...]:
        """Its outputs, in order."""
        return self.outputs

    @property
    def input_dict(self) -> dict[str, InputDefinition]:
        """Its inputs by name."""
        return {each.name: each for each in self.inputs}

    @property
    def output_dict(self) -> dict[str, OutputDefinition]:
        """Its outputs by name."""
        return {each.name: each for each in self.outputs}

    def alias(self, name: str) -> "PendingNodeInvocation":
        """Return it under another name, to be called in a graph."""
        return self._pending().alias(name)

    def tag(self, tags: Mapping[str, Any] | None) -> "PendingNodeInvocation":
        """Return it with more tags, to be called in a graph."""
        return self._pending().tag(tags)

    def with_hooks(self, hook_defs: Collection[Any]) -> "PendingNodeInvocation":
        """Return it with hooks, to be called in a graph."""
        return self._pending().with_hooks(hook_defs)

    def with_retry_policy(self, retry_policy: Any) -> "PendingNodeInvocation":
        """Return it with another retry policy, to be called in a graph."""
        return self._pending().with_retry_policy(retry_policy)

    def invoked(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Return what calling it inside a graph returns: its outputs."""
        return self._pending().invoked(args, kwargs)

    def called_outside(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], alias: str) -> Any:  # noqa: ARG002 - an op's own answer uses them
        """Return what calling it outside of a graph returns.

        Raises:
            DagsterInvariantViolationError: It cannot be called there.
        """
        raise DagsterInvariantViolationError(
            f"Attempted to call {self.node_type} '{alias}' outside of a composition function. "
            f"Invoking {self.node_type}s is only valid in a function decorated with @job or @graph."
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Use it in the graph that is being drawn, or call it as a unit test does."""
        if current() is None:
            return self.called_outside(args, kwargs, self.name)
        return self.invoked(args, kwargs)

    def _pending(self) -> "PendingNodeInvocation":
        return PendingNodeInvocation(self)


_USE = {"given_alias": TEXT, "retry_policy": POLICY}


class PendingNodeInvocation(NotYet):
    """A node with a name, tags, hooks or a retry policy of one use, to be called in a graph.

    Args:
        node_def: The node.
        given_alias: Its name in the graph, or None.
        tags: Of this use.
        hook_defs: Of this use.
        retry_policy: Of this use.
    """

    def __init__(
        self,
        node_def: NodeDefinition,
        given_alias: str | None = None,
        tags: Mapping[str, str] | None = None,
        hook_defs: Collection[Any] = (),
        retry_policy: Any = None,
    ) -> None:
        check_given(f"{node_def.node_type} {node_def.name}", _USE, locals())
        self.node_def = node_def
        self.given_alias = None if given_alias is None else check_name(given_alias)
        self.tags = tags
        self.hook_defs = frozenset(hook_defs)
        self.retry_policy = retry_policy

    def _with(self, **changes: Any) -> Self:
        """Return a copy with some of the constructor's arguments changed."""
        kept = {
            "node_def": self.node_def,
            "given_alias": self.given_alias,
            "tags": self.tags,
            "hook_defs": self.hook_defs,
            "retry_policy": self.retry_policy,
        }
        return type(self)(**{**kept, **changes})

    def alias(self, name: str) -> Self:
        """Return it under another name."""
        return self._with(given_alias=name)

    def tag(self, tags: Mapping[str, Any] | None) -> Self:
        """Return it with more tags."""
        return self._with(tags={**(self.tags or {}), **normalized_tags(tags)})

    def with_hooks(self, hook_defs: Collection[Any]) -> Self:
        """Return it with more hooks."""
        check_given(f"{self.describe_node()}.with_hooks", {"hook_defs": HOOKS}, locals())
        return self._with(hook_defs=self.hook_defs.union(hook_defs))

    def with_retry_policy(self, retry_policy: Any) -> Self:
        """Return it with another retry policy."""
        return self._with(retry_policy=retry_policy)

    def describe_node(self) -> str:
        """Return which node it is, in words."""
        return f"{self.node_def.node_type} '{self.given_alias or self.node_def.name}'"

    def to_job(self, name: str | None = None, **options: Any) -> Any:
        """Return a job of the graph it is; see `GraphDefinition.to_job`."""
        hooks = frozenset(options.pop("hooks", None) or ()) | self.hook_defs
        tags = {**(self.tags or {}), **normalized_tags(options.pop("tags", None))}
        return self._graph("to_job").to_job(
            name=name or self.given_alias, hooks=hooks, tags=tags, **options
        )

    def execute_in_process(self, **options: Any) -> Any:
        """Run the graph it is; see `GraphDefinition.execute_in_process`."""
        job = self._graph("execute_in_process").to_job(
            name=self.given_alias,
            hooks=self.hook_defs,
            tags=self.tags,
            op_retry_policy=self.retry_policy,
            resource_defs=options.pop("resources", None),
            input_values=options.pop("input_values", None),
        )
        return job.execute_in_process(**options)

    def _graph(self, method: str) -> Any:
        """Return the graph it is.

        Raises:
            DagsterInvalidInvocationError: It is an op.
        """
        if self.node_def.node_type != "graph":
            raise DagsterInvalidInvocationError(
                f"Attemped to call `{method}` on a non-graph. Only graphs constructed using the "
                f"`@graph` decorator support this method; {self.node_def.name} is an op."
            )
        return self.node_def

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Use it in the graph that is being drawn, or call it as a unit test does."""
        if current() is None:
            return self.node_def.called_outside(
                args, kwargs, self.given_alias or self.node_def.name
            )
        return self.invoked(args, kwargs)

    def invoked(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Return what calling it inside a graph returns: its outputs."""
        at = current()
        assert at is not None  # noqa: S101 - both callers looked
        node = self.node_def
        name = self.given_alias or node.name
        bindings: dict[str, Any] = {}
        for position, source in enumerate(args):
            if position >= len(node.inputs):
                raise DagsterInvalidDefinitionError(
                    f"In {at.source} {at.name}, received too many inputs for invocation {name}. "
                    f"Only {len(node.inputs)} defined, received {len(args)}"
                )
            input_name = _name_at(node, position)
            if input_name is None:
                raise DagsterInvalidDefinitionError(
                    f"In {at.source} {at.name}, could not resolve input based on position at index "
                    f"{position} for invocation {name}. Use keyword args instead, available inputs "
                    f"are: {[each.name for each in node.inputs]}"
                )
            where = f'"{input_name}" (at position {position})'
            bindings[input_name] = self._bound(at, source, where)
        for input_name, source in kwargs.items():
            if bindings.get(input_name):
                raise DagsterInvalidInvocationError(
                    f"{node.node_type} {name} got multiple values for argument '{input_name}'"
                )
            bindings[input_name] = self._bound(at, source, f'"{input_name}" (passed by keyword)')
        use = Invoked(name, node, bindings, self.tags or {}, self.hook_defs, self.retry_policy)
        return _handles(node, at.observe(self.given_alias, use))

    def _bound(self, at: Composition, source: Any, where: str) -> Any:
        """Return *source*, given for the input *where*, if an input can take it.

        Raises:
            DagsterInvalidDefinitionError: It cannot.
        """
        if isinstance(source, (InvokedNodeOutputHandle, InputMappingNode, DynamicFanIn)):
            return source
        if isinstance(source, (AssetsDefinition, SourceAsset, AssetSpec)):
            return _single_asset(source, f"input {where} in {self.describe_node()}")
        begin = f"In {at.source} {at.name}, received"
        into = f"for input {where} in {self.describe_node()}"
        if isinstance(source, list):
            for position, each in enumerate(source):
                if not isinstance(each, (InvokedNodeOutputHandle, InputMappingNode)):
                    raise DagsterInvalidDefinitionError(
                        f"{begin} a list containing an invalid type at index {position} {into}. "
                        "Lists can only contain the output from previous op invocations or input "
                        f"mappings, received {type(each)}"
                    )
            return source
        if isinstance(source, tuple) and hasattr(source, "_fields"):
            raise DagsterInvalidDefinitionError(
                f"{begin} a tuple of multiple outputs {into}. Must pass individual output, "
                f"available from tuple: {source._fields}"
            )
        if isinstance(source, InvokedNodeDynamicOutputWrapper):
            raise DagsterInvalidDefinitionError(
                f"{begin} the dynamic output {source.output_name} from {source.describe_node()} "
                "directly. Dynamic output must be unpacked by invoking map or collect."
            )
        if isinstance(source, NodeDefinition):
            source = PendingNodeInvocation(source)
        if isinstance(source, PendingNodeInvocation):
            raise DagsterInvalidDefinitionError(
                f"{begin} an un-invoked {source.describe_node()} {into}. Did you forget "
                "parentheses?"
            )
        raise DagsterInvalidDefinitionError(
            f"{begin} invalid type {type(source)} {into}. Must pass the output from previous node "
            "invocations or inputs to the composition function as inputs when invoking nodes "
            "during composition."
        )


def _single_asset(given: Any, what: str) -> AssetsDefinition:
    """Return the definition of the asset that is *given* for *what*.

    Raises:
        CheckError: It makes several.
    """
    (made,) = flatten_assets([given])
    if len(made.outputs) != 1:
        raise CheckError(
            f"{what} takes one asset; {made.op_name} makes "
            f"{', '.join(key.to_user_string() for key in made.keys_in_order)}. Pass "
            "SourceAsset(key) of one of them."
        )
    return made


def _name_at(node: NodeDefinition, position: int) -> str | None:
    """Return which input *position* means; after those by position the only one that is left."""
    if position < len(node.positional):
        return node.positional[position]
    left = [each.name for each in node.inputs if each.name not in node.positional]
    return left[0] if len(left) == 1 and position == len(node.inputs) - 1 else None


def _handles(node: NodeDefinition, name: str) -> Any:
    """Return the outputs of *node*, used as *name*: None, one, or a named tuple."""
    handles = {
        output.name: (
            InvokedNodeDynamicOutputWrapper if output.is_dynamic else InvokedNodeOutputHandle
        )(name, output.name, node.node_type)
        for output in node.outputs
    }
    if not handles:
        return None
    if len(handles) == 1:
        return next(iter(handles.values()))
    return namedtuple(f"_{node.name}_outputs", list(handles))(**handles)  # noqa: PYI024 - its fields are the user's
