"""`AssetsDefinition`: the assets that one function makes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from dagbook.authoring.asset_io import AssetDep, AssetSpec
from dagbook.authoring.check_outputs import (
    CheckOutput,
    check_fitting,
    outputs_of_specs,
)
from dagbook.authoring.config_types import FieldOf
from dagbook.authoring.constructed import Constructed
from dagbook.authoring.definition_copies import ChangesOfAssets
from dagbook.authoring.made_of_nodes import MadeOfNodes
from dagbook.authoring.required_resources import with_needed
from dagbook.authoring.signature import Signature
from dagbook.authoring.source import CapturedSource
from dagbook.authoring.source_asset import OpName
from dagbook.authoring.step_options import NO_OPTIONS, Execution, StepOptions
from dagbook.authoring.step_types import NO_TYPES, StepTypes, step_types
from dagbook.authoring.validation import input_name
from dagbook.errors import (
    CheckError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.foundation.not_yet import NotYet
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import PartitionMapping

DEFAULT_IO_MANAGER_KEY = "io_manager"

_IO_MANAGER_ALONE = frozenset([DEFAULT_IO_MANAGER_KEY])
_NO_MAPPINGS: dict[AssetKey, PartitionMapping | None] = {}
"""Shared by the many definitions that read nothing and need nothing else."""


@dataclass(frozen=True, slots=True)
class AssetInput:
    """One parameter of a function that takes the value of an asset.

    Args:
        name: The parameter.
        key: The asset.
        metadata: For the IO manager that loads it.
        partition_mapping: Which upstream partitions a partition reads, or None for the default.
        input_manager_key: The resource that loads it, or None for the upstream's IO manager.
        dagster_type: The type of the value as `AssetIn` says it, None where it says none.
    """

    name: str
    key: AssetKey
    metadata: Mapping[str, Any]
    partition_mapping: PartitionMapping | None = None
    input_manager_key: str | None = None
    dagster_type: Any = None


@dataclass(frozen=True, slots=True)
class AssetOutput:
    """One output of a function: an asset, and who stores it.

    Args:
        name: The output's name, "result" for a single one.
        spec: What is said of the asset.
        io_manager_key: The resource that stores it.
        is_required: False when the step may leave it out.
        nothing: Whether the function says that there is no value to store.
        dagster_type: The type of the value as the decorator says it, None where it says none.
    """

    name: str
    spec: AssetSpec
    io_manager_key: str = DEFAULT_IO_MANAGER_KEY
    is_required: bool = True
    nothing: bool = False
    dagster_type: Any = None


class AssetsDefinition(ChangesOfAssets, Constructed, MadeOfNodes, NotYet):
    """The assets that one function makes; what `asset` and `multi_asset` return.

    Calling it calls the function, as a unit test does.
    """

    # What a step's definition may have and this has not; looked up here at no cost.
    assets_def: ClassVar[Any] = None
    config_field: ClassVar[FieldOf | None] = None
    make_context: ClassVar[Any] = None
    unselected: ClassVar[frozenset[str]] = frozenset()

    __name__: str
    fn: Callable[..., Any] | None
    op_name: str
    outputs: tuple[AssetOutput, ...]
    inputs: tuple[AssetInput, ...]
    deps: tuple[AssetDep, ...]
    signature: Signature | None
    source: CapturedSource | None
    _partitions_def: PartitionsDefinition | None
    partitions_differ: bool
    resource_keys: frozenset[str]
    can_subset: bool
    options: StepOptions
    has_config: bool
    types: StepTypes
    keys_in_order: tuple[AssetKey, ...]
    check_outputs: tuple[CheckOutput, ...]
    """The checks that its function makes beside assets."""
    _mappings: dict[AssetKey, PartitionMapping | None] | None
    _resources: frozenset[str] | None

    @classmethod
    def of_parts(
        cls,
        fn: Callable[..., Any] | None,
        op_name: str,
        outputs: tuple[AssetOutput, ...],
        inputs: tuple[AssetInput, ...],
        deps: tuple[AssetDep, ...],
        *,
        signature: Signature | None,
        source: CapturedSource | None,
        partitions_def: PartitionsDefinition | None,
        required_resource_keys: frozenset[str] = frozenset(),
        can_subset: bool = False,
        options: StepOptions = NO_OPTIONS,
    ) -> Self:
        """Return the definition of these parts; what decorators call.

        Args:
            fn: The function, or None for assets that are made elsewhere.
            op_name: The name of the step, as in Dagster ``sales__orders``.
            outputs: In order.
            inputs: In the order of the parameters.
            deps: Dependencies whose values are not passed.
            signature: The roles of the parameters.
            source: The function's source as it was when it was defined.
            partitions_def: Of all its assets.
            required_resource_keys: Resources asked for by name.
            can_subset: Whether a run may ask for some of its assets alone.
            options: What its decorator says beside.

        Raises:
            ParameterCheckError: Its config is said twice.
        """
        self = cls.__new__(cls)
        self.fn = fn
        self.op_name = op_name
        self.outputs = outputs
        self.inputs = inputs
        self.deps = deps
        self.signature = signature
        self.source = source
        self._partitions_def = partitions_def
        self.partitions_differ = len(outputs) > 1 and any(
            each.spec.partitions_def is not partitions_def
            and each.spec.partitions_def != partitions_def
            for each in outputs
        )
        self.resource_keys = required_resource_keys
        self.can_subset = can_subset
        self.options = options
        self.has_config = signature is not None and signature.config is not None
        if options.check_specs:
            check_fitting(options.check_specs, [each.spec.key for each in outputs], op_name)
        self.types = step_types(fn, signature, inputs, outputs)
        self.keys_in_order = tuple(each.spec.key for each in outputs)
        # Set here and not by cached_property, which would give each definition a dict of its own.
        self.check_outputs = _check_outputs(options, can_subset) if options.check_specs else ()
        self._mappings = None
        self._resources = None
        if self.has_config and options.config_schema is not None:
            raise ParameterCheckError(
                f"If {op_name} has a config arg, you cannot specify a config schema. Keep the "
                "parameter config with its annotation, or read context.op_config."
            )
        self.__doc__ = getattr(fn, "__doc__", None)
        self.__name__ = getattr(fn, "__name__", op_name)
        self.__module__ = getattr(fn, "__module__", __name__)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function with these arguments, and return what it returns, as a test does.

        A context comes from `build_asset_context`; resources are passed by name, or are in it.

        Raises:
            DagsterInvalidInvocationError: The arguments do not fit its parameters.
            DagsterTypeCheckDidNotPass: A value is not of the type that is said.
        """
        if self.fn is None:
            raise CheckError(f"{self.op_name} is made elsewhere; there is no function to call.")
        if self.options.node is not None:
            raise DagsterInvariantViolationError(
                f"{self.op_name} is made by a graph, which is called in a graph or job alone. Call "
                "its ops one by one, or run it: materialize([...])."
            )
        from dagbook.authoring.asset_invocation import invoke  # noqa: PLC0415 - for tests alone

        return invoke(self, args, kwargs)

    def __repr__(self) -> str:
        keys = ", ".join(key.to_user_string() for key in self.keys_in_order)
        return f"AssetsDefinition({keys})"

    def get_partition_mapping(self, in_asset_key: AssetKey) -> PartitionMapping | None:
        """Return which partitions of the asset *in_asset_key* are read, None for the default."""
        return self.upstream_mappings.get(in_asset_key)

    @property
    def partitions_def(self) -> PartitionsDefinition | None:
        """The partitions of those of its assets that have any.

        Raises:
            CheckError: Its assets have different ones.
        """
        if self.partitions_differ and self._partitions_def is None:
            raise CheckError(
                f"Different assets within {self.op_name} have different PartitionsDefinitions. Ask "
                "the spec of the asset, as by get_asset_spec(key).partitions_def."
            )
        return self._partitions_def

    def part_of(self, keys: Collection[AssetKey]) -> "AssetsDefinition":
        """Return it as what makes *keys* alone, of which those with partitions have the same."""
        outputs = tuple(each for each in self.outputs if each.spec.key in keys)
        taken = {*keys, *(each.key for each in self.inputs)}
        deps = {dep.asset_key: dep for each in outputs for dep in each.spec.deps}
        found = (each.spec.partitions_def for each in outputs)
        specs = [each for each in self.options.check_specs if each.asset_key in keys]
        options = replace(self.options, check_specs=tuple(specs)) if self.check_specs else None
        return self._with(
            outputs=outputs,
            deps=tuple(dep for key, dep in deps.items() if key not in taken),
            partitions_def=next((each for each in found if each is not None), None),
            options=options or self.options,
        )

    def showing(self, keys: Collection[AssetKey]) -> Self:
        """Return it as its function sees it in a run of *keys* alone: its keys are these."""
        if len(keys) == len(self.keys_in_order):
            return self
        seen = type(self).__new__(type(self))
        vars(seen).update(vars(self))
        seen.keys_in_order = tuple(key for key in self.keys_in_order if key in keys)
        return seen

    @property
    def upstream_mappings(self) -> dict[AssetKey, PartitionMapping | None]:
        """Each asset depended on, in order: inputs, then deps; with its partition mapping."""
        if self._mappings is None:
            found = {each.key: each.partition_mapping for each in self.inputs}
            for dep in self.deps:
                found.setdefault(dep.asset_key, dep.partition_mapping)
            self._mappings = found or _NO_MAPPINGS
        return self._mappings

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Every resource that a run of it needs, IO managers among them."""
        if self._resources is None:
            found = self._required_resources()
            self._resources = _IO_MANAGER_ALONE if found == _IO_MANAGER_ALONE else found
        return self._resources

    def _required_resources(self) -> frozenset[str]:
        """Return every resource that a run of it needs."""
        of_outputs = {each.io_manager_key for each in self.outputs if self.fn is not None}
        of_inputs = {each.input_manager_key for each in self.inputs if each.input_manager_key}
        in_signature = self.signature.resources if self.signature else ()
        of_types = self.types.required_resource_keys if self.types is not NO_TYPES else ()
        asked = self.resource_keys | of_outputs | of_inputs | frozenset((*in_signature, *of_types))
        own = self.options.resource_defs
        return asked | {key for _, key in with_needed((("", each) for each in own), own)}

    @property
    def check_places(self) -> tuple[CheckOutput, ...]:
        """Those of its checks that its function returns in places of their own: all."""
        return self.check_outputs

    @property
    def execution_type(self) -> Execution | None:
        """What running its function does to its assets; None where there is none."""
        return self.options.execution if self.fn is not None else None

    def get_output_name_for_asset_key(self, key: AssetKey) -> str:
        """Return the name of the output that is the asset *key*."""
        return self.output_for(key).name

    def has_output_for_asset_key(self, key: AssetKey) -> bool:
        """Return whether an output is the asset *key*."""
        return key in self.keys

    def get_partition_mapping_for_dep(self, dep_key: AssetKey) -> PartitionMapping | None:
        """Return which partitions of the asset *dep_key* are read, None for the default."""
        return self.upstream_mappings.get(dep_key)

    @property
    def node_def(self) -> OpName:
        """Its function as an op.

        Raises:
            CheckError: It is made elsewhere.
        """
        if self.fn is None:
            raise CheckError(f"{self.op_name} is made elsewhere; there is no op that makes it.")
        if self.options.node is not None:
            return self.options.node.graph  # type: ignore[no-any-return]  # a GraphNode's
        return OpName(self.op_name, self.op_tags, self.retry_policy, self.pool)

    @property
    def op(self) -> OpName:
        """Its function as an op."""
        return self.node_def

    @property
    def keys_by_input_name(self) -> dict[str, AssetKey]:
        """The asset of each parameter, and of each other dependency by its own name."""
        if self.fn is None:
            return {}
        named = {each.name: each.key for each in self.inputs}
        taken = set(named.values())
        others = {dep.asset_key for dep in self.deps} - taken
        return {**named, **{input_name(key): key for key in sorted(others)}}

    @property
    def is_executable(self) -> bool:
        """Whether a run can make or observe it."""
        return self.fn is not None

    @property
    def is_materializable(self) -> bool:
        """Whether a run can materialize it."""
        return self.fn is not None and self.options.execution is Execution.MATERIALIZATION

    @property
    def is_external(self) -> bool:
        """Whether it is made elsewhere."""
        return not self.is_materializable

    @property
    def is_observable(self) -> bool:
        """Whether a run can observe it."""
        return self.options.execution is not Execution.MATERIALIZATION

    def get_io_manager_key_for_asset_key(self, key: AssetKey) -> str:
        """Return the resource that stores the asset *key*."""
        return self.output_for(key).io_manager_key

    def output_for(self, key: AssetKey) -> AssetOutput:
        """Return the output that is the asset *key*."""
        for output in self.outputs:
            if output.spec.key == key:
                return output
        raise KeyError(key)

    def _with(self, **changes: Any) -> Self:
        """Return a copy with some of the constructor's arguments changed."""
        return self.of_parts(
            self.fn,
            self.op_name,
            changes.get("outputs", self.outputs),
            changes.get("inputs", self.inputs),
            changes.get("deps", self.deps),
            signature=self.signature,
            source=self.source,
            partitions_def=changes.get("partitions_def", self._partitions_def),
            required_resource_keys=self.resource_keys,
            can_subset=self.can_subset,
            options=changes.get("options", self.options),
        )


def _check_outputs(options: StepOptions, can_subset: bool) -> tuple[CheckOutput, ...]:
    """Return the checks that a function makes beside assets."""
    return outputs_of_specs(options.check_specs, is_required=not can_subset)
