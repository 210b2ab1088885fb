"""What is latest and what failed, in memory, kept up with the events as they come."""

from collections.abc import Sequence
from types import EllipsisType

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import (
    StepError,
    StepRecord,
    StoredFailure,
    StoredMaterialization,
)
from dagbook.storage.database import Row
from dagbook.storage.event_rows import (
    decode_error,
    decode_made,
    decode_range,
    decode_single,
    is_single,
)
from dagbook.storage.forgotten import decode_forgotten
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.outcomes import Place, RunSource, outcome, outcome_of, stored_materialization
from dagbook.storage.projection import Projection

_COLUMNS = "id, run, shape, partition, started_at, seconds, versions, size, body, error"

_HEADS = """
SELECT asset, nullif(partition, 0), max(event) AS event FROM materializations
WHERE wiped IS NULL AND asset BETWEEN ? AND ? GROUP BY asset, partition
"""
_EVERY_ASSET = (0, 2**62)
_HEAD_EVENTS = f"""
SELECT {_COLUMNS} FROM events WHERE id IN (
    SELECT max(event) FROM materializations
    WHERE wiped IS NULL AND asset BETWEEN ? AND ? GROUP BY asset, partition
) ORDER BY id
"""  # noqa: S608 - constant columns
_HEAD_EVENT = f"""
SELECT {_COLUMNS} FROM events WHERE id = (
    SELECT max(event) FROM materializations
    WHERE asset = ? AND partition = ifnull(?, 0) AND wiped IS NULL
)
"""  # noqa: S608 - constant columns
_FAILURES = """
SELECT asset, nullif(failures.partition, 0), event, run, started_at + seconds, error
FROM failures JOIN events ON events.id = event
"""


