"""`op`: a function becomes a step of graphs."""

from collections.abc import Callable, Collection, Mapping
from inspect import cleandoc
from typing import Any, overload

from dagbook.authoring.node_rules import OP
from dagbook.authoring.op_definition import DecoratedOpFunction, OpDefinition
from dagbook.authoring.op_io import In, Out
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation.parameters import check_given
from dagbook.model.results import DEFAULT_OUTPUT


@overload
def op(compute_fn: Callable[..., Any]) -> OpDefinition: ...
@overload
def op(
    *,
    name: str | None = ...,
    description: str | None = ...,
    ins: Mapping[str, In] | None = ...,
    out: Out | Mapping[str, Out] | None = ...,
    config_schema: Any = ...,
    required_resource_keys: Collection[str] | None = ...,
    tags: Mapping[str, Any] | None = ...,
    version: str | None = ...,
    retry_policy: Any = ...,
    code_version: str | None = ...,
    pool: str | None = ...,
) -> Callable[[Callable[..., Any]], OpDefinition]: ...


def op(
    compute_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    ins: Mapping[str, In] | None = None,
    out: Out | Mapping[str, Out] | None = None,
    config_schema: Any = None,
    required_resource_keys: Collection[str] | None = None,
    tags: Mapping[str, Any] | None = None,
    version: str | None = None,
    retry_policy: Any = None,
    code_version: str | None = None,
    pool: str | None = None,
) -> OpDefinition | Callable[[Callable[..., Any]], OpDefinition]:
    """Define an op by the function that is its step.

    A parameter is an input; a first parameter named ``context`` takes the context; one named
    ``config`` takes the config, one annotated with a `ConfigurableResource` class that resource.

    Args:
        compute_fn: The function, when used as ``@op`` without arguments.
        name: In place of the function's name.
        description: In Markdown; the docstring by default.
        ins: What is said of its inputs, by name; also inputs that are only dependencies, which
            have no parameter.
        out: Its outputs: one, or several by name.
        config_schema: What the run may set: a type, or a dict of types by name.
        required_resource_keys: Resources used through ``context.resources``.
        tags: Of its steps.
        version: Dagster's older name of `code_version`.
        retry_policy: When a failed step runs again.
        code_version: The user's version of the code.
        pool: Which pool limits how many such steps run at once.

    Returns:
        The op; or, called without a function, the decorator that makes it.

    Raises:
        DagsterInvalidDefinitionError: A name that Dagster refuses, or `ins` that do not fit the
            parameters.

    Example:
        >>> @op(out={"small": Out(), "large": Out()})
        ... def split(numbers: list):
        ...     return numbers[:1], numbers[1:]
        >>> split([1, 2])
        ([1], [2])
    """
    check_given("op", OP, locals())

    def decorate(fn: Callable[..., Any]) -> OpDefinition:
        if not callable(fn):
            raise DagsterInvalidDefinitionError(
                f"@op decorates a function; got {fn!r}. Give options by name, as in @op(name=...)."
            )
        return OpDefinition(
            DecoratedOpFunction(fn),
            name or fn.__name__,
            ins,
            {DEFAULT_OUTPUT: out} if isinstance(out, Out) else out,
            description or (cleandoc(fn.__doc__) if fn.__doc__ else None),
            config_schema,
            required_resource_keys,
            tags,
            version,
            retry_policy,
            code_version,
            pool,
        )

    return decorate(compute_fn) if compute_fn is not None else decorate
