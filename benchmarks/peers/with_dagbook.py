"""dagbook: a session on a store, everything brought up to date."""

import json
import sys
import time
from pathlib import Path

from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session

MANY = """
from dagbook import asset

{helpers}

{nodes}
"""


def session_with(assets):
    session = Session(Path(".dagbook"))
    session.live.put(Origin("1", "cell 1"), Found(tuple(assets)))
    return session


def few():
    import nodes

    session = session_with([nodes.raw, nodes.clean, nodes.total])
    session.materialize(yes=True)
    print(json.dumps({"value": session.load("total")}))
    session.close()


def many(size, edited):
    helpers = "\n".join(
        f"def helper_{n}(x):\n    return x + {n + edited * (n == 3)}\n" for n in range(20)
    )
    nodes = ["@asset\ndef n0():\n    return helper_0(0)\n"]
    nodes += [
        f"@asset\ndef n{n}(n{n - 1}):\n    return helper_{n % 20}(n{n - 1}) % 7\n"
        for n in range(1, size)
    ]
    Path("many.py").write_text(MANY.format(helpers=helpers, nodes="\n".join(nodes)))
    import many as module

    session = session_with([getattr(module, f"n{n}") for n in range(size)])
    began = time.perf_counter()
    ran = len(session.materialize(yes=True).steps)
    print(json.dumps({"seconds": time.perf_counter() - began, "ran": ran}))
    session.close()


if __name__ == "__main__":
    many(int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 1 else few()
