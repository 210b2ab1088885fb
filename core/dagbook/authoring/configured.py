"""`configured` and `config_mapping`: config made of other config, by a value or a function."""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar, overload

from dagbook.authoring.config_annotations import config_type_of, given_config, is_config_class
from dagbook.authoring.config_checks import checked_field
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import FieldOf, field_as_implied
from dagbook.errors import CheckError, ParameterCheckError
from dagbook.foundation.parameters import check_parameter

T = TypeVar("T")


def configured(configurable: Any, config_schema: Any = None, **kwargs: Any) -> Callable[[Any], Any]:
    """Return what gives *configurable* its config: a value, or the function that makes it.

    Args:
        configurable: A resource, an op, a graph or a logger; or a `ConfigurableResource` class.
        config_schema: What the function takes; its parameter may be annotated with a `Config` class
            instead.
        **kwargs: For what is returned: ``name`` of an op or graph, ``description``.

    Raises:
        ParameterCheckError: It is nothing that takes config.
        CheckError: The function has not exactly one parameter, or both an annotation and a schema.

    Example:
        >>> from dagbook.authoring.resource_definition import resource
        >>> @resource(config_schema={"host": str})
        ... def warehouse(context):
        ...     return context.resource_config["host"]
        >>> @configured(warehouse)
        ... def local_warehouse(_):
        ...     return {"host": "localhost"}
        >>> local_warehouse(None)
        'localhost'
    """
    if not callable(getattr(configurable, "configured", None)) and not _is_resource_class(
        configurable
    ):
        raise ParameterCheckError(
            f"Only a ResourceDefinition, op, graph, job or LoggerDefinition can be configured; got "
            f"{configurable!r} of type {type(configurable).__name__}."
        )

    def apply(config_or_config_fn: Any) -> Any:
        given, schema = config_or_config_fn, config_schema
        if callable(given):
            given, schema = _of_function(given, schema)
        target = configurable
        if _is_resource_class(configurable):
            target = configurable.configure_at_launch().get_resource_definition()
        options = dict(kwargs)
        if "name" in inspect.signature(target.configured).parameters:
            options.setdefault("name", getattr(config_or_config_fn, "__name__", None))
            if options["name"] is None:
                raise CheckError(
                    f"{configurable!r} is configured by a value; say its new name: "
                    "configured(..., name=...)."
                )
        return target.configured(given, config_schema=schema, **options)

    return apply


def _is_resource_class(configurable: Any) -> bool:
    """Return whether *configurable* is a class of resources."""
    return inspect.isclass(configurable) and hasattr(configurable, "__dagbook_resource__")


def _of_function(fn: Callable[..., Any], schema: Any) -> tuple[Callable[[Any], Any], Any]:
    """Return *fn* as a function of plain config, and the schema of that."""
    parameters = list(inspect.signature(fn, eval_str=True).parameters.values())
    if len(parameters) != 1:
        raise CheckError(
            f"The config function {getattr(fn, '__name__', fn)} should have exactly one "
            f"parameter, the config; it has {len(parameters)}."
        )
    annotation = parameters[0].annotation
    if not is_config_class(annotation):
        return fn, schema
    if schema is not None:
        raise CheckError(
            f"Cannot provide config_schema to {fn.__name__} with Config-annotated param: "
            f"{annotation.__name__} says it already."
        )

    def of_plain(config: Any) -> Any:
        made = fn(given_config(annotation, config))
        if not hasattr(type(made), "__dagbook_config__"):
            return made
        # Only who has a Config object has loaded pydantic.
        return import_module("dagbook.authoring.config").as_config_dict(made)

    implied = field_as_implied(config_type_of(annotation, f"the parameter of {fn.__name__}"))
    return of_plain, implied


class ConfigMapping:
    """How the config of a job or graph becomes that of its ops.

    Args:
        config_fn: Takes the config, returns that of the ops by name.
        config_schema: What it takes.
        receive_processed_config_values: Whether it takes values as they are used, defaults and
            environment variables in place and enums as members; else as they were given.

    Example:
        >>> by_day = ConfigMapping(lambda c: {"load": {"config": {"days": c}}}, int)
        >>> by_day.resolve_from_unvalidated_config(3)
        {'load': {'config': {'days': 3}}}
    """

    __slots__ = ("config_fn", "config_schema", "receive_processed_config_values")

    def __init__(
        self,
        config_fn: Callable[[Any], Any],
        config_schema: Any = None,
        receive_processed_config_values: bool | None = None,
    ) -> None:
        if not callable(config_fn):
            raise ParameterCheckError(
                f"The config_fn of a ConfigMapping is a function; got {config_fn!r}."
            )
        processed = receive_processed_config_values
        check_parameter("ConfigMapping", "receive_processed_config_values", processed, bool)
        self.config_fn = config_fn
        self.config_schema: FieldOf = as_field(config_schema)
        self.receive_processed_config_values = receive_processed_config_values

    def resolve_from_unvalidated_config(self, config: Any) -> Any:
        """Return what the function makes of *config*, which is held against the schema first.

        Raises:
            DagsterInvalidConfigError: It does not fit.
        """
        processed = self.receive_processed_config_values is not False
        made = checked_field(
            self.config_schema, config, ("config",), "a config mapping", processed=processed
        )
        return self.config_fn(made)

    def resolve_from_validated_config(self, config: Any) -> Any:
        """Return what the function makes of *config*, which was held against the schema already.

        Raises:
            CheckError: It was said how values are to be received.
        """
        if self.receive_processed_config_values is not None:
            raise CheckError(
                "`receive_processed_config_values` parameter has been set, but only applies to "
                "unvalidated config. Leave it out."
            )
        return self.config_fn(config)


@overload
def config_mapping(config_fn: Callable[..., Any]) -> ConfigMapping: ...
@overload
def config_mapping(
    *, config_schema: Any = ..., receive_processed_config_values: bool | None = ...
) -> Callable[[Callable[..., Any]], ConfigMapping]: ...


def config_mapping(
    config_fn: Callable[..., Any] | None = None,
    *,
    config_schema: Any = None,
    receive_processed_config_values: bool | None = None,
) -> ConfigMapping | Callable[[Callable[..., Any]], ConfigMapping]:
    """Define how the config of a job or graph becomes that of its ops, by a function.

    Args:
        config_fn: The function, when used as ``@config_mapping`` without arguments. Its parameter
            may be annotated with a `Config` class, and it may return a `RunConfig`.
        config_schema: What it takes, where the annotation does not say it.
        receive_processed_config_values: As in `ConfigMapping`.

    Raises:
        CheckError: The function has not exactly one parameter, or both an annotation and a schema.

    Example:
        >>> @config_mapping(config_schema={"days": int})
        ... def by_day(config):
        ...     return {"load": {"config": config}}
        >>> by_day.resolve_from_validated_config({"days": 3})
        {'load': {'config': {'days': 3}}}
    """
    if config_fn is not None and not callable(config_fn):
        raise ParameterCheckError(
            f'Param "config_fn" is not callable. Got {config_fn!r} which is type '
            f"{type(config_fn).__name__}. Give a function of the config."
        )

    def decorate(fn: Callable[..., Any]) -> ConfigMapping:
        mapped, schema = _of_function(fn, config_schema)

        def as_dict(config: Any) -> Any:
            made = mapped(config)
            return made.to_config_dict() if hasattr(made, "to_config_dict") else made

        return ConfigMapping(as_dict, schema, receive_processed_config_values)

    return decorate(config_fn) if config_fn is not None else decorate