class LatestState:
    """The projections of one event log; assets are loaded when they are first asked for.

    Args:
        interning: Of the same log.
        complete: Whether the log is empty, so that there is nothing to load.
    """

    def __init__(self, interning: Interning, *, complete: bool) -> None:
        self._interning = interning
        self.complete = complete
        self.failures_loaded = complete
        self.latest = Projection[StoredMaterialization]()
        self.failures = Projection[StoredFailure]()
        self.applied = 0
        self._started = complete

    def has(self, key: AssetKey) -> bool:
        """Return whether the latest of *key* needs no loading."""
        return self.complete or key in self.latest

    def catch_up(self, execute: Execute) -> None:
        """Apply the events that were recorded since the last call, by whomever."""
        if not self._started:
            (self.applied,) = execute("SELECT ifnull(max(id), 0) FROM events").fetchone()
            self._started = True
            return
        sql = f"SELECT {_COLUMNS} FROM events WHERE id > ? ORDER BY id"  # noqa: S608 - constant
        for row in execute(sql, (self.applied,)).fetchall():
            self._apply(execute, row)
            self.applied = row[0]

    def load(self, execute: Execute, key: AssetKey) -> None:
        """Load the latest of one asset."""
        found = self._interning.known_asset_id(execute, key)
        read = {} if found is None else self._read(execute, (found, found))
        self.latest.replace(key, read.get(key, {}))

    def load_all(self, execute: Execute) -> None:
        """Load the latest of every asset."""
        if not self.complete:
            for key, values in self._read(execute, _EVERY_ASSET).items():
                self.latest.replace(key, values)
            self.complete = True

    def load_failures(self, execute: Execute) -> None:
        """Load the failures."""
        if not self.failures_loaded:
            for asset_id, partition, event, run, at, error in execute(_FAILURES).fetchall():
                key = self._interning.asset(execute, asset_id)
                run_id, _ = self._interning.run_source(execute, run)
                why, _ = decode_error(error)
                self._settle((), [(key, partition)], event, run_id, at, why)
            self.failures_loaded = True

    def put_step(self, event_id: int, step: StepRecord, source: RunSource) -> None:
        """Apply a step that this process recorded, as its event."""
        for made in step.materializations:
            if self.has(made.key):
                stored = stored_materialization(event_id, step, made, source)
                self.latest.put(made.key, made.partition, stored)
        # Nearly every step succeeds while nothing has failed: then there is nothing to do.
        if self.failures_loaded and (step.error or self.failures.snapshot()):
            failed, cleared = outcome_of(step)
            at = step.started_at + step.seconds
            self._settle(cleared, failed, event_id, source[0], at, step.error)
        self.applied = event_id

    def drop(self, key: AssetKey, partition: str | EllipsisType | None) -> None:
        """Apply a wipe."""
        self.latest.drop(key, partition)
        self.failures.drop(key, partition)

    def _read_again(self, execute: Execute, key: AssetKey, partition: str | None) -> None:
        """Apply an undo: read what is latest now, which events yet to apply may replace."""
        if not self.has(key):
            return
        asset = self._interning.known_asset_id(execute, key)
        row = execute(_HEAD_EVENT, (asset, partition)).fetchone()
        if row is None:
            self.latest.drop(key, partition)
            return
        for place, stored in self._stored(execute, row):
            if place == (key, partition):
                self.latest.put(key, partition, stored)

    def _apply(self, execute: Execute, row: Row) -> None:
        """Apply one event as it was stored."""
        event_id, run, shape_id, partition, started_at, seconds, *_, body, error_text = row
        if shape_id is None:
            forgotten = decode_forgotten(body)
            if not forgotten.newest_only:
                self.drop(forgotten.key, forgotten.partition)
            elif not isinstance(forgotten.partition, EllipsisType):
                self._read_again(execute, forgotten.key, forgotten.partition)
            return
        made = self._stored(execute, row)
        for (key, own), stored in made:
            if self.has(key):
                self.latest.put(key, own, stored)
        if self.failures_loaded:
            error, canceled = decode_error(error_text)
            planned = self._interning.shape(execute, shape_id).planned
            places = [place for place, _ in made]
            ran_for = decode_range(body) or (partition,)
            failed, cleared = outcome(planned, ran_for, places, error=error, canceled=canceled)
            run_id, _ = self._interning.run_source(execute, run)
            self._settle(cleared, failed, event_id, run_id, started_at + seconds, error)

    def _settle(
        self,
        cleared: Sequence[Place],
        failed: Sequence[Place],
        event_id: int,
        run_id: str,
        at: float,
        error: StepError | None,
    ) -> None:
        """Apply the `outcome` of one step to the failures."""
        for key, partition in cleared:
            self.failures.drop(key, partition)
        if failed and error is not None:
            failure = StoredFailure(event_id, run_id, at, error)
            for key, partition in failed:
                self.failures.put(key, partition, failure)

    def _read(
        self, execute: Execute, assets: tuple[int, int]
    ) -> dict[AssetKey, dict[str | None, StoredMaterialization]]:
        """Return the latest of the assets with these first and last ids."""
        values: dict[AssetKey, dict[str | None, StoredMaterialization]] = {}
        several: list[Row] = []
        for row in execute(_HEAD_EVENTS, assets).fetchall():
            event_id, run, shape_id, partition, started_at, seconds, versions, size, body, _ = row
            shape = self._interning.shape(execute, shape_id)
            if not is_single(shape, body):
                several.append(row)
                continue
            (kind,) = shape.kinds
            run_id, notebook = self._interning.run_source(execute, run)
            version, inputs, path = decode_single(kind, partition, versions)
            values.setdefault(kind.key, {})[partition] = StoredMaterialization(
                event_id,
                run_id,
                started_at + seconds,
                seconds,
                version,
                kind.fingerprint,
                inputs,
                path,
                size,
                notebook,
            )
        if several:
            self._read_several(execute, assets, several, values)
        return values

    def _read_several(
        self,
        execute: Execute,
        assets: tuple[int, int],
        rows: Sequence[Row],
        values: dict[AssetKey, dict[str | None, StoredMaterialization]],
    ) -> None:
        """Add to *values* what the steps of *rows*, which made several things, made last.

        Of what such a step made, some may have been made again or wiped since.
        """
        key_of = self._interning.asset
        heads = {
            (key_of(execute, asset), partition): event
            for asset, partition, event in execute(_HEADS, assets).fetchall()
        }
        for row in rows:
            for place, stored in self._stored(execute, row):
                if heads.get(place) == row[0]:
                    values.setdefault(place[0], {})[place[1]] = stored

    def _stored(self, execute: Execute, row: Row) -> list[tuple[Place, StoredMaterialization]]:
        """Return what the step of *row* made, by place."""
        event_id, run, shape_id, partition, started_at, seconds, versions, size, body, _ = row
        run_id, notebook = self._interning.run_source(execute, run)
        at = started_at + seconds
        shape = self._interning.shape(execute, shape_id)
        each = seconds / (len(decode_range(body)) or 1)
        return [
            (
                (kind.key, own),
                StoredMaterialization(
                    event_id,
                    run_id,
                    at,
                    each,
                    version,
                    kind.fingerprint,
                    inputs,
                    path,
                    own_size,
                    notebook,
                ),
            )
            for kind, own, version, inputs, path, own_size in decode_made(
                shape, partition, versions, size, body
            )
        ]
