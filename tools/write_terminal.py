#!/usr/bin/env python3
# ruff: noqa: T201 - a script for a terminal
"""Write docs/terminal.md: what the magics print in IPython in a terminal of 80 columns."""

import os
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pyte

PAGE = Path(__file__).resolve().parent.parent / "docs" / "terminal.md"
COLUMNS, LINES = 80, 300
PROMPT = r"In \[\d+\]: "
HOME = "/home/ann"
INTRODUCTION = """# In a terminal

Every magic works in plain IPython too, and in `jupyter console`: graphs, tables and diffs are
text, and a run has a bar for what runs, below the lines of what is done. Written by `make docs`
from a session in a terminal of 80 columns.
"""

CELLS = (
    ("Define", "%load_ext dagbook"),
    ("", "from dagbook import *"),
    (
        "",
        '''days = StaticPartitionsDefinition(["Mon", "Tue", "Wed"])

def late(orders):
    return [order for order in orders if order["days"] > 3]

@asset(group_name="shop")
def orders(context):
    """Orders of all days."""
    context.log.info("reading %s", "orders.csv")
    print("reading")
    return [{"day": day, "days": number} for number, day in enumerate(["Mon", "Tue", "Wed"] * 2)]

@asset(partitions_def=days, group_name="shop")
def late_orders(context, orders):
    return late([order for order in orders if order["day"] == context.partition_key])''',
    ),
    (
        "",
        (
            "%%asset report --group report --owners ann@example.com\n"
            "{day: len(found) for day, found in late_orders.items()}"
        ),
    ),
    ("Look before you run", "%plan"),
    ("", "%lineage"),
    ("Run", "%materialize late_orders --partition Tue"),
    ("", "%materialize"),
    ("", "%materialize"),
    ("", "%assets"),
    ("", "%load_asset report"),
    (
        "Check",
        (
            '%%asset_check orders\nassert len(orders) > 3, "enough rows"\n'
            'assert all(order["days"] < 5 for order in orders), "days below 5"'
        ),
    ),
    (
        "Why something is out of date",
        'def late(orders):\n    return [order for order in orders if order["days"] > 4]',
    ),
    ("", "%why late_orders --partition Tue"),
    ("", "%accept late_orders"),
    ("", "%accept late_orders --revoke"),
    ("", "%materialize"),
    ("What was", "%history late_orders --partition Tue"),
    ("", "%history late_orders --partition Tue --compare"),
    ("", "%history report --show 1"),
    ("", "%undo late_orders --partition Tue"),
    ("", "%history late_orders --partition Tue --restore 2"),
    ("", "%wipe late_orders --partition Wed"),
    ("", "%wipe late_orders --partition Wed --yes"),
    ("", "%materialize late_orders --missing"),
    ("", "%materialize orders --twice"),
    ("", "%materialize late_orders --sample 3"),
    ("What ran, and what it said", "%runs"),
    ("", "%logs orders"),
    ("What fails", "%%asset share --group report\nshare = len(orders) / len([])\nshare"),
    ("", "%materialize share"),
    ("", "%debug_asset share", "orders", "q"),
    ("", "%materialize shar"),
    ("", "%materialize report --partitons all"),
    ("", "%materialize group:shopp"),
    ("Another set of resources", '%use --define test {"database": "a fake"}'),
    ("", "%use test"),
    ("", "%assets"),
    ("", "%use"),
    ("", "%use default"),
    ("Housekeeping", "%dagbook"),
    ("", "%dagbook ledger"),
    ("", "%prune --keep 1"),
    ("", "%prune --keep 1 --yes"),
    ("", "%dagbook forget share"),
    ("", "%dagbook store move ../store"),
    ("", "%dagbook reset"),
    ("Help", "%undo?"),
)
"""A heading or "", what is entered, and what a debugger is answered."""

_CHANGING = (
    (re.compile(r"\d+(\.\d+)? m?s\b"), "5 ms"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "2026-01-05 09:30"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "09:30:00"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b"), "00000000"),
    (re.compile(r"\d+(\.\d+)? [kMG]?B\b"), "1 kB"),
    (re.compile(r"\[\d partitions\]|\[\d [a-z]*…"), "[# partitions]"),
    (re.compile(r"\s+"), ""),
)


def normal(text: str) -> str:
    """Return *text* without what is another at each run: times, sizes, ids, and so all spaces."""
    for pattern, put in _CHANGING:
        text = pattern.sub(put, text)
    return text


def page(folder: Path) -> str:
    """Return the whole page, of a session in *folder*, which is empty."""
    parts = [INTRODUCTION]
    for heading, source, shown in session(folder):
        if heading:
            parts.append(f"\n## {heading}\n")
        entered = source.replace("\n", "\n   ...: ")
        parts.append(f"\n```text\nIn: {entered}\n{shown}\n```\n".replace("\n\n```", "\n```"))
    return "".join(parts)


def session(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield heading, input and what is shown, of each of `CELLS`."""
    home = folder / "shop"
    home.mkdir()
    program = _ipython(home, folder)
    try:
        program.expect(PROMPT)
        for heading, source, *answers in CELLS:
            run = f"_ = get_ipython().run_cell({source!r}, store_history=True)"
            program.sendline(run if "\n" in source else source)
            written = ""
            for answer in answers:
                program.expect(r"ipdb> ")
                written += f"{program.before}ipdb> "
                program.sendline(answer)
            program.expect(PROMPT)
            shown = _shown(written + program.before)
            # A long path is on two lines.
            path = "\n?".join(map(re.escape, str(folder)))
            yield heading, source, re.sub(path, HOME, shown)
    finally:
        program.close(force=True)


def _ipython(home: Path, folder: Path) -> Any:
    """Return IPython in a terminal."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DAGBOOK_HOME"},
        "IPYTHONDIR": str(folder / "ipython"),
        "COLUMNS": str(COLUMNS),
        "LINES": str(LINES),
        "PAGER": "cat",
        "TERM": "xterm",
        "TZ": "UTC",
    }
    return pexpect.spawn(
        str(Path(sysconfig.get_path("scripts")) / "ipython"),
        ["--simple-prompt", "--no-banner", "--colors=nocolor"],
        cwd=str(home),
        env=environment,
        encoding="utf-8",
        timeout=60,
        dimensions=(LINES, COLUMNS),
    )


def _shown(written: str) -> str:
    """Return what a terminal shows of what was *written* after the line that was entered."""
    screen = pyte.Screen(COLUMNS, LINES)
    pyte.Stream(screen).feed(written.partition("\n")[2])
    lines = [line.rstrip() for line in screen.display if not line.startswith("File: ")]
    return "\n".join(lines).strip("\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="d") as name:
        PAGE.write_text(page(Path(name).resolve()), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(PAGE.parent.parent)}")
    sys.exit(0)
