"""What the notebook's own work costs: a defining cell, completion, the table, a cell's reruns.

``python -m benchmarks.magics [--assets 300]``. Times are the processor's, and dagbook's share: what
the same cell costs in a shell without dagbook is taken off.
"""

import argparse
import gc
import linecache
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

ROUNDS = 15
CELL = "@asset\ndef a7(a6):\n    return a6 + {n}"


def seconds(work):
    """Return the processor's seconds of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def median(work, rounds=ROUNDS):
    """Return the median of some calls; each gets its number."""
    return statistics.median(seconds(lambda n=n: work(n)) for n in range(rounds))


def definition(n):
    """Return the n-th asset, which reads the one before it."""
    reads, body = (f"a{n - 1}", f"a{n - 1} + 1") if n else ("", "0")
    return f"@asset(group_name='g{n % 9}')\ndef a{n}({reads}):\n    return {body}"


def shell_with(assets, *, loaded=True, in_a_cell=1):
    """Return a shell in which so many assets are defined."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell(config=config)
    if loaded:
        run(shell, "%load_ext dagbook")
        run(shell, "from dagbook import asset")
        for first in range(0, assets, in_a_cell):
            last = min(first + in_a_cell, assets)
            run(shell, "\n".join(map(definition, range(first, last))), f"c{first}")
    else:
        run(shell, "def asset(f): return f")
    return shell


def run(shell, source, cell_id=None):
    """Run a cell that must succeed."""
    result = shell.run_cell(source, store_history=True, cell_id=cell_id)
    result.raise_error()


def defining(shell):
    """Return what a cell costs that defines one asset anew."""
    return median(lambda n: run(shell, CELL.format(n=n), "c7"))


def rerunning(shell, reruns):
    """Return a rerun's seconds early and late, and what all of them leave behind."""
    for n in range(20):
        run(shell, CELL.format(n=n), "c7")
    early = median(lambda n: run(shell, CELL.format(n=n + 20), "c7"))
    gc.collect()
    before = len(sys.modules), len(linecache.cache), len(gc.get_objects())
    for n in range(reruns):
        run(shell, CELL.format(n=n + 40), "c7")
    gc.collect()
    after = len(sys.modules), len(linecache.cache), len(gc.get_objects())
    late = median(lambda n: run(shell, CELL.format(n=n + 40 + reruns), "c7"))
    return early, late, [b - a for a, b in zip(before, after, strict=True)]


def measure(assets, many, reruns):
    """Yield what was measured: its name, the value, the unit and the aim."""
    bare = defining(shell_with(0, loaded=False))
    shell = shell_with(assets)
    yield f"a defining cell among {assets} assets", (defining(shell) - bare) * 1e3, "ms", 5
    line = "%materialize a1"
    complete = lambda _: shell.Completer.complete(line_buffer=line, cursor_pos=len(line))  # noqa: E731
    complete(0)
    yield "completion of a name", median(complete) * 1e3, "ms", 20
    early, late, (modules, lines, objects) = rerunning(shell, reruns)
    yield "the 20th rerun of a cell", (early - bare) * 1e3, "ms", None
    yield f"the {reruns}th rerun", (late - bare) * 1e3, "ms", None
    yield "modules left by these reruns", modules, "", 0
    # IPython itself keeps the text of every execution, for tracebacks.
    yield "texts left by a rerun", lines / reruns, "", 1
    yield "objects left by a rerun", objects / reruns, "", None
    large = shell_with(many, in_a_cell=100)
    yield f"%assets of {many:,} assets", median(lambda _: run(large, "%assets"), 5) * 1e3, "ms", 200


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=300)
    parser.add_argument("--many", type=int, default=1_000)
    parser.add_argument("--reruns", type=int, default=500)
    sizes = parser.parse_args()
    sys.stdout.write(f"{'':38}  {'measured':>10}  {'aim':>8}\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DAGBOOK_HOME"] = folder
        os.environ["IPYTHONDIR"] = folder
        out = sys.stdout
        rows = []
        with Path(os.devnull).open("w") as quiet:
            sys.stdout = quiet
            try:
                rows.extend(measure(sizes.assets, sizes.many, sizes.reruns))
            finally:
                sys.stdout = out
    for name, value, unit, aim in rows:
        goal = "" if aim is None else f"{aim:g} {unit}"
        out.write(f"{name:38}  {value:>7.2f} {unit:<2}  {goal:>8}\n")


if __name__ == "__main__":
    main()
