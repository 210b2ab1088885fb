"""The tour notebook: every magic once, and what each shows."""

import re
import shutil

import nbformat
import pytest

from dagbook_jupyter.magics.table import MAGICS

pytestmark = pytest.mark.notebook


@pytest.fixture(scope="module")
def tour(execute, root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tour")
    return execute(
        shutil.copy(root / "demo_notebooks" / "tour.ipynb", folder / "tour.ipynb"),
        carriers="len(load('carriers'))",
        busiest="load('busiest')",
        flown="sum(len(load('flights', partition_key=day)) for day in week.get_partition_keys())",
    )


def test_the_committed_notebook_is_clean_and_has_every_magic(root):
    notebook = nbformat.read(root / "demo_notebooks" / "tour.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not [cell.id for cell in code if cell.outputs or cell.execution_count]
    sources = "\n".join(cell.source for cell in code)
    used = set(re.findall(r"^%{1,2}(\w+)", sources, re.MULTILINE))
    assert not {magic.name for magic in MAGICS} - used


def test_the_values_are_those_of_the_data(tour):
    assert tour.answers == {"carriers": 16, "busiest": "United Air Lines Inc.", "flown": 5168}


SHOWN = {
    "carriers": "carriers defined",
    "flights": "raw_flights, flights defined",
    "plan": "longest path: raw_flights → flights → busiest",
    "lineage": "└─ flights     ○ never materialized (0 of 7 days)",
    "run-one": "1 asset and 1 partition materialized in ",
    "run-all": "2 assets and 6 partitions materialized in ",
    "run-nothing": "All is current; there is nothing to do.",
    "assets": "● fresh (7 days)",
    "load": "United Air Lines Inc.",
    "load-as": "458",
    "checks": "✓ raw_flights_distance_above_0_all",
    "edit": "`departed()` changed: flights is stale; 1 downstream",
    "why": '+    return table.dropna(subset=["dep_time", "arr_time"])',
    "accept": "flights: accepted that `departed()` changed",
    "revoke": "flights: counts again that `departed()` changed",
    "run-again": "1 asset and 7 partitions materialized in ",
    "undo": "flights[2013-02-08] is back to the value made ",
    "old-variable": "friday holds an older value of flights",
    "compare": "rows matched by ",
    "history-after": "wiped",
    "restore": "flights[2013-02-08] is back to 2, made ",
    "wipe": "wiped flights[2013-02-09]: 1 value",
    "missing": "1 partition materialized in ",
    "runs": "● success",
    "logs": "looking at 2013-02-08",
    "fails-run": "ZeroDivisionError: division by zero",
    "debug": "→ round(1 - late / len(ours), 2)",
    "mended": "0.8",
    "use-newark": "newark is used: airport; 0 assets stored in it",
    "use-run": "2 assets materialized",
    "use-load": "2225",
    "use-default": "default is used",
    "about": "dagbook ",
    "ledger": "flights ",
    "prune": "Freed ",
}


@pytest.mark.parametrize("cell", SHOWN)
def test_each_cell_shows_what_its_magic_is_for(tour, cell):
    assert SHOWN[cell] in tour.text(cell)
