"""The demo notebook as a person meets it: in JupyterLab, with a mouse and a keyboard."""

import json
import re
import shutil

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SECOND = 1000
WAIT = 60 * SECOND
FEBRUARY_8 = 38
"""The ordinal of 2013-02-08 among the days of the year."""

SLOW = """
import time

@asset(partitions_def=days, group_name="slow")
def slow_day(flights: pd.DataFrame) -> int:
    "Counts the flights of a day, slowly."
    for _ in range(10):
        time.sleep(0.1)
    return len(flights)
"""

FEWER_PLANES = """
@asset(group_name="raw", kinds={"csv"})
def planes() -> pd.DataFrame:
    "Planes by tail number, those that are not too old."
    table = pd.read_csv(DATA["planes.csv"])
    return table[table["year"] >= 1990]
"""


@pytest.fixture(scope="module")
def demo(root, lab, open_in_lab):
    """The demo notebook after Run All, and the addresses that its page asked for meanwhile."""
    shutil.copy(root / "demo_notebooks" / "flights.ipynb", lab.folder / "flights.ipynb")
    notebook = open_in_lab("flights.ipynb")
    asked = []
    notebook.page.on("request", lambda request: asked.append(request.url))
    notebook.run_all()
    return notebook, asked


@pytest.fixture
def notebook(demo):
    return demo[0]


@pytest.fixture
def panel(notebook):
    """The panel under the cell `%lineage`, nothing selected in it."""
    panel = notebook.cell(notebook.index_of("lineage")).locator(".dgb")
    panel.wait_for()
    card(panel, "flights").focus()
    notebook.page.keyboard.press("Escape")
    return panel


def card(panel, key):
    return panel.locator(f".dgb-card[data-key='{key}']")


def day(panel, ordinal):
    return panel.locator(f".dgb-calendar [data-i='{ordinal}']")


def side(panel):
    return panel.locator(".dgb-side")


def press(panel, name):
    panel.get_by_role("button", name=name).click()


@pytest.fixture
def slow_day(notebook, panel):
    """The card of a slow daily asset, defined by a cell that ran after the panel was drawn."""
    if "slow_day" not in str(notebook.cells()):
        notebook.run(notebook.append(SLOW))
        notebook.cell(notebook.index_of("lineage"))
    card(panel, "slow_day").click()
    return card(panel, "slow_day")


def test_run_all_makes_everything_and_the_page_asks_nothing_of_the_network(demo, panel):
    notebook, asked = demo
    outputs = [output for cell in notebook.cells() for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output["output_type"] == "error"]
    assert panel.locator(".dgb-card").count() == 14
    expect(panel.locator(".dgb-card[data-state='fresh']")).to_have_count(14, timeout=WAIT)
    assert not [url for url in asked if re.match(r"(https?|wss?)://(?!127\.0\.0\.1)", url)]
    notebook.screenshot("all-fresh")


def test_the_side_panel_tells_what_an_asset_is_and_what_its_last_run_said(notebook, panel):
    card(panel, "raw_flights").click()
    expect(side(panel)).to_contain_text("Every flight of the year")
    side(panel).get_by_role("tab", name="Metadata").click()
    expect(side(panel).get_by_role("tabpanel")).to_contain_text("never took off")
    expect(side(panel).get_by_role("tabpanel")).to_contain_text(re.compile(r"8,?255"))
    side(panel).get_by_role("tab", name="Overview").click()
    expect(card(panel, "raw_flights")).to_have_attribute("aria-pressed", "true")
    notebook.screenshot("side-panel")


def test_dependencies_in_the_side_panel_lead_from_asset_to_asset(panel):
    card(panel, "daily_delays").click()
    side(panel).get_by_role("button", name=re.compile("^flights")).click()
    expect(side(panel).locator("h3")).to_have_text("flights")
    expect(side(panel)).to_contain_text("The flights of one day")


def test_a_click_on_a_day_runs_exactly_that_day(notebook, panel, slow_day):
    expect(day(panel, FEBRUARY_8)).to_have_attribute("aria-label", "2013-02-08, missing")
    day(panel, FEBRUARY_8).click()
    expect(day(panel, FEBRUARY_8)).to_have_attribute("aria-selected", "true")
    press(panel, "Materialize 1 selected")
    expect(slow_day).to_have_attribute("data-state", "running")
    notebook.screenshot("one-day-running")
    expect(slow_day).to_have_attribute("data-state", "partial", timeout=WAIT)
    expect(day(panel, FEBRUARY_8)).to_have_attribute("aria-label", "2013-02-08, fresh")
    expect(panel.locator(".dgb-calendar [data-state='missing']")).to_have_count(364)
    notebook.screenshot("one-day-done")
    (output,) = notebook.run(notebook.append("print(load('slow_day', partition_key='2013-02-08'))"))
    assert output["text"] == "930\n"


