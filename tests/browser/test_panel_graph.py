"""How the panel's graph is arranged, in plain Chromium: folds, focus, direction, map, exports."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def sent(page, kind):
    return [m for m in page.evaluate("model.sent") if m["type"] == kind]


def arrangement(page):
    return page.evaluate("model.get('ui').arrangement")


def card(page, key):
    return page.locator(f".dgb-card[data-key='{key}']")


def choose(page, menu, item):
    page.get_by_role("button", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def test_a_folded_group_is_one_card_with_the_most_urgent_status_of_its_assets(open_panel):
    page = open_panel("folded")
    expect(page.locator(".dgb-fold")).to_have_count(2)
    expect(card(page, "//reporting")).to_have_attribute("data-state", "problem")
    expect(card(page, "//reporting")).to_contain_text("3 assets, 1 problem")
    expect(page.locator(".dgb-group")).to_have_count(2)


def test_a_click_on_a_folded_group_selects_its_assets(open_panel):
    page = open_panel("folded")
    card(page, "//reporting").click(position={"x": 40, "y": 20})
    assert page.evaluate("model.get('selected')") == ["delay_model", "daily_report", "route_map"]
    expect(card(page, "//reporting")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Materialize 3 assets")).to_be_visible()


@pytest.mark.parametrize("way", ["sign", "double click", "key"])
def test_a_folded_group_is_opened_by_its_sign_a_double_click_or_a_key(open_panel, way):
    page = open_panel("folded")
    fold = card(page, "//raw")
    if way == "sign":
        fold.locator(".dgb-opener").click()
    elif way == "double click":
        fold.dblclick(position={"x": 40, "y": 20})
    else:
        fold.focus()
        page.keyboard.press("+")
    assert arrangement(page)["folded"] == ["reporting"]
    assert arrangement(page)["unfolded"] == ["raw"]


def test_an_open_group_is_folded_by_its_sign_and_from_a_card_by_a_key(open_panel):
    page = open_panel()
    page.locator("[data-fold='features']").click()
    assert arrangement(page)["folded"] == ["features"]
    card(page, "weather").focus()
    page.keyboard.press("-")
    assert arrangement(page)["folded"] == ["features", "cleaned"]


def test_the_view_menu_focuses_on_the_selection_and_turns_the_graph(open_panel):
    page = open_panel("select=flights")
    choose(page, "View", "Focus on the selection")
    assert arrangement(page)["focus"] == ["flights"]
    assert (arrangement(page)["upstream"], arrangement(page)["downstream"]) == (1, 1)
    choose(page, "View", "Draw top down")
    assert arrangement(page)["direction"] == "TB"
    choose(page, "View", "Draw left to right")
    assert arrangement(page)["direction"] == "LR"


def test_a_path_wants_two_assets(open_panel):
    page = open_panel("select=flights")
    page.get_by_role("button", name="View", exact=True).click()
    expect(page.get_by_role("menuitem", name="Path between two assets")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    card(page, "raw/flights").click(modifiers=["Shift"])
    choose(page, "View", "Path between two assets")
    assert arrangement(page)["path"] is True
    assert arrangement(page)["focus"] == ["flights", "raw/flights"]


def test_the_focus_says_what_it_hides_and_widens_step_by_step_to_all(open_panel):
    page = open_panel("focused")
    line = page.get_by_role("group", name="Focus")
    expect(line).to_contain_text("Around flights")
    expect(line).to_contain_text("7 assets hidden")
    for _ in range(4):
        line.get_by_role("button", name="More up").click()
    assert arrangement(page)["upstream"] is None
    expect(line.get_by_role("button", name="More up")).to_be_disabled()
    expect(line).to_contain_text("all up")
    line.get_by_role("button", name="Show all").click()
    assert arrangement(page)["focus"] == []
    expect(line).to_have_count(0)


def test_the_map_shows_while_a_part_is_out_of_sight_and_moves_the_view(open_panel):
    page = open_panel()
    world = page.locator(".dgb-world")
    expect(page.locator(".dgb-minimap")).to_be_hidden()
    for _ in range(5):
        page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".dgb-minimap")).to_be_visible()
    before = world.evaluate("world => world.style.transform")
    page.locator(".dgb-minimap").click(position={"x": 5, "y": 5})
    assert world.evaluate("world => world.style.transform") != before


def test_a_view_that_was_moved_is_kept(open_panel):
    page = open_panel()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function("model.get('ui').view")
    assert page.evaluate("model.get('ui').view.k") > 0.6
    page.get_by_role("button", name="Fit").click()
    page.wait_for_function("!model.get('ui').view")


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9v9z"/></svg>'


@pytest.mark.parametrize(
    ("item", "wish", "begin"),
    [("SVG", "svg", b"<svg"), ("PNG", "png", b"\x89PNG"), ("Mermaid", "mermaid", b"flowchart")],
)
def test_an_export_is_asked_of_the_kernel_and_saved(open_panel, item, wish, begin):
    page = open_panel()
    choose(page, "Export", item)
    assert [m["format"] for m in sent(page, "export")] == [wish]
    text = "flowchart LR" if wish == "mermaid" else SVG
    answer = {"type": "exported", "format": wish, "name": "a.bin", "mime": "text/plain"}
    with page.expect_download() as download:
        page.evaluate("answer => model.receive(answer)", answer | {"text": text})
    assert download.value.suggested_filename == "a.bin"
    assert download.value.path().read_bytes().startswith(begin)
