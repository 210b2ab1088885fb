"""Mappings by key: the same, all, the last, some, or as written down; see `PartitionMapping`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import OrdinalPartitionMapping, UpstreamPartitions
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.partitions.subset import OrdinalRanges


@dataclass(frozen=True, slots=True)
class IdentityPartitionMapping(OrdinalPartitionMapping):
    """Each downstream partition needs the upstream partition of the same key.

    Example:
        >>> up = StaticPartitionsDefinition(["a", "b"])
        >>> down = StaticPartitionsDefinition(["b", "c"])
        >>> IdentityPartitionMapping().upstream_of(OrdinalRanges.span(0, 2), down, up)
        UpstreamPartitions(subset=OrdinalRanges(bounds=(1, 2)), missing_keys=('c',))
    """

    @property
    def description(self) -> str:
        """What the mapping does, in a sentence."""
        return (
            "Assumes upstream and downstream assets share the same partitions definition. "
            "Maps each partition in the downstream asset to the same partition in the upstream "
            "asset."
        )

    def validate_partition_mapping(
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> None:
        """Raise unless both definitions are of one class.

        Raises:
            DagsterInvalidDefinitionError: Naming the two classes.
        """
        if type(upstream_partitions_def) is not type(downstream_partitions_def):
            raise DagsterInvalidDefinitionError(
                "Upstream and downstream partitions definitions must match, or a different "
                "partition mapping must be provided. Got upstream definition "
                f"{type(upstream_partitions_def)} and downstream definition "
                f"{type(downstream_partitions_def)}."
            )

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""
        if downstream is None or downstream_partitions_def is None:
            raise DagsterInvariantViolationError(
                "IdentityPartitionMapping needs a partitioned downstream asset. "
                "Use AllPartitionMapping, or LastPartitionMapping."
            )
        if downstream_partitions_def == upstream_partitions_def:
            return UpstreamPartitions(downstream)
        wanted = downstream_partitions_def.keys_in(downstream)
        found = upstream_partitions_def.ordinals_of(wanted)
        return UpstreamPartitions(
            OrdinalRanges.of(found.values()), tuple(key for key in wanted if key not in found)
        )

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""
        if upstream_partitions_def == downstream_partitions_def:
            return upstream
        keys = upstream_partitions_def.keys_in(upstream)
        return OrdinalRanges.of(downstream_partitions_def.ordinals_of(keys).values())


@dataclass(frozen=True, slots=True)
class AllPartitionMapping(OrdinalPartitionMapping):
    """Each downstream partition needs every upstream partition.

    Example:
        >>> colours = StaticPartitionsDefinition(["red", "blue"])
        >>> AllPartitionMapping().upstream_of(None, None, colours).subset.ranges
        ((0, 2),)
    """

    @property
    def description(self) -> str:
        """What the mapping does, in a sentence."""
        return "Each downstream partition depends on all partitions of the upstream asset."

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,  # noqa: ARG002 - the same for all
        downstream_partitions_def: PartitionsDefinition | None,  # noqa: ARG002 - the same for all
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""
        return UpstreamPartitions(upstream_partitions_def.all_partitions())

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,  # noqa: ARG002 - any of them counts
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""
        return downstream_partitions_def.all_partitions() if upstream else OrdinalRanges.EMPTY


@dataclass(frozen=True, slots=True)
class LastPartitionMapping(OrdinalPartitionMapping):
    """Each downstream partition needs the last upstream partition.

    Example:
        >>> colours = StaticPartitionsDefinition(["red", "blue"])
        >>> LastPartitionMapping().upstream_of(None, None, colours).subset.ranges
        ((1, 2),)
    """

    @property
    def description(self) -> str:
        """What the mapping does, in a sentence."""
        return "Each downstream partition depends on the last partition of the upstream asset."

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,  # noqa: ARG002 - the same for all
        downstream_partitions_def: PartitionsDefinition | None,  # noqa: ARG002 - the same for all
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""
        count = upstream_partitions_def.count()
        return UpstreamPartitions(OrdinalRanges.span(max(0, count - 1), count))

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""
        if upstream_partitions_def.count() - 1 not in upstream:
            return OrdinalRanges.EMPTY
        return downstream_partitions_def.all_partitions()


@dataclass(frozen=True, slots=True)
class SpecificPartitionsPartitionMapping(OrdinalPartitionMapping):
    """Each downstream partition needs the same few upstream partitions.

    Args:
        partition_keys: The upstream keys; those that do not exist are missing.

    Example:
        >>> colours = StaticPartitionsDefinition(["red", "blue"])
        >>> SpecificPartitionsPartitionMapping(["blue"]).upstream_of(None, None, colours)
        UpstreamPartitions(subset=OrdinalRanges(bounds=(1, 2)), missing_keys=())
    """

    partition_keys: Sequence[str]

    @property
    def description(self) -> str:
        """What the mapping does, in a sentence."""
        return (
            "Each downstream partition depends on the following upstream partitions: "
            f"{self.partition_keys}"
        )

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,  # noqa: ARG002 - the same for all
        downstream_partitions_def: PartitionsDefinition | None,  # noqa: ARG002 - the same for all
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""
        found = upstream_partitions_def.ordinals_of(self.partition_keys)
        return UpstreamPartitions(
            OrdinalRanges.of(found.values()),
            tuple(key for key in self.partition_keys if key not in found),
        )

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""
        found = upstream_partitions_def.ordinals_of(self.partition_keys)
        used = any(ordinal in upstream for ordinal in found.values())
        return downstream_partitions_def.all_partitions() if used else OrdinalRanges.EMPTY


@dataclass(frozen=True)
class StaticPartitionMapping(OrdinalPartitionMapping):
    """A written-down correspondence between two static definitions.

    Args:
        downstream_partition_keys_by_upstream_partition_key: For each upstream key the downstream
            key, or keys, that use it.

    Raises:
        DagsterInvalidDefinitionError: If a value is neither a key nor a collection of keys.

    Example:
        >>> up = StaticPartitionsDefinition(["a", "b"])
        >>> down = StaticPartitionsDefinition(["x", "y"])
        >>> both = StaticPartitionMapping({"a": "x", "b": ["x", "y"]})
        >>> both.upstream_of(OrdinalRanges.span(0, 1), down, up).subset.ranges
        ((0, 2),)
    """

    downstream_partition_keys_by_upstream_partition_key: Mapping[str, str | Collection[str]]

    def __post_init__(self) -> None:
        """Check the mapping's values."""
        for key, value in self.downstream_partition_keys_by_upstream_partition_key.items():
            if not isinstance(value, Collection):
                raise DagsterInvalidDefinitionError(
                    f"StaticPartitionMapping maps {key!r} to {value!r}, a {type(value).__name__}. "
                    "Give one downstream key or a list of them."
                )

    @property
    def description(self) -> str:
        """What the mapping does, in a sentence."""
        return (
            "Maps upstream partitions to their downstream dependencies according to the following "
            f"mapping: \n{self.downstream_partition_keys_by_upstream_partition_key}"
        )

    def validate_partition_mapping(
        self,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition | None,
    ) -> None:
        """Raise unless both definitions are static and have all keys mapped.

        Raises:
            DagsterInvalidDefinitionError: If one definition is not static.
            ValueError: Naming the keys that a definition does not have.
        """
        for side, partitions_def in (
            ("Upstream", upstream_partitions_def),
            ("Downstream", downstream_partitions_def),
        ):
            if not isinstance(partitions_def, StaticPartitionsDefinition):
                raise DagsterInvalidDefinitionError(
                    f"{side} partitions definition must be a StaticPartitionsDefinition"
                )
            keys = self._downstream_keys if side == "Upstream" else self._upstream_keys
            _check_known(side.lower(), keys, partitions_def)

    def upstream_of(
        self,
        downstream: OrdinalRanges | None,
        downstream_partitions_def: PartitionsDefinition | None,
        upstream_partitions_def: PartitionsDefinition,
    ) -> UpstreamPartitions:
        """Return what *downstream* needs."""
        _check_known("upstream", self._downstream_keys, upstream_partitions_def)
        if downstream is None or downstream_partitions_def is None:
            return UpstreamPartitions(OrdinalRanges.EMPTY)
        keys = downstream_partitions_def.keys_in(downstream)
        return UpstreamPartitions(_mapped(keys, self._upstream_keys, upstream_partitions_def))

    def downstream_of(
        self,
        upstream: OrdinalRanges,
        upstream_partitions_def: PartitionsDefinition,
        downstream_partitions_def: PartitionsDefinition,
    ) -> OrdinalRanges:
        """Return the downstream partitions that use any of *upstream*."""
        _check_known("downstream", self._upstream_keys, downstream_partitions_def)
        keys = upstream_partitions_def.keys_in(upstream)
        return _mapped(keys, self._downstream_keys, downstream_partitions_def)

    @cached_property
    def _downstream_keys(self) -> dict[str, tuple[str, ...]]:
        """Downstream keys by upstream key."""
        return {
            up: (down,) if isinstance(down, str) else tuple(down)
            for up, down in self.downstream_partition_keys_by_upstream_partition_key.items()
        }

    @cached_property
    def _upstream_keys(self) -> dict[str, tuple[str, ...]]:
        """Upstream keys by downstream key."""
        inverse: dict[str, tuple[str, ...]] = {}
        for up, downs in self._downstream_keys.items():
            for down in downs:
                inverse[down] = (*inverse.get(down, ()), up)
        return inverse


def _check_known(
    side: str, keys: Mapping[str, object], partitions_def: PartitionsDefinition
) -> None:
    """Raise unless *partitions_def*, on one *side* of a mapping, has all *keys*."""
    unknown = sorted(keys.keys() - partitions_def.ordinals_of(keys).keys())
    if unknown:
        role = "source" if side == "upstream" else "target"
        raise ValueError(
            f"mapping {role} partitions not in the {side} partitions definition: {unknown}"
        )


def _mapped(
    keys: Sequence[str], table: Mapping[str, tuple[str, ...]], to: PartitionsDefinition
) -> OrdinalRanges:
    """Return what *table* maps *keys* to, as ordinals of *to*."""
    return to.subset_of({mapped for key in keys for mapped in table.get(key, ())})
