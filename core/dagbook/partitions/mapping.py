"""What every partition mapping can do: Dagster's face, and the one that works on ordinals.

dagbook asks for `upstream_of` and `downstream_of`, which take and return sets of ordinals. Users'
mappings are written against Dagster's two methods, which take and return `PartitionsSubset`s; those
of dagbook have these as well. What is needed and does not exist upstream comes back as
`missing_keys`, so that all of it can be said in one error before anything runs.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.dynamic_store import DynamicPartitionsStore
from dagbook.partitions.partitions_subset import PartitionsSubset
from dagbook.partitions.subset import OrdinalRanges


@dataclass(frozen=True, slots=True)
class UpstreamPartitions:
    """What a set of downstream partitions needs.

    Args:
        subset: The upstream partitions needed, as ordinals of the upstream definition.
        missing_keys: Upstream keys that are needed and do not exist, in order.
    """

    subset: OrdinalRanges
    missing_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpstreamPartitionsResult:
    """What Dagster's method of a mapping returns.

    Args:
        partitions_subset: The upstream partitions needed, as far as they exist.
        required_but_nonexistent_subset: Those that are needed and do not exist.
    """

    partitions_subset: PartitionsSubset
    required_but_nonexistent_subset: PartitionsSubset

    @property
    def required_but_nonexistent_partition_keys(self) -> list[str]:
        """The keys that are needed and do not exist."""
        return self.required_but_nonexistent_subset.get_partition_keys()


class _HasKeys(Protocol):
    """A subset, of whichever class."""

    def get_partition_keys(self) -> Iterable[str]:
        """Return its keys."""
        ...


class PartitionMapping(ABC):
    """Between the partitions of an asset and those of an asset it depends on.

    A mapping of one's own subclasses this and gives `description` and Dagster's two methods.

    Example:
        >>> from dagbook.partitions import StaticPartitionsDefinition
        >>> class FirstOnly(PartitionMapping):
        ...     description = "Everything depends on the first partition."
        ...     def get_upstream_mapped_partitions_result_for_partitions(
        ...         self, downstream_subset, downstream_def, upstream_def, *_
        ...     ):
        ...         first = upstream_def.subset_with_partition_keys(
        ...             [upstream_def.get_first_partition_key()]
        ...         )
        ...         return UpstreamPartitionsResult(first, upstream_def.empty_subset())
        ...     def get_downstream_partitions_for_partitions(
        ...         self, upstream_subset, upstream_def, downstream_def, *_
        ...     ):
        ...         if upstream_def.get_first_partition_key() in upstream_subset:
        ...             return downstream_def.subset_with_all_partitions()
        ...         return downstream_def.empty_subset()
        >>> letters = StaticPartitionsDefinition(["a", "b"])
        >>> FirstOnly().upstream_of(OrdinalRanges.span(1, 2), letters, letters).subset.ranges
        ((0, 1),)
    """

    @property
    @abstractmethod
    def description(self) -> str:
        """What the mapping does, in a sentence."""

    def validate_partition_mapping(  # noqa: B027 - most mappings fit any two definitions
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> None:
        """Raise if the mapping cannot stand between two definitions, whatever their keys."""

    @abstractmethod
    def get_upstream_mapped_partitions_result_for_partitions(
        self,
        downstream_partitions_subset: PartitionsSubset | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> UpstreamPartitionsResult:
        """Return what *downstream_partitions_subset* needs.

        Args:
            downstream_partitions_subset: Partitions of the downstream asset; None if it has none.
            downstream_partitions_def: Their definition; None if the asset has no partitions.
            upstream_partitions_def: The definition to map to.
            current_time: What counts as now.
            dynamic_partitions_store: Who keeps the keys of dynamic partitions.
        """

    @abstractmethod
    def get_downstream_partitions_for_partitions(
        self,
        upstream_partitions_subset: PartitionsSubset,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> PartitionsSubset:
        """Return the downstream partitions that use any of *upstream_partitions_subset*.

        Args:
            upstream_partitions_subset: Partitions of the upstream asset.
            upstream_partitions_def: Their definition.
            downstream_partitions_def: The definition to map to.
            current_time: What counts as now.
            dynamic_partitions_store: Who keeps the keys of dynamic partitions.
        """

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs, as ordinals.

        Args:
            downstream: Partitions of the downstream asset; None if it has none.
            downstream_partitions_def: Their definition; None if the asset has no partitions.
            upstream_partitions_def: The definition to map to.
        """
        subset = None
        if downstream is not None and downstream_partitions_def is not None:
            subset = downstream_partitions_def.subset_at(downstream)
        result = self.get_upstream_mapped_partitions_result_for_partitions(
            subset, downstream_partitions_def, upstream_partitions_def
        )
        found, unknown = _places(result.partitions_subset, upstream_partitions_def)
        missing = (*unknown, *result.required_but_nonexistent_partition_keys)
        return UpstreamPartitions(found, tuple(dict.fromkeys(missing)))

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*, as ordinals."""
        subset = self.get_downstream_partitions_for_partitions(
            upstream_partitions_def.subset_at(upstream),
            upstream_partitions_def,
            downstream_partitions_def,
        )
        return _places(subset, downstream_partitions_def)[0]


class OrdinalPartitionMapping(PartitionMapping):
    """A mapping that works on ordinals, and answers Dagster's methods with them."""

    @abstractmethod
    def upstream_of(
        self,
        downstream: OrdinalRanges | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""

    @abstractmethod
    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""

    def get_upstream_mapped_partitions_result_for_partitions(
        self,
        downstream_partitions_subset: PartitionsSubset | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> UpstreamPartitionsResult:
        """Return what *downstream_partitions_subset* needs; see `PartitionMapping`."""
        if current_time is not None or dynamic_partitions_store is not None:
            with partition_loading_context(current_time, dynamic_partitions_store):
                return self.get_upstream_mapped_partitions_result_for_partitions(
                    downstream_partitions_subset, downstream_partitions_def, upstream_partitions_def
                )
        downstream = None
        if downstream_partitions_subset is not None and downstream_partitions_def is not None:
            downstream, _ = _places(downstream_partitions_subset, downstream_partitions_def)
        found = self.upstream_of(downstream, downstream_partitions_def, upstream_partitions_def)
        return UpstreamPartitionsResult(
            upstream_partitions_def.subset_at(found.subset),
            PartitionsSubset(upstream_partitions_def, other_keys=frozenset(found.missing_keys)),
        )

    def get_downstream_partitions_for_partitions(
        self,
        upstream_partitions_subset: PartitionsSubset,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> PartitionsSubset:
        """Return what uses any of *upstream_partitions_subset*; see `PartitionMapping`."""
        with partition_loading_context(current_time, dynamic_partitions_store):
            upstream, _ = _places(upstream_partitions_subset, upstream_partitions_def)
            return downstream_partitions_def.subset_at(
                self.downstream_of(upstream, upstream_partitions_def, downstream_partitions_def)
            )


def _places(
    subset: _HasKeys, partitions_def: PartitionsDefinition
) -> tuple[OrdinalRanges, list[str]]:
    """Return the places of a subset's keys, and the keys that do not exist."""
    if (
        isinstance(subset, PartitionsSubset)
        and subset.partitions_def == partitions_def
        and not subset.other_keys
    ):
        if subset.ordinals.is_within(partitions_def.count()):
            return subset.ordinals, []
        existing = subset.ordinals & partitions_def.all_partitions()
        return existing, partitions_def.lasting_keys(subset.ordinals - existing)
    keys = list(subset.get_partition_keys())
    found = partitions_def.ordinals_of(keys)
    return OrdinalRanges.of(found.values()), [key for key in keys if key not in found]
