"""The panel's line on a backfill that is not done, in plain Chromium."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def sent(page):
    return [m for m in page.evaluate("model.sent") if m["type"] == "resume"]


@pytest.fixture
def line(open_panel):
    """The line, as after a run that was cancelled; the page is the line's."""
    page = open_panel("run")
    page.evaluate(
        """() => {
            const rest = { resume: "0a1b2c3d", left: 353, failures: 21, failed: ["a[b]", "a[c]"] };
            model.set("run", { ...model.get("run"), state: "canceled", ...rest });
        }"""
    )
    return page.get_by_role("group", name="Unfinished backfill")


def test_it_says_how_much_is_left_and_what_failed(line):
    expect(line).to_contain_text("353 left")
    line.get_by_text("21 failed").click()
    expect(line.get_by_role("listitem")).to_have_text(["a[b]", "a[c]", "and 19 more"])


@pytest.mark.parametrize(("name", "budget"), [("Resume", None), ("For 10 min", 600)])
def test_it_is_gone_on_with_for_as_long_as_wanted(line, name, budget):
    line.get_by_role("button", name=name).click()
    assert sent(line.page) == [
        {"type": "resume", "backfill_id": "0a1b2c3d", "budget_seconds": budget}
    ]


def test_it_goes_away_when_it_is_dismissed_or_runs_again(line):
    line.get_by_role("button", name="Dismiss").click()
    expect(line).to_have_count(0)
    line.page.evaluate('model.set("run", { ...model.get("run"), left: 352 })')
    expect(line).to_contain_text("352 left")
    line.page.evaluate('model.set("run", { ...model.get("run"), state: "running" })')
    expect(line).to_have_count(0)
