"""Resources: bound by key, set up once a run and only when used, torn down in reverse order."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from logging import Logger, getLogger
from types import TracebackType
from typing import Any, Self

from dagbook.authoring.required_resources import is_at_launch, levels_of
from dagbook.errors import (
    DagsterError,
    DagsterInvalidConfigError,
    DagsterResourceFunctionError,
    DagsterUnknownResourceError,
)
from dagbook.foundation.attributes import real_attribute

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
    resource_config: Any = field(default=None, repr=False)
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
        self._set: dict[str, Any] = {}
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
        # As in Dagster, what a resource does at its end does not depend on how the run ended.
        self._stack.__exit__(None, None, None)

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
        resource = self._set.get(key, self._bound.get(key))
        now = real_attribute(resource, "config_now")
        if now is not None and not isinstance(resource, type):
            return now()
        resolved = real_attribute(resource, "resolved_config")
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
        self._set[key] = resource
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
