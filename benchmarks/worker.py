"""One side in a process of its own: takes requests on standard input, answers with samples."""

import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from benchmarks.timing import OneRound


def main(module: str) -> None:
    """Answer one JSON line for each JSON line, until there are no more."""
    with os.fdopen(os.dup(1), "w") as answers:
        # What the sides print is not measured and not shown.
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        programs = importlib.import_module(module).PROGRAMS
        ready: dict[str, OneRound] = {}
        for line in sys.stdin:
            answers.write(json.dumps(_answer(programs, ready, json.loads(line))) + "\n")
            answers.flush()


def _answer(programs: Any, ready: dict[str, OneRound], request: dict[str, Any]) -> dict[str, Any]:
    """Return the sample that *request* asks for, or the error as text."""
    name = request["name"]
    try:
        if name not in ready:
            folder = Path(request["folder"])
            folder.mkdir(parents=True)
            ready[name] = programs[name](request["size"], folder)
        if request["round"] is None:
            return {}
        return ready[name](request["round"]).as_json()
    except Exception as error:  # noqa: BLE001 - that a side cannot do it is a result
        return {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}


if __name__ == "__main__":
    main(sys.argv[1])
