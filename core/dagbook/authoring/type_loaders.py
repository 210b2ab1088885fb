"""`dagster_type_loader`: how a value of a type is made of what a run's config says of an input."""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from dagbook.authoring.config_schemas import as_field
from dagbook.errors import DagsterInvalidDefinitionError, ParameterCheckError


class DagsterTypeLoader(ABC):
    """Makes a value of a type, for an input that nothing is connected to, of the run's config.

    `dagster_type_loader` makes one of a function.
    """

    @property
    @abstractmethod
    def schema_type(self) -> Any:
        """What the config looks like, as a config schema."""

    def construct_from_config_value(
        self,
        context: Any,  # noqa: ARG002 - those that are made of functions use it
        config_value: Any,
    ) -> Any:
        """Return the value.

        Args:
            context: A `DagsterTypeLoaderContext`.
            config_value: What the config says, checked.
        """
        return config_value

    def required_resource_keys(self) -> AbstractSet[str]:
        """Return the resources that it uses."""
        return frozenset()


class DagsterTypeLoaderFromDecorator(DagsterTypeLoader):
    """A loader made of a function.

    Args:
        config_type: What the config looks like.
        func: Called with the context and what the config says; returns the value.
        required_resource_keys: The resources that it uses.
    """

    def __init__(
        self,
        config_type: Any,
        func: Callable[[Any, Any], Any],
        required_resource_keys: AbstractSet[str] | None,
    ) -> None:
        self._config_type = config_type
        self._func = func
        self._required = frozenset(required_resource_keys or ())

    @property
    def schema_type(self) -> Any:
        """What the config looks like."""
        return self._config_type

    def construct_from_config_value(self, context: Any, config_value: Any) -> Any:
        """Return the value that the function makes."""
        return self._func(context, config_value)

    def required_resource_keys(self) -> AbstractSet[str]:
        """Return the resources that it uses."""
        return self._required


def dagster_type_loader(
    config_schema: Any, required_resource_keys: AbstractSet[str] | None = None
) -> Callable[[Callable[[Any, Any], Any]], DagsterTypeLoaderFromDecorator]:
    """Make of a function how values of a type are loaded from a run's config.

    Args:
        config_schema: What the config of such an input looks like.
        required_resource_keys: The resources that the function uses, by ``context.resources``.

    Returns:
        The decorator of a function of a context and what the config says.

    Raises:
        DagsterInvalidDefinitionError: The function has no parameter for the context.

    Example:
        >>> from dagbook.authoring.dagster_type import DagsterType
        >>> @dagster_type_loader({"path": str})
        ... def from_path(context, config):
        ...     return config["path"].split("/")
        >>> path = DagsterType(lambda _context, value: bool(value), name="Path", loader=from_path)
        >>> path.loader.construct_from_config_value(None, {"path": "a/b"})
        ['a', 'b']
    """
    field = as_field(config_schema)

    def decorate(func: Callable[[Any, Any], Any]) -> DagsterTypeLoaderFromDecorator:
        name = getattr(func, "__name__", repr(func))
        named = [each.name for each in inspect.signature(func).parameters.values()]
        if len(named) < 2 or named[0].strip("_") not in {"context", ""}:  # noqa: PLR2004 - context and value
            raise DagsterInvalidDefinitionError(
                f"@dagster_type_loader '{name}' decorated function does not have required "
                "positional parameter 'context'. It takes the context, then what the config says."
            )
        return DagsterTypeLoaderFromDecorator(field.type, func, required_resource_keys)

    return decorate


def check_loader(loader: Any, what: str) -> None:
    """Raise unless *loader* is one, or None.

    Args:
        loader: What was given.
        what: The type, for the message.

    Raises:
        ParameterCheckError: It is neither.
    """
    if loader is not None and not isinstance(loader, DagsterTypeLoader):
        raise ParameterCheckError(
            f'Param "loader" of {what} is not a DagsterTypeLoader. Got {loader!r} which is type '
            f"{type(loader)}. Decorate the function with @dagster_type_loader(config_schema)."
        )
