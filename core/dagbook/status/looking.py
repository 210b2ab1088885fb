"""Which stored values are looked at, whether they are still there: all of a few, of many in turn.

One look takes as long as the file system says, microseconds; of hundreds of thousands of values
that is more than a person waits. What a run is about to read is looked at in any case.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from dagbook.model.asset_key import AssetKey
from dagbook.partitions.subset import OrdinalRanges

MOST_IN_PASSING = 2_000
"""So many values are looked at when statuses are merely shown."""

MOST_AT_EACH_EVENT = 100
"""So many are after each cell and each event, where nobody asked for statuses."""

MOST_WHEN_PLANNING = 50_000
"""So many are when it is planned what runs."""

Span = tuple[int, int]
"""From which value of an asset, up to which."""


@dataclass(frozen=True, slots=True)
class Look:
    """How many values are looked at.

    Args:
        most: At most so many.
        whole: Assets all of whose values are looked at beside these.
    """

    most: int = MOST_IN_PASSING
    whole: Collection[AssetKey] = frozenset()


IN_PASSING = Look()
AT_EACH_EVENT = Look(MOST_AT_EACH_EVENT)
WHEN_PLANNING = Look(MOST_WHEN_PLANNING)


class Turns:
    """Whose turn it is to be looked at.

    Example:
        >>> turns, sizes = Turns(), {AssetKey("a"): 3, AssetKey("b"): 2}
        >>> [list(turns.spans(sizes, Look(most=4)).values()) for _ in range(2)]
        [[[(0, 3)], [(0, 1)]], [[(0, 3)], [(1, 2)]]]
    """

    __slots__ = ("_next",)

    def __init__(self) -> None:
        self._next = 0

    def spans(self, sizes: Mapping[AssetKey, int], look: Look) -> dict[AssetKey, list[Span]]:
        """Return which values of each asset are looked at now; those left out wait for their turn.

        Args:
            sizes: How many values each asset has, in an order that stays.
            look: How many are looked at.
        """
        total = sum(sizes.values())
        if total <= look.most:
            return {key: [(0, size)] for key, size in sizes.items()}
        begin = self._next % total
        self._next = (begin + look.most) % total
        # All values stand in a circle; what goes beyond the end goes on at its beginning.
        windows = ((begin, begin + look.most), (begin - total, begin - total + look.most))
        found: dict[AssetKey, list[Span]] = {}
        at = 0
        for key, size in sizes.items():
            if key in look.whole:
                found[key] = [(0, size)]
            else:
                parts = ((max(at, low) - at, min(at + size, high) - at) for low, high in windows)
                spans = [(low, high) for low, high in parts if low < high]
                if spans:
                    found[key] = spans
            at += size
        return found


def finds_the_same(
    ordinals: Mapping[str | None, int],
    lost: OrdinalRanges,
    is_there: Callable[[str | None], bool],
    spans: Sequence[Span],
) -> bool:
    """Return whether the same values are lost as the last time.

    Args:
        ordinals: The place of each partition that was materialized.
        lost: Whose value was lost the last time.
        is_there: Looks at the value of a partition.
        spans: Which are looked at; where any was lost all are, as it may be back.
    """
    for start, end in [(0, len(ordinals))] if lost else spans:
        for partition, at in islice(ordinals.items(), start, end):
            if is_there(partition) == (at in lost):
                return False
    return True
