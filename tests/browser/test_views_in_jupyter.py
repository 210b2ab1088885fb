"""Every view of the panel, in JupyterLab and in Notebook 7, with pictures of them."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser import views_notebook
from tests.browser.conftest import drawn

pytestmark = pytest.mark.browser

WAIT = 30_000
FRONTS = ("lab", "notebook7")
WIDTHS = (1500, 1100, 700)
"""Of the window; beside the notebook's own margins the panel is about 1300, 900 and 500 wide."""

THEMES = (("light", "JupyterLab Light"), ("dark", "JupyterLab Dark"))


RESTING = """async (root) => {
    let still = 0;
    for (let width = root.clientWidth; still < 5; still += 1) {
        await new Promise(requestAnimationFrame);
        if (root.clientWidth !== width) [still, width] = [-1, root.clientWidth];
    }
}"""
"""Waits until the notebook has given the panel the width that it is to have."""


class Front:
    """The notebook of all views, open in one front end.

    Args:
        name: Of the front end.
        notebook: The notebook, its cells run.
    """

    def __init__(self, name, notebook):
        self.name = name
        self.notebook = notebook
        self.page = notebook.page

    @property
    def panel(self):
        """The panel, scrolled to."""
        return self.notebook.cell(self.notebook.index_of("lineage")).locator(".dgb")

    def card(self, key):
        """Return the card of an asset."""
        return self.panel.locator(f".dgb-card[data-key='{key}']")

    def open(self, key, tab=None):
        """Select an asset, open a tab of it and return the side panel."""
        self.card(key).click()
        side = self.panel.locator(".dgb-side")
        expect(side.get_by_role("heading", name=key)).to_be_visible(timeout=WAIT)
        if tab:
            side.get_by_role("tab", name=tab).click()
        return side

    def view(self, name):
        """Show the graph, the list or the runs."""
        self.panel.get_by_role("button", name=name, exact=True).click()

    def shoot(self, view):
        """Keep a picture of the panel: in Lab in both themes, in Notebook 7 as it is first seen."""
        width = self.page.viewport_size["width"]
        if self.name != "lab":
            if width == WIDTHS[0]:
                self.notebook.screenshot(f"{self.name}-{view}", self.panel)
            return
        # Wide in both themes, and narrow in one each.
        shown = THEMES if width == WIDTHS[0] else (THEMES[WIDTHS.index(width) - 1],)
        for scheme, theme in shown:
            self.notebook.theme(theme)
            expect(self.panel).to_have_attribute("data-scheme", scheme)
            self.notebook.screenshot(f"{self.name}-{view}-{width}-{scheme}", self.panel)
        self.notebook.theme("JupyterLab Light")


@pytest.fixture(scope="module", params=FRONTS)
def front(request):
    server = request.getfixturevalue(request.param)
    open_notebook = request.getfixturevalue(f"open_in_{request.param}")
    folder = server.folder / "views"
    views_notebook.write(folder, "views")
    notebook = open_notebook("views/views.ipynb", height=1400)
    for each in ("load", "define", "make", "fail", "lineage"):
        notebook.run(notebook.index_of(each))
    front = Front(request.param, notebook)
    expect(front.card("orders")).to_have_attribute("data-state", "fresh", timeout=WAIT)
    return front


@pytest.fixture(autouse=True)
def graph(front):
    """Begin with the graph, wide, and nothing selected or asked, whatever came before."""
    front.page.set_viewport_size({"width": WIDTHS[0], "height": 1400})
    front.notebook.theme("JupyterLab Light")
    draft = front.panel.get_by_role("button", name="Not now")
    if draft.count():
        draft.click()
    front.view("Graph")
    front.panel.get_by_role("button", name="Fit", exact=True).click()
    front.card("orders").focus()
    front.page.keyboard.press("Escape")
    expect(front.panel.locator(".dgb-card[aria-pressed='true']")).to_have_count(0)


