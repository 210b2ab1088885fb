"""Notebooks executed as `make demo` executes them, in a copy and with the tests' own kernel."""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient


@dataclass(frozen=True, slots=True)
class Executed:
    """A notebook that ran to its end.

    Args:
        notebook: With its outputs.
        seconds: How long it took, the kernel's start included.
        answers: What the expressions that were asked at the end gave, as JSON gives them back.
    """

    notebook: nbformat.NotebookNode
    seconds: float
    answers: dict

    def outputs(self, cell_id):
        return next(cell for cell in self.notebook.cells if cell.id == cell_id).outputs

    def text(self, cell_id):
        """Return all that the cell shows as plain text."""
        parts = []
        for output in self.outputs(cell_id):
            data = output.get("data", {})
            parts.append(output.get("text") or data.get("text/plain") or "")
        return "\n".join(parts)

    def html(self, cell_id):
        """Return all that the cell shows as HTML."""
        return "".join(
            output.get("data", {}).get("text/html", "") for output in self.outputs(cell_id)
        )


@pytest.fixture(scope="session")
def execute(jupyter_home):
    """Return a function that executes the notebook at a path and asks expressions at its end."""
    patch = pytest.MonkeyPatch()
    for name, value in jupyter_home.env.items():
        patch.setenv(name, value)
    if "PYTHONPATH" not in jupyter_home.env:
        patch.delenv("PYTHONPATH", raising=False)

    def execute_it(path: Path, **questions: str) -> Executed:
        notebook = nbformat.read(path, as_version=4)
        asked = ", ".join(f"{name!r}: {question}" for name, question in questions.items())
        source = f"import json\nprint(json.dumps({{{asked}}}))"
        notebook.cells.append(nbformat.v4.new_code_cell(source, id="questions"))
        client = NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            store_widget_state=False,
        )
        started = time.monotonic()
        client.execute(env={**os.environ, "JPY_SESSION_NAME": str(path)})
        seconds = time.monotonic() - started
        (answer,) = notebook.cells.pop().outputs
        return Executed(notebook, seconds, json.loads(answer.text))

    yield execute_it
    patch.undo()
