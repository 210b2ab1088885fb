"""Partition keys: ranges of them, the time they stand for, and what a key may not contain."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from dagbook.errors import DagsterInvalidDefinitionError

# "..." separates the ends of a range; the others do not survive being shown or typed.
INVALID_PARTITION_SUBSTRINGS = ("...", "\a", "\b", "\f", "\n", "\r", "\t", "\v", "\0")


class PartitionKeyRange(NamedTuple):
    """The partitions from *start* to *end*, both included.

    >>> PartitionKeyRange(start="a", end="c")
    PartitionKeyRange(start='a', end='c')
    """

    start: str
    end: str


class TimeWindow(NamedTuple):
    """The time from *start* up to, but not including, *end*; both know their time zone."""

    start: datetime
    end: datetime


PartitionsRequest = str | PartitionKeyRange | Sequence[str]
"""A state, ``last N``, keys and ranges in text; a range; or keys, each taken as it is."""


def check_partition_keys(keys: Iterable[str]) -> None:
    """Raise unless *keys* are strings that differ and can be shown and typed.

    Raises:
        DagsterInvalidDefinitionError: Naming the keys that do not fit.

    >>> check_partition_keys(["a", "b"])
    """
    counts = Counter(keys)
    for key in counts:
        if not isinstance(key, str):
            raise DagsterInvalidDefinitionError(
                f"Partition keys must be strings; got {key!r}, a {type(key).__name__}."
            )
        found = [part for part in INVALID_PARTITION_SUBSTRINGS if part in key]
        if found:
            raise DagsterInvalidDefinitionError(
                f"{found} are invalid substrings in a partition key; got {key!r}. Rename it."
            )
    duplicates = [key for key, count in counts.items() if count > 1]
    if duplicates:
        raise DagsterInvalidDefinitionError(
            f"Partition keys must be unique. Duplicate instances of partition keys: {duplicates}."
        )
