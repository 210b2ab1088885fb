"""`success_hook` and `failure_hook`: functions that are called after a step ended."""

import inspect
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, overload

from dagbook.authoring.hook_context import BuiltHookContext, HookContext
from dagbook.authoring.signature import CONTEXT_NAMES
from dagbook.authoring.validation import check_name
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    ParameterCheckError,
)
from dagbook.foundation.attributes import real_attribute
from dagbook.foundation.parameters import TEXT, check_given, check_required, check_set
from dagbook.model.events import DagsterEvent

HookFn = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class HookExecutionResult:
    """Whether a hook had something to do.

    Args:
        hook_name: The hook's name.
        is_skipped: Whether it had nothing to do.
    """

    hook_name: str
    is_skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HookDefinition:
    """A function that is called after steps; what `success_hook` and `failure_hook` return.

    Calling it with a context calls the function, as a unit test does; calling it with assets, a
    graph or a job returns that with the hook on all its steps.

    Args:
        name: The hook's name.
        hook_fn: Called with a `HookContext` and the step's events.
        required_resource_keys: Resources that it uses.
        decorated_fn: The user's function.
    """

    name: str
    hook_fn: Callable[[Any, Sequence[DagsterEvent]], HookExecutionResult]
    required_resource_keys: frozenset[str] = frozenset()
    decorated_fn: HookFn | None = None

    def __post_init__(self) -> None:
        check_required("HookDefinition", "name", self.name, str)
        check_name(self.name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the user's function, or put the hook on what is given.

        Raises:
            DagsterInvalidInvocationError: Not exactly a context was given.
            DagsterInvalidDefinitionError: The context has not the resources that it uses.
        """
        if args and real_attribute(args[0], "with_hooks"):
            return args[0].with_hooks({self})
        if self.decorated_fn is None:
            raise DagsterInvalidInvocationError(
                "Only hook definitions created using one of the hook decorators can be invoked; "
                f"{self.name} was not."
            )
        (parameter,) = inspect.signature(self.decorated_fn).parameters
        if len(args) + len(kwargs) != 1:
            raise DagsterInvalidInvocationError(
                f"Decorated function expects one parameter, {parameter}, but "
                f"{len(args) + len(kwargs)} were provided to {self.name}."
            )
        if kwargs and parameter not in kwargs:
            raise DagsterInvalidInvocationError(
                f"Could not find expected argument '{parameter}' of {self.name}. Provided kwargs: "
                f"{list(kwargs)}"
            )
        return self.decorated_fn(self._bound(args[0] if args else kwargs[parameter], parameter))

    def _bound(self, context: Any, parameter: str) -> HookContext:
        """Return *context* with what it is told of this hook."""
        if context is None:
            context = BuiltHookContext()
        if not isinstance(context, HookContext):
            raise ParameterCheckError(
                f'Param "{parameter}" is not a HookContext. {self.name} got {context!r} which is '
                f"type {type(context)}."
            )
        return context.bound_to(self) if isinstance(context, BuiltHookContext) else context


def _definition(
    fn: HookFn, name: str | None, keys: AbstractSet[str] | None, ends: Callable[[Any], bool]
) -> HookDefinition:
    """Return the hook that calls *fn* for a step among whose events one *ends* it so."""
    rules = {"name": TEXT, "required_resource_keys": check_set}
    given = {"name": name, "required_resource_keys": keys}
    check_given(f"hook {getattr(fn, '__name__', fn)}", rules, given)
    if not callable(fn):
        raise ParameterCheckError(f'Param "fn" is not callable. Got {fn!r}, type {type(fn)}.')
    parameters = list(inspect.signature(fn).parameters)
    if len(parameters) != 1 or parameters[0] not in CONTEXT_NAMES:
        raise DagsterInvalidDefinitionError(
            f"'{fn.__name__}' decorated function does not have required positional parameter "
            f"'context': its parameters are {parameters}. A hook takes a context and nothing else."
        )
    own = name or fn.__name__

    def called(context: Any, events: Sequence[DagsterEvent]) -> HookExecutionResult:
        if not any(map(ends, events)):
            return HookExecutionResult(own, is_skipped=True)
        fn(context)
        return HookExecutionResult(own)

    return HookDefinition(
        name=own,
        hook_fn=called,
        required_resource_keys=frozenset(keys or ()),
        decorated_fn=fn,
    )


@overload
def success_hook(hook_fn: HookFn) -> HookDefinition: ...
@overload
def success_hook(
    *, name: str | None = None, required_resource_keys: AbstractSet[str] | None = None
) -> Callable[[HookFn], HookDefinition]: ...
def success_hook(
    hook_fn: HookFn | None = None,
    *,
    name: str | None = None,
    required_resource_keys: AbstractSet[str] | None = None,
) -> Any:
    """Make a hook of a function that is called after each step that succeeds.

    Args:
        hook_fn: The function, of a `HookContext`.
        name: The hook's name; the function's by default.
        required_resource_keys: Resources that it uses.

    Raises:
        DagsterInvalidDefinitionError: The function takes something else than a context.

    Example:
        >>> @success_hook(name="Praise")
        ... def praise(context):
        ...     return f"{context.run_id} went well"
        >>> from dagbook.authoring.hook_context import build_hook_context
        >>> praise(build_hook_context(run_id="one"))
        'one went well'
    """

    def decorate(fn: HookFn) -> HookDefinition:
        return _definition(fn, name, required_resource_keys, lambda each: each.is_step_success)

    return decorate if hook_fn is None else decorate(hook_fn)


@overload
def failure_hook(name: HookFn) -> HookDefinition: ...
@overload
def failure_hook(
    name: str | None = None, required_resource_keys: AbstractSet[str] | None = None
) -> Callable[[HookFn], HookDefinition]: ...
def failure_hook(name: Any = None, required_resource_keys: AbstractSet[str] | None = None) -> Any:
    """Make a hook of a function that is called after each step that fails.

    It is not called in a run whose first failure is raised to the caller, as in Dagster: call
    `materialize` with ``raise_on_error=False``.

    Args:
        name: The hook's name; the function's by default. Without parentheses the function.
        required_resource_keys: Resources that it uses.

    Raises:
        DagsterInvalidDefinitionError: The function takes something else than a context.

    Example:
        >>> @failure_hook
        ... def regret(context):
        ...     return str(context.op_exception)
        >>> from dagbook.authoring.hook_context import build_hook_context
        >>> regret(build_hook_context(op_exception=ValueError("spoilt")))
        'spoilt'
    """
    own = None if callable(name) else name

    def decorate(fn: HookFn) -> HookDefinition:
        return _definition(fn, own, required_resource_keys, lambda each: each.is_step_failure)

    return decorate(name) if callable(name) else decorate
