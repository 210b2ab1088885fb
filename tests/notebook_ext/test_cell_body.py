import ast
import asyncio
from dataclasses import dataclass

import pytest

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook_jupyter.cell_body import inputs_of, make_function, read_body


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    free: str


FREE = (
    Case("names that are read", "a + b", "a b"),
    Case("in order of appearance, each once", "z\na\nz", "z a"),
    Case("not names it assigns", "a = b\na", "b"),
    Case("not names it assigns later", "a\na = 1", ""),
    Case("not names it adds to", "a += 1", ""),
    Case("not imports, functions, classes", "import a\ndef f(): ...\nclass C: ...\na, f, C", ""),
    Case("not a comprehension's variables", "[x for x in rows if x]", "rows"),
    Case("not nested comprehensions' variables", "{k: [y for y in v] for k, v in t}", "t"),
    Case("a walrus binds", "[(y := x) for x in rows]\ny", "rows"),
    Case("not loop variables", "for i in rows:\n    i", "rows"),
    Case(
        "not with and except names", "with f() as g:\n    g\ntry: ...\nexcept E as e:\n    e", "f E"
    ),
    Case("what inner functions read", "def f(p):\n    q = 1\n    return p + q + outer", "outer"),
    Case("not what inner functions take of the body", "x = 1\ndef f():\n    return x", ""),
    Case("what a lambda reads", "sorted(rows, key=lambda row: row[field])", "sorted rows field"),
    Case("what defaults and decorators read", "@deco\ndef f(a=default): ...", "deco default"),
    Case("what annotations and bases read", "class C(Base):\n    x: Kind = 1", "Base Kind"),
    Case("what f-strings read", 'f"{a:{b}}"', "a b"),
    Case("what del reads", "del a[b]", "a b"),
    Case("attributes are no names", "a.b.c", "a"),
    Case("awaited names", "await a", "a"),
    Case("names of global statements stay the user's", "global g\ng = 1", ""),
)


@pytest.mark.parametrize("case", FREE, ids=lambda case: case.name)
def test_free_names_are(case):
    assert " ".join(read_body(case.text, "<cell>").free) == case.free


def test_inputs_are_live_assets_but_not_the_own_name_and_not_builtins():
    free = ("pd", "orders", "max", "me", "raw")
    live = dict.fromkeys(("raw", "orders", "me", "max"))
    assert inputs_of(free, "me", live, frozenset({"max"})) == ("orders", "raw")


def run(text, parameters=(), user_ns=None, /, **values):
    body = read_body(text, "<cell>")
    made = make_function("f", body, parameters, "<cell>", {} if user_ns is None else user_ns)
    return made(**values)


def test_the_last_expression_is_the_value():
    assert run("a = 2\na * 3") == 6


@pytest.mark.parametrize("text", ["a = 2", "if True:\n    3", "pass"])
def test_without_a_last_expression_there_is_no_value(text):
    assert run(text) is None


def test_a_return_ends_early():
    assert run("if n:\n    return 'early'\n'late'", ("n",), n=1) == "early"


def test_parameters_hide_globals_and_other_names_are_globals():
    assert run("(a, b)", ("a",), {"a": 1, "b": 2}, a=5) == (5, 2)


def test_assignments_stay_inside():
    user_ns = {"a": 1}
    run("a = 2\nb = 3", (), user_ns)
    assert {name: user_ns.get(name) for name in "ab"} == {"a": 1, "b": None}


def test_await_makes_it_async():
    text = "import asyncio\nawait asyncio.sleep(0)\n[x async for x in agen()]"

    async def agen():
        yield 4

    assert asyncio.run(run(text, (), {"agen": agen})) == [4]


def test_an_await_of_an_inner_function_does_not():
    assert run("async def f():\n    await x\n5") == 5


def test_yield_makes_it_a_generator_with_all_it_yields():
    assert list(run("yield 1\nyield 2")) == [1, 2]


def test_an_async_generator_may_end_in_an_expression():
    async def gather(generator):
        return [each async for each in generator]

    assert asyncio.run(gather(run("import asyncio\nyield 1\nawait asyncio.sleep(0)"))) == [1]


def test_a_star_import_is_an_error_that_says_why():
    with pytest.raises(DagsterInvalidDefinitionError, match=r"from os import \* cannot"):
        read_body("if 1:\n    from os import *", "<cell>")


def test_no_python_is_a_syntax_error_at_its_place():
    with pytest.raises(SyntaxError) as caught:
        read_body("\n\na = = 1", "<cell>")
    assert (caught.value.filename, caught.value.lineno) == ("<cell>", 3)


def test_future_imports_of_the_shell_hold():
    flags = __import__("__future__").annotations.compiler_flag
    body = read_body("def f(x: Nowhere): ...\nf.__annotations__", "<cell>", flags)
    assert isinstance(body.tree, ast.Module)
    assert make_function("f", body, (), "<cell>", {}, flags)() == {"x": "Nowhere"}


def test_a_docstring_is_the_functions():
    body = read_body('"""One row each."""\n1', "<cell>")
    assert make_function("f", body, (), "<cell>", {}).__doc__ == "One row each."


def test_lines_are_those_of_the_cell():
    with pytest.raises(ZeroDivisionError) as caught:
        run("\n\nx = 0\n1 / x")
    assert caught.traceback[-1].lineno + 1 == 4
