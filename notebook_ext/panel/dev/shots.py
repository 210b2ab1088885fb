"""Take pictures of the panel in plain Chromium: `python shots.py OUT [NAME ...]`."""

import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SHOTS = {
    "idle": "",
    "flights": "select=flights&run",
    "keys": "select=carrier_delays",
    "weather": "select=weather",
    "list": "nolayout&select=weather",
}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        pass


def main(out: Path, names: list[str]) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=ROOT))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for width in (500, 900, 1400):
            page = browser.new_page(viewport={"width": width, "height": 500})
            page.on("pageerror", lambda error: print("page error:", error))
            for scheme in ("light", "dark"):
                for name, query in SHOTS.items():
                    shot = f"{name}-{width}-{scheme}"
                    if names and not any(wanted in shot for wanted in names):
                        continue
                    dark = "&dark" if scheme == "dark" else ""
                    page.goto(f"http://127.0.0.1:{server.server_port}/panel/dev/?{query}{dark}")
                    page.wait_for_selector(".dgb-panel")
                    page.wait_for_timeout(500)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        print(f"{shot}: the page is {wide} px wide")
                    page.screenshot(path=out / f"{shot}.png", full_page=True)
            page.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
