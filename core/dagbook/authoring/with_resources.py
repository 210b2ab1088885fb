"""`with_resources`: assets that bring the resources along that they need."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY, AssetsDefinition
from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import Record
from dagbook.authoring.doors import default_io_manager
from dagbook.authoring.io_manager_definition import IOManagerDefinition
from dagbook.authoring.manager_checks import check_managers, needs_of, no_managers
from dagbook.authoring.own_resources import with_own_resources
from dagbook.authoring.required_resources import check_resources, with_needed
from dagbook.authoring.source_asset import SourceAsset
from dagbook.errors import (
    DagsterInvalidInvocationError,
    ParameterCheckError,
)
from dagbook.foundation.attributes import real_attribute


class _DefaultIOManager(IOManagerDefinition):
    """Stands for the IO manager that a run uses where none is bound; a run puts its own there."""

    __dagbook_default__ = True


_DEFAULT = _DefaultIOManager(default_io_manager)


def with_resources(
    definitions: Iterable[Any],
    resource_defs: Mapping[str, Any],
    resource_config_by_key: Mapping[str, Any] | None = None,
) -> list[Any]:
    """Return *definitions* with the resources that they need as their own.

    Args:
        definitions: Assets and source assets; a spec is returned as it is.
        resource_defs: By key; what nothing needs is left out. Without an `io_manager` it is the
            one that a run uses where none is bound, and what a run binds is not asked.
        resource_config_by_key: By key, what a run's config would say: ``{"config": ...}``.

    Raises:
        DagsterInvalidDefinitionError: One needs a resource that is not there.
        DagsterInvalidInvocationError: One has a resource of its own for a key that is there, or a
            config is not of that form.
        DagsterInvalidConfigError: A config does not fit.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> @asset(required_resource_keys={"limit"})
        ... def orders(context):
        ...     return context.resources.limit
        >>> (with_limit,) = with_resources([orders], {"limit": 3})
        >>> with_limit.resource_defs["limit"], sorted(with_limit.resource_defs)
        (3, ['io_manager', 'limit'])
    """
    said = {"resource_defs": resource_defs, "resource_config_by_key": resource_config_by_key or {}}
    for name, value in said.items():
        if not isinstance(value, Mapping):
            raise ParameterCheckError(
                f"{name} of with_resources is a dict of resources by key; got {value!r}."
            )
    bound = {DEFAULT_IO_MANAGER_KEY: _DEFAULT, **resource_defs}
    told = _told(bound, resource_config_by_key or {})
    return [_with_resources(each, told) for each in definitions]


def _with_resources(definition: Any, given: Mapping[str, Any]) -> Any:
    """Return *definition* with what it needs of *given* as its own; a spec needs nothing."""
    if isinstance(definition, AssetsDefinition):
        return _with_own(definition, given)
    return (
        _source_with_own(definition, given) if isinstance(definition, SourceAsset) else definition
    )


def _source_with_own(source: SourceAsset, given: Mapping[str, Any]) -> SourceAsset:
    """Return *source* with what loads and observes it of *given* as its own."""
    bound = {**given, **source.resource_defs}
    who = f"SourceAsset with key {source.key.to_user_string()}"
    asked = [(who, key) for key in sorted(source.required_resource_keys)]
    for problem in check_resources(asked, bound):
        raise problem
    return replace(
        source,
        metadata=source.raw_metadata,
        resource_defs={key: bound[key] for _, key in with_needed(asked, bound)},
    )


def _with_own(definition: AssetsDefinition, given: Mapping[str, Any]) -> AssetsDefinition:
    """Return *definition* with what it needs of *given* as its own."""
    bound = {**with_own_resources([definition], given), **definition.options.resource_defs}
    asked = [
        (f"op '{definition.op_name}'", key) for key in sorted(definition.required_resource_keys)
    ]
    for problem in check_resources(asked, bound):
        raise problem
    for problem in check_managers(needs_of(definition, among=no_managers(bound)), bound):
        raise problem
    needed = {key: bound[key] for _, key in with_needed(asked, bound)}
    options = replace(definition.options, resource_defs=needed)
    return definition._with(options=options)  # noqa: SLF001 - of its own package


def _told(resources: Mapping[str, Any], configs: Mapping[str, Any]) -> dict[str, Any]:
    """Return *resources*, those configured that *configs* says something to."""
    made = dict(resources)
    for key, said in configs.items():
        if key not in resources:
            continue
        if not isinstance(said, Mapping) or "config" not in said:
            raise DagsterInvalidInvocationError(
                f"Error with config for resource key '{key}': Expected a dictionary of the form "
                f"{{'config': ...}}, but received {said!r}."
            )
        made[key] = _configured(key, resources[key], said["config"])
    return made


def _configured(key: str, resource: Any, config: Any) -> Any:
    """Return *resource*, bound to *key*, with its config given."""
    definition = resource
    if real_attribute(resource, "get_resource_definition"):
        definition = resource.get_resource_definition()
    if not real_attribute(definition, "configured"):
        raise DagsterInvalidInvocationError(
            f"The resource '{key}' is {resource!r}, which takes no config. Leave it out of "
            "resource_config_by_key."
        )
    where = f"resource {key}, in with_resources"
    checked_config(
        Record({"config": definition.config_field()}),
        {"config": config},
        (),
        where,
        processed=False,
    )
    return definition.configured(config)
