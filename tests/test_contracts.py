"""What holds for the project as a whole: layers, public names, dependencies, docs."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell

import dagbook

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {"dagbook": ROOT / "core", "dagbook_jupyter": ROOT / "notebook_ext"}
DOCS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def distribution_names(requirements):
    words = (re.match(r"[\w.-]+", requirement).group() for requirement in requirements)
    return {word.lower().replace("_", "-").replace(".", "-") for word in words}


def imported_packages():
    """Return (package, file) of every absolute import in the two source roots."""
    for package, folder in SOURCES.items():
        for path in (folder / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((name.name.split(".")[0], path) for name in node.names)
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    yield node.module.split(".")[0], path


@pytest.fixture
def magics(tmp_path, monkeypatch):
    """The names of the magics that `%load_ext dagbook` adds to a fresh shell."""
    monkeypatch.setenv("DAGBOOK_HOME", str(tmp_path))
    shell = InteractiveShell()
    dagbook.load_ipython_extension(shell)
    try:
        ours = [
            (kind, name)
            for kind, table in shell.magics_manager.magics.items()
            for name, function in table.items()
            if function.__module__.startswith("dagbook_jupyter.")
        ]
    finally:
        dagbook.unload_ipython_extension(shell)
    return {("%" if kind == "line" else "%%") + name for kind, name in ours}


def test_modules_import_only_from_layers_below():
    paths = os.pathsep.join(str(folder) for folder in SOURCES.values())
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_layer_has_the_name_of_a_public_name():
    folder = SOURCES["dagbook"] / "dagbook"
    layers = {path.stem for path in folder.iterdir() if not path.name.startswith("_")}
    assert "status" in layers
    assert not layers & set(dagbook.__all__)


def test_every_public_name_is_there_and_listed():
    for name in dagbook.__all__:
        assert getattr(dagbook, name) is not None
    public = {name for name in dir(dagbook) if not name.startswith("_")}
    assert set(dagbook.__all__) - {"__version__"} == public


def test_no_module_hides_an_import_from_the_program():
    for folder in SOURCES.values():
        for path in folder.rglob("*.py"):
            assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8"), path


def test_every_imported_package_is_a_declared_dependency():
    extras = PROJECT["project"]["optional-dependencies"]
    declared = distribution_names(PROJECT["project"]["dependencies"])
    wanted = (extra for name, words in extras.items() if name != "test" for extra in words)
    optional = distribution_names(wanted)
    # These come with a declared one, which is about them: a kernel's parts and ipywidgets' own.
    declared |= {"traitlets", "comm", "numpy", "ipykernel"}
    providers = packages_distributions()
    for package, path in imported_packages():
        if package in sys.stdlib_module_names or package in SOURCES:
            continue
        names = distribution_names(providers.get(package, [package]))
        assert names & (declared | optional), f"{path.relative_to(ROOT)} imports {package}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_in_the_docs_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not re.match(r"https?://", target):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_code_in_the_docs_is_python_as_a_notebook_reads_it(path):
    for block in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        ast.parse(TransformerManager().transform_cell(block))


def test_the_reference_names_every_public_name():
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    missing = [name for name in dagbook.__all__ if f"`{name}" not in text]
    assert not missing, "run make docs"


def test_every_magic_is_in_the_guide_and_in_the_reference(magics):
    assert {"%materialize", "%assets", "%history", "%lineage", "%%asset"} <= magics
    for name in ("guide.md", "reference.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert not [magic for magic in magics if magic not in text], name


def test_the_changelog_has_something_to_say_of_the_next_release():
    text = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
    assert re.search(r"^## Unreleased\n+- ", text, re.MULTILINE)
