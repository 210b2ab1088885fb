"""An op as a step of a run: what the engine asks of a definition, a planned step, its inputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dagbook.asset_graph.op_plan import (
    FromAsset,
    FromCollected,
    FromConfig,
    FromManager,
    FromPlanned,
    FromSeveral,
    FromStep,
    FromValue,
    OpStep,
    Source,
)
from dagbook.authoring.asset_context_of_op import AssetContextOfOp
from dagbook.authoring.assets_definition import AssetInput
from dagbook.authoring.input_config import InputConfig
from dagbook.authoring.io_contexts import NOT_IN_RUN, InputContext
from dagbook.authoring.op_context import DagsterTypeLoaderContext, OpExecutionContext
from dagbook.authoring.op_definition import OpDefinition
from dagbook.authoring.op_io import InputDefinition, OutputDefinition
from dagbook.authoring.signature import Signature
from dagbook.authoring.step_options import NO_OPTIONS, StepOptions
from dagbook.authoring.step_types import StepTypes
from dagbook.errors import DagsterTypeLoadingError
from dagbook.execution.managed import loaded
from dagbook.execution.step_inputs import load_input, source_of
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_kinds import LOADED_INPUT
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition

Made = Mapping[tuple[str, str], tuple[str | None, ...]]
"""Of each step and output that came: the mapping keys; None where it is not dynamic."""


@dataclass(frozen=True, slots=True, eq=False)
class OpInRun:
    """An op as it stands in a run (`StepDefinition`).

    Args:
        op_name: The step's key without a mapping key.
        op: The op.
        outputs: Those that are assets have a spec.
        retry_policy: When a failed step runs again.
        hook_defs: What is called when a step ends.
        job: The job, or None.
        assets_def: The assets that it is part of, or None.
        partitions_def: Of what it makes.
        mapping_key: For which value of a dynamic output it runs, or None.
        check_outputs: The checks of the assets that it is part of, named by the outputs of ops.
        selected: Which of the assets that it is part of the run was asked for; None for all.
        unselected: Its outputs that nothing needs which the run was asked for.
    """

    op_name: str
    op: OpDefinition
    outputs: tuple[OutputDefinition, ...]
    retry_policy: Any = None
    hook_defs: frozenset[Any] = frozenset()
    job: Any = None
    assets_def: Any = None
    partitions_def: Any = None
    mapping_key: str | None = None
    can_subset: bool = False
    is_observable: bool = False
    partitions_differ: bool = False
    inputs: tuple[Any, ...] = ()
    check_outputs: tuple[Any, ...] = ()
    check_places: tuple[Any, ...] = ()
    selected: tuple[AssetKey, ...] | None = None
    unselected: frozenset[str] = frozenset()
    config_schema: Any = None
    options: StepOptions = NO_OPTIONS

    @property
    def node_def(self) -> OpDefinition:
        """The op."""
        return self.op

    @property
    def fn(self) -> Callable[..., Any]:
        """The user's function."""
        return self.op.fn

    @property
    def signature(self) -> Signature:
        """The roles of its parameters."""
        return self.op.signature

    @property
    def types(self) -> StepTypes:
        """The types of its inputs and outputs."""
        return self.op.types

    @property
    def has_config(self) -> bool:
        """Whether the function has a parameter ``config``."""
        return self.op.has_config

    @property
    def keys_in_order(self) -> tuple[AssetKey, ...]:
        """The assets that it makes, or is part of."""
        if self.selected is not None:
            return self.selected
        if self.assets_def is not None:
            return self.assets_def.keys_in_order  # type: ignore[no-any-return]  # an AssetsDefinition's
        return tuple(each.spec.key for each in self.outputs if each.spec is not None)

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Every resource that a run of it needs, IO managers among them."""
        managers = {each.io_manager_key for each in self.outputs}
        own = {each.input_manager_key for each in self.op.inputs if each.input_manager_key}
        return (
            self.op.required_resource_keys | self.op.types.required_resource_keys | managers | own
        )

    def make_context(self, step: Any) -> OpExecutionContext:
        """Return what the function is told."""
        return OpExecutionContext(step, self, self.mapping_key)

    def context_of_asset(self, told: OpExecutionContext) -> AssetContextOfOp:
        """Return what the function is told that asks for the context of an asset."""
        return AssetContextOfOp(told, self)


@dataclass(frozen=True, slots=True, eq=False)
class PlannedOp:
    """One call of an op (`Step`)."""

    key: str
    definition: OpInRun
    inputs: tuple[Any, ...]
    selected: tuple[AssetKey, ...] = ()
    partition_key: str | None = None
    deps: tuple[Any, ...] = ()
    needs: tuple[int, ...] = ()
    range_keys: tuple[str, ...] = ()
    checks: tuple[Any, ...] = ()
    reads_by_key: Mapping[str, Any] = field(default_factory=dict)
    own_reads: Mapping[AssetKey, Any] | None = None

    @property
    def places(self) -> tuple[str | None, ...]:
        """The partitions that it makes."""
        return self.range_keys or (self.partition_key,)

    @property
    def partition_keys(self) -> tuple[str, ...]:
        """The partitions that it runs for."""
        return () if self.partition_key is None else (self.partition_key,)


@dataclass(frozen=True, slots=True)
class OpInput:
    """One input of a planned op (`StepInput`), which knows how it is read.

    Args:
        wanted: The input.
        source: Where it comes from.
        steps: Every op of the run, by key.
        made: What came of the run's outputs so far.
        config: What the run's config gives, by path: what loads it, and what was written.
        mapping_key: For which value of a dynamic output the step runs, or None.
        parent: The earlier run that is run again in part, or None.
    """

    wanted: InputDefinition
    source: Source
    steps: Mapping[str, OpInRun]
    made: Made
    config: Mapping[tuple[str, ...], Mapping[str, Any]]
    mapping_key: str | None
    parent: Any = None

    @property
    def name(self) -> str:
        """The parameter that takes it."""
        return self.wanted.name

    def load(self, step: Any) -> Any:
        """Return the value."""
        return self._load(step, self.source)

    def _load(self, step: Any, source: Source) -> Any:  # noqa: PLR0911 - one case for each source
        """Return the value of *source*."""
        match source:
            case FromValue(value):
                return value
            case FromConfig(path, name):
                load, written = self.config[path][name]
                return load_configured(step, name, load, written)
            case FromSeveral(sources):
                there = [each for each in sources if self._came(each)]
                return [self._load(step, each) for each in there]
            case FromCollected(of):
                keys = self._keys(of)
                return [self._load_output(step, of, key) for key in keys]
            case FromStep():
                return self._load_output(step, source, self._key_of(source))
            case FromManager(key):
                manager = step.shared.resources.get(key)
                # As in Dagster the asset that it may say is for those who watch runs.
                read = replace(self.wanted, asset_key=None)
                value = loaded(manager, InputContext(step, read))
                step.tell(LOADED_INPUT, self.name)
                return value
            case FromAsset(asset):
                return self._load_asset(step, asset)
            case FromPlanned(planned):
                named = replace(planned.asset_input, name=self.name)
                value = load_input(step, replace(planned, asset_input=named))
                step.tell(LOADED_INPUT, self.name, None, source_of(planned))
                return value

    def _came(self, source: Source) -> bool:
        """Return whether *source* has a value."""
        return not isinstance(source, FromStep) or (
            (".".join(source.step), source.output) in self.made
        )

    def _keys(self, of: FromStep) -> tuple[str | None, ...]:
        """Return the mapping keys for which *of* has a value, in order."""
        return self.made.get((".".join(of.step), of.output), ())

    def _key_of(self, source: FromStep) -> str | None:
        """Return the mapping key by which *source* is read."""
        keys = self._keys(source)
        return self.mapping_key if None not in keys else None

    def _load_output(self, step: Any, of: FromStep, mapping_key: str | None) -> Any:
        """Return the value of one output of one step, through its IO manager."""
        key = ".".join(of.step)
        upstream = self.steps[key]
        output = next(each for each in upstream.outputs if each.name == of.output)
        manager_key = self.wanted.input_manager_key or output.io_manager_key
        made_by = key if of.is_dynamic or mapping_key is None else f"{key}[{mapping_key}]"
        again = self.parent is None or self.parent.runs(made_by)
        context = InputContext(
            step if again else _InRun(step, self.parent.run_of(made_by)),
            self.wanted
            if output.spec is None
            else AssetInput(self.name, output.spec.key, self.wanted.metadata),
            upstream.partitions_def if output.spec is not None else None,
            step.partition_keys,
            output,
            made_by,
            mapping_key=mapping_key if of.is_dynamic else None,
            maker=upstream,
        )
        manager = step.shared.resources.get(manager_key)
        if output.spec is None and getattr(manager, "keeps_assets_alone", False):
            value = step.shared.between[tuple(context.get_identifier())]
        else:
            value = loaded(manager, context)
        step.tell(LOADED_INPUT, self.name, None, f"{manager_key} {output.name} {made_by}")
        return value

    def _load_asset(self, step: Any, asset: Any) -> Any:
        """Return the stored value of an asset that is made elsewhere."""
        output = asset.outputs[0]
        read = AssetInput(self.name, output.spec.key, self.wanted.metadata)
        partitions_def = asset.partitions_def
        # As in Dagster all of them, whatever partition the job runs for.
        keys = () if partitions_def is None else _all_keys(step, partitions_def)
        context = InputContext(step, read, partitions_def, keys, output, NOT_IN_RUN)
        key = self.wanted.input_manager_key or output.io_manager_key
        value = loaded(step.shared.resources.get(key), context)
        step.tell(LOADED_INPUT, self.name)
        return value


def _all_keys(step: Any, partitions_def: PartitionsDefinition) -> tuple[str, ...]:
    """Return the keys of *partitions_def*, in order."""
    with partition_loading_context(dynamic_partitions_store=step.instance):
        return tuple(partitions_def.get_partition_keys())


class _InRun:
    """A step, as one that reads what an earlier run stored (`StepServices`)."""

    def __init__(self, step: Any, run_id: str) -> None:
        self._step = step
        self.run_id = run_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._step, name)


def load_configured(step: Any, name: str, loader: InputConfig, written: Any) -> Any:
    """Return the value of the input *name* of *step* that the run's config gives.

    Raises:
        DagsterTypeLoadingError: What loads it raised; that is the cause.
    """
    keys = loader.required_resource_keys
    resources = step.shared.resources.scoped(keys) if keys else step.resources
    try:
        return loader.load(
            DagsterTypeLoaderContext(step, step.planned.definition, resources), written
        )
    except Exception as error:
        raise DagsterTypeLoadingError(
            f'Error occurred while loading input "{name}" of step "{step.step_key}": '
            f"{type(error).__name__}: {error}",
            error,
        ) from error


def in_run(step: OpStep, job: Any, mapping_key: str | None = None, **more: Any) -> OpInRun:
    """Return the op of *step* as it stands in a run of *job*."""
    policy = step.retry_policy if step.retry_policy is not None else job and job.op_retry_policy
    hooks = step.hook_defs | (job.hook_defs if job is not None else frozenset())
    made = OpInRun(step.key, step.op, step.op.outputs, policy, hooks, job, mapping_key=mapping_key)
    return replace(made, **more) if more else made
