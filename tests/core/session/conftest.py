"""Sessions on a folder, and cells that define assets in them."""

import pytest

from dagbook.authoring.live_definitions import Found, Origin
from dagbook.execution.ambient import set_ambient
from dagbook.session.session import Session


class Notebook:
    """A session and its cells.

    Args:
        session: The session.
    """

    def __init__(self, session):
        self.session = session
        self.cells = 0

    def define(self, *assets, cell=None, **resources):
        """Define *assets* in a cell: a new one, or *cell* again."""
        self.cells += 1
        label = cell or f"cell {self.cells}"
        self.session.live.put(Origin(label, label), Found(assets, resources=resources))

    def run(self, *arguments, **options):
        """Materialize, and return which steps ran: `key` or `key[partition]`."""
        summary = self.session.materialize(*arguments, **options)
        assert summary.error is None, summary.error
        return steps(summary)

    def state(self, key):
        """Return the one word of *key*."""
        return self.session.badges()[key].state

    def why(self, key):
        """Return why *key* is as it is."""
        return self.session.badges()[key].reasons


def steps(summary):
    """Return which steps of a run ended: `key` or `key[partition]`."""
    return [
        step.step_key if step.partition is None else f"{step.step_key}[{step.partition}]"
        for step in summary.steps
    ]


@pytest.fixture
def notebook(tmp_path):
    """A notebook with an empty store."""
    made = Notebook(Session(tmp_path / ".dagbook", "a.ipynb"))
    yield made
    made.session.close()


@pytest.fixture
def open_notebook(tmp_path):
    """Open a notebook on the store of `notebook`, as after a restart."""
    opened = []

    def open_again(name="a.ipynb"):
        opened.append(Notebook(Session(tmp_path / ".dagbook", name)))
        return opened[-1]

    yield open_again
    for each in opened:
        each.session.close()


@pytest.fixture
def in_kernel(notebook):
    """The notebook's session as what runs see."""
    set_ambient(notebook.session)
    yield notebook
    set_ambient(None)
