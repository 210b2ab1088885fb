"""What every partitions definition can do, Dagster's face and the ordinal one.

Each definition numbers its keys from 0 in their order; sets of partitions are `OrdinalRanges` of
these numbers. A subclass has to give `get_partition_keys` alone; one that can do better than
listing keys overrides `count`, `ordinal`, `key_at` and `keys_in`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterUnknownPartitionError,
    did_you_mean,
)
from dagbook.partitions.clock import PartitionLoadingContext, partition_loading_context
from dagbook.partitions.dynamic_store import DynamicPartitionsStore
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.partitions.pages import PaginatedResults, page_of
from dagbook.partitions.partitions_subset import PartitionsSubset
from dagbook.partitions.subset import OrdinalRanges

PARTITION_NAME_TAG = "dagster/partition"
"""The tag of a run that names its partition, as in Dagster."""

_COMPARED_KEYS = 5_000
_LISTED_KEYS = 3
"""Among so many keys a misspelt one is looked for; more would make the error slow."""


class PartitionsDefinition(ABC):
    """A set of partitions: keys in an order. Subclasses give `get_partition_keys`."""

    def __class_getitem__(cls, _key_type: Any) -> type["PartitionsDefinition"]:
        """Return the class itself: Dagster's is generic in the type of keys."""
        return cls

    @abstractmethod
    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> Sequence[str]:
        """Return all partition keys in order.

        Args:
            current_time: What counts as now, for partitions by time.
            dynamic_partitions_store: Where dynamic partitions are kept.
        """

    def count(self, now: datetime | None = None) -> int:
        """Return how many partitions there are at *now*."""
        return len(self.get_partition_keys(current_time=now))

    def ordinal(self, partition_key: str) -> int | None:
        """Return the place of *partition_key* from 0, or None if there is no such partition."""
        keys = self.get_partition_keys()
        return keys.index(partition_key) if partition_key in keys else None

    def key_at(self, ordinal: int) -> str:
        """Return the key at a place.

        Raises:
            DagsterUnknownPartitionError: If the definition has no such place.
        """
        keys = self.get_partition_keys()
        if not 0 <= ordinal < len(keys):
            raise DagsterUnknownPartitionError(
                f"There is no partition number {ordinal}: {describe_keys(self)}."
            )
        return keys[ordinal]

    def keys_in(self, subset: OrdinalRanges) -> list[str]:
        """Return the keys of *subset* in order; places that do not exist are left out."""
        keys = self.get_partition_keys()
        return [key for start, end in subset.ranges for key in keys[max(start, 0) : max(end, 0)]]

    def ordinals_of(self, partition_keys: Iterable[str]) -> dict[str, int]:
        """Return the places of those of *partition_keys* that exist."""
        wanted = dict.fromkeys(partition_keys)
        return {key: i for i, key in enumerate(self.get_partition_keys()) if key in wanted}

    def subset_of(self, partition_keys: Iterable[str]) -> OrdinalRanges:
        """Return the places of *partition_keys*, given in any order.

        Raises:
            DagsterUnknownPartitionError: Naming the first key that does not exist.
        """
        wanted = list(partition_keys)
        if len(wanted) == 1:
            place = self.ordinal(wanted[0])
            if place is None:
                raise unknown_partition(self, wanted[0])
            return OrdinalRanges.span(place, place + 1)
        found = self.ordinals_of(wanted)
        for key in wanted:
            if key not in found:
                raise unknown_partition(self, key)
        return OrdinalRanges.of(found.values())

    def subset_of_range(self, partition_key_range: PartitionKeyRange) -> OrdinalRanges:
        """Return the places from the start of a range to its end, both included.

        Raises:
            DagsterUnknownPartitionError: If one of its ends does not exist.
            DagsterInvalidInvocationError: If it ends before it starts.
        """
        start, end = map(self.ordinal, partition_key_range)
        if start is None or end is None:
            raise unknown_partition(self, partition_key_range[0 if start is None else 1])
        if end < start:
            raise DagsterInvalidInvocationError(
                f"The range {partition_key_range.start}...{partition_key_range.end} ends before "
                f"it starts. Write {partition_key_range.end}...{partition_key_range.start}."
            )
        return OrdinalRanges.span(start, end + 1)

    def all_partitions(self, now: datetime | None = None) -> OrdinalRanges:
        """Return the places of all partitions there are at *now*."""
        return OrdinalRanges.span(0, self.count(now))

    def split_keys(self, partition_keys: Iterable[str]) -> tuple[OrdinalRanges, frozenset[str]]:
        """Return the places of keys that have one for ever, and the keys that have none.

        Without overriding it no key has one: subsets then keep the keys themselves.
        """
        return OrdinalRanges.EMPTY, frozenset(partition_keys)

    def lasting_keys(self, places: OrdinalRanges) -> list[str]:
        """Return the keys of places that `split_keys` has returned."""
        return self.keys_in(places)

    def key_ranges(self, places: OrdinalRanges) -> list[PartitionKeyRange]:
        """Return the ranges of keys that make up a set of places."""
        ends = ((self.key_at(low), self.key_at(high - 1)) for low, high in places.ranges)
        return [PartitionKeyRange(start, end) for start, end in ends]

    def subset_facts(self, subset: PartitionsSubset) -> Mapping[str, object]:
        """Return what a subset is made of, as JSON."""
        return {"subset": sorted(subset.get_partition_keys())}

    def subset_from_facts(self, facts: Mapping[str, Any]) -> PartitionsSubset:
        """Return the subset made of what `subset_facts` returned."""
        return self.subset_with_partition_keys(facts["subset"])

    def empty_subset(self) -> PartitionsSubset:
        """Return the subset with no partition in it."""
        return PartitionsSubset(self)

    def subset_with_partition_keys(self, partition_keys: Iterable[str]) -> PartitionsSubset:
        """Return the subset of these keys."""
        return PartitionsSubset(self, *self.split_keys(partition_keys))

    def subset_with_all_partitions(self) -> PartitionsSubset:
        """Return the subset of all partitions there are now."""
        return self.subset_at(self.all_partitions())

    def subset_at(self, places: OrdinalRanges) -> PartitionsSubset:
        """Return the subset of the partitions at *places*."""
        return self.subset_with_partition_keys(self.keys_in(places))

    def deserialize_subset(self, serialized: str) -> PartitionsSubset:
        """Return what `PartitionsSubset.serialize` wrote."""
        return PartitionsSubset.from_serialized(self, serialized)

    def get_paginated_partition_keys(
        self,
        context: PartitionLoadingContext,
        limit: int,
        ascending: bool,
        cursor: str | None = None,
    ) -> PaginatedResults[str]:
        """Return one page of the keys.

        Args:
            context: What counts as now, and who keeps dynamic partitions.
            limit: At most so many keys.
            ascending: Whether in their order, or from the last to the first.
            cursor: That of the page before; None for the first page.
        """
        with partition_loading_context(new_ctx=context):
            return page_of(self, limit, cursor, ascending=ascending)

    def get_tags_for_partition_key(self, partition_key: str) -> Mapping[str, str]:
        """Return the tags of a run for one partition."""
        return {PARTITION_NAME_TAG: partition_key}

    def has_partition_key(self, partition_key: str) -> bool:
        """Return whether there is a partition with this key."""
        return self.ordinal(partition_key) is not None

    def get_num_partitions(self) -> int:
        """Return how many partitions there are."""
        return self.count()

    def get_first_partition_key(self) -> str | None:
        """Return the first key, or None if there is no partition."""
        return self.key_at(0) if self.count() else None

    def get_last_partition_key(self) -> str | None:
        """Return the last key, or None if there is no partition."""
        count = self.count()
        return self.key_at(count - 1) if count else None

    def get_partition_keys_in_range(self, partition_key_range: PartitionKeyRange) -> Sequence[str]:
        """Return the keys from the start of a range to its end; none if it is reversed.

        Raises:
            DagsterInvalidInvocationError: If one of its ends does not exist.
        """
        start, end = map(self.ordinal, partition_key_range)
        if start is None or end is None:
            key = partition_key_range[0 if start is None else 1]
            raise DagsterInvalidInvocationError(
                f"Partition range {partition_key_range.start} to {partition_key_range.end} is not "
                f"a valid range. {unknown_partition(self, key)}"
            )
        return self.keys_in(OrdinalRanges.span(start, end + 1))

    def validate_partition_key(
        self, partition_key: str, context: PartitionLoadingContext | None = None
    ) -> None:
        """Raise unless there is a partition with this key.

        Raises:
            DagsterUnknownPartitionError: Naming the nearest keys and the range.
        """
        with partition_loading_context(new_ctx=context):
            if not self.has_partition_key(partition_key):
                raise unknown_partition(self, partition_key)

    def validate_partition_definition(self) -> None:  # noqa: B027 - most kinds cannot be wrong
        """Raise if two partitions would have one key."""

    def nearest_keys(self, partition_key: str) -> tuple[str, ...]:
        """Return existing keys that look like *partition_key*, best first."""
        keys = self.get_partition_keys()
        if len(keys) > _COMPARED_KEYS:
            return ()
        return tuple(get_close_matches(str(partition_key), keys, n=2))

    def __str__(self) -> str:
        return ", ".join(f"'{key}'" for key in self.get_partition_keys())


def describe_keys(definition: PartitionsDefinition) -> str:
    """Return how many keys there are, from which to which, for a message."""
    count = definition.count()
    if count == 0:
        return "there are no partitions yet"
    first = definition.key_at(0)
    if count == 1:
        return f"the only partition is {first}"
    if count <= _LISTED_KEYS:
        *rest, last = (definition.key_at(each) for each in range(count))
        return f"the partitions are {', '.join(rest)} and {last}"
    return f"the {count:,} partitions are {first} to {definition.key_at(count - 1)}"


def unknown_partition(
    definition: PartitionsDefinition, partition_key: str
) -> DagsterUnknownPartitionError:
    """Return the error for a key that *definition* does not have.

    >>> from dagbook.partitions import StaticPartitionsDefinition
    >>> print(unknown_partition(StaticPartitionsDefinition(["red", "blue"]), "rde"))
    Could not find a partition with key `rde`. Did you mean red? (the partitions are red and blue)
    """
    nearest = did_you_mean(definition.nearest_keys(partition_key))
    return DagsterUnknownPartitionError(
        f"Could not find a partition with key `{partition_key}`.{nearest} "
        f"({describe_keys(definition)})"
    )
