"""Which partitions one step makes: each its own, or ranges, as a backfill policy says. Pure."""

from collections.abc import Callable, Sequence

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.partitions.definition import PartitionsDefinition

Grouping = Callable[[AssetsDefinition], int | None]
"""Tells how many partitions one step of a definition makes at most.

None stands for any number without a gap between them, `WHOLE` for all there are.
"""

WHOLE = 0


def one_each(_definition: AssetsDefinition) -> int | None:
    """Each partition has a step of its own."""
    return 1


def all_in_one(_definition: AssetsDefinition) -> int | None:
    """All partitions are one step."""
    return WHOLE


def by_policy(definition: AssetsDefinition) -> int | None:
    """As the definition's backfill policy says; without one, each partition has its own step."""
    policy = definition.backfill_policy
    return 1 if policy is None else policy.max_partitions_per_run or None


def groups(
    partitions_def: PartitionsDefinition, partition_keys: Sequence[str], most: int | None
) -> list[tuple[str, ...]]:
    """Return *partition_keys* in parts: ranges without a gap, of at most so many, as in Dagster.

    Args:
        partitions_def: Whose keys they are.
        partition_keys: Some of them, in order.
        most: So many at most in one part; None for no bound, `WHOLE` for one part.

    Example:
        >>> from dagbook.partitions.static import StaticPartitionsDefinition
        >>> letters = StaticPartitionsDefinition(list("abcdef"))
        >>> groups(letters, list("abcef"), 2)
        [('a', 'b'), ('c',), ('e', 'f')]
    """
    if most == 1:
        return [(key,) for key in partition_keys]
    if most == WHOLE:
        return [tuple(partition_keys)]
    found: list[tuple[str, ...]] = []
    for each in partitions_def.key_ranges(partitions_def.subset_of(partition_keys)):
        keys = partitions_def.get_partition_keys_in_range(each)
        size = most or len(keys)
        found += [tuple(keys[at : at + size]) for at in range(0, len(keys), size)]
    return found
