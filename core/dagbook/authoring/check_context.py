"""What a check's function is told: `AssetCheckExecutionContext`, and one for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.built_step import direct_call_lacks
from dagbook.authoring.direct_context import DirectAssetExecutionContext
from dagbook.authoring.direct_step import DirectStep
from dagbook.authoring.op_context import OpExecutionContext, seen_as_of_op
from dagbook.authoring.step_context import CURRENT_CONTEXT, StepContext
from dagbook.authoring.step_services import StepServices
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.definition import PartitionsDefinition

_OF_OPS = frozenset(
    {
        *("job_name", "run_id", "run_tags", "run_config", "dagster_run", "has_tag", "get_tag"),
        *("op_config", "log_event", "add_output_metadata", "get_mapping_key"),
        "asset_partition_key_range",
    }
)
"""What Dagster's context of a check has not, and that of an op has."""
_OF_ASSETS = _OF_OPS | {
    *("has_assets_def", "asset_key", "selected_asset_keys", "selected_output_names"),
    *("asset_key_for_output", "asset_key_for_input", "output_for_asset_key", "load_asset_value"),
    *("add_asset_metadata", "get_asset_provenance"),
}
"""What is hidden of what a context outside a run answers for assets."""


def _refusal(context: Any, name: str) -> AttributeError:
    """Return the error for a member that a notebook's check would miss in Dagster."""
    instead = "run" if name.startswith(("run_", "dagster_run")) else "op_execution_context"
    sentence = f"A check's context has no {name}, as in Dagster. Use context.{instead}."
    return AttributeError(sentence, name=name, obj=context)


class AssetCheckExecutionContext(StepContext):
    """What a check's function is told while it runs.

    A first parameter named ``context``, or annotated with this class, takes it.

    Args:
        step: What the running step offers.
        checks_def: What is run.
        selected: The checks among its own that the run asked for, in order.
    """

    __slots__ = ("_selected",)

    def __init__(
        self, step: StepServices, checks_def: Any, selected: Sequence[AssetCheckKey]
    ) -> None:
        super().__init__(step, checks_def)
        self._selected = tuple(selected)

    def __getattribute__(self, name: str) -> Any:
        if name in _OF_OPS:
            raise AttributeError(name, name=name, obj=self)
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        if name in _OF_OPS:
            raise _refusal(self, name)
        return super().__getattr__(name)

    @staticmethod
    def get() -> "AssetCheckExecutionContext":
        """Return the context of the check that runs, for helpers that are not given it.

        Raises:
            DagsterInvariantViolationError: No check runs.
        """
        current = CURRENT_CONTEXT.get()
        if not isinstance(current, AssetCheckExecutionContext):
            raise DagsterInvariantViolationError(
                "No current AssetCheckExecutionContext in scope: no check runs here."
            )
        return current

    @property
    def op_execution_context(self) -> OpExecutionContext:
        """What an op in its place would be told: the same, as an `OpExecutionContext`."""
        return seen_as_of_op(self)

    @property
    def selected_asset_check_keys(self) -> frozenset[AssetCheckKey]:
        """The checks of this step that the run asked for."""
        return frozenset(self._selected)

    @property
    def check_specs(self) -> Sequence[AssetCheckSpec]:
        """What is said of each check of this step, in order."""
        return list(self._definition.check_specs)

    def asset_partitions_def(self, asset_key: AssetKey) -> PartitionsDefinition | None:
        """Return the partitions of an asset that the checks are of or depend on."""
        return self._step.partitions_def_of(asset_key)  # type: ignore[attr-defined, no-any-return]  # a running step has it

    @property
    def is_subset(self) -> bool:
        """Whether the run asked for some of its checks alone."""
        return len(self._selected) < len(self._definition.check_outputs)

    @property
    def _partitions_def(self) -> PartitionsDefinition | None:
        """The partitions of the checks, else those of what they are of."""
        return self._definition.checks_partitions_def  # type: ignore[no-any-return]  # see AssetChecksDefinition


class DirectAssetCheckExecutionContext(DirectAssetExecutionContext):
    """What a check's function is told outside a run; `build_asset_check_context` makes it."""

    def __getattribute__(self, name: str) -> Any:
        if name in _OF_ASSETS:
            raise AttributeError(name, name=name, obj=self)
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        if name in _OF_ASSETS:
            raise _refusal(self, name)
        return super().__getattr__(name)

    @property
    def selected_asset_check_keys(self) -> frozenset[AssetCheckKey]:
        """The checks of the definition that is called.

        Raises:
            DagsterInvalidPropertyError: Nothing is called.
        """
        if not self.direct_step.is_bound:
            raise direct_call_lacks("selected_asset_check_keys")
        return super().selected_asset_check_keys

    @property
    def check_specs(self) -> Sequence[AssetCheckSpec]:
        """What is said of each check of the definition that is called, in order."""
        return list(self.assets_def.check_specs)


def build_asset_check_context(
    resources: Mapping[str, Any] | None = None,
    resources_config: Mapping[str, Any] | None = None,
    asset_config: Mapping[str, Any] | None = None,
    instance: Any = None,
) -> DirectAssetCheckExecutionContext:
    """Return what a check's function is told, for a test that calls it.

    With resources that are torn down it has to be used as a context manager.

    Args:
        resources: What is bound to each key: the objects, or their definitions.
        resources_config: By key, what a run's config would say: ``{"config": ...}``.
        asset_config: What a run's config would say to the check.
        instance: The instance; one in memory by default.

    Raises:
        ParameterCheckError: An argument is of another type.

    Example:
        >>> context = build_asset_check_context(resources={"limit": 3})
        >>> context.resources.limit
        3
    """
    return DirectAssetCheckExecutionContext(
        DirectStep(resources, resources_config, asset_config, instance, None, None, None)
    )
