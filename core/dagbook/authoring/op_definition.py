"""`OpDefinition`: a function as a step of a graph."""

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from dagbook.authoring import op_invocation
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import Anything, FieldOf, Maybe
from dagbook.authoring.node_rules import OP_DEFINITION
from dagbook.authoring.nodes import NodeDefinition
from dagbook.authoring.op_inputs import resolved_inputs
from dagbook.authoring.op_io import (
    DynamicOut,
    In,
    InputDefinition,
    Out,
    OutputDefinition,
    input_of,
    is_nothing,
    output_of,
)
from dagbook.authoring.signature import MISSING, Signature, read_signature
from dagbook.authoring.source import CapturedSource, capture
from dagbook.authoring.step_types import step_types
from dagbook.authoring.validation import check_name
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.foundation.parameters import check_given
from dagbook.model.dynamic_output import DynamicOutput
from dagbook.model.results import DEFAULT_OUTPUT

NOTHING_TO_SAY = FieldOf(Maybe(Anything()), is_required=False)
"""What a run may say to an op whose config is given: whatever it likes, or nothing."""


@dataclass(frozen=True, slots=True)
class DecoratedOpFunction:
    """A function whose parameters say what the op takes; what `op` gives `OpDefinition`."""

    decorated_fn: Callable[..., Any]


