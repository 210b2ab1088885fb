"""Resources: bound by key, set up once a run and only when used, torn down in reverse order."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from logging import Logger, getLogger
from types import TracebackType
from typing import Any, Self

from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterResourceFunctionError,
    DagsterUnknownResourceError,
)
from dagbook.foundation.names import similar

_LOG = getLogger("dagbook")


@dataclass(frozen=True, slots=True)
class InitResourceContext:
    """What a resource is told while it is set up.

    Args:
        run_id: The run's id, or None outside a run.
        instance: The instance the run is recorded in.
        log: The run's logger.
    """

    run_id: str | None = None
    instance: Any = None
    log: Logger | None = None


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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ready.clear()
        try:
            self._stack.__exit__(kind, error, traceback)
        except Exception:  # noqa: BLE001 - a resource raises what it likes; it is logged
            # As in Dagster: what was made stays made, whatever a resource does as it closes.
            _LOG.exception("A resource raised while it was torn down.")

    def get(self, key: str) -> Any:
        """Return the resource *key*, set up at the first call.

        Raises:
            DagsterUnknownResourceError: Nothing is bound to it.
            DagsterResourceFunctionError: It raised while it was set up.
        """
        try:
            return self._ready[key]
        except KeyError:
            self._ready[key] = made = self._set_up(key)
            return made

    def scoped(self, keys: Iterable[str]) -> ScopedResources:
        """Return *keys*, set up, by attribute."""
        return ScopedResources({key: self.get(key) for key in keys})

    def _set_up(self, key: str) -> Any:
        """Set the resource *key* up, and have it torn down at the end."""
        if key not in self._bound:
            raise DagsterUnknownResourceError(
                f"No resource is bound to {key!r}; there are {sorted(self._bound)}."
            )
        resource = self._bound[key]
        enter = getattr(resource, "resource_for_execution", None)
        if enter is None or isinstance(resource, type):
            return resource
        manager: AbstractContextManager[Any] = enter(self._context)
        try:
            return self._stack.enter_context(manager)
        except Exception as error:
            raise DagsterResourceFunctionError(
                f"Error executing resource_fn on ResourceDefinition {key}: {error}", error
            ) from error


def check_resources(
    required: Iterable[tuple[str, str]], bound: Mapping[str, Any]
) -> Iterator[DagsterInvalidDefinitionError]:
    """Yield an error for each resource that is required and not bound.

    Args:
        required: Pairs of who requires it, in words, and its key.
        bound: What is bound.
    """
    for who, key in required:
        if key not in bound:
            near = similar(key, bound)
            known = ", ".join(sorted(bound)) or "none"
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            yield DagsterInvalidDefinitionError(
                f"resource with key '{key}' required by {who} was not provided. Bind it with "
                f"resources={{'{key}': ...}}; bound are: {known}.{hint}"
            )
