"""D1: what a cell defines is live, and a rerun, a failure, a move or a deletion take effect."""

import importlib
import os
import sys
import textwrap
from dataclasses import dataclass, field

import pytest


def define(*names, deps=""):
    return "\n".join(f"@asset\ndef {name}({deps}):\n    return {name!r}" for name in names)


@dataclass(frozen=True)
class Case:
    """Cells run one after the other, each with its id; a source that begins with ! must fail."""

    name: str
    cells: tuple
    live: str
    said: dict = field(default_factory=dict)
    """By position of the cell, what its line says; "" for no line."""


CASES = (
    Case("a cell defines", (("a", define("x", "y")),), "x y", {0: "x, y defined"}),
    Case("a rerun replaces", (("a", define("x")), ("a", define("x"))), "x", {1: "x redefined"}),
    Case(
        "a rename takes effect",
        (("a", define("x")), ("a", define("z"))),
        "z",
        {1: "z defined; x removed"},
    ),
    Case(
        "a removal takes effect",
        (("a", define("x", "y")), ("a", define("y"))),
        "y",
        {1: "y redefined; x removed"},
    ),
    Case(
        "an emptied cell defines nothing", (("a", define("x")), ("a", "pass")), "", {1: "x removed"}
    ),
    Case(
        "a key moves to a second cell",
        (("a", define("x", "y")), ("b", define("x"))),
        "x y",
        {1: "x moved here from cell 3"},
    ),
    Case(
        "the first cell's rerun takes a moved key back",
        (("a", define("x")), ("b", define("x")), ("a", define("x")), ("b", "pass")),
        "x",
        {2: "x moved here from cell 4", 3: ""},
    ),
    Case(
        "a failed rerun adds and replaces and removes nothing",
        (("a", define("x", "y")), ("a", "!" + define("y", "z") + "\n1/0")),
        "x y z",
        {1: "z defined; y redefined"},
    ),
    Case(
        "a successful rerun after a failed one removes",
        (("a", define("x")), ("a", "!" + define("z") + "\n1/0"), ("a", define("z"))),
        "z",
    ),
    Case("a cell that cannot be read changes nothing", (("a", define("x")), ("a", "!def")), "x"),
    Case(
        "a loop defines",
        (("a", "for n in 'xyz':\n    @asset(name=n)\n    def made(): ..."),),
        "x y z",
        {0: "x, y, z defined"},
    ),
    Case(
        "what a factory returned and a name holds is owned",
        (
            (
                "f",
                FACTORY := "def make(n):\n    @asset(name=n)\n    def made(): ...\n    return made",
            ),
            ("a", "x = make('x')\nrest = [make('y'), {'k': (make('z'),)}]"),
        ),
        "x y z",
    ),
    Case(
        "what a test function made and dropped is not owned",
        (("a", define("x") + "\ndef test():\n    @asset\n    def t(): ...\ntest()"),),
        "x",
    ),
    Case(
        "a second name for an asset moves nothing",
        (("a", define("x")), ("b", "alias = x\nall_of_them = [x]")),
        "x",
        {1: ""},
    ),
    Case(
        "the last of two definitions of a key counts",
        (("a", define("x") + "\n" + define("x")),),
        "x",
    ),
    Case(
        "an expression that makes an asset owns it",
        (("a", "asset(lambda: 1, name='x') if False else asset(name='x')(lambda: 1)"),),
        "x",
    ),
    Case("a deleted name does not undo it", (("a", define("x") + "\ndel x"),), "x"),
    Case(
        "a walrus and a with bind",
        (("a", "(y := asset(name='x')(len.__class__ and (lambda: 1)))"),),
        "x",
    ),
    Case("a cell of another kind says nothing", (("a", "pass"),), "", {0: ""}),
    Case(
        "an awaiting cell owns",
        (("a", "import asyncio\nawait asyncio.sleep(0)\n" + define("x")),),
        "x",
    ),
    Case("%%time's code is the cell's", (("a", "%%time\n" + define("x")),), "x"),
    Case(
        "a loop under %%time defines",
        (("a", "%%time\nfor n in 'xyz':\n    @asset(name=n)\n    def made(): ..."),),
        "x y z",
    ),
    Case("%%capture's code is the cell's", (("a", "%%capture\n" + define("x")), ("a", "pass")), ""),
    Case(
        "a multi-asset defines its keys",
        (("a", "@multi_asset(outs={'x': AssetOut(), 'y': AssetOut()})\ndef m(): ..."),),
        "x y",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_d1(case, cells):
    for position, (cell_id, source) in enumerate(case.cells):
        if source.startswith("!"):
            said = cells.fail(source[1:], cell_id).splitlines()[-1:]
        else:
            said = cells.run(source, cell_id).splitlines()[:1]
        expected = case.said.get(position)
        if expected is not None:
            assert said == ([expected] if expected else [])
    assert " ".join(cells.keys) == case.live


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module on disk; the returned function writes it anew."""

    def write(text):
        (tmp_path / "shop_etl.py").write_text(textwrap.dedent(text))
        importlib.invalidate_caches()

    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield write
    sys.modules.pop("shop_etl", None)


SHOP = """
from dagbook import asset
@asset
def raw(): return 1
@asset
def orders(raw): return raw
"""


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("from shop_etl import orders", ["orders"]),
        ("from shop_etl import raw as r, orders", ["orders", "raw"]),
        ("from shop_etl import *", ["orders", "raw"]),
        ("import shop_etl", []),
        ("import shop_etl\nmine = [shop_etl.raw]", ["raw"]),
    ],
)
def test_assets_imported_by_name_join_and_a_rerun_keeps_them(text, live, cells, module):
    module(SHOP)
    cells.run(text, "a")
    cells.run(text, "a")
    assert cells.keys == live
    cells.run("pass", "a")
    assert cells.keys == []


def test_an_import_in_a_captured_cell_survives_a_rerun(cells, module):
    module(SHOP)
    for _ in range(2):
        cells.run("%%capture\nfrom shop_etl import orders", "a")
        assert cells.keys == ["orders"]


def test_what_a_script_defines_is_the_cells_that_runs_it(cells, tmp_path):
    (tmp_path / "script.py").write_text(SHOP)
    cells.run("%run script.py", "a")
    assert cells.keys == ["orders", "raw"]
    cells.run("pass", "a")
    assert cells.keys == []


def test_those_who_watch_are_told_of_definitions_and_that_statuses_may_be_others(cells):
    seen = []
    cells.session.subscribe(lambda event: seen.append(type(event).__name__))
    cells.run(define("x"), "a")
    assert seen == ["DefinitionsChanged", "StatusesChanged"]
    seen.clear()
    cells.run("y = 1", "b")
    assert seen == ["StatusesChanged"]
    seen.clear()
    cells.run("pass", "c", deletedCells=["a"])
    assert seen == ["DefinitionsChanged", "StatusesChanged"]


def test_a_reloaded_module_brings_its_new_definitions(cells, module):
    module(SHOP)
    cells.run("from shop_etl import orders, raw", "a")
    cells.run("%materialize")
    module(SHOP.replace("return raw", "return raw + 1"))
    said = cells.run("import importlib, shop_etl\nimportlib.reload(shop_etl);", "b")
    assert said == "orders, raw reloaded"
    assert cells.badge("orders").state == "stale"
    assert cells.badge("raw").state == "fresh"


def test_a_module_that_changed_on_disk_is_told_once(cells, module, tmp_path):
    module(SHOP)
    cells.run("from shop_etl import orders", "a")
    assert cells.run("pass", "b") == ""
    os.utime(tmp_path / "shop_etl.py", ns=(1, 1))
    assert cells.run("pass", "b").startswith("The file of shop_etl has changed; importlib.reload(")
    assert cells.run("pass", "b") == ""
    cells.run("pass", "a")
    os.utime(tmp_path / "shop_etl.py", ns=(2, 2))
    assert cells.run("pass", "b") == ""


def test_a_reload_takes_nothing_from_the_cell_that_has_the_key_now(cells, module):
    module(SHOP)
    cells.run("from shop_etl import orders", "a")
    cells.run(define("orders"), "b")
    assert cells.run("import importlib, shop_etl\nimportlib.reload(shop_etl);", "c") == ""
    assert cells.session.live.snapshot().assets == (cells.value("orders"),)


def test_a_definitions_refers_and_moves_nothing(cells):
    cells.run(define("x"), "a")
    assert cells.run("defs = Definitions([x], resources={'r': 1})", "b") == ""
    assert cells.session.live.snapshot().resources == {"r": 1}
    cells.run(define("x"), "a")
    assert cells.keys == ["x"]
    newest = cells.session.live.snapshot().assets
    assert newest == (cells.value("x"),)


def test_a_definitions_keeps_what_its_cell_does_not_own(cells, module):
    module(SHOP)
    cells.run("import shop_etl\nDefinitions([shop_etl.orders, shop_etl.raw])", "a")
    assert cells.keys == ["orders", "raw"]


def test_of_one_resource_the_later_cell_wins_with_one_line(cells):
    cells.run("d = Definitions(resources={'r': 1})", "a")
    said = cells.run("d = Definitions(resources={'r': 2})", "b")
    assert said.splitlines()[0].startswith("resource r is now bound here")
    assert cells.session.live.snapshot().resources == {"r": 2}


def test_deleted_cells_are_forgotten_at_the_next_execution(cells):
    cells.run(define("x", "y"), "a")
    cells.run(define("z"), "b")
    said = cells.run("pass", "c", deletedCells=["a", "never-there"])
    assert said == "x, y removed with the cell that defined them"
    assert cells.keys == ["z"]


def test_without_a_cell_id_the_request_tells_it(cells):
    cells.run(define("x"), cellId="a")
    cells.run(define("y"), cellId="a")
    assert cells.keys == ["y"]


def test_without_any_id_each_execution_is_a_cell(cells):
    cells.run(define("x"))
    cells.run(define("y"))
    assert cells.keys == ["x", "y"]


def test_without_any_id_an_asset_that_is_entered_again_is_redefined(cells):
    cells.run("@asset\ndef x():\n    return 1")
    cells.run("%materialize x")
    said = cells.run("@asset\ndef x():\n    return 2")
    assert said == "x redefined; x now stale (has a new code version)"
    assert cells.run("@asset\ndef x():\n    return 3", "a").startswith("x moved here from cell ")


def test_a_cell_whose_end_was_never_told_does_not_swallow_the_next(cells):
    cells.notebook.tracker.pre_run_cell(
        type("Info", (), {"raw_cell": "1", "store_history": True, "cell_id": "lost"})()
    )
    cells.run(define("x"), "a")
    assert cells.session.live.owned_by("a").assets


def test_what_a_cell_defines_can_be_run_in_the_same_cell(cells):
    said = cells.run(define("x") + "\n%materialize x", "a")
    assert said.splitlines()[0] == "x defined"
    assert cells.badge("x").state == "fresh"


def test_what_became_stale_is_said(cells):
    cells.run("@asset\ndef x():\n    return 1", "a")
    cells.run("@asset\ndef y(x):\n    return x\n@asset\ndef z(y):\n    return y", "b")
    cells.run("%materialize")
    said = cells.run("@asset\ndef x():\n    return 2", "a")
    assert said.startswith("x redefined; x now stale (")
    assert said.endswith("; 2 downstream stale")
    said = cells.run("@asset\ndef x():\n    # as it was\n    return 1", "a")
    assert said == "x redefined; x fresh again"


def test_what_changed_in_dependencies_and_partitions_is_said(cells):
    cells.run(define("x", "y"), "a")
    cells.run("@asset(deps=[x])\ndef z(): ...", "b")
    said = cells.run(
        "@asset(deps=[y], partitions_def=StaticPartitionsDefinition(['1']))\ndef z(): ...", "b"
    )
    assert said == "z redefined (now reads y, no longer reads x, other partitions)"


def test_other_partitions_are_said_and_keep_the_values_of_those_that_are_gone(cells):
    source = (
        "@asset(partitions_def=StaticPartitionsDefinition(list('{}')))\n"
        "def z(context): return context.partition_key"
    )
    cells.run(source.format("abc"), "a")
    cells.run("%materialize z")
    said = cells.run(source.format("cd"), "a")
    assert said.startswith(
        "z redefined (other partitions: 2 no longer exist (a...b), 2 values of them are kept; "
        "1 new (d))"
    )
    cells.fail("load('z', partition_key='a')")
    cells.run(source.format("abc"), "a")
    assert cells.badge("z").state == "fresh"
    assert cells.value("load('z', partition_key='a')") == "a"


def test_an_unknown_input_is_one_line_with_what_is_near_and_stops_nothing(cells):
    cells.run(define("raw_orders"), "a")
    said = cells.run("@asset\ndef orders(rwa_orders): ...\n" + define("other"), "b")
    assert said.splitlines() == [
        "orders, other defined",
        "orders takes rwa_orders, which no cell defines. Did you mean raw_orders (cell 3)?",
    ]
    assert cells.keys == ["orders", "other", "raw_orders"]
    assert cells.run(define("later"), "c") == "later defined"
    cells.run("%materialize other")


def test_a_cycle_is_one_line_with_its_path_and_cells(cells):
    cells.run("@asset\ndef a(b): ...", "1")
    said = cells.run("@asset\ndef b(a): ...", "2").splitlines()
    assert said[-1].startswith("These assets depend on themselves: ")
    assert "a (cell 3)" in said[-1]
    assert "b (cell 4)" in said[-1]


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("from fake_dagster import asset\nx = asset()", "from dagbook import ..."),
        ("from dagster import asset", "from dagbook import asset"),
    ],
)
def test_an_object_of_real_dagster_is_noticed_with_the_import_to_change(
    text, write, cells, monkeypatch
):
    fake = type(sys)("fake_dagster")
    kind = type("AssetsDefinition", (), {"__module__": "dagster._core"})
    fake.asset = kind
    monkeypatch.setitem(sys.modules, "fake_dagster", fake)
    monkeypatch.setitem(sys.modules, "dagster", fake)
    said = cells.run(text, "a").splitlines()
    assert len(said) == 1
    assert "is not seen by dagbook" in said[0]
    assert f"`{write}`" in said[0]


def test_loading_adopts_what_earlier_cells_defined(bare):
    bare.run("from dagbook import *\n" + define("x", "y") + "\nmore = [asset(name='z')(lambda: 1)]")
    said = bare.run("%load_ext dagbook")
    assert "3 assets of earlier cells" in said
    assert bare.keys == ["x", "y", "z"]
    bare.run(define("x"), "a")
    bare.run("pass", "a")
    assert bare.keys == ["y", "z"]


def test_the_cell_that_loads_owns_what_it_defines_itself(bare):
    source = f"from dagbook import asset\n{define('x')}\n%load_ext dagbook\n{define('y')}"
    bare.run(source, cellId="a")
    assert bare.keys == ["x", "y"]
    bare.run("pass", cellId="a")
    assert bare.keys == []


def test_a_panel_in_another_thread_does_not_end_a_cells_collecting(cells):
    source = f"""
import threading
{define("x")}
seen = []
thread = threading.Thread(target=lambda: seen.append(len(get_ipython().panel.graph())))
thread.start(); thread.join()
{define("y")}
"""
    cells.shell.panel = cells.session
    assert cells.run(source, "a").splitlines()[0] == "x, y defined"
