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


def filter_of(page):
    return page.get_by_role("combobox", name="Filter assets")


def answer(page, keys, items=(), fragment="", problem=""):
    page.wait_for_function("model.sent.some((m) => m.type === 'choose')")
    text = sent(page, "choose")[-1]["text"]
    said = {"text": text, "keys": keys, "items": list(items), "fragment": fragment}
    page.evaluate("said => model.receive(said)", said | {"type": "chosen", "problem": problem})


def test_a_name_is_found_without_the_kernel_and_enter_selects_what_is_found(open_panel):
    page = open_panel()
    filter_of(page).fill("weather")
    expect(page.locator(".dgb-card:not([data-dim])")).to_have_count(3)
    filter_of(page).press("Enter")
    assert page.evaluate("model.get('selected')") == [
        "raw/weather",
        "weather",
        "flights_with_weather",
    ]


def test_the_selection_language_is_read_by_the_kernel(open_panel):
    page = open_panel()
    filter_of(page).fill("group:raw")
    answer(page, ["raw/flights", "raw/planes"])
    expect(page.locator(".dgb-card:not([data-dim])")).to_have_count(2)
    filter_of(page).press("Escape")
    expect(page.locator(".dgb-card[data-dim]")).to_have_count(0)


def test_what_could_be_typed_next_is_offered_and_taken_by_keys(open_panel):
    page = open_panel()
    filter_of(page).press_sequentially("+fli")
    answer(page, [], ["flights", "flights_with_weather"], "fli")
    expect(page.get_by_role("option")).to_have_text(["flights", "flights_with_weather"])
    filter_of(page).press("ArrowDown")
    filter_of(page).press("ArrowDown")
    filter_of(page).press("Enter")
    expect(filter_of(page)).to_have_value("+flights_with_weather")
    expect(filter_of(page)).to_be_focused()


def test_a_selection_that_cannot_be_read_says_where_and_hides_nothing(open_panel):
    page = open_panel()
    filter_of(page).fill("group:")
    answer(page, None, problem="a value is expected, at character 7")
    expect(page.get_by_text("at character 7")).to_be_visible()
    expect(filter_of(page)).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".dgb-card[data-dim]")).to_have_count(0)
