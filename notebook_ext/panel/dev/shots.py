# ruff: noqa: INP001, T201 - a script beside the page's source, no package; it reports by printing
"""Take pictures of the panel in plain Chromium, without a kernel.

Run `python notebook_ext/panel/dev/shots.py FOLDER [PART-OF-A-NAME ...]`; the variable
`DAGBOOK_CHROMIUM` names the browser where playwright has none of its own.
"""

import os
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
WIDTHS = (500, 900, 1400)
SHOTS = {
    "idle": "",
    "using": "using=test&select=flights",
    "flights": "select=flights&run",
    "keys": "select=carrier_delays",
    "weather": "select=weather",
    "list": "nolayout&select=weather",
    "folded": "folded",
    "value": "select=flights&tab=value",
    "checks": "select=weather&tab=checks",
    "metadata": "select=flights&tab=metadata",
    "runs": "mode=runs&select=flights",
    "menu": "select=flights&click=More ways to materialize",
    "config": "select=flights&click=More ways to materialize&click=With config",
    "overview": "select=flights",
    "history": "select=flights&tab=history",
    "logs": "select=flights&tab=logs",
    "focused": "focused&select=flights",
    "hours": "partitions&select=sensors",
    "clocks": "partitions&select=clocks",
    "weeks": "partitions&select=weeks",
    "months": "partitions&select=months",
    "static": "partitions&select=airports",
    "million": "partitions&select=users",
    "workdays": "partitions&select=workdays",
    "grid": "partitions&select=sales_by_region",
}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


def shoot(page: Page, address: str, path: Path) -> None:
    """Save a picture of the whole page at *address*; say when it is wider than its window."""
    page.goto(address)
    page.wait_for_selector(".dgb-panel")
    for name in parse_qs(urlsplit(address).query).get("click", ()):
        page.locator("button", has_text=name).or_(page.get_by_label(name)).first.click()
    page.wait_for_timeout(400)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        print(f"{path.name}: {wide} px too wide")
    page.screenshot(path=path, full_page=True)


def main(out: Path, wanted: list[str]) -> None:
    """Take every picture whose name holds one of *wanted*, or all."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        chromium = os.environ.get("DAGBOOK_CHROMIUM")
        browser = play.chromium.launch(executable_path=chromium, args=list(ARGS))
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 500})
            page.on("pageerror", lambda error: print("page error:", error))
            for name, query in SHOTS.items():
                for scheme in ("light", "dark"):
                    shot = f"{name}-{width}-{scheme}"
                    address = f"http://127.0.0.1:{server.server_port}/panel/dev/?{query}&{scheme}"
                    if not wanted or any(part in shot for part in wanted):
                        shoot(page, address, out / f"{shot}.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
