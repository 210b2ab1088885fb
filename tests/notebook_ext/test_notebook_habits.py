"""Habits of notebooks: a part is run, annotations are text, classes are made twice."""

import pytest

UP_AND_DOWN = """
from dagbook import asset, materialize

@asset
def up():
    return 20

@asset
def down(up):
    return up + 1
"""


def test_a_part_is_run_on_values_of_the_store(cells):
    cells.run(UP_AND_DOWN)
    cells.run("%materialize up")
    assert cells.value("materialize([down]).output_for_node('down')") == 21


def test_a_part_without_its_values_says_which_asset_to_run_first(cells):
    cells.run(UP_AND_DOWN)
    said = cells.fail("materialize([down])")
    assert "up has no stored value" in said
    assert "Materialize it first" in said


def test_a_part_of_what_nothing_defines_says_so(cells):
    cells.run("from dagbook import asset, materialize\n@asset\ndef down(upp): ...\n")
    cells.run("@asset\ndef up(): ...")
    said = cells.fail("materialize([down])")
    assert "down takes upp, which nothing defines. Did you mean up?" in said


LATE = """
from __future__ import annotations

from typing import Any, Iterator, Optional

import pandas as pd
from pydantic import Field

import dagbook as dg


class Size(dg.Config):
    rows: int = Field(default=3, ge=1)
    name: Optional[str] = None
    tags: list[str] = []


class Store(dg.ConfigurableResource):
    factor: int = 2
    inner: Optional[dict[str, int]] = None


class Outer(dg.ConfigurableResource):
    store: Store
    late: dg.ResourceDependency[Store]
    text: dg.ResourceDependency[str]
"""

FORMS = {
    "context": "def a(context: dg.AssetExecutionContext): return context.asset_key.path[0]",
    "context of ops": "def a(context: dg.OpExecutionContext): return context.asset_key.path[0]",
    "config": "def a(config: Size) -> str:\n    return 'a' * (config.rows - 2)",
    "config quoted once more": "def a(config: 'Size'): return 'a' * (config.rows - 2)",
    "resource": "def a(store: Store) -> str:\n    return 'a' * (store.factor - 1)",
    "resource quoted once more": "def a(store: 'Store') -> 'str': return 'a' * (store.factor - 1)",
    "resources in a resource": (
        "def a(outer: Outer):\n"
        "    return 'a' * (outer.store.factor - outer.late.factor + 1) + outer.text"
    ),
    "any resource": "def a(store: dg.ResourceParam[Any]): return 'a' * (store.factor - 1)",
    "output": "def a() -> dg.Output[str]: return dg.Output('a')",
    "result": "def a() -> dg.MaterializeResult[str]: return dg.MaterializeResult(value='a')",
    "iterator": "def a() -> Iterator[dg.Output[str]]: yield dg.Output('a')",
    "table": "def a() -> pd.DataFrame: return pd.DataFrame({'a': ['a']})",
    "optional": "def a() -> Optional[str]: return 'a'",
    "union": "def a() -> str | None: return 'a'",
    "a name that is missing": "def a(x: 'Nowhere' = 'a'): return x",
}


@pytest.fixture
def late(cells):
    cells.run(LATE)
    return cells


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_annotations_that_are_text_are_understood(late, form):
    parameter = "x: 'Nowhere'" in form
    if parameter:
        late.run("@dg.asset\ndef x(): return 'a'")
        form = form.replace(" = 'a'", "")
    late.run(
        """
bound = dg.Definitions(resources={
    "store": Store(), "outer": Outer(store=Store(), late=Store(), text=""),
})
"""
    )
    late.run("from __future__ import annotations\n@dg.asset\n" + form)
    late.run("%materialize +a" if parameter else "%materialize a")
    value = late.value("load('a')")
    assert (value["a"].iloc[0] if hasattr(value, "iloc") else value) == "a"


def test_a_type_that_is_text_refuses_what_is_not_of_it(late):
    late.run("from __future__ import annotations\n@dg.asset\ndef a() -> int: return 'a'")
    assert 'expected type "Int"' in late.fail("%materialize a")


