"""A messy first hour, cell by cell in real kernels: what is so, and what is said, after each step.

Times and sizes in what is printed are replaced: ``# ms``, ``DATE``.
"""

import re
import shutil
import subprocess
import textwrap
import time

import pytest
from jupyter_client.manager import KernelManager

WAIT = 60
_CHANGING = (
    (re.compile(r"\d+(\.\d+)? m?s\b"), "# ms"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "DATE"),
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)


class Notebook:
    """A notebook open in a kernel of its own.

    Args:
        folder: Where it is.
        env: Of the kernel.
        name: Of the notebook.
    """

    def __init__(self, folder, env, name="hour.ipynb"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.manager = KernelManager(kernel_name="python3")
        session = {**env, "JPY_SESSION_NAME": str(folder / name)}
        self.manager.start_kernel(cwd=str(folder), env=session)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)
        self.loaded = self.cell("load", "%load_ext dagbook")
        self.cell("import", "from dagbook import *\nfrom dagbook.live import load")

    def cell(self, cell, source, **metadata):
        """Run a cell, and return what stands under it in the end."""
        content = {
            "code": textwrap.dedent(source).strip("\n"),
            "silent": False,
            "store_history": True,
            "allow_stdin": False,
        }
        message = self.client.session.msg(
            "execute_request", content, metadata={"cellId": cell, **metadata}
        )
        self.client.shell_channel.send(message)
        shown: list[str] = []
        places: dict[str, int] = {}
        while True:
            heard = self.client.get_iopub_msg(timeout=WAIT)
            if heard["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, content = heard["msg_type"], heard["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return _tidy("".join(shown))
            self._show(kind, content, shown, places)

    @staticmethod
    def _show(kind, content, shown, places):
        if kind == "stream":
            shown.append(content["text"])
        elif kind in ("display_data", "execute_result", "update_display_data"):
            text = content["data"].get("text/plain", "") + "\n"
            name = content.get("transient", {}).get("display_id")
            if kind == "update_display_data":
                shown[places[name]] = text
            else:
                places[name] = len(shown)
                shown.append(text)
        elif kind == "error":
            shown.append(f"{content['ename']}: {content['evalue']}\n")

    def states(self):
        """Return the state of each asset that is defined."""
        source = "from dagbook.live import assets\nprint({a.key: a.state for a in assets()})"
        return eval(self.cell("states", source))

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def _tidy(text):
    for pattern, put in _CHANGING:
        text = pattern.sub(put, text)
    return text.strip("\n")


def said(text):
    return textwrap.dedent(text).strip("\n")


@pytest.fixture
def open_notebook(jupyter_home, tmp_path, monkeypatch):
    for name, value in jupyter_home.env.items():
        monkeypatch.setenv(name, value)
    opened = []

    def open_it(folder="nb", name="hour.ipynb"):
        notebook = Notebook(tmp_path / folder, jupyter_home.env, name)
        opened.append(notebook)
        return notebook

    yield open_it
    for notebook in opened:
        notebook.close()


CLEAN = "def clean(rows):\n    return sorted(rows)"
ORDERS = "@asset\ndef orders():\n    return clean([3, 1, 2])"
TOTALS = "@asset\ndef totals(orders):\n    return sum(orders)"


def test_cells_run_out_of_order(open_notebook):
    notebook = open_notebook()
    assert notebook.cell("totals", TOTALS) == said(
        """
        totals defined
        totals takes orders, which no cell defines.
        """
    )
    assert notebook.cell("run", "%materialize totals") == (
        "UsageError: totals takes orders, which nothing defines. totals is defined in cell 3."
    )
    assert notebook.cell("orders", ORDERS) == "orders defined"
    assert notebook.cell("run", "%materialize") == said(
        """
        orders ✕ # ms NameError: name 'clean' is not defined
        totals ○ not run because orders failed
        Nothing materialized in # ms; orders failed; 1 asset not run.
        NameError: name 'clean' is not defined
        """
    )
    assert notebook.states() == {"orders": "failed", "totals": "never"}
    assert notebook.cell("clean", CLEAN) == ""
    assert notebook.cell("run", "%materialize") == said(
        """
        orders ● # ms
        totals ● # ms
        2 assets materialized in # ms.
        """
    )
    assert notebook.cell("v", "load('totals')") == "6"


@pytest.fixture
def run_once(open_notebook):
    """Three cells of a notebook that were run, and their assets materialized."""
    notebook = open_notebook()
    for cell, source in (("clean", CLEAN), ("orders", ORDERS), ("totals", TOTALS)):
        notebook.cell(cell, source)
    notebook.cell("run", "%materialize")
    return notebook


def test_an_asset_is_renamed(run_once):
    renamed = "@asset\ndef clean_orders():\n    return clean([3, 1, 2])"
    answer = run_once.cell("orders", renamed)
    assert answer.startswith("clean_orders defined; orders removed\n")
    assert "totals takes orders, which no cell defines. Did you mean clean_orders" in answer
    assert run_once.states() == {"clean_orders": "never", "totals": "problem"}
    follows = "@asset\ndef totals(clean_orders):\n    return sum(clean_orders)"
    assert run_once.cell("totals", follows).startswith(
        "totals redefined (now reads clean_orders, no longer reads orders); totals now stale"
    )
    assert "2 assets materialized" in run_once.cell("run", "%materialize")
    assert run_once.cell("v", "load('orders')") == "[1, 2, 3]"


def test_a_cell_is_deleted(run_once):
    run_once.cell("extra", "@asset\ndef extra(totals):\n    return totals + 1")
    run_once.cell("run", "%materialize")
    assert run_once.cell("next", "pass", deletedCells=["extra"]) == (
        "extra removed with the cell that defined it"
    )
    assert set(run_once.states()) == {"orders", "totals"}
    assert run_once.cell("ls", "%assets").endswith(
        'Stored, and not defined in this kernel: extra. load("extra") works.'
    )
    assert run_once.cell("v", "load('extra')") == "7"


def test_a_helper_is_edited(run_once):
    edited = CLEAN.replace("sorted(rows)", "sorted(rows, reverse=True)")
    assert run_once.cell("clean", edited) == "`clean()` changed: orders is stale; 1 downstream"
    assert run_once.states() == {"orders": "stale", "totals": "stale"}
    why = run_once.cell("why", "%why totals")
    assert "+    return sorted(rows, reverse=True)" in why
    assert "2 assets materialized" in run_once.cell("run", "%materialize")
    assert run_once.cell("run", "%materialize") == "All is current; there is nothing to do."
    commented = edited + "  # newest first"
    assert run_once.cell("clean", commented) == ""
    assert run_once.states() == {"orders": "fresh", "totals": "fresh"}


def test_the_kernel_is_restarted_and_all_above_is_run(run_once, open_notebook):
    run_once.close()
    again = open_notebook()
    assert "2 assets in it; 0 defined" in again.loaded
    assert "Stored, and not defined in this kernel: orders, totals." in again.cell("ls", "%assets")
    for cell, source in (("clean", CLEAN), ("orders", ORDERS), ("totals", TOTALS)):
        again.cell(cell, source)
    assert again.states() == {"orders": "fresh", "totals": "fresh"}
    assert again.cell("run", "%materialize") == "All is current; there is nothing to do."


def test_two_notebooks_in_one_folder_share_a_store(run_once, open_notebook):
    other = open_notebook(name="other.ipynb")
    assert other.cell("v", "load('totals')") == "6"
    assert other.cell("mine", "@asset\ndef totals():\n    return 99").startswith(
        "totals defined; totals now stale"
    )
    other.cell("run", "%materialize totals")
    assert run_once.states() == {"orders": "fresh", "totals": "stale"}
    assert "other.ipynb made it" in run_once.cell("why", "%why totals")
    assert "1 asset materialized" in run_once.cell("run", "%materialize")
    assert run_once.cell("v", "load('totals')") == "6"


def test_the_notebook_is_moved_with_its_folder(run_once, open_notebook, tmp_path):
    run_once.close()
    shutil.move(tmp_path / "nb", tmp_path / "elsewhere")
    moved = open_notebook("elsewhere")
    assert str(tmp_path / "elsewhere" / ".dagbook") in moved.loaded
    for cell, source in (("clean", CLEAN), ("orders", ORDERS), ("totals", TOTALS)):
        moved.cell(cell, source)
    assert moved.states() == {"orders": "fresh", "totals": "fresh"}
    assert moved.cell("v", "load('totals')") == "6"


def test_the_notebook_alone_is_moved_to_another_folder(run_once, open_notebook, tmp_path):
    run_once.close()
    moved = open_notebook("elsewhere")
    assert (
        moved.loaded
        == f"dagbook: store {tmp_path / 'elsewhere' / '.dagbook'}, 0 assets in it; 0 defined"
    )
    for cell, source in (("clean", CLEAN), ("orders", ORDERS), ("totals", TOTALS)):
        moved.cell(cell, source)
    assert moved.states() == {"orders": "never", "totals": "never"}
    moved.close()
    # Its values are where they were; moved after it, they are the notebook's again.
    shutil.move(tmp_path / "nb" / ".dagbook", tmp_path / "kept")
    shutil.rmtree(tmp_path / "elsewhere" / ".dagbook")
    shutil.move(tmp_path / "kept", tmp_path / "elsewhere" / ".dagbook")
    again = open_notebook("elsewhere")
    assert "2 assets in it; 0 defined" in again.loaded
    for cell, source in (("clean", CLEAN), ("orders", ORDERS), ("totals", TOTALS)):
        again.cell(cell, source)
    assert again.states() == {"orders": "fresh", "totals": "fresh"}


MODULE = """from dagbook import asset

def scale(x):
    return x * 2

@asset
def scaled():
    return scale(4)
"""


def test_assets_come_from_a_module_that_is_then_edited(open_notebook):
    notebook = open_notebook()
    file = notebook.folder / "etl_of_the_hour.py"
    file.write_text(MODULE)
    assert notebook.cell("m", "from etl_of_the_hour import scaled") == "scaled defined"
    notebook.cell("run", "%materialize")
    time.sleep(1.1)  # the clock of a file system may count whole seconds
    file.write_text(MODULE.replace("x * 2", "x * 3"))
    assert notebook.cell("n", "pass") == (
        "The file of etl_of_the_hour has changed; "
        "importlib.reload(etl_of_the_hour) takes the change over."
    )
    reloaded = notebook.cell(
        "r", "import importlib, etl_of_the_hour\n_ = importlib.reload(etl_of_the_hour)"
    )
    assert reloaded == said(
        """
        `etl_of_the_hour.scale()` changed: scaled is stale
        scaled reloaded
        """
    )
    notebook.cell("run", "%materialize")
    assert notebook.cell("v", "load('scaled')") == "12"


def test_with_autoreload_an_edited_module_is_fresh_at_the_next_cell(open_notebook):
    notebook = open_notebook()
    file = notebook.folder / "auto_of_the_hour.py"
    file.write_text(MODULE)
    notebook.cell("a", "%load_ext autoreload\n%autoreload 2")
    notebook.cell("m", "from auto_of_the_hour import scaled")
    notebook.cell("run", "%materialize")
    time.sleep(1.1)  # as above
    file.write_text(MODULE.replace("x * 2", "x * 3"))
    assert notebook.cell("run", "%materialize") == said(
        """
        scaled ● # ms
        1 asset materialized in # ms.
        """
    )
    assert notebook.cell("v", "load('scaled')") == "12"
    time.sleep(1.1)  # as above
    more = "@asset\ndef more():\n    return scale(1)"
    file.write_text(MODULE.replace("scale(4)", "scale(5)") + "\n" + more + "\n")
    assert notebook.cell("run", "%materialize") == said(
        """
        scaled reloaded
        scaled ● # ms
        1 asset materialized in # ms.
        """
    )
    notebook.cell("m", "from auto_of_the_hour import more, scaled")
    notebook.cell("run", "%materialize")
    assert notebook.cell("v", "load('scaled'), load('more')") == "(10, 2)"


RESOURCE = """class Db(ConfigurableResource):
    host: str

    def rows(self):
        return [1, 2]
"""
BOUND = """
@asset
def counted(db: Db):
    return len(db.rows())

defs = Definitions(assets=[counted], resources={"db": Db(host="x")})
"""


def test_the_class_of_a_resource_is_redefined(open_notebook):
    notebook = open_notebook()
    notebook.cell("db", RESOURCE)
    notebook.cell("counted", BOUND)
    notebook.cell("run", "%materialize")
    assert notebook.cell("db", RESOURCE) == ""
    edited = notebook.cell("db", RESOURCE.replace("[1, 2]", "[1, 2, 3]"))
    first, second = edited.splitlines()
    assert first == "`Db.rows()` changed: counted is stale"
    assert second.startswith("db is still a Db as it was before; run cell ")
    notebook.cell("counted", BOUND)
    notebook.cell("run", "%materialize")
    assert notebook.cell("v", "load('counted')") == "3"
    assert notebook.states() == {"counted": "fresh"}


def test_an_asset_is_used_before_it_is_defined(open_notebook):
    notebook = open_notebook()
    assert notebook.cell("report", "@asset\ndef report(summary):\n    return summary * 2") == said(
        """
        report defined
        report takes summary, which no cell defines.
        """
    )
    assert notebook.states() == {"report": "problem"}
    assert notebook.cell("summary", "@asset\ndef summary():\n    return 21") == "summary defined"
    assert "2 assets materialized" in notebook.cell("run", "%materialize report")
    assert notebook.cell("v", "load('report')") == "42"


def test_a_variable_has_the_name_of_an_asset(run_once):
    assert run_once.cell("v", "totals = 5") == ""
    assert run_once.cell("v2", "totals") == "5"
    assert run_once.states() == {"orders": "fresh", "totals": "fresh"}
    assert "1 asset materialized" in run_once.cell("run", "%materialize totals")
    assert run_once.cell("v3", "totals") == "5"
    assert run_once.cell("v4", "load('totals')") == "6"


def git(folder, *words):
    name = ("-c", "user.email=a@example.org", "-c", "user.name=a")
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_colleague_clones_the_notebook_without_its_store(run_once, open_notebook, tmp_path):
    run_once.close()
    (tmp_path / "nb" / "hour.ipynb").write_text("{}")
    git(tmp_path / "nb", "init")
    git(tmp_path / "nb", "add", "-A")
    git(tmp_path / "nb", "commit", "-m", "notebook")
    git(tmp_path, "clone", "nb", "colleague")
    assert sorted(path.name for path in (tmp_path / "colleague").iterdir()) == [
        ".git",
        "hour.ipynb",
    ]
    colleague = open_notebook("colleague")
    assert "0 assets in it; 0 defined" in colleague.loaded
    for cell, source in (("clean", CLEAN), ("orders", ORDERS), ("totals", TOTALS)):
        colleague.cell(cell, source)
    assert colleague.states() == {"orders": "never", "totals": "never"}
    assert "2 assets materialized" in colleague.cell("run", "%materialize")
