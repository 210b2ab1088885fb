from dataclasses import dataclass
from pathlib import Path

import pytest

from dagbook_jupyter.store_folder import Place, find_place, store_folder


@dataclass(frozen=True)
class Case:
    name: str
    notebook: str
    there: tuple
    expected: str
    home: str = "elsewhere"
    setting: str = ""


CASES = (
    Case("beside the notebook when there is none", "home/a", (), "home/a/.dagbook"),
    Case("the notebook's own", "a/b", ("a/b/.dagbook/", "a/.dagbook/"), "a/b/.dagbook"),
    Case("the nearest ancestor's", "a/b/c", ("a/.dagbook/", "a/b/.dagbook/"), "a/b/.dagbook"),
    Case("the project root's", "p/n", ("p/.git/", "p/.dagbook/"), "p/.dagbook"),
    Case("none above a git root", "a/p/n", ("a/.dagbook/", "a/p/.git/"), "a/p/n/.dagbook"),
    Case("none above pyproject", "a/p", ("a/.dagbook/", "a/p/pyproject.toml"), "a/p/.dagbook"),
    Case("a worktree's git file is a root", "a/p", ("a/.dagbook/", "a/p/.git"), "a/p/.dagbook"),
    Case("never the home directory's", "h/n", ("h/.dagbook/",), "h/n/.dagbook", home="h"),
    Case("never above home", "a/h/n", ("a/.dagbook/",), "a/h/n/.dagbook", home="a/h"),
    Case("a file of that name is no store", "a/b", ("a/.dagbook",), "a/b/.dagbook"),
    Case("the setting wins", "a", ("a/.dagbook/",), "x/store", setting="x/store"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_store_is(case, tmp_path):
    (tmp_path / case.notebook).mkdir(parents=True)
    for name in case.there:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if name.endswith("/") else path.touch()
    environ = {"DAGBOOK_HOME": str(tmp_path / case.setting)} if case.setting else {}
    place = Place(tmp_path / case.notebook)
    assert store_folder(environ, place, tmp_path / case.home) == tmp_path / case.expected


def test_a_relative_setting_is_relative_to_the_notebook(tmp_path):
    found = store_folder({"DAGBOOK_HOME": "store"}, Place(tmp_path), Path("/home/me"))
    assert found == tmp_path / "store"


def test_the_place_is_where_the_server_says_the_notebook_is(tmp_path):
    (tmp_path / "deep").mkdir()
    environ = {"JPY_SESSION_NAME": str(tmp_path / "deep" / "a.ipynb")}
    assert find_place(environ, {}, tmp_path) == Place(tmp_path / "deep", "a.ipynb")


def test_the_place_is_where_vs_code_says_the_notebook_is(tmp_path):
    (tmp_path / "deep").mkdir()
    user_ns = {"__vsc_ipynb_file__": str(tmp_path / "deep" / "a.ipynb")}
    environ = {"JPY_SESSION_NAME": str(tmp_path / "b.ipynb")}
    assert find_place(environ, user_ns, tmp_path) == Place(tmp_path / "deep", "a.ipynb")


@pytest.mark.parametrize("name", ["", "1b2c-console", "/nowhere/at/all/a.ipynb"])
def test_the_place_is_the_working_directory_when_nobody_knows_better(name, tmp_path):
    environ = {"JPY_SESSION_NAME": name} if name else {}
    assert find_place(environ, {}, tmp_path).folder == tmp_path
