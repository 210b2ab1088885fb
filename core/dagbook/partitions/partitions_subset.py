"""`PartitionsSubset`: a set of partitions as Dagster's API hands it to users' code.

Inside dagbook sets are `OrdinalRanges`, which mean something at one moment. A `PartitionsSubset`
may be kept: it holds ordinals where those never change (static partitions, windows of time), and
keys elsewhere.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dagbook.errors import DagsterInvariantViolationError
from dagbook.partitions.keys import PartitionKeyRange
from dagbook.partitions.subset import OrdinalRanges

_VERSION = 1


class SubsetSource(Protocol):
    """What a subset asks of its definition; every `PartitionsDefinition` answers."""

    def count(self) -> int:
        """Return how many partitions there are."""
        ...

    def ordinals_of(self, partition_keys: Iterable[str], /) -> dict[str, int]:
        """Return the places of those of *partition_keys* that exist."""
        ...

    def keys_in(self, subset: OrdinalRanges, /) -> list[str]:
        """Return the keys of places that exist."""
        ...

    def lasting_keys(self, places: OrdinalRanges, /) -> list[str]:
        """Return the keys of places that a subset has kept."""
        ...

    def split_keys(self, partition_keys: Iterable[str], /) -> tuple[OrdinalRanges, frozenset[str]]:
        """Return the places that last, and the keys that have none."""
        ...

    def key_ranges(self, places: OrdinalRanges, /) -> list[PartitionKeyRange]:
        """Return the ranges of keys that make up a set of places."""
        ...

    def get_partition_keys_in_range(self, partition_key_range: Any, /) -> Sequence[str]:
        """Return the keys from the start of a range to its end."""
        ...

    def subset_facts(self, subset: "PartitionsSubset", /) -> Mapping[str, object]:
        """Return what a subset is made of, as JSON."""
        ...

    def subset_from_facts(self, facts: Mapping[str, Any], /) -> "PartitionsSubset":
        """Return the subset made of what `subset_facts` returned."""
        ...


@dataclass(frozen=True, slots=True)
class PartitionsSubset:
    """Some of the partitions of a definition.

    Made by `PartitionsDefinition.subset_with_partition_keys`, `empty_subset` and others.

    Args:
        partitions_def: Whose partitions.
        ordinals: Which of them, where places last.
        other_keys: Which of them elsewhere; also keys that do not exist.

    Example:
        >>> from dagbook.partitions import StaticPartitionsDefinition
        >>> colours = StaticPartitionsDefinition(["red", "green", "blue"])
        >>> some = colours.subset_with_partition_keys(["blue", "red"])
        >>> some.get_partition_keys(), some.get_partition_keys_not_in_subset(colours)
        (['red', 'blue'], ['green'])
    """

    partitions_def: SubsetSource
    ordinals: OrdinalRanges = field(default=OrdinalRanges.EMPTY)
    other_keys: frozenset[str] = frozenset()

    @classmethod
    def create_empty_subset(cls, partitions_def: SubsetSource) -> "PartitionsSubset":
        """Return the subset of *partitions_def* with nothing in it."""
        return cls(partitions_def)

    @classmethod
    def from_serialized(cls, partitions_def: SubsetSource, serialized: str) -> "PartitionsSubset":
        """Return what `serialize` wrote, here or in Dagster.

        Raises:
            DagsterInvariantViolationError: If it was written in another version.
        """
        facts = json.loads(serialized)
        if not isinstance(facts, dict):
            facts = {"subset": facts, "time_windows": facts, "version": _VERSION}
        if facts.get("version", _VERSION) != _VERSION:
            raise DagsterInvariantViolationError(
                f"Attempted to deserialize partition subset with version {facts['version']}, but "
                f"only version {_VERSION} is supported."
            )
        return partitions_def.subset_from_facts(facts)

    def serialize(self) -> str:
        """Return the subset as text, the one that Dagster writes."""
        return json.dumps({"version": _VERSION, **self.partitions_def.subset_facts(self)})

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.ordinals and not self.other_keys

    def get_partition_keys(self) -> list[str]:
        """Return the keys in the subset: in their order, then those without a lasting place."""
        keys = self.partitions_def.lasting_keys(self.ordinals) if self.ordinals else []
        return keys + sorted(self.other_keys)

    def get_partition_keys_not_in_subset(
        self, partitions_def: SubsetSource | None = None
    ) -> list[str]:
        """Return the keys that exist and are not in the subset, in order.

        Args:
            partitions_def: Which keys exist; by default those of the subset's definition.
        """
        definition = partitions_def if partitions_def is not None else self.partitions_def
        subset = self
        if definition is not self.partitions_def and definition != self.partitions_def:
            subset = self.create_empty_subset(definition).with_partition_keys(
                self.get_partition_keys()
            )
        keys = definition.keys_in(subset.ordinals.complement(definition.count()))
        others = subset.other_keys
        return [key for key in keys if key not in others] if others else keys

    def get_partition_key_ranges(
        self, partitions_def: SubsetSource | None = None
    ) -> list[PartitionKeyRange]:
        """Return the ranges that make up the subset, as far as its keys exist.

        Args:
            partitions_def: Which keys there are between two; by default the subset's definition.
        """
        definition = partitions_def if partitions_def is not None else self.partitions_def
        found = definition.ordinals_of(self.other_keys) if self.other_keys else {}
        return definition.key_ranges(self.ordinals | OrdinalRanges.of(found.values()))

    def with_partition_keys(self, partition_keys: Iterable[str]) -> "PartitionsSubset":
        """Return the subset with *partition_keys* as well."""
        ordinals, others = self.partitions_def.split_keys(partition_keys)
        return replace(self, ordinals=self.ordinals | ordinals, other_keys=self.other_keys | others)

    def with_partition_key_range(
        self, partitions_def: SubsetSource, partition_key_range: PartitionKeyRange
    ) -> "PartitionsSubset":
        """Return the subset with the keys of a range as well."""
        return self.with_partition_keys(
            partitions_def.get_partition_keys_in_range(partition_key_range)
        )

    def empty_subset(self) -> "PartitionsSubset":
        """Return the subset of the same definition with nothing in it."""
        return self.create_empty_subset(self.partitions_def)

    def __or__(self, other: "PartitionsSubset") -> "PartitionsSubset":
        same = self._as_own(other)
        return replace(
            self,
            ordinals=self.ordinals | same.ordinals,
            other_keys=self.other_keys | same.other_keys,
        )

    def __and__(self, other: "PartitionsSubset") -> "PartitionsSubset":
        same = self._as_own(other)
        return replace(
            self,
            ordinals=self.ordinals & same.ordinals,
            other_keys=self.other_keys & same.other_keys,
        )

    def __sub__(self, other: "PartitionsSubset") -> "PartitionsSubset":
        same = self._as_own(other)
        return replace(
            self,
            ordinals=self.ordinals - same.ordinals,
            other_keys=self.other_keys - same.other_keys,
        )

    def __len__(self) -> int:
        return len(self.ordinals) + len(self.other_keys)

    def __contains__(self, partition_key: object) -> bool:
        if not isinstance(partition_key, str):
            return False
        if partition_key in self.other_keys:
            return True
        place = self.partitions_def.ordinals_of([partition_key]).get(partition_key)
        return place in self.ordinals

    def _as_own(self, other: "PartitionsSubset") -> "PartitionsSubset":
        """Return *other* as a subset of this one's definition."""
        mine, theirs = self.partitions_def, other.partitions_def
        if mine is theirs or mine == theirs:
            return other
        return self.empty_subset().with_partition_keys(other.get_partition_keys())
