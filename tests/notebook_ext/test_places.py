"""The places where notebooks run: terminals, runners and front ends, each as it is."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs a POSIX system")
pyte = pytest.importorskip("pyte")

BIN = Path(sysconfig.get_path("scripts"))
WAIT = 60
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\r")

DEFINED = (
    "%load_ext dagbook",
    "from dagbook import asset",
    "@asset\ndef raw():\n    print('reading')\n    return [1, 2]",
    "@asset(group_name='sales')\ndef total(raw):\n    return sum(raw)",
)


@pytest.fixture
def env(jupyter_home, tmp_path, monkeypatch):
    """An environment of Jupyter's own, here and for what is started."""
    found = {**jupyter_home.env, "IPYTHONDIR": str(tmp_path / "ipython"), "TERM": "xterm"}
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return found


class Terminal:
    """A program in a pseudo-terminal, with a prompt."""

    def __init__(self, command, folder, env):
        self.program = pexpect.spawn(
            command[0],
            list(command[1:]),
            cwd=str(folder),
            env={**env, "COLUMNS": "100"},
            encoding="utf-8",
            timeout=WAIT,
            dimensions=(50, 100),
        )
        self.program.expect(r"In \[\d+\]: ")

    def line(self, source):
        """Enter one line, and return what it prints."""
        self.program.sendline(source)
        self.program.expect(r"In \[\d+\]: ")
        text = _COLOURS.sub("", self.program.before)
        return text.partition("\n")[2].strip("\n")

    def close(self):
        self.program.close(force=True)


def one_line(source):
    """Return *source* as one line of input; a simple prompt asks for more after a colon."""
    if source.startswith("%") or "\n" not in source:
        return source
    return f"_ = get_ipython().run_cell({source!r}, store_history=True)"


@pytest.fixture(params=["ipython", "jupyter console"])
def terminal(request, env, tmp_path):
    commands = {
        "ipython": (str(BIN / "ipython"), "--simple-prompt", "--no-banner"),
        "jupyter console": (str(BIN / "jupyter-console"), "--simple-prompt"),
    }
    opened = Terminal(commands[request.param], tmp_path, env)
    yield opened
    opened.close()


def test_a_terminal_shows_the_graph_and_the_status_as_text(terminal):
    for source in DEFINED:
        terminal.line(one_line(source))
    ran = terminal.line("%materialize")
    assert "2 assets materialized in" in ran
    assert "raw" in terminal.line("%lineage")
    table = terminal.line("%assets")
    assert re.search(r"^total +● fresh", table, re.MULTILINE), table
    assert "total is fresh" in terminal.line("%why total")
    assert "there is nothing to do" in terminal.line("%materialize")


def test_a_terminal_shows_a_mistake_as_one_line(terminal):
    for source in DEFINED:
        terminal.line(one_line(source))
    said = terminal.line("%materialize totl")
    assert said.splitlines() == ["UsageError: There is no asset totl. Did you mean total?"]


def test_a_terminal_draws_the_graph_as_a_tree(env, tmp_path):
    opened = Terminal((str(BIN / "ipython"), "--simple-prompt", "--no-banner"), tmp_path, env)
    for source in DEFINED:
        opened.line(one_line(source))
    assert opened.line("%lineage").splitlines() == [
        "raw       ○ never materialized",
        "└─ total  ○ never materialized",
    ]
    opened.close()


def test_a_terminal_has_a_bar_for_what_runs_and_none_at_the_end(env, tmp_path):
    opened = Terminal((str(BIN / "ipython"), "--simple-prompt", "--no-banner"), tmp_path, env)
    opened.line("%load_ext dagbook")
    slow = "import time\nfrom dagbook import asset\n@asset\ndef slow():\n    time.sleep(0.5)"
    opened.line(one_line(slow))
    opened.program.sendline("%materialize slow")
    opened.program.expect("━")
    opened.program.expect(r"In \[\d+\]: ")
    shown = pyte.Screen(100, 50)
    pyte.Stream(shown).feed(opened.program.before)
    lines = [line.rstrip() for line in shown.display if line.strip()]
    assert [line.split()[0] for line in lines] == ["slow", "1"]
    opened.close()


