"""Ids of what many rows refer to: assets, shapes, runs, processes; each looked up once."""

from collections.abc import Callable
from sqlite3 import Cursor

from dagbook.foundation.digest import digest
from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.storage.outcomes import NO_RUN, RunSource
from dagbook.storage.processes import ProcessIdentity, this_process
from dagbook.storage.step_shapes import Shape, decode_shape, encode_shape

Execute = Callable[..., Cursor]
"""``execute`` of a connection that is in a transaction."""


class Interning:
    """Both directions of each small table, remembered.

    Args:
        notebook: Which notebook or program writes here, "" when unknown.
    """

    def __init__(self, notebook: str) -> None:
        self._notebook = notebook
        self._asset_ids: dict[AssetKey, int] = {}
        self._assets: dict[int, AssetKey] = {}
        self._shape_ids: dict[Shape, int] = {}
        self._shapes: dict[int, Shape] = {}
        self._run_ids: dict[str, int] = {}
        self._runs: dict[int, RunSource] = {}
        self._process_id: int | None = None

    def forget(self) -> None:
        """Forget all; to be called when a transaction that may have added ids was rolled back."""
        for each in (
            self._asset_ids,
            self._assets,
            self._shape_ids,
            self._shapes,
            self._run_ids,
            self._runs,
        ):
            each.clear()
        self._process_id = None

    def asset_id(self, execute: Execute, key: AssetKey) -> int:
        """Return the id of *key*, adding it when it is new."""
        found = self._asset_ids.get(key)
        if found is None:
            found = self.known_asset_id(execute, key)
            if found is None:
                found = _inserted(
                    execute, "INSERT INTO assets (key) VALUES (?)", to_json(key.parts)
                )
                self._asset_ids[key] = found
        return found

    def known_asset_id(self, execute: Execute, key: AssetKey) -> int | None:
        """Return the id of *key*, None when nothing was recorded of it."""
        found = self._asset_ids.get(key)
        if found is None:
            row = execute("SELECT id FROM assets WHERE key = ?", (to_json(key.parts),)).fetchone()
            if row is not None:
                found = self._asset_ids[key] = int(row[0])
        return found

    def asset(self, execute: Execute, asset_id: int) -> AssetKey:
        """Return the key with this id."""
        found = self._assets.get(asset_id)
        if found is None:
            # At first all of them; from then on those above, which are the only ones not known.
            first = asset_id if self._assets else 0
            sql = "SELECT id, key FROM assets WHERE id >= ?"
            for each, key in execute(sql, (first,)).fetchall():
                self._assets[each] = AssetKey(from_json(key))
            found = self._assets[asset_id]
        return found

    def shape_id(self, execute: Execute, shape: Shape) -> int:
        """Return the id of *shape*, adding it when it is new."""
        found = self._shape_ids.get(shape)
        if found is None:
            body = encode_shape(shape)
            # Found by its digest: shapes of wide steps are long, and an index would repeat them.
            name = bytes.fromhex(digest([body]))
            row = execute("SELECT id FROM shapes WHERE digest = ?", (name,)).fetchone()
            if row is None:
                sql = "INSERT INTO shapes (digest, body) VALUES (?, ?)"
                found = _inserted(execute, sql, name, body)
            else:
                found = int(row[0])
            self._shape_ids[shape] = found
        return found

    def shape(self, execute: Execute, shape_id: int) -> Shape:
        """Return the shape with this id."""
        found = self._shapes.get(shape_id)
        if found is None:
            row = execute("SELECT body FROM shapes WHERE id = ?", (shape_id,)).fetchone()
            found = self._shapes[shape_id] = decode_shape(row[0])
        return found

    def run_row(self, execute: Execute, run_id: str) -> int | None:
        """Return the row of a run, None when it was never started."""
        found = self._run_ids.get(run_id)
        if found is None:
            row = execute("SELECT id FROM runs WHERE run_id = ?", (run_id,)).fetchone()
            if row is not None:
                found = self._run_ids[run_id] = int(row[0])
        return found

    def run_source(self, execute: Execute, row: int | None) -> RunSource:
        """Return id and notebook of the run in *row*."""
        if row is None:
            return NO_RUN
        found = self._runs.get(row)
        if found is None:
            sql = (
                "SELECT runs.id, run_id, notebook FROM runs"
                " JOIN processes ON processes.id = process WHERE runs.id >= ?"
            )
            # Readers go from old to new, so that one query serves all the runs to come.
            for each, run_id, notebook in execute(sql, (row,)).fetchall():
                self._runs[each] = (run_id, notebook)
            found = self._runs[row]
        return found

    def process_id(self, execute: Execute) -> int:
        """Return the id of this process, adding it when it is new."""
        if self._process_id is None:
            me = this_process()
            sql = "INSERT INTO processes (pid, host, started, notebook) VALUES (?, ?, ?, ?)"
            self._process_id = _inserted(execute, sql, me.pid, me.host, me.started, self._notebook)
        return self._process_id


def read_process(execute: Execute, process_id: int) -> ProcessIdentity:
    """Return the process with this id."""
    sql = "SELECT pid, host, started FROM processes WHERE id = ?"
    return ProcessIdentity(*execute(sql, (process_id,)).fetchone())


def _inserted(execute: Execute, sql: str, *values: object) -> int:
    """Insert a row and return its id."""
    row = execute(sql, values).lastrowid
    assert row is not None  # noqa: S101 - typed as optional for statements that insert nothing
    return row
