"""What other partitions mean for an asset that has values: which keys are gone, which new. Pure."""

from dagbook.errors import DagsterError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.view.graph_view import StatusBadge
from dagbook.view.humanize import count

MOST_KEYS = 100_000
"""Keys are compared one by one up to so many; beyond, it is only said that they differ."""

_MOST_RANGES = 3


def partition_change(
    old: PartitionsDefinition | None, new: PartitionsDefinition | None, badge: StatusBadge | None
) -> str:
    """Return in a few words how *new* differs from *old*; "" if it does not.

    Args:
        old: The partitions before, or None.
        new: Those now, or None.
        badge: How the asset stood before, or None.

    Example:
        >>> from dagbook.partitions.static import StaticPartitionsDefinition
        >>> old, new = (StaticPartitionsDefinition(list(keys)) for keys in ("abcd", "cdef"))
        >>> partition_change(old, new, StatusBadge("partial", "", materialized=((1, 3),), at=1.0))
        'other partitions: 2 no longer exist (a...b), 1 value of them is kept; 2 new (e...f)'
    """
    if old == new:
        return ""
    if badge is None or badge.at is None:
        return "other partitions"
    if old is None:
        return "now with partitions; the value without them is kept"
    if new is None:
        return "no longer with partitions; their values are kept"
    try:
        return _keys_compared(old, new, badge)
    except DagsterError:
        # Dynamic partitions are known to a store alone.
        return "other partitions"


def _keys_compared(old: PartitionsDefinition, new: PartitionsDefinition, badge: StatusBadge) -> str:
    """Return which keys of *old* are gone and which of *new* are new."""
    if max(old.count(), new.count()) > MOST_KEYS:
        return "other partitions"
    gone, added = _only_in(old, new), _only_in(new, old)
    if not gone and not added:
        return "other partitions with the same keys"
    held = len(gone & OrdinalRanges.from_ranges(badge.materialized)) if not badge.is_rough else 0
    values = f", {count(held, 'value')} of them {'is' if held == 1 else 'are'} kept" if held else ""
    parts = [
        f"{len(gone):,} no longer exist ({_ranges(old, gone)}){values}" if gone else "",
        f"{len(added):,} new ({_ranges(new, added)})" if added else "",
    ]
    return f"other partitions: {'; '.join(part for part in parts if part)}"


def _only_in(one: PartitionsDefinition, other: PartitionsDefinition) -> OrdinalRanges:
    """Return the ordinals of *one* whose keys *other* does not have."""
    keys = one.keys_in(one.all_partitions())
    shared = other.ordinals_of(keys)
    return OrdinalRanges.of(at for at, key in enumerate(keys) if key not in shared)


def _ranges(partitions_def: PartitionsDefinition, subset: OrdinalRanges) -> str:
    """Return the keys of *subset* as a few ranges, the rest counted."""
    shown = OrdinalRanges.from_ranges(subset.ranges[:_MOST_RANGES])
    texts = [
        start if start == end else f"{start}...{end}"
        for start, end in (
            (partitions_def.key_at(low), partitions_def.key_at(high - 1))
            for low, high in shown.ranges
        )
    ]
    rest = len(subset) - len(shown)
    return ", ".join(texts) + (f" and {rest:,} more" if rest else "")
