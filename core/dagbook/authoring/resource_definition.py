"""`ResourceDefinition` and `resource`: a resource that a function makes."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ContextDecorator, contextmanager
from copy import copy
from typing import Annotated, Any, Self, TypeVar, overload

from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import FieldOf, Record
from dagbook.authoring.resources import InitResourceContext
from dagbook.authoring.signature import RESOURCE_MARK
from dagbook.errors import (
    DagsterConfigMappingFunctionError,
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    ParameterCheckError,
)
from dagbook.foundation.parameters import TEXT, check_given, check_set

T = TypeVar("T")

ResourceParam = Annotated[T, RESOURCE_MARK]
"""The annotation of a parameter that takes the resource of its name, whatever its class."""


RESOURCE_DEPENDENCY = "resource_dependency"
"""The mark of a field that holds another resource."""

ResourceDependency = Annotated[T, RESOURCE_DEPENDENCY]
"""The annotation of a resource's field that holds another resource, whatever its class."""


_RULES = {"description": TEXT, "required_resource_keys": check_set, "version": TEXT}


class ResourceDefinition:
    """A resource that a function makes when a run starts.

    Args:
        resource_fn: Takes an `InitResourceContext`, or nothing. One that yields, or returns a
            context manager, is torn down at the end of the run.
        config_schema: What the run may set: a type, or a dict of types by name.
        description: In Markdown.
        required_resource_keys: Resources that it uses through ``context.resources``.
        version: Accepted as Dagster's programs pass it.

    Raises:
        ParameterCheckError: `resource_fn` cannot be called.
        DagsterInvalidConfigDefinitionError: The config schema is none.
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
            raise ParameterCheckError(
                f"A ResourceDefinition is made by a function; got {resource_fn!r}."
            )
        check_given(type(self).__name__, _RULES, locals())
        self.resource_fn = resource_fn
        self.config_schema = as_field(config_schema)
        self.description = description
        self.required_resource_keys = frozenset(required_resource_keys or ())
        self.version = version
        self._told: tuple[ResourceDefinition, Callable[[Any], Any]] | None = None
        self.given_config: tuple[Any, ...] = ()
        self.__doc__ = getattr(resource_fn, "__doc__", None)
        self.__name__ = getattr(resource_fn, "__name__", "resource")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.__name__})"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function, as a unit test does.

        Args:
            *args: The context, of `build_init_resource_context`, for a function that takes one.
            **kwargs: The same by the name of the parameter.

        Returns:
            What the function returns; of one that yields a context manager, torn down at its end.

        Raises:
            DagsterInvalidInvocationError: The context is missing, or one too many.
            DagsterInvalidConfigError: The context's config does not fit.
            DagsterInvalidDefinitionError: The context has not all the resources that are required.
        """
        context = self._context_of_call(args, kwargs) or InitResourceContext()
        given = {} if context.resource_config is None else {"config": context.resource_config}
        config = self.resolved_config(
            checked_config(
                Record({"config": self.config_schema}), given, (), f"resource {self.__name__}"
            ).get("config")
        )
        made = self._made(context.replace_config(config))
        return contextmanager(lambda: made)() if inspect.isgenerator(made) else made

    def _context_of_call(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the context among the arguments of a call, None where none is needed.

        Raises:
            DagsterInvalidInvocationError: It is missing, or there is one too many.
        """
        name = _context_parameter(self.resource_fn)
        given = [*args, *kwargs.values()]
        if name is None and given:
            raise DagsterInvalidInvocationError(
                f"Attempted to invoke resource {self.__name__} with argument, but underlying "
                "function has no context argument. Either specify a context argument on the "
                "resource function, or remove the passed-in argument."
            )
        if name is not None and len(given) != 1:
            raise DagsterInvalidInvocationError(
                f"Resource {self.__name__} takes one argument, the context {name}; got "
                f"{len(given)}. Call it with build_init_resource_context(...)."
            )
        if kwargs and name not in kwargs:
            raise DagsterInvalidInvocationError(
                f"Resource {self.__name__} expected argument '{name}'; got '{next(iter(kwargs))}'."
            )
        context = given[0] if given else None
        if context is not None and not isinstance(context, InitResourceContext):
            raise ParameterCheckError(
                f"Resource {self.__name__} takes what build_init_resource_context returns; got "
                f"{context!r}."
            )
        self._check_call(context)
        return context

    def _check_call(self, context: InitResourceContext | None) -> None:
        """Raise where *context* lacks what the function needs."""
        if context is None and self.required_resource_keys:
            raise DagsterInvalidInvocationError(
                f"Resource {self.__name__} has required resources, but no context was provided. "
                "Use build_init_resource_context(resources=...)."
            )
        if context is None and self.config_schema.is_required:
            raise DagsterInvalidInvocationError(
                f"Resource {self.__name__} has required config schema, but no context was "
                "provided. Use build_init_resource_context(config=...)."
            )
        there = getattr(context, "all_resource_defs", {})
        for key in sorted(self.required_resource_keys):
            if key not in there:
                raise DagsterInvalidDefinitionError(
                    f"resource with key '{key}' required by {self.__name__} was not provided. Give "
                    f"it to build_init_resource_context(resources={{'{key}': ...}}); there are "
                    f"{sorted(there)}."
                )

    def configured(
        self, config_or_config_fn: Any, config_schema: Any = None, description: str | None = None
    ) -> Self:
        """Return the same resource with its config given.

        It is held against the schema when a run starts.

        Args:
            config_or_config_fn: The config, or a function that makes it of the run's.
            config_schema: What the run may set, for such a function.
            description: In place of its own.
        """
        given = config_or_config_fn
        made = copy(self)
        made.config_schema = as_field(config_schema)
        made.description = description or self.description
        make = given if callable(given) else lambda _: given
        made._told = self, make  # noqa: SLF001 - its own class
        made.given_config = (*self.given_config, given)
        return made

    def resolved_config(self, config: Any) -> Any:
        """Return what its function is told where the run says *config*, checked already.

        Raises:
            DagsterConfigMappingFunctionError: A function given to `configured` raised.
            DagsterInvalidConfigError: What it returned does not fit.
        """
        if self._told is None:
            return config
        inner, make = self._told
        try:
            made = make({} if config is None else config)
        except Exception as error:
            raise DagsterConfigMappingFunctionError(
                f"The config mapping function on a `configured` {type(self).__name__} "
                f"({self.__name__}) has thrown an unexpected error during its execution: {error}",
                error,
            ) from error
        where = f"resource {self.__name__}"
        return inner.resolved_config(
            checked_config(Record({"config": inner.config_schema}), {"config": made}, (), where)[
                "config"
            ]
        )

    def config_field(self) -> FieldOf:
        """Return what the run's config may say to it."""
        return self.config_schema

    def nested_resource_keys(self, bound: Mapping[str, Any]) -> Iterable[str]:  # noqa: ARG002 - one form for all resources
        """Return the keys of the resources it uses."""
        return sorted(self.required_resource_keys)

    @contextmanager
    def resource_for_execution(self, context: InitResourceContext) -> Iterator[Any]:
        """Yield what the function makes, and let it end afterwards."""
        made = self._made(context.replace_config(self.resolved_config(context.resource_config)))
        if inspect.isgenerator(made):
            made = contextmanager(lambda generator=made: generator)()
        # As Dagster, which knows by it what @contextmanager made.
        if isinstance(made, ContextDecorator) and isinstance(made, AbstractContextManager):
            with made as resource:
                yield resource
        else:
            yield made

    def _made(self, context: InitResourceContext) -> Any:
        """Return what the function returns."""
        takes_context = _context_parameter(self.resource_fn) is not None
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
    def mock_resource(description: str | None = None) -> "ResourceDefinition":
        """Return a resource that is a `unittest.mock.MagicMock`, a new one each run."""

        def mocked(_: InitResourceContext) -> Any:
            # unittest is a test's: nobody else pays for it.
            from unittest.mock import MagicMock  # noqa: PLC0415 - above

            return MagicMock()

        return ResourceDefinition(mocked, description=description)

    @staticmethod
    def string_resource(description: str | None = None) -> "ResourceDefinition":
        """Return a resource that is the text the run's config gives."""
        return ResourceDefinition(lambda context: context.resource_config, str, description)


def make_values_resource(**kwargs: Any) -> ResourceDefinition:
    """Return a resource that is a dict of values, which the run's config gives.

    Args:
        **kwargs: Schemas by name; without any, the config is what it likes.

    Example:
        >>> make_values_resource(days=int).config_schema.is_required
        True
    """
    return ResourceDefinition(lambda context: context.resource_config, kwargs or None)


def _context_parameter(fn: Callable[..., Any]) -> str | None:
    """Return the name of the parameter of *fn* that takes the context, None without parameters."""
    return next(iter(inspect.signature(fn).parameters), None)


def _check_parameters(fn: Callable[..., Any]) -> None:
    """Raise unless *fn* can be called with a context alone."""
    _, *others = inspect.signature(fn).parameters.values() or (None,)
    extra = [
        each.name
        for each in others
        if each.default is each.empty and each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}
    ]
    if extra:
        raise DagsterInvalidDefinitionError(
            f"@resource decorated function '{getattr(fn, '__name__', fn)}' expects only a single "
            f"positional required argument, the context. Got required extra params "
            f"{', '.join(extra)}; require resources by required_resource_keys."
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

    Raises:
        DagsterInvalidDefinitionError: The function has more parameters than the context.

    Example:
        >>> @resource(config_schema={"host": str})
        ... def warehouse(context):
        ...     return f"connected to {context.resource_config['host']}"
        >>> warehouse(InitResourceContext(resource_config={"host": "here"}))
        'connected to here'
    """
    if inspect.isfunction(config_schema):
        return resource()(config_schema)

    def decorate(fn: Callable[..., Any]) -> ResourceDefinition:
        _check_parameters(fn)
        described = description or fn.__doc__
        return ResourceDefinition(fn, config_schema, described, required_resource_keys, version)

    return decorate
