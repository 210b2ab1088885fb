"""`build_resources` and `build_init_resource_context`: resources without a run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from inspect import isgeneratorfunction
from logging import Logger, getLogger
from types import TracebackType
from typing import Any, Self

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import Record
from dagbook.authoring.required_resources import check_resources
from dagbook.authoring.resources import InitResourceContext, RunResources, ScopedResources
from dagbook.authoring.run_config import resource_fields
from dagbook.errors import DagsterInvariantViolationError, ParameterCheckError
from dagbook.foundation.attributes import real_attribute
from dagbook.foundation.parameters import check_given, check_named, check_parameter, of_type
from dagbook.storage.instance import DagsterInstance


@contextmanager
def build_resources(
    resources: Mapping[str, Any],
    instance: DagsterInstance | None = None,
    resource_config: Mapping[str, Any] | None = None,
    dagster_run: Any = None,
    log_manager: Logger | None = None,
) -> Iterator[ScopedResources]:
    """Set *resources* up, yield them by attribute, and tear them down in reverse order.

    Args:
        resources: What is bound to each key.
        instance: What they are told; one in memory by default.
        resource_config: By key, what a run's config would say: ``{"config": ...}``.
        dagster_run: The run that they are told of.
        log_manager: The logger that they are told of.

    Raises:
        DagsterInvalidDefinitionError: One requires another that is not there.
        DagsterInvariantViolationError: Some require one another in a circle.
        DagsterInvalidConfigError: The config of one does not fit.
        DagsterResourceFunctionError: One raised while it was set up.

    Example:
        >>> with build_resources({"limit": 3}) as built:
        ...     built.limit
        3
    """
    if resources is None:
        raise ParameterCheckError("build_resources(resources=...) takes a mapping; got None.")
    check_given("build_resources", _RULES, locals())
    context = InitResourceContext(
        getattr(dagster_run, "run_id", None),
        instance or DagsterInstance.ephemeral(),
        log_manager,
        dagster_run=dagster_run,
    )
    with _ready(resources, context, resource_config or {}) as ready:
        yield ready.scoped(resources)


@contextmanager
def _ready(
    resources: Mapping[str, Any], context: InitResourceContext, config: Mapping[str, Any]
) -> Iterator[RunResources]:
    """Yield *resources*, set up."""
    for problem in check_resources([("build_resources", key) for key in resources], resources):
        raise problem
    told = checked_config(Record(resource_fields(resources, resources)), config, (), "resources")
    configs = {key: each["config"] for key, each in told.items() if "config" in each}
    with RunResources(resources, context, configs) as ready:
        ready.set_up(resources)
        yield ready


class BuiltInitResourceContext(InitResourceContext):
    """What a resource is told while it is set up, made by `build_init_resource_context`.

    The resources in it are set up when they are asked for; with ``with``, torn down at its end.
    """

    __slots__ = ()

    def __enter__(self) -> Self:
        if self.resources is not None:
            self.resources.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.resources is not None:
            self.resources.__exit__(kind, error, traceback)


class _BuiltResources(ScopedResources):
    """Resources by attribute, each set up when it is first asked for."""

    __slots__ = ("_bound", "_ready", "_within")

    def __init__(self, bound: Mapping[str, Any], context: InitResourceContext) -> None:
        super().__init__({})
        self._bound = bound
        self._ready = RunResources(bound, context)
        self._within = False

    def __enter__(self) -> Self:
        self._within = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._within = False
        self._ready.__exit__(kind, error, traceback)

    def __getattr__(self, key: str) -> Any:
        if key not in self._bound:
            return super().__getattr__(key)
        if not self._within and _has_teardown(self._bound[key]):
            raise DagsterInvariantViolationError(
                f'The resource "{key}" has to be torn down at the end. Use '
                "`with build_init_resource_context(...) as context:`."
            )
        return getattr(self._ready.scoped([key]), key)

    def _asdict(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in self._bound}


def _has_teardown(resource: Any) -> bool:
    """Return whether *resource* has to be torn down."""
    said = real_attribute(resource, "has_teardown")
    return isgeneratorfunction(real_attribute(resource, "resource_fn")) if said is None else said()


def build_init_resource_context(
    config: Any = None,
    resources: Mapping[str, Any] | None = None,
    instance: DagsterInstance | None = None,
    log_manager: Logger | None = None,
) -> BuiltInitResourceContext:
    """Return what a resource is told while it is set up, for tests.

    Args:
        config: Its config.
        resources: The resources it requires; set up when they are asked for.
        instance: The instance; one in memory by default.
        log_manager: The logger.

    Raises:
        ParameterCheckError: One of them is of another type.

    Example:
        >>> build_init_resource_context(config={"host": "here"}).resource_config
        {'host': 'here'}
    """
    owner = "build_init_resource_context"
    check_named(owner, "config", config)
    check_named(owner, "resources", resources)
    check_parameter(owner, "instance", instance, DagsterInstance)
    chosen = instance or DagsterInstance.ephemeral()
    log = log_manager or getLogger("dagbook")
    bound = dict(resources or {})
    return BuiltInitResourceContext(
        None,
        chosen,
        log,
        config,
        _BuiltResources(bound, InitResourceContext(None, chosen, log)),
        all_resource_defs=bound,
    )


_RULES = {
    "resources": check_named,
    "instance": of_type(DagsterInstance),
    "resource_config": check_named,
}
