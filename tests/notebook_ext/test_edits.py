"""Edits in a real kernel, cell by cell: what becomes stale, why, and what does not."""

import importlib.util
import json
import os
import re
import time
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

_SPEC = importlib.util.spec_from_file_location(
    "staleness_notebook", Path(__file__).with_name("staleness_notebook.py")
)
table = importlib.util.module_from_spec(_SPEC)
__import__("sys").modules["staleness_notebook"] = table
_SPEC.loader.exec_module(table)

WAIT = 60
ASK = """
def _stale():
    import json
    from dagbook.live import assets, why
    told = {}
    for each in assets():
        if each.state != "fresh":
            reasons = why(each.key).reasons
            told[each.key] = [each.state, reasons[0].split("\\n")[0] if reasons else ""]
    print(json.dumps(told))
"""


class Kernel:
    """A kernel with the notebook of the table run and materialized."""

    def __init__(self, client, folder):
        self.client = client
        self.folder = folder

    def run(self, source, cell):
        """Run a cell, which must succeed, and return what it printed."""
        printed = []

        def hear(message):
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        message = self.client.session.msg(
            "execute_request", content, metadata={"cellId": cell, "cell_id": cell}
        )
        self.client.shell_channel.send(message)
        name = message["header"]["msg_id"]
        while True:
            heard = self.client.get_iopub_msg(timeout=WAIT)
            if heard["parent_header"].get("msg_id") != name:
                continue
            hear(heard)
            if heard["msg_type"] == "error":
                pytest.fail("\n".join(heard["content"]["traceback"]))
            if heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle":
                break
        while self.client.get_shell_msg(timeout=WAIT)["parent_header"].get("msg_id") != name:
            pass
        return "".join(printed)

    def write(self, name, text):
        """Write a file beside the notebook, at another time than it had."""
        path = self.folder / name
        path.write_text(text)
        moment = time.time() + next(self.later)
        os.utime(path, (moment, moment))

    later = iter(range(10, 10_000, 10))

    def stale(self):
        """Return what is not fresh, with state and reason."""
        return {
            key: (state, re.sub(r"cell \d+", "cell N", reason))
            for key, (state, reason) in json.loads(self.run("_stale()", "ask")).items()
        }


@pytest.fixture(scope="module")
def kernel(jupyter_home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edits")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in jupyter_home.env.items():
            patch.setenv(name, value)
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(cwd=str(folder), env=jupyter_home.env)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=WAIT)
            made = Kernel(client, folder)
            made.write("etl_local.py", table.MODULE)
            made.write("input.txt", "one")
            made.run("%load_ext dagbook", "load")
            for name, text in table.CELLS.items():
                made.run(text, name)
            made.run(ASK, "asking")
            made.run("%materialize", "run")
            assert made.stale() == {}
            yield made
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


FILES = {"etl_local.py": table.MODULE, "input.txt": "one"}


@pytest.mark.parametrize("edit", table.EDITS, ids=lambda edit: edit.name)
def test_an_edit_makes_stale_exactly_what_it_changes_and_taking_it_back_nothing(kernel, edit):
    cell = table.CELLS[edit.cell]
    assert edit.old in cell
    for name, text in edit.files.items():
        kernel.write(name, text)
    kernel.run(cell.replace(edit.old, edit.new), edit.cell)
    edited = kernel.stale()
    for name in edit.files:
        if name in FILES:
            kernel.write(name, FILES[name])
        else:
            (kernel.folder / name).unlink()
    again = (
        "import importlib\nimportlib.reload(etl_local)\n" if "etl_local.py" in edit.files else ""
    )
    kernel.run(again + cell, edit.cell)
    assert edited == {
        key: told if isinstance(told, tuple) else ("stale", told)
        for key, told in edit.stale.items()
    }
    assert kernel.stale() == {}


def test_the_table_is_large_and_has_both_kinds():
    names = [edit.name for edit in table.EDITS]
    assert len(names) == len(set(names)) >= 80
    assert sum(not edit.stale for edit in table.EDITS) >= 25
