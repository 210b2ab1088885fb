"""`InputContext` and `OutputContext`: what an IO manager is told."""

from collections.abc import Mapping, Sequence
from logging import Logger
from typing import Any, Protocol

from dagbook.authoring.assets_definition import AssetInput, AssetOutput
from dagbook.errors import DagsterInvariantViolationError
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.model.results import DEFAULT_OUTPUT
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow


class StepServices(Protocol):
    """What a running step offers the contexts of its function and of its IO managers."""

    @property
    def run_id(self) -> str:
        """The run's id."""

    @property
    def step_key(self) -> str:
        """The step's key."""

    @property
    def job_name(self) -> str:
        """The job's name."""

    @property
    def partition_key(self) -> str | None:
        """The partition the step runs for."""

    @property
    def log(self) -> Logger:
        """The step's logger."""

    @property
    def resources(self) -> Any:
        """The resources that are set up, by attribute."""

    @property
    def instance(self) -> Any:
        """The instance the run is recorded in."""

    @property
    def run_tags(self) -> Mapping[str, str]:
        """The run's tags."""

    @property
    def run_config(self) -> Mapping[str, Any]:
        """The run's config, as it was given."""

    @property
    def op_config(self) -> Any:
        """What the run's config says to the step, as plain values."""


class OutputContext(NotYet):
    """What is known of an output while an IO manager stores it."""

    __slots__ = ("_metadata", "_output", "_partitions_def", "_step", "stored")

    def __init__(
        self,
        step: StepServices,
        output: AssetOutput,
        partitions_def: PartitionsDefinition | None,
    ) -> None:
        self._step = step
        self._output = output
        self._partitions_def = partitions_def
        self._metadata: dict[str, MetadataValue] = {}
        self.stored: Any = None

    @property
    def step_key(self) -> str:
        """The key of the step that made it."""
        return self._step.step_key

    @property
    def name(self) -> str:
        """The output's name."""
        return self._output.name

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self._step.run_id

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self._step.job_name

    @property
    def has_asset_key(self) -> bool:
        """Whether the output is an asset."""
        return True

    @property
    def asset_key(self) -> AssetKey:
        """The asset."""
        return self._output.spec.key  # type: ignore[no-any-return]  # coerced by AssetSpec

    @property
    def asset_spec(self) -> Any:
        """What is said of the asset."""
        return self._output.spec

    @property
    def definition_metadata(self) -> Mapping[str, Any]:
        """The metadata of the definition, as the user gave it."""
        return self._output.spec.metadata

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of the definition; Dagster's older name of `definition_metadata`."""
        return self._output.spec.metadata

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for one partition."""
        return self._step.partition_key is not None

    @property
    def partition_key(self) -> str:
        """The partition the run is for."""
        return _required_partition(self._step)

    @property
    def has_asset_partitions(self) -> bool:
        """Whether the asset is partitioned."""
        return self._partitions_def is not None

    @property
    def asset_partition_key(self) -> str:
        """The partition that is stored."""
        return self.asset_partition_keys[0]

    @property
    def asset_partition_keys(self) -> Sequence[str]:
        """The partitions that are stored."""
        if self._partitions_def is None:
            raise DagsterInvariantViolationError(
                f"{self.asset_key.to_user_string()} is not partitioned: it has no partition keys."
            )
        return [_required_partition(self._step)]

    @property
    def asset_partition_key_range(self) -> PartitionKeyRange:
        """The partitions that are stored, as a range."""
        keys = self.asset_partition_keys
        return PartitionKeyRange(keys[0], keys[-1])

    @property
    def asset_partitions_def(self) -> PartitionsDefinition:
        """The asset's partitions."""
        if self._partitions_def is None:
            raise DagsterInvariantViolationError(
                f"{self.asset_key.to_user_string()} is not partitioned."
            )
        return self._partitions_def

    @property
    def asset_partitions_time_window(self) -> TimeWindow:
        """The window of time of the partition that is stored."""
        return time_window(self._partitions_def, self.asset_partition_key, self.asset_key)

    @property
    def log(self) -> Logger:
        """The step's logger."""
        return self._step.log

    @property
    def resources(self) -> Any:
        """The resources that are set up."""
        return self._step.resources

    @property
    def output_metadata(self) -> Mapping[str, MetadataValue]:
        """What was added by `add_output_metadata`."""
        return self._metadata

    def add_output_metadata(self, metadata: Mapping[str, Any]) -> None:
        """Add *metadata* to the materialization."""
        self._metadata.update(normalize_metadata(metadata))

    def get_identifier(self) -> Sequence[str]:
        """Return what identifies the output across steps of one run."""
        return [self.run_id, self.step_key, self.name]

    def get_asset_identifier(self) -> Sequence[str]:
        """Return the key's parts, then the partition key where there is one."""
        partition = self._step.partition_key if self._partitions_def is not None else None
        return [*self.asset_key.parts, *([partition] if partition is not None else [])]


