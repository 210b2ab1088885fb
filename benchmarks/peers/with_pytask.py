"""pytask: tasks in files named task_*, values pickled."""

import json
import sys
import time
from pathlib import Path

import pytask

TASKS = """

import pickle
from pathlib import Path
from typing import Annotated

from pytask import PickleNode, Product

def task_raw(path: Annotated[Path, Product] = Path("raw.pkl")):
    path.write_bytes(pickle.dumps(5))

def task_clean(raw=Path("raw.pkl"), path: Annotated[Path, Product] = Path("clean.pkl")):
    path.write_bytes(pickle.dumps(fix(pickle.loads(raw.read_bytes()))))

def task_total(source=Path("clean.pkl"), path: Annotated[Path, Product] = Path("total.pkl")):
    clean = pickle.loads(source.read_bytes())
    path.write_bytes(pickle.dumps(total(clean)))

def total(clean):
    BODY
"""


def built():
    """Build quietly; return how many tasks ran and the seconds."""
    began = time.perf_counter()
    session = pytask.build(paths=Path(), verbose=0)
    seconds = time.perf_counter() - began
    outcomes = [report.outcome.name for report in session.execution_reports]
    return outcomes.count("SUCCESS"), seconds


def few():
    import pickle

    # Tasks and helpers are in one file, as for the other tools.
    nodes = Path("nodes.py").read_text()
    body = "return clean * 3" if "return clean * 3" in nodes else "return clean * 2"
    Path("task_few.py").write_text(nodes + TASKS.replace("BODY", body))
    built()
    print()
    print(json.dumps({"value": pickle.loads(Path("total.pkl").read_bytes())}))


def many(size, edited):
    helpers = "\n".join(
        f"def helper_{n}(x):\n    return x + {n + edited * (n == 3)}\n" for n in range(20)
    )
    Path("many_helpers.py").write_text(helpers)
    head = (
        "from pathlib import Path\nfrom typing import Annotated\nfrom pytask import Product\n"
        "from many_helpers import *\n"
    )
    first = (
        "def task_0(path: Annotated[Path, Product] = Path('0.txt')):\n"
        "    path.write_text(str(helper_0(0)))\n"
    )
    nodes = [first]
    nodes += [
        f"def task_{n}(x=Path('{n - 1}.txt'), path: Annotated[Path, Product] = Path('{n}.txt')):\n"
        f"    path.write_text(str(helper_{n % 20}(int(x.read_text())) % 7))\n"
        for n in range(1, size)
    ]
    if not Path("task_many.py").exists():
        Path("task_many.py").write_text(head + "\n".join(nodes))
    ran, seconds = built()
    print()
    print(json.dumps({"seconds": seconds, "ran": ran}))


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    many(int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 1 else few()
