"""A real JupyterLab on a loopback port, and Chromium to drive it."""

import mimetypes
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, sync_playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECOND = 1000
"""Playwright counts milliseconds."""


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab.

    Args:
        url: Where it answers, without a path.
        token: What it wants to see.
        folder: Its root; notebooks put there can be opened.
    """

    url: str
    token: str
    folder: Path


@dataclass(frozen=True, slots=True)
class LabNotebook:
    """A notebook open in JupyterLab, driven as a person would drive it."""

    page: Page
    screenshots: Path

    def run(self, index: int) -> list[dict]:
        """Run the cell at *index*, wait for its end and return its outputs."""
        return self.page.evaluate(
            """async (index) => {
                const app = window.jupyterapp;
                const panel = app.shell.currentWidget;
                panel.content.activeCellIndex = index;
                await app.commands.execute('notebook:run-cell');
                return panel.content.widgets[index].model.outputs.toJSON();
            }""",
            index,
        )

    def start(self, index: int) -> None:
        """Run the cell at *index* without waiting for its end."""
        self.page.evaluate(
            """(index) => {
                window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
                window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            index,
        )

    def run_all(self) -> None:
        """Run every cell and wait for the end of the last one."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")

    def cells(self) -> list[dict]:
        """Return the cells as they would be saved now."""
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells"
        )

    def index_of(self, cell_id: str) -> int:
        """Return where the cell called *cell_id* is."""
        return [cell["id"] for cell in self.cells()].index(cell_id)

    def append(self, source: str) -> int:
        """Add a code cell with *source* at the end and return its index."""
        return self.page.evaluate(
            """(source) => {
                const model = window.jupyterapp.shell.currentWidget.content.model.sharedModel;
                model.addCell({cell_type: 'code', source: source});
                return model.cells.length - 1;
            }""",
            source,
        )

    def cell(self, index: int) -> Locator:
        """Return the cell at *index* on the page, scrolled to."""
        self.page.evaluate(
            """async (index) => {
                const content = window.jupyterapp.shell.currentWidget.content;
                content.activeCellIndex = index;
                await content.scrollToItem(index, 'start');
            }""",
            index,
        )
        return self.page.locator(f".jp-Cell[data-windowed-list-index='{index}']")

    def save(self) -> None:
        """Save the notebook."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def theme(self, name: str) -> None:
        """Change JupyterLab's theme."""
        self.page.evaluate(
            """async (name) => {
                await window.jupyterapp.commands.execute('apputils:change-theme', {theme: name});
                await new Promise(requestAnimationFrame);
            }""",
            name,
        )

    def screenshot(self, name: str, part: Locator | None = None) -> None:
        """Keep the page, or a part of it, as seen now in `out/screenshots/<name>.png`."""
        (part or self.page).screenshot(path=self.screenshots / f"{name}.png")


def find_chromium() -> str | None:
    named = os.environ.get("DAGBOOK_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    executable = find_chromium()
    if executable is None:
        pytest.fail(
            "These tests need Chromium and none was found. On Debian: apt-get install chromium; "
            "or name one in DAGBOOK_CHROMIUM."
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable, args=list(CHROMIUM_FLAGS), headless=True
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def screenshots(root):
    folder = root / "out" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(server: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start; its log ends with:\n{log.read_text()[-3000:]}")


@contextmanager
def served(jupyter_home, folder, module, app):
    """Run a Jupyter server in *folder* as long as the context lasts."""
    token, port = secrets.token_hex(16), free_port()
    log = jupyter_home.folder / f"{module}.log"
    command = (
        sys.executable,
        "-m",
        module,
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
        f"--{app}.expose_app_in_browser=True",
        "--no-browser",
        "--allow-root",
    )
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=jupyter_home.env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_up(server, f"{url}/api/status?token={token}", log)
            yield Lab(url, token, folder)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@pytest.fixture(scope="session")
def lab(jupyter_home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    with served(jupyter_home, folder, "jupyterlab", "LabApp") as server:
        yield server


@pytest.fixture(scope="session")
def notebook7(jupyter_home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook7")
    with served(jupyter_home, folder, "notebook", "JupyterNotebookApp") as server:
        yield server


@pytest.fixture(scope="session")
def open_in_lab(lab, opener):
    """Return a function that opens a notebook of the lab's folder, its kernel ready."""
    return opener(f"{lab.url}/lab/tree", lab.token)


@pytest.fixture(scope="session")
def open_in_notebook7(notebook7, opener):
    """Return a function that opens a notebook in Notebook 7, its kernel ready."""
    return opener(f"{notebook7.url}/notebooks", notebook7.token)


@pytest.fixture(scope="session")
def opener(browser, screenshots):
    """Return what makes functions that open notebooks under an address."""
    contexts = []

    def open_it(
        address: str, token: str, path: str, *, width: int = 1500, height: int = 1000
    ) -> LabNotebook:
        context = browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60 * SECOND)
        page.goto(f"{address}/{path}?reset&token={token}")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext")
        page.evaluate(
            """async () => {
                const app = window.jupyterapp;
                await app.restored;
                app.shell.collapseLeft?.();
                const panel = app.shell.currentWidget;
                await panel.context.ready;
                await panel.sessionContext.ready;
                await panel.sessionContext.session.kernel.info;
            }"""
        )
        return LabNotebook(page, screenshots)

    yield lambda address, token: partial(open_it, address, token)
    for context in contexts:
        context.close()


PANEL_HOST = "http://panel.test"


def drawn(page: Page) -> None:
    """Wait until all that was told, done or measured so far is drawn, and its effects ran.

    Needed where nothing is to change: what is to come is waited for itself.
    """
    page.evaluate(
        """async () => {
            for (let i = 0; i < 3; i += 1) {
                await new Promise(requestAnimationFrame);
                await new Promise((next) => setTimeout(next));
            }
        }"""
    )


@contextmanager
def panel_page(browser, root):
    """Open the panel in plain Chromium; what is strange about it fails at the end."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(5_000)
    strange = []
    page.on("pageerror", lambda error: strange.append(str(error)))

    def answer(route):
        path = (
            root / "notebook_ext" / route.request.url.removeprefix(PANEL_HOST + "/").split("?")[0]
        )
        path = path / "index.html" if path.is_dir() else path
        if route.request.url.startswith(PANEL_HOST) and path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "text/plain"
            route.fulfill(body=path.read_bytes(), content_type=kind)
            return
        if not route.request.url.endswith("favicon.ico"):
            strange.append(f"asked for {route.request.url}")
        route.abort()

    page.route(re.compile("^https?:"), answer)
    yield page
    page.close()
    assert strange == []


@pytest.fixture(scope="module")
def page(browser, root):
    with panel_page(browser, root) as page:
        yield page


def opener_in(page):
    def open_it(query="", width=1400):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{PANEL_HOST}/panel/dev/?{query}")
        page.wait_for_selector(".dgb-panel")
        return page

    return open_it


@pytest.fixture
def open_panel(page):
    """Return a function that opens the panel anew, in a page that a module's tests share."""
    return opener_in(page)


@pytest.fixture
def open_clocked_panel(browser, root):
    """Return what opens the panel in a page whose time `page.clock` moves on."""
    with panel_page(browser, root) as page:
        page.clock.install()
        yield opener_in(page)
