"""Every step that observed something, and what was wiped since: read when somebody asks.

No index is kept: observations are few, and who asks for all of them is rare.
"""

from collections.abc import Mapping, Sequence
from types import EllipsisType

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord

Wipes = Mapping[tuple[AssetKey, str | EllipsisType | None], int]
"""Of what was wiped, an asset or a partition of it, the event of the last wipe."""

Observing = tuple[Sequence[tuple[int, StepRecord]], Wipes]
"""The steps that observed something with their events, oldest first, and the wipes."""

NOTHING_OBSERVED: Observing = ((), {})


def is_wiped(wipes: Wipes, key: AssetKey, partition: str | None, event_id: int) -> bool:
    """Return whether what an event says of *key* was wiped since."""
    return wiped_at(wipes, key, partition) > event_id


def wiped_at(wipes: Wipes, key: AssetKey, partition: str | None) -> int:
    """Return the event that last wiped a partition of *key*, 0 when none did."""
    return max(wipes.get((key, ...), 0), wipes.get((key, partition), 0))
