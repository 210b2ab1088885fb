"""The demo notebook, executed twice: it makes what it promises, and then nothing is left to do."""

import base64
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

pytestmark = pytest.mark.notebook

QUESTIONS = {
    "module": "__import__('dagbook').__file__",
    "raw": "len(load('raw_flights'))",
    "daily": "sum(len(load('flights', partition_key=day)) for day in days.get_partition_keys())",
    "best": "load('most_punctual')",
    "worst": "load('worst_days')['date'].tolist()",
    "airports": "[len(load('airport_hours', partition_key=key)) for key in ('EWR', 'JFK', 'LGA')]",
}
FLIGHTS = 336_776
ASSETS = {
    "airlines": "",
    "airport_hours": "3/3",
    "airports": "",
    "carriers_csv": "",
    "daily_delays": "365/365",
    "daily_weather": "",
    "delays_by_carrier": "",
    "destinations": "",
    "flights": "365/365",
    "most_punctual": "",
    "planes": "",
    "raw_flights": "",
    "weather": "",
    "worst_days": "",
}
"""Every asset with the partitions that are done when the notebook has run."""


@pytest.fixture(scope="module")
def notebook_path(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return shutil.copy(root / "demo_notebooks" / "flights.ipynb", folder / "flights.ipynb")


@pytest.fixture(scope="module")
def first(execute, notebook_path):
    return execute(notebook_path, **QUESTIONS)


@pytest.fixture(scope="module")
def second(execute, notebook_path, first):
    return execute(notebook_path, **QUESTIONS)


def rows(text):
    """Return the lines of a table in plain text by their first word."""
    return {line.split()[0]: line for line in text.splitlines() if line.strip()}


def picture(executed):
    (encoded,) = re.findall(r"data:image/svg\+xml;base64,([^\"']+)", executed.html("lineage"))
    return base64.b64decode(encoded).decode()


def test_the_committed_notebook_is_clean(root):
    notebook = nbformat.read(root / "demo_notebooks" / "flights.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not [cell.id for cell in code if cell.outputs or cell.execution_count]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id) for cell in notebook.cells)


def test_the_kernel_imports_the_built_wheel(first):
    kernel = os.environ.get("DAGBOOK_TEST_KERNEL")
    if kernel:
        assert first.answers["module"].startswith(str(Path(kernel).parent.parent))
        assert "site-packages" in first.answers["module"]


def test_every_flight_arrives_in_whole_and_day_by_day(first):
    assert first.answers["raw"] == FLIGHTS
    assert first.answers["daily"] == FLIGHTS


def test_the_answers_are_those_of_the_data(first):
    assert first.answers["best"] == "US Airways Inc."
    assert first.answers["worst"][:2] == ["2013-02-08", "2013-02-09"]
    assert first.answers["airports"] == [20, 19, 18]
    assert "2013-02-08  472 " in first.text("cancellations")


def test_the_table_lists_every_asset_with_its_partitions(first):
    table = rows(first.text("assets"))
    for name, partitions in ASSETS.items():
        assert "fresh" in table[name]
        assert partitions in table[name]
        assert name in first.html("assets")


def test_an_edit_makes_only_its_own_asset_stale_and_taking_it_back_makes_it_fresh(first):
    table = rows(first.text("assets-stale"))
    assert "stale" in table.pop("worst_days")
    assert not [line for line in table.values() if "stale" in line]
    assert "current" in first.text("run-nothing")


def test_the_static_picture_shows_every_asset(first):
    svg = picture(first)
    assert not [name for name in ASSETS if f">{name}<" not in svg]
    assert "/tmp/" not in svg


def test_the_pictures_words_name_every_asset_and_what_it_reads(first):
    (words,) = re.findall(r'<img alt="([^"]+)"', first.html("lineage"))
    assert not [name for name in ASSETS if f"{name}: fresh" not in words]
    assert "flights to daily_delays" in words


def test_a_second_execution_finds_all_current_and_is_quick(first, second):
    assert "current" in second.text("run-everything")
    assert second.answers == first.answers
    assert second.seconds < max(10, first.seconds / 2)


def test_the_page_that_nbconvert_makes_needs_no_network(first):
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")
    page, _ = exporter.from_notebook_node(first.notebook)
    assert len(re.findall(r"<img[^>]+src=\"data:image/svg\+xml;base64,", page)) == 1
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?://[^\"]+", page)
