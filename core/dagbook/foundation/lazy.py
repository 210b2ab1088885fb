"""Packages whose names are imported from their modules when they are first asked for."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def lazy_exports(package: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """Return what is to be the ``__getattr__`` of *package*.

    Args:
        package: The package's name.
        homes: Each module of it, with the names that the package offers.

    Example:
        >>> find = lazy_exports("dagbook.model", {"asset_key": ("AssetKey",)})
        >>> find("AssetKey")("orders")
        AssetKey(['orders'])
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def find(name: str) -> Any:
        """Return what the package offers as *name*."""
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{home_of[name]}"), name)

    return find
