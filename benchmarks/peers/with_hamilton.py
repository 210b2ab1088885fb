"""Hamilton: a driver with its cache."""

import json
import logging
import sys
import time
from pathlib import Path

from hamilton import driver

logging.disable(logging.CRITICAL)


def executed(module, names):
    """Return the results and how many nodes were computed."""
    made = driver.Builder().with_modules(module).with_cache(path=".hamilton").build()
    found = made.execute(names)
    logs = made.cache.logs(made.cache.last_run_id, level="debug")
    ran = sum(
        any(getattr(event, "event_type", None).name == "EXECUTE_NODE" for event in events)
        for events in logs.values()
    )
    return found, ran


def few():
    # Hamilton takes every function without an underscore for a node.
    text = Path("nodes.py").read_text()
    for name in ("inner", "add", "fix"):
        text = text.replace(f"{name}(", f"_{name}(")
    Path("few.py").write_text(text)
    import few as module

    print(json.dumps({"value": executed(module, ["total"])[0]["total"]}))


def many(size, edited):
    helpers = "\n".join(
        f"def _helper_{n}(x):\n    return x + {n + edited * (n == 3)}\n" for n in range(20)
    )
    nodes = ["def n0() -> int:\n    return _helper_0(0)\n"]
    nodes += [
        f"def n{n}(n{n - 1}: int) -> int:\n    return _helper_{n % 20}(n{n - 1}) % 7\n"
        for n in range(1, size)
    ]
    Path("many.py").write_text(helpers + "\n" + "\n".join(nodes))
    import many as module

    began = time.perf_counter()
    _, ran = executed(module, [f"n{size - 1}"])
    print(json.dumps({"seconds": time.perf_counter() - began, "ran": ran}))


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    many(int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 1 else few()
