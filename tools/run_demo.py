#!/usr/bin/env python3
# ruff: noqa: T201 - a script for a terminal
"""Execute the demo notebook headless and say what it made, where, and how to open it."""

import os
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from pyarrow import parquet

from dagbook.model.records import StoredMaterialization
from dagbook.storage.sqlite_event_log import SqliteEventLog
from dagbook.view import humanize

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "demo_notebooks" / "flights.ipynb"
STORE = Path(os.environ.get("DAGBOOK_HOME") or NOTEBOOK.parent / ".dagbook")
OUT = ROOT / "out"
Stored = Mapping[str, Mapping[str | None, StoredMaterialization]]
HEAD = ("asset", "partitions", "rows", "time", "size", "")


@dataclass(frozen=True, slots=True)
class Made:
    """What the store holds of one asset.

    Args:
        asset: Its key.
        partitions: How many partitions have a value, or None for an asset without partitions.
        rows: Of all its tables together, or None when it is no table.
        seconds: How long its functions ran.
        size_bytes: Of all its files.
        new: How many of its values are not those that were there before.
        again: How many were made again and came out equal.
    """

    asset: str
    partitions: int | None
    rows: int | None
    seconds: float
    size_bytes: int
    new: int
    again: int


def announce(cell: nbformat.NotebookNode, cell_index: int) -> None:
    """Print the heading of the part that starts with *cell*."""
    if cell.cell_type == "markdown" and cell.source.startswith("#"):
        print(f"  cell {cell_index + 1:>2}  {cell.source.splitlines()[0].lstrip('# ')}", flush=True)


def execute(path: Path) -> nbformat.NotebookNode:
    """Return the notebook at *path* with the outputs of a fresh kernel."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        # The panel's state is of use to a live kernel alone; the page shows its still picture.
        store_widget_state=False,
        on_cell_start=announce,
        # Else a warning that a loopback connection is not encrypted.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    # The store beside the notebook, where `make lab` finds it, whatever lies further up.
    env = {**os.environ, "JPY_SESSION_NAME": str(path), "DAGBOOK_HOME": str(STORE)}
    client.execute(env=env)
    return notebook


def save(notebook: nbformat.NotebookNode) -> tuple[Path, Path]:
    """Write the executed notebook, and as a page that needs neither Jupyter nor a network."""
    OUT.mkdir(exist_ok=True)
    executed, page = OUT / NOTEBOOK.name, OUT / NOTEBOOK.with_suffix(".html").name
    nbformat.write(notebook, executed)
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")
    page.write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")
    return executed, page


def count_rows(stored: Iterable[StoredMaterialization]) -> int | None:
    """Return how many rows the tables among *stored* have, read from the files' footers."""
    paths = [STORE / one.path for one in stored if one.path and one.path.endswith(".parquet")]
    return sum(parquet.read_metadata(path).num_rows for path in paths) if paths else None


def stored_now() -> Stored:
    """Return what the store holds: the latest of each asset, by partition key."""
    if not (STORE / "events.db").exists():
        return {}
    log = SqliteEventLog(STORE / "events.db")
    try:
        return {key.to_user_string(): dict(made) for key, made in log.all_latest().items()}
    finally:
        log.close()


def compare(before: Stored, now: Stored) -> list[Made]:
    """Return what the store holds *now*, and what of it is new since *before*."""
    table = []
    for asset, latest in sorted(now.items()):
        was = before.get(asset, {})
        made = [(was.get(key), one) for key, one in latest.items()]
        made = [(old, one) for old, one in made if old is None or old.event_id != one.event_id]
        again = sum(old is not None and old.version == one.version for old, one in made)
        table.append(
            Made(
                asset=asset,
                partitions=None if None in latest else len(latest),
                rows=count_rows(latest.values()),
                seconds=sum(one.seconds for one in latest.values()),
                size_bytes=sum(one.size_bytes or 0 for one in latest.values()),
                new=len(made) - again,
                again=again,
            )
        )
    return table


def note(made: Made) -> str:
    """Return how *made* stands, in words."""
    if made.new:
        return f"{made.new:,} new" if made.partitions else "new"
    return f"current, {made.again:,} made again" if made.again else "current"


def cells(made: Made) -> tuple[str, ...]:
    """Return *made* as the words of a table's line."""
    return (
        made.asset,
        "" if made.partitions is None else f"{made.partitions:,}",
        "" if made.rows is None else f"{made.rows:,}",
        humanize.duration(made.seconds),
        humanize.size(made.size_bytes) if made.size_bytes else "",
        note(made),
    )


def print_table(table: list[Made]) -> None:
    """Print one line an asset, numbers to the right."""
    lines = [HEAD, *(cells(made) for made in table)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    for line in lines:
        name, *numbers, note = line
        middle = "  ".join(
            f"{word:>{width}}" for word, width in zip(numbers, widths[1:-1], strict=True)
        )
        print(f"  {name:<{widths[0]}}  {middle}  {note}".rstrip())


def summary(table: list[Made]) -> str:
    """Return in a sentence or two what this execution did."""
    new, again = sum(made.new for made in table), sum(made.again for made in table)
    if new:
        return f"{new:,} values are new."
    if again:
        # A range named in %materialize runs whatever its state, as in the second part.
        return f"All was current; {again:,} values that cells ask for by name came out the same."
    return "All was current: nothing had to be made."


def main() -> int:
    """Run it; return 1 when a cell failed."""
    print(f"Running {NOTEBOOK.relative_to(ROOT)}", flush=True)
    started, before = time.monotonic(), stored_now()
    try:
        notebook = execute(NOTEBOOK)
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        return 1
    executed, page = save(notebook)
    table = compare(before, stored_now())
    print()
    print_table(table)
    print(f"\n{summary(table)} It took {humanize.duration(time.monotonic() - started)}.\n")
    print(f"  The executed notebook   {executed.relative_to(ROOT)}")
    print(f"  The same as a web page  {page.relative_to(ROOT)}")
    print("  Open it live            make lab")
    return 0


if __name__ == "__main__":
    sys.exit(main())
