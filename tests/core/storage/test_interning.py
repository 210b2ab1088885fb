"""Ids that were read are not read again."""

import sqlite3

from dagbook.model.asset_key import AssetKey
from dagbook.storage.interning import Interning


def test_of_keys_that_come_one_by_one_each_is_read_once():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE assets (id INTEGER PRIMARY KEY, key TEXT)")
    known, read = Interning(""), []

    def execute(sql, values=()):
        cursor = connection.execute(sql, values)
        if sql.startswith("SELECT id, key"):
            rows = cursor.fetchall()
            read.extend(each for each, _ in rows)
            return connection.execute(sql, values)
        return cursor

    other = Interning("")
    for number in range(50):
        key = AssetKey(f"a{number}")
        asset_id = other.asset_id(execute, key)
        assert known.asset(execute, asset_id) == key
    assert read == list(range(1, 51))


def test_a_key_that_was_there_before_the_first_that_is_asked_for_is_known_too():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE assets (id INTEGER PRIMARY KEY, key TEXT)")
    writer, reader = Interning(""), Interning("")
    for name in "abc":
        writer.asset_id(connection.execute, AssetKey(name))
    assert reader.asset(connection.execute, 3) == AssetKey("c")
    assert reader.asset(connection.execute, 1) == AssetKey("a")
