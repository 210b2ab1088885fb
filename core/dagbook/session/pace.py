"""How long the rest of a run takes: by its own pace, before that by how long assets took last."""

import time
from collections.abc import Callable, Mapping

from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.run_loop import StepBlocked, StepEnded, StepOmitted, StepSkipped, StepStarted
from dagbook.model.asset_key import AssetKey
from dagbook.session.events import SessionEvent


class Pace:
    """Follows one run.

    Args:
        plan: Its steps.
        expected: How many seconds a value of an asset took last, where that is known.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        plan: ExecutionPlan,
        expected: Mapping[AssetKey, float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._left: dict[str, int] = {}
        self._expected: dict[str, float] = {}
        self._made: dict[str, tuple[int, float]] = {}
        self._running: tuple[PlannedStep, float] | None = None
        for step in plan.steps:
            self._left[step.key] = self._left.get(step.key, 0) + len(step.places)
            known = next((expected[key] for key in step.selected if key in expected), None)
            if known is not None:
                self._expected[step.key] = known

    @property
    def left(self) -> int:
        """How many values are not made, a partition being one."""
        return sum(self._left.values())

    def note(self, event: SessionEvent) -> None:
        """Take *event* into account."""
        if isinstance(event, StepStarted):
            self._running = event.step, self._clock()
        elif isinstance(event, StepEnded | StepBlocked | StepSkipped | StepOmitted):
            step = event.step
            self._left[step.key] -= len(step.places)
            if isinstance(event, StepEnded) and self._running is not None:
                number, seconds = self._made.get(step.key, (0, 0.0))
                took = self._clock() - self._running[1]
                self._made[step.key] = number + len(step.places), seconds + took
            self._running = None

    def remaining_seconds(self) -> float | None:
        """Return about how long the rest takes; None while nothing is known of it.

        What never ran is taken to be as quick as the rest of this run.
        """
        each = {key: seconds / number for key, (number, seconds) in self._made.items()}
        known = {**self._expected, **each}
        if not known:
            return None
        usual = sum(known.values()) / len(known)
        left = sum(number * known.get(key, usual) for key, number in self._left.items())
        if self._running is not None:
            step, since = self._running
            whole = known.get(step.key, usual) * len(step.places)
            left -= min(self._clock() - since, whole)
        return max(0.0, left)
