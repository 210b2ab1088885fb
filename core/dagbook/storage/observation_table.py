"""The table of what was observed last: the data version of each asset and partition."""

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.observed import Observed, observed_by

_PUT = """
INSERT OR REPLACE INTO observations (asset, partition, event, version)
VALUES (?, ifnull(?, 0), ?, ?)
"""
_READ = "SELECT asset, nullif(partition, 0), event, version FROM observations"


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
