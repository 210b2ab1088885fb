"""`io_manager` and `input_manager`: who stores or loads, made by a function when a run starts."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from typing import Any, TypeVar, overload

from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.io_contexts import InputContext
from dagbook.authoring.io_manager import InputManager, IOManager
from dagbook.authoring.resource_definition import ResourceDefinition
from dagbook.authoring.resources import InitResourceContext
from dagbook.errors import CheckError, ParameterCheckError

D = TypeVar("D", bound=ResourceDefinition)


class IOManagerDefinition(ResourceDefinition):
    """An IO manager that a function makes when a run starts.

    Args:
        resource_fn: Takes an `InitResourceContext`, or nothing, and returns the `IOManager`.
        config_schema: What the run may set, in ``context.resource_config``.
        description: In Markdown.
        required_resource_keys: Resources that it uses through ``context.resources``.
        version: Accepted as Dagster's programs pass it.
        input_config_schema: What the run may set of each input that it loads.
        output_config_schema: What the run may set of each output that it stores.
    """

    def __init__(
        self,
        resource_fn: Callable[..., Any],
        config_schema: Any = None,
        description: str | None = None,
        required_resource_keys: Iterable[str] | None = None,
        version: str | None = None,
        input_config_schema: Any = None,
        output_config_schema: Any = None,
    ) -> None:
        super().__init__(resource_fn, config_schema, description, required_resource_keys, version)
        as_field(input_config_schema)
        self.input_config_schema = input_config_schema
        as_field(output_config_schema)
        self.output_config_schema = output_config_schema

    @contextmanager
    def resource_for_execution(self, context: InitResourceContext) -> Iterator[Any]:
        """Yield the IO manager that the function makes, and let it end afterwards.

        Raises:
            CheckError: It makes something else.
        """
        with super().resource_for_execution(context) as made:
            yield checked_manager(made, self.__name__)

    @staticmethod
    def hardcoded_io_manager(
        value: IOManager, description: str | None = None
    ) -> "IOManagerDefinition":
        """Return the definition of an IO manager that is there already.

        Raises:
            ParameterCheckError: It is none.
        """
        if not isinstance(value, IOManager):
            raise ParameterCheckError(
                f"hardcoded_io_manager takes an IOManager; got {value!r} of type "
                f"{type(value).__name__}."
            )
        return IOManagerDefinition(lambda _: value, description=description)


def checked_manager(made: Any, maker: str) -> IOManager:
    """Return what *maker* made, or say that it is no IO manager."""
    if not isinstance(made, IOManager):
        raise CheckError(
            f"{maker} makes an IO manager; it made {made!r} of type {type(made).__name__}. Return "
            "an instance of a class that extends IOManager."
        )
    return made


class InputManagerDefinition(ResourceDefinition):
    """An input manager that a function makes when a run starts.

    Args:
        resource_fn: Takes an `InitResourceContext`, or nothing, and returns the `InputManager`.
        config_schema: What the run may set, in ``context.resource_config``.
        description: In Markdown.
        input_config_schema: What the run may set of each input that it loads.
        required_resource_keys: Resources that it uses through ``context.resources``.
        version: Accepted as Dagster's programs pass it.
    """

    def __init__(
        self,
        resource_fn: Callable[..., Any],
        config_schema: Any = None,
        description: str | None = None,
        input_config_schema: Any = None,
        required_resource_keys: Iterable[str] | None = None,
        version: str | None = None,
    ) -> None:
        super().__init__(resource_fn, config_schema, description, required_resource_keys, version)
        as_field(input_config_schema)
        self.input_config_schema = input_config_schema


class _LoadedByFunction(InputManager):
    """Loads by a function of the context, or by the input manager that it returns."""

    def __init__(self, load: Callable[..., Any]) -> None:
        self._load = load
        self._takes_context = bool(inspect.signature(load).parameters)

    def load_input(self, context: InputContext) -> Any:
        """Return what the function returns, or what the manager that it returns loads."""
        loaded = self._load(context) if self._takes_context else self._load()
        return loaded.load_input(context) if isinstance(loaded, InputManager) else loaded


@overload
def io_manager(config_schema: Callable[..., Any]) -> IOManagerDefinition: ...
@overload
def io_manager(
    config_schema: Any = ...,
    description: str | None = ...,
    output_config_schema: Any = ...,
    input_config_schema: Any = ...,
    required_resource_keys: Iterable[str] | None = ...,
    version: str | None = ...,
) -> Callable[[Callable[..., Any]], IOManagerDefinition]: ...


def io_manager(
    config_schema: Any = None,
    description: str | None = None,
    output_config_schema: Any = None,
    input_config_schema: Any = None,
    required_resource_keys: Iterable[str] | None = None,
    version: str | None = None,
) -> IOManagerDefinition | Callable[[Callable[..., Any]], IOManagerDefinition]:
    """Define an IO manager by the function that makes it.

    Args:
        config_schema: What the run may set, in ``context.resource_config``. The function itself,
            when used as ``@io_manager`` without arguments.
        description: In Markdown.
        output_config_schema: What the run may set of each output that it stores.
        input_config_schema: What the run may set of each input that it loads.
        required_resource_keys: Resources that it uses through ``context.resources``.
        version: Accepted as Dagster's programs pass it.

    Example:
        >>> from dagbook.io_managers.in_memory import InMemoryIOManager
        >>> @io_manager(config_schema={"size": int})
        ... def bounded(context):
        ...     return InMemoryIOManager()
        >>> type(bounded).__name__
        'IOManagerDefinition'
    """
    if inspect.isroutine(config_schema):
        return _named(IOManagerDefinition(config_schema), config_schema)

    def decorate(fn: Callable[..., Any]) -> IOManagerDefinition:
        made = IOManagerDefinition(
            fn,
            config_schema,
            description,
            required_resource_keys,
            version,
            input_config_schema,
            output_config_schema,
        )
        return _named(made, fn)

    return decorate


@overload
def input_manager(config_schema: Callable[..., Any]) -> InputManagerDefinition: ...
@overload
def input_manager(
    config_schema: Any = ...,
    description: str | None = ...,
    input_config_schema: Any = ...,
    required_resource_keys: Iterable[str] | None = ...,
    version: str | None = ...,
) -> Callable[[Callable[..., Any]], InputManagerDefinition]: ...


def input_manager(
    config_schema: Any = None,
    description: str | None = None,
    input_config_schema: Any = None,
    required_resource_keys: Iterable[str] | None = None,
    version: str | None = None,
) -> InputManagerDefinition | Callable[[Callable[..., Any]], InputManagerDefinition]:
    """Define who loads inputs by the function that loads one.

    Args:
        config_schema: What the run may set, in ``context.resource_config``. The function itself,
            when used as ``@input_manager`` without arguments.
        description: In Markdown.
        input_config_schema: What the run may set of each input that it loads.
        required_resource_keys: Resources that it uses through ``context.resources``.
        version: Accepted as Dagster's programs pass it.

    Example:
        >>> @input_manager
        ... def fixed(context):
        ...     return 3
        >>> fixed(None).load_input(None)
        3
    """
    if inspect.isroutine(config_schema):
        return _input_manager(config_schema, None, None, None, None, None)

    def decorate(fn: Callable[..., Any]) -> InputManagerDefinition:
        return _input_manager(
            fn, config_schema, description, input_config_schema, required_resource_keys, version
        )

    return decorate


def _input_manager(
    load: Callable[..., Any],
    config_schema: Any,
    description: str | None,
    input_config_schema: Any,
    required_resource_keys: Iterable[str] | None,
    version: str | None,
) -> InputManagerDefinition:
    """Return the definition of what loads by *load*."""
    made = InputManagerDefinition(
        lambda _: _LoadedByFunction(load),
        config_schema,
        description,
        input_config_schema,
        required_resource_keys,
        version,
    )
    return _named(made, load)


def _named(definition: D, fn: Callable[..., Any]) -> D:
    """Return *definition* with the name and the words of *fn*."""
    update_wrapper(definition, fn)
    return definition
