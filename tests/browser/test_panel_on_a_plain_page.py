"""The panel on a page of its own, without any notebook front end, but with a real session."""

import json
import queue
import re
import threading

import pytest
from playwright.sync_api import expect

from dagbook import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session
from dagbook_jupyter.panel.controller import PanelController
from dagbook_jupyter.panel.session_source import SessionSource

pytestmark = pytest.mark.browser

WAIT = 30_000
HOST = "http://plain.test"

PAGE = """<!doctype html>
<link rel="stylesheet" href="/panel.css">
<div id="host"></div>
<script type="module">
  import panel from "/panel.js";

  const state = { graph: {}, statuses: {}, run: null, selected: [], ui: {}, uid: "plain" };
  const handlers = new Map();
  const tell = (event, content) => {
    for (const handler of handlers.get(event) ?? []) handler(content);
  };
  const model = {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      tell(`change:${name}`);
    },
    save_changes: () => {},
    on: (event, handler) => handlers.set(event, [...(handlers.get(event) ?? []), handler]),
    off: (event, handler) =>
      handlers.set(event, (handlers.get(event) ?? []).filter((each) => each !== handler)),
    send: (content) => page_says(JSON.stringify(content)),
  };
  panel.render({ model, el: document.querySelector("#host") });
  for (;;) {
    for (const [name, value] of JSON.parse(await session_says())) {
      if (name === "") tell("msg:custom", value);
      else model.set(name, value);
    }
    await new Promise((next) => setTimeout(next, 10));
  }
</script>
"""


@asset
def orders(context) -> dict:
    context.log.info("asking the shop")
    return {"rows": 3}


@asset
def report(orders) -> str:
    return f"{orders['rows']} rows"


@asset
def broken(orders):
    raise KeyError("no price")


@pytest.fixture
def plain(browser, root, tmp_path):
    """The page, joined to a session by two functions that any host could offer."""
    session = Session(tmp_path / ".dagbook")
    session.live.put(Origin("cell", "cell 1"), Found((orders, report, broken)))
    said = queue.SimpleQueue()
    controller = PanelController(
        SessionSource(session),
        lambda content: said.put(("", content)),
        lambda name, value: said.put((name, value)),
    )

    def session_says():
        return json.dumps([said.get() for _ in range(said.qsize())])

    def page_says(text):
        threading.Thread(target=controller.on_message, args=(json.loads(text),)).start()

    static = root / "notebook_ext" / "dagbook_jupyter" / "panel" / "static"
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    errors, asked = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.expose_function("session_says", session_says)
    page.expose_function("page_says", page_says)
    page.route(f"{HOST}/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route(
        f"{HOST}/panel.*",
        lambda route: route.fulfill(path=static / route.request.url.removeprefix(f"{HOST}/")),
    )
    controller.start()
    page.goto(f"{HOST}/")
    yield page
    page.close()
    controller.close()
    assert errors == []
    assert [url for url in asked if not url.startswith((HOST, "data:", "blob:"))] == []


def test_assets_are_run_and_read_on_a_plain_page(plain, screenshots):
    card = plain.locator(".dgb-card[data-key=report]")
    card.click(timeout=WAIT)
    plain.get_by_role("button", name="Materialize report").click()
    expect(card).to_have_attribute("data-state", "fresh", timeout=WAIT)
    side = plain.locator(".dgb-side")
    side.get_by_role("tab", name="Value").click()
    expect(side).to_contain_text("3 rows", timeout=WAIT)
    plain.locator(".dgb-card[data-key=orders]").click()
    side.get_by_role("tab", name="Logs").click()
    expect(side.get_by_role("log")).to_contain_text("asking the shop", timeout=WAIT)
    plain.get_by_role("button", name="Runs", exact=True).click()
    rows = plain.get_by_role("list", name="Assets of the run, over time")
    expect(rows.get_by_role("button", name=re.compile("^report, done"))).to_be_visible(timeout=WAIT)
    plain.screenshot(path=screenshots / "plain-page.png")


def test_what_fails_on_a_plain_page_is_said_and_can_be_retried(plain):
    card = plain.locator(".dgb-card[data-key=broken]")
    card.click(timeout=WAIT)
    plain.get_by_role("button", name="More ways to materialize").click()
    plain.get_by_role("menuitem", name="broken and all upstream").click()
    expect(card).to_have_attribute("data-state", "failed", timeout=WAIT)
    expect(plain.locator(".dgb-run")).to_contain_text("no price", timeout=WAIT)
    expect(plain.locator(".dgb-side")).to_contain_text("KeyError")
    expect(plain.get_by_role("button", name="Retry failed")).to_be_visible()
