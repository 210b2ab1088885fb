"""`AssetContextOfOp`: what an op of assets is told that asks for the context of an asset."""

from typing import Any

from dagbook.authoring.contexts import AssetExecutionContext
from dagbook.authoring.op_context import OpExecutionContext
from dagbook.model.asset_key import AssetKey


class AssetContextOfOp(AssetExecutionContext):
    """The context of an op that is part of assets, as that of those assets.

    Args:
        told: What the op is told otherwise.
        definition: The op as it stands in the run.
    """

    def __init__(self, told: OpExecutionContext, definition: Any) -> None:
        super().__init__(told._step, definition, definition.keys_in_order)  # noqa: SLF001 - of one kind
        self._told = told
        self._output_metadata, self._yielded = told._output_metadata, told._yielded  # noqa: SLF001 - one step, one account

    @property
    def op_execution_context(self) -> OpExecutionContext:
        """What the op is told otherwise."""
        return self._told

    @property
    def assets_def(self) -> Any:
        """The assets that the op is part of."""
        return self._definition.assets_def

    @property
    def op_def(self) -> Any:
        """The op."""
        return self._told.op_def

    @property
    def job_def(self) -> Any:
        """The job that runs."""
        return self._told.job_def

    @property
    def selected_output_names(self) -> frozenset[str]:
        """The outputs of the op that the run needs."""
        return self._told.selected_output_names

    def asset_key_for_output(self, output_name: str = "result") -> AssetKey:
        """Return the asset that the output *output_name* of the op is.

        Raises:
            DagsterInvariantViolationError: It is none.
        """
        return self._told.asset_key_for_output(output_name)
