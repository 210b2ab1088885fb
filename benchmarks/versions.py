"""What code versions cost: many assets with shared helpers, first, again, and after an edit.

``python -m benchmarks.versions [--size 1000]``. Seconds are the processor's.
"""

import argparse
import linecache
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import xxhash

from dagbook import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.io_managers.formats import write_value
from dagbook.session.session import Session
from dagbook.versions.fingerprint import code_version, one_moment

HELPERS = 20
IN_A_CELL = 20
ROUNDS = 5


class Notebook:
    """Cells of helpers and assets, each asset reading the one before it."""

    def __init__(self, size):
        self.space = {"__name__": "__main__", "asset": asset}
        self.cells = 0
        self.run("K = 1\n")
        self.edit_helpers(0)
        for first in range(0, size, IN_A_CELL):
            self.run("\n".join(map(self.text, range(first, min(first + IN_A_CELL, size)))))
        self.assets = [self.space[f"a{n}"] for n in range(size)]

    def text(self, n, more=0):
        parameter = f"a{n - 1}" if n else ""
        one, other = n % HELPERS, (n + 7) % HELPERS
        return (
            f"@asset\ndef a{n}({parameter}):\n    v = h{one}({n + more})\n    return h{other}(v)\n"
        )

    def run(self, text):
        self.cells += 1
        name = f"<cell {self.cells}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        exec(compile(text, name, "exec"), self.space)

    def edit_helpers(self, edit):
        self.run(
            "\n".join(
                f"def h{n}(x):\n    return (x + {n + edit * (n == 3)}) * K\n"
                for n in range(HELPERS)
            )
        )

    def edit_helper(self, edit):
        self.run(f"def h3(x):\n    return (x - {edit}) * K\n")

    def edit_asset(self, edit):
        self.run(self.text(5, edit))
        self.assets[5] = self.space["a5"]

    def versions(self):
        with one_moment():
            return [code_version(each.fn, each.source) for each in self.assets]


def seconds(work):
    """Return the processor's seconds of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def after(edit, work):
    """Return the median of *work* after each of several edits."""
    taken = []
    for number in range(1, ROUNDS + 1):
        edit(number)
        taken.append(seconds(work))
    return statistics.median(taken)


def measured(size):
    """Yield what was measured, in seconds, and the aim for 1,000 assets."""
    notebook = Notebook(size)
    yield "code versions, cold", seconds(notebook.versions), 0.3
    yield "again", after(lambda _: None, notebook.versions), None
    yield "after one asset's cell", after(notebook.edit_asset, notebook.versions), 0.005
    yield "after one helper's cell", after(notebook.edit_helper, notebook.versions), 0.005
    yield "after the cell of all helpers", after(notebook.edit_helpers, notebook.versions), None
    with tempfile.TemporaryDirectory(prefix="dagbook-versions-") as folder:
        session = Session(Path(folder) / "store")
        session.live.put(Origin("1", "cell 1"), Found(tuple(notebook.assets)))
        session.materialize(yes=True)
        yield "nothing to do", after(lambda _: None, lambda: session.materialize(yes=True)), 0.1
        yield "statuses after one helper", after(notebook.edit_helper, session.statuses), None
        session.close()


def frame_shares():
    """Return the seconds that a frame takes to write, and its file to hash."""
    frame = pd.DataFrame(
        {"n": np.arange(2_000_000), "x": np.random.default_rng(1).random(2_000_000)}
    )
    with tempfile.TemporaryDirectory(prefix="dagbook-versions-") as folder:
        writes = seconds(lambda: write_value(frame, Path(folder)))
        [path] = Path(folder).glob("*.parquet")
        held = path.read_bytes()
        hashes = seconds(lambda: xxhash.xxh3_128(held).hexdigest())
    return writes, hashes


def main():
    """Print the table; return 1 when an aim for 1,000 assets is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.versions", description=__doc__)
    parser.add_argument("--size", type=int, default=1000)
    size = parser.parse_args().size
    missed = 0
    for name, taken, aim in measured(size):
        verdict = "" if aim is None else "met" if taken <= aim else "missed"
        missed += verdict == "missed"
        aims = "" if aim is None else f"aim {aim * 1000:.0f} ms"
        print(f"{size:,} assets: {name:32} {taken * 1000:8.1f} ms  {aims:12} {verdict}".rstrip())
    writes, hashes = frame_shares()
    verdict = "met" if hashes * 10 <= writes else "missed"
    missed += verdict == "missed"
    print(
        f"a frame of 32 MB: written in {writes * 1000:.0f} ms, hashed in {hashes * 1000:.1f} ms  "
        f"aim a tenth  {verdict}"
    )
    return int(missed > 0 and size == 1000)


if __name__ == "__main__":
    sys.exit(main())
