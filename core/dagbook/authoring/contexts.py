"""`AssetExecutionContext`: what an asset's function is told while it runs."""

from collections.abc import Mapping, Sequence
from logging import Logger
from typing import Any, ClassVar

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.io_contexts import StepServices, time_window
from dagbook.errors import DagsterInvariantViolationError
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow


class AssetExecutionContext(NotYet):
    """What an asset's function is told while it runs.

    A first parameter named ``context``, or annotated with this class, takes it.

    Args:
        step: What the running step offers.
        assets_def: The assets that are made.
        selected: The keys among them that the run asked for.
    """

    __dagbook_context__: ClassVar[bool] = True
    __slots__ = ("_metadata", "_selected", "_step", "assets_def")

    def __init__(
        self, step: StepServices, assets_def: AssetsDefinition, selected: Sequence[AssetKey]
    ) -> None:
        self._step = step
        self.assets_def = assets_def
        self._selected = selected
        self._metadata: dict[AssetKey, dict[str, MetadataValue]] = {}

    @property
    def log(self) -> Logger:
        """The step's logger."""
        return self._step.log

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self._step.run_id

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self._step.job_name

    @property
    def resources(self) -> Any:
        """The resources that are set up, by attribute."""
        return self._step.resources

    @property
    def run_config(self) -> Mapping[str, Any]:
        """The run's config, as it was given."""
        return self._step.run_config

    @property
    def op_config(self) -> Any:
        """What the run's config says to this step, as plain values; None when nothing."""
        return self._step.op_config

    @property
    def op_execution_context(self) -> "AssetExecutionContext":
        """The context of the op, which is this one."""
        return self

    @property
    def instance(self) -> Any:
        """The instance the run is recorded in."""
        return self._step.instance

    @property
    def asset_key(self) -> AssetKey:
        """The asset that is made.

        Raises:
            DagsterInvariantViolationError: The step makes several.
        """
        if len(self.assets_def.outputs) != 1:
            raise DagsterInvariantViolationError(
                f"Cannot call `context.asset_key` in {self.assets_def.op_name}, a multi_asset with "
                "more than one asset. Use context.asset_key_for_output."
            )
        return self.assets_def.key

    def asset_key_for_output(self, output_name: str = "result") -> AssetKey:
        """Return the asset that the output *output_name* is."""
        for output in self.assets_def.outputs:
            if output.name == output_name:
                return output.spec.key  # type: ignore[no-any-return]  # coerced by AssetSpec
        raise DagsterInvariantViolationError(
            f"{self.assets_def.op_name} has no output {output_name}; it has "
            f"{', '.join(output.name for output in self.assets_def.outputs)}."
        )

    @property
    def selected_asset_keys(self) -> frozenset[AssetKey]:
        """The assets of this step that the run asked for."""
        return frozenset(self._selected)

    @property
    def selected_output_names(self) -> frozenset[str]:
        """The outputs of this step that the run asked for."""
        return frozenset(
            output.name for output in self.assets_def.outputs if output.spec.key in self._selected
        )

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for one partition."""
        return self._step.partition_key is not None

    @property
    def partition_key(self) -> str:
        """The partition the run is for.

        Raises:
            DagsterInvariantViolationError: The run is not for a partition.
        """
        key = self._step.partition_key
        if key is None:
            raise DagsterInvariantViolationError(
                "Cannot access partition_key for a non-partitioned run"
            )
        return key

    @property
    def partition_keys(self) -> Sequence[str]:
        """The partitions the run is for, in order."""
        return [self.partition_key]

    @property
    def has_partition_key_range(self) -> bool:
        """Whether the run is for a range of several partitions."""
        return False

    @property
    def partition_key_range(self) -> PartitionKeyRange:
        """The partitions the run is for, as a range."""
        return PartitionKeyRange(self.partition_key, self.partition_key)

    @property
    def partition_time_window(self) -> TimeWindow:
        """The window of time of the partition the run is for."""
        return time_window(
            self.assets_def.partitions_def, self.partition_key, self.assets_def.keys_in_order[0]
        )

    def has_tag(self, key: str) -> bool:
        """Return whether the run has the tag *key*."""
        return key in self._step.run_tags

    def get_tag(self, key: str) -> str | None:
        """Return the run's tag *key*, or None."""
        return self._step.run_tags.get(key)

    def add_output_metadata(
        self,
        metadata: Mapping[str, Any],
        output_name: str | None = None,
        mapping_key: str | None = None,  # noqa: ARG002 - Dagster's parameter for dynamic outputs
    ) -> None:
        """Add *metadata* to the materialization of an output.

        Raises:
            DagsterInvariantViolationError: The step has several outputs and none was named.
        """
        if output_name is None and len(self.assets_def.outputs) != 1:
            raise DagsterInvariantViolationError(
                f"{self.assets_def.op_name} has several outputs; name one of them: "
                f"add_output_metadata(..., output_name={self.assets_def.outputs[0].name!r})."
            )
        name = output_name or self.assets_def.outputs[0].name
        self.add_asset_metadata(metadata, self.asset_key_for_output(name))

    def add_asset_metadata(
        self, metadata: Mapping[str, Any], asset_key: Any = None, partition_key: str | None = None
    ) -> None:
        """Add *metadata* to the materialization of an asset of this step.

        Raises:
            DagsterInvariantViolationError: The step does not make the asset or partition.
        """
        key = AssetKey.from_coercible(asset_key) if asset_key is not None else self.asset_key
        if key not in self.assets_def.keys:
            raise DagsterInvariantViolationError(
                f"Cannot add metadata to {key.to_user_string()}: {self.assets_def.op_name} makes "
                f"{', '.join(each.to_user_string() for each in self.assets_def.keys_in_order)}."
            )
        if partition_key is not None and partition_key != self._step.partition_key:
            raise DagsterInvariantViolationError(
                f"Cannot add metadata to partition {partition_key}: this run is for "
                f"{self._step.partition_key or 'no partition'}."
            )
        self._metadata.setdefault(key, {}).update(normalize_metadata(metadata))

    def added_metadata(self, key: AssetKey) -> Mapping[str, MetadataValue]:
        """Return what was added for the asset *key*."""
        return self._metadata.get(key, {})
