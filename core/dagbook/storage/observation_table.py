"""The table of what was observed last: the data version of each asset and partition."""

from types import EllipsisType

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord
from dagbook.storage.forgotten import decode_forgotten
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.observed import OBSERVATION, Observed, observed_by
from dagbook.storage.observing_steps import Wipes

_PUT = """
INSERT OR REPLACE INTO observations (asset, partition, event, version)
VALUES (?, ifnull(?, 0), ?, ?)
"""
_READ = "SELECT asset, nullif(partition, 0), event, version FROM observations"

_SHAPES = "SELECT id FROM shapes WHERE body LIKE ?"
_WIPES = "SELECT id, body FROM events WHERE shape IS NULL ORDER BY id"


def insert_observations(
    execute: Execute, interning: Interning, event_id: int, step: StepRecord
) -> None:
    """Insert what *step* observed."""
    for key, partition, version in observed_by(step):
        execute(_PUT, (interning.asset_id(execute, key), partition, event_id, version))


def read_observed(execute: Execute, interning: Interning) -> Observed:
    """Return all that was observed last."""
    found: dict[AssetKey, dict[str | None, tuple[int, str]]] = {}
    for asset, partition, event, version in execute(_READ).fetchall():
        found.setdefault(interning.asset(execute, asset), {})[partition] = event, version
    return found


def observing_shapes(execute: Execute) -> list[int]:
    """Return the shapes of steps that observe."""
    return [found for (found,) in execute(_SHAPES, (f'%"{OBSERVATION}"%',)).fetchall()]


def read_wipes(execute: Execute) -> Wipes:
    """Return what was wiped, and when."""
    wipes: dict[tuple[AssetKey, str | EllipsisType | None], int] = {}
    for event_id, body in execute(_WIPES).fetchall():
        forgotten = decode_forgotten(body)
        if not forgotten.newest_only:
            wipes[forgotten.key, forgotten.partition] = event_id
    return wipes
