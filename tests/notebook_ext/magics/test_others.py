"""`%assets`, `%lineage`, `%load_asset`, `%dagbook`."""

import inspect
import re

import pytest

from dagbook_jupyter.magics.arguments import parse
from dagbook_jupyter.magics.table import MAGICS

PAIR = """
@asset(group_name="left")
def raw():
    return [1]

@asset(group_name="right", partitions_def=StaticPartitionsDefinition(["a", "b"]))
def orders(context, raw):
    return context.partition_key
"""


@pytest.fixture
def pair(cells):
    cells.run(PAIR, "pair")
    return cells


def test_assets_lists_status_partitions_last_run_and_size(pair):
    pair.run("%materialize orders --partition a")
    head, raw, orders = pair.run("%assets").splitlines()
    assert head.split() == ["asset", "status", "partitions", "last", "run", "size"]
    assert raw.split()[:3] == ["raw", "●", "fresh"]
    assert raw.split()[-1] == "B"
    assert "1/2" in orders


def test_assets_of_a_selection(pair):
    assert [line.split()[0] for line in pair.run("%assets group:left").splitlines()] == [
        "asset",
        "raw",
    ]


def test_assets_without_any(cells):
    assert cells.run("%assets") == "no assets yet"


def test_lineage_in_a_terminal_is_text(pair):
    assert [line.split()[0] for line in pair.run("%lineage").splitlines()] == ["raw", "└─"]
    assert pair.run("%lineage group:right").split()[0] == "orders"


@pytest.mark.parametrize("magic", ["assets", "lineage"])
def test_a_wrong_selection_is_one_message(magic, pair):
    said = pair.fail(f"%{magic} odrers")
    assert said == "UsageError: There is no asset odrers. Did you mean orders?"


def test_load_asset_returns_the_value_or_binds_it(pair):
    pair.run("%materialize")
    assert pair.run("%load_asset raw").endswith("[1]")
    assert pair.run("%load_asset orders --partition b --as letter") == ""
    assert pair.value("letter") == "b"
    assert pair.value("get_ipython().run_line_magic('load_asset', 'orders --partition all')") == {
        "a": "a",
        "b": "b",
    }


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("nope", "There is no asset nope."),
        ("raw", "raw has no stored value: it was never materialized"),
        ("orders --partition z", "z"),
        ("raw --as 1x", "--as 1x is no name of a variable"),
        ("", "the name is missing, as in %load_asset orders."),
    ],
)
def test_load_asset_says_what_is_wrong_in_one_line(line, part, pair):
    said = pair.fail(f"%load_asset {line}")
    assert said.startswith("UsageError: ")
    assert part in said
    assert len(said.splitlines()) == 1


def test_dagbook_tells_version_store_and_counts(pair, tmp_path):
    pair.run("%materialize raw")
    said = pair.run("%dagbook")
    assert said.startswith("dagbook ")
    assert f"store {tmp_path / '.dagbook'}, 1 asset in it; 2 defined" in said


def test_forget_takes_a_definition_away_and_keeps_its_value(pair):
    pair.run("%materialize raw")
    assert pair.run("%dagbook forget raw") == "raw is no longer defined; what is stored of it stays"
    assert pair.keys == ["orders"]
    assert pair.value("load('raw')") == [1]


def test_reset_takes_all_away(pair):
    pair.run("%dagbook reset")
    assert pair.keys == []
    pair.run(PAIR, "pair")
    assert pair.keys == ["orders", "raw"]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("forget", "name the asset"),
        ("forget rwa", "There is no asset rwa. Did you mean raw?"),
        (
            "forgot raw",
            "forgot is none of ledger, forget, rename, reset, store. Did you mean forget?",
        ),
    ],
)
def test_dagbook_says_what_is_wrong(line, part, pair):
    said = pair.fail(f"%dagbook {line}")
    assert said.startswith("UsageError: ")
    assert part in said


@pytest.mark.parametrize("magic", MAGICS, ids=lambda magic: magic.name)
def test_each_magic_has_help_with_examples_that_can_be_read(magic, cells):
    kind, mark = ("cell", "%%") if magic.is_cell else ("line", "%")
    text = cells.shell.find_magic(magic.name, kind).__doc__
    examples = re.findall(
        rf"^ +{mark}{magic.name}\b(.*)$", text.partition("Examples::")[2], re.MULTILINE
    )
    assert examples
    for example in examples:
        parse(magic, example)
    for option in magic.options:
        assert option in text


@pytest.mark.parametrize("magic", MAGICS, ids=lambda magic: magic.name)
def test_a_question_mark_shows_the_help(magic, cells):
    mark = "%%" if magic.is_cell else "%"
    first = inspect.cleandoc(magic.parser.description).splitlines()[0]
    assert first in cells.run(f"{mark}{magic.name}?")
