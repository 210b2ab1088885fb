"""The table of lines that steps said, in SQLite."""

from collections import deque
from collections.abc import Sequence
from typing import cast

from dagbook.errors import DagsterRunNotFoundError
from dagbook.model.asset_key import AssetKey
from dagbook.model.log_lines import LogLine
from dagbook.storage.database import Database
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.line_rows import PLACES, Piece, lines_of, pack

MOST_LINES = 500_000
"""So many lines a store keeps at least; the oldest go first."""

_LOOK_EVERY = 1_000
"""Pieces between two looks at how many lines there are."""

_PUT = "INSERT INTO log_lines (run, step, partition, first, count, body) VALUES (?, ?, ?, ?, ?, ?)"
_PUT_ASSET = "INSERT OR IGNORE INTO log_assets (asset, piece) VALUES (?, ?)"
_DROP = ("DELETE FROM log_assets WHERE piece = ?", "DELETE FROM log_lines WHERE id = ?")

_OLDEST_KEPT = """
SELECT id FROM (SELECT id, sum(count) OVER (ORDER BY id DESC) AS newer FROM log_lines)
WHERE newer >= ? ORDER BY id DESC LIMIT 1
"""
_PRUNE = ("DELETE FROM log_assets WHERE piece < ?", "DELETE FROM log_lines WHERE id < ?")

_READ = """
SELECT log_lines.id, run_id, step, partition, first, count, body
FROM log_lines JOIN runs ON runs.id = run
"""
_OF_ASSET = "JOIN log_assets ON piece = log_lines.id AND asset = ?"

_Lines = tuple[Sequence[LogLine], Sequence[AssetKey], int, bytes]
"""Lines of a step, what it makes, how many lines came before, and the lines packed."""


class SqliteLines:
    """A `LineStore` in the database of an event log.

    Args:
        database: The log's.
        interning: The log's.
        most_lines: How many lines are kept at least, where there are so many.
    """

    def __init__(
        self, database: Database, interning: Interning, most_lines: int = MOST_LINES
    ) -> None:
        self._database = database
        self._interning = interning
        self._most_lines = most_lines
        self._pieces = 0
        self._pending: deque[_Lines] = deque()

    def put(self, lines: Sequence[LogLine], assets: Sequence[AssetKey], first: int = 0) -> int:
        """Store some lines of one step in one transaction; return the number of the piece.

        Raises:
            DagsterRunNotFoundError: Their run was never started.
        """
        with self._database.writing() as execute:
            return self._insert(execute, (lines, assets, first, pack(lines)))

    def put_later(
        self, lines: Sequence[LogLine], assets: Sequence[AssetKey], first: int = 0
    ) -> None:
        """Have the last lines of a step stored with what is recorded next.

        A transaction of their own would be a third of what a small step costs.
        """
        self._pending.append((lines, assets, first, pack(lines)))

    def write(self, execute: Execute) -> int:
        """Write all that is pending; return how much, for `written` once that is final."""
        pending = tuple(self._pending)
        for each in pending:
            self._insert(execute, each)
        return len(pending)

    def written(self, count: int) -> None:
        """Note that the first *count* of what was pending are stored."""
        for _ in range(count):
            self._pending.popleft()

    def flush(self) -> None:
        """Store what is pending, in a transaction of its own."""
        with self._database.lock:
            if self._pending:
                with self._database.writing() as execute:
                    count = self.write(execute)
                self.written(count)

    def _insert(self, execute: Execute, said: "_Lines") -> int:
        """Insert some lines; return the number of the piece.

        Raises:
            DagsterRunNotFoundError: Their run was never started.
        """
        lines, assets, first, body = said
        head = lines[0]
        run = self._interning.run_row(execute, head.run_id)
        if run is None:
            raise DagsterRunNotFoundError(
                f"Run {head.run_id} is not known to this store; lines of it cannot be kept."
            )
        row = (run, head.step_key, head.partition_key, first, len(lines), body)
        piece = cast(int, execute(_PUT, row).lastrowid)
        for key in assets:
            execute(_PUT_ASSET, (self._interning.asset_id(execute, key), piece))
        if self._pieces % _LOOK_EVERY == 0:
            self._prune(execute)
        self._pieces += 1
        return piece

    def _prune(self, execute: Execute) -> None:
        """Delete the oldest pieces, where the newer ones are enough."""
        row = execute(_OLDEST_KEPT, (self._most_lines,)).fetchone()
        for sql in _PRUNE if row else ():
            execute(sql, row)

    def drop(self, pieces: Sequence[int]) -> None:
        """Forget what `put` returned these numbers for."""
        with self._database.writing() as execute:
            for piece in pieces:
                for sql in _DROP:
                    execute(sql, (piece,))

    def read(
        self,
        run_id: str | None = None,
        asset: AssetKey | None = None,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> tuple[LogLine, ...]:
        """Return lines in the order in which they were said, the newest *limit*."""
        self.flush()
        joined, given, rules = "", list[object](), ["log_lines.id >= ?"]
        with self._database.reading() as execute:
            if asset is not None:
                joined = _OF_ASSET
                given.append(self._interning.known_asset_id(execute, asset))
            given.append(after // PLACES)
            if run_id is not None:
                rules.append("run_id = ?")
                given.append(run_id)
            sql = f"{_READ} {joined} WHERE {' AND '.join(rules)} ORDER BY log_lines.id DESC"
            pieces: list[Piece] = []
            missing, whole = limit, not after
            for row in execute(sql, given):
                pieces.append(Piece(*row))
                if missing is not None and (missing := missing - pieces[-1].count) <= 0:
                    whole = False
                    break
        return lines_of(reversed(pieces), after, limit, whole=whole)


def delete_lines(execute: Execute, run: int) -> None:
    """Delete what the steps of the run in a row said."""
    execute(
        "DELETE FROM log_assets WHERE piece IN (SELECT id FROM log_lines WHERE run = ?)", (run,)
    )
    execute("DELETE FROM log_lines WHERE run = ?", (run,))
