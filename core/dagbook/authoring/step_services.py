"""What contexts ask of the step they belong to, and of what the step reads and makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from logging import Logger
from typing import Any, Protocol

from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition


class ReadInput(Protocol):
    """One input of a step, as a context tells of it; an asset's or an op's."""

    @property
    def name(self) -> str:
        """The parameter, "" where a value is loaded outside a step."""

    @property
    def key(self) -> AssetKey | None:
        """The asset that is read, None for another op's output."""

    @property
    def metadata(self) -> Mapping[str, Any] | None:
        """What the definition of the input says to its IO manager."""


class MadeOutput(Protocol):
    """One output of a step, as a context tells of it."""

    @property
    def name(self) -> str:
        """The output's name."""

    @property
    def spec(self) -> Any:
        """The spec of the asset that it is, or None."""

    @property
    def io_manager_key(self) -> str:
        """The resource that stores it."""


@dataclass(frozen=True, slots=True)
class InputPartitions:
    """Which partitions of what it reads a step reads.

    Args:
        key: The asset that is read.
        partitions_def: Its partitions.
        partition_keys: Those that are read, in order.
    """

    key: AssetKey
    partitions_def: PartitionsDefinition | None
    partition_keys: Sequence[str]


class StepServices(Protocol):
    """What a running step offers the contexts of its function and of its IO managers.

    Outside a run some of it is not known, and is None.
    """

    @property
    def run_id(self) -> str | None:
        """The run's id."""

    @property
    def step_key(self) -> str | None:
        """The step's key."""

    @property
    def job_name(self) -> str | None:
        """The job's name."""

    @property
    def partition_key(self) -> str | None:
        """The one partition the step runs for; None when there is none or several."""

    @property
    def partition_keys(self) -> Sequence[str]:
        """The partitions the step runs for, in order."""

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

    @property
    def op_def(self) -> Any:
        """What is known of the step's function as an op."""

    @property
    def run(self) -> Any:
        """The run, or None where there is none."""

    @property
    def retry_number(self) -> int:
        """How often the step was tried before."""

    def resource_config(self, key: str) -> Any:
        """Return what the run's config says to the resource *key*, or None."""

    def output_config(self, name: str, op_name: str) -> Any:
        """Return what the run's config says to the output *name* of the step *op_name*, or None."""

    def resources_of(self, key: str) -> Any:
        """Return the resources that the resource *key* requires, by attribute."""

    def input_partitions(self, name: str) -> InputPartitions | None:
        """Return what the input *name* reads, or None when there is no such input."""

    def log_event(self, event: Any) -> None:
        """Record what the user's code says happened."""

    def load_asset_value(self, key: AssetKey, partition_key: str | None, python_type: Any) -> Any:
        """Return the stored value of an asset that the run knows."""

    def asset_provenance(self, key: AssetKey) -> Any:
        """Return of what an asset was last made, or None."""

    def set_data_version(self, key: AssetKey, version: str) -> None:
        """Note the data version of what the step makes of an asset."""

    def dagster_type(self, *, of_input: str | None = None, output: str | None = None) -> Any:
        """Return the type of the value of an input or output, or None where it is not known."""
