"""`AssetCheckExecutionContext`: what a check's function is told while it runs."""

from collections.abc import Sequence
from logging import Logger
from typing import Any, ClassVar

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.contexts import AssetExecutionContext
from dagbook.errors import DagsterInvariantViolationError
from dagbook.foundation.not_yet import NotYet
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.keys import PartitionKeyRange, TimeWindow


class AssetCheckExecutionContext(NotYet):
    """What a check's function is told while it runs.

    A first parameter named ``context``, or annotated with this class, takes it.

    Args:
        step: What the running step offers.
        checks_def: What is run.
        selected: The checks among its own that the run asked for, in order.
    """

    __dagbook_context__: ClassVar[bool] = True
    __slots__ = ("_checks_def", "_selected", "op_execution_context")

    def __init__(self, step: Any, checks_def: Any, selected: Sequence[AssetCheckKey]) -> None:
        self._checks_def = checks_def
        self._selected = tuple(selected)
        self.op_execution_context = AssetExecutionContext(step, checks_def, ())

    @property
    def selected_asset_check_keys(self) -> frozenset[AssetCheckKey]:
        """The checks of this step that the run asked for."""
        return frozenset(self._selected)

    @property
    def check_specs(self) -> Sequence[AssetCheckSpec]:
        """What is said of each check of this step, in order."""
        return list(self._checks_def.check_specs)

    @property
    def is_subset(self) -> bool:
        """Whether the run asked for some of its checks alone."""
        return len(self._selected) < len(self._checks_def.check_outputs)

    @property
    def log(self) -> Logger:
        """The step's logger."""
        return self.op_execution_context.log

    @property
    def run(self) -> Any:
        """The run."""
        return self.op_execution_context.run

    @property
    def job_def(self) -> Any:
        """The job."""
        return self.op_execution_context.job_def

    @property
    def op_def(self) -> Any:
        """The check's function as an op."""
        return self._checks_def.op

    @property
    def instance(self) -> Any:
        """The instance the run is recorded in."""
        return self.op_execution_context.instance

    @property
    def resources(self) -> Any:
        """The resources that are set up, by attribute."""
        return self.op_execution_context.resources

    @property
    def retry_number(self) -> int:
        """How often the step was tried before."""
        return int(self.op_execution_context.retry_number)

    def describe_op(self) -> str:
        """Return what runs, in words."""
        return f'op "{self._checks_def.op_name}"'

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for one partition."""
        return self.op_execution_context.has_partition_key

    @property
    def partition_key(self) -> str:
        """The partition the run is for.

        Raises:
            DagsterInvariantViolationError: The run is not for a partition.
        """
        return self.op_execution_context.partition_key

    @property
    def partition_keys(self) -> Sequence[str]:
        """The partitions the run is for, in order."""
        return self.op_execution_context.partition_keys

    @property
    def has_partition_key_range(self) -> bool:
        """Whether the run is for a range of several partitions."""
        return self.op_execution_context.has_partition_key_range

    @property
    def partition_key_range(self) -> PartitionKeyRange:
        """The partitions the run is for, as a range."""
        return self.op_execution_context.partition_key_range

    @property
    def partition_time_window(self) -> TimeWindow:
        """The window of time of the partition the run is for."""
        return self.op_execution_context.partition_time_window


class DirectAssetCheckExecutionContext(AssetCheckExecutionContext):
    """A context outside a run, for the direct call of a check; see `build_asset_check_context`.

    The checks are known while one is called with it.

    Args:
        step: What stands for a running step.
    """

    __slots__ = ("_step",)

    def __init__(self, step: Any) -> None:
        self._step = step
        self._checks_def: Any = None
        self._selected = ()
        self.op_execution_context = AssetExecutionContext(step, None, ())  # type: ignore[arg-type]  # set by bind

    def bind(self, checks_def: Any) -> None:
        """Make the context that of a call of *checks_def*."""
        self._checks_def = checks_def
        self._selected = tuple(output.check.key for output in checks_def.check_outputs)
        self.op_execution_context = AssetExecutionContext(self._step, checks_def, ())

    def unbind(self) -> None:
        """Make the context that of no call."""
        self._checks_def = None
        self._selected = ()

    @property
    def selected_asset_check_keys(self) -> frozenset[AssetCheckKey]:
        """The checks of the definition that is called.

        Raises:
            DagsterInvariantViolationError: None is called.
        """
        if self._checks_def is None:
            raise DagsterInvariantViolationError(
                "The selected_asset_check_keys property is set when a check is called with the "
                "context; nothing is called now."
            )
        return frozenset(self._selected)
