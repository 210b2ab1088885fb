"""`load_asset_checks_from_modules` and kin: the checks that modules define at their top level."""

from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

from dagbook.authoring.asset_checks_definition import AssetChecksDefinition
from dagbook.authoring.module_search import calling_module, in_module, modules_in
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.model.asset_key import CoercibleToAssetKeyPrefix
from dagbook.model.checks import AssetCheckKey


def load_asset_checks_from_modules(
    modules: Iterable[ModuleType], asset_key_prefix: CoercibleToAssetKeyPrefix | None = None
) -> list[AssetChecksDefinition]:
    """Return the checks that *modules* define at their top level, also in lists.

    Args:
        modules: Where to look.
        asset_key_prefix: Put before the keys of the assets that are checked.

    Returns:
        Each object once, in the order of the names.

    Raises:
        DagsterInvalidDefinitionError: Two checks of one key.

    Example:
        >>> from dagbook.authoring.asset_check import asset_check
        >>> quality = ModuleType("quality")
        >>> @asset_check(asset="orders")
        ... def no_nulls(): ...
        >>> quality.no_nulls = no_nulls
        >>> load_asset_checks_from_modules([quality], asset_key_prefix="sales")
        [AssetChecksDefinition(sales/orders:no_nulls)]
    """
    found: dict[int, AssetChecksDefinition] = {}
    owners: dict[AssetCheckKey, AssetChecksDefinition] = {}
    for module in modules:
        for each in in_module(module, (AssetChecksDefinition,)):
            found.setdefault(id(each), each)
            for key in each.check_keys:
                if owners.setdefault(key, each) is not each:
                    raise DagsterInvalidDefinitionError(
                        f"Asset check {key.to_user_string()} is defined multiple times; the second "
                        f"is in {module.__name__}. Rename one."
                    )
    if asset_key_prefix is None:
        return list(found.values())
    return [each.with_asset_key_prefix(asset_key_prefix) for each in found.values()]


def load_asset_checks_from_current_module(
    asset_key_prefix: CoercibleToAssetKeyPrefix | None = None,
) -> list[AssetChecksDefinition]:
    """Return the checks that the module or notebook that calls this defines.

    Args:
        asset_key_prefix: See `load_asset_checks_from_modules`.
    """
    module = calling_module("load_asset_checks_from_current_module")
    return load_asset_checks_from_modules([module], asset_key_prefix)


def load_asset_checks_from_package_module(
    package_module: ModuleType, asset_key_prefix: CoercibleToAssetKeyPrefix | None = None
) -> list[AssetChecksDefinition]:
    """Return the checks that a package and all its modules define.

    Args:
        package_module: The package, imported.
        asset_key_prefix: See `load_asset_checks_from_modules`.
    """
    return load_asset_checks_from_modules(modules_in(package_module), asset_key_prefix)


def load_asset_checks_from_package_name(
    package_name: str, asset_key_prefix: CoercibleToAssetKeyPrefix | None = None
) -> list[AssetChecksDefinition]:
    """Return the checks that a package and all its modules define.

    Args:
        package_name: The package, imported if it is not yet.
        asset_key_prefix: See `load_asset_checks_from_modules`.
    """
    return load_asset_checks_from_package_module(import_module(package_name), asset_key_prefix)
