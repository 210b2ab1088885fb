"""Which modules are the user's own, and which version an installed one has."""

import sys
import sysconfig
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Literal

from dagbook.foundation.digest import digest

Origin = Literal["local", "package", "builtin"]
"""Whose a module is: the user's (followed), an installed package's (by version), Python's own."""

OWN = frozenset({"dagbook", "dagbook_jupyter", "dagster"})
"""Packages whose objects define assets, and so are no inputs of them."""

SITE_FOLDERS = ("site-packages", "dist-packages")
"""Folders below which modules are installed, wherever they lie."""


def origin_of(module_name: str) -> Origin:
    """Return whose the module called *module_name* is.

    An editable install is local: its files lie where the user edits them. So is what no file is
    known of, and ``__main__``, whichever program started it.

    >>> origin_of("json"), origin_of("xxhash"), origin_of("__main__")
    ('builtin', 'package', 'local')
    """
    top = module_name.partition(".")[0]
    if top == "__main__":
        return "local"
    if top in OWN or top in sys.stdlib_module_names:
        return "builtin"
    return _origin_of(top)


@cache
def _origin_of(top: str) -> Origin:
    """Decide by where the file of the top package lies."""
    path = module_file(top)
    if path is None:
        module = sys.modules.get(top)
        if module is None or not hasattr(module, "__path__"):
            return "local"
        path = Path(next(iter(module.__path__), ""))
    if any(folder in path.parts for folder in SITE_FOLDERS):
        return "package"
    scheme = sysconfig.get_paths()
    inside = any(path.is_relative_to(scheme[key]) for key in ("stdlib", "platstdlib"))
    return "builtin" if inside else "local"


def module_file(name: str) -> Path | None:
    """Return the file of a module, imported or not, without importing anything."""
    module = sys.modules.get(name)
    if module is not None:
        file = getattr(module, "__file__", None)
        return Path(file) if isinstance(file, str) else None
    folders: list[str] | None = None
    origin: str | None = None
    found = ""
    for part in name.split("."):
        found = f"{found}.{part}".removeprefix(".")
        spec = PathFinder.find_spec(found, folders)
        if spec is None:
            return None
        folders = list(spec.submodule_search_locations or ())
        origin = spec.origin if spec.has_location else None
    return None if origin is None else Path(origin)


def version_of(module_name: str) -> str:
    """Return the version of the package that *module_name* belongs to.

    What the loaded module says comes first: after a new install it is still what runs.

    >>> version_of("xxhash").count(".")
    2
    """
    top = module_name.partition(".")[0]
    said = vars(sys.modules.get(top, ModuleType(top))).get("__version__")
    return said if isinstance(said, str) else _distribution_version(top)


@cache
def _distribution_version(top: str) -> str:
    """Return the version of the distribution that holds the top package, slowly if need be."""
    from importlib import metadata  # noqa: PLC0415 - loads email and more, and is rarely asked

    for find in (lambda: (top,), lambda: metadata.packages_distributions().get(top, ())):
        for name in find():
            try:
                return metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
    return "unknown"


def package_digest(module_name: str) -> tuple[str, str, str]:
    """Return name, version and digest of the package that *module_name* belongs to."""
    top = module_name.partition(".")[0]
    version = version_of(top)
    return top, version, digest(["package", top, version])


def is_followed(value: object) -> bool:
    """Return whether the code of a function or class is the user's own, and so looked into."""
    name = getattr(value, "__module__", None)
    return not isinstance(name, str) or origin_of(name) == "local"
