"""The value of an asset in the panel's details, in plain Chromium."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TREE = {
    "form": "tree",
    "kind": "dict",
    "root": {
        "name": "",
        "text": "",
        "kind": "dict",
        "size": 2,
        "children": [
            {"name": "rows", "text": "3", "kind": "int", "size": 0, "children": []},
            {
                "name": "names",
                "text": "",
                "kind": "list",
                "size": 2,
                "children": [
                    {"name": "0", "text": "'a'", "kind": "str", "size": 0, "children": []}
                ],
            },
        ],
    },
}


def wishes(page):
    return [m for m in page.evaluate("model.sent") if m["type"] == "value"]


def side(page):
    return page.locator(".dgb-side")


def answer(page, **said):
    usual = {"asset": "weather", "ordinal": None, "problem": "", "size_bytes": None}
    # The stand-in's own answer comes first.
    expect(page.locator(".dgb-value")).to_have_attribute("aria-busy", "false")
    page.evaluate("said => model.receive(said)", {"type": "value", "preview": None} | usual | said)


def test_a_value_is_asked_for_once_its_tab_is_opened(open_panel):
    page = open_panel("select=weather")
    assert wishes(page) == []
    page.get_by_role("tab", name="Value").click()
    (wish,) = wishes(page)
    assert (wish["asset"], wish["ordinal"], wish["confirmed"]) == ("weather", None, False)
    assert page.evaluate("model.get('ui').tab") == "value"


def test_tabs_are_one_stop_and_arrows_go_from_one_to_the_next(open_panel):
    page = open_panel("select=weather")
    page.get_by_role("tab", name="Overview").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Value")).to_be_focused()
    expect(page.get_by_role("tab", name="Value")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=tab][tabindex='0']")).to_have_count(1)


def test_a_table_shows_types_and_nulls_and_sorts_by_a_click_up_down_and_back(open_panel):
    page = open_panel("select=weather&tab=value")
    expect(side(page)).to_contain_text("pandas.DataFrame, 842 rows, 6 columns")
    expect(side(page)).to_contain_text("float64, 13 null")
    expect(side(page)).to_contain_text("2 more columns not shown")
    header = page.get_by_role("columnheader", name="dep_delay")
    for sort, descending, shown in ((2, False, "ascending"), (2, True, "descending")):
        header.get_by_role("button").click()
        expect(header).to_have_attribute("aria-sort", shown)
        assert (wishes(page)[-1]["sort"], wishes(page)[-1]["descending"]) == (sort, descending)
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "none")
    assert wishes(page)[-1]["sort"] is None


def test_a_table_is_read_page_by_page(open_panel):
    page = open_panel("select=weather&tab=value")
    expect(side(page)).to_contain_text("1 to 50 of 842")
    expect(page.get_by_role("button", name="Back")).to_be_disabled()
    page.get_by_role("button", name="Next").click()
    expect(side(page)).to_contain_text("51 to 100 of 842")


def test_of_a_partitioned_asset_the_chosen_partition_is_shown_else_the_newest(open_panel):
    page = open_panel("select=flights&tab=value")
    expect(side(page)).to_contain_text("Partition 2013-08-10")
    page.locator(".dgb-partitions [data-i='3']").click()
    expect(side(page)).to_contain_text("Partition 2013-01-04")
    assert wishes(page)[-1]["ordinal"] == 3


def test_a_tree_opens_and_tells_what_is_left_out(open_panel):
    page = open_panel("select=weather&tab=value")
    answer(page, preview=TREE)
    expect(side(page).locator("code").first).to_have_text("3")
    expect(side(page)).to_contain_text("names list, 2 entries")
    expect(side(page)).to_contain_text("1 more")


def test_a_picture_is_an_image_with_its_words(open_panel):
    page = open_panel("select=weather&tab=value")
    pixel = page.evaluate("document.createElement('canvas').toDataURL()")
    answer(page, preview={"form": "image", "kind": "figure", "source": pixel, "text": "a plot"})
    expect(page.get_by_role("img", name="a plot")).to_be_visible()


def test_a_large_value_is_read_after_a_question(open_panel):
    page = open_panel("select=weather&tab=value")
    answer(page, size_bytes=3_200_000_000)
    page.get_by_role("button", name="Read 3.2 GB to look at it").click()
    assert wishes(page)[-1]["confirmed"] is True


def test_what_cannot_be_read_says_why(open_panel):
    page = open_panel("select=weather&tab=value")
    answer(page, problem="It could not be read: OSError: gone")
    expect(side(page)).to_contain_text("OSError: gone")


def test_checks_are_told_on_the_card_and_listed_with_what_they_found(open_panel):
    page = open_panel("select=weather")
    mark = page.locator(".dgb-card[data-key='weather'] .dgb-check-mark")
    expect(mark).to_have_text("1/3")
    expect(mark).to_have_attribute("data-check", "failed")
    page.get_by_role("tab", name="Checks 3").click()
    found = side(page).locator(".dgb-checks-list > li")
    expect(found).to_have_count(3)
    expect(found.first).to_contain_text("no_nulls")
    expect(found.first).to_contain_text("3 rows have no temp")
    expect(found.first).to_contain_text("blocking")
    expect(found.last).to_contain_text("not run")
