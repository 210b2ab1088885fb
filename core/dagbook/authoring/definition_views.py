"""What a definition says of its assets and of its step, read from its outputs and options."""

from collections.abc import Mapping
from typing import Any

from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.config_types import FieldOf
from dagbook.authoring.step_options import StepOptions
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import CheckError
from dagbook.model.asset_key import AssetKey


class SaysOfAssets:
    """Mixin: what is asked of a definition that has outputs and options."""

    outputs: tuple[Any, ...]
    keys_in_order: tuple[AssetKey, ...]
    options: StepOptions
    is_executable: Any

    @property
    def keys(self) -> frozenset[AssetKey]:
        """Its keys."""
        return frozenset(self.keys_in_order)

    @property
    def key(self) -> AssetKey:
        """Its key.

        Raises:
            CheckError: It has more than one.
        """
        if len(self.outputs) != 1:
            raise CheckError(
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
        """Every asset that one of its own depends on, its own among them where they do."""
        return frozenset(dep.asset_key for spec in self.specs for dep in spec.deps)

    @property
    def asset_deps(self) -> dict[AssetKey, frozenset[AssetKey]]:
        """What each asset depends on."""
        return {spec.key: frozenset(dep.asset_key for dep in spec.deps) for spec in self.specs}

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
    def resource_defs(self) -> dict[str, Any]:
        """The resources of its own."""
        return dict(self.options.resource_defs)

    @property
    def hook_defs(self) -> frozenset[Any]:
        """The hooks called after its step."""
        return self.options.hook_defs

    @property
    def retry_policy(self) -> Any:
        """When its step runs again after a failure."""
        return self.options.retry_policy

    @property
    def backfill_policy(self) -> Any:
        """How many partitions one run makes."""
        return self.options.backfill_policy

    @property
    def config_schema(self) -> FieldOf | None:
        """What its step's config looks like, where a schema says it."""
        return self.options.config_schema

    @property
    def op_tags(self) -> Mapping[str, Any]:
        """The tags of its step."""
        return self.options.op_tags

    @property
    def pool(self) -> str | None:
        """Which pool limits how many of its steps run at once."""
        return self.options.pool

    @property
    def automation_conditions_by_key(self) -> dict[AssetKey, Any]:
        """When each asset that says it is to be made."""
        return {
            spec.key: spec.automation_condition
            for spec in self.specs
            if spec.automation_condition is not None
        }

    @property
    def keys_by_output_name(self) -> dict[str, AssetKey]:
        """The asset of each output of its function."""
        if not self.is_executable:
            return {}
        keys = self.keys
        return {each.name: each.spec.key for each in self.outputs if each.spec.key in keys}
