"""What can be run, what runs and what ran, in plain Chromium."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def sent(page, kind):
    return [m for m in page.evaluate("model.sent") if m["type"] == kind]


def menu(page, item=None):
    page.get_by_role("button", name="More ways to materialize").click()
    if item:
        page.get_by_role("menuitem", name=item).click()


def test_the_menu_says_what_each_way_comes_to_before_it_starts(open_panel):
    page = open_panel("select=flights")
    menu(page)
    items = page.get_by_role("menuitem")
    expect(items.nth(0)).to_have_text("flights150 steps, about 32 s")
    expect(items.nth(1)).to_have_text("flights and all upstream515 steps, about 2 min")
    assert [m["mode"] for m in sent(page, "plan")] == [
        "selected",
        "upstream",
        "downstream",
        "stale",
        "all",
    ]
    assert sent(page, "materialize") == []


@pytest.mark.parametrize(
    ("item", "mode", "keys"),
    [
        ("flights and all upstream", "upstream", ["flights"]),
        ("flights and all downstream", "downstream", ["flights"]),
        ("Stale and missing", "stale", None),
        ("Everything", "all", None),
        ("What failed", "failed", None),
    ],
)
def test_each_way_is_one_wish(open_panel, item, mode, keys):
    page = open_panel("select=flights")
    menu(page, item)
    (wish,) = sent(page, "materialize")
    assert (wish["mode"], wish["keys"]) == (mode, keys)


def test_without_a_selection_only_what_needs_none_is_offered(open_panel):
    page = open_panel()
    menu(page)
    names = [name.split("about")[0] for name in page.get_by_role("menuitem").all_inner_texts()]
    assert [re.split(r"[\n\d]", name)[0] for name in names] == [
        "Stale and missing",
        "Everything",
        "What failed",
        "Show the plan",
    ]


def test_a_plan_is_shown_and_started_or_left(open_panel):
    page = open_panel("select=flights")
    menu(page, "Show the plan")
    draft = page.get_by_role("form", name="Materialize flights")
    expect(draft).to_contain_text("150 steps, about 32 s")
    expect(draft.get_by_role("row").nth(2)).to_contain_text("150 missing")
    expect(draft).to_contain_text("Longest path, 38 s: raw/flights → flights")
    draft.get_by_role("button", name="Not now").click()
    expect(draft).to_have_count(0)
    assert sent(page, "materialize") == []
    menu(page, "Show the plan")
    draft.get_by_role("button", name="Materialize").click()
    assert sent(page, "materialize")[0]["mode"] == "selected"


@pytest.fixture
def config(open_panel):
    """The form of an asset's config."""
    page = open_panel("select=flights")
    menu(page, "With config")
    form = page.get_by_role("form", name="Materialize flights")
    expect(form.get_by_label("threshold")).to_be_visible()
    return form


def test_only_what_was_filled_in_is_sent_with_its_type(config):
    config.get_by_label("threshold").fill("1.5")
    config.get_by_label("airport").select_option("JFK")
    config.get_by_label("cancelled").select_option("yes")
    config.get_by_label("columns").fill('["a", "b"]')
    config.get_by_label("last").fill("12")
    config.get_by_role("button", name="Materialize").click()
    (wish,) = sent(config.page, "materialize")
    assert wish["config"] == {
        "flights": {
            "threshold": 1.5,
            "airport": "JFK",
            "cancelled": True,
            "columns": ["a", "b"],
            "window": {"last": 12},
        }
    }


def test_what_the_kernel_finds_wrong_stands_at_its_field_until_it_fits(config):
    config.get_by_label("days").fill("many")
    config.get_by_role("button", name="Materialize").click()
    assert sent(config.page, "materialize")[0]["config"] == {"flights": {"days": "many"}}
    wrong = {"flights": {"days": "should be an integer", "window.last": "at most 23"}}
    config.page.evaluate("errors => model.receive({ type: 'config_errors', errors })", wrong)
    days = config.get_by_label("days")
    expect(days).to_have_attribute("aria-invalid", "true")
    expect(days).to_have_accessible_description("should be an integer")
    expect(config.get_by_label("last")).to_have_accessible_description("at most 23")
    expect(days).to_have_value("many")
    days.fill("3")
    config.get_by_role("button", name="Materialize").click()
    assert sent(config.page, "materialize")[-1]["config"] == {"flights": {"days": 3}}
    config.page.evaluate("model.set('run', { run_id: 'r9', state: 'queued', done: 0, total: 1 })")
    expect(config).to_have_count(0)


