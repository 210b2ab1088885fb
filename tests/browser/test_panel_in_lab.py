"""What only a real kernel shows of the panel: live logs, attempts, agreement, secrets, files."""

import json
import re
import subprocess
import sys
import time

import nbformat
import pytest
from playwright.sync_api import expect
from tests.browser import views_notebook
from tests.browser.views_notebook import SECRET

pytestmark = pytest.mark.browser

WAIT = 30_000


class Frames:
    """Keeps what goes over web sockets."""

    def __init__(self):
        self.kept = []

    def keep(self, frame):
        """Keep a frame, text or bytes."""
        self.kept.append(frame if isinstance(frame, bytes) else frame.encode())

    def wait(self, page, part, since):
        """Wait until a frame after the first *since* holds *part*."""
        deadline = time.monotonic() + WAIT / 1000
        while not any(part in frame for frame in self.kept[since:]):
            assert time.monotonic() < deadline, f"no frame holds {part}"
            # Frames are heard of only while Playwright is listened to.
            page.evaluate("() => new Promise(requestAnimationFrame)")


@pytest.fixture(scope="module")
def folder(lab):
    return lab.folder / "panel"


@pytest.fixture(scope="module")
def frames():
    """All that went over the page's web sockets, to and fro."""
    return Frames()


@pytest.fixture(scope="module")
def notebook(folder, open_in_lab, frames):
    """The notebook of all views with two panels of one kernel."""
    views_notebook.write(folder, "panel")
    notebook = open_in_lab("panel/panel.ipynb", height=1400)

    def listen(socket):
        socket.on("framereceived", frames.keep)
        socket.on("framesent", frames.keep)

    notebook.page.on("websocket", listen)
    notebook.page.reload()
    notebook.page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content")
    notebook.page.evaluate(
        """async () => {
            await window.jupyterapp.restored;
            const panel = window.jupyterapp.shell.currentWidget;
            await panel.context.ready;
            await panel.sessionContext.ready;
            await panel.sessionContext.session.kernel.info;
        }"""
    )
    for each in ("load", "define", "make", "lineage", "second"):
        notebook.run(notebook.index_of(each))
    return notebook


def panel(notebook, cell="lineage"):
    return notebook.cell(notebook.index_of(cell)).locator(".dgb")


def card(notebook, key, cell="lineage"):
    return panel(notebook, cell).locator(f".dgb-card[data-key='{key}']")


def state(notebook, key, word, cell="lineage"):
    expect(card(notebook, key, cell)).to_have_attribute("data-state", word, timeout=WAIT)


def press(notebook, name, cell="lineage"):
    panel(notebook, cell).get_by_role("button", name=name).click()


def press_if_there(notebook, name):
    button = panel(notebook).get_by_role("button", name=name, exact=True)
    if button.count():
        button.click()
        expect(button).to_have_count(0, timeout=WAIT)


def tab(notebook, name):
    panel(notebook).get_by_role("tab", name=name).click()
    return panel(notebook).locator(".dgb-side")


@pytest.fixture(autouse=True)
def graph(notebook):
    """Begin with the whole graph, fitted, and nothing selected, whatever came before."""
    notebook.page.emulate_media(reduced_motion="no-preference")
    press_if_there(notebook, "Not now")
    panel(notebook).get_by_role("button", name="Graph", exact=True).click()
    press_if_there(notebook, "Show all")
    panel(notebook).get_by_role("combobox", name="Filter assets").fill("")
    press(notebook, "Fit")
    card(notebook, "orders").focus()
    notebook.page.keyboard.press("Escape")
    expect(panel(notebook).locator(".dgb-card[aria-pressed='true']")).to_have_count(0)


def test_lines_arrive_while_a_step_runs_and_two_panels_of_a_kernel_agree(folder, notebook):
    card(notebook, "talking").click()
    press(notebook, "Materialize talking")
    state(notebook, "talking", "running")
    log = tab(notebook, "Logs").get_by_role("log")
    expect(log).to_contain_text("line 0", timeout=WAIT)
    expect(log).not_to_contain_text("line 1")
    (folder / "say0").touch()
    expect(log).to_contain_text("line 1", timeout=WAIT)
    state(notebook, "talking", "running")
    press(notebook, "Runs")
    logs = panel(notebook).get_by_role("region", name="Logs of the run")
    expect(logs).to_contain_text("line 1", timeout=WAIT)
    (folder / "say1").touch()
    expect(logs).to_contain_text("line 2", timeout=WAIT)
    notebook.screenshot("live-logs", panel(notebook))
    state(notebook, "talking", "running", "second")
    expect(panel(notebook, "second").locator(".dgb-run")).to_contain_text("talking")
    (folder / "stop").touch()
    state(notebook, "talking", "fresh", "second")
    press(notebook, "Graph")
    state(notebook, "talking", "fresh")


