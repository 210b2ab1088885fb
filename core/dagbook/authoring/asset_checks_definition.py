"""`AssetChecksDefinition`: the checks that one function makes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Self

from dagbook.authoring.asset_io import AssetDep
from dagbook.authoring.assets_definition import AssetInput, AssetsDefinition
from dagbook.authoring.check_context import AssetCheckExecutionContext
from dagbook.authoring.check_outputs import CheckOutput, rekeyed
from dagbook.authoring.signature import Signature
from dagbook.authoring.source import CapturedSource
from dagbook.authoring.step_options import NO_OPTIONS, StepOptions
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKeyPrefix
from dagbook.partitions.definition import PartitionsDefinition


class AssetChecksDefinition(AssetsDefinition):
    """The checks that one function makes; what `asset_check` and `multi_asset_check` return.

    It makes no asset: `keys` is empty. Calling it calls the function, as a unit test does.
    """

    @classmethod
    def of_checks(
        cls,
        fn: Callable[..., Any],
        op_name: str,
        check_outputs: tuple[CheckOutput, ...],
        inputs: tuple[AssetInput, ...],
        deps: tuple[AssetDep, ...],
        *,
        signature: Signature | None,
        source: CapturedSource | None,
        required_resource_keys: frozenset[str] = frozenset(),
        can_subset: bool = False,
        options: StepOptions = NO_OPTIONS,
    ) -> Self:
        """Return the definition of these parts; what decorators call.

        Args:
            fn: The function.
            op_name: The name of the step, as in Dagster ``sales__orders_no_nulls``.
            check_outputs: The checks, in order.
            inputs: In the order of the parameters.
            deps: Dependencies whose values are not passed.
            signature: The roles of the parameters.
            source: The function's source as it was when it was defined.
            required_resource_keys: Resources asked for by name.
            can_subset: Whether a run may ask for some of its checks alone.
            options: What its decorator says beside.
        """
        made = cls.of_parts(
            fn,
            op_name,
            (),
            inputs,
            deps,
            signature=signature,
            source=source,
            partitions_def=None,
            required_resource_keys=required_resource_keys,
            can_subset=can_subset,
            options=options,
        )
        made.check_outputs = check_outputs
        return made

    def __repr__(self) -> str:
        keys = ", ".join(output.check.key.to_user_string() for output in self.check_outputs)
        return f"AssetChecksDefinition({keys})"

    @property
    def checks_partitions_def(self) -> PartitionsDefinition | None:
        """The partitions of its checks, None where they have none."""
        found = (output.check.partitions_def for output in self.check_outputs)
        return next((each for each in found if each is not None), None)

    def make_context(self, step: Any) -> AssetCheckExecutionContext:
        """Return what the function is told in *step*."""
        return AssetCheckExecutionContext(step, self, step.planned.checks)

    def with_asset_key_prefix(self, prefix: CoercibleToAssetKeyPrefix) -> "AssetChecksDefinition":
        """Return the same checks of the assets whose keys have *prefix* before them."""
        checked = {output.check.asset_key for output in self.check_outputs}
        replaced = {key: key.with_prefix(prefix) for key in checked}
        return self.with_dependencies(replaced)

    def with_dependencies(self, replaced: Mapping[AssetKey, AssetKey]) -> Self:
        """Return the same checks with some of the keys of assets replaced."""
        outputs = tuple(
            replace(output, check=check)
            for output, check in zip(
                self.check_outputs, rekeyed(self.check_specs, replaced), strict=True
            )
        )
        return super().with_dependencies(replaced)._with(check_outputs=outputs)  # noqa: SLF001 - its own class

    def _with(self, **changes: Any) -> Self:
        """Return a copy with some of the constructor's arguments changed."""
        assert self.fn is not None  # noqa: S101 - for the type checker: a check has a function
        return self.of_checks(
            self.fn,
            self.op_name,
            changes.get("check_outputs", self.check_outputs),
            changes.get("inputs", self.inputs),
            changes.get("deps", self.deps),
            signature=self.signature,
            source=self.source,
            required_resource_keys=self.resource_keys,
            can_subset=self.can_subset,
            options=changes.get("options", self.options),
        )