def test_cancel_stops_a_slow_run_and_what_was_done_stays_done(notebook, panel, slow_day):
    press(panel, re.compile("^Missing"))
    press(panel, re.compile("^Materialize 36. selected"))
    expect(slow_day).to_have_attribute("data-state", "running")
    expect(panel.locator(".dgb-run")).to_contain_text(re.compile("[1-9] of 36."), timeout=WAIT)
    notebook.screenshot("slow-run")
    press(panel, "Cancel")
    expect(panel.locator(".dgb-run")).to_contain_text("Cancelled", timeout=WAIT)
    expect(slow_day).to_have_attribute("data-state", "partial")
    expect(panel.locator(".dgb-calendar [data-state='running']")).to_have_count(0)
    notebook.screenshot("cancelled")


def test_an_edit_turns_assets_stale_with_the_reason_and_running_one_passes_it_on(notebook, panel):
    notebook.run(notebook.append(FEWER_PLANES))
    notebook.cell(notebook.index_of("lineage"))
    expect(card(panel, "planes")).to_have_attribute("data-state", "stale", timeout=WAIT)
    card(panel, "planes").click()
    why = side(panel).locator(".dgb-why")
    expect(why).to_contain_text("planes() changed in cell")
    expect(why).to_contain_text('+    return table[table["year"] >= 1990]')
    press(panel, "Materialize planes")
    expect(card(panel, "planes")).to_have_attribute("data-state", "fresh", timeout=WAIT)
    expect(card(panel, "destinations")).to_have_attribute("data-state", "stale")
    card(panel, "destinations").click()
    expect(side(panel).locator(".dgb-why")).to_contain_text("planes")
    notebook.screenshot("stale")
    card(panel, "flights").click()
    day(panel, FEBRUARY_8).click()
    notebook.screenshot("panel", panel)


def test_the_keyboard_walks_the_graph_and_leaves_the_notebook_alone(notebook, panel):
    before = len(notebook.cells())
    card(panel, "raw_flights").focus()
    notebook.page.keyboard.press("ArrowRight")
    focused = panel.locator(".dgb-card:focus")
    assert focused.get_attribute("data-key") != "raw_flights"
    notebook.page.keyboard.press("Enter")
    expect(focused).to_have_attribute("aria-pressed", "true")
    for key in "abdx":
        notebook.page.keyboard.press(key)
    assert len(notebook.cells()) == before


def test_the_panel_follows_the_dark_theme(notebook, panel):
    bright = panel.evaluate("element => getComputedStyle(element).backgroundColor")
    notebook.theme("JupyterLab Dark")
    try:
        card(panel, "flights").click()
        notebook.screenshot("dark")
        dark = panel.evaluate("element => getComputedStyle(element).backgroundColor")
    finally:
        notebook.theme("JupyterLab Light")
    assert bright != dark


def test_the_reopened_notebook_shows_the_static_picture(lab, notebook, panel, open_in_lab):
    notebook.save()
    saved = json.loads((lab.folder / "flights.ipynb").read_text())
    saved["metadata"]["changed"] = "so that its signature no longer fits"
    # In a folder of its own it has no store: what it shows can only be what was saved.
    (lab.folder / "elsewhere").mkdir(exist_ok=True)
    for name, content in {"trusted": None, "untrusted": saved}.items():
        path = lab.folder / "elsewhere" / f"{name}.ipynb"
        if content is None:
            shutil.copy(lab.folder / "flights.ipynb", path)
        else:
            path.write_text(json.dumps(content))
        reopened = open_in_lab(f"elsewhere/{name}.ipynb")
        cell = reopened.cell(reopened.index_of("lineage"))
        picture = cell.locator("img[src^='data:image/svg+xml']")
        picture.wait_for()
        assert picture.evaluate("image => image.complete && image.naturalWidth > 300")
        assert "flights" in picture.get_attribute("alt")
        expect(cell.locator("code").filter(has_text="%materialize").first).to_be_attached()
        reopened.screenshot(f"reopened-{name}")
