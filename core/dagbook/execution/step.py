"""One step: inputs loaded, the function called, outputs stored, all of it in one record."""

import inspect
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from time import perf_counter, time
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import PlannedInput, PlannedStep
from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.authoring.contexts import AssetExecutionContext
from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.resources import RunResources, ScopedResources
from dagbook.authoring.run_config import NO_CONFIG, ConfigOfRun
from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution.file_reads import FileReads
from dagbook.execution.interrupts import UserCodeGate, gated
from dagbook.execution.outcomes import Outcome, outcomes
from dagbook.execution.user_code import call, step_error
from dagbook.model.records import InputVersions, Materialization, StepOutput, StepRecord
from dagbook.model.results import DEFAULT_OUTPUT, NO_VALUE
from dagbook.status.input_versions import version_read
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import CodeOf
from dagbook.versions.parts import Fingerprint
from dagbook.versions.stored import pack

INTERRUPTS = (KeyboardInterrupt, DagsterExecutionInterruptedError)
_OPEN = nullcontext()


@dataclass(slots=True)
class RunContext:
    """What the steps of one run share.

    Args:
        run_id: The run's id.
        job_name: The job's name.
        tags: The run's tags.
        graph: The assets, those that are only read included.
        instance: Where the run is recorded.
        resources: The run's resources.
        code_of: Tells what the code of an output is.
        captured: Output values by step key and output name; None when nobody wants them.
        gate: Where another thread may interrupt the step: in user code alone.
        config: What the run's config says.
    """

    run_id: str
    job_name: str
    tags: Mapping[str, str]
    graph: AssetGraph
    instance: DagsterInstance
    resources: RunResources
    code_of: CodeOf
    captured: dict[tuple[str, str], Any] | None = None
    gate: UserCodeGate | None = None
    config: ConfigOfRun = NO_CONFIG


class RunningStep:
    """A step while it runs; what contexts ask for (`StepServices`).

    Args:
        run: The run.
        planned: What is to be run.
    """

    __slots__ = ("_resources", "notes", "planned", "run", "when_recorded")

    def __init__(self, run: RunContext, planned: PlannedStep) -> None:
        self.run = run
        self.planned = planned
        self.notes: list[str] = []
        self.when_recorded: list[Callable[[], None]] = []
        self._resources: ScopedResources | None = None

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.run.run_id

    @property
    def step_key(self) -> str:
        """The step's key."""
        return self.planned.definition.op_name

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self.run.job_name

    @property
    def partition_key(self) -> str | None:
        """The partition the step runs for; of an unpartitioned asset, the run's."""
        return self.planned.partition_key or self.run.tags.get("dagster/partition")

    @property
    def log(self) -> logging.Logger:
        """The logger of the user's messages."""
        return logging.getLogger("dagbook")

    @property
    def resources(self) -> ScopedResources:
        """The resources that the step's assets require."""
        if self._resources is None:
            keys = self.planned.definition.required_resource_keys
            self._resources = self.run.resources.scoped(keys)
        return self._resources

    @property
    def instance(self) -> DagsterInstance:
        """The instance the run is recorded in."""
        return self.run.instance

    @property
    def run_tags(self) -> Mapping[str, str]:
        """The run's tags."""
        return self.run.tags

    @property
    def run_config(self) -> Mapping[str, Any]:
        """The run's config, as it was given."""
        return self.run.config.given

    @property
    def op_config(self) -> Any:
        """What the run's config says to the step, as plain values; None when nothing."""
        name = self.planned.definition.op_name
        dump = getattr(self.run.config.ops.get(name), "model_dump", None)
        return self.run.config.raw_ops.get(name) if dump is None else dump(mode="json")


@dataclass(frozen=True, slots=True)
class StepResult:
    """How a step ended.

    Args:
        record: What is to be recorded of it.
        error: What was raised, or None.
        notes: Lines for the user.
        when_recorded: To be called once the step is recorded.
    """

    record: StepRecord
    error: BaseException | None
    notes: tuple[str, ...]
    when_recorded: tuple[Callable[[], None], ...] = ()


def run_step(run: RunContext, planned: PlannedStep) -> StepResult:
    """Run one step; whatever it raises is in the result and not raised."""
    step = RunningStep(run, planned)
    definition = planned.definition
    started_at, clock = time(), perf_counter()
    made: list[Materialization] = []
    stored: list[StepOutput] = []
    loaded: list[str] = []
    error: BaseException | None = None
    try:
        context = AssetExecutionContext(step, definition, planned.selected)
        before = [run.code_of(definition, each) for each in definition.outputs]
        # Before the values: what another kernel writes in between makes the asset stale, not fresh.
        versions = versions_read(run.instance, planned)
        arguments = _load_inputs(step, loaded)
        for name in definition.signature.resources if definition.signature else ():
            arguments[name] = run.resources.get(name)
        if definition.has_config:
            arguments["config"] = run.config.ops[definition.op_name]
        positional = (context,) if definition.signature and definition.signature.context else ()
        assert definition.fn is not None  # noqa: S101 - the plan leaves out what is made elsewhere
        gate = run.gate or _OPEN
        # Nobody asks whether what an ephemeral instance holds is stale.
        kept = run.instance.is_persistent
        files = FileReads(definition.fn, gate, run.instance.root_directory) if kept else None
        inside = files or gate
        with inside:
            returned = call(definition.fn, positional, arguments)
        with _closed_at_the_end(returned, inside) as results:
            for outcome in outcomes(definition, results, planned.selected):
                code = before[definition.outputs.index(outcome.output)]
                reads = (*versions, *files.versions()) if files else versions
                _store(step, context, outcome, code, reads, made, stored)
    except BaseException as raised:  # noqa: BLE001 - user code raises what it likes; it is recorded
        error = raised
    record = StepRecord(
        run.run_id,
        definition.op_name,
        planned.partition_key,
        started_at,
        perf_counter() - clock,
        planned.selected,
        tuple(made),
        tuple(loaded),
        tuple(stored),
        None if error is None else step_error(error),
        isinstance(error, INTERRUPTS),
    )
    return StepResult(record, error, tuple(step.notes), tuple(step.when_recorded))


