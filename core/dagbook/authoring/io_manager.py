"""`IOManager` and `InputManager`: who stores what assets return, and loads it for their readers."""

from abc import ABC, abstractmethod
from typing import Any

from dagbook.authoring.io_contexts import InputContext, OutputContext


class InputManager(ABC):
    """Loads the values of inputs, in place of the IO manager that stored them.

    Bind it to a resource key, and name that key by ``AssetIn(input_manager_key=...)``.
    """

    @abstractmethod
    def load_input(self, context: InputContext) -> Any:
        """Return the value that *context* asks for."""


class IOManager(InputManager):
    """Stores the values of assets, and loads them.

    Bind an instance, or a subclass with its settings, to ``resources["io_manager"]``, or to another
    key that assets name by ``io_manager_key``.
    """

    @abstractmethod
    def load_input(self, context: InputContext) -> Any:
        """Return the value of the upstream asset that *context* names.

        With several partitions to load, return a dict by partition key.
        """

    @abstractmethod
    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Store *obj*, the value of the asset that *context* names."""
