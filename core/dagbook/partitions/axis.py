"""One dimension of partitions of several: its keys, numbered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.dynamic import DynamicPartitionsDefinition
from dagbook.partitions.multi_key import DELIMITER
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition


class Axis(Protocol):
    """The keys of a dimension that can be part of a key of several; every definition is one."""

    def count(self) -> int:
        """Return how many there are."""
        ...

    def get_partition_keys(self) -> Sequence[str]:
        """Return all of them, in order, as they are now."""
        ...

    def ordinals_of(self, partition_keys: Iterable[str], /) -> dict[str, int]:
        """Return the places of those that exist."""
        ...

    def keys_in(self, subset: OrdinalRanges, /) -> list[str]:
        """Return the keys of a set of places, in order."""
        ...


@dataclass(frozen=True, slots=True)
class _ListedKeys:
    """Keys as they were listed at one moment."""

    keys: Sequence[str]
    ordinals: Mapping[str, int]

    def count(self) -> int:
        """Return how many there are."""
        return len(self.keys)

    def get_partition_keys(self) -> Sequence[str]:
        """Return all of them, in order."""
        return self.keys

    def ordinals_of(self, partition_keys: Iterable[str]) -> dict[str, int]:
        """Return the places of those that exist."""
        there = self.ordinals
        return {key: there[key] for key in partition_keys if key in there}

    def keys_in(self, subset: OrdinalRanges) -> list[str]:
        """Return the keys of a set of places, in order."""
        return [key for low, high in subset.ranges for key in self.keys[low:high]]


def axis_of(partitions_def: PartitionsDefinition) -> Axis:
    """Return the keys of a dimension, as they are now.

    As in Dagster those with ``|`` in them are left out: they could not be told apart again.

    >>> days = TimeWindowPartitionsDefinition("2024|1", "%Y|%d", cron_schedule="0 0 * * *")
    >>> axis_of(days).count()
    0
    """
    if isinstance(partitions_def, DynamicPartitionsDefinition):
        keys = [key for key in partitions_def.get_partition_keys() if DELIMITER not in key]
        return _ListedKeys(keys, {key: ordinal for ordinal, key in enumerate(keys)})
    if isinstance(partitions_def, TimeWindowPartitionsDefinition):
        return _ListedKeys((), {}) if DELIMITER in partitions_def.fmt else partitions_def
    return partitions_def
