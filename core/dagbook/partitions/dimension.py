"""What can be a dimension of partitions of several."""

from typing import NamedTuple

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.dynamic import DynamicPartitionsDefinition
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition

_DIMENSION_KINDS = (
    StaticPartitionsDefinition,
    TimeWindowPartitionsDefinition,
    DynamicPartitionsDefinition,
)
_INVALID_IN_STATIC = frozenset("|,[]")


class PartitionDimensionDefinition(NamedTuple):
    """One dimension: its name and its partitions."""

    name: str
    partitions_def: PartitionsDefinition


def check_dimension(name: str, partitions_def: PartitionsDefinition) -> None:
    """Raise unless a dimension can be one.

    Raises:
        DagsterInvalidDefinitionError: Naming it, and what kinds there are.
    """
    if not isinstance(name, str) or not isinstance(partitions_def, _DIMENSION_KINDS):
        kinds = ", ".join(kind.__name__ for kind in _DIMENSION_KINDS)
        raise DagsterInvalidDefinitionError(
            f"Invalid partitions definition type {type(partitions_def).__name__} of dimension "
            f"{name!r}. Only the following partitions definition types are supported: {kinds}."
        )
    if isinstance(partitions_def, DynamicPartitionsDefinition) and partitions_def.name is None:
        raise DagsterInvalidDefinitionError(
            "DynamicPartitionsDefinition must have a name to be used in a "
            f"MultiPartitionsDefinition; that of dimension {name!r} has none."
        )
    if isinstance(partitions_def, StaticPartitionsDefinition):
        invalid = [
            key for key in partitions_def.get_partition_keys() if _INVALID_IN_STATIC & set(key)
        ]
        if invalid:
            raise DagsterInvalidDefinitionError(
                f"Invalid character in partition key for dimension {name}: {invalid[0]!r}. A "
                "multi-partitions definition cannot contain partition keys with the following "
                "characters: |, [, ], ,"
            )