def test_keys_typed_into_a_field_stay_in_it_and_escape_leaves(config):
    config.get_by_label("days").press("a")
    assert config.page.evaluate("model.get('selected')") == ["flights"]
    config.get_by_label("days").press("Escape")
    expect(config).to_have_count(0)


def test_runs_are_listed_with_who_how_long_and_what_went_wrong(open_panel):
    page = open_panel("mode=runs")
    runs = page.get_by_role("navigation", name="Runs").get_by_role("listitem")
    expect(runs).to_have_count(6)
    expect(runs.nth(0)).to_contain_text("waits for its turn")
    expect(runs.nth(2)).to_contain_text("92 s · 31 partitions · cell 7 · 2 failed")
    expect(runs.nth(2)).to_contain_text("KeyError: 'tailnum'")
    runs.nth(0).get_by_role("button", name="Cancel route_map").click()
    assert sent(page, "cancel") == [{"type": "cancel", "run_id": "r2"}]


def test_a_run_is_opened_over_time_with_what_waited_and_the_longest_path(open_panel):
    page = open_panel("mode=runs")
    page.get_by_role("button", name="planes, carrier_delays").click()
    page.wait_for_function("model.sent.some((m) => m.type === 'timeline' && m.run_id === 'q9')")
    rows = page.get_by_role("list", name="Assets of the run, over time").get_by_role("listitem")
    expect(rows).to_have_count(8)
    expect(rows.get_by_role("button").nth(4)).to_have_accessible_name(
        "flights_with_weather, failed, 15 s, 29 of 30 made, 1 failed, on the longest path"
    )
    expect(page.locator(".dgb-waits")).to_have_count(4)
    expect(page.get_by_text("Longest path, 4 assets: 41 s of 52 s")).to_be_visible()
    rows.get_by_role("button", name=re.compile("^weather,")).click()
    assert page.evaluate("model.get('selected')") == ["weather"]


def test_under_a_run_is_what_its_steps_say_as_they_say_it(open_panel):
    page = open_panel("mode=runs")
    logs = page.get_by_role("region", name="Logs of the run")
    expect(logs.get_by_text("40 lines")).to_be_visible()
    assert sent(page, "logs")[-1] == {"type": "logs", "asset": "", "run_id": "r1", "after": 0}
    expect(logs.locator(".dgb-line").last).to_contain_text("carrier_delays")
    page.evaluate("model.receive({ type: 'lines' })")
    page.wait_for_function("model.sent.some((m) => m.type === 'logs' && m.after === 40)")
    logs.get_by_label("Search the logs").fill("page 38")
    expect(logs.get_by_text("1 of 40 lines")).to_be_visible()
    page.get_by_role("button", name="planes, carrier_delays").click()
    page.wait_for_function("model.sent.some((m) => m.type === 'logs' && m.run_id === 'q9')")
    expect(logs.get_by_label("Search the logs")).to_have_value("")


def test_the_logs_of_a_run_are_no_longer_followed_once_it_is_out_of_sight(open_panel):
    page = open_panel("mode=runs&select=flights&tab=logs")
    expect(page.get_by_text("40 lines")).to_be_visible()
    expect(page.get_by_text("91 lines")).to_be_visible()
    page.get_by_role("button", name="List", exact=True).click()
    page.evaluate("model.sent = []; model.receive({ type: 'lines' })")
    assert [m["asset"] for m in sent(page, "logs")] == ["flights"]


def test_an_attempt_that_failed_before_another_is_no_failure(open_panel):
    page = open_panel("mode=runs")
    row = page.get_by_role("button", name="raw/weather, done")
    expect(row).to_have_accessible_name("raw/weather, done, 1.4 s, 1 attempt failed before")
    expect(page.locator(".dgb-timeline path[data-state=retried]")).to_have_count(1)
    expect(page.get_by_text("1.4 s · 2 tries")).to_be_visible()


def test_a_live_run_is_asked_for_again_and_no_more_once_it_is_out_of_sight(open_clocked_panel):
    page = open_clocked_panel("mode=runs")
    page.clock.run_for(5_000)
    assert len(sent(page, "timeline")) >= 3
    page.get_by_role("button", name="List", exact=True).click()
    page.evaluate("model.sent = []")
    page.evaluate("model.set('run', { run_id: 'r1', state: 'running', done: 1, total: 2 })")
    page.clock.run_for(5_000)
    assert sent(page, "timeline") == []


