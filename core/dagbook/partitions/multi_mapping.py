"""Mappings to and from partitions of two dimensions, dimension by dimension.

A set of keys is cut into products of rows and columns; each side of a product is mapped by itself,
and the products of what comes out are the answer. A dimension that no mapping speaks of may have
any key.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.key_mappings import IdentityPartitionMapping
from dagbook.partitions.mapping import (
    OrdinalPartitionMapping,
    PartitionMapping,
    UpstreamPartitions,
)
from dagbook.partitions.multi import MultiPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition
from dagbook.partitions.time_window_mapping import TimeWindowPartitionMapping

_ONLY = ""
"""Stands for the name of the one dimension of partitions that are not of two."""


class DimensionPartitionMapping(NamedTuple):
    """How one dimension upstream is mapped to one downstream.

    Args:
        dimension_name: The dimension of the downstream definition.
        partition_mapping: Between the two dimensions.
    """

    dimension_name: str
    partition_mapping: PartitionMapping


class DimensionDependency(NamedTuple):
    """A mapping between two dimensions by name."""

    partition_mapping: PartitionMapping
    upstream_name: str
    downstream_name: str


class _DimensionMapping(OrdinalPartitionMapping):
    """A mapping that follows from mappings between dimensions."""

    @abstractmethod
    def dependencies(
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> Sequence[DimensionDependency]:
        """Return the mappings between dimensions; raise if there can be none."""

    def validate_partition_mapping(
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> None:
        """Raise unless the dimensions can be mapped.

        Raises:
            DagsterInvalidDefinitionError: Naming what does not fit.
        """
        self.dependencies(upstream_partitions_def, downstream_partitions_def)

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""
        between = self.dependencies(upstream_partitions_def, downstream_partitions_def)
        if downstream is None or downstream_partitions_def is None:
            raise DagsterInvalidDefinitionError("The downstream asset is not partitioned.")
        down, up = downstream_partitions_def, upstream_partitions_def
        missing: dict[str, None] = {}

        def mapped(part: Mapping[str, OrdinalRanges]) -> dict[str, OrdinalRanges]:
            wanted: dict[str, OrdinalRanges] = {}
            for mapping, up_name, down_name in between:
                found = mapping.upstream_of(
                    part[down_name], _dimension(down, down_name), _dimension(up, up_name)
                )
                wanted[up_name] = found.subset
                missing.update(dict.fromkeys(found.missing_keys))
            return wanted

        return UpstreamPartitions(_mapped(downstream, down, up, mapped), tuple(missing))

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""
        between = self.dependencies(upstream_partitions_def, downstream_partitions_def)
        up, down = upstream_partitions_def, downstream_partitions_def

        def mapped(part: Mapping[str, OrdinalRanges]) -> dict[str, OrdinalRanges]:
            return {
                down_name: mapping.downstream_of(
                    part[up_name], _dimension(up, up_name), _dimension(down, down_name)
                )
                for mapping, up_name, down_name in between
            }

        return _mapped(upstream, up, down, mapped)


@dataclass(frozen=True, slots=True)
class MultiToSingleDimensionPartitionMapping(_DimensionMapping):
    """Between partitions of two dimensions and those of one: every key with the same part.

    The dimension is the one whose definition equals the other asset's; else, if the other asset is
    partitioned by time, the one by time, mapped by overlapping windows.

    Args:
        partition_dimension_name: As in Dagster, where it is kept and not used.

    Example:
        >>> from dagbook.partitions import StaticPartitionsDefinition
        >>> letters = StaticPartitionsDefinition(["a", "b"])
        >>> digits = StaticPartitionsDefinition(["1", "2"])
        >>> both = MultiPartitionsDefinition({"letter": letters, "digit": digits})
        >>> mapping, b = MultiToSingleDimensionPartitionMapping(), letters.subset_of(["b"])
        >>> both.keys_in(mapping.upstream_of(b, letters, both).subset)
        ['1|b', '2|b']
    """

    partition_dimension_name: str | None = None

    @property
    def description(self) -> str:
        """What the mapping does, in a sentence."""
        return (
            "Assumes that the single-dimension partitions definition is a dimension of the "
            "multi-partitions definition. For a single-dimension partition key X, any "
            "multi-partition key with X in the matching dimension is a dependency."
        )

    def dependencies(
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> Sequence[DimensionDependency]:
        """Return the mapping between the one dimension and its match."""
        if downstream_partitions_def is None:
            raise DagsterInvalidDefinitionError(
                "MultiToSingleDimensionPartitionMapping needs a partitioned downstream asset. "
                "Use AllPartitionMapping, or LastPartitionMapping."
            )
        found = matching_dimension(upstream_partitions_def, downstream_partitions_def)
        if isinstance(found, str):
            raise DagsterInvalidDefinitionError(found)
        return (found,)


@dataclass(frozen=True)
class MultiPartitionMapping(_DimensionMapping):
    """Between two definitions of two dimensions, dimension by dimension.

    Args:
        downstream_mappings_by_upstream_dimension: For each upstream dimension that matters, the
            downstream dimension that it is mapped to, and how. In a dimension that is left out
            every key is needed, or uses what is needed.

    Raises:
        DagsterInvalidDefinitionError: Unless it is of `DimensionPartitionMapping`s by name.

    Example:
        >>> from dagbook.partitions import StaticPartitionsDefinition
        >>> letters = StaticPartitionsDefinition(["a", "b"])
        >>> digits = StaticPartitionsDefinition(["1", "2"])
        >>> up = MultiPartitionsDefinition({"letter": letters, "digit": digits})
        >>> down = MultiPartitionsDefinition({"letter": letters, "other": letters})
        >>> same_letter = MultiPartitionMapping(
        ...     {"letter": DimensionPartitionMapping("letter", IdentityPartitionMapping())}
        ... )
        >>> up.keys_in(same_letter.upstream_of(down.subset_of(["b|a"]), down, up).subset)
        ['1|b', '2|b']
    """

    downstream_mappings_by_upstream_dimension: Mapping[str, DimensionPartitionMapping]

    def __post_init__(self) -> None:
        """Check what stands for each dimension."""
        for name, value in self.downstream_mappings_by_upstream_dimension.items():
            if not isinstance(value, DimensionPartitionMapping):
                raise DagsterInvalidDefinitionError(
                    f"MultiPartitionMapping has {value!r} for the upstream dimension {name!r}. "
                    "Give a DimensionPartitionMapping."
                )

    @property
    def description(self) -> str:
        """What the mapping does, a sentence for each dimension."""
        return "\n ".join(
            f"Upstream dimension '{upstream}' mapped to downstream dimension "
            f"'{name}' using {type(mapping).__name__}."
            for upstream, (name, mapping) in self.downstream_mappings_by_upstream_dimension.items()
        )

    def dependencies(
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> Sequence[DimensionDependency]:
        """Return the mappings between dimensions."""
        found = [
            DimensionDependency(mapping, upstream, downstream)
            for upstream, (downstream, mapping) in (
                self.downstream_mappings_by_upstream_dimension.items()
            )
        ]
        _check_names("upstream", upstream_partitions_def, [each.upstream_name for each in found])
        _check_names(
            "downstream", downstream_partitions_def, [each.downstream_name for each in found]
        )
        return found


def matching_dimension(
    upstream_partitions_def: PartitionsDefinition, downstream_partitions_def: PartitionsDefinition
) -> DimensionDependency | str:
    """Return the mapping between partitions of one dimension and their match, or why there is none.

    >>> from dagbook.partitions import StaticPartitionsDefinition
    >>> letters = StaticPartitionsDefinition(["a", "b"])
    >>> matching_dimension(letters, MultiPartitionsDefinition({"x": letters, "y": letters}))[:47]
    'x and y both have the partitions of the other a'
    """
    up, down = upstream_partitions_def, downstream_partitions_def
    if isinstance(up, MultiPartitionsDefinition) == isinstance(down, MultiPartitionsDefinition):
        return (
            "MultiToSingleDimensionPartitionMapping stands between partitions of two dimensions "
            "and partitions of one; here both assets have the same. Use MultiPartitionMapping for "
            "two of two dimensions."
        )
    multi, single = (up, down) if isinstance(up, MultiPartitionsDefinition) else (down, up)
    assert isinstance(multi, MultiPartitionsDefinition)  # noqa: S101 - for the type checker

    def between(mapping: PartitionMapping, name: str) -> DimensionDependency:
        names = (name, _ONLY) if multi is up else (_ONLY, name)
        return DimensionDependency(mapping, *names)

    equal = [name for name, dimension in multi.partitions_defs if dimension == single]
    if len(equal) > 1:
        return (
            f"{' and '.join(equal)} both have the partitions of the other asset, so that either "
            "could be meant. Use MultiPartitionMapping, or other partitions."
        )
    if equal:
        return between(IdentityPartitionMapping(), equal[0])
    by_time = [
        name
        for name, dimension in multi.partitions_defs
        if isinstance(dimension, TimeWindowPartitionsDefinition)
    ]
    if len(by_time) == 1 and isinstance(single, TimeWindowPartitionsDefinition):
        return between(TimeWindowPartitionMapping(), by_time[0])
    return (
        f"None of the dimensions {' and '.join(multi.partition_dimension_names)} has the "
        "partitions of the other asset, nor are that asset and exactly one dimension partitioned "
        "by time. Give the other asset the partitions of a dimension."
    )


def _dimension(partitions_def: PartitionsDefinition, name: str) -> PartitionsDefinition:
    """Return the definition of one dimension."""
    if isinstance(partitions_def, MultiPartitionsDefinition):
        return partitions_def.get_partitions_def_for_dimension(name)
    return partitions_def


def _mapped(
    subset: OrdinalRanges,
    source: PartitionsDefinition,
    target: PartitionsDefinition,
    mapped: Callable[[Mapping[str, OrdinalRanges]], dict[str, OrdinalRanges]],
) -> OrdinalRanges:
    """Return what *mapped* makes of a set of *source*, product by product, as a set of *target*."""
    parts: Sequence[Mapping[str, OrdinalRanges]] = ({_ONLY: subset},)
    if isinstance(source, MultiPartitionsDefinition):
        parts = source.blocks_of(subset)
    found = [mapped(part) for part in parts]
    spans = (
        target.product_of(part) if isinstance(target, MultiPartitionsDefinition) else part[_ONLY]
        for part in found
    )
    return OrdinalRanges.from_ranges(span for places in spans for span in places.ranges)


def _check_names(
    side: str, partitions_def: PartitionsDefinition | None, names: Sequence[str]
) -> None:
    """Raise unless a definition has two dimensions, and each of *names* is one, mapped once."""
    if not isinstance(partitions_def, MultiPartitionsDefinition):
        raise DagsterInvalidDefinitionError(
            "Both partitions defs provided to a MultiPartitionMapping must be multi-partitioned; "
            f"the {side} one is {type(partitions_def).__name__}."
        )
    there = partitions_def.partition_dimension_names
    wrong = [name for at, name in enumerate(names) if name not in there or name in names[:at]]
    if wrong:
        raise DagsterInvalidDefinitionError(
            f"MultiPartitionMapping maps the {side} dimension {wrong[0]!r}, which the {side} "
            f"partitions def does not have, or maps it twice. It has {' and '.join(there)}."
        )
