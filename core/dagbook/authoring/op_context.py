"""`OpExecutionContext`: what an op's function is told while it runs."""

from collections.abc import Mapping
from typing import Any

from dagbook.authoring.contexts import CURRENT_CONTEXT
from dagbook.authoring.step_context import StepContext
from dagbook.authoring.step_services import StepServices
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue

_NOTHING: Mapping[str, MetadataValue] = {}


class OpExecutionContext(StepContext):
    """What an op's function is told while it runs.

    A first parameter named ``context``, or annotated with this class, takes it.

    Args:
        step: What the running step offers.
        definition: The op as it stands in the run.
        mapping_key: For which value of a dynamic output it runs, or None.
    """

    __slots__ = ("_mapping_key",)

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
            DagsterInvariantViolationError: There are none.
        """
        if self._definition.assets_def is None:
            raise DagsterInvariantViolationError(
                f"Op {self._definition.op.name} does not have an assets definition."
            )
        return self._definition.assets_def

    @property
    def asset_key(self) -> AssetKey:
        """The asset that is made.

        Raises:
            DagsterInvariantViolationError: There is none, or there are several.
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
            DagsterInvariantViolationError: It is none.
        """
        for output in self._definition.outputs:
            if output.name == output_name and output.spec is not None:
                return output.spec.key  # type: ignore[no-any-return]  # coerced by AssetSpec
        raise DagsterInvariantViolationError(
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

    def added_metadata(self, key: AssetKey, partition: str | None = None) -> Mapping[str, Any]:  # noqa: ARG002 - as the contexts of assets have it
        """Return what was added for the asset *key* beside its output."""
        return _NOTHING


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
