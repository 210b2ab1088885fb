"""How a run ended: what running tells results, which know nothing else of running."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dagbook.model.records import StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.model.set_up import SetUp


class RunRecords(Protocol):
    """What a result asks of where its run is recorded."""

    def ask_before_end(self, asker: Any) -> None:
        """Have the method `ask` of *asker* be called before the store is released."""

    def version_tags(self, steps: Sequence[StepRecord]) -> Sequence[Sequence[Mapping[str, str]]]:
        """Return the tags of what was materialized, those of data versions among them, by step."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a run ended.

    Args:
        run: The run, as recorded.
        steps: The steps that ended, in order.
        values: Output values by step key and output name, where they were captured.
        error: The first exception of a resource or a step, or None.
        set_up: How its resources were set up.
        records: Where it is recorded.
    """

    run: DagsterRun
    steps: Sequence[StepRecord]
    values: Mapping[tuple[str, str], Any]
    error: BaseException | None
    set_up: SetUp | None = None
    records: RunRecords | None = None
