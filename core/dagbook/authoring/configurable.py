"""`ConfigurableResource` and `ConfigurableIOManager`: resources whose settings pydantic validates.

Loaded only when used, since pydantic takes longer to import than everything else here.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.resources import InitResourceContext
from dagbook.errors import DagsterInvalidInvocationError


class ConfigurableResource(BaseModel):
    """A service for assets: its settings are the fields, its methods are what assets call.

    Instances are immutable. Override `setup_for_execution` and `teardown_after_execution`, or
    `yield_for_execution`, for what has to be opened and closed once a run; keep it in private
    attributes (``_connection: Any = PrivateAttr()``).

    Raises:
        pydantic.ValidationError: A setting is missing, unknown or of the wrong type; the message
            names each, and never shows a value.
        DagsterInvalidInvocationError: A setting is changed.

    Example:
        >>> class Warehouse(ConfigurableResource):
        ...     host: str
        ...     port: int = 5432
        >>> Warehouse(host="localhost").port
        5432
    """

    __dagbook_resource__: ClassVar[bool] = True

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True
    )

    def __setattr__(self, name: str, value: Any) -> None:
        if name in type(self).model_fields:
            raise DagsterInvalidInvocationError(
                f"'{type(self).__name__}' is a Pythonic resource and does not support item "
                f"assignment of {name}: its settings are frozen. Make a new one, or keep what "
                f"changes in a private attribute, _{name}."
            )
        super().__setattr__(name, value)

    def setup_for_execution(self, context: InitResourceContext) -> None:
        """Open what the resource needs; called once a run, before its first use."""

    def teardown_after_execution(self, context: InitResourceContext) -> None:
        """Close what `setup_for_execution` opened; called once a run, also after a failure."""

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Generator[Any, None, None]:
        """Set up, yield what assets get, tear down."""
        self.setup_for_execution(context)
        try:
            yield self
        finally:
            self.teardown_after_execution(context)

    @contextmanager
    def resource_for_execution(self, context: InitResourceContext) -> Iterator[Any]:
        """Yield a copy of its own for one run, set up, so that runs do not share private state."""
        with self.model_copy().yield_for_execution(context) as resource:
            yield resource


class ConfigurableIOManager(ConfigurableResource, IOManager):
    """An IO manager whose settings are fields, as those of a `ConfigurableResource`."""
