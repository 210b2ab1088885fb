"""`InputContext` and `OutputContext`: what an IO manager is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dagbook.authoring.built_step import BuiltStep
from dagbook.authoring.dagster_builtin_types import ANY
from dagbook.authoring.manager_context import NOTHING_GIVEN, ManagerContext
from dagbook.authoring.step_services import MadeOutput, ReadInput, StepServices
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.model.results import AssetMaterialization
from dagbook.model.tables import DagsterInvalidMetadata
from dagbook.model.user_events import AssetObservation, check_user_event
from dagbook.partitions.definition import PartitionsDefinition

_NO_METADATA: Mapping[str, Any] = {}
NOT_IN_RUN = "none"
"""The step of an output that no step of this run makes, as in Dagster."""

EPHEMERAL_RUN = "__EPHEMERAL_RUN_ID"
"""The run's id where there is no run, or another one, as in Dagster."""

_UPSTREAM: Mapping[str, Any] = {"op_def": None, "resource_config": {}}


class OutputContext(ManagerContext):
    """What is known of an output while an IO manager stores it.

    Args:
        step: What the step offers.
        output: Which output.
        partitions_def: The partitions of the asset that it is, or None.
        mapping_key: Which of a dynamic output it is, or None.
        output_metadata: What the function said of the value.
        given: What was given instead of a run's definitions, by name.
    """

    __slots__ = ("_events", "_metadata", "_output", "mapping_key", "output_metadata", "stored")

    _what = "output"

    def __init__(
        self,
        step: StepServices,
        output: MadeOutput,
        partitions_def: PartitionsDefinition | None = None,
        mapping_key: str | None = None,
        output_metadata: Mapping[str, Any] = _NO_METADATA,
        given: Mapping[str, Any] = NOTHING_GIVEN,
    ) -> None:
        spec = output.spec
        super().__init__(step, spec.key if spec is not None else None, partitions_def, given)
        self._output = output
        self._metadata: dict[str, MetadataValue] = {}
        self._events: list[Any] | None = None
        self.mapping_key = mapping_key
        self.output_metadata = output_metadata
        self.stored: Any = None

    @property
    def _manager_key(self) -> str:
        return self._output.io_manager_key

    def _partition_keys(self) -> Sequence[str] | None:
        if self._keys is None and self._partitions_def is not None and not self._given:
            # None where a partitioned asset runs without a partition, as Dagster lets it.
            self._keys = self._step.partition_keys or None
        return self._keys

    @property
    def step_key(self) -> str:
        """The key of the step that made it."""
        return self._step.step_key or self._missing("step_key")

    @property
    def name(self) -> str:
        """The output's name."""
        return self._output.name or self._missing("name")

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self._step.run_id or self._missing("run_id")

    @property
    def asset_spec(self) -> Any:
        """What is said of the asset."""
        spec = self._given.get("asset_spec") if self._given else self._output.spec
        return self._missing("asset_spec") if spec is None else spec

    @property
    def definition_metadata(self) -> Mapping[str, Any]:
        """The metadata of the definition, as the user gave it."""
        spec = self._output.spec
        found = getattr(self._output, "metadata", None) if spec is None else spec.metadata
        return found or {}

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of the definition; Dagster's older name of `definition_metadata`."""
        return self.definition_metadata

    @property
    def dagster_type(self) -> Any:
        """The type of the value."""
        given, name = self._given, self._output.name
        found = given.get("dagster_type") if given else self._step.dagster_type(output=name)
        return self._missing("dagster_type") if found is None else found

    @property
    def version(self) -> str | None:
        """The version given to `build_output_context`; None in a run."""
        return self._given.get("version")

    def add_output_metadata(self, metadata: Mapping[str, Any]) -> None:
        """Add *metadata* to the materialization.

        Raises:
            DagsterInvalidMetadata: A label was added before, or a value has no kind.
        """
        again = self._metadata.keys() & metadata.keys()
        if again:
            raise DagsterInvalidMetadata(
                f"Tried to add metadata for key(s) that already have metadata: {sorted(again)}. "
                f"Add each label of {self._of_what()} once."
            )
        self._metadata.update(normalize_metadata(metadata))

    def take_metadata(self, metadata: Mapping[str, MetadataValue]) -> None:
        """Add *metadata* that the IO manager yielded or returned; the later of a label wins."""
        self._metadata.update(metadata)

    def get_logged_metadata(self) -> Mapping[str, MetadataValue]:
        """Return what the IO manager added."""
        return self._metadata

    def consume_logged_metadata(self) -> Mapping[str, MetadataValue]:
        """Return what the IO manager added since this was last asked."""
        added, self._metadata = self._metadata, {}
        return added

    def log_event(self, event: Any) -> None:
        """Record an `AssetMaterialization` or `AssetObservation`.

        Raises:
            CheckError: It is something else.
        """
        taken = (AssetMaterialization, AssetObservation)
        check_user_event(event, taken, "OutputContext.log_event")
        if self._events is None:
            self._events = []
        self._events.append(event)
        self._step.log_event(event)

    def get_logged_events(self) -> Sequence[Any]:
        """Return what `log_event` was given."""
        return self._events or []

    def consume_events(self) -> Iterator[Any]:
        """Yield nothing: what is logged is recorded at once."""
        yield from ()

    def get_identifier(self) -> Sequence[str]:
        """Return what identifies the output across steps of one run.

        Raises:
            DagsterInvariantViolationError: A version and a mapping key were both given.
        """
        if self.version is None:
            mapped = [self.mapping_key] if self.mapping_key else []
            return [self.run_id, self.step_key, self.name, *mapped]
        if self.mapping_key is not None:
            raise DagsterInvariantViolationError(
                f"Mapping key and version both provided for output '{self.name}' of step "
                f"'{self.step_key}'. Leave one out."
            )
        return ["versioned_outputs", self.version, self.step_key, self.name]

    def get_output_identifier(self) -> Sequence[str]:
        """Return `get_identifier`; Dagster's older name."""
        return self.get_identifier()

    def get_asset_output_identifier(self) -> Sequence[str]:
        """Return `get_asset_identifier`; Dagster's older name."""
        return self.get_asset_identifier()

    def get_run_scoped_output_identifier(self) -> Sequence[str]:
        """Return what identifies the output by its run, whatever its version."""
        mapped = [self.mapping_key] if self.mapping_key else []
        return [self.run_id, self.step_key, self.name, *mapped]


