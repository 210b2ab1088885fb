"""`import dagbook`: what is there, what is refused by name, and what it costs."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import dagster
import pytest

import dagbook
from dagbook.foundation.dagster_names import NAMES

HEAVY = {
    "asyncio",
    "cloudpickle",
    "croniter",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic",
    "sqlite3",
    "yaml",
}
A_RUN_IN_MEMORY = """
from dagbook import asset, materialize_to_memory
def one(): return 1
def two(one): return one + 1
assert materialize_to_memory([asset(one), asset(two)]).asset_value("two") == 2
"""
CORE = Path(dagbook.__file__).parents[1]


def loaded_by(code):
    """Return the packages that a new Python has loaded after *code*."""
    report = "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = [{str(CORE)!r}]\n{code}{report}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "from dagbook import asset, Definitions, materialize",
        "import dagbook; dagbook.asset, dagbook.multi_asset, dagbook.AssetKey, dagbook.Output",
        "import dagbook; dagbook.StaticPartitionsDefinition, dagbook.DailyPartitionsDefinition",
        A_RUN_IN_MEMORY,
    ],
    ids=["first line of a notebook", "definitions", "partitions", "a run in memory"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code):
    assert loaded_by(code) & HEAVY == set()


def test_the_package_alone_loads_none_of_its_layers():
    assert loaded_by("import dagbook") & HEAVY == set()
    listed = loaded_by("import dagbook; assert 'asset' in dir(dagbook); dagbook.__all__")
    assert listed & HEAVY == set()


def literal_all(path):
    """Return the list that *path* assigns to `__all__`, and the names that it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    listed = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
    )
    imported = {
        alias.asname: (node.module, alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    return listed, imported


def test_what_type_checkers_see_is_what_there_is():
    listed, imported = literal_all(CORE / "dagbook" / "__init__.pyi")
    assert listed == dagbook.__all__
    assert imported.keys() == set(dagbook.__all__)
    for name, (module, original) in imported.items():
        assert getattr(importlib.import_module(module), original) is getattr(dagbook, name)


def test_completion_offers_the_public_names():
    assert set(dir(dagbook)) == {*dagbook.__all__, "__version__"}


def test_the_names_that_are_refused_are_dagsters():
    assert [name for name in sorted(NAMES) if not hasattr(dagster, name)] == []


def test_a_name_of_dagster_that_is_not_offered_is_refused_by_name():
    refused = sorted(NAMES - set(dagbook.__all__))
    assert len(refused) > 100
    for name in refused:
        with pytest.raises(ImportError, match=rf"does not offer {name}( yet|\. Use)") as raised:
            exec(f"from dagbook import {name}")
        assert raised.value.name == name


def test_a_name_that_nobody_has_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'asett'"):
        dagbook.asett  # noqa: B018
    assert not hasattr(dagbook, "_private")
    with pytest.raises(ImportError, match="asett"):
        exec("from dagbook import asett")


def test_a_name_is_the_same_object_each_time_and_in_its_home():
    from dagbook.authoring.asset_decorator import asset

    assert dagbook.asset is asset
    assert dagbook.asset is dagbook.asset
