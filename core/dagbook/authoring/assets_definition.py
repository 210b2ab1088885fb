"""`AssetsDefinition`: the assets that one function makes."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dagbook.authoring.asset_io import AssetDep, AssetSpec
from dagbook.authoring.signature import Signature
from dagbook.authoring.source import CapturedSource
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import DagsterInvalidInvocationError, DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.mapping import PartitionMapping

DEFAULT_IO_MANAGER_KEY = "io_manager"


@dataclass(frozen=True, slots=True)
class AssetInput:
    """One parameter of a function that takes the value of an asset.

    Args:
        name: The parameter.
        key: The asset.
        metadata: For the IO manager that loads it.
        partition_mapping: Which upstream partitions a partition reads, or None for the default.
        input_manager_key: The resource that loads it, or None for the upstream's IO manager.
    """

    name: str
    key: AssetKey
    metadata: Mapping[str, Any]
    partition_mapping: PartitionMapping | None = None
    input_manager_key: str | None = None


@dataclass(frozen=True, slots=True)
class AssetOutput:
    """One output of a function: an asset, and who stores it.

    Args:
        name: The output's name, "result" for a single one.
        spec: What is said of the asset.
        io_manager_key: The resource that stores it.
        is_required: False when the step may leave it out.
        nothing: Whether the function says that there is no value to store.
    """

    name: str
    spec: AssetSpec
    io_manager_key: str = DEFAULT_IO_MANAGER_KEY
    is_required: bool = True
    nothing: bool = False


class AssetsDefinition:
    """The assets that one function makes; what `asset` and `multi_asset` return.

    Calling it calls the function, as a unit test does.

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
        code_version: The user's version, of all its assets.
    """

    def __init__(
        self,
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
        retry_policy: Any = None,
    ) -> None:
        self.fn = fn
        self.op_name = op_name
        self.outputs = outputs
        self.inputs = inputs
        self.deps = deps
        self.signature = signature
        self.source = source
        self.partitions_def = partitions_def
        self.resource_keys = required_resource_keys
        self.retry_policy = retry_policy
        self.__doc__ = getattr(fn, "__doc__", None)
        self.__name__ = getattr(fn, "__name__", op_name)
        self.__module__ = getattr(fn, "__module__", __name__)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function with these arguments, and return what it returns.

        Raises:
            DagsterInvalidInvocationError: The arguments do not fit its parameters.
        """
        if self.fn is None:
            raise DagsterInvariantViolationError(
                f"{self.op_name} is made elsewhere; there is no function to call."
            )
        try:
            inspect.signature(self.fn).bind(*args, **kwargs)
        except TypeError as why:
            raise DagsterInvalidInvocationError(
                f"{self.op_name} was called with arguments that do not fit its parameters: {why}."
            ) from None
        return self.fn(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"AssetsDefinition.{name} is not in dagbook yet.")

    def __repr__(self) -> str:
        keys = ", ".join(key.to_user_string() for key in self.keys_in_order)
        return f"AssetsDefinition({keys})"

    @cached_property
    def keys_in_order(self) -> tuple[AssetKey, ...]:
        """Its keys in the order of the outputs."""
        return tuple(output.spec.key for output in self.outputs)

    @property
    def keys(self) -> frozenset[AssetKey]:
        """Its keys."""
        return frozenset(self.keys_in_order)

    @property
    def key(self) -> AssetKey:
        """Its key.

        Raises:
            DagsterInvariantViolationError: It has more than one.
        """
        if len(self.outputs) != 1:
            raise DagsterInvariantViolationError(
                f"Tried to retrieve asset key from an assets definition with multiple asset keys: "
                f"{', '.join(key.to_user_string() for key in self.keys_in_order)}. Use keys."
            )
        return self.outputs[0].spec.key  # type: ignore[no-any-return]  # coerced by AssetSpec

    @property
    def specs(self) -> tuple[AssetSpec, ...]:
        """What is said of each asset, in the order of the outputs."""
        return tuple(output.spec for output in self.outputs)

    @property
    def specs_by_key(self) -> dict[AssetKey, AssetSpec]:
        """What is said of each asset."""
        return {output.spec.key: output.spec for output in self.outputs}

    def get_asset_spec(self, key: AssetKey | None = None) -> AssetSpec:
        """Return what is said of the asset *key*, or of the only one."""
        return self.specs_by_key[key if key is not None else self.key]

    @property
    def dependency_keys(self) -> frozenset[AssetKey]:
        """Every asset that one of its own depends on."""
        return frozenset(self.upstream_mappings)

    @cached_property
    def upstream_mappings(self) -> dict[AssetKey, PartitionMapping | None]:
        """Each asset depended on, in order: inputs, then deps; with its partition mapping."""
        found = {each.key: each.partition_mapping for each in self.inputs}
        for dep in self.deps:
            found.setdefault(dep.asset_key, dep.partition_mapping)
        return found

    @cached_property
    def required_resource_keys(self) -> frozenset[str]:
        """Every resource that a run of it needs, IO managers among them."""
        of_outputs = {each.io_manager_key for each in self.outputs if self.fn is not None}
        of_inputs = {each.input_manager_key for each in self.inputs if each.input_manager_key}
        in_signature = self.signature.resources if self.signature else ()
        return self.resource_keys | of_outputs | of_inputs | frozenset(in_signature)

    @property
    def group_names_by_key(self) -> dict[AssetKey, str]:
        """The group of each asset."""
        return {spec.key: spec.group_name or DEFAULT_GROUP for spec in self.specs}

    @property
    def descriptions_by_key(self) -> dict[AssetKey, str]:
        """The description of each asset that has one."""
        return {spec.key: spec.description for spec in self.specs if spec.description}

    @property
    def metadata_by_key(self) -> dict[AssetKey, Mapping[str, Any]]:
        """The definition's metadata of each asset, as the user gave it."""
        return {spec.key: spec.metadata for spec in self.specs}

    @property
    def tags_by_key(self) -> dict[AssetKey, Mapping[str, str]]:
        """The tags of each asset, kinds among them."""
        return {spec.key: spec.tags for spec in self.specs}

    @property
    def code_versions_by_key(self) -> dict[AssetKey, str | None]:
        """The user's code version of each asset."""
        return {spec.key: spec.code_version for spec in self.specs}

    @property
    def owners_by_key(self) -> dict[AssetKey, tuple[str, ...]]:
        """The owners of each asset."""
        return {spec.key: tuple(spec.owners) for spec in self.specs}

    @property
    def is_executable(self) -> bool:
        """Whether a run can make it."""
        return self.fn is not None

    def output_for(self, key: AssetKey) -> AssetOutput:
        """Return the output that is the asset *key*."""
        return next(output for output in self.outputs if output.spec.key == key)

    def with_dependencies(self, replaced: Mapping[AssetKey, AssetKey]) -> "AssetsDefinition":
        """Return the same assets with some of the keys they depend on replaced."""
        return AssetsDefinition(
            self.fn,
            self.op_name,
            self.outputs,
            tuple(_rekeyed(each, replaced) for each in self.inputs),
            tuple(
                AssetDep(replaced.get(dep.asset_key, dep.asset_key), dep.partition_mapping)
                for dep in self.deps
            ),
            signature=self.signature,
            source=self.source,
            partitions_def=self.partitions_def,
            required_resource_keys=self.resource_keys,
            retry_policy=self.retry_policy,
        )


