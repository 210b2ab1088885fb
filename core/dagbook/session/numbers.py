"""The numbers of materializations, and what a run says of what it made.

Of each asset, or of each of its partitions, the first materialization is number 1. Numbers never
change: wiped ones and restored ones count.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StoredMaterialization
from dagbook.model.runs import DagsterRun
from dagbook.storage.event_log import EventLogStorage

NEWEST = 2**62
"""Above every event's id."""

CELLS_TAG = "dagbook/cells"
"""The tag of a run that says which cells defined what it made."""

RESTORED_TAG = "dagbook/restored_from"
"""The tag of a run that restored a value: the number of what it restored."""


def cells_tag(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the tag for assets by name and the cells that define them; none without any.

    >>> cells_tag({"a": "cell 3", "b": "cell 3"})
    {'dagbook/cells': '{"cell 3":["a","b"]}'}
    """
    by_cell: dict[str, list[str]] = {}
    for name, cell in cells.items():
        by_cell.setdefault(cell, []).append(name)
    return {CELLS_TAG: to_json(by_cell)} if by_cell else {}


def cell_of(run: DagsterRun | None, key: AssetKey) -> str:
    """Return the cell that defined *key* when *run* made it; "" when that is not known."""
    told = run.tags.get(CELLS_TAG) if run is not None else None
    name = key.to_user_string()
    cells = from_json(told) if told else {}
    return next((cell for cell, names in cells.items() if name in names), "")


def restored_from(run: DagsterRun | None) -> int | None:
    """Return the number of what *run* restored; None of a run that computed."""
    told = run.tags.get(RESTORED_TAG) if run is not None else None
    return int(told) if told else None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A materialization that was found.

    Args:
        key: The asset.
        partition: Its partition key, or None.
        number: Which one, from 1.
        row: As the store answers.
        made: As it was recorded.
    """

    key: AssetKey
    partition: str | None
    number: int
    row: StoredMaterialization
    made: Materialization


def origin_of(log: EventLogStorage, found: Numbered) -> Numbered:
    """Return the materialization that computed the value of *found*, which may be restored."""
    run = log.run(found.row.run_id) if found.row.run_id else None
    number = restored_from(run)
    if number is None or number >= found.number:
        return found
    made = log.ordinal_of(found.key, found.partition, NEWEST)
    entries = log.history(found.key, found.partition, made - number + 1, wiped=True)
    if not entries:
        return found
    row, recorded = entries[-1]
    return origin_of(log, Numbered(found.key, found.partition, number, row, recorded))
