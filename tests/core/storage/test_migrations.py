import sqlite3

import pytest

from dagbook.errors import StoreError
from dagbook.storage import migrations
from dagbook.storage.database import Database
from dagbook.storage.migrations import (
    MIGRATIONS,
    Migration,
    NewerSchemaError,
    migrate,
    schema_version,
)

FIRST = Migration("first", ("CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"))
SECOND = Migration("second", ("ALTER TABLE a ADD COLUMN y", "UPDATE a SET y = x + 1"))
BROKEN = Migration("broken", ("UPDATE a SET x = 7", "INSERT INTO missing VALUES (1)"))


@pytest.fixture
def connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def test_each_step_runs_once_in_order(connection):
    assert migrate(connection, (FIRST,)) == ("first",)
    assert migrate(connection, (FIRST, SECOND)) == ("second",)
    assert migrate(connection, (FIRST, SECOND)) == ()
    assert connection.execute("SELECT * FROM a").fetchall() == [(1, 2)]


def test_a_step_that_fails_leaves_nothing_and_can_be_run_again(connection):
    with pytest.raises(sqlite3.OperationalError, match="missing"):
        migrate(connection, (FIRST, BROKEN))
    assert connection.execute("SELECT x FROM a").fetchall() == [(1,)]
    assert schema_version(connection) == 1
    assert not connection.in_transaction
    assert migrate(connection, (FIRST, SECOND)) == ("second",)


def test_a_newer_schema_is_refused_untouched(connection):
    migrate(connection, (FIRST, SECOND))
    with pytest.raises(NewerSchemaError):
        migrate(connection, (FIRST,))
    assert schema_version(connection) == 2


def test_a_step_that_another_process_ran_meanwhile_is_not_run_again(tmp_path, monkeypatch):
    ours = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
    theirs = sqlite3.connect(tmp_path / "events.db", isolation_level=None)

    def migrate_theirs_first(connection):
        version = schema_version(connection)
        if connection is ours and not version and not connection.in_transaction:
            migrate(theirs, (FIRST,))
        return version

    monkeypatch.setattr(migrations, "schema_version", migrate_theirs_first)
    assert migrate(ours, (FIRST,)) == ()
    assert ours.execute("SELECT * FROM a").fetchall() == [(1,)]
    ours.close()
    theirs.close()


def test_a_file_of_a_newer_dagbook_says_to_upgrade(tmp_path):
    path = tmp_path / "events.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreError, match=r"newer dagbook wrote it .*upgrade dagbook") as caught:
        Database(path).open()
    assert caught.value.path == str(path)


def test_names_of_steps_are_unique():
    names = [step.name for step in MIGRATIONS]
    assert len(set(names)) == len(names)