class InputContext(NotYet):
    """What is known of an input while an IO manager loads it."""

    __slots__ = (
        "_input",
        "_keys",
        "_partitions_def",
        "_step",
        "_upstream_metadata",
        "_upstream_step_key",
    )

    def __init__(
        self,
        step: StepServices,
        asset_input: AssetInput,
        partitions_def: PartitionsDefinition | None,
        keys: Sequence[str],
        upstream_metadata: Mapping[str, Any],
        upstream_step_key: str,
    ) -> None:
        self._step = step
        self._input = asset_input
        self._partitions_def = partitions_def
        self._keys = keys
        self._upstream_metadata = upstream_metadata
        self._upstream_step_key = upstream_step_key

    def narrowed_to(self, partition_keys: Sequence[str]) -> "InputContext":
        """Return the context of loading only *partition_keys*."""
        return InputContext(
            self._step,
            self._input,
            self._partitions_def,
            partition_keys,
            self._upstream_metadata,
            self._upstream_step_key,
        )

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self._input.name

    @property
    def has_input_name(self) -> bool:
        """Whether the input has a name; not when a value is loaded outside a step."""
        return bool(self._input.name)

    @property
    def has_asset_key(self) -> bool:
        """Whether the input is an asset."""
        return True

    @property
    def asset_key(self) -> AssetKey:
        """The asset that is loaded."""
        return self._input.key

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self._step.run_id

    @property
    def step_key(self) -> str:
        """The key of the step that reads."""
        return self._step.step_key

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self._step.job_name

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of the input, as `AssetIn` has it; Dagster's older name."""
        return self._input.metadata

    @property
    def definition_metadata(self) -> Mapping[str, Any]:
        """The metadata of the input, as `AssetIn` has it."""
        return self._input.metadata

    @property
    def upstream_output(self) -> "UpstreamOutput":
        """What is known of the output that is loaded."""
        return UpstreamOutput(
            self._input.key, DEFAULT_OUTPUT, self._upstream_step_key, self._upstream_metadata
        )

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for one partition."""
        return self._step.partition_key is not None

    @property
    def partition_key(self) -> str:
        """The partition the run is for."""
        return _required_partition(self._step)

    @property
    def has_asset_partitions(self) -> bool:
        """Whether the upstream asset is partitioned."""
        return self._partitions_def is not None

    @property
    def asset_partition_keys(self) -> Sequence[str]:
        """The upstream partitions to load, in order."""
        if self._partitions_def is None:
            raise DagsterInvariantViolationError(
                f"{self.asset_key.to_user_string()} is not partitioned: it has no partition keys."
            )
        return list(self._keys)

    @property
    def asset_partition_key(self) -> str:
        """The one upstream partition to load.

        Raises:
            DagsterInvariantViolationError: There are several.
        """
        keys = self.asset_partition_keys
        if len(keys) != 1:
            raise DagsterInvariantViolationError(
                f"Tried to access the partition key of input {self.name}, but "
                f"{self.asset_key.to_user_string()} is read by {len(keys)} partitions. Use "
                "asset_partition_keys."
            )
        return keys[0]

    @property
    def asset_partition_key_range(self) -> PartitionKeyRange:
        """The upstream partitions to load, as a range."""
        keys = self.asset_partition_keys
        return PartitionKeyRange(keys[0], keys[-1])

    @property
    def asset_partitions_def(self) -> PartitionsDefinition:
        """The upstream asset's partitions."""
        if self._partitions_def is None:
            raise DagsterInvariantViolationError(
                f"{self.asset_key.to_user_string()} is not partitioned."
            )
        return self._partitions_def

    @property
    def asset_partitions_time_window(self) -> TimeWindow:
        """The window of time of the upstream partition to load."""
        return time_window(self._partitions_def, self.asset_partition_key, self.asset_key)

    @property
    def log(self) -> Logger:
        """The step's logger."""
        return self._step.log

    @property
    def resources(self) -> Any:
        """The resources that are set up."""
        return self._step.resources

    def get_identifier(self) -> Sequence[str]:
        """Return what identifies the upstream output across steps of one run."""
        return [self.run_id, self._upstream_step_key, DEFAULT_OUTPUT]

    def get_asset_identifier(self) -> Sequence[str]:
        """Return the key's parts, then the partition key where there is one."""
        partition = [self.asset_partition_key] if self._partitions_def is not None else []
        return [*self.asset_key.parts, *partition]


class UpstreamOutput(NotYet):
    """What an IO manager may know of the output it loads."""

    __slots__ = ("asset_key", "definition_metadata", "name", "step_key")

    def __init__(
        self, asset_key: AssetKey, name: str, step_key: str, metadata: Mapping[str, Any]
    ) -> None:
        self.asset_key = asset_key
        self.name = name
        self.step_key = step_key
        self.definition_metadata = metadata

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of the definition; Dagster's older name of `definition_metadata`."""
        return self.definition_metadata


def time_window(
    partitions_def: PartitionsDefinition | None, partition_key: str, asset_key: AssetKey
) -> TimeWindow:
    """Return the window of time of *partition_key*.

    Raises:
        DagsterInvariantViolationError: The partitions are not windows of time.
    """
    window_of = getattr(partitions_def, "time_window_for_partition_key", None)
    if window_of is None:
        raise DagsterInvariantViolationError(
            f"Tried to access the time window of {asset_key.to_user_string()}; its partitions "
            "are not windows of time."
        )
    return window_of(partition_key)  # type: ignore[no-any-return]  # TimeWindowPartitionsDefinition


def _required_partition(step: StepServices) -> str:
    """Return the partition of *step*.

    Raises:
        DagsterInvariantViolationError: The run is not for a partition.
    """
    if step.partition_key is None:
        raise DagsterInvariantViolationError(
            "Cannot access partition_key for a non-partitioned run. Give materialize a "
            "partition_key."
        )
    return step.partition_key
