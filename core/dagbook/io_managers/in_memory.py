"""`InMemoryIOManager`: values stay in memory for as long as the manager lives, as in Dagster."""

from typing import Any

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.io_manager import IOManager
from dagbook.model.asset_key import AssetKey


class InMemoryIOManager(IOManager):
    """Hands the very object that was returned to everyone who reads it, as Dagster's does."""

    def __init__(self) -> None:
        self.values: dict[tuple[AssetKey, str | None], Any] = {}

    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Keep *obj*."""
        partition = context.asset_partition_key if context.has_asset_partitions else None
        self.values[context.asset_key, partition] = obj

    def load_input(self, context: InputContext) -> Any:
        """Return what was kept; a dict by partition key for several partitions.

        Raises:
            KeyError: Nothing was kept in this manager's life.
        """
        if not context.has_asset_partitions:
            return self.values[context.asset_key, None]
        keys = context.asset_partition_keys
        found = {key: self.values[context.asset_key, key] for key in keys}
        return found[keys[0]] if len(keys) == 1 else found