class OpDefinition(NodeDefinition):
    """A function as a step of a graph; what `op` makes.

    Calling it inside a graph connects it; calling it elsewhere calls the function, as a unit test
    does.

    Args:
        compute_fn: Takes the context and a dict of inputs, and yields an `Output` for each of its
            outputs.
        name: Its name.
        ins: Its inputs, by name.
        outs: Its outputs, by name.
        description: In Markdown.
        config_schema: What the run may set: a type, or a dict of types by name.
        required_resource_keys: Resources used through ``context.resources``.
        tags: Of its steps.
        version: Dagster's older name of `code_version`.
        retry_policy: When a failed step runs again.
        code_version: The user's version of the code.
        pool: Which pool limits how many such steps run at once.

    Raises:
        DagsterInvalidDefinitionError: A name that Dagster refuses, or inputs that do not fit the
            function.

    Example:
        >>> from dagbook.authoring.op_decorator import op
        >>> @op
        ... def double(number: int) -> int:
        ...     return number * 2
        >>> double(4)
        8
    """

    node_type = "op"

    def __init__(
        self,
        compute_fn: Callable[..., Any] | DecoratedOpFunction,
        name: str,
        ins: Mapping[str, In] | None = None,
        outs: Mapping[str, Out] | None = None,
        description: str | None = None,
        config_schema: Any = None,
        required_resource_keys: Collection[str] | None = None,
        tags: Mapping[str, Any] | None = None,
        version: str | None = None,
        retry_policy: Any = None,
        code_version: str | None = None,
        pool: str | None = None,
    ) -> None:
        check_given("op", OP_DEFINITION, locals())
        self.code_version = code_version if code_version is not None else version
        explicit = [input_of(each, said) for each, said in sorted((ins or {}).items())]
        self.is_decorated = isinstance(compute_fn, DecoratedOpFunction)
        if isinstance(compute_fn, DecoratedOpFunction):
            self.fn = compute_fn.decorated_fn
            self.signature = read_signature(self.fn)
            inputs = resolved_inputs(
                "@op", name, self.fn, self.signature, explicit, exclude_nothing=True
            )
        else:
            self.fn = _called_with_inputs(compute_fn)
            inputs = tuple(explicit)
            names = tuple(each.name for each in inputs if not each.nothing)
            self.signature = Signature(True, names, (), True, MISSING)
        self.compute_fn = compute_fn
        self.source: CapturedSource | None = capture(
            compute_fn.decorated_fn if isinstance(compute_fn, DecoratedOpFunction) else compute_fn
        )
        ends = {DEFAULT_OUTPUT: _annotated_out(self)} if outs is None else outs
        outputs = tuple(
            output_of(check_name(each), said, self.code_version) for each, said in ends.items()
        )
        self.types = step_types(self.fn, self.signature, inputs, outputs)
        inputs = tuple(self._typed_input(each) for each in inputs)
        outputs = tuple(
            replace(each, dagster_type=found, nothing=is_nothing(found))
            if (found := self.types.outputs.get(each.name))
            else replace(each, dagster_type=None)
            for each in outputs
        )
        self.config_schema = config_schema
        self.config_field = as_field(config_schema) if config_schema is not None else None
        self.resource_keys = frozenset(required_resource_keys or ())
        self.config_fns: tuple[Callable[[Any], Any], ...] = ()
        self.unconfigured = self
        self.retry_policy = retry_policy
        self.pool = pool
        super().__init__(name, inputs, outputs, description, tags, self.signature.inputs)
        self.__name__ = getattr(self.fn, "__name__", name)
        self.__doc__ = getattr(self.fn, "__doc__", None)
        self.__module__ = getattr(self.fn, "__module__", __name__)

    def __repr__(self) -> str:
        return f"OpDefinition({self.name!r})"

    @property
    def ins(self) -> dict[str, InputDefinition]:
        """Its inputs by name."""
        return self.input_dict

    @property
    def outs(self) -> dict[str, OutputDefinition]:
        """Its outputs by name."""
        return self.output_dict

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Resources that it uses, IO managers aside."""
        return self.resource_keys | frozenset(self.signature.resources)

    @property
    def has_config(self) -> bool:
        """Whether a parameter ``config`` takes its config."""
        return self.signature.config is not None

    @property
    def version(self) -> str | None:
        """The user's version of the code; Dagster's older name of `code_version`."""
        return self.code_version

    def configured(
        self,
        config_or_config_fn: Any,
        name: str,
        config_schema: Any = None,
        description: str | None = None,
    ) -> "OpDefinition":
        """Return the same op under another name, with its config given.

        Args:
            config_or_config_fn: The config, or a function that makes it of the run's.
            name: Its name.
            config_schema: What the run may set, for such a function.
            description: In place of its own.

        Example:
            >>> from dagbook.authoring.op_decorator import op
            >>> @op(config_schema={"by": int})
            ... def scale(context): ...
            >>> scale.configured({"by": 3}, name="triple").name
            'triple'
        """
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.name = check_name(name)
        made.description = description or self.description
        made.config_schema = config_schema
        made.config_field = NOTHING_TO_SAY if config_schema is None else as_field(config_schema)
        is_made = callable(config_or_config_fn)
        given = config_or_config_fn if is_made else lambda _: config_or_config_fn
        made.config_fns = (given, *self.config_fns)
        made.__name__ = name
        return made

    def _typed_input(self, each: InputDefinition) -> InputDefinition:
        """Return *each* with its type.

        Raises:
            DagsterInvalidDefinitionError: A parameter is annotated with what passes no value.
        """
        found = self.types.inputs.get(each.name)
        if is_nothing(found) and not each.nothing:
            raise DagsterInvalidDefinitionError(
                f"Input parameter {each.name} is annotated with Nothing which is a type that "
                "represents passing no data. This type must be used via In() and no parameter "
                "should be included in the @op decorated function."
            )
        return replace(each, dagster_type=found)

    def called_outside(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], alias: str) -> Any:
        """Return what its function returns for these arguments, checked as in a run.

        Raises:
            DagsterInvalidInvocationError: The arguments do not fit its parameters.
        """
        return op_invocation.direct_result(self, args, kwargs, alias)


def _annotated_out(op: OpDefinition) -> Out:
    """Return what the return annotation of *op* says of its only output: whether it is dynamic.

    Raises:
        DagsterInvariantViolationError: It is one `DynamicOutput`, which come in lists.
    """
    returns = MISSING if inspect.isgeneratorfunction(op.fn) else op.signature.returns
    if _is_dynamic_output(returns):
        raise DagsterInvariantViolationError(
            f"Op {getattr(op.fn, '__name__', op.fn)} is annotated with return type DynamicOutput. "
            "DynamicOutputs can only be returned in a List. If only one output is needed, use "
            "Output."
        )
    inner = get_args(returns) if get_origin(returns) is list else ()
    return DynamicOut() if any(map(_is_dynamic_output, inner)) else Out()


def _is_dynamic_output(annotation: Any) -> bool:
    """Return whether *annotation* is `DynamicOutput`, of whatever type."""
    return annotation is DynamicOutput or get_origin(annotation) is DynamicOutput


def _called_with_inputs(compute_fn: Callable[..., Any]) -> Callable[..., Any]:
    """Return *compute_fn*, which takes a dict of inputs, as a function of them by keyword."""
    if not callable(compute_fn):
        raise DagsterInvalidDefinitionError(
            f"compute_fn is a function of the context and a dict of inputs; got {compute_fn!r}."
        )

    def compute(context: Any, **inputs: Any) -> Any:
        return compute_fn(context, inputs)

    return compute
