"""`make bench`, or ``python -m benchmarks [--quick] [--only NAME ...]``: measure and print."""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks.rounds import Result, Worker, measure
from benchmarks.table import Line, as_markdown, as_text, lines_of
from benchmarks.workloads import QUICK_SIZES, SIDES, WORKLOADS, Side, Workload

_NOTE = (
    "Medians of rounds in which the sides take turns. Times are on the clock, of the processor in "
    "brackets; ratios and aims by the {clock}."
)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes and one round")
    parser.add_argument(
        "--only",
        action="append",
        choices=[each.name for each in WORKLOADS],
        help="measure this alone; may be given several times",
    )
    parser.add_argument("--rounds", type=int, help="how many rounds of everything")
    parser.add_argument("--size", type=int, help="how many assets or partitions of everything")
    parser.add_argument("--side", action="append", choices=SIDES, help="measure this side alone")
    parser.add_argument(
        "--clock",
        choices=("wall", "cpu"),
        default="wall",
        help="what ratios are made of; cpu on a machine that others use",
    )
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    return parser.parse_args()


def chosen(asked: argparse.Namespace) -> list[Workload]:
    """Return the workloads that the command line asks for, in its sizes and rounds."""
    return [
        _sized(each, asked) for each in WORKLOADS if asked.only is None or each.name in asked.only
    ]


def _sized(workload: Workload, asked: argparse.Namespace) -> Workload:
    sides = tuple(side for side in workload.sides if not asked.side or side in asked.side)
    workload = replace(workload, sides=sides)
    if asked.quick:
        size = QUICK_SIZES.get(workload.name.partition("_")[0], workload.size)
        sizes = {side: min(size, each) for side, each in workload.sizes.items()}
        workload = replace(workload, size=size, sizes=sizes, rounds=1)
    if asked.size:
        workload = replace(workload, size=asked.size, sizes={})
    return replace(workload, rounds=asked.rounds) if asked.rounds else workload


def main() -> int:
    """Measure, print the table, and return 1 when a side that should work did not."""
    asked = arguments()
    began = time.perf_counter()
    lines: list[Line] = []
    errors: list[str] = []
    with tempfile.TemporaryDirectory(prefix="dagbook-bench-") as folder, ExitStack() as stack:
        workers: dict[Side, Worker] = {
            side: stack.enter_context(Worker(side, Path(folder) / side)) for side in SIDES
        }
        for workload in chosen(asked):
            print(f"... {workload.name}", file=sys.stderr, flush=True)
            warm_up = 0 if workload.rounds == 1 and not asked.quick else 1
            results = measure(workload, workers, workload.rounds, warm_up)
            lines += lines_of(workload, results, asked.clock)
            errors += _errors(workload, results)
    print((as_markdown if asked.markdown else as_text)(lines))
    clock = "clock" if asked.clock == "wall" else "processor"
    print(f"\n{_NOTE.format(clock=clock)} Took {time.perf_counter() - began:.0f} s.")
    for error in errors:
        print(error)
    return int(any(": dagbook: " in error for error in errors))


def _errors(workload: Workload, results: dict[Side, Result]) -> list[str]:
    return [
        f"{workload.name}: {side}: {result.error.strip().splitlines()[0][:300]}"
        for side, result in results.items()
        if result.error
    ]


if __name__ == "__main__":
    sys.exit(main())
