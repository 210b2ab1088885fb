"""The page of the panel in plain Chromium, driven by a model that stands for the kernel."""

import json
import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import drawn

pytestmark = pytest.mark.browser


def sent(page, kind):
    return [m for m in page.evaluate("model.sent") if m["type"] == kind]


def selected(page):
    return page.evaluate("model.get('selected')")


def card(page, key):
    return page.locator(f".dgb-card[data-key='{key}']")


def cell(page, ordinal):
    return page.locator(f".dgb-partitions [data-i='{ordinal}']")


def view(page):
    return page.locator(".dgb-world").evaluate("world => world.style.transform")


def press(page, name, **how):
    page.get_by_role("button", name=name, **how).click()


def materialized(page):
    (message,) = sent(page, "materialize")
    return message


def test_every_asset_is_a_card_that_says_its_status_in_words(open_panel):
    page = open_panel()
    assert page.locator(".dgb-card").count() == 12
    name = re.compile("^weather, stale: code changed")
    expect(card(page, "weather")).to_have_accessible_name(name)
    expect(card(page, "weather")).to_contain_text("stale: code changed")
    expect(card(page, "raw/planes")).to_contain_text("external")
    expect(page.locator(".dgb-group")).to_have_count(4)
    expect(page.locator(".dgb-edge")).to_have_count(13)


def test_a_click_selects_and_asks_for_details_and_shift_adds(open_panel):
    page = open_panel()
    card(page, "flights").click()
    assert selected(page) == ["flights"]
    assert [m["key"] for m in sent(page, "details")] == ["flights"]
    expect(page.locator(".dgb-side h3")).to_have_text("flights")
    expect(page.locator(".dgb-side")).to_contain_text("one row a flight")
    card(page, "weather").click(modifiers=["Shift"])
    assert selected(page) == ["flights", "weather"]
    expect(page.locator(".dgb-edge[data-on]")).to_have_count(6)
    card(page, "flights").click(modifiers=["ControlOrMeta"])
    assert selected(page) == ["weather"]


def test_a_click_beside_the_cards_clears_the_selection(open_panel):
    page = open_panel("select=weather")
    page.locator(".dgb-graph > svg").click(position={"x": 5, "y": 5})
    assert selected(page) == []


def test_a_drag_moves_the_graph_and_selects_nothing(open_panel):
    page = open_panel()
    before = view(page)
    box = card(page, "flights").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 50, steps=4)
    page.mouse.up()
    after = card(page, "flights").bounding_box()
    assert (round(after["x"] - box["x"]), round(after["y"] - box["y"])) == (60, 30)
    assert selected(page) == []
    assert view(page) != before


def test_a_hand_that_trembles_still_clicks(open_panel):
    page = open_panel()
    box = card(page, "flights").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 22, box["y"] + 21)
    page.mouse.up()
    assert selected(page) == ["flights"]


def test_the_wheel_zooms_only_with_a_modifier(open_panel):
    page = open_panel()
    before = view(page)
    page.locator(".dgb-graph").hover()
    page.mouse.wheel(0, -200)
    drawn(page)
    assert view(page) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        "before => document.querySelector('.dgb-world').style.transform != before", arg=before
    )
    page.keyboard.up("Control")


def test_the_graph_is_one_stop_and_arrows_walk_it(open_panel):
    page = open_panel()
    assert page.locator(".dgb-card[tabindex='0']").count() == 1
    page.locator(".dgb-card[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert selected(page) == ["flights"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ ")
    assert selected(page) == ["flights", "weather"]
    page.keyboard.press("Escape")
    assert selected(page) == []
    assert page.locator(".dgb-card[tabindex='0']").count() == 1


