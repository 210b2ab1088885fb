"""`OpExecutionContext`: what an op's function is told while it runs."""

from collections.abc import Mapping
from typing import Any

from dagbook.authoring.step_context import CURRENT_CONTEXT, StepContext
from dagbook.authoring.step_services import StepServices
from dagbook.errors import (
    CheckError,
    DagsterInvalidPropertyError,
    DagsterInvariantViolationError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue

_NOTHING: Mapping[str, MetadataValue] = {}
_OF_OPS = frozenset(
    {"asset_execution_context", "get", "has_partitions", "op", "op_execution_context"}
)
"""What an op's context answers itself, where it is that of an asset or a check."""
OF_ASSETS = frozenset(
    {
        *("is_subset", "load_asset_value", "get_asset_provenance", "selected_asset_check_keys"),
        *("output_for_asset_key", "asset_key_for_input"),
        *(
            f"asset_{what}_for_{end}"
            for end in ("input", "output")
            for what in (
                "partition_key",
                "partition_keys",
                "partition_key_range",
                "partitions_def",
                "partitions_time_window",
            )
        ),
    }
)
"""What the context of an op that is part of assets leaves to that of the assets."""


class OpExecutionContext(StepContext):
    """What an op's function is told while it runs.

    A first parameter named ``context``, or annotated with this class, takes it.

    Args:
        step: What the running step offers.
        definition: The op as it stands in the run.
        mapping_key: For which value of a dynamic output it runs, or None.
    """

    __slots__ = ("_mapping_key", "_of_asset")

    def __init__(self, step: StepServices, definition: Any, mapping_key: str | None = None) -> None:
        super().__init__(step, definition)
        self._mapping_key = mapping_key

    @staticmethod
    def get() -> "OpExecutionContext":
        """Return the context of the op that runs, for helpers that are not given it.

        Raises:
            DagsterInvariantViolationError: No op runs.
        """
        current = CURRENT_CONTEXT.get()
        found = getattr(current, "op_execution_context", current)
        if not isinstance(found, OpExecutionContext):
            raise DagsterInvariantViolationError(
                "No current OpExecutionContext in scope: no op runs here."
            )
        return found

    @property
    def op_execution_context(self) -> "OpExecutionContext":
        """The context of the op, which is this one."""
        return self

    @property
    def asset_execution_context(self) -> Any:
        """What an asset in its place would be told; None where the op is part of none."""
        if self._definition.assets_def is None:
            return None
        if getattr(self, "_of_asset", None) is None:
            self._of_asset = self._definition.context_of_asset(self)
        return self._of_asset

    def __getattr__(self, name: str) -> Any:
        if name not in OF_ASSETS:
            return super().__getattr__(name)
        if self.has_assets_def:
            return getattr(self.asset_execution_context, name)
        if name == "get_asset_provenance":
            return self._step.asset_provenance
        return _without_assets(name, self._definition.op_name)

    @property
    def op_def(self) -> Any:
        """The op."""
        return self._definition.op

    @property
    def op(self) -> Any:
        """The op."""
        return self._definition.op

    @property
    def job_def(self) -> Any:
        """The job that runs."""
        return self._definition.job

    def get_mapping_key(self) -> str | None:
        """Return for which value of a dynamic output the op runs, or None."""
        return self._mapping_key

    @property
    def _partitions_def(self) -> Any:
        """The partitions of what is made, else of the job."""
        return self._definition.partitions_def or getattr(
            self._definition.job, "partitions_def", None
        )

    @property
    def has_partitions(self) -> bool:
        """Whether the run is for partitions."""
        return bool(self._step.partition_keys)

    @property
    def has_assets_def(self) -> bool:
        """Whether the op makes assets."""
        return self._definition.assets_def is not None

    @property
    def assets_def(self) -> Any:
        """The assets that the op is part of.

        Raises:
            DagsterInvalidPropertyError: There are none.
        """
        if self._definition.assets_def is None:
            raise DagsterInvalidPropertyError(
                f"Op {self._definition.op.name} does not have an assets definition."
            )
        return self._definition.assets_def.showing(self._definition.keys_in_order)

    @property
    def asset_key(self) -> AssetKey:
        """The asset that is made.

        Raises:
            DagsterInvalidPropertyError: There is none.
            DagsterInvariantViolationError: There are several.
        """
        return self.assets_def.key  # type: ignore[no-any-return]  # an AssetsDefinition's

    @property
    def selected_asset_keys(self) -> frozenset[AssetKey]:
        """The assets that the op is part of, and the run is asked for."""
        made = self._definition.assets_def
        return frozenset() if made is None else frozenset(self._definition.keys_in_order)

    @property
    def selected_output_names(self) -> frozenset[str]:
        """The outputs of the op; of one that makes assets, those that the run needs."""
        names = frozenset(output.name for output in self._definition.outputs)
        return frozenset(names.difference(self._definition.unselected))

    def asset_key_for_output(self, output_name: str = "result") -> AssetKey:
        """Return the asset that the output *output_name* is.

        Raises:
            CheckError: It is none.
        """
        for output in self._definition.outputs:
            if output.name == output_name and output.spec is not None:
                return output.spec.key  # type: ignore[no-any-return]  # coerced by AssetSpec
        raise CheckError(
            f"Output '{output_name}' has no asset: op {self._definition.op.name} does not make one "
            "of it."
        )

    def add_output_metadata(
        self,
        metadata: Mapping[str, Any],
        output_name: str | None = None,
        mapping_key: str | None = None,
    ) -> None:
        """Add *metadata* to what is told of an output; the later of a label wins.

        Raises:
            DagsterInvariantViolationError: It is a dynamic output and no mapping key was given;
                else as of all contexts.
        """
        name = self._output_named(output_name)
        output = next(each for each in self._definition.outputs if each.name == name)
        if output.is_dynamic and mapping_key is None:
            raise DagsterInvariantViolationError(
                f"Attempted to log metadata for dynamic output '{name}' without providing a "
                "mapping key. When logging metadata for a dynamic output, it is necessary to "
                "provide a mapping key."
            )
        super().add_output_metadata(metadata, name, mapping_key)

    def added_metadata(self, key: AssetKey, partition: str | None = None) -> Mapping[str, Any]:
        """Return what was added for the asset *key* beside its output."""
        of_asset = getattr(self, "_of_asset", None)
        return _NOTHING if of_asset is None else of_asset.added_metadata(key, partition)


def _without_assets(name: str, op_name: str) -> Any:
    """Return what *name* of `OF_ASSETS` is where the op *op_name* is part of no asset."""
    if name in {"is_subset", "selected_asset_check_keys"}:
        return False if name == "is_subset" else frozenset()

    def refuse(*_: Any, **__: Any) -> Any:
        error = ValueError if "time_window" in name else CheckError
        raise error(
            f"context.{name} is asked by op {op_name}, whose inputs and outputs are no assets. Use "
            "context.partition_key and context.partition_time_window in jobs."
        )

    return refuse


class OpContextOfStep(OpExecutionContext):
    """What the function of an asset or a check is told that asks for the context of an op.

    Args:
        seen: What it would be told otherwise, which answers.
    """

    __slots__ = ("_seen",)

    def __init__(self, seen: StepContext) -> None:
        self._seen = seen

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") or name in _OF_OPS:
            return object.__getattribute__(self, name)
        seen = self._seen
        # The context of a check answers less than it knows.
        known = hasattr(type(seen), name)
        return object.__getattribute__(seen, name) if known else getattr(seen, name)

    @property
    def op(self) -> Any:
        """What is known of the function as an op."""
        return self._seen.op_def

    @property
    def asset_execution_context(self) -> Any:
        """What the function would be told otherwise."""
        return self._seen

    @property
    def has_partitions(self) -> bool:
        """Whether the run is for partitions."""
        return bool(self._seen._step.partition_keys)  # noqa: SLF001 - of one kind


def seen_as_of_op(context: StepContext) -> OpExecutionContext:
    """Return *context* as that of an op, the same each time."""
    found: OpExecutionContext | None = getattr(context, "_of_op", None)
    if found is None:
        found = context._of_op = OpContextOfStep(context)  # noqa: SLF001 - kept where it is of
    return found


class DagsterTypeLoaderContext(OpExecutionContext):
    """What a type's loader is told: the run, the op, the resources that the loader asks for.

    Args:
        step: What the running step offers.
        definition: The op as it stands in the run.
        resources: Those that the loader asks for, by attribute.
    """

    __slots__ = ("_resources",)

    def __init__(self, step: StepServices, definition: Any, resources: Any) -> None:
        super().__init__(step, definition)
        self._resources = resources

    @property
    def resources(self) -> Any:
        """The resources that the loader asks for, by attribute."""
        return self._resources
