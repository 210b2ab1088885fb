"""marimo: a notebook whose cells keep what they made in a persistent cache."""

import contextlib
import io
import json
from pathlib import Path

APP = """
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _():
    HELPERS
    return (fix, total_of)


@app.cell
def _(mo, fix, total_of):
    with mo.persistent_cache("few"):
        raw = 5
        clean = fix(raw)
        total = total_of(clean)
    return (total,)


if __name__ == "__main__":
    app.run()
"""


def main():
    nodes = Path("nodes.py").read_text().strip()
    helpers = "\n    ".join(nodes.splitlines())
    Path("app.py").write_text(APP.replace("HELPERS", helpers))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        from app import app

        _, defs = app.run()
    print(json.dumps({"value": defs["total"]}))


if __name__ == "__main__":
    main()
