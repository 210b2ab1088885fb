"""Whose a module is, told without importing it."""

import importlib
import sys
from types import ModuleType

import pytest

from dagbook.versions.packages import module_file, origin_of, version_of


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("os.path", "builtin"),
        ("builtins", "builtin"),
        ("dagbook.model", "builtin"),
        ("pandas.core.frame", "package"),
        ("_pytest", "package"),
        ("__main__", "local"),
        ("local_origin", "local"),
        ("local_origin_package.part", "local"),
    ],
)
def test_a_module_is_local_exactly_when_it_is_not_installed(name, origin, tmp_path, monkeypatch):
    (tmp_path / "local_origin.py").write_text("raise SystemExit\n")
    (tmp_path / "local_origin_package").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert origin_of(name) == origin
    assert "local_origin" not in sys.modules


def test_a_file_below_site_packages_is_installed_wherever_that_lies(tmp_path, monkeypatch):
    folder = tmp_path / "project" / ".venv" / "site-packages"
    folder.mkdir(parents=True)
    (folder / "installed_somewhere.py").write_text("")
    monkeypatch.syspath_prepend(folder)
    assert origin_of("installed_somewhere") == "package"


def test_files_of_modules_are_found_without_importing_them(tmp_path, monkeypatch):
    (tmp_path / "unloaded_package" / "inner").mkdir(parents=True)
    for name in ("__init__.py", "inner/__init__.py", "inner/deep.py"):
        (tmp_path / "unloaded_package" / name).write_text("raise SystemExit\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    found = module_file("unloaded_package.inner.deep")
    assert found == tmp_path / "unloaded_package" / "inner" / "deep.py"
    assert module_file("unloaded_package.nothing.deep") is None
    assert module_file("sys") is None


def test_the_loaded_version_comes_before_the_installed_one(monkeypatch):
    module = ModuleType("xxhash")
    module.__version__ = "0.0.1"
    monkeypatch.setitem(sys.modules, "xxhash", module)
    assert version_of("xxhash") == "0.0.1"
    del module.__version__
    assert version_of("xxhash") == importlib.metadata.version("xxhash")
    assert version_of("no_such_module_anywhere") == "unknown"


def test_a_distribution_of_another_name_is_found():
    assert version_of("_pytest.python") == importlib.metadata.version("pytest")
