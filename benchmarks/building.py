"""What building definitions costs: time each round, and once what stays in memory of them."""

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

from benchmarks.timing import OneRound, Sample, timed


def built(build: Callable[[], Any]) -> OneRound:
    """Return the measurement of *build*, which returns what it built."""
    held: dict[str, float] = {}

    def one_round(_number: int) -> Sample:
        if not held:
            build()  # what a first time loads and remembers is not of the definitions
            gc.collect()
            tracemalloc.start()
            kept = build()
            gc.collect()
            held["megabytes"] = tracemalloc.get_traced_memory()[0] / 1e6
            tracemalloc.stop()
            del kept
        sample = timed(build)
        return Sample(sample.wall, sample.cpu, held)

    return one_round
