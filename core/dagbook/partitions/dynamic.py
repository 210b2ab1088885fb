"""Partitions whose keys come and go: kept by a store, or returned by a function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.dynamic_store import DynamicPartitionsStore

PartitionFn = Callable[[datetime | None], Sequence[str]]


class AddDynamicPartitionsRequest(NamedTuple):
    """What a sensor returns to have partitions added.

    >>> DynamicPartitionsDefinition(name="fruits").build_add_request(["apple"])
    AddDynamicPartitionsRequest(partitions_def_name='fruits', partition_keys=['apple'])
    """

    partitions_def_name: str
    partition_keys: Sequence[str]


class DeleteDynamicPartitionsRequest(NamedTuple):
    """What a sensor returns to have partitions deleted.

    >>> DynamicPartitionsDefinition(name="fruits").build_delete_request(["apple"])
    DeleteDynamicPartitionsRequest(partitions_def_name='fruits', partition_keys=['apple'])
    """

    partitions_def_name: str
    partition_keys: Sequence[str]


@dataclass(frozen=True)
class DynamicPartitionsDefinition(PartitionsDefinition):
    """Partitions that are added and deleted while the definition stays.

    Keys are numbered in the order in which they were added: adding one leaves the others' numbers
    as they are, deleting one closes the gap.

    Args:
        partition_fn: Returns the keys; instead of *name*. It is given the `current_time` that was
            asked for, or None.
        name: Under which an instance keeps the keys: `DagsterInstance.add_dynamic_partitions`.

    Raises:
        DagsterInvalidDefinitionError: Unless exactly one of the two is given.

    Example:
        >>> from dagbook.storage.instance import DagsterInstance
        >>> fruits = DynamicPartitionsDefinition(name="fruits")
        >>> with DagsterInstance.ephemeral() as instance:
        ...     instance.add_dynamic_partitions("fruits", ["pear", "apple"])
        ...     fruits.get_partition_keys(dynamic_partitions_store=instance)
        ['pear', 'apple']
    """

    partition_fn: PartitionFn | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        """Check that the keys have one source."""
        if self.name is not None and not isinstance(self.name, str):
            raise DagsterInvalidDefinitionError(
                f"The name of dynamic partitions must be a string; got {self.name!r}."
            )
        if self.partition_fn is not None and not callable(self.partition_fn):
            raise DagsterInvalidDefinitionError(
                f"partition_fn must be a function; got {self.partition_fn!r}. "
                "Give a name as name=..."
            )
        if self.partition_fn is None and self.name is None:
            raise DagsterInvalidDefinitionError(
                "Must provide either partition_fn or name to DynamicPartitionsDefinition."
            )
        if self.partition_fn and self.name:
            raise DagsterInvalidDefinitionError(
                "Cannot provide both partition_fn and name to DynamicPartitionsDefinition."
            )

    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> Sequence[str]:
        """Return all partition keys in the order in which they were added.

        Args:
            current_time: Handed on to `partition_fn`.
            dynamic_partitions_store: Who keeps the keys; else the one of the loading context.

        Raises:
            DagsterInvariantViolationError: If there is no store to ask.
        """
        with partition_loading_context(current_time, dynamic_partitions_store) as context:
            if self.partition_fn is not None:
                return [_name_of(each) for each in self.partition_fn(current_time)]
            store = self._required(context.dynamic_partitions_store)
            return store.get_dynamic_partitions(self._validated_name())

    def has_partition_key(
        self,
        partition_key: str,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> bool:
        """Return whether there is a partition with this key.

        Args:
            partition_key: Which.
            current_time: Handed on to `partition_fn`.
            dynamic_partitions_store: Who keeps the keys; else the one of the loading context.

        Raises:
            DagsterInvariantViolationError: If there is no store to ask.
        """
        with partition_loading_context(current_time, dynamic_partitions_store) as context:
            if self.partition_fn is not None:
                return partition_key in self.get_partition_keys(current_time)
            store = self._required(context.dynamic_partitions_store)
            return store.has_dynamic_partition(self._validated_name(), partition_key)

    def build_add_request(self, partition_keys: Sequence[str]) -> AddDynamicPartitionsRequest:
        """Return the request to add *partition_keys*, for a sensor's result."""
        return AddDynamicPartitionsRequest(self._validated_name(), partition_keys)

    def build_delete_request(self, partition_keys: Sequence[str]) -> DeleteDynamicPartitionsRequest:
        """Return the request to delete *partition_keys*, for a sensor's result."""
        return DeleteDynamicPartitionsRequest(self._validated_name(), partition_keys)

    def __str__(self) -> str:
        return f'Dynamic partitions: "{self.name}"' if self.name else super().__str__()

    def _validated_name(self) -> str:
        """Return the name, or raise that there is none."""
        if self.name is None:
            raise DagsterInvariantViolationError(
                "Dynamic partitions of a partition_fn have no name, so that no instance keeps "
                "them. Give DynamicPartitionsDefinition(name=...) instead."
            )
        return self.name

    def _required(self, store: DynamicPartitionsStore | None) -> DynamicPartitionsStore:
        """Return *store*, or raise that there is none."""
        if store is None:
            raise DagsterInvariantViolationError(
                f"The instance that keeps the dynamic partitions {self.name!r} is not known here. "
                "Pass dynamic_partitions_store=instance, or use them inside `with "
                "partition_loading_context(dynamic_partitions_store=instance):`."
            )
        return store


def _name_of(partition: object) -> str:
    """Return the key that a `partition_fn` means: a key, or an object with a name."""
    return str(getattr(partition, "name", partition))
