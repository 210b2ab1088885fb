"""What is captured of a source stays, and is never taken for another one."""

import functools
import importlib
import linecache
import os
import sys
import textwrap

import pytest

from dagbook.authoring.source import capture, from_text, source_text


def run_cell(text, filename):
    """Run *text* as a cell whose lines linecache knows by *filename*."""
    text = textwrap.dedent(text).strip("\n") + "\n"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    namespace = {"__name__": "__main__"}
    exec(compile(text, filename, "exec"), namespace)
    return namespace


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(): pass", "def f(): pass\n"),
        ("x = 1\ndef f():\n    # why\n    return x\ny = 2", "def f():\n    # why\n    return x\n"),
        ("def d(g): return g\n@d\n# here\n@d\ndef f(): pass", "@d\n# here\n@d\ndef f(): pass\n"),
        ("async def f():\n    await g()", "async def f():\n    await g()\n"),
        ("f = lambda x: x + 1", "lambda x: x + 1\n"),
        ("a, f = lambda: 1, lambda: 2", "lambda: 2\n"),
        ("f, a = (lambda: 1), (lambda: 2)", "lambda: 1\n"),
        ("f = [lambda x=n: x for n in 'ab'][0]", "lambda x=n: x\n"),
        (
            "def m():\n    def g():\n        return 1\n    return g\nf = m()",
            "def g():\n    return 1\n",
        ),
        ("if True:\n    def f(): return 1\nelse:\n    def f(): return 2", "def f(): return 1\n"),
        ("class A:\n    def g(self):\n        return 1\nf = A().g", "def g(self):\n    return 1\n"),
        ("def f(): return 1\nf = [f, f]\ndef g(): return 2\nf = f[0]", "def f(): return 1\n"),
        ("import functools\ndef g(x): pass\nf = functools.partial(g, 1)", "def g(x): pass\n"),
        ("def f():\n    return '''\n  a\n'''", "def f():\n    return '''\n  a\n'''\n"),
        ("from __future__ import annotations\ndef f(x: Later): pass", "def f(x: Later): pass\n"),
        (
            "def f(): return {1, 2} and 0.0 in {1, 'a'}",
            "def f(): return {1, 2} and 0.0 in {1, 'a'}\n",
        ),
    ],
)
def test_the_text_is_that_of_the_definition(text, found):
    assert source_text(capture(run_cell(text, "<source test>")["f"])) == found


def test_the_text_under_a_wrapper_is_the_users():
    namespace = run_cell("def f(): return 1", "<source test wrapped>")

    @functools.wraps(namespace["f"])
    def wrapper():
        return 2

    assert source_text(capture(wrapper)) == "def f(): return 1\n"


def test_a_cell_with_a_top_level_await_has_sources():
    import ast

    text = "await g()\ndef f(): return 1\n"
    filename = "<source test await>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    namespace = {}
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    coroutine = eval(compile(text, filename, "exec", flags=flags), namespace)
    namespace["g"] = coroutine.__class__ and _nothing
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert source_text(capture(namespace["f"])) == "def f(): return 1\n"


@pytest.mark.parametrize("apart", [True, False], ids=["cell", "file"])
def test_what_is_imported_beside_a_definition_hides_no_source(apart):
    import ast

    text = "import math as m\ndef f(x): return m.fmod(x, y=m.floor(2))\n"
    filename = f"<source test apart {apart}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    namespace = {}
    tree = ast.parse(text)
    for unit in [ast.Module([each], []) for each in tree.body] if apart else [tree]:
        exec(compile(unit, filename, "exec"), namespace)
    found = source_text(capture(namespace["f"]))
    assert found == "def f(x): return m.fmod(x, y=m.floor(2))\n"


async def _nothing():
    """Return at once."""


@pytest.fixture
def module(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    path = tmp_path / "captured_module.py"
    path.write_text("def f():\n    return 1\n\ndef g(): return 2\n")
    yield importlib.import_module("captured_module"), path
    del sys.modules["captured_module"]


def test_a_later_edit_of_the_file_changes_nothing_captured(module):
    loaded, path = module
    captured = capture(loaded.f)
    path.write_text("def f():\n    return 3333\n")
    assert source_text(captured) == "def f():\n    return 1\n"
    assert source_text(capture(loaded.f)) is None


def test_lines_moved_by_an_edit_are_found_again(module):
    loaded, path = module
    path.write_text("# new\n# lines\n\ndef g(): return 3\n\n\ndef f():\n    return 1  # same\n")
    assert source_text(capture(loaded.f)) == "def f():\n    return 1  # same\n"
    assert source_text(capture(loaded.g)) is None


def test_what_a_reload_defines_is_found_in_the_new_text(module):
    loaded, path = module
    capture(loaded.f)
    path.write_text("def f():\n    return 22\n")
    importlib.invalidate_caches()
    importlib.reload(loaded)
    assert source_text(capture(loaded.f)) == "def f():\n    return 22\n"


def test_functions_of_one_file_share_its_lines(module):
    loaded, _ = module
    assert capture(loaded.f).lines is capture(loaded.g).lines


def test_a_deleted_file_or_no_file_gives_no_text(module):
    loaded, path = module
    os.unlink(path)  # noqa: PTH108 - as a person would
    assert source_text(capture(loaded.f)) is None
    assert capture(len) is None
    assert capture(3) is None
    assert source_text(capture(eval("lambda: 1"))) is None


def test_text_that_does_not_parse_gives_no_text():
    namespace = run_cell("def f(): return 1", "<source test broken>")
    linecache.cache["<source test broken>"] = (4, None, ["def (\n"], "<source test broken>")
    assert source_text(capture(namespace["f"])) is None


def test_a_given_body_is_the_text():
    captured = from_text("    x = 1\n    return x\n\n", "<magic>", 7)
    assert (captured.filename, captured.firstlineno) == ("<magic>", 7)
    assert source_text(captured) == "x = 1\nreturn x\n"
