"""A backfill in JupyterLab: dragged in the calendar, cancelled, its kernel killed, resumed."""

import os
import shutil
import signal
from ast import literal_eval

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WAIT = 20_000
DEFINING_CELLS = ("load-dagbook", "imports", "raw-tables", "daily-assets")

HELD_DAY = """
import os
import time
from collections import Counter

from dagbook import live


@asset(partitions_def=days, group_name="slow")
def held_day(context) -> int:
    "The process that made a day; waits while a file of the day's name is there."
    while Path(context.partition_key).exists():
        time.sleep(0.02)
    return os.getpid()


def made():
    return dict(sorted(Counter(each.partition for each in live.history("held_day")).items()))
"""


@pytest.fixture(scope="module")
def folder(root, lab):
    """A folder with the demo notebook and a store of its own."""
    folder = lab.folder / "backfill"
    (folder / ".dagbook").mkdir(parents=True)
    shutil.copy(root / "demo_notebooks" / "flights.ipynb", folder / "flights.ipynb")
    return folder


@pytest.fixture(scope="module")
def notebook(folder, open_in_lab):
    """The demo notebook with everything defined, the cell of `held_day` too, and nothing made."""
    notebook = open_in_lab(f"{folder.name}/flights.ipynb")
    notebook.append(HELD_DAY)
    define(notebook)
    return notebook


def define(notebook):
    for cell_id in DEFINING_CELLS:
        notebook.run(notebook.index_of(cell_id))
    sources = ["".join(cell["source"]) for cell in notebook.cells()]
    notebook.run(sources.index(HELD_DAY))
    notebook.run(notebook.index_of("lineage"))


def look(notebook):
    """The panel under the cell `%lineage`, with the calendar of `held_day`."""
    panel = notebook.cell(notebook.index_of("lineage")).locator(".dgb")
    card = panel.locator(".dgb-card[data-key='held_day']")
    card.focus()
    notebook.page.keyboard.press("Escape")
    card.click()
    # What comes last: nothing moves on the page any more.
    expect(panel.locator(".dgb-side")).to_contain_text("The process that made a day")
    return panel


def told(notebook, expression):
    """What *expression* is in the kernel."""
    (output,) = notebook.run(notebook.append(f"print({expression})"))
    return literal_eval(output["text"])


def newest_backfill(notebook):
    return told(
        notebook, "[(b.status, b.done, b.total, list(b.failed)) for b in live.backfills()][0]"
    )


def day(panel, key):
    return panel.locator(f".dgb-calendar [aria-label^='{key}']")


def days_that_are(panel, state):
    cells = panel.locator(f".dgb-calendar [data-state='{state}']")
    return {label[:10] for label in cells.evaluate_all("all => all.map(each => each.ariaLabel)")}


def run_fortnight(page, panel, first, last):
    """Drag from one day to another, two weeks, and run what that selects."""
    day(panel, first).hover()
    page.mouse.down()
    expect(day(panel, first)).to_have_attribute("aria-selected", "true")
    day(panel, last).hover()
    page.mouse.up()
    panel.get_by_role("button", name="Materialize 14 selected").click()


def days_of(month, first, last):
    return [f"2013-{month:02}-{day:02}" for day in range(first, last + 1)]


def test_a_cancelled_range_keeps_what_was_done_and_resume_makes_the_rest(folder, notebook):
    wanted = days_of(3, 4, 17)
    panel = look(notebook)
    (folder / wanted[3]).touch()
    run_fortnight(notebook.page, panel, wanted[0], wanted[-1])
    expect(panel.locator(".dgb-run")).to_contain_text("3 of 14", timeout=WAIT)
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.locator(".dgb-run")).to_contain_text("Cancelled", timeout=WAIT)
    assert newest_backfill(notebook) == ("stopped", 3, 14, [])
    assert days_that_are(look(notebook), "fresh") >= set(wanted[:3])
    assert not days_that_are(panel, "fresh") & set(wanted[3:])

    (folder / wanted[3]).unlink()
    notebook.run(notebook.append("%materialize --resume"))
    assert newest_backfill(notebook) == ("done", 14, 14, [])
    made = told(notebook, "made()")
    assert {key: made[key] for key in wanted} == dict.fromkeys(wanted, 1)
    panel = look(notebook)
    expect(day(panel, wanted[-1])).to_have_attribute("data-state", "fresh")
    assert days_that_are(panel, "fresh") >= set(wanted)


def test_a_killed_kernel_loses_no_day_and_resume_makes_exactly_what_was_left(folder, notebook):
    wanted = days_of(2, 1, 14)
    panel = look(notebook)
    before = told(notebook, "os.getpid()")
    panel = look(notebook)
    (folder / wanted[5]).touch()
    run_fortnight(notebook.page, panel, wanted[0], wanted[-1])
    expect(panel.locator(".dgb-run")).to_contain_text("5 of 14", timeout=WAIT)
    os.kill(before, signal.SIGKILL)

    # JupyterLab starts another kernel, and says so in a dialog.
    notebook.page.locator(".jp-Dialog", has_text="Kernel Restarting").get_by_role("button").click()
    (folder / wanted[5]).unlink()
    define(notebook)
    after = told(notebook, "os.getpid()")
    assert after != before
    assert newest_backfill(notebook) == ("stopped", 5, 14, [])
    panel = look(notebook)
    assert set(wanted) & days_that_are(panel, "fresh") == set(wanted[:5])
    assert set(wanted) & days_that_are(panel, "missing") == set(wanted[5:])

    notebook.run(notebook.append("%materialize --resume"))
    assert newest_backfill(notebook) == ("done", 14, 14, [])
    makers = told(notebook, f"[load('held_day', partition_key=key) for key in {wanted}]")
    assert makers == [before] * 5 + [after] * 9
    made = told(notebook, "made()")
    assert {key: made[key] for key in wanted} == dict.fromkeys(wanted, 1)
    panel = look(notebook)
    expect(day(panel, wanted[-1])).to_have_attribute("data-state", "fresh")
    assert days_that_are(panel, "fresh") >= set(wanted)
    notebook.screenshot("backfill-resumed", panel)
