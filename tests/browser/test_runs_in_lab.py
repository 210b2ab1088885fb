"""Runs in a real JupyterLab: two kernels on one store, what waits, config, a kernel that stops."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WAIT = 30_000

CELLS = (
    "%load_ext dagbook",
    """
import time
from pathlib import Path

from dagbook import Config, asset


class Size(Config):
    rows: int = 3


@asset
def held() -> int:
    "Waits while a file called hold is there."
    while Path("hold").exists():
        time.sleep(0.02)
    return 1


@asset
def sized(config: Size) -> int:
    "As large as its config says."
    return config.rows
""",
    "%lineage",
    "from dagbook import live\n\nprint(live.load('sized'))",
)


def written(folder, name):
    """Write a notebook of these cells."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source.strip(),
        }
        for i, source in enumerate(CELLS)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / f"{name}.ipynb").write_text(json.dumps(content))


@pytest.fixture(scope="module")
def folder(lab):
    folder = lab.folder / "two_kernels"
    (folder / ".dagbook").mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def opened(folder, open_in_lab):
    """Return a function that opens one more notebook, its assets defined and its panel drawn."""

    def open_one(name):
        written(folder, name)
        notebook = open_in_lab(f"{folder.name}/{name}.ipynb")
        for index in range(3):
            notebook.run(index)
        return notebook

    return open_one


@pytest.fixture(scope="module")
def first(opened):
    return opened("first")


@pytest.fixture(scope="module")
def second(opened):
    return opened("second")


def panel(notebook):
    return notebook.cell(2).locator(".dgb")


def card(notebook, key):
    return panel(notebook).locator(f".dgb-card[data-key='{key}']")


def state(notebook, key, word):
    expect(card(notebook, key)).to_have_attribute("data-state", word, timeout=WAIT)


def materialize(notebook, key):
    card(notebook, key).click()
    panel(notebook).get_by_role("button", name=f"Materialize {key}").click()


@pytest.fixture(autouse=True)
def at_rest(folder, first):
    """Begin with the graph and with nothing running, whatever came before."""
    (folder / "hold").unlink(missing_ok=True)
    expect(panel(first).locator(".dgb-run[data-state='running']")).to_have_count(0, timeout=WAIT)
    panel(first).get_by_role("button", name="Graph", exact=True).click()


def test_a_panel_follows_the_run_of_another_kernel_and_shows_it_over_time(folder, first, second):
    (folder / "hold").touch()
    state(second, "held", "never")
    materialize(first, "held")
    state(first, "held", "running")
    bar = panel(second).locator(".dgb-run")
    expect(bar).to_contain_text("Runs in another kernel (panel)", timeout=WAIT)
    (folder / "hold").unlink()
    state(first, "held", "fresh")
    state(second, "held", "fresh")
    panel(second).get_by_role("button", name="Runs", exact=True).click()
    runs = panel(second).get_by_role("navigation", name="Runs").get_by_role("listitem")
    expect(runs).to_have_count(1)
    expect(runs).to_contain_text("panel")
    rows = panel(second).get_by_role("list", name="Assets of the run, over time")
    expect(rows.get_by_role("button", name=re.compile("held, done"))).to_be_visible()
    panel(second).get_by_role("button", name="Graph", exact=True).click()


def test_a_second_run_of_a_kernel_waits_visibly(folder, first):
    (folder / "hold").touch()
    materialize(first, "held")
    state(first, "held", "running")
    materialize(first, "sized")
    wait = panel(first).get_by_role("button", name="1 waits")
    expect(wait).to_be_visible(timeout=WAIT)
    wait.click()
    expect(panel(first).locator(".dgb-waiting")).to_contain_text("sized")
    first.screenshot("a-second-run-waits")
    (folder / "hold").unlink()
    panel(first).get_by_role("button", name="Graph", exact=True).click()
    state(first, "sized", "fresh")


def test_config_of_one_run_is_filled_in_and_reaches_the_function(first):
    card(first, "sized").click()
    panel(first).get_by_role("button", name="More ways to materialize").click()
    panel(first).get_by_role("menuitem", name="With config").click()
    form = panel(first).get_by_role("form", name="Materialize sized")
    form.get_by_label("rows").fill("many")
    form.get_by_role("button", name="Materialize").click()
    expect(form.get_by_label("rows")).to_have_accessible_description(re.compile("valid integer"))
    form.get_by_label("rows").fill("42")
    form.get_by_role("button", name="Materialize").click()
    expect(form).to_have_count(0, timeout=WAIT)
    expect(panel(first).locator(".dgb-run")).to_contain_text("Done, 1 of 1", timeout=WAIT)
    (output,) = first.run(3)
    assert output["text"] == "42\n"


@pytest.mark.parametrize("how", ["restartKernel", "shutdown"])
def test_a_kernel_that_stops_is_said_with_the_time(second, how):
    second.run(0)
    second.run(1)
    second.run(2)
    expect(panel(second)).to_be_visible()
    gone = panel(second).get_by_text(re.compile(r"Kernel stopped: state as of \d\d:\d\d"))
    expect(gone).to_have_count(0)
    second.page.evaluate("how => window.jupyterapp.shell.currentWidget.sessionContext[how]()", how)
    expect(gone).to_be_visible(timeout=WAIT)
    second.screenshot("kernel-stopped")
