"""`HeldResources`: resources that a context outside a run sets up and holds."""

import inspect
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from dagbook.authoring.building import build_resources
from dagbook.errors import DagsterInvariantViolationError
from dagbook.foundation.attributes import real_attribute


class HeldResources:
    """Resources that are set up now and torn down when they are closed, or forgotten.

    Args:
        resources: What is bound to each key.
        instance: What they are told; one in memory by default.
        resource_config: By key, what a run's config would say: ``{"config": ...}``.
        builder: The function that makes the context, in words for errors.

    Raises:
        DagsterResourceFunctionError: One raised while it was set up.
    """

    def __init__(
        self,
        resources: Mapping[str, Any],
        instance: Any = None,
        resource_config: Mapping[str, Any] | None = None,
        builder: str = "build_asset_context",
    ) -> None:
        self.bound = dict(resources)
        self._builder = builder
        self._entered = False
        self._stack = ExitStack()
        self._must_be_entered = any(map(_is_torn_down, self.bound.values()))
        self._ready = self._stack.enter_context(
            build_resources(self.bound, instance, resource_config)
        )

    def __del__(self) -> None:
        # Nobody entered it: what it set up is torn down when the context is gone, as in Dagster.
        if hasattr(self, "_ready"):
            self._stack.close()

    def enter(self) -> None:
        """Note that it is used as a context manager."""
        self._entered = True

    def close(self) -> None:
        """Tear everything down."""
        self._stack.close()

    @property
    def resources(self) -> Any:
        """The resources by attribute.

        Raises:
            DagsterInvariantViolationError: One has to be torn down, and nobody entered the context.
        """
        if self._must_be_entered and not self._entered:
            raise DagsterInvariantViolationError(
                "At least one provided resource is a generator, but attempting to access resources "
                f"outside of context manager scope. Open it: `with {self._builder}(...) as "
                "context:`."
            )
        return self._ready


def _is_torn_down(resource: Any) -> bool:
    """Return whether something happens to *resource* at the end of a run."""
    fn = real_attribute(resource, "resource_fn")
    if fn is not None:
        return inspect.isgeneratorfunction(inspect.unwrap(fn))
    base = next((each for each in type(resource).__mro__ if each.__name__ == _BASE), None)
    names = ("yield_for_execution", "teardown_after_execution")
    return base is not None and any(
        getattr(type(resource), name) is not getattr(base, name) for name in names
    )


_BASE = "ConfigurableResource"
