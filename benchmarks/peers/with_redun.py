"""redun: a scheduler with its database."""

import json
import logging
import sys
import time
from pathlib import Path

from redun import Scheduler
from redun.config import Config

logging.disable(logging.CRITICAL)


def ran_by(expression):
    """Return the result, and how long it took."""
    scheduler = Scheduler(config=Config({"backend": {"db_uri": "sqlite:///redun.db"}}))
    scheduler.load()
    began = time.perf_counter()
    value = scheduler.run(expression)
    return value, time.perf_counter() - began


def few():
    import nodes

    print(json.dumps({"value": ran_by(nodes.everything())[0]}))


def many(size, edited):
    helpers = "\n".join(
        f"def helper_{n}(x):\n    return x + {n + edited * (n == 3)}\n" for n in range(20)
    )
    nodes = ["@task()\ndef n0():\n    RAN.append(0)\n    return helper_0(0)\n"]
    nodes += [
        f"@task()\ndef n{n}(x):\n    RAN.append({n})\n    return helper_{n % 20}(x) % 7\n"
        for n in range(1, size)
    ]
    last = "\n".join(f"    x = n{n}(x)" for n in range(1, size))
    text = (
        "from redun import task\nredun_namespace = 'many'\nRAN = []\n"
        f"{helpers}\n{chr(10).join(nodes)}\n"
        f"@task()\ndef everything():\n    x = n0()\n{last}\n    return x\n"
    )
    Path("many.py").write_text(text)
    import many as module

    _, seconds = ran_by(module.everything())
    print(json.dumps({"seconds": seconds, "ran": len(module.RAN)}))


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    many(int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 1 else few()
