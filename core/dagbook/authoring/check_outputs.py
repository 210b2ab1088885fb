"""What a definition makes beside assets: the checks, as outputs of its function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey, AssetCheckResult


@dataclass(frozen=True, slots=True)
class CheckOutput:
    """One output of a function: the result of a check.

    Args:
        name: The output's name.
        check: What is said of the check.
        is_required: False when the step may leave it out.
    """

    spec: ClassVar[None] = None
    nothing: ClassVar[bool] = True
    dagster_type: ClassVar[None] = None

    name: str
    check: AssetCheckSpec
    is_required: bool = True


class MakesChecks:
    """Mixin: what a definition says of the checks that its function makes, its `check_outputs`."""

    __slots__ = ()

    check_outputs: tuple[CheckOutput, ...]
    """The checks that its function makes."""

    @property
    def check_specs(self) -> Sequence[AssetCheckSpec]:
        """What is said of each check that its function makes, in order."""
        return tuple(output.check for output in self.check_outputs)

    @property
    def check_keys(self) -> frozenset[AssetCheckKey]:
        """The keys of the checks that its function makes."""
        return frozenset(output.check.key for output in self.check_outputs)

    @property
    def check_key(self) -> AssetCheckKey:
        """The key of its check.

        Raises:
            CheckError: It makes none, or several.
        """
        if len(self.check_outputs) != 1:
            raise CheckError(
                "Tried to retrieve asset check key from an assets definition with "
                f"{len(self.check_outputs)} asset checks: "
                f"{', '.join(sorted(key.to_user_string() for key in self.check_keys))}. Use "
                "check_keys."
            )
        return self.check_outputs[0].check.key

    @property
    def check_specs_by_output_name(self) -> dict[str, AssetCheckSpec]:
        """What is said of the check of each output."""
        return {output.name: output.check for output in self.check_outputs}

    def get_spec_for_check_key(self, asset_check_key: AssetCheckKey) -> AssetCheckSpec:
        """Return what is said of the check *asset_check_key*.

        Raises:
            DagsterInvariantViolationError: Its function does not make it.
        """
        for output in self.check_outputs:
            if output.check.key == asset_check_key:
                return output.check
        raise DagsterInvariantViolationError(
            f"{asset_check_key.to_user_string()} is not made here; what is: "
            f"{', '.join(sorted(key.to_user_string() for key in self.check_keys)) or 'no check'}."
        )


def check_fitting(specs: Sequence[AssetCheckSpec], keys: Sequence[AssetKey], what: str) -> None:
    """Check that *specs* say what a function that makes the assets *keys* can check.

    Raises:
        CheckError: One is no `AssetCheckSpec`.
        DagsterInvalidDefinitionError: One is of another asset, or there twice.
    """
    seen: set[AssetCheckKey] = set()
    for spec in specs:
        if not isinstance(spec, AssetCheckSpec):
            raise CheckError(
                f"{what}: check_specs holds AssetCheckSpec; got {spec!r} of type "
                f"{type(spec).__name__}."
            )
        if spec.asset_key not in keys:
            raise DagsterInvalidDefinitionError(
                f"Invalid asset key {spec.asset_key.to_user_string()} in check spec {spec.name} of "
                f"{what}. Must be one of {', '.join(key.to_user_string() for key in keys)}."
            )
        if spec.key in seen:
            raise DagsterInvalidDefinitionError(
                f"Duplicate check specs of {what}: {spec.key.to_user_string()}. Name each once."
            )
        seen.add(spec.key)


def rekeyed(
    specs: Sequence[AssetCheckSpec], replaced: Mapping[AssetKey, AssetKey]
) -> tuple[AssetCheckSpec, ...]:
    """Return *specs* with the keys of their assets replaced where *replaced* says so."""
    return tuple(
        spec.replace_key(spec.key.replace_asset_key(replaced.get(spec.asset_key, spec.asset_key)))
        for spec in specs
    )


def outputs_of_specs(
    specs: Sequence[AssetCheckSpec], *, is_required: bool
) -> tuple[CheckOutput, ...]:
    """Return the outputs that the checks *specs* are, each named by asset and check."""
    return tuple(CheckOutput(spec.get_python_identifier(), spec, is_required) for spec in specs)


def output_of(outputs: Sequence[CheckOutput], result: AssetCheckResult) -> CheckOutput:
    """Return which of *outputs* the check is that *result* is of.

    Raises:
        DagsterInvariantViolationError: None is, or it cannot be told.
    """
    names: dict[AssetKey, list[str]] = {}
    for output in outputs:
        names.setdefault(output.check.asset_key, []).append(output.check.name)
    key = result.asset_key
    if not names:
        raise DagsterInvariantViolationError(
            "Received unexpected AssetCheckResult. No AssetCheckSpecs were found for this step. "
            "Set `check_specs` on the asset decorator."
        )
    if key is None:
        if len(names) > 1:
            raise DagsterInvariantViolationError(
                "AssetCheckResult didn't specify an asset key, but there are multiple assets to "
                f"choose from: {[each.to_user_string() for each in names]}"
            )
        (key,) = names
    elif key not in names:
        raise DagsterInvariantViolationError(
            f"Received unexpected AssetCheckResult. It targets asset '{key.to_user_string()}' "
            "which is not targeted by any of the checks currently being evaluated. Targeted "
            f"assets: {[each.to_user_string() for each in names]}."
        )
    name = _name_of(result, key, names[key])
    return next(each for each in outputs if each.check.key == AssetCheckKey(key, name))


def _name_of(result: AssetCheckResult, key: AssetKey, names: Sequence[str]) -> str:
    """Return which of the checks *names* of the asset *key* the *result* is of."""
    if result.check_name is None:
        if len(names) > 1:
            raise DagsterInvariantViolationError(
                "AssetCheckResult didn't specify a check name, but there are multiple checks to "
                f"choose from for the asset {key.to_user_string()}: {sorted(names)}"
            )
        return names[0]
    if result.check_name not in names:
        raise DagsterInvariantViolationError(
            "Received unexpected AssetCheckResult. No checks currently being evaluated target "
            f"asset '{key.to_user_string()}' and have name '{result.check_name}'. Checks being "
            f"evaluated for this asset: {sorted(names)}"
        )
    return result.check_name