def test_a_step_that_is_tried_again_says_which_attempt_it_is(folder, notebook):
    card(notebook, "shaky").click()
    press(notebook, "Materialize shaky")
    expect(card(notebook, "shaky")).to_contain_text("attempt 2 of 3", timeout=WAIT)
    expect(panel(notebook).locator(".dgb-run")).to_contain_text("shaky, attempt 2 of 3")
    (folder / "answer").touch()
    state(notebook, "shaky", "fresh")
    press(notebook, "Runs")
    row = panel(notebook).get_by_role("button", name=re.compile("^shaky, done.*attempt"))
    expect(row).to_have_accessible_name(re.compile("1 attempt failed before"), timeout=WAIT)


def test_what_failed_is_retried_with_what_it_held_back(notebook):
    card(notebook, "below").click()
    press(notebook, "Materialize below")
    expect(panel(notebook).locator(".dgb-run")).to_contain_text("Failed after", timeout=WAIT)
    state(notebook, "broken", "failed")
    press(notebook, "Runs")
    runs = panel(notebook).get_by_role("navigation", name="Runs").get_by_role("listitem")
    expect(runs.first).to_contain_text("broken", timeout=WAIT)
    before = runs.count()
    bar = panel(notebook).locator(".dgb-run")
    bar.get_by_role("button", name="Retry failed").click()
    expect(runs).to_have_count(before + 1, timeout=WAIT)
    expect(runs.first).to_contain_text("KeyError", timeout=WAIT)


def test_selection_zoom_and_tab_survive_a_rerun_of_the_cell(notebook, frames):
    card(notebook, "report").click()
    tab(notebook, "History")
    world = panel(notebook).locator(".dgb-world")
    fitted = world.get_attribute("style")
    said = len(frames.kept)
    press(notebook, "Zoom in")
    expect(world).not_to_have_attribute("style", fitted)
    zoomed = world.get_attribute("style")
    # A view is kept once it rests, and the kernel is told.
    frames.wait(notebook.page, b'"view":{"', said)
    notebook.run(notebook.index_of("lineage"))
    expect(card(notebook, "report")).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    chosen = panel(notebook).get_by_role("tab", selected=True)
    expect(chosen).to_have_text("History")
    world = panel(notebook).locator(".dgb-world")
    expect(world).to_have_attribute("style", zoomed)
    press(notebook, "Fit")


def test_an_edit_is_told_with_its_diff_and_restored_values_are_current_again(notebook):
    notebook.run(notebook.index_of("edit"))
    state(notebook, "settings", "stale")
    card(notebook, "settings").click()
    side = tab(notebook, "Overview")
    expect(side.locator(".dgb-why .dgb-diff")).to_contain_text('+    return {"season": "winter"')
    notebook.screenshot("why-with-diff", panel(notebook))
    press(notebook, "Materialize settings")
    state(notebook, "settings", "fresh")
    side = tab(notebook, "History")
    boxes = side.get_by_role("checkbox")
    expect(boxes).to_have_count(2, timeout=WAIT)
    boxes.nth(0).check()
    boxes.nth(1).check()
    side.get_by_role("button", name="Compare 1 and 2").click()
    expect(side.locator(".dgb-diff")).to_contain_text("winter", timeout=WAIT)
    side.get_by_role("button", name="Restore").click()
    expect(side).to_contain_text("restored from 1", timeout=WAIT)