@pytest.mark.parametrize("query", ["", "select=flights&run", "select=carrier_delays", "nolayout"])
def test_no_key_of_the_panel_reaches_the_notebook(open_panel, query):
    page = open_panel(query)
    page.evaluate("model.receive({type: 'notice', level: 'error', text: 'careful'})")
    expect(page.locator(".dgb-notices p")).to_have_count(1)
    bare = page.locator(
        ".dgb :is(button, input, a, summary, [tabindex]):not([data-lm-suppress-shortcuts=true])"
    )
    assert bare.count() == 0


def test_a_click_a_shift_click_and_a_ctrl_click_choose_exactly_these_days(open_panel):
    page = open_panel("select=flights")
    cell(page, 300).click()
    cell(page, 303).click(modifiers=["Shift"])
    cell(page, 310).click(modifiers=["ControlOrMeta"])
    cell(page, 301).click(modifiers=["ControlOrMeta"])
    expect(page.locator(".dgb-calendar [aria-selected='true']")).to_have_count(4)
    press(page, "Materialize 4 selected")
    message = materialized(page)
    assert message["keys"] == ["flights"]
    assert message["mode"] == "selected"
    assert message["partitions"] == {"flights": [[300, 301], [302, 304], [310, 311]]}


def test_a_drag_chooses_a_range_of_days(open_panel):
    page = open_panel("select=flights")
    cell(page, 10).hover()
    page.mouse.down()
    for day in (17, 24, 31):
        cell(page, day).hover()
    page.mouse.up()
    expect(page.locator(".dgb-calendar [aria-selected='true']")).to_have_count(22)


@pytest.mark.parametrize(
    ("name", "ranges"),
    [
        ("Missing (150)", [[90, 95], [97, 100], [223, 365]]),
        ("Failed (2)", [[95, 97]]),
        ("Stale (14)", [[31, 45]]),
    ],
)
def test_what_is_missing_failed_or_stale_is_one_click(open_panel, name, ranges):
    page = open_panel("select=flights")
    press(page, name)
    press(page, re.compile(r"^Materialize \d+ selected"))
    assert materialized(page)["partitions"] == {"flights": ranges}