def _rekeyed(each: AssetInput, replaced: Mapping[AssetKey, AssetKey]) -> AssetInput:
    """Return *each* with its key replaced where *replaced* says so."""
    if each.key not in replaced:
        return each
    return AssetInput(
        each.name,
        replaced[each.key],
        each.metadata,
        each.partition_mapping,
        each.input_manager_key,
    )


def external_asset(spec: AssetSpec) -> AssetsDefinition:
    """Return the definition of an asset that is made elsewhere."""
    return AssetsDefinition(
        None,
        spec.key.to_python_identifier(),
        (AssetOutput("result", spec),),
        (),
        tuple(spec.deps),
        signature=None,
        source=None,
        partitions_def=spec.partitions_def,
    )


def flatten_assets(found: Iterable[Any]) -> tuple[AssetsDefinition, ...]:
    """Return the definitions among *found*, each object once: definitions and specs as external.

    Raises:
        DagsterInvariantViolationError: Something else is among them.
    """
    made: dict[int, AssetsDefinition] = {}
    for each in found:
        if isinstance(each, AssetsDefinition):
            made.setdefault(id(each), each)
        elif isinstance(each, AssetSpec):
            made[id(each)] = external_asset(each)
        else:
            raise DagsterInvariantViolationError(
                f"Expected assets (what @asset and @multi_asset return) or AssetSpec; got {each!r} "
                f"of type {type(each).__name__}."
            )
    return tuple(made.values())
