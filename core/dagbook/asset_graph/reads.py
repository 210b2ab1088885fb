"""Which partitions of one asset a partition of another reads. Pure."""

from dagbook.asset_graph.graph import AssetGraph
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.mapping import UpstreamPartitions
from dagbook.partitions.subset import OrdinalRanges


class KeysRead:
    """From a partition key of an asset to those of what it reads.

    Answers are remembered, so it is to be used for one moment and thrown away.

    Args:
        graph: The assets.
        key: The asset that reads.
        parent: What it reads; in the graph.
    """

    __slots__ = ("_found", "_mapping", "_missing", "_name", "_own", "_upstream")

    def __init__(self, graph: AssetGraph, key: AssetKey, parent: AssetKey) -> None:
        self._upstream = graph.nodes[parent].partitions_def
        self._mapping = None
        if self._upstream is None:
            return
        self._name = key.to_user_string()
        self._own = graph.nodes[key].partitions_def
        self._mapping = graph.mapping(key, parent)
        self._found: dict[str | None, tuple[str, ...]] = {}
        self._missing: dict[str | None, tuple[str, ...]] = {}

    @property
    def is_partitioned(self) -> bool:
        """Whether what is read has partitions."""
        return self._mapping is not None

    def __call__(self, partition_key: str | None) -> tuple[str, ...] | None:
        """Return the keys that are read; None where what is read has no partitions."""
        if self._upstream is None or self._mapping is None:
            return None
        found = self._found.get(partition_key)
        if found is None:
            subset = None
            if partition_key is not None and self._own is not None:
                subset = self._own.subset_of([partition_key])
            upstream = self._read(subset)
            found = self._found[partition_key] = tuple(self._upstream.keys_in(upstream.subset))
            if upstream.missing_keys:
                self._missing[partition_key] = upstream.missing_keys
        return found

    def _read(self, subset: OrdinalRanges | None) -> UpstreamPartitions:
        """Return what the mapping says of *subset*, which is None without a partition.

        Raises:
            DagsterInvariantViolationError: It says nothing, as the asset runs without a partition.
        """
        assert self._mapping is not None  # noqa: S101 - asked only where there is one
        assert self._upstream is not None  # noqa: S101 - as above
        try:
            return self._mapping.upstream_of(subset, self._own, self._upstream)
        except DagsterInvalidDefinitionError as why:
            if subset is not None or self._own is None:
                raise
            raise DagsterInvariantViolationError(
                f"Cannot access partition_key for a non-partitioned run: {self._name} reads "
                "partitions, by its own. Give the run a partition_key."
            ) from why

    def of_several(self, partition_keys: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return the keys that are read for any of *partition_keys*, in the order of the parent."""
        if self._upstream is None or self._mapping is None:
            return None
        read = dict.fromkeys(key for each in partition_keys for key in self(each) or ())
        return tuple(self._upstream.keys_in(self._upstream.subset_of(read)))

    def missing(self, partition_key: str | None) -> tuple[str, ...]:
        """Return which keys of those read for *partition_key* do not exist."""
        if self._mapping is None:
            return ()
        self(partition_key)
        return self._missing.get(partition_key, ())
