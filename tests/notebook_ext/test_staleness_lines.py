"""What is said under a cell that makes assets stale, or that defines some with hidden inputs."""

import pytest


@pytest.fixture
def made(cells):
    cells.run("LIMIT = 1")
    cells.run("def clean(x):\n    return x + LIMIT")
    cells.run("@asset\ndef orders():\n    return clean(1)")
    cells.run("@asset\ndef totals():\n    return clean(2)")
    cells.run("@asset\ndef report(orders):\n    return orders")
    cells.run("%materialize")
    return cells


def test_a_cell_that_edits_a_helper_names_what_is_stale_now(made):
    said = made.run("def clean(x):\n    return x - LIMIT")
    assert said == "`clean()` changed: orders, totals are stale; 1 downstream"


def test_nothing_is_said_again_nor_when_it_is_taken_back(made):
    made.run("LIMIT = 2")
    assert made.run("pass") == ""
    assert made.run("LIMIT = 1") == ""
    assert (
        made.run("LIMIT = 2")
        == "`LIMIT` changed from 1 to 2: orders, totals are stale; 1 downstream"
    )


def test_after_a_run_the_next_edit_is_said(made):
    made.run("LIMIT = 2")
    made.run("%materialize")
    assert made.run("LIMIT = 3").startswith("`LIMIT` changed from 2 to 3: orders, totals are stale")


def test_a_comment_says_nothing(made):
    assert made.run("def clean(x):\n    # why\n    return x + LIMIT") == ""


def test_a_change_in_place_is_seen(cells):
    cells.run("names = []")
    cells.run("@asset\ndef orders():\n    return list(names)")
    cells.run("%materialize")
    said = cells.run("names.append('a')")
    assert said == "`names` changed from list of 0 to list of 1: orders is stale"


@pytest.mark.parametrize(
    ("setup", "body", "said"),
    [
        ("import time", "time.time()", "reads time.time: the clock. Pass the time in as config"),
        ("import os", "os.environ['A']", "an environment variable; a change of it is not noticed"),
        ("import random", "random.random()", "chance. Use random.Random(seed)"),
        ("rows = (x for x in 'a')", "rows", "rows is a generator, which cannot be compared, so it"),
        (
            "import pandas as pd\nplace = 'x'",
            "pd.read_parquet(place)",
            "reads pd.read_parquet: a file that is not seen being opened",
        ),
    ],
)
def test_a_risk_is_said_once_as_the_asset_is_defined_with_what_to_do(cells, setup, body, said):
    cells.run(setup)
    cell = f"@asset\ndef orders():\n    return {body}"
    first, *lines = cells.run(cell, "c").splitlines()
    assert first == "orders defined"
    assert len(lines) == 1
    assert lines[0].startswith("orders: ")
    assert said in lines[0]
    assert lines[0].endswith(".")
    assert cells.run(cell, "c").splitlines() == ["orders redefined"]


def test_a_path_that_is_written_in_the_body_is_no_risk(cells):
    cells.run("import pandas as pd")
    assert cells.run("@asset\ndef x():\n    return pd.read_parquet('a/b.parquet')") == "x defined"


def test_of_many_risks_the_first_are_said(cells):
    cells.run("import time, os, random, uuid, secrets")
    body = "time.time(), os.environ, random.random(), uuid.uuid4(), secrets.token_hex()"
    lines = cells.run(f"@asset\ndef orders():\n    return {body}").splitlines()
    assert len(lines) == 5
    assert lines[-1] == "2 more such risks; %why NAME lists those of an asset."


def test_why_lists_code_config_resources_and_risks_apart(cells):
    cells.run("import os\nN = 3")
    cells.run(
        "class Opts(Config):\n    days: int = 3\n"
        "class Store(ConfigurableResource):\n    host: str = 'a'\n    password: str = 'p'\n"
        "defs = Definitions(resources={'store': Store()})"
    )
    cells.run("@asset\ndef raw(config: Opts, store: Store):\n    return os.getenv('X'), N")
    lines = cells.run("%why raw").splitlines()
    told = dict(line.split(": ", 1) for line in lines if ": " in line)
    assert told["what counts"].startswith("`raw()` in cell 5; `N` (3)")
    assert told["config"] == "`Opts`"
    assert told["resources"] == (
        "`Store`; `store.host` (str of 1); `store.password`, a change of which does not count"
    )
    assert "an environment variable" in told["what does not"]