def _closed_at_the_end(
    returned: Any, inside: AbstractContextManager[None]
) -> AbstractContextManager[Any]:
    """Return what yields *returned*; a generator runs *inside* and is closed."""
    if inspect.isgenerator(returned):
        return closing(gated(returned, inside))
    return nullcontext(returned)


def _load_inputs(step: RunningStep, loaded: list[str]) -> dict[str, Any]:
    """Return the values of the step's inputs by parameter."""
    arguments: dict[str, Any] = {}
    for planned in step.planned.inputs:
        arguments[planned.asset_input.name] = load_input(step, planned)
        loaded.append(planned.asset_input.name)
    return arguments


def load_input(step: RunningStep, planned: PlannedInput) -> Any:
    """Return the value that *planned* reads, through the IO manager that is responsible."""
    asset_input = planned.asset_input
    upstream = planned.upstream.output_for(asset_input.key)
    manager = step.run.resources.get(asset_input.input_manager_key or upstream.io_manager_key)
    context = InputContext(
        step,
        asset_input,
        planned.partitions_def,
        planned.partition_keys or (),
        upstream.spec.metadata,
        planned.upstream.op_name,
    )
    return manager.load_input(context)


def versions_read(instance: DagsterInstance, planned: PlannedStep) -> InputVersions:
    """Return the versions of everything the step depends on as they are now, sorted by key."""
    latest = instance.event_log.latest
    reads = {each.asset_input.key: each.partition_keys for each in planned.inputs}
    reads.update(planned.deps)
    own = planned.definition.keys_in_order
    return tuple(
        sorted(
            (key.to_user_string(), version_read(latest(key), partition_keys))
            for key, partition_keys in reads.items()
            # An asset that reads its own earlier partitions is not out of date by itself.
            if key not in own
        )
    )


def _store(
    step: RunningStep,
    context: AssetExecutionContext,
    outcome: Outcome,
    code: Fingerprint | None,
    versions: InputVersions,
    made: list[Materialization],
    stored: list[StepOutput],
) -> None:
    """Store one output, and add what is to be recorded of it to *made* and *stored*."""
    run, planned, output = step.run, step.planned, outcome.output
    spec = output.spec
    metadata = outcome.metadata
    added = context.added_metadata(spec.key)
    kept: Any = None
    has_value = outcome.value is not NO_VALUE
    if has_value:
        manager = run.resources.get(output.io_manager_key)
        output_context = OutputContext(step, output, planned.definition.partitions_def)
        manager.handle_output(output_context, outcome.value)
        kept = output_context.stored
        added = (
            {**added, **output_context.output_metadata} if added else output_context.output_metadata
        )
    if run.captured is not None:
        run.captured[planned.key, output.name] = outcome.value if has_value else None
    stored.append(StepOutput(output.name, spec.key, has_value))
    if kept is not None and kept.note:
        step.notes.append(kept.note)
    if kept is not None and kept.when_recorded:
        step.when_recorded.append(kept.when_recorded)
    made.append(
        Materialization(
            spec.key,
            planned.partition_key,
            _version(step, outcome, kept),
            _code_version(run, planned.definition, output, code),
            versions,
            outcome.data_version,
            spec.code_version,
            {**metadata, **added} if added else metadata,
            outcome.tags,
            None,
            kept.path if kept is not None else None,
            kept.size_bytes if kept is not None else None,
        )
    )


def _code_version(
    run: RunContext, definition: AssetsDefinition, output: AssetOutput, code: Fingerprint | None
) -> str | None:
    """Return what made a value, after having it stored; None when that cannot be told.

    Edited while the step ran, it cannot: either of the two codes may have made the value.
    """
    if code is None or code.value is None or not code.matches(run.code_of(definition, output)):
        return None
    if code.parts:
        run.instance.event_log.put_code(code.value, lambda: pack(code))
    return code.value


def _version(step: RunningStep, outcome: Outcome, kept: Any) -> str:
    """Return the version of an output: the user's, that of its stored value, or a new one.

    A value that is held in memory is found by its own version alone, not by the user's.
    """
    if outcome.data_version is not None and (kept is None or kept.path is not None):
        return f"user:{outcome.data_version}"
    if kept is not None:
        return str(kept.version)
    name = "" if outcome.output.name == DEFAULT_OUTPUT else f":{outcome.output.name}"
    return f"run:{step.run_id}:{step.step_key}{name}:{step.planned.partition_key or ''}"
