"""What one measurement is."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement: seconds on the clock and of the processor, and facts beside them."""

    wall: float
    cpu: float
    facts: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


OneRound = Callable[[int], Sample]
"""Measures once; takes the round's number, so that each round can have values of its own."""

Program = Callable[[int, Path], OneRound]
"""Sets up what is not measured, for a size and in an empty folder."""


def timed(work: Callable[[], object]) -> Sample:
    """Measure one call of *work*."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Sample(time.perf_counter() - wall, time.process_time() - cpu)


def bytes_below(folder: Path) -> int:
    """Return how many bytes the files below *folder* have."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
