#!/usr/bin/env python3
# ruff: noqa: T201 - a script for a terminal
"""Execute the demo notebook headless and say what it made, where, and how to open it."""

import json
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "demo_notebooks" / "flights.ipynb"
OUT = ROOT / "out"


def heading(cell: nbformat.NotebookNode) -> str | None:
    """Return the heading that a Markdown cell starts with."""
    if cell.cell_type != "markdown" or not cell.source.startswith("#"):
        return None
    return str(cell.source.splitlines()[0].lstrip("# "))


def announce(cell: nbformat.NotebookNode, cell_index: int) -> None:
    """Print the heading of the part that starts with *cell*."""
    text = heading(cell)
    if text:
        print(f"  {cell_index + 1:>3}  {text}", flush=True)


def main() -> int:
    """Run it; return 1 when a cell failed."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    print(f"Running {NOTEBOOK.relative_to(ROOT)}", flush=True)
    started = time.monotonic()
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
        store_widget_state=False,
        on_cell_start=announce,
    )
    try:
        client.execute(env={**os.environ, "JPY_SESSION_NAME": str(NOTEBOOK)})
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        return 1
    OUT.mkdir(exist_ok=True)
    nbformat.write(notebook, OUT / NOTEBOOK.name)
    page, _ = HTMLExporter(mathjax_url="", require_js_url="").from_notebook_node(notebook)
    (OUT / "flights.html").write_text(page, encoding="utf-8")
    print(f"Done in {time.monotonic() - started:.1f} s.", json.dumps(None))
    return 0


if __name__ == "__main__":
    sys.exit(main())
