"""Partitions of two dimensions: every key of the one with every key of the other.

Ordinals run row by row, in the order in which Dagster lists the keys; all of it is arithmetic on
the ordinals of the dimensions. A second dimension that grows moves the ordinals of all rows but the
first, so they hold for one moment: what keeps them works inside a `partition_loading_context`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice, product
from typing import NamedTuple

from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    DagsterUnknownPartitionError,
)
from dagbook.partitions.axis import Axis, axis_of
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import (
    PARTITION_NAME_TAG,
    PartitionsDefinition,
    describe_keys,
)
from dagbook.partitions.dimension import PartitionDimensionDefinition, check_dimension
from dagbook.partitions.dynamic_store import DynamicPartitionsStore
from dagbook.partitions.grid import Block, blocks, cells, transposed
from dagbook.partitions.grid_keys import GridKeys
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow
from dagbook.partitions.multi_key import DELIMITER, MultiPartitionKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition

_DIMENSIONS = 2


class _Grid(NamedTuple):
    """The two dimensions at one moment."""

    rows: Axis
    columns: Axis
    height: int
    width: int


class MultiPartitionsDefinition(PartitionsDefinition):
    """The product of two partitions definitions: a partition for each pair of their keys.

    Args:
        partitions_defs: The two dimensions by name; each static, by time, or dynamic with a name.

    Raises:
        DagsterInvalidInvocationError: Unless there are two.
        DagsterInvalidDefinitionError: If a dimension is of another kind, or a static one has keys
            with ``|``, ``,``, ``[`` or ``]``.

    Example:
        >>> from dagbook.partitions import DailyPartitionsDefinition, StaticPartitionsDefinition
        >>> flights = MultiPartitionsDefinition({
        ...     "date": DailyPartitionsDefinition("2013-01-01", end_date="2013-01-03"),
        ...     "airport": StaticPartitionsDefinition(["EWR", "JFK"]),
        ... })
        >>> flights.get_partition_keys()
        ['EWR|2013-01-01', 'EWR|2013-01-02', 'JFK|2013-01-01', 'JFK|2013-01-02']
    """

    def __init__(self, partitions_defs: Mapping[str, PartitionsDefinition]) -> None:
        if not isinstance(partitions_defs, Mapping):
            raise DagsterInvalidDefinitionError(
                "MultiPartitionsDefinition takes its dimensions by name, such as "
                f"{{'date': ..., 'region': ...}}; got {partitions_defs!r}."
            )
        if len(partitions_defs) != _DIMENSIONS:
            raise DagsterInvalidInvocationError(
                "Dagster currently only supports multi-partitions definitions with 2 partitions "
                f"definitions. This one has {len(partitions_defs)}: {', '.join(partitions_defs)}."
            )
        for name, partitions_def in partitions_defs.items():
            check_dimension(name, partitions_def)
        self._dimensions = tuple(
            PartitionDimensionDefinition(name, partitions_defs[name])
            for name in sorted(partitions_defs)
        )
        self._names = tuple(dimension.name for dimension in self._dimensions)

    @property
    def partitions_defs(self) -> Sequence[PartitionDimensionDefinition]:
        """The dimensions, in the order of their names."""
        return self._dimensions

    @property
    def partition_dimension_names(self) -> list[str]:
        """The names of the dimensions, in order."""
        return list(self._names)

    def get_partitions_def_for_dimension(self, dimension_name: str) -> PartitionsDefinition:
        """Return the partitions of one dimension.

        Raises:
            DagsterInvariantViolationError: If there is no such dimension.
        """
        return self._dimensions[self._index(dimension_name)].partitions_def

    @property
    def time_window_dimension(self) -> PartitionDimensionDefinition:
        """The one dimension by time.

        Raises:
            DagsterInvariantViolationError: If none is by time, or both are.
        """
        found = self._time_dimensions()
        if len(found) != 1:
            raise DagsterInvariantViolationError(
                "Expected exactly one time window partitioned dimension among "
                f"{' and '.join(self._names)}; there are {len(found)}. Ask for a dimension by name."
            )
        return found[0]

    @property
    def has_time_window_dimension(self) -> bool:
        """Whether a dimension is by time."""
        return bool(self._time_dimensions())

    @property
    def time_window_partitions_def(self) -> TimeWindowPartitionsDefinition:
        """The partitions of the one dimension by time."""
        found = self.time_window_dimension.partitions_def
        assert isinstance(found, TimeWindowPartitionsDefinition)  # noqa: S101 - for the type checker
        return found

    @property
    def primary_dimension(self) -> PartitionDimensionDefinition:
        """The one dimension by time, else the first."""
        found = self._time_dimensions()
        return found[0] if len(found) == 1 else self._dimensions[0]

    @property
    def secondary_dimension(self) -> PartitionDimensionDefinition:
        """The dimension that is not the primary one."""
        return self._dimensions[1 - self._index(self.primary_dimension.name)]

    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> GridKeys:
        """Return all partition keys, each a `MultiPartitionKey`, in order.

        Args:
            current_time: What counts as now.
            dynamic_partitions_store: Who keeps the keys of a dynamic dimension.
        """
        with partition_loading_context(current_time, dynamic_partitions_store):
            rows, columns = (
                axis_of(one.partitions_def).get_partition_keys() for one in self._dimensions
            )
        return GridKeys(self._names, rows, columns, 0, len(rows) * len(columns))

    def get_partition_key_from_str(self, partition_key_str: str) -> MultiPartitionKey:
        """Return the key that a text says, whether there is such a partition or not.

        Raises:
            DagsterUnknownPartitionError: If the text has not one part for each dimension.
        """
        parts = tuple(partition_key_str.split(DELIMITER))
        if len(parts) != _DIMENSIONS:
            raise DagsterUnknownPartitionError(
                f"Expected {_DIMENSIONS} partition keys in partition key string "
                f"{partition_key_str}, but got {len(parts)}: write {DELIMITER.join(self._names)}."
            )
        return MultiPartitionKey.joined(self._names, parts)

    def ordinal(self, partition_key: str) -> int | None:
        """Return the place of *partition_key* from 0, or None if there is no such partition."""
        return self.ordinals_of([partition_key]).get(partition_key)

    def ordinals_of(self, partition_keys: Iterable[str]) -> dict[str, int]:
        """Return the places of those of *partition_keys* that exist."""
        split = {key: key.split(DELIMITER) for key in partition_keys}
        split = {key: parts for key, parts in split.items() if len(parts) == _DIMENSIONS}
        grid = self._grid()
        rows = grid.rows.ordinals_of({parts[0] for parts in split.values()})
        columns = grid.columns.ordinals_of({parts[1] for parts in split.values()})
        return {
            key: rows[row] * grid.width + columns[column]
            for key, (row, column) in split.items()
            if row in rows and column in columns
        }

    def has_partition_key(self, partition_key: str) -> bool:
        """Return whether there is a partition with this key."""
        parts = partition_key.split(DELIMITER)
        return len(parts) == _DIMENSIONS and all(
            dimension.partitions_def.has_partition_key(part)
            for dimension, part in zip(self._dimensions, parts, strict=True)
        )

    def key_at(self, ordinal: int) -> str:
        """Return the key at a place.

        Raises:
            DagsterUnknownPartitionError: If the definition has no such place.
        """
        found = self.keys_in(OrdinalRanges.span(ordinal, ordinal + 1))
        if not found:
            raise DagsterUnknownPartitionError(
                f"There is no partition number {ordinal}: {describe_keys(self)}."
            )
        return found[0]

    def keys_in(self, subset: OrdinalRanges) -> list[str]:
        """Return the keys of *subset* in order; places that do not exist are left out."""
        grid = self._grid()
        subset &= OrdinalRanges.span(0, grid.height * grid.width)
        found: list[tuple[int, str, list[str]]] = []
        for block in blocks(subset, grid.width):
            columns = grid.columns.keys_in(block.columns)
            rows = zip(block.rows, grid.rows.keys_in(block.rows), strict=True)
            found += ((place, row, columns) for place, row in rows)
        join, names = MultiPartitionKey.joined, self._names
        return [
            join(names, (row, column)) for _, row, columns in sorted(found) for column in columns
        ]

    def product_of(self, subsets: Mapping[str, OrdinalRanges]) -> OrdinalRanges:
        """Return the places whose key is, in each dimension named, one of its subset.

        Args:
            subsets: Places in dimensions, by name; a dimension left out may have any key.

        >>> from dagbook.partitions import StaticPartitionsDefinition
        >>> letters = StaticPartitionsDefinition(["a", "b", "c"])
        >>> pairs = MultiPartitionsDefinition({"x": letters, "y": letters})
        >>> pairs.product_of({"y": letters.subset_of(["b"])}).ranges
        ((1, 2), (4, 5), (7, 8))
        """
        grid = self._grid()
        chosen = [OrdinalRanges.span(0, grid.height), OrdinalRanges.span(0, grid.width)]
        for name, subset in subsets.items():
            chosen[self._index(name)] &= subset
        return cells(Block(*chosen), grid.width)

    def blocks_of(self, subset: OrdinalRanges) -> tuple[Mapping[str, OrdinalRanges], ...]:
        """Return products, as `product_of` takes them, that share nothing and make up *subset*."""
        grid = self._grid()
        return tuple(
            dict(zip(self._names, block, strict=True)) for block in blocks(subset, grid.width)
        )

    def projected(self, subset: OrdinalRanges, dimension_name: str) -> OrdinalRanges:
        """Return the places in one dimension of the keys of *subset*."""
        self._index(dimension_name)
        found = (block[dimension_name] for block in self.blocks_of(subset))
        return OrdinalRanges.from_ranges(span for places in found for span in places.ranges)

    def subset_of_range(self, partition_key_range: PartitionKeyRange) -> OrdinalRanges:
        """Return the places between the ends of a range in both dimensions, as Dagster means it.

        Raises:
            DagsterUnknownPartitionError: If one of its ends does not exist.
            DagsterInvalidInvocationError: If it ends before it starts, in either dimension.
        """
        return self.product_of(
            {
                name: self.get_partitions_def_for_dimension(name).subset_of_range(ends)
                for name, ends in self._ranges(partition_key_range).items()
            }
        )

    def get_partition_keys_in_range(self, partition_key_range: PartitionKeyRange) -> list[str]:
        """Return the keys between the ends of a range in both dimensions.

        Raises:
            DagsterUnknownPartitionError: If an end is no key of two dimensions.
            DagsterInvalidInvocationError: If an end does not exist in its dimension.
        """
        keys = [
            self.get_partitions_def_for_dimension(name).get_partition_keys_in_range(ends)
            for name, ends in self._ranges(partition_key_range).items()
        ]
        return [MultiPartitionKey.joined(self._names, parts) for parts in product(*keys)]

    def get_multipartition_keys_with_dimension_value(
        self, dimension_name: str, dimension_partition_key: str
    ) -> list[MultiPartitionKey]:
        """Return the keys with one key in one dimension and every key in the other."""
        return self.get_multipartition_keys_with_dimension_values(
            dimension_name, [dimension_partition_key]
        )

    def get_multipartition_keys_with_dimension_values(
        self, dimension_name: str, dimension_partition_keys: Sequence[str]
    ) -> list[MultiPartitionKey]:
        """Return the keys with these keys in one dimension and every key in the other."""
        index = self._index(dimension_name)
        others = self._dimensions[1 - index].partitions_def.get_partition_keys()
        pairs = product(dimension_partition_keys, others)
        return [
            MultiPartitionKey.joined(self._names, pair[::-1] if index else pair) for pair in pairs
        ]

    def time_window_for_partition_key(self, partition_key: str) -> TimeWindow:
        """Return the window of a key in the one dimension by time."""
        dimension = self.time_window_dimension.name
        part = self.get_partition_key_from_str(partition_key).keys_by_dimension[dimension]
        return self.time_window_partitions_def.time_window_for_partition_key(part)

    def key_ranges(self, places: OrdinalRanges) -> list[PartitionKeyRange]:
        """Return the ranges that make up a set of places, each along one dimension, as in Dagster.

        They run along the dimension in which the places have more keys.
        """
        grid = self._grid()
        rows_first = self.primary_dimension is self._dimensions[0]
        if len(self.projected(places, self.primary_dimension.name)) > len(
            self.projected(places, self.secondary_dimension.name)
        ):
            rows_first = not rows_first
        found, axes = blocks(places, grid.width), (grid.rows, grid.columns)
        if not rows_first:
            found, axes = blocks(transposed(found, grid.height), grid.height), axes[::-1]
        ranges: list[PartitionKeyRange] = []
        for block in found:
            spans = [
                [axes[1].keys_in(OrdinalRanges.span(end, end + 1))[0] for end in (low, high - 1)]
                for low, high in block.columns.ranges
            ]
            for fixed in axes[0].keys_in(block.rows):
                for span in spans:
                    pairs = [(fixed, end) if rows_first else (end, fixed) for end in span]
                    keys = (MultiPartitionKey.joined(self._names, pair) for pair in pairs)
                    ranges.append(PartitionKeyRange(*keys))
        return ranges

    def get_tags_for_partition_key(self, partition_key: str) -> Mapping[str, str]:
        """Return the tags of a run for one partition: the key, and its part in each dimension."""
        parts = self.get_partition_key_from_str(partition_key).keys_by_dimension
        tags = {f"{PARTITION_NAME_TAG}/{name}": part for name, part in parts.items()}
        return {PARTITION_NAME_TAG: partition_key, **tags}

    def nearest_keys(self, partition_key: str) -> tuple[str, ...]:
        """Return existing keys that look like *partition_key* in each dimension."""
        parts = str(partition_key).split(DELIMITER)
        if len(parts) != _DIMENSIONS:
            return ()
        near = (
            (part,)
            if one.partitions_def.has_partition_key(part)
            else one.partitions_def.nearest_keys(part)
            for one, part in zip(self._dimensions, parts, strict=True)
        )
        pairs = islice(product(*near), 2)
        return tuple(MultiPartitionKey.joined(self._names, pair) for pair in pairs)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MultiPartitionsDefinition) and self._dimensions == other._dimensions
        )

    def __hash__(self) -> int:
        return hash(self._dimensions)

    def __str__(self) -> str:
        lines = (f"{one.name.capitalize()}: {one.partitions_def}" for one in self._dimensions)
        return "Multi-partitioned, with dimensions: \n" + " \n".join(lines)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(dimensions={[str(one) for one in self._dimensions]})"

    def _index(self, dimension_name: str) -> int:
        """Return which dimension has a name, or raise that none has."""
        if dimension_name not in self._names:
            raise DagsterInvariantViolationError(
                f"Invalid dimension name {dimension_name!r}: the dimensions are "
                f"{' and '.join(self._names)}."
            )
        return self._names.index(dimension_name)

    def _time_dimensions(self) -> list[PartitionDimensionDefinition]:
        """Return the dimensions by time."""
        return [
            dimension
            for dimension in self._dimensions
            if isinstance(dimension.partitions_def, TimeWindowPartitionsDefinition)
        ]

    def _ranges(self, partition_key_range: PartitionKeyRange) -> dict[str, PartitionKeyRange]:
        """Return what a range means in each dimension."""
        start, end = (
            self.get_partition_key_from_str(key).keys_by_dimension for key in partition_key_range
        )
        return {name: PartitionKeyRange(start[name], end[name]) for name in self._names}

    def _grid(self) -> _Grid:
        """Return the dimensions as they are now."""
        rows, columns = (axis_of(dimension.partitions_def) for dimension in self._dimensions)
        return _Grid(rows, columns, rows.count(), columns.count())
