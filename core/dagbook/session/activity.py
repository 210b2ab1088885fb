"""What runs and what waits now, kept from the session's events."""

import operator
import threading
from collections import Counter
from collections.abc import Mapping
from functools import reduce
from typing import assert_never

from dagbook.asset_graph.plan import PlannedStep
from dagbook.execution.run_loop import (
    StepBlocked,
    StepEnded,
    StepOmitted,
    StepPart,
    StepRetried,
    StepSkipped,
    StepStarted,
)
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.session.attempts import next_attempt
from dagbook.session.events import (
    DefinitionsChanged,
    LinesKept,
    RunEnded,
    RunQueued,
    RunStarted,
    SessionEvent,
    StatusesChanged,
)


class Activity:
    """Which assets run and which wait; safe to read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[AssetKey, dict[int, OrdinalRanges]] = {}
        self._left: dict[AssetKey, int] = {}
        self._attempts: dict[AssetKey, str] = {}

    def note(self, event: SessionEvent) -> None:
        """Take *event* into account."""
        with self._lock:
            match event:
                case RunStarted(plan=plan):
                    self._attempts.clear()
                    self._left = dict(Counter(key for step in plan.steps for key in step.selected))
                case StepStarted(step=step):
                    for key in step.selected:
                        # Async steps of one asset run at the same time.
                        self._running.setdefault(key, {})[id(step)] = _ordinal(step)
                case StepRetried(step=step, result=result):
                    self._attempts |= dict.fromkeys(
                        step.selected, next_attempt(step, result.record)
                    )
                case (
                    StepEnded(step=step)
                    | StepBlocked(step=step)
                    | StepSkipped(step=step)
                    | StepOmitted(step=step)
                ):
                    for key in step.selected:
                        self._end(key, step)
                        self._attempts.pop(key, None)
                        self._left[key] = self._left.get(key, 1) - 1
                case RunEnded():
                    self._running.clear()
                    self._left.clear()
                    self._attempts.clear()
                case (
                    RunQueued()
                    | DefinitionsChanged()
                    | StatusesChanged()
                    | StepPart()
                    | LinesKept()
                ):
                    pass
                case _:
                    assert_never(event)

    def running(self) -> Mapping[AssetKey, OrdinalRanges]:
        """Return which ordinals of each asset run now."""
        with self._lock:
            return {
                key: reduce(operator.or_, steps.values()) for key, steps in self._running.items()
            }

    def attempts(self) -> Mapping[AssetKey, str]:
        """Return which attempt at each asset goes on, where it is not the first."""
        with self._lock:
            return dict(self._attempts)

    def queued(self) -> frozenset[AssetKey]:
        """Return the assets that wait for their turn in the present run."""
        with self._lock:
            return frozenset(key for key, left in self._left.items() if left > 0)

    def _end(self, key: AssetKey, step: PlannedStep) -> None:
        """Note that *step* makes *key* no more."""
        steps = self._running.get(key, {})
        steps.pop(id(step), None)
        if not steps:
            self._running.pop(key, None)


def _ordinal(step: PlannedStep) -> OrdinalRanges:
    """Return the ordinal of the partition that *step* runs for; 0 without partitions."""
    partitions_def = step.definition.partitions_def
    if partitions_def is None or not step.partition_keys:
        return OrdinalRanges.span(0, 1)
    # The step itself may have deleted its dynamic partition.
    return OrdinalRanges.of(partitions_def.ordinals_of(step.partition_keys).values())
