"""Runs the sides in turn: a round is floor, dagbook, Dagster, then the next round."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Self

from benchmarks.timing import Sample
from benchmarks.workloads import MODULES, Side, Workload

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Result:
    """The median of one side's samples; or why it has none."""

    sample: Sample | None
    error: str = ""


class Worker:
    """One side's process, started when it is first asked; close it.

    Args:
        side: Which.
        folder: Where it may make files.
    """

    def __init__(self, side: Side, folder: Path) -> None:
        self._folder = folder
        env = {key: value for key, value in os.environ.items() if not key.startswith("DAG")}
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT), env.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", MODULES[side]],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, name: str, size: int, number: int | None) -> dict[str, Any]:
        """Return the answer for one round; without a number it is only set up."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        folder = str(self._folder / name)
        request = {"name": name, "size": size, "folder": folder, "round": number}
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else {"error": f"ended with {process.wait()}"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()


def measure(
    workload: Workload, workers: Mapping[Side, Worker], rounds: int, warm_up: int = 1
) -> dict[Side, Result]:
    """Return the medians of *rounds* rounds of each side, after *warm_up* rounds not counted."""
    samples: dict[Side, list[Sample]] = {side: [] for side in workload.sides}
    errors: dict[Side, str] = {}
    for number in range(-warm_up, rounds):
        for side in workload.sides:
            if side in errors:
                continue
            at = number + warm_up
            answer = workers[side].ask(workload.name, workload.size_of(side), at)
            if "error" in answer:
                errors[side] = answer["error"]
            elif number >= 0:
                samples[side].append(Sample(**answer))
    return {
        side: Result(None, errors[side]) if side in errors else Result(_median(samples[side]))
        for side in workload.sides
    }


def _median(samples: list[Sample]) -> Sample:
    """Return the median of each number."""
    facts = {name: median(each.facts[name] for each in samples) for name in samples[0].facts}
    return Sample(
        median(each.wall for each in samples), median(each.cpu for each in samples), facts
    )
