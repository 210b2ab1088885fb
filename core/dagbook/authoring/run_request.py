"""`RunRequest`: what asks for one run."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.authoring.node_tags import normalized_tags
from dagbook.authoring.run_config import RunConfig, as_run_config
from dagbook.errors import CheckError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.dynamic import DynamicPartitionsDefinition


class RunRequest:
    """What asks for one run, as a plain value.

    Args:
        run_key: Of several requests with one key a single run is made.
        run_config: The run's config, as a dict or a `RunConfig`.
        tags: The run's tags; values that are no text are written as JSON.
        job_name: Which job, where there are several.
        asset_selection: Which of its assets; all by default.
        stale_assets_only: Whether of these only those that are out of date.
        partition_key: For which partition.
        asset_check_keys: Which of its checks; all by default.

    Example:
        >>> RunRequest(run_key="monday", tags={"tries": 3}).tags
        {'tries': '3'}
    """

    __slots__ = (
        "asset_check_keys",
        "asset_selection",
        "job_name",
        "partition_key",
        "run_config",
        "run_key",
        "stale_assets_only",
        "tags",
    )

    def __init__(
        self,
        run_key: str | None = None,
        run_config: Any = None,
        tags: Mapping[str, Any] | None = None,
        job_name: str | None = None,
        asset_selection: Sequence[AssetKey] | None = None,
        stale_assets_only: bool = False,
        partition_key: str | None = None,
        asset_check_keys: Sequence[AssetCheckKey] | None = None,
    ) -> None:
        self.run_key = run_key
        self.run_config: Mapping[str, Any] = (
            run_config.to_config_dict()
            if isinstance(run_config, RunConfig)
            else as_run_config(run_config)
        )
        self.tags: Mapping[str, str] = normalized_tags(tags)
        self.job_name = job_name
        self.asset_selection = asset_selection
        self.stale_assets_only = stale_assets_only
        self.partition_key = partition_key
        self.asset_check_keys = asset_check_keys

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunRequest) and self._values() == other._values()

    __hash__ = None  # type: ignore[assignment]  # it holds dicts

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"RunRequest({told})"


def check_requestable(job: Any, partition_key: str) -> None:
    """Raise unless a run of *job* for *partition_key* can be asked for.

    Raises:
        CheckError: It has no partitions, or dynamic ones.
        DagsterUnknownPartitionError: There is no such partition.
    """
    partitions_def = job.partitions_def
    if partitions_def is None:
        raise CheckError(
            f"Called run_request_for_partition on a non-partitioned job: {job.name} has no "
            "PartitionsDefinition."
        )
    if isinstance(partitions_def, DynamicPartitionsDefinition) and partitions_def.name:
        raise CheckError(
            f"run_request_for_partition is not supported for dynamic partitions, which {job.name} "
            "has. Instead, use RunRequest(partition_key=...)."
        )
    partitions_def.validate_partition_key(partition_key)
