import sqlite3
from threading import Thread

import pytest

from dagbook.errors import StoreError
from dagbook.storage import database
from dagbook.storage.database import Database


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.db"


def test_a_file_is_opened_in_write_ahead_mode(path):
    opened = Database(path)
    assert opened.rows("PRAGMA journal_mode") == [("wal",)]
    assert opened.rows("PRAGMA synchronous") == [(1,)]
    opened.close()


def test_where_write_ahead_is_refused_the_usual_journal_serves():
    class Refusing:
        def __init__(self):
            self.ran = []

        def execute(self, sql):
            if sql.endswith("WAL"):
                error = sqlite3.OperationalError("locking protocol")
                error.sqlite_errorcode = sqlite3.SQLITE_PROTOCOL
                raise error
            self.ran.append(sql)

    connection = Refusing()
    database._set_journal(connection)
    assert connection.ran == ["PRAGMA journal_mode = DELETE", "PRAGMA synchronous = NORMAL"]


def test_a_file_that_is_no_database_is_named(path):
    path.write_bytes(b"not a database, but long enough to be read as a header " * 20)
    with pytest.raises(StoreError, match=r"events\.db cannot be used: it is not a database"):
        Database(path).open()


def test_a_damaged_database_is_named(path):
    opened = Database(path)
    with opened.writing() as execute:
        for at in range(1000):
            execute("INSERT INTO assets (key) VALUES (?)", (f"{at}" * 40,))
    opened.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    damaged = Database(path)
    with pytest.raises(StoreError, match="it is damaged"):
        damaged.rows("SELECT sum(length(key)) FROM assets NOT INDEXED")
    damaged.close()


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreError, match=r"File exists|Not a directory"):
        Database(tmp_path / "store" / "events.db").open()


def test_a_database_that_is_a_folder_is_named(tmp_path):
    with pytest.raises(StoreError, match="unable to open database file"):
        Database(tmp_path).open()


def test_a_lock_that_is_never_released_is_said(path, monkeypatch):
    monkeypatch.setattr(database, "_WAITS", 2)
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.01)
    one, other = Database(path), Database(path)
    one.open()
    with (
        other.writing(),
        pytest.raises(StoreError, match="another process kept it locked"),
        one.writing(),
    ):
        pass
    with one.writing() as execute:
        execute("INSERT INTO assets (key) VALUES ('a')")
    assert other.rows("SELECT key FROM assets") == [("a",)]
    one.close()
    other.close()


def test_a_writer_waits_for_another_to_end(path):
    one, other = Database(path), Database(path)
    other.open()

    def write():
        with other.writing() as execute:
            execute("INSERT INTO assets (key) VALUES ('b')")

    with one.writing() as execute:
        waiting = Thread(target=write)
        waiting.start()
        execute("INSERT INTO assets (key) VALUES ('a')")
    waiting.join()
    assert one.rows("SELECT key FROM assets ORDER BY id") == [("a",), ("b",)]
    one.close()
    other.close()


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt])
def test_a_transaction_that_raises_leaves_nothing(problem):
    undone = []
    opened = Database(None, on_rollback=lambda: undone.append(True))

    def write():
        with opened.writing() as execute:
            execute("INSERT INTO assets (key) VALUES ('a')")
            raise problem

    with pytest.raises(problem):
        write()
    assert opened.rows("SELECT * FROM assets") == []
    assert undone == [True]


def test_a_failing_statement_becomes_an_error_of_the_store():
    opened = Database(None)
    with pytest.raises(StoreError, match="no such table: nowhere"), opened.writing() as execute:
        execute("SELECT * FROM nowhere")
    with pytest.raises(StoreError, match="no such table: nowhere"):
        opened.rows("SELECT * FROM nowhere")


def test_memory_is_not_opened_before_it_is_used():
    assert Database(None)._connection is None


def test_the_size_of_a_file_counts_what_is_not_yet_merged(path):
    opened = Database(path)
    before = opened.size_bytes()
    with opened.writing() as execute:
        execute("INSERT INTO assets (key) VALUES (?)", ("x" * 100_000,))
    assert opened.size_bytes() >= before + 100_000
    opened.close()
