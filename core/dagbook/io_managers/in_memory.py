"""`InMemoryIOManager`: values stay in memory for as long as the manager lives, as in Dagster."""

from collections.abc import Mapping
from typing import Any

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.io_manager_definition import io_manager


class InMemoryIOManager(IOManager):
    """Hands the very object that was returned to everyone who reads it, as Dagster's does."""

    def __init__(self) -> None:
        self.values: dict[tuple[Any, ...], Any] = {}

    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Keep *obj*."""
        if not context.has_asset_key:
            self.values[tuple(context.get_identifier())] = obj
            return
        keys = tuple(context.asset_partition_keys) if context.has_asset_partitions else (None,)
        if len(keys) == 1:
            self.values[context.asset_key, keys[0]] = obj
            return
        # What one step made of several partitions is handed on as it is to what reads just these.
        self.values[context.asset_key, keys] = obj
        if isinstance(obj, Mapping) and obj.keys() == set(keys):
            self.values.update({(context.asset_key, key): value for key, value in obj.items()})

    def load_input(self, context: InputContext) -> Any:
        """Return what was kept; a dict by partition key for several partitions.

        Raises:
            KeyError: Nothing was kept in this manager's life.
        """
        if not context.has_asset_key:
            return self.values[tuple(context.get_identifier())]
        if not context.has_asset_partitions:
            return self.values[context.asset_key, None]
        keys = tuple(context.asset_partition_keys)
        if (context.asset_key, keys) in self.values:
            return self.values[context.asset_key, keys]
        found = {key: self.values[context.asset_key, key] for key in keys}
        return found[keys[0]] if len(keys) == 1 else found


@io_manager(description="Built-in IO manager that stores and retrieves values in memory.")
def mem_io_manager() -> InMemoryIOManager:
    """Keep values in memory for one run."""
    return InMemoryIOManager()
