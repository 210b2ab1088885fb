"""A step while it runs: what its run shares with it, what contexts ask of it, what it tells."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dagbook.asset_graph.check_plan import checks_of
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import PlannedStep
from dagbook.authoring.dagster_builtin_types import ANY
from dagbook.authoring.dagster_type import DagsterType
from dagbook.authoring.resources import RunResources, ScopedResources
from dagbook.authoring.run_config import NO_CONFIG, ConfigOfRun
from dagbook.authoring.step_services import InputPartitions
from dagbook.execution.interrupts import UserCodeGate
from dagbook.execution.loading import load_with
from dagbook.execution.log_manager import DagsterLogManager
from dagbook.execution.run_partitions import keys_of_run
from dagbook.execution.step_facts import asset_provenance, input_partitions, told_event
from dagbook.execution.step_lines import Logged, RunLines, StepLines
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.event_kinds import LOGGED
from dagbook.model.records import InputVersions, Materialization, StepEvent
from dagbook.model.runs import DagsterRun
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import CodeOf


@lru_cache(maxsize=4096)
def _plain(kind: str, name: str | None, about: str | None) -> StepEvent:
    """Return the event that says no more than this; most do, again and again."""
    return StepEvent(kind, name, None, about)


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
        raises: Whether the first failure ends the run and is raised.
        loggers: The run's own, which get the messages of user code.
        lines: Keeps what steps say; None where nobody can read it later.
        run_graph: Runs the ops of a step that is a graph of them.
        between: Values that ops hand on, where the IO manager keeps assets alone.
        run: The run, as it is recorded.
        forced: Whether what a failed blocking check blocks runs all the same.
        heard: Of each attempt that loggers hear of while it runs how many events they heard.
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
    raises: bool = False
    loggers: Sequence[logging.Logger] = ()
    lines: RunLines | None = None
    run_graph: Callable[..., Any] | None = None
    between: dict[tuple[str, ...], Any] = field(default_factory=dict)
    run: DagsterRun | None = None
    forced: bool = False
    heard: dict[Any, int] = field(default_factory=dict)


class RunningStep:
    """A step while it runs; what contexts ask for (`StepServices`).

    Args:
        shared: What the steps of the run share.
        planned: What is to be run.
        attempt: Which attempt at it this is, from 1.

    Attributes:
        idle: Seconds since the step's function ended, where it waited for its turn.
    """

    __slots__ = (
        "_log",
        "_resources",
        "attempt",
        "data_versions",
        "events",
        "idle",
        "lines",
        "made",
        "notes",
        "outputs",
        "own_versions",
        "partitions_read",
        "planned",
        "shared",
        "versions_by_key",
        "when_recorded",
    )

    def __init__(self, shared: RunContext, planned: PlannedStep, attempt: int = 1) -> None:
        self.shared = shared
        self.planned = planned
        self.attempt = attempt
        self.events: list[StepEvent] = []
        self.idle = 0.0
        self.lines: StepLines | None = None
        self.made: list[Materialization] = []
        self.versions_by_key: Mapping[str | None, InputVersions] = {}
        self.own_versions: Mapping[tuple[AssetKey, str | None], InputVersions] = {}
        self.data_versions: dict[AssetKey, str] = {}
        self.partitions_read: dict[str, tuple[str, ...] | str] = {}
        self.notes: list[str] = []
        hooked = planned.definition.hook_defs
        self.outputs: dict[str, tuple[Any, Mapping[str, Any]]] | None = {} if hooked else None
        self.when_recorded: list[Callable[[], None]] = []
        self._resources: ScopedResources | None = None
        self._log: DagsterLogManager | None = None

    def tell(
        self,
        kind: str,
        name: str | None = None,
        data: Mapping[str, Any] | None = None,
        about: str | None = None,
    ) -> None:
        """Note that something happened; see `StepEvent`."""
        plain = data is None
        self.events.append(
            _plain(kind, name, about) if plain else StepEvent(kind, name, data, about)
        )

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.shared.run_id

    @property
    def step_key(self) -> str:
        """The step's key."""
        return self.planned.key

    @property
    def job_name(self) -> str:
        """The job's name."""
        return self.shared.job_name

    @property
    def partition_key(self) -> str | None:
        """The partition the step runs for; of an unpartitioned asset, the run's."""
        return self.planned.partition_key or self.shared.tags.get("dagster/partition")

    @property
    def partition_keys(self) -> tuple[str, ...]:
        """The partitions the step runs for, in order."""
        if self.planned.range_keys:
            return self.planned.range_keys
        key = self.partition_key
        if key is not None:
            return (key,)
        return tuple(keys_of_run(self.shared.graph, self.shared.tags))

    @property
    def run(self) -> DagsterRun | None:
        """The run."""
        return self.shared.run

    @property
    def inputs(self) -> Sequence[Any]:
        """What is passed to the step, as planned."""
        return self.planned.inputs

    @property
    def deps(self) -> Sequence[tuple[AssetKey, tuple[str, ...] | None]]:
        """What else the step depends on: keys, and which partitions of each."""
        return self.planned.deps

    @property
    def retry_number(self) -> int:
        """How often the step was tried before, 0 the first time."""
        return self.attempt - 1

    @property
    def log(self) -> DagsterLogManager:
        """The logger of the user's messages."""
        if self._log is None:
            known: dict[str, Any] = {"run_id": self.run_id, "job_name": self.job_name}
            known["step_key"] = self.step_key
            if self.shared.loggers:
                known["job_tags"] = dict(self.shared.tags)
            self._log = DagsterLogManager(self.shared.loggers, known)
            if self.lines is not None:
                self._log.addHandler(Logged(self.lines))
        return self._log

    @property
    def resources(self) -> ScopedResources:
        """The resources that the step's assets require."""
        if self._resources is None:
            keys = self.planned.definition.required_resource_keys
            self._resources = self.shared.resources.scoped(keys)
        return self._resources

    @property
    def instance(self) -> DagsterInstance:
        """The instance the run is recorded in."""
        return self.shared.instance

    @property
    def run_tags(self) -> Mapping[str, str]:
        """The run's tags."""
        return self.shared.tags

    @property
    def run_config(self) -> Mapping[str, Any]:
        """The run's config, as it was given."""
        return self.shared.config.given

    @property
    def op_config(self) -> Any:
        """What the run's config says to the step, as plain values; None when nothing."""
        name = self.planned.definition.op_name
        dump = getattr(self.shared.config.ops.get(name), "model_dump", None)
        return self.shared.config.raw_ops.get(name) if dump is None else dump(mode="json")

    @property
    def op_def(self) -> Any:
        """What is known of the step's function as an op."""
        return getattr(self.planned.definition, "node_def", self.planned.definition)

    def config_of(self, section: str, name: str) -> Any:
        """Return what the run's config says to the input or output *name*, or None.

        Args:
            section: "inputs" or "outputs".
            name: Of the input or output.
        """
        entry = self.shared.config.entries.get(self.planned.definition.op_name) or {}
        return (entry.get(section) or {}).get(name)

    def output_config(self, name: str, op_name: str) -> Any:
        """Return what the run's config says to the output *name* of the step *op_name*, or None."""
        entry = self.shared.config.entries.get(op_name) or {}
        return (entry.get("outputs") or {}).get(name)

    def resource_config(self, key: str) -> Any:
        """Return what the run's config says to the resource *key*, or None."""
        return self.shared.resources.config_of(key)

    def resources_of(self, key: str) -> ScopedResources:
        """Return the resources that the resource *key* requires, by attribute."""
        return self.shared.resources.required_by(key)

    @property
    def selected_checks(self) -> tuple[AssetCheckKey, ...]:
        """The checks that the step is to make, in order."""
        return checks_of(self.planned)

    def partitions_def_of(self, key: AssetKey) -> PartitionsDefinition | None:
        """Return the partitions of the asset *key*, None where it has none or is not known."""
        node = self.shared.graph.nodes.get(key)
        return None if node is None else node.partitions_def

    def input_partitions(self, name: str) -> InputPartitions | None:
        """Return what the input *name* reads, or None when there is no such input."""
        return input_partitions(self.shared.graph, self.planned, name)

    def log_event(self, event: Any, *, yielded: bool = False) -> None:
        """Record what the user's code says happened; what is *yielded* came with its outputs."""
        told, made = told_event(event)
        self.events.append(told if yielded else told._replace(about=LOGGED))
        if made is not None:
            self.made.append(made)

    def load_asset_value(self, key: AssetKey, partition_key: str | None, python_type: Any) -> Any:
        """Return the stored value of an asset that the run knows."""
        keys = None if partition_key is None else [partition_key]
        ready = self.shared.resources
        graph = self.shared.graph
        return load_with(graph, key, self.instance, ready, keys, python_type=python_type)

    def asset_provenance(self, key: AssetKey) -> Any:
        """Return of what an asset was last made, or None."""
        return asset_provenance(self.instance, key)

    def set_data_version(self, key: AssetKey, version: str) -> None:
        """Note the data version of what the step makes of an asset."""
        self.data_versions[key] = version

    def dagster_type(
        self, *, of_input: str | None = None, output: str | None = None
    ) -> DagsterType:
        """Return the type of the value of an input or output; any where nothing is said."""
        types = self.planned.definition.types
        found = types.inputs.get(of_input or "") if output is None else types.outputs.get(output)
        return found or ANY