def test_cards_say_what_each_asset_is_and_how_it_stands(front):
    for key, state, words in (
        ("orders", "fresh", "1/2"),
        ("visits", "partial", "20 of 60 days"),
        ("broken", "failed", "failed: KeyError"),
        ("below", "never", "never materialized"),
        ("lost", "problem", "problem: lost takes"),
    ):
        expect(front.card(key)).to_have_attribute("data-state", state)
        expect(front.card(key)).to_contain_text(words)
    expect(front.card("feed")).to_have_attribute("data-observable", "true")
    expect(front.card("elsewhere")).to_have_attribute("data-external", "true")
    expect(front.card("lost")).to_have_accessible_name(re.compile("no_such_asset"))
    front.shoot("graph")


def test_the_overview_tells_what_the_code_and_its_author_say(front):
    side = front.open("orders")
    expect(side.locator(".dgb-markdown strong")).to_have_text("orders")
    link = side.get_by_role("link", name="the shop")
    expect(link).to_have_attribute("href", "https://example.org/shop")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    for words in ("team:sales", "tier: 1", "raw · cell 2", "pandas"):
        expect(side).to_contain_text(words)
    side.get_by_text("Source").click()
    expect(side.locator("[data-token=keyword]").first).to_be_visible()
    for name in ("feed", "elsewhere", "image", "report", "broken"):
        expect(side.get_by_role("button", name=re.compile(f"^{name},"))).to_be_visible()
    front.shoot("overview")


def test_a_table_is_paged_and_sorted(front):
    side = front.open("orders", "Value")
    expect(side).to_contain_text("60 rows, 3 columns", timeout=WAIT)
    expect(side.get_by_role("columnheader", name=re.compile("price"))).to_contain_text("1 null")
    side.get_by_role("button", name=re.compile("^number")).click()
    side.get_by_role("button", name=re.compile("^number")).click()
    expect(side.get_by_role("row").nth(1)).to_contain_text("59")
    front.shoot("value")


@pytest.mark.parametrize(
    ("key", "shown"),
    [("image", "img.dgb-picture"), ("settings", ".dgb-tree"), ("report", "pre, .dgb-text")],
)
def test_pictures_trees_and_text_are_shown_as_what_they_are(front, key, shown):
    side = front.open(key, "Value")
    expect(side.locator(shown).first).to_be_visible(timeout=WAIT)
    if key == "report":
        expect(side).to_contain_text("60 orders in summer")
    if key == "settings":
        expect(side).to_contain_text("season")


def test_checks_say_what_they_found(front):
    side = front.open("orders", "Checks")
    expect(side).to_contain_text("1 has no price")
    expect(side).to_contain_text("Every order has a price.")
    expect(side.locator(".dgb-checks-list > li")).to_have_count(2)
    front.shoot("checks")


def test_metadata_is_shown_by_kind_and_over_partitions(front):
    side = front.open("orders", "Metadata")
    expect(side.get_by_text("rough")).to_be_visible()
    expect(side.get_by_role("link", name="https://example.org/orders")).to_be_visible()
    expect(side).to_contain_text("season")
    side = front.open("visits", "Metadata")
    expect(side.locator(".dgb-plot svg").first).to_be_visible(timeout=WAIT)
    front.shoot("metadata")


def test_two_of_the_history_are_compared(front):
    side = front.open("report", "History")
    boxes = side.get_by_role("checkbox")
    expect(boxes).to_have_count(2, timeout=WAIT)
    boxes.nth(0).check()
    boxes.nth(1).check()
    side.get_by_role("button", name="Compare 1 and 2").click()
    expect(side.locator(".dgb-diff")).to_contain_text("nothing differs", timeout=WAIT)
    front.shoot("history")


