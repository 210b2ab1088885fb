"""`ResourceDefinition` and `resource`: a resource that a function makes."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar, overload

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import FieldOf
from dagbook.authoring.resources import InitResourceContext
from dagbook.authoring.signature import RESOURCE_MARK
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvalidInvocationError

T = TypeVar("T")

ResourceParam = Annotated[T, RESOURCE_MARK]
"""The annotation of a parameter that takes the resource of its name, whatever its class."""

RESOURCE_DEPENDENCY = "resource_dependency"
"""What `ResourceDependency` adds to a type."""

ResourceDependency = Annotated[T, RESOURCE_DEPENDENCY]
"""The annotation of a resource's field that holds another resource, whatever its class."""


class ResourceDefinition:
    """A resource that a function makes when a run starts.

    Args:
        resource_fn: Takes an `InitResourceContext`, or nothing. One that yields is torn down at
            the end of the run.
        config_schema: What the run may set: a type, or a dict of types by name.
        description: In Markdown.
        required_resource_keys: Resources that it uses through ``context.resources``.
    """

    def __init__(
        self,
        resource_fn: Callable[..., Any],
        config_schema: Any = None,
        description: str | None = None,
        required_resource_keys: Iterable[str] | None = None,
        version: str | None = None,
    ) -> None:
        if not callable(resource_fn):
            raise DagsterInvalidDefinitionError(
                f"A ResourceDefinition is made by a function; got {resource_fn!r}."
            )
        self.resource_fn = resource_fn
        self.config_schema = config_schema
        self.description = description
        self.required_resource_keys = frozenset(required_resource_keys or ())
        self.version = version
        self._config: Any = None
        self.given_config: Any = None
        self.__doc__ = getattr(resource_fn, "__doc__", None)
        self.__name__ = getattr(resource_fn, "__name__", "resource")

    def __repr__(self) -> str:
        return f"ResourceDefinition({self.__name__})"

    def __call__(self, init_context: InitResourceContext | None = None) -> Any:
        """Call the function, as a unit test does; of one that yields, return what it yields first.

        Raises:
            DagsterInvalidConfigError: The context's config does not fit.
            DagsterInvalidInvocationError: Config is required and there is no context.
        """
        context = init_context or InitResourceContext()
        config_field = self.config_field()
        config_type = config_field.type
        if config_field.is_required and context.resource_config is None:
            raise DagsterInvalidInvocationError(
                f"Resource {self.__name__} has required config, but no context with it was given. "
                "Call it with build_init_resource_context(config=...)."
            )
        if context.resource_config is not None:
            checked_config(config_type, context.resource_config, ("config",), "resource")
        made = self._made(context)
        return next(made) if inspect.isgenerator(made) else made

    def configured(
        self, config_or_config_fn: Any, config_schema: Any = None, description: str | None = None
    ) -> "ResourceDefinition":
        """Return the same resource with its config given.

        Args:
            config_or_config_fn: The config, or a function that makes it of the run's.
            config_schema: What the run may set, for such a function.
            description: In place of its own.

        Raises:
            DagsterInvalidConfigError: The config does not fit.
        """
        if callable(config_or_config_fn):
            schema, config = config_schema, config_or_config_fn
        else:
            schema, fixed = None, config_or_config_fn
            config_type = self.config_field().type
            checked_config(config_type, fixed, ("config",), f"resource {self.__name__}")
            config = lambda _: fixed  # noqa: E731 - one of two functions of one form
        made = ResourceDefinition(
            self.resource_fn,
            schema,
            description or self.description,
            self.required_resource_keys,
            self.version,
        )
        made._config = config
        made.given_config = config_or_config_fn
        made.__name__ = self.__name__
        return made

    def config_field(self) -> FieldOf:
        """Return what the run's config may say to it."""
        return as_field(self.config_schema)

    def nested_resource_keys(self, bound: Mapping[str, Any]) -> Iterable[str]:  # noqa: ARG002 - one form for all resources
        """Return the keys of the resources it uses."""
        return sorted(self.required_resource_keys)

    @contextmanager
    def resource_for_execution(self, context: InitResourceContext) -> Iterator[Any]:
        """Yield what the function makes, and let it end afterwards."""
        made = self._made(_with_config(context, self._config))
        if inspect.isgenerator(made):
            with contextmanager(lambda: made)() as resource:
                yield resource
        else:
            yield made

    def _made(self, context: InitResourceContext) -> Any:
        """Return what the function returns."""
        takes_context = bool(inspect.signature(self.resource_fn).parameters)
        return self.resource_fn(context) if takes_context else self.resource_fn()

    @staticmethod
    def hardcoded_resource(value: Any, description: str | None = None) -> "ResourceDefinition":
        """Return a resource that is *value*."""
        return ResourceDefinition(lambda _: value, description=description)

    @staticmethod
    def none_resource(description: str | None = None) -> "ResourceDefinition":
        """Return a resource that is None."""
        return ResourceDefinition.hardcoded_resource(None, description)

    @staticmethod
    def string_resource(description: str | None = None) -> "ResourceDefinition":
        """Return a resource that is the text the run's config gives."""
        return ResourceDefinition(lambda context: context.resource_config, str, description)


def _with_config(context: InitResourceContext, config: Any) -> InitResourceContext:
    """Return *context* with the config that *config* makes of the run's, if there is any."""
    if config is None:
        return context
    made = config(context.resource_config)
    return InitResourceContext(
        context.run_id, context.instance, context.log, made, context.resources, context.shared
    )


@overload
def resource(config_schema: Callable[..., Any]) -> ResourceDefinition: ...
@overload
def resource(
    config_schema: Any = ...,
    description: str | None = ...,
    required_resource_keys: Iterable[str] | None = ...,
    version: str | None = ...,
) -> Callable[[Callable[..., Any]], ResourceDefinition]: ...


def resource(
    config_schema: Any = None,
    description: str | None = None,
    required_resource_keys: Iterable[str] | None = None,
    version: str | None = None,
) -> ResourceDefinition | Callable[[Callable[..., Any]], ResourceDefinition]:
    """Define a resource by the function that makes it.

    Args:
        config_schema: What the run may set, in ``context.resource_config``: a type, or a dict of
            types by name. The function itself, when used as ``@resource`` without arguments.
        description: In Markdown; the docstring by default.
        required_resource_keys: Resources that it uses through ``context.resources``.
        version: Accepted as Dagster's programs pass it.

    Example:
        >>> @resource(config_schema={"host": str})
        ... def warehouse(context):
        ...     return f"connected to {context.resource_config['host']}"
        >>> warehouse(InitResourceContext(resource_config={"host": "here"}))
        'connected to here'
    """
    if inspect.isfunction(config_schema):
        return ResourceDefinition(config_schema, None, config_schema.__doc__)

    def decorate(fn: Callable[..., Any]) -> ResourceDefinition:
        described = description or fn.__doc__
        return ResourceDefinition(fn, config_schema, described, required_resource_keys, version)

    return decorate
