"""Finding definitions in modules: their attributes, the modules of a package, the caller's own."""

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from dagbook.errors import DagsterInvalidDefinitionError


def in_module(module: ModuleType, kinds: tuple[type, ...]) -> Iterator[Any]:
    """Yield the attributes of *module* that are of *kinds*, and the members of lists of them."""
    for name in dir(module):
        value = getattr(module, name)
        if isinstance(value, kinds):
            yield value
        elif isinstance(value, list) and all(isinstance(each, kinds) for each in value):
            yield from value


def modules_in(package: ModuleType) -> Iterator[ModuleType]:
    """Yield *package* and every module in it, imported."""
    yield package
    for found in pkgutil.walk_packages(package.__path__, prefix=f"{package.__name__}."):
        yield import_module(found.name)


def calling_module(name: str) -> ModuleType:
    """Return the module of the code that called the function *name* of this one."""
    caller = sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001 - the only way to a caller's module without building a traceback
    module = sys.modules.get(str(caller))
    if module is None:
        raise DagsterInvalidDefinitionError(
            f"{name} was called from {caller}, which is no module that is loaded. Give the module "
            "to the function of the same name without 'current'."
        )
    return module
