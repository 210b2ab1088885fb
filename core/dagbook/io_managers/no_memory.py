"""`NoMemory`: the memory tier of a worker process, whose memory nobody shares."""

from typing import Any

from dagbook.errors import DagsterInvariantViolationError
from dagbook.io_managers.memory_tier import MemoryTier, Place


class NoMemory(MemoryTier):
    """A memory tier that refuses what only memory could keep."""

    def __init__(self) -> None:
        super().__init__(0)

    def hold(self, place: Place, value: Any) -> None:
        """Refuse *value*.

        Raises:
            DagsterInvariantViolationError: Always: no other process could read it.
        """
        raise DagsterInvariantViolationError(
            f"{place[0]} returned a {type(value).__name__}, which cannot be stored, so that no "
            "other process could read it. Give it an IO manager, or run without --parallel."
        )
