"""The canonical text is that of the tree: laws over real code."""

import ast
import contextlib
import dataclasses
import functools
import heapq
import inspect
import json.decoder
import textwrap
import tokenize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagbook.versions.canonical import canonical

MODULES = (textwrap, heapq, json.decoder, dataclasses, functools, contextlib, tokenize, inspect)
DEFINITIONS = tuple(
    node
    for module in MODULES
    for node in ast.walk(ast.parse(inspect.getsource(module)))
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda))
)
FUNCTIONS = tuple(node for node in DEFINITIONS if isinstance(node, ast.FunctionDef))


SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
NESTED = (*SCOPES, ast.ExceptHandler, ast.Global, ast.Nonlocal)


def parsed(text):
    return ast.parse(textwrap.dedent(text)).body[0]


def reparsed(node):
    tree = ast.parse(ast.unparse(node)).body[0]
    return tree.value if isinstance(tree, ast.Expr) else tree


def test_there_are_many_definitions_to_try():
    assert len(FUNCTIONS) > 300


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_writing_a_tree_out_and_reading_it_again_changes_nothing(module):
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            assert canonical(reparsed(node)) == canonical(node), ast.unparse(node)


def mutations(node):
    """Yield for each place of *node* that means something a function that changes it."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and not _is_idle(node, each):
            yield functools.partial(setattr, each, "value", ("changed", each.value))
        elif isinstance(each, ast.Attribute):
            yield functools.partial(setattr, each, "attr", each.attr + "_")
        elif isinstance(each, ast.BinOp):
            other = ast.Sub() if isinstance(each.op, ast.Add) else ast.Add()
            yield functools.partial(setattr, each, "op", other)
        elif isinstance(each, ast.UnaryOp):
            other = ast.USub() if isinstance(each.op, ast.Not) else ast.Not()
            yield functools.partial(setattr, each, "op", other)
        elif isinstance(each, ast.Return):
            other = ast.Tuple([ast.Constant(1)]) if each.value is None else None
            yield functools.partial(setattr, each, "value", other)
        elif isinstance(each, ast.Call):
            yield functools.partial(each.args.append, ast.Constant(1))
        elif isinstance(each, (ast.If, ast.While)):
            yield functools.partial(setattr, each, "test", ast.UnaryOp(ast.Not(), each.test))
        elif isinstance(each, ast.arg):
            yield functools.partial(setattr, each, "arg", each.arg + "_")


def _is_idle(node, constant):
    """Return whether a constant has no effect: in a docstring, an annotation, a default."""
    idle = [each.value for each in ast.walk(node) if isinstance(each, ast.Expr)]
    for each in ast.walk(node):
        if isinstance(each, ast.arg):
            idle.append(each.annotation)
        elif isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            idle.append(each.returns)
        elif isinstance(each, ast.AnnAssign):
            idle.append(each.annotation)
    idle += [*node.args.defaults, *node.args.kw_defaults, *node.decorator_list]
    return any(constant is inner for each in idle if each for inner in ast.walk(each))


@settings(deadline=None)
@given(st.data())
def test_any_one_change_of_meaning_changes_the_shape(data):
    place = data.draw(st.integers(0, len(FUNCTIONS) - 1))
    node = parsed(ast.unparse(FUNCTIONS[place]))
    before = canonical(node).shape
    node.decorator_list, node.returns = [], None
    node.args.defaults, node.args.kw_defaults = [], [None] * len(node.args.kwonlyargs)
    for each in (*node.args.args, *node.args.posonlyargs, *node.args.kwonlyargs):
        each.annotation = None
    assert canonical(node).shape == before
    possible = list(mutations(node))
    if possible:
        data.draw(st.sampled_from(possible))()
        assert canonical(node).shape != before, ast.unparse(node)


@settings(deadline=None)
@given(st.data())
def test_other_names_for_locals_change_nothing(data):
    place = data.draw(st.integers(0, len(FUNCTIONS) - 1))
    node = FUNCTIONS[place]
    inner = [
        each for each in ast.walk(node) if isinstance(each, (*NESTED, ast.Global, ast.Nonlocal))
    ]
    if len(inner) > 1 or _reads_locals(node):
        return
    parameters = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    stored = {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
    } - parameters
    renamed = parsed(ast.unparse(node))
    for each in ast.walk(renamed):
        if isinstance(each, ast.Name) and each.id in stored:
            each.id = f"renamed_{each.id}"
    assert canonical(renamed) == canonical(node)


NESTED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.Global,
    ast.Nonlocal,
)


def _reads_locals(node):
    """Return whether names of locals may be looked up by text, or bound by an import."""
    return any(
        isinstance(each, (ast.Import, ast.ImportFrom))
        or getattr(each, "attr", getattr(each, "id", ""))
        in {"eval", "exec", "locals", "vars", "dir", "query", "sql", "execute", "_getframe"}
        for each in ast.walk(node)
    )


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("def f(a): return a.b + c.d.e + c.d", [("c", "d", "e"), ("c", "d")]),
        ("def f(): return [x for x in y]", [("y",)]),
        ("def f(): x = x_of(); return x.y", [("x_of",)]),
        ("def f():\n global g\n g = 1", [("g",)]),
        ("def f():\n def g(): return h(i)\n i = 1\n return g", [("h",)]),
        ("def f():\n class A:\n  n = 1\n  def g(self): return n\n return A", [("n",)]),
        ("def f(): return (lambda a, b=c: a + b + d)", [("c",), ("d",)]),
        ("def f():\n import a.b as c\n return c.d()", [("", "a.b", "0", "d"), ("", "a.b", "0")]),
        ("def f():\n from .a import b\n return b", [("", "a", "1", "b")]),
        ("def f(): return f'{a!r:{b}}'", [("a",), ("b",)]),
        ("def f(x=a): return x", []),
    ],
)
def test_names_from_outside_are_found(text, chains):
    assert sorted(canonical(parsed(text)).chains) == sorted(chains)


def test_the_names_in_annotations_of_parameters_are_found():
    node = parsed("def f(a: A, b: 'B | x.C', *, c: list[D], d=1) -> E: pass")
    assert sorted(canonical(node).annotations) == [("A",), ("B",), ("D",), ("list",), ("x", "C")]


def test_strings_are_kept_for_who_looks_for_files():
    assert canonical(parsed("def f(): 'doc'; return open('a.csv')")).strings == ("a.csv",)