def test_the_graph_is_focused_turned_folded_and_a_path_is_shown(notebook):
    def choose(item):
        press(notebook, "View")
        panel(notebook).get_by_role("menuitem", name=item).click()

    cards = panel(notebook).locator(".dgb-card")
    expect(cards).to_have_count(13)
    card(notebook, "orders").click()
    card(notebook, "below").click(modifiers=["Shift"])
    choose("Path between two assets")
    expect(cards).to_have_count(3, timeout=WAIT)
    press(notebook, "Show all")
    expect(cards).to_have_count(13, timeout=WAIT)
    card(notebook, "report").click()
    choose("Focus on the selection")
    expect(card(notebook, "below")).to_have_count(0, timeout=WAIT)
    press(notebook, "Show all")
    expect(cards).to_have_count(13, timeout=WAIT)
    place = card(notebook, "report").get_attribute("transform")
    choose("Draw top down")
    expect(card(notebook, "report")).not_to_have_attribute("transform", place, timeout=WAIT)
    choose("Draw left to right")
    expect(card(notebook, "report")).to_have_attribute("transform", place, timeout=WAIT)
    choose("Fold all groups")
    expect(cards).not_to_have_count(13, timeout=WAIT)
    choose("Open all groups")
    expect(cards).to_have_count(13, timeout=WAIT)


def test_the_filter_reads_names_and_the_selection_language_and_completes(notebook):
    box = panel(notebook).get_by_role("combobox").or_(panel(notebook).locator(".dgb-filter")).first
    box.fill("+report")
    dimmed = panel(notebook).locator(".dgb-card[data-dim]")
    expect(card(notebook, "below")).to_have_attribute("data-dim", "true", timeout=WAIT)
    expect(card(notebook, "orders")).not_to_have_attribute("data-dim", "true")
    box.fill("group:sl")
    option = panel(notebook).get_by_role("option").first
    expect(option).to_contain_text("slow", timeout=WAIT)
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(re.compile("slow"))
    box.fill("")
    expect(dimmed).to_have_count(0, timeout=WAIT)


@pytest.mark.parametrize(
    ("item", "name", "begins"),
    [
        ("SVG", "svg", b"<svg"),
        ("PNG", "png", b"\x89PNG"),
        ("HTML", "html", b"<!DOCTYPE html>"),
        ("DOT", "dot", b"digraph"),
        ("Mermaid", "mmd", b"flowchart"),
    ],
)
def test_the_graph_is_saved_as_a_file(notebook, item, name, begins):
    press(notebook, "Export")
    with notebook.page.expect_download() as saved:
        panel(notebook).get_by_role("menuitem", name=re.compile(item)).click()
    path = saved.value.path()
    assert path.read_bytes().startswith(begins), name
    assert SECRET.encode() not in path.read_bytes()


def test_nothing_moves_for_who_wants_no_motion(folder, notebook):
    notebook.page.emulate_media(reduced_motion="reduce")
    moving = "(root) => root.getAnimations({ subtree: true }).length"
    assert panel(notebook).evaluate(moving) == 0


def test_the_saved_notebook_is_small_and_exports_the_picture_with_its_words(folder, notebook):
    notebook.save()
    path = folder / "panel.ipynb"
    saved = nbformat.read(path, as_version=4)
    outputs = {cell["id"]: json.dumps(cell.get("outputs", [])) for cell in saved.cells}
    assert len(outputs["lineage"]) < 200_000
    command = (sys.executable, "-m", "nbconvert", "--to", "html", "--stdout", str(path))
    exported = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    assert exported.count("data-dagbook-static") == 2
    assert "Asset graph of 13 assets." in exported
    assert "<code>%materialize" in exported
    assert str(folder) not in outputs["lineage"]
    assert SECRET not in exported


def test_no_secret_of_a_resource_reaches_the_page_or_the_file(folder, notebook, frames):
    card(notebook, "orders").click()
    for name in ("Overview", "Value", "Checks", "Metadata", "History", "Logs"):
        tab(notebook, name)
    press(notebook, "More ways to materialize")
    panel(notebook).get_by_role("menuitem", name="With config").click()
    expect(panel(notebook).locator(".dgb-draft .dgb-plan")).to_be_visible(timeout=WAIT)
    assert SECRET not in panel(notebook).inner_html()
    press(notebook, "Not now")
    notebook.save()
    assert SECRET not in (folder / "panel.ipynb").read_text()
    told = b"".join(frames.kept)
    assert b"asking shop.example" in told
    assert SECRET.encode() not in told
    held = (path for path in (folder / ".dagbook").rglob("*") if path.is_file())
    assert [path.name for path in held if SECRET.encode() in path.read_bytes()] == []