def test_logs_have_levels_runs_and_a_traceback_that_begins_in_the_cell(front):
    side = front.open("orders", "Logs")
    lines = side.get_by_role("log")
    expect(lines).to_contain_text("asking shop.example", timeout=WAIT)
    expect(lines).to_contain_text("read 60 rows")
    side.get_by_label("Level").select_option("Warnings and errors")
    expect(lines).to_contain_text("13 rows have no price")
    expect(lines).not_to_contain_text("read 60 rows")
    side = front.open("broken", "Logs")
    expect(lines).to_contain_text("KeyError", timeout=WAIT)
    side.get_by_role("button", name="Show the traceback").click()
    trace = side.locator(".dgb-line[data-kind=trace]")
    expect(trace.nth(1)).to_contain_text("cell 2, line")
    expect(trace.nth(1)).to_contain_text("in broken")
    front.shoot("logs")


def test_days_are_a_calendar(front):
    front.open("visits", "Overview")
    cells = front.panel.locator(".dgb-calendar [data-state=fresh][data-i]")
    expect(cells).to_have_count(20)
    front.shoot("partitions")


def test_runs_are_listed_and_one_is_opened_with_its_timeline_and_logs(front):
    front.view("Runs")
    runs = front.panel.get_by_role("navigation", name="Runs").get_by_role("listitem")
    expect(runs).to_have_count(4, timeout=WAIT)
    runs.get_by_role("button", name=re.compile("image")).click()
    rows = front.panel.get_by_role("list", name="Assets of the run, over time")
    expect(rows.get_by_role("button", name=re.compile("^orders, done"))).to_be_visible(timeout=WAIT)
    logs = front.panel.get_by_role("region", name="Logs of the run")
    expect(logs).to_contain_text("asking shop.example", timeout=WAIT)
    front.shoot("runs")


def test_a_plan_says_what_will_run_before_it_starts(front):
    front.open("orders")
    front.panel.get_by_role("button", name="More ways to materialize").click()
    item = front.panel.get_by_role("menuitem", name="orders and all downstream")
    expect(item).to_contain_text("step", timeout=WAIT)
    front.shoot("menu")
    front.panel.get_by_role("menuitem", name="Show the plan").click()
    draft = front.panel.get_by_role("form", name="Materialize orders")
    expect(draft.get_by_role("row").nth(1)).to_contain_text("orders", timeout=WAIT)
    draft.get_by_role("button", name="Not now").click()


def test_a_form_is_made_of_the_assets_config_and_says_what_is_wrong(front):
    front.open("deep")
    front.panel.get_by_role("button", name="More ways to materialize").click()
    front.panel.get_by_role("menuitem", name="With config").click()
    form = front.panel.get_by_role("form", name="Materialize deep")
    expect(form.get_by_label("rows")).to_have_value("3", timeout=WAIT)
    form.get_by_label("rows").fill("many")
    form.get_by_role("button", name="Materialize").click()
    expect(form.get_by_label("rows")).to_have_accessible_description(re.compile("valid integer"))
    expect(form.get_by_label("label")).to_have_accessible_description(re.compile("required"))
    front.shoot("config")
    form.get_by_label("rows").fill("7")
    form.get_by_label("label").fill("x")
    form.get_by_role("button", name="Materialize").click()
    expect(form).to_have_count(0, timeout=WAIT)
    expect(front.card("deep")).to_have_attribute("data-state", "fresh", timeout=WAIT)
    (output,) = front.notebook.run(front.notebook.index_of("print"))
    assert output["text"] == "7\n"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_view_is_wider_than_the_notebook(front, width):
    front.page.set_viewport_size({"width": width, "height": 1400})
    front.panel.evaluate(RESTING)
    drawn(front.page)
    for view in ("Graph", "List", "Runs"):
        front.view(view)
        wide = front.panel.evaluate(
            """(root) => [root, ...root.querySelectorAll('.dgb-panel, .dgb-bar, .dgb-side')]
                .map((each) => each.scrollWidth - each.clientWidth)"""
        )
        assert max(wide) <= 0, (view, wide)
        if width != WIDTHS[0]:
            front.shoot(view.lower())
    front.view("Graph")
    for tab in ("Overview", "Value", "Metadata", "History", "Logs"):
        side = front.open("orders", tab)
        assert side.evaluate("(each) => each.scrollWidth - each.clientWidth") <= 0, tab
        if width != WIDTHS[0]:
            front.shoot(tab.lower())
