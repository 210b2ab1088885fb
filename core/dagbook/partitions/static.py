"""Partitions whose keys are written down."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from dagbook.errors import DagsterInvalidDefinitionError, DagsterUnknownPartitionError
from dagbook.partitions.definition import PartitionsDefinition, describe_keys
from dagbook.partitions.dynamic_store import DynamicPartitionsStore
from dagbook.partitions.keys import check_partition_keys
from dagbook.partitions.partitions_subset import PartitionsSubset
from dagbook.partitions.subset import OrdinalRanges


class StaticPartitionsDefinition(PartitionsDefinition):
    """A fixed set of partitions, in the order given.

    Args:
        partition_keys: The keys.

    Raises:
        DagsterInvalidDefinitionError: If keys repeat, are no strings, or contain ``...`` or control
            characters.

    Example:
        >>> oceans = StaticPartitionsDefinition(["arctic", "atlantic", "indian"])
        >>> oceans.ordinal("indian"), oceans.has_partition_key("baltic")
        (2, False)
    """

    def __init__(self, partition_keys: Sequence[str]) -> None:
        if not isinstance(partition_keys, Sequence):
            raise DagsterInvalidDefinitionError(
                f"partition_keys must be a list of strings; got {partition_keys!r}, "
                f"a {type(partition_keys).__name__}."
            )
        check_partition_keys(partition_keys)
        self._partition_keys = partition_keys
        self._ordinals = {key: ordinal for ordinal, key in enumerate(partition_keys)}

    def get_partition_keys(
        self,
        current_time: datetime | None = None,  # noqa: ARG002 - the same keys at any time
        dynamic_partitions_store: DynamicPartitionsStore | None = None,  # noqa: ARG002 - not dynamic
    ) -> Sequence[str]:
        """Return all partition keys in the order given."""
        return self._partition_keys

    def count(self, now: datetime | None = None) -> int:  # noqa: ARG002 - the same at any time
        """Return how many partitions there are."""
        return len(self._partition_keys)

    def ordinal(self, partition_key: str) -> int | None:
        """Return the place of *partition_key* from 0, or None if there is no such partition."""
        return self._ordinals.get(partition_key)

    def key_at(self, ordinal: int) -> str:
        """Return the key at a place.

        Raises:
            DagsterUnknownPartitionError: If the definition has no such place.
        """
        if not 0 <= ordinal < len(self._partition_keys):
            raise DagsterUnknownPartitionError(
                f"There is no partition number {ordinal}: {describe_keys(self)}."
            )
        return self._partition_keys[ordinal]

    def split_keys(self, partition_keys: Iterable[str]) -> tuple[OrdinalRanges, frozenset[str]]:
        """Return the places of keys, and the keys that have none."""
        keys = frozenset(partition_keys)
        found = self.ordinals_of(keys)
        return OrdinalRanges.of(found.values()), keys - found.keys()

    def subset_at(self, places: OrdinalRanges) -> PartitionsSubset:
        """Return the subset of the partitions at *places*."""
        return PartitionsSubset(self, places)

    def ordinals_of(self, partition_keys: Iterable[str]) -> dict[str, int]:
        """Return the places of those of *partition_keys* that exist."""
        there = self._ordinals
        return {key: there[key] for key in partition_keys if key in there}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StaticPartitionsDefinition) and (
            self is other or self._partition_keys == other.get_partition_keys()
        )

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(partition_keys={self._partition_keys})"
