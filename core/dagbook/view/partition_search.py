"""Partitions found by what a person types: a key, the beginning of keys, or a range."""

from collections.abc import Callable, Sequence

from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges


def find_partitions(partitions_def: PartitionsDefinition, text: str) -> OrdinalRanges:
    """Return the partitions that *text* names; the page finds those whose keys it has likewise.

    Args:
        partitions_def: Where to look.
        text: A key or the beginning of some; ``A...B`` from the first key that begins with A to the
            last that begins with B; where no key begins so, what keys contain.

    Example:
        >>> from dagbook.partitions import StaticPartitionsDefinition
        >>> colours = StaticPartitionsDefinition(["red", "rose", "green", "blue"])
        >>> [find_partitions(colours, text).ranges for text in ("r", "rose...b", "ue")]
        [((0, 2),), ((1, 4),), ((3, 4),)]
    """
    keys = partitions_def.get_partition_keys()
    wanted = text.strip()
    if not wanted:
        return OrdinalRanges.EMPTY
    low, dots, high = (part.strip() for part in wanted.partition("..."))
    if not dots:
        begun = _where(keys, lambda key: key.startswith(wanted))
        return begun or _where(keys, lambda key: wanted.lower() in key.lower())
    opens = _where(keys, lambda key: key.startswith(low)).first
    closes = _where(keys, lambda key: key.startswith(high)).last
    if opens is None or closes is None:
        return OrdinalRanges.EMPTY
    return OrdinalRanges.span(opens, closes + 1)


def _where(keys: Sequence[str], is_wanted: Callable[[str], bool]) -> OrdinalRanges:
    return OrdinalRanges.of(ordinal for ordinal, key in enumerate(keys) if is_wanted(key))
