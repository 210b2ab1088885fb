"""A fresh IPython shell for each test, with dagbook loaded into a store of its own; and kernels."""

import queue
import textwrap
import time
from dataclasses import dataclass, field

import pytest
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from dagbook.execution.ambient import set_ambient
from dagbook_jupyter.extension import loaded_notebook


class Cells:
    """A shell that runs cells and keeps what they print.

    Args:
        shell: The shell.
        capsys: Pytest's, for what is printed.
    """

    def __init__(self, shell, capsys):
        self.shell = shell
        self._capsys = capsys
        self.parent = {}
        shell.get_parent = lambda: self.parent

    def run(self, source, cell_id=None, **metadata):
        """Run a cell and return what it printed; a failure fails the test."""
        text, result = self.try_run(source, cell_id, **metadata)
        assert result.success, text
        return text

    def fail(self, source, cell_id=None, **metadata):
        """Run a cell that must fail, and return what it printed."""
        text, result = self.try_run(source, cell_id, **metadata)
        assert not result.success, text
        return text

    def try_run(self, source, cell_id=None, **metadata):
        self._capsys.readouterr()
        count = self.shell.execution_count
        self.parent = {"header": {"msg_id": f"m{count}"}, "metadata": metadata}
        text = textwrap.dedent(source).strip("\n")
        result = self.shell.run_cell(text, store_history=True, cell_id=cell_id)
        printed = self._capsys.readouterr()
        return (printed.out + printed.err).rstrip("\n"), result

    def value(self, source):
        """Return the value of an expression."""
        result = self.try_run(source)[1]
        result.raise_error()
        return result.result

    @property
    def notebook(self):
        return loaded_notebook(self.shell)

    @property
    def session(self):
        return self.notebook.session

    @property
    def keys(self):
        """Return the keys that are live, sorted."""
        return sorted(key.to_user_string() for key in self.session.live.snapshot().origins)

    def badge(self, key):
        return self.session.badges()[key]

    def runs_of(self, key):
        """Return the latest materialization's event id of an asset, or None."""
        latest = self.session.statuses()[
            next(k for k in self.session.graph().order if k.to_user_string() == key)
        ].latest
        return latest.event_id if latest else None


@pytest.fixture
def bare(tmp_path, monkeypatch, capsys):
    """A shell without dagbook."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    for name in ("DAGBOOK_HOME", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell(config=config)
    cells = Cells(shell, capsys)
    yield cells
    shell.extension_manager.unload_extension("dagbook")
    set_ambient(None)


@pytest.fixture
def cells(bare):
    """A shell with dagbook loaded and `asset` imported."""
    bare.run("%load_ext dagbook")
    bare.run("from dagbook import *")
    return bare


WAIT = 60


@dataclass
class Reply:
    """What a request brought.

    Args:
        content: Of the reply.
        outputs: What was published meanwhile, as message types and contents.
    """

    content: dict
    outputs: list = field(default_factory=list)

    def of(self, kind):
        return [content for each, content in self.outputs if each == kind]

    @property
    def text(self):
        return "".join(content["text"] for content in self.of("stream"))


class Kernel:
    """A kernel and its client; requests carry metadata as front ends send it."""

    def __init__(self, manager):
        self.manager = manager
        self.client = manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)

    def start(self, source, cell_id="c", **metadata):
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        message = self.client.session.msg(
            "execute_request", content, metadata={"cellId": cell_id, **metadata}
        )
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def run(self, source, cell_id="c", **metadata):
        return self.finish(self.start(source, cell_id, **metadata))

    def finish(self, message_id, until=lambda _: False):
        """Gather what belongs to a request, to its end or until something is published."""
        outputs, deadline = [], time.monotonic() + WAIT
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") != message_id:
                continue
            kind, content = message["msg_type"], message["content"]
            outputs.append((kind, content))
            if until(content):
                return Reply({}, outputs)
            if kind == "status" and content["execution_state"] == "idle":
                return Reply(self._reply(message_id), outputs)
        pytest.fail(f"the kernel did not answer: {outputs}")

    def _reply(self, message_id):
        while True:
            message = self.client.get_shell_msg(timeout=WAIT)
            if message["parent_header"].get("msg_id") == message_id:
                return message["content"]

    def ok(self, source, cell_id="c", **metadata):
        reply = self.run(source, cell_id, **metadata)
        assert reply.content["status"] == "ok", reply.content
        return reply


@pytest.fixture(scope="module")
def kernel(jupyter_home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernel")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in jupyter_home.env.items():
            patch.setenv(name, value)
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(cwd=str(folder), env=jupyter_home.env)
        try:
            kernel = Kernel(manager)
            kernel.ok("%load_ext dagbook", "load")
            kernel.ok(
                "from dagbook import *\nfrom dagbook import live\nfrom dagbook.live import assets",
                "import",
            )
            yield kernel
            kernel.client.stop_channels()
        finally:
            manager.shutdown_kernel(now=True)