def test_days_are_walked_by_keys(open_panel):
    page = open_panel("select=flights")
    assert page.locator(".dgb-calendar [tabindex='0']").count() == 1
    cell(page, 0).focus()
    for key in ("ArrowRight", "ArrowDown", "Enter", "Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".dgb-calendar [aria-selected='true']")).to_have_count(3)
    expect(cell(page, 10)).to_be_focused()
    expect(cell(page, 10)).to_have_attribute("aria-label", "2013-01-11, fresh")


def test_a_months_name_chooses_the_month(open_panel):
    page = open_panel("select=flights")
    page.locator(".dgb-month", has_text="Feb").click()
    press(page, "Materialize 28 selected")
    assert materialized(page)["partitions"] == {"flights": [[31, 59]]}


def test_named_partitions_are_chosen_like_days(open_panel):
    page = open_panel("select=carrier_delays")
    expect(cell(page, 14)).to_have_attribute("aria-label", "WN, failed")
    cell(page, 14).click()
    cell(page, 15).click(modifiers=["Shift"])
    press(page, "Materialize 2 selected")
    assert materialized(page)["partitions"] == {"carrier_delays": [[14, 16]]}


def test_what_the_bar_runs_is_what_is_selected(open_panel):
    page = open_panel()
    press(page, "Materialize stale and missing")
    page.evaluate("model.set('selected', ['flights', 'weather'])")
    page.evaluate("() => { const later = Date.now() + 1000; Date.now = () => later; }")
    press(page, "Materialize 2 assets")
    assert sent(page, "materialize") == [
        {"type": "materialize", "keys": None, "mode": "stale", "partitions": None, "counts": {}},
        {
            "type": "materialize",
            "keys": ["flights", "weather"],
            "mode": "selected",
            "partitions": None,
            "counts": {},
        },
    ]


def ask(page, wish, yes="Run"):
    """Wish, and have the kernel ask."""
    question = {
        "type": "ask",
        "title": "Run 2,880 steps, about 40 min?",
        "lines": ["flights: 1,440", "weather: 1,440"],
        "yes": yes,
        "wish": {**wish, "confirmed": True},
    }
    page.evaluate("said => model.receive(said)", question)
    return question["wish"]


def test_a_large_run_is_asked_about_and_runs_when_confirmed(open_panel):
    page = open_panel()
    press(page, "Materialize stale and missing")
    wish = ask(page, materialized(page))
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Run 2,880 steps, about 40 min?")
    expect(question).to_contain_text("weather: 1,440")
    expect(question.get_by_role("button", name="Not now")).to_be_focused()
    question.get_by_role("button", name="Run").click()
    expect(question).to_have_count(0)
    assert sent(page, "materialize")[1:] == [wish]


@pytest.mark.parametrize("how", ["Escape", "click"])
def test_no_runs_nothing_and_gives_the_focus_back(open_panel, how):
    page = open_panel()
    press(page, "Materialize stale and missing")
    ask(page, materialized(page))
    question = page.get_by_role("alertdialog")
    expect(question.get_by_role("button", name="Not now")).to_be_focused()
    if how == "click":
        press(page, "Not now")
    else:
        page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(page.get_by_role("button", name="Materialize stale and missing")).to_be_focused()
    assert len(sent(page, "materialize")) == 1


def test_a_question_that_another_view_caused_is_not_asked_here(open_panel):
    page = open_panel()
    ask(page, {"type": "materialize", "keys": None})
    page.evaluate("model.receive({type: 'notice', level: 'error', text: 'later'})")
    expect(page.locator(".dgb-notices p")).to_have_count(1)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


@pytest.mark.parametrize(("how", "name"), [("wipe", "Wipe flights"), ("undo", "Undo last run")])
def test_the_asset_is_wiped_or_undone_after_a_question(open_panel, how, name):
    page = open_panel("select=flights")
    press(page, re.compile(f"^{name}"))
    (wish,) = sent(page, "forget")
    assert wish == {"type": "forget", "asset": "flights", "how": how, "ranges": [], "counts": {}}
    confirmed = ask(page, wish, yes=how)
    page.get_by_role("alertdialog").get_by_role("button", name=how).click()
    assert sent(page, "forget") == [wish, confirmed]


def test_the_chosen_partitions_alone_are_wiped(open_panel):
    page = open_panel("select=carrier_delays")
    cell(page, 3).click()
    press(page, "Wipe 1 partition of carrier_delays", exact=True)
    (wish,) = sent(page, "forget")
    assert (wish["ranges"], wish["counts"]) == ([[3, 4]], {"carrier_delays": 16})


def test_what_was_never_made_is_not_to_be_wiped(open_panel):
    page = open_panel("select=daily_report")
    expect(page.locator(".dgb-side h3")).to_have_text("daily_report")
    expect(page.locator(".dgb-forget")).to_have_count(0)


def test_a_status_message_repaints_the_card_and_the_words(open_panel):
    page = open_panel("select=weather")
    badge = page.evaluate("model.get('statuses').weather")
    fresh = badge | {"state": "fresh", "text": "", "reasons": []}
    page.evaluate(f"model.receive({{type: 'statuses', changes: {{weather: {json.dumps(fresh)}}}}})")
    expect(card(page, "weather")).to_have_attribute("data-state", "fresh")
    expect(page.locator(".dgb-side .dgb-status").first).to_have_text("fresh")
    expect(card(page, "planes")).to_have_attribute("data-state", "fresh")


def test_a_run_is_told_as_it_goes_and_can_be_cancelled(open_panel):
    page = open_panel("run")
    line = page.locator(".dgb-run")
    expect(line).to_contain_text("flights_with_weather[2013-03-02]")
    expect(line).to_contain_text("61 of 365")
    expect(line).to_contain_text(re.compile("about 18. s left|about 3 min left"))
    press(page, "Cancel")
    assert sent(page, "cancel") == [{"type": "cancel"}]
    page.evaluate("model.set('run', {...model.get('run'), state: 'canceled'})")
    expect(line).to_have_text(re.compile("^Cancelled after 61 of 365"))
    press(page, "Dismiss")
    expect(line).to_have_count(0)
    expect(page.locator(".dgb-counts")).to_be_visible()


def test_a_failure_stays_until_it_is_read(open_panel):
    page = open_panel("run")
    page.clock.install()
    page.evaluate(
        "model.set('run', {...model.get('run'), state: 'failed', message: 'KeyError: tailnum'})"
    )
    page.clock.fast_forward(60_000)
    expect(page.locator(".dgb-run")).to_contain_text("KeyError: tailnum")


def test_a_count_selects_what_it_counts(open_panel):
    page = open_panel()
    press(page, "2 stale")
    assert selected(page) == ["weather", "carrier_delays"]


def test_dependencies_lead_from_asset_to_asset(open_panel):
    page = open_panel("select=flights_with_weather")
    page.locator(".dgb-side").get_by_role("button", name="weather, stale").click()
    assert selected(page) == ["weather"]
    expect(page.locator(".dgb-diff [data-sign='+']")).to_contain_text("subset")


def test_without_a_layout_the_same_assets_are_a_table(open_panel):
    page = open_panel("nolayout")
    assert page.locator(".dgb-list tbody tr").count() == 12
    page.locator(".dgb-list tr[data-key='weather'] td").nth(1).click()
    assert selected(page) == ["weather"]
    page.locator(".dgb-list tr[data-key='flights'] button").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Enter")
    assert selected(page) == ["weather", "raw/planes"]


@pytest.mark.parametrize("width", [320, 500, 759, 760, 1079, 1080, 1800])
@pytest.mark.parametrize("query", ["select=flights&run", "nolayout&select=weather"])
def test_the_page_is_never_wider_than_its_window(open_panel, width, query):
    page = open_panel(query, width)
    expect(page.locator(".dgb-side")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    side, main = (page.locator(f".dgb-{part}").bounding_box() for part in ("side", "main"))
    assert (side["y"] > main["y"]) == (width - 16 < 760)


def test_light_and_dark_follow_the_host(open_panel):
    page = open_panel()
    root = page.locator(".dgb")
    expect(root).to_have_attribute("data-scheme", "light")
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    expect(root).to_have_attribute("data-scheme", "dark")
    page.evaluate(
        "delete document.body.dataset.jpThemeLight; document.body.style.background = '#fafafa'"
    )
    expect(root).to_have_attribute("data-scheme", "light")


def test_the_static_twin_is_hidden_while_the_panel_lives_also_when_drawn_later(open_panel):
    page = open_panel()
    page.evaluate(
        """document.body.insertAdjacentHTML('beforeend', `
            <div class="jp-OutputArea-child" id="mine"><div data-dagbook-static="dev">a</div></div>
            <div class="jp-OutputArea-child" id="other"><div data-dagbook-static="x">b</div></div>
        `)"""
    )
    expect(page.locator("#mine")).to_be_hidden()
    expect(page.locator("#other")).to_be_visible()
    page.evaluate("close_panel()")
    expect(page.locator("#mine")).to_be_visible()


def test_a_closed_panel_leaves_nothing_behind(open_panel):
    page = open_panel("select=flights")
    page.evaluate("close_panel()")
    assert page.locator("#host").inner_html() == ""
    assert page.evaluate("[...model.handlers.values()].flat().length") == 0


def test_what_comes_from_the_kernel_is_text_and_fetches_nothing(open_panel):
    page = open_panel("select=weather")
    bad = "<img src=x onerror=boom()> **bold** [docs](http://evil.test) ![p](http://evil.test/p)"
    page.evaluate(
        f"""model.receive({{type: 'details', key: 'weather', description: {json.dumps(bad)},
            deps: [], downstream: [], why: [], code: '', run: null, owners: [], tags: {{}},
            metadata: [{{label: 'link', kind: 'url', value: 'javascript:boom()'}}]}})"""
    )
    markdown = page.locator(".dgb-markdown")
    expect(markdown.locator("strong")).to_have_text("bold")
    expect(markdown).to_contain_text("<img src=x onerror=boom()>")
    assert page.locator(".dgb-side img").count() == 0
    (link,) = page.locator(".dgb-side a").all()
    expect(link).to_have_attribute("href", "http://evil.test/")
    expect(link).to_have_attribute("rel", re.compile("noreferrer"))
    page.get_by_role("tab", name="Metadata").click()
    assert page.locator(".dgb-side [role='tabpanel'] a").count() == 0


def test_a_picture_in_metadata_is_shown(open_panel):
    page = open_panel("select=weather&tab=metadata")
    pixel = page.evaluate("document.createElement('canvas').toDataURL()")
    page.evaluate(
        f"""model.receive({{type: 'details', key: 'weather', description: '', deps: [],
            downstream: [], why: [], code: '', run: null, owners: [], tags: {{}},
            metadata: [{{label: 'plot', kind: 'md', value: '![a dot]({pixel})'}}]}})"""
    )
    image = page.locator(".dgb-side img[alt='a dot']")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") == 300


def test_an_empty_graph_says_what_to_do(open_panel):
    page = open_panel()
    page.evaluate("model.set('graph', {cards: [], layout: null, version: 2})")
    expect(page.locator(".dgb-empty")).to_contain_text("No assets yet")


def test_the_same_panel_twice_is_two_that_agree(open_panel):
    page = open_panel()
    page.evaluate(
        """async () => {
            const {default: panel} = await import('../../dagbook_jupyter/panel/static/panel.js');
            const el = document.body.appendChild(document.createElement('div'));
            panel.render({model, el});
        }"""
    )
    card(page, "flights").first.click()
    expect(page.locator(".dgb-card[aria-pressed='true']")).to_have_count(2)


def test_a_double_click_is_one_run(open_panel):
    page = open_panel("select=weather")
    # However long a busy machine takes between the two clicks, they are a double click.
    page.evaluate("() => { const now = Date.now(); Date.now = () => now; }")
    page.get_by_role("button", name="Materialize weather").dblclick()
    assert len(sent(page, "materialize")) == 1


def test_nothing_to_run_comes_under_the_pointer_when_a_run_ends(open_panel):
    page = open_panel("run&select=flights")
    box = page.get_by_role("button", name="Cancel").bounding_box()
    page.evaluate("model.set('run', {...model.get('run'), state: 'canceled'})")
    expect(page.locator(".dgb-run")).to_contain_text("Cancelled")
    under = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).textContent",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert "Materialize" not in under


def test_how_a_run_ended_is_said_to_who_does_not_see_it(open_panel):
    page = open_panel("run")
    page.evaluate("model.set('run', {...model.get('run'), state: 'success', done: 365})")
    expect(page.get_by_role("status")).to_contain_text("Done, 365 of 365")


def test_the_filter_dims_what_it_does_not_find(open_panel):
    page = open_panel()
    page.get_by_role("combobox", name="Filter assets").fill("pandas")
    expect(page.locator(".dgb-card:not([data-dim])")).to_have_count(3)
    page.get_by_role("button", name="List").click()
    expect(page.locator(".dgb-list tbody tr")).to_have_count(3)


@pytest.mark.parametrize("width", [900, 1400])
def test_selecting_and_running_move_nothing_below_the_bar(open_panel, width):
    page = open_panel("", width)
    tops = set()
    for state in ("", "select=seats_by_route_and_aircraft_type_per_month", "select=flights&run"):
        page = open_panel(state, width)
        tops.add(page.locator(".dgb-graph").bounding_box()["y"])
    assert len(tops) == 1
