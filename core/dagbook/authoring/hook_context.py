"""`HookContext`: what a hook is told of the step that ended; `build_hook_context` for tests."""

import inspect
import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn, Self

from dagbook.authoring.required_resources import check_resources
from dagbook.authoring.resources import InitResourceContext, RunResources, ScopedResources
from dagbook.authoring.step_services import StepServices
from dagbook.errors import (
    DagsterInvalidPropertyError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.foundation.attributes import real_attribute
from dagbook.foundation.parameters import TEXT, check_given, check_named, of_type
from dagbook.storage.instance import DagsterInstance


@dataclass(frozen=True, slots=True)
class HookedStep:
    """The op whose step ended, as far as a hook asks.

    Args:
        name: The op's name.
    """

    name: str


class HookContext:
    """What a hook is told of the step that ended.

    Args:
        step: The step.
        hook_def: The hook.
        resources: The resources that the hook requires, by attribute.
        op_exception: What the step raised, or None.
        outputs: The step's outputs: value and metadata by name.
    """

    def __init__(
        self,
        step: StepServices,
        hook_def: Any,
        resources: Any,
        op_exception: BaseException | None,
        outputs: Mapping[str, tuple[Any, Mapping[str, Any]]],
    ) -> None:
        self._step = step
        self._hook_def = hook_def
        self._resources = resources
        self._op_exception = op_exception
        self._outputs = outputs

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self._step.job_name or ""

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self._step.run_id or ""

    @property
    def hook_def(self) -> Any:
        """The hook."""
        return self._hook_def

    @property
    def instance(self) -> Any:
        """The instance the run is recorded in."""
        return self._step.instance

    @property
    def op(self) -> Any:
        """The op whose step ended."""
        return HookedStep(self.step_key.partition("[")[0].rsplit(".", 1)[-1])

    @property
    def step_key(self) -> str:
        """The step's key."""
        return self._step.step_key or ""

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Resources that the hook uses."""
        return self._hook_def.required_resource_keys  # type: ignore[no-any-return]  # the hook's

    @property
    def resources(self) -> Any:
        """The resources that the hook uses, by attribute."""
        return self._resources

    @property
    def op_config(self) -> Any:
        """What the run's config says to the step."""
        return self._step.op_config

    @property
    def log(self) -> Any:
        """The step's logger."""
        return self._step.log

    @property
    def op_exception(self) -> BaseException | None:
        """What the step raised, or None."""
        return self._op_exception

    @property
    def op_output_values(self) -> Mapping[str, Any]:
        """The values that the step yielded, by output."""
        return {name: value for name, (value, _) in self._outputs.items()}

    @property
    def op_output_metadata(self) -> Mapping[str, Any]:
        """The metadata of the outputs that the step yielded, by output."""
        return {name: metadata for name, (_, metadata) in self._outputs.items()}


class BuiltHookContext(HookContext):
    """A hook's context outside a run; what `build_hook_context` returns.

    As a context manager it tears down the resources that it set up.
    """

    def __init__(
        self,
        resources: Mapping[str, Any] | None = None,
        op: Any = None,
        run_id: str | None = None,
        job_name: str | None = None,
        op_exception: BaseException | None = None,
        instance: Any = None,
        hook_def: Any = None,
    ) -> None:
        self._given = dict(resources or {})
        self._own_op = op
        self._own_run_id = run_id
        self._own_job_name = job_name
        self._own_instance = instance
        self._hook_def = hook_def
        self._op_exception = op_exception
        self._stack = ExitStack()
        ready = self._stack.enter_context(RunResources(self._given, InitResourceContext()))
        self._scoped: ScopedResources = ready.scoped(self._given)
        self._is_open = not any(map(_is_torn_down, self._given.values()))

    def __enter__(self) -> Self:
        self._is_open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    def bound_to(self, hook_def: Any) -> "BuiltHookContext":
        """Return this context for the hook *hook_def*.

        Raises:
            DagsterInvalidDefinitionError: A resource that the hook uses is not there.
        """
        who = f"hook '{hook_def.name}'"
        required = [(who, key) for key in sorted(hook_def.required_resource_keys)]
        for problem in check_resources(required, self._given):
            raise problem
        bound = BuiltHookContext(
            None,
            self._own_op,
            self._own_run_id,
            self._own_job_name,
            self._op_exception,
            self._own_instance,
            hook_def,
        )
        bound._scoped = self.resources
        return bound

    def _provided(self, name: str, value: Any) -> Any:
        """Return *value*, which was given as the parameter *name*."""
        if value is None:
            raise DagsterInvalidPropertyError(
                f"Attribute '{name}' was not provided when constructing context. Provide a value "
                f"for the '{name}' parameter on 'build_hook_context'."
            )
        return value

    def _missing(self, name: str) -> NoReturn:
        """Raise: what is asked for is known while a step runs alone."""
        raise DagsterInvalidPropertyError(
            f"The {name} property is not set when a `HookContext` is constructed from "
            "`build_hook_context`."
        )

    @property
    def job_name(self) -> str:
        """The job's name, if it was given."""
        return str(self._provided("job_name", self._own_job_name))

    @property
    def run_id(self) -> str:
        """The run's id, if it was given."""
        return str(self._provided("run_id", self._own_run_id))

    @property
    def hook_def(self) -> Any:
        """The hook that is called."""
        return self._missing("hook_def") if self._hook_def is None else self._hook_def

    @property
    def instance(self) -> Any:
        """The instance, if it was given."""
        if self._own_instance is None:
            raise DagsterInvariantViolationError(
                "Tried to access the HookContext instance, but no instance was provided to "
                "`build_hook_context`."
            )
        return self._own_instance

    @property
    def op(self) -> Any:
        """The op, if it was given."""
        found = self._provided("op", self._own_op)
        use = getattr(found, "node_def", None)
        return found if use is None else HookedStep(found.given_alias or use.name)

    @property
    def step_key(self) -> str:
        """Raise: known while a step runs alone."""
        self._missing("step_key")

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Resources that the hook uses."""
        return self.hook_def.required_resource_keys  # type: ignore[no-any-return]  # the hook's

    @property
    def resources(self) -> Any:
        """The resources that were given, by attribute.

        Raises:
            DagsterInvariantViolationError: One has to be torn down and nobody would.
        """
        if not self._is_open:
            raise DagsterInvariantViolationError(
                "At least one provided resource is a generator, but attempting to access resources "
                "outside of context manager scope. Open it: `with build_hook_context(...) as "
                "context:`"
            )
        return self._scoped

    @property
    def op_config(self) -> Any:
        """Raise: known while a step runs alone."""
        self._missing("op_config")

    @property
    def log(self) -> Any:
        """A logger."""
        return logging.getLogger("dagbook")

    @property
    def op_output_values(self) -> Mapping[str, Any]:
        """Raise: known while a step runs alone."""
        self._missing("op_output_values")

    @property
    def op_output_metadata(self) -> Mapping[str, Any]:
        """Raise: known while a step runs alone."""
        self._missing("op_output_metadata")


def _is_torn_down(resource: Any) -> bool:
    """Return whether *resource* is a generator function, which is torn down after its use."""
    return inspect.isgeneratorfunction(real_attribute(resource, "resource_fn"))


def build_hook_context(
    resources: Mapping[str, Any] | None = None,
    op: Any = None,
    run_id: str | None = None,
    job_name: str | None = None,
    op_exception: Exception | None = None,
    instance: Any = None,
) -> HookContext:
    """Return a context to call a hook with, as in a unit test.

    Args:
        resources: By key: objects, or definitions that are set up.
        op: The op whose step ended.
        run_id: The run's id.
        job_name: The job's name.
        op_exception: What the step raised.
        instance: The instance the run is recorded in.

    Example:
        >>> build_hook_context(resources={"limit": 3}).resources.limit
        3
    """
    check_given("build_hook_context", _RULES, locals())
    return BuiltHookContext(resources, op, run_id, job_name, op_exception, instance)


def _check_op(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* is an op, or a use of one under another name."""
    # Ops know of hooks, so that here the classes of ops are known by name alone.
    classes = {each.__name__ for each in type(value).__mro__}
    if classes.isdisjoint(("OpDefinition", "PendingNodeInvocation")):
        raise ParameterCheckError(
            f"{owner}({name}=...) takes an op; got {value!r} of type {type(value).__name__}."
        )


_RULES = {
    "resources": check_named,
    "op": _check_op,
    "instance": of_type(DagsterInstance),
    "run_id": TEXT,
    "job_name": TEXT,
    "op_exception": of_type(Exception),
}
