"""A fresh IPython shell for each test, with dagbook loaded into a store of its own."""

import textwrap

import pytest
from IPython.core.interactiveshell import InteractiveShell
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
