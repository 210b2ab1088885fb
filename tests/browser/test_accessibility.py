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
