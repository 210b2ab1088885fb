"""Resources: bound by key, set up once a run and only when used, torn down in reverse order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from logging import Logger, getLogger
from types import TracebackType
from typing import Any, Self

from dagbook.errors import (
    CheckError,
    DagsterError,
    DagsterInvalidConfigError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    DagsterResourceFunctionError,
    DagsterUnknownResourceError,
    did_you_mean,
)
from dagbook.foundation.attributes import real_attribute
from dagbook.foundation.names import similar

_LOG = getLogger("dagbook")


@dataclass(frozen=True, slots=True)
class InitResourceContext:
    """What a resource is told while it is set up.

    Args:
        run_id: The run's id, or None outside a run.
        instance: The instance the run is recorded in.
        log: The run's logger.
        resource_config: What the run's config says to the resource, as plain values.
        resources: The resources that it requires, by attribute.
        shared: Gives what is set up for a resource that is nested in this one and has a key of its
            own, and None for others.
        resource_def: What is bound.
        dagster_run: The run, or None outside a run.
        all_resource_defs: What is bound to each key.
    """

    run_id: str | None = None
    instance: Any = None
    log: Logger | None = None
    resource_config: Any = None
    resources: Any = None
    shared: Callable[[Any], Any] | None = field(default=None, repr=False)
    resource_def: Any = field(default=None, repr=False)
    dagster_run: Any = field(default=None, repr=False)
    all_resource_defs: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def run(self) -> Any:
        """The run, or None outside a run."""
        return self.dagster_run

    @property
    def log_manager(self) -> Logger | None:
        """The run's logger."""
        return self.log

    def replace_config(self, config: Any) -> "InitResourceContext":
        """Return the same context with another config."""
        return replace(self, resource_config=config)


class ScopedResources:
    """The resources of a run by attribute, as ``context.resources.warehouse``.

    Args:
        values: By key.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        try:
            return self._values[key]
        except KeyError:
            raise DagsterUnknownResourceError(
                f'Unknown resource "{key}". Specify "{key}" as a required resource on the asset '
                "that uses it: required_resource_keys, or a parameter annotated with its class."
            ) from None

    def _asdict(self) -> dict[str, Any]:
        """Return the resources by key."""
        return dict(self._values)


class RunResources:
    """The resources of one run; a context manager that tears down what it set up.

    Args:
        bound: What is bound to each key.
        context: What each is told while it is set up.
        configs: What the run's config says to each, by key.
    """

    def __init__(
        self,
        bound: Mapping[str, Any],
        context: InitResourceContext,
        configs: Mapping[str, Any] | None = None,
    ) -> None:
        self._bound = bound
        self._configs = configs or {}
        self._context = context
        self._ready: dict[str, Any] = {}
        self._stack = ExitStack()
        self.torn_down: BaseException | None = None
        """What was raised as they were torn down, or None."""

    @property
    def bound(self) -> Mapping[str, Any]:
        """What is bound to each key, as it was given."""
        return self._bound

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ready.clear()
        self._stack.__exit__(kind, error, traceback)

    def _tear_down(self, manager: AbstractContextManager[Any], *raised: Any) -> None:
        """Leave *manager*; what it raises is logged and the others are left all the same."""
        try:
            manager.__exit__(*raised)
        except Exception as why:  # noqa: BLE001 - a resource raises what it likes; it is logged
            self.torn_down = why
            # As in Dagster: what was made stays made, whatever a resource does as it closes.
            _LOG.exception("A resource raised while it was torn down.")

    def set_up(self, keys: Iterable[str]) -> None:
        """Set *keys* up, each after what it requires, and otherwise by name, as in Dagster.

        Raises:
            DagsterResourceFunctionError: One raised; those before it are torn down at the end.
        """
        for level in levels_of(dict.fromkeys(keys), self._bound):
            for key in level:
                self.get(key)

    def get(self, key: str) -> Any:
        """Return the resource *key*, set up at the first call.

        Raises:
            DagsterUnknownResourceError: Nothing is bound to it.
            DagsterResourceFunctionError: It raised while it was set up.
        """
        if key not in self._ready:
            # Not while a KeyError is handled: a user would read it as the cause of what is raised.
            self._ready[key] = self._set_up(key)
        return self._ready[key]

    def scoped(self, keys: Iterable[str]) -> ScopedResources:
        """Return *keys*, set up, by attribute."""
        return ScopedResources({key: _attached(self.get(key)) for key in keys})

    def config_of(self, key: str) -> Any:
        """Return the config of the resource *key*, as its function is told it; None for none."""
        told = self._configs.get(key)
        resolved = real_attribute(self._bound.get(key), "resolved_config")
        return told if resolved is None else resolved(told)

    def required_by(self, key: str) -> ScopedResources:
        """Return the resources that the resource *key* requires, set up, by attribute."""
        return self.scoped(real_attribute(self._bound.get(key), "required_resource_keys", ()))

    def _set_up(self, key: str) -> Any:
        """Set the resource *key* up, and have it torn down at the end."""
        if key not in self._bound:
            raise DagsterUnknownResourceError(
                f"No resource is bound to {key!r}; there are {sorted(self._bound)}."
            )
        resource = self._bound[key]
        if isinstance(resource, type) or real_attribute(resource, "resource_for_execution") is None:
            return resource
        context = replace(
            self._context,
            log=_log_of(self._context.log, key, resource),
            resource_config=self._configs.get(key),
            resources=self.scoped(real_attribute(resource, "required_resource_keys", ())),
            shared=self._shared,
            resource_def=resource,
            all_resource_defs=self._bound,
        )
        told = real_attribute(resource, "with_config")
        try:
            if told is not None and (key in self._configs or is_at_launch(resource)):
                resource = told(self._configs.get(key) or {})
            manager: AbstractContextManager[Any] = resource.resource_for_execution(context)
            made = manager.__enter__()
        except DagsterInvalidConfigError as error:
            raise DagsterInvalidConfigError(
                f"Error in config for resource {key}: {error}"
            ) from error
        except DagsterError:
            raise
        except Exception as error:
            raise DagsterResourceFunctionError(
                f"Error executing resource_fn on ResourceDefinition {key}: {error}", error
            ) from error
        self._stack.push(partial(self._tear_down, manager))
        return made

    def _shared(self, nested: Any) -> Any:
        """Return what is set up for *nested*, if it is bound to a key; else None."""
        key = next((key for key, value in self._bound.items() if value is nested), None)
        return None if key is None else self.get(key)


def _log_of(log: Any, key: str, resource: Any) -> Any:
    """Return what the resource *key* logs to while it is set up: *log*, which tells its name."""
    if log is None:
        return _LOG
    told = real_attribute(log, "with_tags")
    fn = getattr(real_attribute(resource, "resource_fn"), "__name__", None)
    return log if told is None else told(resource_name=key, resource_fn_name=fn)


def _attached(resource: Any) -> Any:
    """Return what ``context.resources`` shows of *resource*: it says so, or itself."""
    other = getattr(type(resource), "__dagbook_attaches__", False)
    return resource.get_object_to_set_on_execution_context() if other else resource


def is_at_launch(resource: Any) -> bool:
    """Return whether *resource* gets its settings from the run's config alone."""
    return getattr(resource, "__dagbook_at_launch__", False) is True


