"""`ManagerContext`: what the contexts of loading and of storing have in common."""

from collections.abc import Mapping, Sequence
from logging import Logger
from types import TracebackType
from typing import Any, NoReturn, Self

from dagbook.authoring.partition_members import only_key, range_of_keys, window_of_range
from dagbook.authoring.step_services import StepServices
from dagbook.errors import CheckError, DagsterInvariantViolationError
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow

NOTHING_GIVEN: Mapping[str, Any] = {}


class ManagerContext(NotYet):
    """What an IO manager is told, of an input or an output.

    Args:
        step: What the step offers; outside a run what was given instead.
        asset_key: The asset, or None for what is no asset.
        partitions_def: The asset's partitions, or None.
        given: What was given instead of a run's definitions, by name.
    """

    __slots__ = ("_asset_key", "_given", "_key_range", "_keys", "_partitions_def", "_step")

    _what = ""

    def __init__(
        self,
        step: StepServices,
        asset_key: AssetKey | None,
        partitions_def: PartitionsDefinition | None,
        given: Mapping[str, Any] = NOTHING_GIVEN,
    ) -> None:
        self._step = step
        self._asset_key = asset_key
        self._partitions_def = partitions_def
        self._given = given
        self._keys: Sequence[str] | None = None
        self._key_range: PartitionKeyRange | None = None

    def __enter__(self) -> Self:
        held = self._given.get("held")
        if held is not None:
            held.enter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        held = self._given.get("held")
        if held is not None:
            held.close()

    def narrow(self, key_range: PartitionKeyRange | None, keys: Sequence[str] | None) -> None:
        """Set which partitions are loaded or stored, where no run says it."""
        self._key_range, self._keys = key_range, keys

    @property
    def step_context(self) -> Any:
        """What the running step offers.

        Raises:
            DagsterInvariantViolationError: No step runs.
        """
        return self._missing("step_context") if self._given else self._step

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self._step.job_name or self._missing("job_name")

    @property
    def log(self) -> Logger:
        """The step's logger."""
        return self._step.log

    @property
    def config(self) -> Any:
        """The config of the input or output alone, None when it has none."""
        if self._given:
            return self._given.get("config")
        # Loading outside of a run is told nothing.
        told = getattr(self._step, "config_of", None)
        return None if told is None else told(f"{self._what}s", self.name)

    @property
    def op_def(self) -> Any:
        """What is known of the step's function as an op."""
        found = self._given["op_def"] if self._given else self._step.op_def
        return self._missing("op_def") if found is None else found

    @property
    def resource_config(self) -> Any:
        """What the run's config says to the IO manager, as plain values."""
        if self._given:
            return self._given["resource_config"]
        return self._step.resource_config(self._manager_key)

    @property
    def resources(self) -> Any:
        """The resources that the IO manager requires, by attribute."""
        held = self._given.get("held")
        return self._step.resources_of(self._manager_key) if held is None else held.resources

    @property
    def _manager_key(self) -> str:
        """The resource that loads or stores."""
        raise NotImplementedError

    @property
    def has_asset_key(self) -> bool:
        """Whether it is an asset."""
        return self._asset_key is not None

    @property
    def asset_key(self) -> AssetKey:
        """The asset.

        Raises:
            DagsterInvariantViolationError: It is none.
        """
        if self._asset_key is None:
            self._missing("asset_key")
        return self._asset_key

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for one partition."""
        return self._step.partition_key is not None

    @property
    def partition_key(self) -> str:
        """The partition the run is for.

        Raises:
            CheckError: It is for none, or for several.
        """
        key = self._step.partition_key
        if key is None:
            raise CheckError(
                "Tried to access partition_key on a non-partitioned run. Give materialize a "
                "partition_key."
            )
        return key

    @property
    def has_asset_partitions(self) -> bool:
        """Whether partitions of the asset are loaded or stored."""
        return self._partition_keys() is not None or self._key_range is not None

    @property
    def asset_partition_keys(self) -> Sequence[str]:
        """The partitions that are loaded or stored, in order.

        Raises:
            CheckError: There are none.
        """
        keys = self._partition_keys()
        if keys is None:
            key_range = self._key_range
            if key_range is None:
                raise CheckError(
                    f"The {self._what} does not correspond to a partitioned asset, so that it has "
                    "no asset_partition_keys."
                )
            if key_range.start != key_range.end:
                raise NotImplementedError(
                    f"The keys from {key_range.start} to {key_range.end} are known only with "
                    "asset_partitions_def."
                )
            return [key_range.start]
        return list(keys)

    @property
    def asset_partition_key(self) -> str:
        """The one partition that is loaded or stored.

        Raises:
            CheckError: There are several, or none.
        """
        return only_key(self.asset_partition_keys, self._of_what())

    @property
    def asset_partition_key_range(self) -> PartitionKeyRange:
        """The partitions that are loaded or stored, as a range.

        Raises:
            CheckError: They are no single range.
        """
        if self._key_range is not None:
            return self._key_range
        keys = self.asset_partition_keys
        if self._partitions_def is None:
            return PartitionKeyRange(only_key(keys, self._of_what()), keys[0])
        return range_of_keys(self._partitions_def, keys, self._of_what())

    @property
    def asset_partitions_def(self) -> PartitionsDefinition:
        """The asset's partitions.

        Raises:
            DagsterInvariantViolationError: It has none.
        """
        if self._partitions_def is None:
            name = self.asset_key.to_user_string()
            raise DagsterInvariantViolationError(
                f"Attempting to access partitions def for asset {name}, but it is not partitioned."
            )
        return self._partitions_def

    @property
    def asset_partitions_time_window(self) -> TimeWindow:
        """The time from the start of the first partition to the end of the last.

        Raises:
            CheckError: No partitions are loaded or stored.
            DagsterInvariantViolationError: They are not windows of time.
        """
        if not self.has_asset_partitions:
            raise CheckError(
                "Tried to access asset_partitions_time_window, but the asset of the "
                f"{self._what} is not partitioned."
            )
        if self._partitions_def is None:
            raise DagsterInvariantViolationError(
                f"Tried to get the time window of {self._of_what()}, which has no partitions "
                "definition."
            )
        key_range = self.asset_partition_key_range
        return window_of_range(self._partitions_def, key_range, self._of_what())

    def get_asset_identifier(self) -> Sequence[str]:
        """Return the key's parts, then the partition key where there is one."""
        parts = self.asset_key.path
        return [*parts, self.asset_partition_key] if self.has_asset_partitions else parts

    def _partition_keys(self) -> Sequence[str] | None:
        """Return the partitions that are loaded or stored, None where there can be none."""
        return self._keys

    def _of_what(self) -> str:
        """Return what the context is of, in words."""
        key = self._asset_key
        return f"{self._what} {key.to_user_string()}" if key is not None else f"the {self._what}"

    def _missing(self, name: str) -> NoReturn:
        """Raise because *name* was not given.

        Raises:
            DagsterInvariantViolationError: Always.
        """
        raise DagsterInvariantViolationError(
            f"Attempting to access {name}, but it was not provided when constructing the "
            f"{type(self).__name__}."
        )