def test_config_that_is_text_refuses_what_it_does_not_take(late):
    late.run("from __future__ import annotations\n@dg.asset\ndef a(config: Size): ...")
    said = late.fail("dg.materialize([a], run_config={'ops': {'a': {'config': {'rows': 'x'}}}})")
    assert "root:ops:a:config:rows" in said


STORE = """
import dagbook as dg

class Store(dg.ConfigurableResource):
    factor: int = {factor}

    def scaled(self, value):
        return value * self.factor {more}

class Outer(dg.ConfigurableResource):
    store: Store
"""
USES = """
@dg.asset
def scaled(outer: Outer):
    return outer.store.scaled(10)

defs = dg.Definitions(assets=[scaled], resources={"outer": Outer(store=Store())})
"""


def test_a_resource_whose_class_was_made_again_is_its_new_self(cells):
    cells.run(STORE.format(factor=2, more=""), cell_id="store")
    cells.run(USES, cell_id="uses")
    cells.run("%materialize scaled")
    assert cells.value("load('scaled')") == 20
    cells.run(STORE.format(factor=2, more="+ 1"), cell_id="store")
    cells.run(USES, cell_id="uses")
    cells.run("%materialize scaled")
    assert cells.value("load('scaled')") == 21


def test_a_resource_of_an_older_class_stays_what_it_was(cells):
    cells.run(STORE.format(factor=2, more=""), cell_id="store")
    cells.run(USES, cell_id="uses")
    cells.run(STORE.format(factor=5, more="+ 1"), cell_id="store")
    cells.run("%materialize scaled")
    assert cells.value("load('scaled')") == 20


def test_a_new_resource_fits_a_class_that_knows_the_older_self_of_it(cells):
    cells.run(STORE.format(factor=2, more=""), cell_id="store")
    cells.run(USES, cell_id="uses")
    only_inner = STORE.format(factor=3, more="+ 1").split("class Outer")[0]
    cells.run(only_inner, cell_id="inner")
    cells.run("defs = dg.Definitions([scaled], resources={'outer': Outer(store=Store())})", "uses2")
    cells.run("%materialize scaled")
    assert cells.value("load('scaled')") == 31


CONFIG = """
import dagbook as dg

class Window(dg.Config):
    days: int = {days}{more}
"""


def test_config_of_a_class_that_was_made_again_is_its_new_self(cells):
    cells.run(CONFIG.format(days=7, more=""), cell_id="config")
    uses = "@dg.asset\ndef window(config: Window): return sorted(config.model_dump().items())"
    cells.run(uses, cell_id="uses")
    cells.run("%materialize window")
    assert cells.value("load('window')") == [("days", 7)]
    cells.run(CONFIG.format(days=8, more="\n    hours: int = 1"), cell_id="config")
    cells.run(uses, cell_id="uses")
    cells.run("%materialize window")
    assert cells.value("load('window')") == [("days", 8), ("hours", 1)]


def test_a_value_that_cannot_be_kept_says_which_asset_and_what_to_do(cells):
    cells.run(
        """
import threading
import dagbook as dg

@dg.asset
def lock():
    return threading.Lock()

@dg.asset
def user(lock):
    return lock.locked()
"""
    )
    said = cells.run("%materialize user")
    assert "lock" in said
    assert "lost at restart" in said
    assert cells.value("load('user')") is False


def test_a_value_that_a_pickling_manager_cannot_keep_says_which_asset_and_what_to_do(cells):
    cells.run(
        """
import threading
import dagbook as dg

@dg.asset(io_manager_key="files")
def lock():
    return threading.Lock()

defs = dg.Definitions([lock], resources={"files": dg.FilesystemIOManager(base_dir="values")})
"""
    )
    said = cells.fail("%materialize lock")
    assert "Object lock is not picklable" in said
    assert "stores the value of lock as a pickle; give it an IO manager that can keep it" in said
