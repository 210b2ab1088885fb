"""One SQLite database: opened, migrated, shared by threads behind one lock, errors in our words."""

import sqlite3
import weakref
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Literal

from dagbook.errors import StoreError
from dagbook.foundation.interrupts import HeldInterrupts
from dagbook.storage.migrations import NewerSchemaError, migrate

Row = tuple[Any, ...]

_WAIT_SECONDS = 1.0
_WAITS = 30
_PRIMARY = 0xFF
"""Masks the primary code out of SQLite's extended error codes."""

_REASONS = {
    sqlite3.SQLITE_BUSY: f"another process kept it locked for {_WAIT_SECONDS * _WAITS:.0f} seconds",
    sqlite3.SQLITE_NOTADB: "it is not a database",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
}


class Database:
    """A SQLite file, or a database in memory, opened when it is first used.

    Args:
        path: The file, created with its folder when absent; None for memory.
        on_rollback: Called when a transaction was undone.

    Raises:
        StoreError: At any use: the file cannot be opened, read or written.

    Attributes:
        lock: Held during each transaction; hold it to make several calls one step for threads.
    """

    def __init__(
        self, path: Path | None, *, on_rollback: Callable[[], None] = lambda: None
    ) -> None:
        self.path = path
        self.on_rollback = on_rollback
        self.lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def open(self) -> sqlite3.Connection:
        """Return the connection, opening and migrating the file on the first call."""
        with self.lock:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection

    def _connect(self) -> sqlite3.Connection:
        """Open the file and bring it to our schema."""
        if self._closed:
            raise self.error("it was closed")
        try:
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                ":memory:" if self.path is None else self.path,
                timeout=_WAIT_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        except (OSError, sqlite3.Error) as exc:
            raise self.error(_reason(exc)) from exc
        try:
            if self.path is not None:
                _set_journal(connection)
            _patiently(migrate, connection)
        except NewerSchemaError as exc:
            connection.close()
            raise self.error(
                f"a newer dagbook wrote it (schema {exc.found}, this one knows {exc.known}); "
                "upgrade dagbook"
            ) from exc
        except sqlite3.Error as exc:
            connection.close()
            raise self.error(_reason(exc)) from exc
        weakref.finalize(self, connection.close)
        return connection

    def reading(self) -> "_Transaction":
        """Return the context manager of a transaction that sees one state throughout."""
        return _Transaction(self, "BEGIN")

    def writing(self) -> "_Transaction":
        """Return the context manager of a transaction, rolled back when its block raises."""
        # IMMEDIATE: SQLite does not let a transaction that has read wait for another writer.
        return _Transaction(self, "BEGIN IMMEDIATE")

    def rows(self, sql: str, parameters: Row = ()) -> list[Row]:
        """Return all rows of one query."""
        with self.lock:
            connection = self._connection or self.open()
            try:
                return connection.execute(sql, parameters).fetchall()
            except sqlite3.Error as exc:
                raise self.error(_reason(exc)) from exc

    def data_version(self) -> int:
        """Return a number that differs from before exactly when another connection committed."""
        if self.path is None:
            return 0
        return int(self.rows("PRAGMA data_version")[0][0])

    def size_bytes(self) -> int:
        """Return how much disk, or memory, the database takes."""
        if self.path is None:
            [(pages, each)] = self.rows(
                "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size"
            )
            return int(pages * each)
        beside = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(each.stat().st_size for each in beside if each.exists())

    def close(self) -> None:
        """Close the file; later uses raise."""
        with self.lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def error(self, reason: str) -> StoreError:
        """Return the error that says why this database cannot be used."""
        return StoreError("in memory" if self.path is None else str(self.path), reason)


class _Transaction:
    """What ``with database.writing() as execute:`` enters; gives the connection's `execute`.

    An interrupt from the keyboard waits for its end: between lock, begin and commit it would leave
    a store that nobody can use any more.
    """

    __slots__ = ("_begin", "_connection", "_database", "_held")

    def __init__(self, database: Database, begin: str) -> None:
        self._database = database
        self._begin = begin
        self._held = HeldInterrupts()

    def __enter__(self) -> Callable[..., sqlite3.Cursor]:
        database = self._database
        self._held.__enter__()
        try:
            database.lock.acquire()
            try:
                self._connection = database.open()
                _patiently(self._connection.execute, self._begin, held=self._held)
            except BaseException:
                database.lock.release()
                raise
        except sqlite3.Error as exc:
            self._held.__exit__(None, None, None)
            raise database.error(_reason(exc)) from exc
        except BaseException:
            self._held.__exit__(None, None, None)
            raise
        return self._connection.execute

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        connection = self._connection
        try:
            if problem is None:
                _patiently(connection.execute, "COMMIT")
        except sqlite3.Error as exc:
            raise self._database.error(_reason(exc)) from exc
        finally:
            try:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                    self._database.on_rollback()
            finally:
                self._database.lock.release()
                self._held.__exit__(None, None, None)
        if isinstance(problem, sqlite3.Error):
            raise self._database.error(_reason(problem)) from problem
        return False


def _patiently(
    run: Callable[..., object], *arguments: object, held: HeldInterrupts | None = None
) -> None:
    """Run a statement, waiting for other processes' transactions to end.

    SQLite waits inside C, where an interrupt is not seen; so it waits briefly, many times.

    Raises:
        KeyboardInterrupt: An interrupt came meanwhile; where it is *held*, too.
    """
    for _ in range(_WAITS):
        if held is not None and held.is_waiting:
            raise KeyboardInterrupt
        try:
            run(*arguments)
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                raise
            busy = exc
        else:
            return
    raise busy


def _set_journal(connection: sqlite3.Connection) -> None:
    """Choose write-ahead logging, or the usual journal where the file system refuses it."""
    try:
        _patiently(connection.execute, "PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:
        # Network file systems without shared memory refuse only here.
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = NORMAL")


def _reason(exc: Exception) -> str:
    """Return why SQLite or the file system refused, as a person would say it."""
    if isinstance(exc, OSError):
        return exc.strerror or str(exc)
    code = getattr(exc, "sqlite_errorcode", 0) & _PRIMARY
    return _REASONS.get(code, str(exc))
