"""`load_assets_from_modules` and its kin: what modules define, found by looking.

::

    package -> modules -> objects -> key_prefix, group_name -> assets | Definitions
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from dagbook.authoring.asset_checks_definition import AssetChecksDefinition
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.asset_jobs import UnresolvedAssetJobDefinition
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.check_loaders import load_asset_checks_from_modules
from dagbook.authoring.definitions import Definitions
from dagbook.authoring.gathering import map_asset_specs
from dagbook.authoring.job_definition import JobDefinition
from dagbook.authoring.module_search import calling_module, in_module, modules_in
from dagbook.authoring.source_asset import SourceAsset
from dagbook.authoring.validation import DEFAULT_GROUP, check_hidden
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.foundation.parameters import CONDITION, TEXT, check_given, of_type
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKeyPrefix
from dagbook.partitions.backfill_policy import BackfillPolicy

_DEFINITIONS = (AssetsDefinition, SourceAsset)
_ALL = (AssetsDefinition, SourceAsset, AssetSpec)
_JOBS = (JobDefinition, UnresolvedAssetJobDefinition)


def load_assets_from_modules(
    modules: Iterable[ModuleType],
    group_name: str | None = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    *,
    automation_condition: Any = None,
    backfill_policy: Any = None,
    source_key_prefix: CoercibleToAssetKeyPrefix | None = None,
    include_specs: bool = False,
    **kwargs: Any,
) -> list[Any]:
    """Return the assets that *modules* define at their top level, also in lists.

    Args:
        modules: Where to look.
        group_name: Given to every asset; none may have another.
        key_prefix: Put before the keys of the assets, and of what they read among them.
        automation_condition: Given to every asset; none may have another.
        backfill_policy: Given to every asset.
        source_key_prefix: Put before the keys of what is made elsewhere.
        include_specs: Whether `AssetSpec` values count too.
        **kwargs: Dagster's older parameters, none of which is taken.

    Returns:
        Each object once, in the order of the names.

    Raises:
        DagsterInvalidDefinitionError: Two objects of one key, or an asset of another group.

    Example:
        >>> from dagbook.authoring.asset_decorator import asset
        >>> sales = ModuleType("sales")
        >>> @asset
        ... def orders(): ...
        >>> sales.orders = orders
        >>> [each.key for each in load_assets_from_modules([sales], key_prefix="sales")]
        [AssetKey(['sales', 'orders'])]
    """
    check_given("load_assets_from_modules", _RULES, locals())
    check_hidden("load_assets_from_modules", kwargs)
    found = _found(modules, _ALL if include_specs else _DEFINITIONS)
    made = {key for each in found if isinstance(each, AssetsDefinition) for key in each.keys}
    elsewhere = {each.key for each in found if isinstance(each, (SourceAsset, AssetSpec))}
    if key_prefix:
        specs = {each.key for each in found if isinstance(each, AssetSpec)}
        replaced = {key: key.with_prefix(key_prefix) for key in made | specs}
        found = [
            _rekeyed(each, replaced) if isinstance(each, AssetsDefinition) else each
            for each in found
        ]
    if source_key_prefix:
        replaced = {key: key.with_prefix(source_key_prefix) for key in elsewhere}
        found = [_rekeyed(each, replaced) for each in found]
    if group_name:
        found = [_grouped(each, group_name) for each in found]
    if automation_condition is not None:
        CONDITION("load_assets_from_modules", "automation_condition", automation_condition)
    if automation_condition is None and backfill_policy is None:
        return found
    return [_attributed(each, automation_condition, backfill_policy) for each in found]


def load_assets_from_current_module(
    group_name: str | None = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    *,
    automation_condition: Any = None,
    backfill_policy: Any = None,
    source_key_prefix: CoercibleToAssetKeyPrefix | None = None,
    include_specs: bool = False,
    **kwargs: Any,
) -> list[Any]:
    """Return the assets that the module or notebook that calls this defines.

    Args:
        group_name: See `load_assets_from_modules`.
        key_prefix: See `load_assets_from_modules`.
        automation_condition: See `load_assets_from_modules`.
        backfill_policy: See `load_assets_from_modules`.
        source_key_prefix: See `load_assets_from_modules`.
        include_specs: See `load_assets_from_modules`.
        **kwargs: See `load_assets_from_modules`.
    """
    return load_assets_from_modules(
        [calling_module("load_assets_from_current_module")],
        group_name,
        key_prefix,
        automation_condition=automation_condition,
        backfill_policy=backfill_policy,
        source_key_prefix=source_key_prefix,
        include_specs=include_specs,
        **kwargs,
    )


def load_assets_from_package_module(
    package_module: ModuleType,
    group_name: str | None = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    *,
    automation_condition: Any = None,
    backfill_policy: Any = None,
    source_key_prefix: CoercibleToAssetKeyPrefix | None = None,
    include_specs: bool = False,
    **kwargs: Any,
) -> list[Any]:
    """Return the assets that a package and all its modules define.

    Args:
        package_module: The package, imported.
        group_name: See `load_assets_from_modules`.
        key_prefix: See `load_assets_from_modules`.
        automation_condition: See `load_assets_from_modules`.
        backfill_policy: See `load_assets_from_modules`.
        source_key_prefix: See `load_assets_from_modules`.
        include_specs: See `load_assets_from_modules`.
        **kwargs: See `load_assets_from_modules`.
    """
    return load_assets_from_modules(
        modules_in(package_module),
        group_name,
        key_prefix,
        automation_condition=automation_condition,
        backfill_policy=backfill_policy,
        source_key_prefix=source_key_prefix,
        include_specs=include_specs,
        **kwargs,
    )


def load_assets_from_package_name(
    package_name: str,
    group_name: str | None = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    *,
    backfill_policy: Any = None,
    source_key_prefix: CoercibleToAssetKeyPrefix | None = None,
    include_specs: bool = False,
    **kwargs: Any,
) -> list[Any]:
    """Return the assets that a package and all its modules define.

    Args:
        package_name: The package, imported if it is not yet.
        group_name: See `load_assets_from_modules`.
        key_prefix: See `load_assets_from_modules`.
        backfill_policy: See `load_assets_from_modules`.
        source_key_prefix: See `load_assets_from_modules`.
        include_specs: See `load_assets_from_modules`.
        **kwargs: See `load_assets_from_modules`.
    """
    return load_assets_from_package_module(
        import_module(package_name),
        group_name,
        key_prefix,
        backfill_policy=backfill_policy,
        source_key_prefix=source_key_prefix,
        include_specs=include_specs,
        **kwargs,
    )


def load_definitions_from_modules(
    modules: Iterable[ModuleType],
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, Any] | None = None,
    executor: Any = None,
) -> Definitions:
    """Return everything that *modules* define, as one `Definitions`.

    Args:
        modules: Where to look.
        resources: What is bound to each key.
        loggers: What is bound to each logger's key.
        executor: Kept as given.

    Raises:
        DagsterInvalidDefinitionError: Two objects of one key.
    """
    modules = list(modules)
    checks = load_asset_checks_from_modules(modules)
    return Definitions(
        _found(modules, _ALL),
        jobs=_each_once(each for module in modules for each in in_module(module, _JOBS)),
        resources=resources,
        executor=executor,
        loggers=loggers,
        asset_checks=checks,
    )


def load_definitions_from_module(
    module: ModuleType,
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, Any] | None = None,
    executor: Any = None,
) -> Definitions:
    """Return everything that *module* defines; see `load_definitions_from_modules`."""
    return load_definitions_from_modules([module], resources, loggers, executor)


def load_definitions_from_current_module(
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, Any] | None = None,
    executor: Any = None,
) -> Definitions:
    """Return everything that the module or notebook that calls this defines."""
    module = calling_module("load_definitions_from_current_module")
    return load_definitions_from_modules([module], resources, loggers, executor)


def load_definitions_from_package_module(
    package_module: ModuleType,
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, Any] | None = None,
    executor: Any = None,
) -> Definitions:
    """Return everything that a package and all its modules define."""
    return load_definitions_from_modules(modules_in(package_module), resources, loggers, executor)


def load_definitions_from_package_name(
    package_name: str,
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, Any] | None = None,
    executor: Any = None,
) -> Definitions:
    """Return everything that a package and all its modules define; see the others."""
    return load_definitions_from_package_module(
        import_module(package_name), resources, loggers, executor
    )


def _found(modules: Iterable[ModuleType], kinds: tuple[type, ...]) -> list[Any]:
    """Return the objects of *kinds* in *modules*, each once.

    Raises:
        DagsterInvalidDefinitionError: Two different ones have a key in common.
    """
    owners: dict[AssetKey, tuple[Any, str]] = {}
    objects: dict[int, Any] = {}
    for module in modules:
        for each in in_module(module, kinds):
            if isinstance(each, AssetChecksDefinition):
                continue
            objects.setdefault(id(each), each)
            for key in each.keys if isinstance(each, AssetsDefinition) else (each.key,):
                other, name = owners.setdefault(key, (each, module.__name__))
                same_spec = isinstance(each, AssetSpec) and other == each
                if other is not each and not same_spec:
                    places = ", ".join(sorted({name, module.__name__}))
                    raise DagsterInvalidDefinitionError(
                        f"Asset key {key.to_user_string()} is defined multiple times. Definitions "
                        f"found in modules: {places}. Rename one."
                    )
    return list(objects.values())


def _rekeyed(each: Any, replaced: Mapping[AssetKey, AssetKey]) -> Any:
    """Return *each* with its keys, and those it reads, replaced where *replaced* says so."""
    if isinstance(each, AssetsDefinition):
        return each.with_attributes(asset_key_replacements=replaced)
    key = replaced.get(each.key, each.key)
    if isinstance(each, AssetSpec):
        return each.replace_attributes(key=key)
    return each.with_attributes(key=key)


def _grouped(each: Any, group_name: str) -> Any:
    """Return *each* in the group *group_name*."""

    def grouped(spec: AssetSpec) -> AssetSpec:
        if spec.group_name not in {None, DEFAULT_GROUP, group_name}:
            raise DagsterInvalidDefinitionError(
                f"Asset spec {spec.key.to_user_string()} has group name {spec.group_name}, which "
                f"conflicts with the group name {group_name} provided in load_assets_from_modules."
            )
        return spec.replace_attributes(group_name=group_name)

    if isinstance(each, SourceAsset):
        return each.with_attributes(group_name=grouped(each.to_spec()).group_name)
    return map_asset_specs(grouped, [each])[0]


def _attributed(each: Any, automation_condition: Any, backfill_policy: Any) -> Any:
    """Return *each* with a condition and a policy, where they are given."""

    def conditioned(spec: AssetSpec) -> AssetSpec:
        if automation_condition is None:
            return spec
        return spec.replace_attributes(automation_condition=automation_condition)

    mapped = map_asset_specs(conditioned, [each])[0]
    if isinstance(mapped, AssetsDefinition) and backfill_policy is not None:
        return mapped.with_attributes(backfill_policy=backfill_policy)
    return mapped


_PREFIX = of_type(str, list, tuple, wanted="text or a list of text")
_RULES = {
    "group_name": TEXT,
    "key_prefix": _PREFIX,
    "source_key_prefix": _PREFIX,
    "backfill_policy": of_type(BackfillPolicy),
}


def _each_once(found: Iterable[Any]) -> list[Any]:
    """Return *found* in order, each object once."""
    return list({id(each): each for each in found}.values())
