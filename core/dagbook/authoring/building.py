"""`build_resources` and `build_init_resource_context`: resources without a run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from logging import Logger, getLogger
from typing import Any

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.resources import (
    InitResourceContext,
    RunResources,
    ScopedResources,
    check_resources,
)
from dagbook.storage.instance import DagsterInstance


@contextmanager
def build_resources(
    resources: Mapping[str, Any],
    instance: DagsterInstance | None = None,
    resource_config: Mapping[str, Any] | None = None,
) -> Iterator[ScopedResources]:
    """Set *resources* up, yield them by attribute, and tear them down in reverse order.

    Args:
        resources: What is bound to each key.
        instance: What they are told; one in memory by default.
        resource_config: By key, what a run's config would say: ``{"config": ...}``.

    Raises:
        DagsterInvalidDefinitionError: One requires another that is not there.
        DagsterInvalidConfigError: The config of one does not fit.
        DagsterResourceFunctionError: One raised while it was set up.

    Example:
        >>> with build_resources({"limit": 3}) as built:
        ...     built.limit
        3
    """
    for problem in check_resources([("build_resources", key) for key in resources], resources):
        raise problem
    configs = {}
    for key, value in resources.items():
        given = (resource_config or {}).get(key, {})
        to_be_told = getattr(value, "config_field", None)
        if to_be_told is None or isinstance(value, type):
            continue
        field = to_be_told()
        if "config" in given or field.is_required:
            told, where = given.get("config", {}), ("resources", key, "config")
            configs[key] = checked_config(field.type, told, where, f"resource {key}")
    context = InitResourceContext(None, instance or DagsterInstance.ephemeral())
    with RunResources(resources, context, configs) as ready:
        yield ready.scoped(resources)


def build_init_resource_context(
    config: Any = None,
    resources: Mapping[str, Any] | None = None,
    instance: DagsterInstance | None = None,
    log_manager: Logger | None = None,
) -> InitResourceContext:
    """Return what a resource is told while it is set up, for tests.

    Args:
        config: Its config.
        resources: The resources it requires, as they are.
        instance: The instance; one in memory by default.
        log_manager: The logger.

    Example:
        >>> build_init_resource_context(config={"host": "here"}).resource_config
        {'host': 'here'}
    """
    return InitResourceContext(
        None,
        instance or DagsterInstance.ephemeral(),
        log_manager or getLogger("dagbook"),
        config,
        ScopedResources(resources or {}),
    )
