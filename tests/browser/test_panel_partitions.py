"""Every kind of partitions on the panel's page: seen, found, chosen, lit, a million of them too."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import drawn

pytestmark = pytest.mark.browser

FIRST_PAINT_MS = 300


def sent(page, kind):
    return [m for m in page.evaluate("model.sent") if m["type"] == kind]


def told(page, message):
    page.evaluate("message => model.receive(message)", message)


def chosen(page):
    """What a click on the button would run."""
    page.get_by_role("button", name=re.compile(r"^Materialize [\d,]+ selected")).click()
    message = sent(page, "materialize")[-1]
    (ranges,) = message["partitions"].values()
    return ranges


def spot(page, column, row, pitch, labels, head):
    """Where a cell of the plane is on the page, of what is in sight."""
    box = page.locator(".dgb-matrix")
    box.scroll_into_view_if_needed()
    frame = box.bounding_box()
    x = frame["x"] + labels + (column + 0.4) * pitch[0]
    return x, frame["y"] + head + (row + 0.4) * pitch[1]


def hour(page, day, at):
    return spot(page, day, at, (18, 13), 42, 32)


def drag(page, start, stop):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*stop, steps=6)
    page.mouse.up()


def find(page, text):
    page.get_by_role("searchbox", name="Find partitions").fill(text)


def pointed(page):
    return page.locator(".dgb-pointed")


def test_hours_lie_by_day_and_a_drag_goes_on_over_midnight(open_panel):
    page = open_panel("partitions&select=sensors")
    expect(page.locator(".dgb-partitions h4")).to_have_text("744 hours")
    drag(page, hour(page, 2, 22), hour(page, 3, 3))
    assert chosen(page) == [[70, 76]]


def test_an_hour_pointed_at_is_named(open_panel):
    page = open_panel("partitions&select=sensors")
    page.mouse.move(*hour(page, 30, 23))
    expect(pointed(page)).to_contain_text("2013-01-31-23:00: missing")


def test_the_hour_that_clocks_show_twice_is_two_and_the_one_they_skip_is_none(open_panel):
    page = open_panel("partitions&select=clocks")
    page.locator(".dgb-matrix").evaluate("box => { box.scrollLeft = 0 }")
    drawn(page)
    left = spot(page, 5, 1, (11, 11), 42, 32)
    page.mouse.move(left[0] - 2, left[1])
    expect(pointed(page)).to_contain_text("2022-11-06-01:00: ")
    page.mouse.move(left[0] + 4, left[1])
    expect(pointed(page)).to_contain_text("2022-11-06-01:00-0500: ")
    find(page, "2023-03-12-0")
    expect(page.get_by_role("button", name="Select 9")).to_be_visible()


def test_a_months_name_chooses_its_hours(open_panel):
    page = open_panel("partitions&select=clocks")
    page.locator(".dgb-label", has_text="Nov 2023").click()
    assert chosen(page) == [[8760, 9457]]


def test_weeks_and_months_lie_by_year(open_panel):
    page = open_panel("partitions&select=weeks")
    page.locator(".dgb-label", has_text="2012").click()
    assert chosen(page) == [[104, 157]]
    page = open_panel("partitions&select=months")
    drag(page, spot(page, 3, 0, (40, 18), 42, 18), spot(page, 2, 1, (40, 18), 42, 18))
    assert chosen(page) == [[0, 12]]


def test_days_that_are_left_out_have_no_cell(open_panel):
    page = open_panel("partitions&select=workdays")
    assert page.locator(".dgb-calendar [data-i]").count() == 261
    page.locator(".dgb-month", has_text="Mar").click()
    assert chosen(page) == [[43, 64]]
    page.locator("[data-i='3']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-i='4']")).to_be_focused()
    expect(page.locator("[data-i='4']")).to_have_attribute("aria-label", "2013-01-07, fresh")


def test_early_years_come_when_they_are_asked_for_or_searched_for(open_panel):
    page = open_panel("partitions&select=decade")
    expect(page.locator(".dgb-year")).to_have_count(3)
    page.get_by_role("button", name="7 earlier years").click()
    expect(page.locator(".dgb-year")).to_have_count(10)
    page = open_panel("partitions&select=decade")
    find(page, "2005-02")
    expect(page.locator(".dgb-year-name").first).to_have_text("2005")


def test_two_dimensions_are_a_grid_and_a_drag_chooses_a_rectangle(open_panel):
    page = open_panel("partitions&select=sales_by_region")
    expect(page.locator(".dgb-partitions header")).to_contain_text("date by region")
    page.locator(".dgb-matrix").evaluate("box => { box.scrollLeft = 0 }")
    drawn(page)
    at = {"pitch": (11, 13), "labels": 100, "head": 18}
    drag(page, spot(page, 2, 1, **at), spot(page, 4, 3, **at))
    assert chosen(page) == [[25, 28], [37, 40], [49, 52]]
    page.locator(".dgb-label", has_text="oceania").click()
    assert len(chosen(page)) == 365
    page.mouse.move(*spot(page, 0, 11, **at))
    expect(pointed(page)).to_contain_text("2013-01-01|the moon")


@pytest.mark.parametrize(
    ("asset", "text", "ranges"),
    [
        ("sensors", "2013-01-02", [[24, 48]]),
        ("sensors", "2013-01-01-22...2013-01-02-01", [[22, 26]]),
        ("decade", "2013-12-31", [[3592, 3593]]),
        ("months", "2008", [[0, 9]]),
        ("airports", "K0", [[0, 3], [27, 30], [54, 57]]),
        ("airports", "K0373...K1492", [[1, 5]]),
        ("sales_by_region", "2013-01-02|asia", [[14, 15]]),
        ("sales_by_region", "2013-01", [[0, 372]]),
        ("users", "user-0123", [[12300, 12400]]),
    ],
)
def test_what_is_typed_is_found_and_enter_chooses_it(open_panel, asset, text, ranges):
    page = open_panel(f"partitions&select={asset}")
    find(page, text)
    expect(page.get_by_role("button", name=re.compile("^Select [0-9]"))).to_be_visible()
    page.keyboard.press("Enter")
    assert chosen(page) == ranges


def test_what_is_typed_stays_when_definitions_change(open_panel):
    page = open_panel("partitions&select=sensors")
    find(page, "2013-02-01")
    expect(page.locator(".dgb-finder")).to_contain_text("none found")
    change(page, "sensors", {"count": 800})
    expect(page.get_by_role("button", name="Select 24")).to_be_visible()


def test_what_is_not_found_is_said(open_panel):
    page = open_panel("partitions&select=sensors")
    find(page, "2015")
    expect(page.locator(".dgb-finder")).to_contain_text("none found")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox", name="Find partitions")).to_have_value("")


def test_a_million_partitions_are_bins_that_open_until_each_has_its_name(open_panel):
    page = open_panel("partitions&select=users")
    bins = page.locator(".dgb-bin")
    expect(bins).to_have_count(50)
    expect(bins.nth(22)).to_contain_text("user-440000")
    expect(bins.nth(22)).to_contain_text("10,000 of 20,000")
    bins.nth(22).click()
    expect(bins.nth(20)).to_contain_text("user-450000")
    bins.nth(20).click()
    expect(page.locator(".dgb-key")).to_have_count(500)
    cell = page.locator("[data-i='450003']")
    expect(cell).to_have_attribute("aria-label", "user-450003, fresh")
    cell.click()
    assert chosen(page) == [[450_003, 450_004]]
    page.get_by_role("button", name="All 1,000,000").click()
    expect(bins).to_have_count(50)
    message = sent(page, "materialize")[-1]
    assert (message["keys"], message["counts"]) == (["users"], {"users": 1_000_000})


def test_a_drag_over_bins_chooses_them_and_keys_open_and_choose_too(open_panel):
    page = open_panel("partitions&select=users")
    bins = page.locator(".dgb-bin")
    bins.nth(2).hover()
    page.mouse.down()
    bins.nth(4).hover()
    page.mouse.up()
    assert chosen(page) == [[40_000, 100_000]]
    expect(bins).to_have_count(50)
    bins.nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    assert chosen(page) == [[20_000, 40_000]]
    bins.nth(1).focus()
    page.keyboard.press("Enter")
    expect(bins.first).to_contain_text("user-020000")


def test_a_million_partitions_are_painted_at_once_from_a_small_message(open_panel):
    page = open_panel("partitions&select=users")
    times = []
    for _ in range(3):
        page.reload()
        page.wait_for_function("window.painted_ms")
        times.append(page.evaluate("painted_ms"))
    assert min(times) < FIRST_PAINT_MS
    size = page.evaluate(
        """() => JSON.stringify([model.get('graph').cards.find((one) => one.key == 'users'),
            model.get('statuses').users]).length"""
    )
    assert size < 2_000


def change(page, asset, view):
    """Give an asset other partitions, and return how long it takes to show them."""
    return page.evaluate(
        """async ([asset, view]) => {
            const graph = structuredClone(model.get('graph'));
            Object.assign(graph.cards.find((card) => card.key == asset).partitions, view);
            const before = performance.now();
            model.set('graph', graph);
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            return performance.now() - before;
        }""",
        [asset, view],
    )


def test_a_million_hours_are_painted_at_once_and_scrolled_from_end_to_end(open_panel):
    page = open_panel("partitions&select=sensors")
    hours = {"count": 1_000_000, "first": "1900-01-01-00:00", "last": "2014-01-30-15:00"}
    assert change(page, "sensors", hours) < FIRST_PAINT_MS
    expect(page.locator(".dgb-label", has_text="Jan 2014")).to_have_count(1)
    page.locator(".dgb-matrix").evaluate("box => { box.scrollLeft = 0 }")
    expect(page.locator(".dgb-label", has_text="Jan 1900")).to_have_count(1)
    find(page, "1950-06-01")
    expect(page.locator(".dgb-label", has_text="May 1950")).to_have_count(1)
    expect(page.get_by_role("button", name="Select 24")).to_be_visible()


def test_a_dimension_of_a_million_keys_is_shown_in_bins(open_panel):
    page = open_panel("partitions&select=sales_by_region")
    user = page.evaluate("model.get('graph').cards.find((one) => one.key == 'users').partitions")
    shop = {**user, "count": 3, "keys": ["a", "b", "c"], "first": "a", "last": "c"}
    dimensions = [{"name": "user", "partitions": user}, {"name": "shop", "partitions": shop}]
    change(page, "sales_by_region", {"count": 3_000_000, "dimensions": dimensions})
    expect(page.locator(".dgb-bin")).to_have_count(60)
    expect(page.locator(".dgb-bin").nth(1)).to_contain_text("user-050000")
    assert sent(page, "keys")[-1] == {
        "type": "keys",
        "asset": "sales_by_region",
        "start": 0,
        "stop": 3_000_000,
        "step": 50_000,
    }


def test_what_belongs_to_a_partition_lights_up_across_the_graph_and_is_asked_for_once(open_panel):
    page = open_panel("partitions&select=workdays")
    day = page.locator("[data-i='100']")
    day.hover()
    expect(page.locator(".dgb-card[data-lit]")).to_have_count(4)
    expect(page.locator(".dgb-card[data-key='sensors'] [data-state='lit']")).to_have_count(1)
    expect(pointed(page)).to_contain_text("2013-05-21: fresh; goes with 3 of sensors, 1 of weeks")
    page.locator(".dgb-partitions h4").hover()
    expect(page.locator(".dgb-card[data-lit]")).to_have_count(0)
    day.hover()
    expect(page.locator(".dgb-card[data-lit]")).to_have_count(4)
    assert [m["ordinal"] for m in sent(page, "mapping")] == [100]


def test_naming_what_is_pointed_at_moves_nothing(open_panel):
    page = open_panel("partitions&select=sales_by_region", 500)
    page.locator(".dgb-label", has_text="asia").click()
    before = page.locator(".dgb-partitions").bounding_box()
    page.mouse.move(*spot(page, 3, 2, (11, 13), 100, 18))
    expect(pointed(page)).to_contain_text("goes with")
    assert page.locator(".dgb-partitions").bounding_box() == before


def test_a_strip_pointed_at_lights_up_the_cells_that_are_open(open_panel):
    page = open_panel("partitions&select=workdays")
    strip = page.locator(".dgb-card[data-key='sensors'] .dgb-strip-area").bounding_box()
    page.mouse.move(strip["x"] + strip["width"] / 2, strip["y"] + strip["height"] / 2)
    expect(page.locator(".dgb-calendar [data-lit]")).to_have_count(1)
    expect(pointed(page)).to_contain_text("sensors, 2013-01-16-")


def test_a_pointer_that_passes_by_asks_for_nothing(open_panel):
    page = open_panel("partitions&select=workdays")
    page.evaluate(
        """() => {
            for (let i = 0; i < 60; i += 1) {
                const at = {bubbles: true, pointerType: 'mouse'};
                document.querySelector(`[data-i='${i}']`)
                    .dispatchEvent(new PointerEvent('pointermove', at));
            }
        }"""
    )
    page.wait_for_function("model.sent.some((m) => m.type === 'mapping')")
    drawn(page)
    assert len(sent(page, "mapping")) == 1


def rough(page, asset, count):
    badge = page.evaluate("asset => model.get('statuses')[asset]", asset)
    half = {"materialized": [[0, count // 2]], "stale": [], "failed": [], "running": []}
    told(page, {"type": "statuses", "changes": {asset: badge | half | {"is_rough": True}}})
    return badge


def test_what_is_told_roughly_is_asked_for_where_it_is_seen(open_panel):
    page = open_panel("partitions&select=airports")
    badge = rough(page, "airports", 60)
    expect(page.locator(".dgb-key [data-state='fresh']")).to_have_count(30)
    (asked,) = sent(page, "window")
    assert asked == {"type": "window", "asset": "airports", "start": 0, "stop": 60}
    every_second = [[i, i + 1] for i in range(0, 60, 2)]
    exact = badge | {"materialized": every_second, "stale": [], "failed": [], "running": []}
    told(page, {"type": "window", "asset": "airports", "start": 0, "stop": 60, "badge": exact})
    expect(page.locator("[data-i='1']")).to_have_attribute("aria-label", re.compile("missing"))
    expect(page.locator("[data-i='58']")).to_have_attribute("aria-label", re.compile("fresh"))
    drawn(page)
    assert len(sent(page, "window")) == 1


def test_what_is_missing_of_what_is_told_roughly_the_kernel_says(open_panel):
    page = open_panel("partitions&select=airports")
    rough(page, "airports", 60)
    page.get_by_role("button", name="Missing (30)").click()
    assert sent(page, "subset") == [{"type": "subset", "asset": "airports", "state": "missing"}]
    ranges = [[1, 2], [5, 9]]
    told(page, {"type": "subset", "asset": "airports", "state": "missing", "ranges": ranges})
    assert chosen(page) == ranges


def test_the_plane_is_one_stop_that_says_where_it_is(open_panel):
    page = open_panel("partitions&select=sensors")
    plane = page.locator(".dgb-matrix")
    plane.focus()
    for key in ("Home", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    option = plane.get_by_role("option")
    expect(option).to_have_text("2013-01-02-01:00, fresh")
    assert option.get_attribute("id") == plane.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowRight")
    assert chosen(page) == [[25, 50]]
    expect(option).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("width", [500, 900])
@pytest.mark.parametrize(
    "asset", ["sensors", "clocks", "weeks", "months", "airports", "users", "sales_by_region"]
)
def test_no_kind_of_partitions_is_wider_than_the_window(open_panel, asset, width):
    page = open_panel(f"partitions&select={asset}", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_partitions_that_have_changed_are_not_taken_for_those_that_were_chosen(open_panel):
    page = open_panel("partitions&select=sales_by_region")
    page.locator(".dgb-label", has_text="asia").click()
    expect(page.get_by_role("button", name="Materialize 365 selected")).to_be_visible()
    page.evaluate(
        """() => {
            const graph = structuredClone(model.get('graph'));
            const view = graph.cards.find((card) => card.key == 'sales_by_region').partitions;
            const regions = view.dimensions[1].partitions;
            regions.keys.push('mars');
            regions.count += 1;
            view.count += 365;
            model.set('graph', graph);
        }"""
    )
    expect(page.get_by_role("button", name="Materialize selected")).to_be_disabled()