def levels_of(keys: Iterable[str], bound: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield *keys* sorted, those first that require none of the others, then what requires these.

    Raises:
        DagsterInvariantViolationError: Some require one another in a circle.

    >>> list(levels_of(["b", "a"], {}))
    [['a', 'b']]
    """
    left = set(keys)
    while left:
        ready = [key for key in left if left.isdisjoint({*_needed(key, bound)} - {key})]
        if any(key in _needed(key, bound) for key in ready) or not ready:
            raise DagsterInvariantViolationError(
                f'Resource key "{min(left)}" transitively depends on itself: '
                f"{', '.join(sorted(left))} require one another. Take one of them out of "
                "required_resource_keys."
            )
        yield sorted(ready)
        left.difference_update(ready)


def _needed(key: str, bound: Mapping[str, Any]) -> Iterable[str]:
    """Return the keys that the resource bound to *key* requires."""
    resource = bound.get(key)
    needed = real_attribute(resource, "nested_resource_keys")
    return () if needed is None or isinstance(resource, type) else tuple(needed(bound))


def with_needed(
    required: Iterable[tuple[str, str]], bound: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield *required*, and what those resources require in turn, each once.

    Args:
        required: Pairs of who requires it, in words, and its key.
        bound: What is bound.

    Raises:
        DagsterInvalidDefinitionError: One is nested in another and has to have a key of its own.
    """
    pending, seen = list(required), set[str]()
    while pending:
        who, key = pending.pop(0)
        yield who, key
        if key in seen:
            continue
        seen.add(key)
        needed = _needed(key, bound)
        pending.extend((f"resource with key '{key}'", each) for each in needed)


def check_resource_keys(bound: Iterable[str]) -> None:
    """Raise where one of the keys *bound* cannot be the name of a parameter.

    Raises:
        CheckError: Naming it.

    >>> check_resource_keys(["warehouse"])
    """
    for key in bound:
        if not key.isidentifier():
            raise CheckError(
                f"Resource key '{key}' must be a valid Python identifier: assets take the resource "
                "by a parameter of that name."
            )


def check_resources(
    required: Iterable[tuple[str, str]], bound: Mapping[str, Any]
) -> Iterator[DagsterInvalidDefinitionError]:
    """Yield an error for each resource that is required and not bound.

    Args:
        required: Pairs of who requires it, in words, and its key.
        bound: What is bound.
    """
    for who, key in with_needed(required, bound):
        if key not in bound:
            near = similar(key, bound)
            known = ", ".join(sorted(bound)) or "none"
            hint = did_you_mean(near)
            yield DagsterInvalidDefinitionError(
                f"resource with key '{key}' required by {who} was not provided. Bind it with "
                f"resources={{'{key}': ...}}; bound are: {known}.{hint}"
            )
