"""A variable that was loaded from an asset and is older than its value is said, once."""

import gc
import weakref
from dataclasses import replace

import pytest

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord
from dagbook.session.session import Session

OLD = "holds an older value of raw, materialized again "


@pytest.fixture
def raw(cells):
    """An asset that makes what N says."""
    cells.run("@asset\ndef raw():\n    return [N]\n@asset\ndef number():\n    return N")
    cells.run("N = 1")
    cells.run("%materialize")
    return cells


def again(cells, n=2):
    cells.run(f"N = {n}")
    cells.run("%materialize")


def test_reading_an_old_variable_is_said_once_with_what_loads_the_new_one(raw):
    raw.run("x = load('raw')")
    again(raw)
    said = raw.run("print(x)")
    assert said.startswith(f"x {OLD}")
    assert said.splitlines()[0].endswith(': x = load("raw") loads that.')
    assert said.splitlines()[1] == "[1]"
    assert raw.run("print(x)") == "[1]"


@pytest.mark.parametrize(
    "load",
    ["x = load('raw')", "%load_asset raw --as x", "x = %load_asset raw", "x: list = load('raw')"],
)
@pytest.mark.parametrize(
    "read", ["y = x", "x.append(1)", "def f():\n    return x", "x += [1]", "x = x + [1]"]
)
def test_however_it_was_loaded_and_is_read(raw, load, read):
    raw.run(load)
    again(raw)
    assert OLD in raw.run(read)


@pytest.mark.parametrize("cell", ["y = 1", "x = 5", "x = load('raw')\nx[0]", "'x'", "del y"])
def test_a_cell_that_does_not_read_it_says_nothing(raw, cell):
    raw.run("y = 0")
    raw.run("x = load('raw')")
    again(raw)
    assert OLD not in raw.run(cell)


def test_what_was_loaded_again_or_bound_to_something_else_is_not_old(raw):
    raw.run("x, y = load('raw'), 0")
    again(raw)
    raw.run("x = load('raw')")
    assert raw.run("print(x)") == "[2]"
    again(raw, 3)
    raw.run("x = 'mine'")
    assert raw.run("print(x)") == "mine"


def test_an_equal_value_is_not_newer(raw):
    raw.run("x = load('raw')")
    raw.run("%materialize raw")
    assert raw.run("print(x)") == "[1]"


def test_a_number_that_only_equals_a_loaded_one_is_not_watched(raw):
    raw.run("x = load('number')\ny = 1")
    again(raw)
    assert "older" not in raw.run("print(y)")
    assert "x holds an older value of number" in raw.run("print(x)")
    raw.run("%load_asset number --as z")
    again(raw, 5)
    assert "z holds an older value of number" in raw.run("print(z)")


def test_partitions_are_told_apart(cells):
    cells.run("N = 1")
    cells.run(
        """
        @asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
        def sales():
            return [N]
        """
    )
    cells.run("%materialize")
    cells.run("eu = load('sales', 'eu')")
    cells.run("us = load('sales', 'us')")
    cells.run("both = load('sales', 'all')")
    cells.run("N = 2")
    cells.run("%materialize sales --partition eu")
    assert "us holds" not in cells.run("us[0]")
    assert "eu = load(\"sales\", 'eu') loads that" in cells.run("eu[0]")
    assert "both = load(\"sales\", 'all') loads that" in cells.run("both['us']")


def test_what_another_kernel_made_counts(raw):
    raw.run("x = load('raw')")
    other = Session(raw.session.root, "b.ipynb")
    log = other.instance.event_log
    made = log.history(AssetKey("raw"))[0][1]
    log.record_step(
        StepRecord("", "raw", None, 1.0, 0.0, (made.key,), (replace(made, version="other"),))
    )
    other.close()
    assert OLD in raw.run("x")


def test_nothing_is_kept_alive(raw):
    raw.run("import pandas as pd\n@asset\ndef table():\n    return pd.DataFrame({'a': [1]})")
    raw.run("%materialize table")
    raw.run("t = load('table')")
    held = weakref.ref(raw.shell.user_ns["t"])
    raw.run("t = None")
    gc.collect()
    assert held() is None


def test_a_restored_value_makes_a_loaded_one_old_too(raw):
    again(raw)
    raw.run("x = load('raw')")
    raw.run("%history raw --restore 1")
    assert OLD in raw.run("x")


def test_a_none_is_as_new_as_any_other(cells):
    cells.run("@asset\ndef written():\n    return None")
    cells.run("%materialize")
    cells.run("x = load('written')")
    cells.run("%materialize written")
    assert cells.run("print(x)") == "None"
    assert [line.split()[-2:] for line in cells.run("%history written").splitlines()[1:]] == [
        ["None", "current"],
        ["B", "None"],
    ]
