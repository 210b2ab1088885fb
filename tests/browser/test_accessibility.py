"""axe-core finds nothing serious in the panel, in both schemes and at both widths."""

import pytest

pytestmark = pytest.mark.browser

PLACES = ("notebook_ext/panel/node_modules", "out/panel/panel/node_modules")
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def axe(root):
    """The source of axe-core, as `npm ci` installed it for the panel's own tests."""
    for place in PLACES:
        source = root / place / "axe-core" / "axe.min.js"
        if source.exists():
            return source.read_text()
    pytest.fail("axe-core is not installed: run npm ci in notebook_ext/panel.")


def violations(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run('#host', {resultTypes: ['violations']})")
    return [
        (each["id"], each["impact"], [node["html"][:200] for node in each["nodes"][:3]])
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("scheme", ["", "dark"])
@pytest.mark.parametrize("width", [500, 1400])
@pytest.mark.parametrize(
    "query",
    [
        "select=flights&run",
        "select=weather",
        "folded",
        "focused&select=flights",
        "nolayout&select=weather",
        "select=flights&tab=logs",
        "select=flights&tab=history",
        "select=flights&tab=metadata",
        "select=flights&tab=value",
        "select=weather&tab=checks",
        "mode=runs&select=flights",
        "mode=runs&run",
        "using=test",
        "partitions&select=sensors",
        "partitions&select=users",
        "partitions&select=sales_by_region",
    ],
)
def test_nothing_serious_is_found(open_panel, axe, query, width, scheme):
    page = open_panel(f"{query}&{scheme}", width)
    assert violations(page, axe) == []


@pytest.mark.parametrize("menu", ["View", "Export"])
def test_nothing_serious_is_found_in_an_open_menu(open_panel, axe, menu):
    page = open_panel("select=flights")
    page.get_by_role("button", name=menu, exact=True).click()
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["", "dark"])
@pytest.mark.parametrize("width", [500, 1400])
@pytest.mark.parametrize("item", ["With config", "Show the plan", None])
def test_nothing_serious_is_found_in_what_runs_come_from(open_panel, axe, item, width, scheme):
    page = open_panel(f"select=flights&{scheme}", width)
    page.get_by_role("button", name="More ways to materialize").click()
    if item:
        page.get_by_role("menuitem", name=item).click()
        page.locator(".dgb-draft .dgb-plan").wait_for()
    if item == "With config":
        wrong = {"flights": {"": "no such season", "days": "should be an integer"}}
        page.evaluate("errors => model.receive({ type: 'config_errors', errors })", wrong)
        page.locator(".dgb-error").first.wait_for()
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["", "dark"])
def test_nothing_serious_is_found_in_a_comparison_and_in_an_open_traceback(open_panel, axe, scheme):
    page = open_panel(f"select=flights&tab=history&{scheme}")
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Compare").click()
    page.locator(".dgb-history .dgb-diff").wait_for()
    assert violations(page, axe) == []
    page.get_by_role("tab", name="Logs").click()
    page.get_by_role("button", name="Show the traceback").click()
    page.locator(".dgb-line[data-kind=trace]").first.wait_for()
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["", "dark"])
def test_nothing_serious_is_found_in_what_the_kernel_says(open_panel, axe, scheme):
    page = open_panel(f"select=flights&{scheme}")
    page.evaluate(
        """() => {
            model.receive({type: "notice", level: "error", text: "No such partition."});
            model.receive({type: "notice", level: "warning", text: "A run is going on."});
            model.receive({type: "notice", level: "info", text: "Wiped."});
            model.emit("comm:close");
        }"""
    )
    page.locator(".dgb-notices p").nth(2).wait_for()
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["", "dark"])
def test_nothing_serious_is_found_in_a_question_before_something_goes(open_panel, axe, scheme):
    page = open_panel(f"select=flights&{scheme}")
    page.get_by_role("button", name="Wipe flights").click()
    wish = {"type": "forget", "asset": "flights", "how": "wipe", "ranges": [], "counts": {}}
    asked = {"type": "ask", "title": "Wipe flights?", "lines": ["31 MB"], "yes": "Wipe"}
    page.evaluate("asked => model.receive(asked)", asked | {"wish": wish})
    page.locator(".dgb-question [data-takes]").wait_for()
    assert violations(page, axe) == []
