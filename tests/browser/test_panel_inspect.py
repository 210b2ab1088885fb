"""Logs, history, metadata and source in the panel's details, in plain Chromium."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import drawn

pytestmark = pytest.mark.browser


def side(page):
    return page.locator(".dgb-side")


def sent(page, kind):
    return [m for m in page.evaluate("model.sent") if m["type"] == kind]


def test_logs_begin_at_the_end_with_the_failure_whose_traceback_opens(open_panel):
    page = open_panel("select=flights&tab=logs")
    failure = page.locator(".dgb-line", has_text="ValueError: no rows for 2013-03-02")
    expect(failure).to_be_in_viewport()
    expect(page.locator(".dgb-line[data-kind=trace]")).to_have_count(0)
    page.get_by_role("button", name="Show the traceback").click()
    traced = page.locator(".dgb-line[data-kind=trace]")
    expect(traced.nth(1)).to_contain_text("cell 7, line 4, in flights")
    page.get_by_role("button", name="Hide the traceback").click()
    expect(traced).to_have_count(0)


def test_logs_are_left_by_level_and_words_with_the_words_marked(open_panel):
    page = open_panel("select=flights&tab=logs")
    page.get_by_role("combobox", name="Level").select_option("30")
    expect(side(page).get_by_role("status")).to_have_text("3 of 91 lines")
    page.get_by_role("searchbox", name="Search the logs").fill("NO DELAY")
    expect(side(page).get_by_role("status")).to_have_text("2 of 91 lines")
    expect(page.locator(".dgb-line mark")).to_have_text(["no delay", "no delay"])
    page.get_by_role("searchbox", name="Search the logs").fill("nowhere")
    expect(side(page)).to_contain_text("None of 91 lines")


def test_logs_of_one_run_and_of_all_its_assets_are_asked_for(open_panel):
    page = open_panel("select=flights&tab=logs")
    runs = page.get_by_role("combobox", name="Run")
    expect(runs.locator("option")).to_have_count(3)
    runs.select_option("4f1a2b3c9d")
    expect(side(page).get_by_role("status")).to_have_text("60 lines")
    page.get_by_role("checkbox", name="all its assets").check()
    expect(page.locator(".dgb-line-step").first).to_be_attached()
    page.wait_for_function("model.sent.filter((m) => m.type === 'logs').length >= 3")
    asked = [(m["asset"], m["run_id"]) for m in sent(page, "logs")]
    assert asked == [("flights", ""), ("flights", "4f1a2b3c9d"), ("", "4f1a2b3c9d")]


def test_lines_that_come_are_appended_and_stay_in_sight(open_panel):
    page = open_panel("select=flights&tab=logs&lines=500")
    expect(page.get_by_text("501 lines")).to_be_visible()
    page.evaluate(
        """() => {
            const before = model.onsend;
            model.onsend = (message) => {
                if (message.type !== "logs") return before(message);
                const line = {number: message.after + 1, at: 1, level: 20, text: "fresh",
                    source: "log", step: "flights", run_id: "77aa00bb11", detail: null};
                model.receive({type: "logs", asset: "flights", run_id: "", after: message.after,
                    lines: [line]});
            };
            model.receive({type: "lines"});
        }"""
    )
    expect(page.locator(".dgb-line", has_text="fresh")).to_be_in_viewport()
    assert sent(page, "logs")[-1]["after"] == 501
    page.locator(".dgb-lines").evaluate("box => { box.scrollTop = 0; }")
    drawn(page)
    page.evaluate("model.receive({type: 'lines'})")
    expect(page.get_by_text("503 lines")).to_be_visible()
    assert page.locator(".dgb-lines").evaluate("box => box.scrollTop") == 0


def test_of_ten_thousand_lines_few_are_drawn_wherever_one_looks(open_panel):
    page = open_panel("select=flights&tab=logs&lines=10000")
    expect(page.get_by_text("10,001 lines")).to_be_visible()
    for share in (0, 0.5, 1):
        page.evaluate(
            """async (share) => {
                const box = document.querySelector(".dgb-lines");
                box.scrollTop = box.scrollHeight * share;
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
            }""",
            share,
        )
        assert 10 < page.locator(".dgb-line").count() < 100
        first = page.locator(".dgb-line").nth(15).inner_text()
        assert re.search(r"\d\d:\d\d:\d\d", first)


def test_leaving_the_tab_ends_the_following(open_panel):
    page = open_panel("select=flights&tab=logs")
    page.get_by_role("tab", name="Overview").click()
    before = len(sent(page, "logs"))
    page.evaluate("model.receive({type: 'lines'})")
    drawn(page)
    assert len(sent(page, "logs")) == before


def test_history_says_who_made_what_and_what_is_current(open_panel):
    page = open_panel("select=flights&tab=history")
    rows = page.get_by_role("region", name="History").locator("tbody tr")
    expect(rows).to_have_count(9)
    expect(rows.nth(0)).to_contain_text("cell 7")
    expect(rows.nth(0)).to_contain_text("current")
    expect(rows.nth(1)).to_contain_text("other code")
    expect(rows.nth(2)).to_contain_text("taken back")
    assert sent(page, "history")[0] == {"type": "history", "asset": "flights", "ordinal": None}


def test_two_of_the_history_are_compared_and_one_is_restored(open_panel):
    page = open_panel("select=flights&tab=history")
    expect(side(page)).to_contain_text("Choose two to compare them.")
    page.get_by_role("checkbox", name="Choose 9 of").check()
    page.get_by_role("checkbox", name="Choose 7 of").check()
    page.get_by_role("button", name="Compare 7 and 9").click()
    expect(page.locator(".dgb-history .dgb-diff [data-sign='+']")).to_have_count(2)
    (wish,) = sent(page, "compare")
    assert (wish["partition"], wish["old"], wish["new"]) == ("2013-01-09", 7, 9)
    page.get_by_role("button", name="Restore").first.click()
    (wish,) = sent(page, "restore")
    assert (wish["asset"], wish["number"]) == ("flights", 8)


def test_metadata_is_drawn_of_its_kind_and_numbers_as_they_went(open_panel):
    page = open_panel("select=flights&tab=metadata")
    expect(page.get_by_role("link", name="https://example.org/d/7")).to_have_attribute(
        "rel", "noopener noreferrer"
    )
    expect(page.get_by_role("region", name="Columns")).to_contain_text("unique")
    expect(page.locator(".dgb-markdown [role=heading]")).to_have_text("Delays")
    expect(page.locator(".dgb-markdown ol > li")).to_have_count(2)
    plot = page.get_by_role("img", name=re.compile("^rows, 40 values over partitions"))
    expect(plot.locator("circle")).to_have_count(40)
    page.locator(".dgb-facts").get_by_role("button", name="weather").click()
    assert page.evaluate("model.get('selected')") == ["weather"]


def test_source_is_coloured_and_still_the_source(open_panel):
    page = open_panel("select=weather")
    page.locator(".dgb-code summary").click()
    source = page.locator(".dgb-source")
    expect(source.locator("[data-token=keyword]").first).to_have_text("def")
    assert source.inner_text().startswith("@asset(partitions_def=daily)\ndef weather(")


@pytest.mark.parametrize("tab", ["logs", "history", "metadata", "overview"])
@pytest.mark.parametrize("width", [500, 900])
def test_nothing_is_wider_than_the_page(open_panel, tab, width):
    page = open_panel(f"select=flights&tab={tab}", width=width)
    expect(page.locator(".dgb-side h3")).to_have_text("flights")
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
