#!/usr/bin/env python3
# ruff: noqa: T201 - a script for a terminal
"""Write docs/reference.md from the docstrings of the public names and of the magics."""

import inspect
import json
import os
import tempfile
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

import dagbook
from dagbook.session import settings

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
INTRODUCTION = """# Reference

Written by `make docs` from the docstrings. The names are Dagster's and mean what they mean there;
the magics, at the end, are dagbook's own.
"""
SETTINGS = """
## Settings

Set by `%config Dagbook.NAME = VALUE` in a kernel, by `c.Dagbook.NAME` in IPython's configuration,
or by `[tool.dagbook]` in a project's `pyproject.toml`; the first of these wins.

| setting | default | what it does |
|---|---|---|
"""


def first_line(thing: object) -> str:
    """Return the first sentence that *thing* says of itself."""
    lines = (inspect.getdoc(thing) or "").strip().splitlines()
    return lines[0].strip() if lines else ""


def parameters(thing: object) -> str:
    """Return the names of the parameters of *thing*, or nothing where they cannot be told."""
    if not callable(thing):
        return ""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    given = signature.parameters.values()
    return f"({', '.join(stars.get(one.kind, '') + one.name for one in given)})"


def magics(store: str) -> dict[str, object]:
    """Return the magics that `%load_ext dagbook` adds to a fresh shell, by name."""
    # The second is how wide argparse writes their help; the page must not depend on a terminal.
    os.environ |= {"DAGBOOK_HOME": store, "COLUMNS": "100"}
    shell = InteractiveShell()
    tables = shell.magics_manager.magics
    dagbook.load_ipython_extension(shell)
    try:
        marks = {"line": "%", "cell": "%%"}
        return {
            marks[kind] + name: function
            for kind, table in tables.items()
            for name, function in table.items()
            # Not by name: of one name IPython has a magic too.
            if function.__module__.startswith("dagbook_jupyter.")
        }
    finally:
        dagbook.unload_ipython_extension(shell)


def section(title: str, rows: dict[str, str]) -> str:
    """Return a heading and a list of names with what they are."""
    lines = [f"- `{name}`: {text}" if text else f"- `{name}`" for name, text in rows.items()]
    return "\n".join((f"\n## {title}\n", *lines, ""))


def reference() -> str:
    """Return the whole page."""
    things = {name: getattr(dagbook, name) for name in sorted(dagbook.__all__)}
    kinds = {
        "Functions and decorators": inspect.isroutine,
        "Errors": lambda thing: inspect.isclass(thing) and issubclass(thing, BaseException),
        "Classes": inspect.isclass,
        "Other": lambda _thing: True,
    }
    page = [INTRODUCTION]
    for title, belongs in kinds.items():
        chosen = [name for name, thing in things.items() if belongs(thing)]
        rows = {}
        for name in chosen:
            thing = things.pop(name)
            shown = name if title == "Errors" else name + parameters(thing)
            rows[shown] = first_line(thing)
        if rows:
            page.append(section(title, rows))
    page.append(SETTINGS)
    for name in settings.names():
        default = json.dumps(getattr(settings.DEFAULTS, name))
        page.append(f"| `{name}` | `{default}` | {settings.help_of(name)} |\n")
    page.append("\n## Magics\n\nAs `%materialize?` shows it for each.\n")
    with tempfile.TemporaryDirectory() as store:
        found = sorted(magics(store).items(), key=lambda item: item[0].lstrip("%"))
    for name, function in found:
        help_text = (inspect.getdoc(function) or "").removeprefix("::").strip()
        page.append(f"\n### `{name}`\n\n```text\n{help_text}\n```\n")
    return "".join(page)


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
    print(f"Wrote {REFERENCE.relative_to(REFERENCE.parent.parent)}")
