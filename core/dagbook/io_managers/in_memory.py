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

        What was kept of an asset once alone is handed on whatever partitions are read, as Dagster's
        does within a run.

        Raises:
            KeyError: Nothing was kept in this manager's life.
        """
        if not context.has_asset_key:
            return self.values[tuple(context.get_identifier())]
        values, asset = self.values, context.asset_key
        if not context.has_asset_partitions:
            return values[asset, None]
        keys = tuple(context.asset_partition_keys)
        if (asset, keys) in values:
            return values[asset, keys]
        absent = next((key for key in keys if (asset, key) not in values), None)
        if absent is None:
            return values[asset, keys[0]] if len(keys) == 1 else {k: values[asset, k] for k in keys}
        kept = [value for place, value in values.items() if place[0] == asset]
        if len(kept) != 1:
            raise KeyError((asset, absent))
        return kept[0]


@io_manager(description="Built-in IO manager that stores and retrieves values in memory.")
def mem_io_manager() -> InMemoryIOManager:
    """Keep values in memory for one run."""
    return InMemoryIOManager()
