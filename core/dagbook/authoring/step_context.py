"""`StepContext`: what the functions of assets, checks and ops are all told while they run."""

from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib import import_module
from logging import Logger
from typing import Any, ClassVar

from dagbook.authoring.partition_members import (
    has_time_dimension,
    keys_of_range,
    range_of_keys,
    range_of_run,
    window_of_range,
)
from dagbook.authoring.step_services import StepServices
from dagbook.errors import CheckError, DagsterInvariantViolationError, ParameterCheckError
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.model.results import DataVersion
from dagbook.model.user_events import USER_EVENTS, check_user_event
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow
from dagbook.partitions.multi_key import MultiPartitionKey

CURRENT_CONTEXT: ContextVar[Any] = ContextVar("dagbook_context", default=None)
"""What the function that runs was told."""

_NOTHING: Mapping[str, MetadataValue] = {}


@dataclass(frozen=True, slots=True)
class JobInRun(NotYet):
    """What is known of the job of a run of assets that no job chose.

    Args:
        name: Its name.
        description: In Markdown, or None.
        tags: By name.
        metadata: By label.
    """

    name: str
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)


class StepContext(NotYet):
    """What the function of a step is told while it runs.

    Args:
        step: What the running step offers.
        definition: Whose function: anything with `op_name`, `outputs` and `partitions_def`.
    """

    __dagbook_context__: ClassVar[bool] = True
    __slots__ = ("_definition", "_of_op", "_output_metadata", "_step", "_yielded")
    _of_op: Any

    def __init__(self, step: StepServices, definition: Any) -> None:
        self._step = step
        self._definition = definition
        self._output_metadata: dict[tuple[str, str | None], dict[str, MetadataValue]] = {}
        self._yielded: set[tuple[str, str | None]] = set()

    @property
    def log(self) -> Logger:
        """The step's logger."""
        return self._step.log

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self._step.run_id or ""

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self._step.job_name or ""

    @property
    def job_def(self) -> Any:
        """What is known of the job that runs."""
        return getattr(self._step, "job_def", None) or JobInRun(self._step.job_name or "")

    @property
    def run(self) -> Any:
        """The run."""
        return self._step.run

    @property
    def dagster_run(self) -> Any:
        """The run; Dagster's older name of `run`."""
        return self.run

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
    def op_def(self) -> Any:
        """What is known of the function as an op."""
        return self._step.op_def

    @property
    def instance(self) -> Any:
        """The instance the run is recorded in."""
        return self._step.instance

    @property
    def pdb(self) -> Any:
        """A debugger: ``context.pdb.set_trace()`` stops there, in a notebook and in a terminal."""
        return import_module("pdb").Pdb()

    @property
    def retry_number(self) -> int:
        """How often the step was tried before, 0 the first time."""
        return self._step.retry_number

    @property
    def run_tags(self) -> Mapping[str, str]:
        """The run's tags."""
        return self._step.run_tags

    def has_tag(self, key: str) -> bool:
        """Return whether the run has the tag *key*."""
        return key in self._step.run_tags

    def get_tag(self, key: str) -> str | None:
        """Return the run's tag *key*, or None."""
        return self._step.run_tags.get(key)

    def get_mapping_key(self) -> str | None:
        """Return which of a dynamic output the step is for; None where there is none."""
        return getattr(self._step, "mapping_key", None)

    def describe_op(self) -> str:
        """Return the op in words."""
        return f'op "{self._definition.op_name}"'

    def log_event(self, event: Any) -> None:
        """Record an `AssetMaterialization`, `AssetObservation` or `ExpectationResult`.

        Raises:
            CheckError: It is something else.
        """
        check_user_event(event, USER_EVENTS, "context.log_event")
        self._step.log_event(event)

    def set_data_version(self, asset_key: AssetKey, data_version: DataVersion) -> None:
        """Say which version of its data an asset gets, where no `Output` can say it.

        Args:
            asset_key: Which of the assets that are made.
            data_version: The version; what an `Output` says wins.

        Raises:
            ParameterCheckError: It is no `DataVersion`.
        """
        if not isinstance(data_version, DataVersion):
            raise ParameterCheckError(
                f"set_data_version takes a DataVersion; got {data_version!r} of type "
                f"{type(data_version).__name__}."
            )
        self._step.set_data_version(asset_key, data_version.value)

    def has_events(self) -> bool:
        """Return False: what is logged is recorded at once."""
        return False

    def consume_events(self) -> Iterator[Any]:
        """Yield nothing: what is logged is recorded at once."""
        yield from ()

    def get_step_execution_context(self) -> Any:
        """Return what the running step offers."""
        return self._step

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for one partition."""
        return self._step.partition_key is not None

    @property
    def partition_key(self) -> str:
        """The partition the run is for.

        Raises:
            DagsterInvariantViolationError: It is for none, or for several.
        """
        key = self._step.partition_key
        if key is None:
            if self._step.partition_keys:
                raise DagsterInvariantViolationError(
                    "Cannot access partition_key for a partitioned run with a range of partitions. "
                    "Call partition_key_range instead."
                )
            raise _not_partitioned("partition_key")
        return key

    @property
    def multi_partition_key(self) -> MultiPartitionKey:
        """The partition the run is for, which knows its key in each dimension.

        Raises:
            DagsterInvariantViolationError: Its partitions have one dimension.
        """
        key = self.partition_key
        if not isinstance(key, MultiPartitionKey):
            raise DagsterInvariantViolationError(
                "Cannot access multi_partition_key for a run that is not partitioned with a "
                f"MultiPartitionsDefinition; it is for {key}."
            )
        return key

    @property
    def partition_keys(self) -> Sequence[str]:
        """The partitions the run is for, in order.

        Raises:
            DagsterInvariantViolationError: It is for none.
        """
        keys = self._step.partition_keys
        if not keys:
            raise _not_partitioned("partition_keys")
        return list(keys)

    @property
    def has_partition_key_range(self) -> bool:
        """Whether the run is for a range of several partitions."""
        if self.has_partition_key:
            return False
        return bool(self._step.partition_keys) or range_of_run(self._step.run_tags) is not None

    @property
    def partition_key_range(self) -> PartitionKeyRange:
        """The partitions the run is for, as a range.

        Raises:
            DagsterInvariantViolationError: It is for none.
        """
        keys = self._step.partition_keys
        if self._partitions_def is None:
            of_run = range_of_run(self._step.run_tags)
            if of_run is not None:
                return of_run
        if not keys:
            raise _not_partitioned("partition_key_range")
        if len(keys) == 1 or self._partitions_def is None:
            return PartitionKeyRange(keys[0], keys[-1])
        return range_of_keys(self._partitions_def, keys, self.describe_op())

    @property
    def asset_partition_key_range(self) -> PartitionKeyRange:
        """The partitions the run is for; Dagster's older name of `partition_key_range`."""
        return self.partition_key_range

    @property
    def partition_time_window(self) -> TimeWindow:
        """The time from the start of the run's first partition to the end of its last.

        Raises:
            DagsterInvariantViolationError: It has no partitions, or none by time.
        """
        partitions_def = self._partitions_def
        if partitions_def is None or not has_time_dimension(partitions_def):
            raise DagsterInvariantViolationError(
                f"Cannot access partition_time_window of {self.describe_op()}: it has "
                + ("no partitions." if partitions_def is None else "partitions that are no windows")
                + " Give it a TimeWindowPartitionsDefinition."
            )
        return window_of_range(partitions_def, self.partition_key_range, self.describe_op())

    @property
    def _partitions_def(self) -> PartitionsDefinition | None:
        """The partitions of what is made."""
        return self._definition.partitions_def  # type: ignore[no-any-return]  # see StepDefinition

    def add_output_metadata(
        self,
        metadata: Mapping[str, Any],
        output_name: str | None = None,
        mapping_key: str | None = None,
    ) -> None:
        """Add *metadata* to what is told of an output; the later of a label wins.

        Args:
            metadata: By label; plain values get the kind of their type.
            output_name: Which output; the only one by default.
            mapping_key: Which of a dynamic output.

        Raises:
            DagsterInvariantViolationError: No output was named where there are several, there is
                no such output, or it was yielded already.
        """
        if not isinstance(metadata, Mapping):
            raise ParameterCheckError(
                f"add_output_metadata takes metadata by label; got {metadata!r} of type "
                f"{type(metadata).__name__}."
            )
        name = self._output_named(output_name)
        if (name, mapping_key) in self._yielded:
            raise DagsterInvariantViolationError(
                f"In {self.describe_op()}, attempted to log output metadata for output '{name}' "
                "which has already been yielded. Metadata must be logged before the output is "
                "yielded."
            )
        found = self._output_metadata.setdefault((name, mapping_key), {})
        found.update(normalize_metadata(metadata))

    def get_output_metadata(
        self, output_name: str, mapping_key: str | None = None
    ) -> Mapping[str, Any] | None:
        """Return what `add_output_metadata` added to an output."""
        if not self._output_metadata:
            return _NOTHING
        return self._output_metadata.get((output_name, mapping_key), _NOTHING)

    def observe_output(self, output_name: str, mapping_key: str | None = None) -> None:
        """Note that an output came: nothing more can be told of it."""
        self._yielded.add((output_name, mapping_key))

    def _output_named(self, output_name: str | None) -> str:
        """Return the output that *output_name* means.

        Raises:
            DagsterInvariantViolationError: There are several, or there is none of that name.
        """
        names = [output.name for output in self._definition.outputs]
        if output_name is None and len(names) == 1:
            return str(names[0])
        if output_name is None:
            raise DagsterInvariantViolationError(
                "Attempted to add metadata without providing output_name, but multiple outputs "
                f"exist. Name one of {', '.join(names)}: add_output_metadata(..., output_name=...)."
            )
        if output_name not in names:
            raise DagsterInvariantViolationError(
                f"{self._definition.op_name} has no output named {output_name}; it has "
                f"{', '.join(names)}."
            )
        return output_name


def keys_for(
    partitions_def: PartitionsDefinition | None, key_range: PartitionKeyRange
) -> Sequence[str]:
    """Return the keys of *key_range*; without a definition only its one key is known.

    Raises:
        CheckError: There is no definition and the range has several.
    """
    if partitions_def is not None:
        return keys_of_range(partitions_def, key_range)
    if key_range.start != key_range.end:
        raise CheckError(f"The keys from {key_range.start} to {key_range.end} are not known.")
    return [key_range.start]


def _not_partitioned(member: str) -> DagsterInvariantViolationError:
    """Return the error for a run without partitions."""
    return DagsterInvariantViolationError(
        f"Cannot access {member} for a non-partitioned run. Give materialize a partition_key."
    )
