"""The same module in marimo: no Jupyter, and nothing asked of the network."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import free_port, wait_until_up

pytestmark = pytest.mark.browser

WAIT = 30_000

NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    from dagbook import asset
    from dagbook.authoring.live_definitions import Found, Origin
    from dagbook.session.session import Session
    from dagbook_jupyter.panel.session_source import SessionSource
    from dagbook_jupyter.widget import LineagePanel

    @asset
    def orders(context) -> dict:
        context.log.info("asking the shop")
        return {"rows": 3}

    @asset
    def report(orders) -> str:
        return f"{orders['rows']} rows"

    session = Session(mo.notebook_dir() / ".dagbook")
    session.live.put(Origin("cell", "cell 1"), Found((orders, report)))
    panel = mo.ui.anywidget(LineagePanel(SessionSource(session)))
    panel
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of the notebook, run by marimo."""
    folder = tmp_path_factory.mktemp("marimo")
    (folder / "shop.py").write_text(NOTEBOOK)
    port, log = free_port(), folder / "marimo.log"
    command = (sys.executable, "-m", "marimo", "run", "shop.py", "--headless", "--no-token")
    home = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            (*command, "--port", str(port)),
            cwd=folder,
            env=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_up(server, f"http://127.0.0.1:{port}/health", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def test_assets_are_seen_run_and_read_in_marimo(served, browser, screenshots):
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served)
    report = page.locator(".dgb-card[data-key=report]")
    report.click(timeout=WAIT)
    page.get_by_role("button", name="Materialize report").click()
    expect(report).to_have_attribute("data-state", "fresh", timeout=WAIT)
    side = page.locator(".dgb-side")
    side.get_by_role("tab", name="Value").click()
    expect(side).to_contain_text("3 rows", timeout=WAIT)
    page.locator(".dgb-card[data-key=orders]").click()
    side.get_by_role("tab", name="Logs").click()
    expect(side.get_by_role("log")).to_contain_text("asking the shop", timeout=WAIT)
    page.get_by_role("button", name="Runs", exact=True).click()
    rows = page.get_by_role("list", name="Assets of the run, over time")
    expect(rows.get_by_role("button", name=re.compile("^report, done"))).to_be_visible()
    page.screenshot(path=screenshots / "marimo.png")
    local = (served, "data:", "blob:", served.replace("http", "ws"))
    assert [url for url in asked if not url.startswith(local)] == []
    page.close()
