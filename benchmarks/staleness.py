"""The edited helper: ``python -m benchmarks.staleness [--size 500] [--python PYTHON]``.

Every tool runs the same three nodes, then something is edited and it runs again, in a new process:
is the result the new one? Beside it the time that each takes over many nodes when nothing changed,
and when one helper did. The peers run by any Python that has them, as one does after
``pip install 'dagbook[peers]'``.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

TOOLS = ("dagbook", "hamilton", "redun", "pytask", "marimo")
PROGRAMS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Edit:
    """One edit: in which file what becomes what, and which result is right after it."""

    name: str
    file: str
    old: str
    new: str
    right: int
    rerun: bool = True


EDITS = (
    Edit("nothing", "nodes.py", "", "", 12, rerun=False),
    Edit("a comment in a helper", "nodes.py", "# adds", "# adds one", 12, rerun=False),
    Edit("the node's own body", "nodes.py", "return clean * 2", "return clean * 3", 18),
    Edit("a helper in the same file", "nodes.py", "return x + 1", "return x + 2", 14),
    Edit("a helper of a helper", "nodes.py", "return y * 1", "return y * 10", 120),
    Edit("a constant that a helper reads", "nodes.py", "SHIFT = 0", "SHIFT = 5", 22),
    Edit("a helper in an imported module", "helpers.py", "return z", "return z + 100", 212),
)

NODES = """
import helpers

SHIFT = 0


def inner(y):
    return y * 1


def add(x):
    # adds
    return x + 1


def fix(x):
    with open("ran.txt", "a") as file:
        file.write("x")
    return helpers.scale(inner(add(x)) + SHIFT)
"""
HELPERS = """
def scale(z):
    return z
"""


def run(tool, folder, python, *arguments):
    """Run the program of *tool* in *folder*; return what it printed as JSON, or why it did not."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), *_paths(tool)))}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "HAMILTON_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(
        [python, str(PROGRAMS / f"with_{tool}.py"), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        if f"No module named '{tool}'" in done.stderr:
            return {"error": "not installed"}
        return {"error": (done.stderr.strip().splitlines() or ["no output"])[-1][:200]}
    return json.loads(lines[-1])


def _paths(tool):
    return tuple(path for path in sys.path if path) if tool == "dagbook" else ()


def experiment(tool, edit, python):
    """Return in one word what *tool* does after *edit*, or why it did not run."""
    with tempfile.TemporaryDirectory(prefix="dagbook-stale-") as name:
        folder = Path(name)
        nodes = NODES + (PROGRAMS / f"nodes_{tool}.txt").read_text()
        texts = {"nodes.py": nodes, "helpers.py": HELPERS}
        for file, text in texts.items():
            (folder / file).write_text(text)
        before = run(tool, folder, python)
        if "error" in before:
            return before["error"]
        if before["value"] != 12:
            return f"wrong at first: {before['value']}"
        ran = len((folder / "ran.txt").read_text())
        (folder / edit.file).write_text(texts[edit.file].replace(edit.old, edit.new))
        after = run(tool, folder, python)
        if "error" in after:
            return after["error"]
        if after["value"] != edit.right:
            return "STALE"
        ran_again = len((folder / "ran.txt").read_text()) > ran
        return "right, ran for nothing" if ran_again and not edit.rerun else "right"


def table(rows):
    """Return *rows* as aligned columns."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def timings(tool, size, python):
    """Return the seconds of a second run over *size* nodes, and of one after a helper's edit."""
    with tempfile.TemporaryDirectory(prefix="dagbook-stale-") as name:
        folder = Path(name)
        first = run(tool, folder, python, "many", str(size), "0")
        if "error" in first:
            return ("-", "-", first["error"])
        again = run(tool, folder, python, "many", str(size), "0")
        edited = run(tool, folder, python, "many", str(size), "1")
        told = (f"{each['seconds'] * 1000:,.0f} ms ({each['ran']} ran)" for each in (again, edited))
        return (*told, "")


def main():
    """Print both tables; return 1 when dagbook is not right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.staleness", description=__doc__)
    parser.add_argument("--size", type=int, default=500, help="nodes of the timings; 0 for none")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the peers")
    parser.add_argument("--tool", action="append", choices=TOOLS, help="this one alone")
    asked = parser.parse_args()
    tools = asked.tool or TOOLS
    pythons = {tool: sys.executable if tool == "dagbook" else asked.python for tool in TOOLS}
    rows = [["what is edited", *tools]]
    rows += (
        [edit.name, *(experiment(tool, edit, pythons[tool]) for tool in tools)] for edit in EDITS
    )
    print(table(rows))
    wrong = any(row[1] != "right" for row in rows[1:])
    if asked.size:
        rows = [[f"{asked.size} nodes", "nothing to do", "one helper edited", ""]]
        rows += (
            [tool, *timings(tool, asked.size, pythons[tool])] for tool in tools if tool != "marimo"
        )
        print()
        print(table(rows))
        print("marimo caches a cell at a time and has no such run.")
    return int("dagbook" in tools and wrong)


if __name__ == "__main__":
    sys.exit(main())
