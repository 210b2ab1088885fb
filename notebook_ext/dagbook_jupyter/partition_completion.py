"""Partition keys that could stand at the cursor: whole ones, ends of ranges, parts by dimension."""

from collections.abc import Sequence

from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges

MOST_KEYS = 500
"""So many partition keys are offered: a list of more nobody reads."""

STATES = ("all", "missing", "stale", "failed")


def partition_texts(
    partitions_def: PartitionsDefinition | None, start: str, *, several: bool
) -> tuple[str, list[str]]:
    """Return what is to be replaced at the end of *start*, and what could stand there.

    Args:
        partitions_def: Of the asset that is named; its newest keys come first.
        start: What is typed.
        several: Whether ranges and states may stand there too.

    Example:
        >>> from dagbook.partitions.static import StaticPartitionsDefinition
        >>> regions = StaticPartitionsDefinition(["us", "eu"])
        >>> sizes = StaticPartitionsDefinition(["s", "very large"])
        >>> both = MultiPartitionsDefinition({"region": regions, "size": sizes})
        >>> partition_texts(regions, "us...e", several=True)
        ('e', ['eu'])
        >>> partition_texts(regions, "us,e", several=True)
        ('e', ['eu'])
        >>> partition_texts(both, "region=eu,si", several=False)
        ('si', ['size='])
        >>> partition_texts(both, "region=eu,region=u", several=False)
        ('u', ['us'])
    """
    if isinstance(partitions_def, MultiPartitionsDefinition):
        by_dimension = _by_dimension(partitions_def, start)
        if by_dimension is not None:
            return by_dimension
    _, dots, tail = start.rpartition("...")
    states = STATES if several and not dots else ()
    keys = [] if partitions_def is None else newest_keys(partitions_def)
    more = _dimensions(partitions_def, ()) if not dots else []
    texts = [*states, *map(_typed, keys), *more]
    found = _beginning(texts, tail)
    _, comma, last = tail.rpartition(",")
    return (tail, found) if found or not (several and comma) else (last, _beginning(texts, last))


def _beginning(texts: Sequence[str], start: str) -> list[str]:
    """Return those of *texts* that begin with *start*, but for quotes."""
    start = start.lstrip("\"'")
    return [text for text in texts if text.lstrip("\"'").startswith(start)]


def newest_keys(partitions_def: PartitionsDefinition) -> list[str]:
    """Return the last keys, the newest first."""
    count = partitions_def.count()
    return partitions_def.keys_in(OrdinalRanges.span(max(0, count - MOST_KEYS), count))[::-1]


def _by_dimension(
    partitions_def: MultiPartitionsDefinition, start: str
) -> tuple[str, list[str]] | None:
    """Return what could follow ``date=2024-01-01,reg``; None where no dimension is named yet."""
    parts = start.split(",")
    named = [part.partition("=")[0] for part in parts if "=" in part]
    names = partitions_def.partition_dimension_names
    if not named or named[-1] not in names:
        return None
    name, equals, text = parts[-1].partition("=")
    tail = (text if equals and name in names else parts[-1]).rpartition("...")[2]
    keys = newest_keys(partitions_def.get_partitions_def_for_dimension(named[-1]))
    more = [] if equals else _dimensions(partitions_def, named)
    return tail, [text for text in (*more, *keys) if text.startswith(tail)]


def _dimensions(partitions_def: PartitionsDefinition | None, named: Sequence[str]) -> list[str]:
    """Return the dimensions that are not *named* yet, as they are typed."""
    if not isinstance(partitions_def, MultiPartitionsDefinition):
        return []
    return [f"{name}=" for name in partitions_def.partition_dimension_names if name not in named]


def _typed(key: str) -> str:
    """Return *key* as it is typed in a magic's line: in quotes where it would be several words."""
    if not any(each.isspace() or each in "\"'" for each in key):
        return key
    return f"'{key}'" if '"' in key else f'"{key}"'