def test_more_runs_are_asked_for_by_a_click(open_panel):
    page = open_panel("mode=runs")
    page.get_by_role("button", name="Older runs").click()
    assert sent(page, "runs")[-1]["limit"] == 60


def test_what_waits_and_what_runs_elsewhere_is_said(open_panel):
    page = open_panel("run")
    page.evaluate("model.set('run', { ...model.get('run'), waiting: 2 })")
    page.get_by_role("button", name="2 wait").click()
    expect(page.get_by_role("navigation", name="Runs")).to_be_visible()
    page.evaluate(
        "model.set('run', { ...model.get('run'), waiting: 0, elsewhere: true, current: '',"
        " total: 0, message: 'Runs in another kernel (cell 3)' })"
    )
    expect(page.locator(".dgb-run")).to_contain_text("Runs in another kernel (cell 3)")
    expect(page.locator(".dgb-run").get_by_role("button", name="Cancel")).to_have_count(0)


def test_what_failed_is_retried_by_a_button_at_the_outcome(open_panel):
    page = open_panel("run")
    page.evaluate("model.set('run', { ...model.get('run'), state: 'failed', can_retry: true })")
    page.get_by_role("button", name="Retry failed").click()
    assert sent(page, "materialize")[0]["mode"] == "failed"


def test_a_backfill_that_failed_is_gone_on_with_in_one_place(open_panel):
    page = open_panel("run")
    rest = "state: 'failed', can_retry: true, resume: 'b1', left: 3, failures: 1, failed: ['a[b]']"
    page.evaluate(f"model.set('run', {{ ...model.get('run'), {rest} }})")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(page.get_by_role("button", name="Retry failed")).to_have_count(0)


def test_a_kernel_that_is_gone_is_said_with_the_time_until_it_answers(open_panel):
    page = open_panel()
    page.evaluate("model.emit('comm_live_update')")
    expect(page.get_by_text(re.compile(r"Kernel stopped: state as of \d\d:\d\d"))).to_be_visible()
    expect(page.get_by_role("button", name="Materialize stale and missing")).to_have_count(0)
    page.evaluate("model.receive({ type: 'statuses', changes: {} })")
    expect(page.get_by_text("Kernel stopped")).to_have_count(0)
    expect(page.get_by_role("button", name="Materialize stale and missing")).to_be_visible()


def test_without_an_engine_the_list_says_why_and_what_to_do(open_panel):
    page = open_panel("nolayout")
    expect(page.get_by_text("No Graphviz engine works here")).to_contain_text("graphviz-pure")
    expect(page.locator(".dgb-list, table").first).to_be_visible()


@pytest.mark.parametrize("width", [500, 900])
def test_runs_and_forms_are_no_wider_than_the_notebook(open_panel, width):
    page = open_panel("mode=runs&select=flights", width)
    expect(page.locator(".dgb-timeline")).to_be_visible()
    menu(page, "With config")
    expect(page.get_by_label("threshold")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_card_says_how_long_it_took_and_tells_observable_from_external(open_panel):
    page = open_panel()
    words = page.locator(".dgb-card[data-key='planes'] .dgb-words")
    expect(words).to_have_text("fresh · 80 ms")
    looked_at = page.locator(".dgb-card[data-key='raw/weather']")
    elsewhere = page.locator(".dgb-card[data-key='raw/planes']")
    expect(looked_at).to_contain_text("observable")
    expect(elsewhere).to_contain_text("external")
    dashes = "card => getComputedStyle(card.querySelector('.dgb-card-body')).strokeDasharray"
    assert looked_at.evaluate(dashes) != elsewhere.evaluate(dashes)


def test_two_days_of_a_year_are_seen_on_the_card(open_panel):
    page = open_panel()
    page.evaluate(
        """() => {
            const badge = { ...model.get('statuses').daily_report, materialized: [[180, 182]] };
            model.receive({ type: 'statuses', changes: { daily_report: badge } });
        }"""
    )
    bar = page.locator(
        ".dgb-card[data-key='daily_report'] .dgb-strip path:not([data-state=missing])"
    )
    expect(bar).to_have_count(1)
    assert bar.evaluate("path => path.getBBox().width") >= 3
