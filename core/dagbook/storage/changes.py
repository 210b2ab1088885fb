"""How often an event log changed: what its parts remember is good until then."""

from dagbook.storage.database import Database


class Changes:
    """The count of one log, which its parts share; the log's lock guards it.

    Args:
        database: Where other processes may write too; None where nobody else can.

    Attributes:
        count: Grows with each change, by whomever.
        by_others: Grows with each look that found that another connection committed.
    """

    __slots__ = ("_data_version", "_database", "by_others", "count")

    def __init__(self, database: Database | None = None) -> None:
        self.count = 0
        self.by_others = 0
        self._database = database
        self._data_version = 0

    def begin(self) -> None:
        """Count from now on what others commit."""
        if self._database is not None:
            self._data_version = self._database.data_version()

    def notice(self) -> None:
        """See whether another connection committed since the last look."""
        if self._database is None:
            return
        version = self._database.data_version()
        if version != self._data_version:
            self._data_version = version
            self.count += 1
            self.by_others += 1