class InputContext(ManagerContext):
    """What is known of an input while an IO manager loads it.

    Args:
        step: What the step that reads offers.
        read: Which input.
        partitions_def: The partitions of the asset that is read, or None.
        keys: Which of them are read, in order.
        upstream: The output that is read, or None when nothing is known of it.
        upstream_step_key: The step that made it.
        given: What was given instead of a run's definitions, by name.
        mapping_key: Which of a dynamic output is read, or None.
        maker: The definition that made it in this run, or None.
    """

    __slots__ = (
        "_input",
        "_maker",
        "_mapping_key",
        "_metadata",
        "_observations",
        "_upstream",
        "_upstream_step_key",
    )

    _what = "input"

    def __init__(
        self,
        step: StepServices,
        read: ReadInput,
        partitions_def: PartitionsDefinition | None = None,
        keys: Sequence[str] = (),
        upstream: MadeOutput | None = None,
        upstream_step_key: str | None = None,
        given: Mapping[str, Any] = NOTHING_GIVEN,
        mapping_key: str | None = None,
        maker: Any = None,
    ) -> None:
        super().__init__(step, read.key, partitions_def, given)
        self._maker = maker
        self._mapping_key = mapping_key
        if partitions_def is not None and (keys or not given):
            self._keys = keys
        self._input = read
        self._upstream = upstream
        self._upstream_step_key = upstream_step_key
        self._mapping_key = mapping_key
        self._metadata: dict[str, MetadataValue] | None = None
        self._observations: list[AssetObservation] | None = None

    def narrowed_to(self, partition_keys: Sequence[str]) -> "InputContext":
        """Return the context of loading only *partition_keys*."""
        return InputContext(
            self._step,
            self._input,
            self._partitions_def,
            partition_keys,
            self._upstream,
            self._upstream_step_key,
            maker=self._maker,
        )

    @property
    def _manager_key(self) -> str:
        own: str | None = getattr(self._input, "input_manager_key", None)
        return own or (self._upstream.io_manager_key if self._upstream is not None else "")

    @property
    def step_key(self) -> str:
        """The key of the step that reads, "" where none does."""
        return self._step.step_key or ""

    @property
    def instance(self) -> Any:
        """The instance the run is recorded in."""
        return self._step.instance or self._missing("instance")

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self._input.name or self._missing("name")

    @property
    def has_input_name(self) -> bool:
        """Whether the input has a name; not when a value is loaded outside a step."""
        return bool(self._input.name)

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of the input, as `AssetIn` has it; Dagster's older name."""
        return self._input.metadata or {}

    @property
    def definition_metadata(self) -> Mapping[str, Any]:
        """The metadata of the input, as `AssetIn` has it."""
        return self._input.metadata or {}

    @property
    def dagster_type(self) -> Any:
        """The type that the input asks for."""
        given, name = self._given, self._input.name
        found = given.get("dagster_type") if given else self._step.dagster_type(of_input=name)
        return self._missing("dagster_type") if found is None else found

    @property
    def upstream_output(self) -> OutputContext | None:
        """What is known of the output that is loaded."""
        if self._given:
            return self._given["upstream_output"]  # type: ignore[no-any-return]  # see build_input_context
        if self._upstream is None:
            return None
        reading, upstream = self._step, self._upstream
        given = {**_UPSTREAM, "asset_spec": upstream.spec}
        if self._upstream_step_key == NOT_IN_RUN and self._asset_key is not None:
            named = replace(upstream, name=self._asset_key.path[-1])  # type: ignore[type-var]  # frozen
            step = BuiltStep(EPHEMERAL_RUN, NOT_IN_RUN, None, (), reading.log)
            told = reading.resource_config(upstream.io_manager_key)
            given["resource_config"] = told or {}
            return OutputContext(step, named, self._partitions_def, given=given)
        keys = reading.partition_keys
        step = BuiltStep(
            reading.run_id, self._upstream_step_key, reading.job_name, keys, reading.log
        )
        if self._maker is not None:
            given["op_def"] = self._maker.node_def
            given["dagster_type"] = self._maker.types.outputs.get(upstream.name) or ANY
            given["resource_config"] = reading.resource_config(upstream.io_manager_key)
            given["config"] = reading.output_config(upstream.name, self._maker.op_name)
        found = OutputContext(step, upstream, self._partitions_def, self._mapping_key, given=given)
        if keys and self._maker is not None:
            found._keys = keys  # noqa: SLF001 - of the run, as in Dagster
        return found

    def add_input_metadata(
        self, metadata: Mapping[str, Any], description: str | None = None
    ) -> None:
        """Tell something of what was loaded; of an asset it becomes an observation.

        Args:
            metadata: By label; plain values get the kind of their type.
            description: The user's words.
        """
        self._metadata = {**(self._metadata or {}), **normalize_metadata(metadata)}
        if not self.has_asset_key:
            return
        partition = self.asset_partition_key if self.has_asset_partitions else None
        seen = AssetObservation(self.asset_key, description, metadata, partition)
        self._observations = [*(self._observations or ()), seen]
        self._step.log_event(seen)

    def get_observations(self) -> Sequence[AssetObservation]:
        """Return the observations that `add_input_metadata` made."""
        return self._observations or []

    def consume_logged_metadata(self) -> Mapping[str, MetadataValue]:
        """Return what `add_input_metadata` added since this was last asked."""
        added, self._metadata = self._metadata or {}, None
        return added

    def consume_events(self) -> Iterator[Any]:
        """Yield nothing: what is logged is recorded at once."""
        yield from ()

    def get_identifier(self) -> Sequence[str]:
        """Return what identifies the upstream output across steps of one run.

        Raises:
            DagsterInvariantViolationError: Nothing is known of that output.
        """
        upstream = self.upstream_output
        if upstream is None:
            raise DagsterInvariantViolationError(
                "InputContext.upstream_output not defined. Cannot compute an identifier."
            )
        return upstream.get_identifier()


def asset_key_of(value: Any) -> AssetKey | None:
    """Return the key that *value* means, None for nothing."""
    return AssetKey.from_coercible(value) if value else None
