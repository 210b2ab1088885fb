"""Which events made an asset: an index of a log in memory, filled when somebody asks."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from dagbook.model.asset_key import AssetKey


class MadeByAsset:
    """The events of each asset and the partitions that they made, oldest first.

    Nothing is done while steps are recorded: `follow` reads what came since it was last called.
    """

    __slots__ = ("_events", "_followed", "_partitions")

    def __init__(self) -> None:
        self._followed = 0
        self._events: dict[AssetKey, list[int]] = {}
        self._partitions: dict[AssetKey, list[str | None]] = {}

    def follow(self, events: Mapping[int, Any], last: int) -> None:
        """Take what *events*, by id, hold up to the one with the id *last*."""
        for event_id in range(self._followed + 1, last + 1):
            event = events.get(event_id)
            for made in () if event is None else event.step.materializations:
                self._events.setdefault(made.key, []).append(event_id)
                self._partitions.setdefault(made.key, []).append(made.partition)
        self._followed = max(last, self._followed)

    def before(self, asset: AssetKey, event_id: int) -> Iterator[tuple[int, str | None]]:
        """Yield event and partition of what was made of *asset* before an event, newest first."""
        events = self._events.get(asset, [])
        partitions = self._partitions.get(asset, [])
        for at in range(bisect_left(events, event_id) - 1, -1, -1):
            yield events[at], partitions[at]
