from dataclasses import dataclass

import pytest

from dagbook_jupyter.cell_names import read_names


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    bound: tuple


CASES = (
    Case("assignments of every form", "a = b = 1\nc: int = 2\nd += 1\n(e, *f), g.h = x", "abcdef"),
    Case("definitions, not what is in them", "def f():\n    x = 1\nclass C:\n    y = 1", "fC"),
    Case("async definitions", "async def f(): ...", "f"),
    Case(
        "loops and branches", "for i in x:\n    if i:\n        a = 1\nwhile b := i: c = 1", "iabc"
    ),
    Case("with and try", "with x as a:\n    b = 1\ntry:\n    c = 1\nfinally:\n    d = 1", "abcd"),
    Case("a walrus in a comprehension, not its targets", "[(y := x) for x in z]", "y"),
    Case("match", "match x:\n    case [a, *b] as c:\n        d = 1", "abcd"),
    Case("imports", "import a.b\nimport c as d\nfrom e import f, g as h", "adfh"),
    Case("no lambda's own", "f = lambda x: (y := x)", "f"),
    Case("nothing of what is no Python", "a = = 1", ""),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_cell_binds(case):
    assert sorted(read_names(case.text).bound) == sorted(case.bound)


def test_imports_by_name_are_told_with_module_and_attribute():
    names = read_names("from shop.etl import orders as o, raw\nfrom .near import x\nimport shop")
    assert names.imported == (("o", "shop.etl", "orders"), ("raw", "shop.etl", "raw"))


def test_star_imports_are_told():
    assert read_names("if x:\n    from shop import *").starred == ("shop",)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("from dagster import asset, AssetIn as In", ("from dagbook import asset, AssetIn as In",)),
        ("import dagster", ("import dagbook as dagster",)),
        ("import dagster as dg", ("import dagbook as dg",)),
        ("from dagster_dbt import x\nimport dagbook", ()),
    ],
)
def test_an_import_of_real_dagster_comes_with_what_to_write_instead(text, instead):
    assert read_names(text).dagster == instead
