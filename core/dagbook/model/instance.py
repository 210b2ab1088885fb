"""What running takes as the instance of a run, for those that need not load the store."""

from typing import Protocol


class Instance(Protocol):
    """A `DagsterInstance`; its module is loaded by who makes one, or runs something."""

    @property
    def is_persistent(self) -> bool:
        """Whether what ran is on disk."""

    @property
    def root_directory(self) -> str:
        """The folder of the store."""