def test_an_interrupt_in_a_terminal_takes_the_bars_away_and_the_next_run_works(env, tmp_path):
    opened = Terminal((str(BIN / "ipython"), "--simple-prompt", "--no-banner"), tmp_path, env)
    opened.line("%load_ext dagbook")
    slow = "import time\nfrom dagbook import asset\n@asset\ndef slow():\n    time.sleep(60)"
    opened.line(one_line(slow))
    opened.program.sendline("%materialize slow")
    opened.program.expect("━")
    opened.program.sendintr()
    opened.program.expect(r"In \[\d+\]: ")
    shown = pyte.Screen(100, 50)
    pyte.Stream(shown).feed(opened.program.before)
    assert "━" not in "".join(shown.display)
    assert any(line.startswith("slow ✕ interrupted") for line in shown.display)
    opened.line(one_line(slow.replace("60", "0")))
    assert "1 asset materialized" in opened.line("%materialize slow")
    assert opened.line("type(__import__('sys').stdout).__name__").endswith("'TextIOWrapper'")
    opened.close()


def notebook(*cells):
    return new_notebook(
        cells=[new_code_cell(source) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )


BAD = "@asset\ndef bad():\n    raise ValueError('no rows')"


def test_nbclient_runs_a_notebook_and_keeps_what_it_shows(env, tmp_path):
    made = notebook(*DEFINED, "%materialize", "%assets")
    NotebookClient(made, timeout=WAIT, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = made.cells[-1].outputs[0]["data"]
    assert "total" in shown["text/plain"]
    assert "<table" in shown["text/html"]


@pytest.mark.parametrize(
    ("cell", "kind"), [("%materialize bad", "ValueError"), ("%materialize nope", "UsageError")]
)
def test_a_failed_run_and_a_mistake_fail_the_cell(env, tmp_path, cell, kind):
    made = notebook(*DEFINED, BAD, cell, "print('not reached')")
    client = NotebookClient(made, timeout=WAIT, resources={"metadata": {"path": str(tmp_path)}})
    with pytest.raises(CellExecutionError) as caught:
        client.execute()
    assert caught.value.ename == kind
    assert made.cells[-1].outputs == []


@pytest.mark.parametrize("cell", ["%materialize bad", "%materialize nope"])
def test_papermill_stops_at_a_cell_that_failed(env, tmp_path, cell):
    nbformat.write(notebook(*DEFINED, BAD, cell, "print('not reached')"), tmp_path / "in.ipynb")
    with pytest.raises(papermill.PapermillExecutionError):
        papermill.execute_notebook(
            "in.ipynb", "out.ipynb", cwd=str(tmp_path), progress_bar=False, kernel_name="python3"
        )
    assert "not reached" not in (tmp_path / "out.ipynb").read_text().partition('"outputs"')[0]


def test_papermill_gives_parameters_to_assets(env, tmp_path):
    parameters = new_code_cell("rows = 2", metadata={"tags": ["parameters"]})
    made = notebook(*DEFINED[:2])
    made.cells += [
        parameters,
        new_code_cell("@asset\ndef counted():\n    return rows"),
        new_code_cell("%materialize\nfrom dagbook.live import load\nprint('got', load('counted'))"),
    ]
    nbformat.write(made, tmp_path / "in.ipynb")
    papermill.execute_notebook(
        "in.ipynb",
        "out.ipynb",
        parameters={"rows": 7},
        cwd=str(tmp_path),
        progress_bar=False,
        kernel_name="python3",
    )
    assert "got 7" in (tmp_path / "out.ipynb").read_text()


def convert(folder, env):
    command = (sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "in.ipynb")
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_nbconvert_executes_and_keeps_the_picture(env, tmp_path):
    made = notebook(*DEFINED, "%materialize", "%lineage")
    nbformat.write(made, tmp_path / "in.ipynb")
    done = convert(tmp_path, env)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "in.html").read_text()
    assert 'alt="Asset graph of 2 assets.' in page
    assert "data:image/svg+xml;base64," in page
    assert str(tmp_path) not in page.partition("Asset graph")[2]


def test_nbconvert_fails_with_a_failed_run(env, tmp_path):
    nbformat.write(notebook(*DEFINED, BAD, "%materialize bad"), tmp_path / "in.ipynb")
    done = convert(tmp_path, env)
    assert done.returncode != 0
    assert "ValueError: no rows" in _COLOURS.sub("", done.stderr)


def test_the_programs_of_these_tests_are_those_of_this_python():
    for name in ("ipython", "jupyter-console"):
        assert shutil.which(name, path=str(BIN))
