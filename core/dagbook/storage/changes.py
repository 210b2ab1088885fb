"""How often an event log changed: what its parts remember is good until then."""

from collections.abc import Callable


class Changes:
    """The count of one log, which its parts share; the log's lock guards it.

    Args:
        version: Differs from before exactly when another connection committed.

    Attributes:
        count: Grows with each change, by whomever.
        by_others: Grows with each look that found that another connection committed.
    """

    __slots__ = ("_seen", "_version", "by_others", "count")

    def __init__(self, version: Callable[[], int] = lambda: 0) -> None:
        self.count = 0
        self.by_others = 0
        self._version = version
        self._seen = 0

    def begin(self) -> None:
        """Count from now on what others commit."""
        self._seen = self._version()

    def notice(self) -> None:
        """See whether another connection committed since the last look."""
        version = self._version()
        if version != self._seen:
            self._seen = version
            self.count += 1
            self.by_others += 1
