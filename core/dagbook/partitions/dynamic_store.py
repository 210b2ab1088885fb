"""What keeps the keys of dynamic partitions; this layer only asks it."""

from collections.abc import Sequence
from typing import Protocol


class DynamicPartitionsStore(Protocol):
    """The keys of named dynamic partitions; `DagsterInstance` is one."""

    def get_dynamic_partitions(self, partitions_def_name: str) -> Sequence[str]:
        """Return the keys of one named definition, in the order they were added."""
        ...

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        """Return whether a named definition has a key."""
        ...
