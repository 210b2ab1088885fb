"""`AssetExecutionContext`: what an asset's function is told while it runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.authoring.op_context import OpExecutionContext, seen_as_of_op
from dagbook.authoring.partition_members import (
    has_time_dimension,
    only_key,
    range_of_keys,
    window_of_range,
)
from dagbook.authoring.step_context import CURRENT_CONTEXT, StepContext
from dagbook.authoring.step_services import InputPartitions, StepServices
from dagbook.errors import CheckError, DagsterInvariantViolationError, ParameterCheckError
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow

_NOTHING: Mapping[str, MetadataValue] = {}


class AssetExecutionContext(StepContext):
    """What an asset's function is told while it runs.

    A first parameter named ``context``, or annotated with this class, takes it.

    Args:
        step: What the running step offers.
        assets_def: The assets that are made.
        selected: The keys among them that the run asked for.
    """

    __slots__ = ("_asset_metadata", "_selected")

    def __init__(self, step: StepServices, assets_def: Any, selected: Sequence[AssetKey]) -> None:
        super().__init__(step, assets_def)
        self._selected = selected
        self._asset_metadata: dict[tuple[AssetKey, str | None], dict[str, MetadataValue]] = {}

    @staticmethod
    def get() -> "AssetExecutionContext":
        """Return the context of the asset that runs, for helpers that are not given it.

        Raises:
            DagsterInvariantViolationError: No asset runs.
        """
        current = getattr(CURRENT_CONTEXT.get(), "asset_execution_context", None)
        if not isinstance(current, AssetExecutionContext):
            raise DagsterInvariantViolationError(
                "No current AssetExecutionContext in scope: no asset runs here."
            )
        return current

    @property
    def op_execution_context(self) -> OpExecutionContext:
        """What an op in its place would be told: the same, as an `OpExecutionContext`."""
        return seen_as_of_op(self)

    @property
    def asset_execution_context(self) -> "AssetExecutionContext":
        """This one."""
        return self

    def get_op_execution_context(self) -> OpExecutionContext:
        """Return `op_execution_context`."""
        return self.op_execution_context

    @property
    def assets_def(self) -> Any:
        """The assets that are made: all that its function makes; its keys are those selected."""
        selected = self._selected
        return self._definition.showing(selected) if selected else self._definition

    @property
    def has_assets_def(self) -> bool:
        """Whether assets are made: always."""
        return True

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
        return self.assets_def.outputs[0].spec.key  # type: ignore[no-any-return]  # AssetSpec's

    def asset_key_for_output(self, output_name: str = "result") -> AssetKey:
        """Return the asset that the output *output_name* is.

        Raises:
            CheckError: There is no such output.
        """
        for output in self.assets_def.outputs:
            if output.name == output_name:
                return output.spec.key  # type: ignore[no-any-return]  # coerced by AssetSpec
        raise CheckError(
            f"Output '{output_name}' has no asset. The outputs of {self.assets_def.op_name} are "
            f"{', '.join(output.name for output in self.assets_def.outputs)}."
        )

    def output_for_asset_key(self, asset_key: AssetKey) -> str:
        """Return the output that is the asset *asset_key*.

        Raises:
            CheckError: The step does not make it.
        """
        for output in self.assets_def.outputs:
            if output.spec.key == asset_key:
                return str(output.name)
        raise CheckError(
            f"Asset key '{_shown(asset_key)}' has no output in {self.assets_def.op_name}."
        )

    def asset_key_for_input(self, input_name: str) -> AssetKey:
        """Return the asset that the input *input_name* takes.

        Raises:
            CheckError: There is no such input.
        """
        return self._read(input_name).key

    @property
    def selected_asset_keys(self) -> frozenset[AssetKey]:
        """The assets of this step that the run asked for."""
        return frozenset(self._selected)

    @property
    def selected_output_names(self) -> frozenset[str]:
        """The outputs of this step that the run asked for."""
        assets = {each.name for each in self.assets_def.outputs if each.spec.key in self._selected}
        checks = self.selected_asset_check_keys if self.assets_def.check_outputs else ()
        made = (each.name for each in self.assets_def.check_outputs if each.check.key in checks)
        return frozenset((*assets, *made))

    @property
    def selected_asset_check_keys(self) -> frozenset[Any]:
        """The checks of this step that the run asked for."""
        every = getattr(self._definition, "check_keys", ())
        return frozenset(getattr(self._step, "selected_checks", every))

    @property
    def is_subset(self) -> bool:
        """Whether the run asked for some of the step's assets alone."""
        return len(self._selected) < len(self.assets_def.outputs)

    def load_asset_value(
        self,
        asset_key: AssetKey,
        *,
        python_type: Any = None,
        partition_key: str | None = None,
    ) -> Any:
        """Return the stored value of an asset that the run knows.

        Args:
            asset_key: Which asset.
            python_type: What its IO manager finds as ``context.dagster_type.typing_type``.
            partition_key: Which partition; needed for a partitioned asset.

        Raises:
            UnknownAssetError: The run knows no such asset.
            AssetNotMaterializedError: It has no stored value.
        """
        key = AssetKey.from_coercible(asset_key)
        return self._step.load_asset_value(key, partition_key, python_type)

    def asset_partitions_def_for_output(self, output_name: str = "result") -> PartitionsDefinition:
        """Return the partitions of the asset that an output is.

        Raises:
            DagsterInvariantViolationError: It has none.
        """
        key = self.asset_key_for_output(output_name)
        return _partitioned(self._definition.partitions_def, key)

    def asset_partition_keys_for_output(self, output_name: str = "result") -> Sequence[str]:
        """Return the partitions that are made, in order.

        Raises:
            DagsterInvariantViolationError: The output has none.
        """
        self.asset_partitions_def_for_output(output_name)
        return self.partition_keys

    def asset_partition_key_for_output(self, output_name: str = "result") -> str:
        """Return the one partition that is made.

        Raises:
            CheckError: There are several.
        """
        self._check_partitioned(output_name)
        return only_key(
            self.partition_keys, f"output '{output_name}' of step '{self._definition.op_name}'"
        )

    def asset_partition_key_range_for_output(
        self, output_name: str = "result"
    ) -> PartitionKeyRange:
        """Return the partitions that are made, as a range."""
        self._check_partitioned(output_name)
        return self.partition_key_range

    def asset_partitions_time_window_for_output(self, output_name: str = "result") -> TimeWindow:
        """Return the time from the start of the first partition made to the end of the last.

        Raises:
            ValueError: They are not windows of time.
        """
        what = f"output '{output_name}'"
        if output_name not in (output.name for output in self._definition.outputs):
            raise ValueError(f"The {what} has no corresponding asset.")
        return _window(self._definition.partitions_def, lambda: self.partition_key_range, what)

    def asset_partitions_def_for_input(self, input_name: str) -> PartitionsDefinition:
        """Return the partitions of the asset that an input takes.

        Raises:
            DagsterInvariantViolationError: It has none.
        """
        read = self._read(input_name)
        return _partitioned(read.partitions_def, read.key)

    def asset_partition_keys_for_input(self, input_name: str) -> Sequence[str]:
        """Return the partitions that an input reads, in order.

        Raises:
            CheckError: What it takes is not partitioned.
        """
        return list(self._read_partitioned(input_name).partition_keys)

    def asset_partition_key_for_input(self, input_name: str) -> str:
        """Return the one partition that an input reads.

        Raises:
            CheckError: It reads several.
        """
        keys = self._read_partitioned(input_name).partition_keys
        return only_key(keys, f"input '{input_name}' of step '{self._definition.op_name}'")

    def asset_partition_key_range_for_input(self, input_name: str) -> PartitionKeyRange:
        """Return the partitions that an input reads, as a range.

        Raises:
            CheckError: They are no single range.
        """
        read = self._read_partitioned(input_name)
        what = f"input '{input_name}'"
        return range_of_keys(_partitioned(read.partitions_def, read.key), read.partition_keys, what)

    def asset_partitions_time_window_for_input(self, input_name: str = "result") -> TimeWindow:
        """Return the time from the start of the first partition read to the end of the last.

        Raises:
            ValueError: They are not windows of time.
        """
        read = self._step.input_partitions(input_name)
        what = f"input '{input_name}'"
        if read is None:
            raise ValueError(f"The {what} has no corresponding asset.")
        key_range = lambda: self.asset_partition_key_range_for_input(input_name)  # noqa: E731 - asked last
        return _window(read.partitions_def, key_range, what)

    def add_asset_metadata(
        self, metadata: Mapping[str, Any], asset_key: Any = None, partition_key: str | None = None
    ) -> None:
        """Add *metadata* to the materialization of an asset of this step; it wins over all other.

        Args:
            metadata: By label; plain values get the kind of their type.
            asset_key: Which asset; the only one by default.
            partition_key: Which partition; all that are made by default.

        Raises:
            DagsterInvariantViolationError: The step does not make the asset or partition.
        """
        outputs = self.assets_def.outputs
        if asset_key is None and len(outputs) != 1:
            raise DagsterInvariantViolationError(
                f"Attempted to add metadata without providing asset_key, but "
                f"{self.assets_def.op_name} makes several assets. Name one of "
                f"{', '.join(each.spec.key.to_user_string() for each in outputs)}."
            )
        key = AssetKey.from_coercible(asset_key) if asset_key is not None else self.asset_key
        if key not in self.assets_def.keys:
            raise DagsterInvariantViolationError(
                f"Attempted to add metadata for asset key '{key.to_user_string()}' that is not "
                f"being materialized. {self.assets_def.op_name} makes "
                f"{', '.join(each.spec.key.to_user_string() for each in outputs)}."
            )
        if partition_key is not None and partition_key not in self._step.partition_keys:
            raise DagsterInvariantViolationError(
                f"Attempted to add metadata for partition key '{partition_key}' that is not being "
                f"targeted: the run is for {', '.join(self._step.partition_keys) or 'none'}."
            )
        found = self._asset_metadata.setdefault((key, partition_key), {})
        found.update(normalize_metadata(metadata))

    def added_metadata(
        self, key: AssetKey, partition_key: str | None = None
    ) -> Mapping[str, MetadataValue]:
        """Return what `add_asset_metadata` added for an asset and one of its partitions."""
        if not self._asset_metadata:
            return _NOTHING
        of_all = self._asset_metadata.get((key, None), _NOTHING)
        of_one = self._asset_metadata.get((key, partition_key), _NOTHING)
        return {**of_all, **of_one}

    def get_asset_provenance(self, asset_key: AssetKey) -> Any:
        """Return of what an asset was last made, None when it never was.

        Raises:
            ParameterCheckError: It is no `AssetKey`.
        """
        if not isinstance(asset_key, AssetKey):
            raise ParameterCheckError(
                f"get_asset_provenance takes an AssetKey; got {asset_key!r} of type "
                f"{type(asset_key).__name__}."
            )
        return self._step.asset_provenance(asset_key)

    def _read(self, input_name: str) -> InputPartitions:
        """Return what the input *input_name* reads.

        Raises:
            CheckError: There is no such input.
        """
        read = self._step.input_partitions(input_name)
        if read is None:
            raise CheckError(f"Input '{input_name}' of {self._definition.op_name} has no asset.")
        return read

    def _read_partitioned(self, input_name: str) -> InputPartitions:
        """Return what the input *input_name* reads, which has partitions.

        Raises:
            CheckError: It has none.
        """
        read = self._step.input_partitions(input_name)
        if read is None or read.partitions_def is None:
            raise CheckError(f"The input '{input_name}' has no asset partitions.")
        return read

    def _check_partitioned(self, output_name: str) -> None:
        """Raise unless the output *output_name* is a partitioned asset.

        Raises:
            CheckError: It is not.
        """
        names = [each.name for each in self._definition.outputs if each.spec is not None]
        if output_name not in names or self._definition.partitions_def is None:
            raise CheckError(f"The output '{output_name}' has no asset partitions.")


def _partitioned(
    partitions_def: PartitionsDefinition | None, key: AssetKey
) -> PartitionsDefinition:
    """Return *partitions_def*, of the asset *key*.

    Raises:
        DagsterInvariantViolationError: It is None.
    """
    if partitions_def is None:
        raise DagsterInvariantViolationError(
            f"Attempting to access partitions def for asset {key.to_user_string()}, but it is not "
            "partitioned."
        )
    return partitions_def


def _window(partitions_def: PartitionsDefinition | None, key_range: Any, what: str) -> TimeWindow:
    """Return the time of the range that *key_range* gives.

    Raises:
        ValueError: The partitions are not windows of time, as Dagster has it here.
    """
    if partitions_def is None:
        raise ValueError(
            f"Tried to get asset partitions for an {what} that does not correspond to a "
            "partitioned asset."
        )
    if not has_time_dimension(partitions_def):
        raise ValueError(
            f"Tried to get asset partitions for an {what} that corresponds to a partitioned asset "
            "that is not time-partitioned."
        )
    return window_of_range(partitions_def, key_range(), what)


def _shown(key: Any) -> str:
    """Return *key* as a person writes it."""
    return key.to_user_string() if isinstance(key, AssetKey) else repr(key)
