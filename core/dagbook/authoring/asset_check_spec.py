"""`AssetCheckSpec`: what is said of a check, whoever makes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagbook.authoring.asset_io import AssetDep
from dagbook.errors import DagsterInvariantViolationError, ParameterCheckError
from dagbook.foundation.parameters import CONDITION, FLAG, TEXT, check_given, check_named, of_type
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.definition import PartitionsDefinition

_RULES = {
    "description": TEXT,
    "blocking": FLAG,
    "metadata": check_named,
    "automation_condition": CONDITION,
    "partitions_def": of_type(PartitionsDefinition),
}


@dataclass(frozen=True, slots=True, init=False)
class AssetCheckSpec:
    """What is said of a check, but not how it is made.

    Args:
        name: Its name, its own among the checks of the asset.
        asset: The asset that is checked: its key, or its definition.
        description: In words.
        additional_deps: Assets that the check reads beside the one that it is about.
        blocking: Whether what is downstream of the asset waits for the check, and does not run
            when it fails with severity ERROR.
        metadata: Of the definition, as the user gave it.
        automation_condition: When it is to be made; kept as given.
        partitions_def: Its partitions: those of the asset, or none.

    Raises:
        ValueError: It depends on its own asset once more.
        ParameterCheckError: The name is no text.

    Example:
        >>> AssetCheckSpec("no_nulls", asset="orders").key
        AssetCheckKey(asset_key=AssetKey(['orders']), name='no_nulls')
    """

    name: str
    asset_key: AssetKey
    description: str | None
    additional_deps: Sequence[AssetDep]
    blocking: bool
    metadata: Mapping[str, Any] = field(hash=False)
    automation_condition: Any
    partitions_def: PartitionsDefinition | None

    def __init__(
        self,
        name: str,
        *,
        asset: CoercibleToAssetKey | Any,
        description: str | None = None,
        additional_deps: Iterable[Any] | None = None,
        blocking: bool = False,
        metadata: Mapping[str, Any] | None = None,
        automation_condition: Any = None,
        partitions_def: PartitionsDefinition | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise ParameterCheckError(
                f'Param "name" is not a str. Got {name!r} which is type {type(name).__name__}.'
            )
        check_given(f"AssetCheckSpec {name}", _RULES, locals())
        key = AssetKey.from_coercible_or_definition(asset)
        deps = _dependencies(name, key, additional_deps)
        put = object.__setattr__
        put(self, "name", name)
        put(self, "asset_key", key)
        put(self, "description", description)
        put(self, "additional_deps", deps)
        put(self, "blocking", blocking)
        put(self, "metadata", dict(metadata or {}))
        put(self, "automation_condition", automation_condition)
        put(self, "partitions_def", partitions_def)

    @property
    def key(self) -> AssetCheckKey:
        """The check's key."""
        return AssetCheckKey(self.asset_key, self.name)

    def get_python_identifier(self) -> str:
        """Return what the check is called as an output or op, ``sales__orders_no_nulls``."""
        return f"{self.asset_key.to_python_identifier()}_{self.name}".replace(".", "_")

    def replace_key(self, key: AssetCheckKey) -> "AssetCheckSpec":
        """Return the same check under another key."""
        return self._with(name=key.name, asset=key.asset_key)

    def with_metadata(self, metadata: Mapping[str, Any]) -> "AssetCheckSpec":
        """Return the spec with *metadata* in place of its own."""
        return self._with(metadata=metadata)

    def _with(self, **changes: Any) -> "AssetCheckSpec":
        """Return a copy with some of the constructor's arguments changed."""
        arguments = {
            "name": self.name,
            "asset": self.asset_key,
            "description": self.description,
            "additional_deps": self.additional_deps,
            "blocking": self.blocking,
            "metadata": self.metadata,
            "automation_condition": self.automation_condition,
            "partitions_def": self.partitions_def,
        }
        return AssetCheckSpec(**{**arguments, **changes})


def _dependencies(name: str, key: AssetKey, deps: Iterable[Any] | None) -> list[AssetDep]:
    """Return *deps* of the check *name* of *key*, each once; those of many assets one by one."""
    found: dict[AssetKey, AssetDep] = {}
    for each in deps or ():
        # Only a definition of several assets has these; its class is above this module.
        for one in getattr(each, "keys_in_order", (each,)):
            dep = AssetDep.from_coercible(one)
            if dep.asset_key == key:
                raise ValueError(
                    f"Asset check {name} for asset {key.to_user_string()} cannot have an "
                    "additional dependency on that asset: it reads it anyway. Leave it out."
                )
            if found.setdefault(dep.asset_key, dep) != dep:
                raise DagsterInvariantViolationError(
                    f"Cannot set a dependency on asset {dep.asset_key.to_user_string()} more than "
                    f"once for check {name}, each with another partition mapping. Name it once."
                )
    return list(found.values())
