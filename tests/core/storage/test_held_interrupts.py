"""Ctrl-C in the middle of a transaction leaves a store that everybody can go on using."""

import signal
import sqlite3
import threading

import pytest

from dagbook.errors import StoreError
from dagbook.storage import database as database_module
from dagbook.storage.database import Database


@pytest.fixture
def database(tmp_path):
    made = Database(tmp_path / "events.db")
    with made.writing() as execute:
        execute("CREATE TABLE t (n)")
    yield made
    made.close()


def rows_seen_by_another_thread(database):
    """Return what is in `t`; another thread would wait for ever for a lock that was kept."""
    found = []
    thread = threading.Thread(target=lambda: found.extend(database.rows("SELECT n FROM t")))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    return found


@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_an_interrupt_inside_a_transaction_comes_after_it(database, kind):
    went_on = []
    transaction = getattr(database, kind)()
    with pytest.raises(KeyboardInterrupt), transaction as execute:  # noqa: PT012 - what happens before it is the claim
        signal.raise_signal(signal.SIGINT)
        went_on.append(execute("SELECT 1").fetchone())
    assert went_on == [(1,)]
    with database.writing() as execute:
        execute("INSERT INTO t VALUES (1)")
    assert rows_seen_by_another_thread(database) == [(1,)]


def test_what_was_written_before_the_interrupt_is_committed(database):
    with pytest.raises(KeyboardInterrupt), database.writing() as execute:  # noqa: PT012 - as above
        signal.raise_signal(signal.SIGINT)
        execute("INSERT INTO t VALUES (1)")
    assert rows_seen_by_another_thread(database) == [(1,)]


@pytest.mark.parametrize("place", ["begin", "commit"])
def test_an_interrupt_as_a_transaction_begins_or_ends_leaves_nothing_open(
    database, monkeypatch, place
):
    patiently = database_module._patiently

    def interrupted(run, sql, **options):
        patiently(run, sql, **options)
        if sql.startswith("BEGIN" if place == "begin" else "COMMIT"):
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(database_module, "_patiently", interrupted)
    with pytest.raises(KeyboardInterrupt), database.writing() as execute:
        execute("INSERT INTO t VALUES (1)")
    monkeypatch.undo()
    assert rows_seen_by_another_thread(database) == [(1,)]
    with database.writing() as execute:
        execute("INSERT INTO t VALUES (2)")


def test_waiting_for_another_process_can_be_interrupted(database, monkeypatch):
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database.open().execute("PRAGMA busy_timeout = 1")
    monkeypatch.setattr(database_module, "_WAITS", 1_000_000)
    timer = threading.Timer(0.05, signal.raise_signal, [signal.SIGINT])
    timer.start()
    with pytest.raises(KeyboardInterrupt), database.writing():
        raise AssertionError("nobody may write")
    timer.join()
    other.execute("ROLLBACK")
    with database.writing() as execute:
        execute("INSERT INTO t VALUES (1)")
    assert rows_seen_by_another_thread(database) == [(1,)]


def test_an_error_is_told_and_a_held_interrupt_is_not_forgotten(database):
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(StoreError), database.writing() as execute:
        execute("INSERT INTO nowhere VALUES (1)")
    assert signal.getsignal(signal.SIGINT) is before
