"""How far a run goes and to which backfill it belongs; which backfill is resumed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from dagbook.errors import DagsterInvalidInvocationError
from dagbook.execution.run_loop import StepBlocked, StepEnded, StepOmitted, StepSkipped, StepStarted
from dagbook.session.events import SessionEvent
from dagbook.session.planning import UpdatePlan
from dagbook.status.backfills import ID_LENGTH, Backfill, backfill_tags
from dagbook.view.humanize import count, duration

_MOST_IDS = 5


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What a run is part of, and when it stops.

    Args:
        budget_seconds: After so long no further step begins; None for no end.
        backfill_id: The backfill that it goes on with; None for its own.
        processes: In how many processes its steps run; None means as the settings say.
    """

    budget_seconds: float | None = None
    backfill_id: str | None = None
    processes: int | None = field(default=None, compare=False)


NO_LIMITS = RunLimits()


def tags_of(plan: UpdatePlan, run_id: str, limits: RunLimits) -> dict[str, str]:
    """Return the tags of a run of *plan*: those of a backfill, where it is one.

    A run of several partitions is one, and whatever can stop before its end.
    """
    several = sum(len(step.partition_keys) for step in plan.steps if step.selected) > 1
    if not several and limits == NO_LIMITS:
        return {}
    targets = {
        key: subset if plan.graph.nodes[key].partitions_def is not None else None
        for key, subset in plan.wanted.items()
    }
    return backfill_tags(plan.graph, targets, limits.backfill_id or run_id[:ID_LENGTH])


class Budget:
    """The time that a run may take.

    Args:
        seconds: How long; None for any time.
        steps: How many steps the run has.
        clock: Seconds, monotonic.
    """

    def __init__(
        self, seconds: float | None, steps: int, clock: Callable[[], float] = monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = None if seconds is None else clock() + seconds
        self._started = False
        self._left = steps
        self.notes: list[str] = []

    def note(self, event: SessionEvent) -> None:
        """Take *event* into account."""
        if isinstance(event, StepStarted):
            self._started = True
        elif isinstance(event, (StepEnded, StepBlocked, StepSkipped, StepOmitted)):
            self._left -= 1

    def is_spent(self) -> bool:
        """Return whether no further step may begin, and note it; the first always may."""
        if self._end is None or not self._started or not self._left or self._clock() < self._end:
            return False
        said = (
            f"Stopped after {duration(self._seconds or 0.0)}, as the budget says; "
            f"{count(self._left, 'step')} left. %materialize --resume goes on."
        )
        self.notes = [said]
        return True


def backfill_to_resume(backfills: Sequence[Backfill], backfill_id: str | None) -> Backfill:
    """Return which of *backfills*, the newest first, is gone on with.

    Args:
        backfills: All there are.
        backfill_id: Which is asked for; None for the newest that is not done.

    Raises:
        DagsterInvalidInvocationError: There is no such one, it runs, or it is done.
    """
    open_ones = [each for each in backfills if each.status in {"failed", "stopped"}]
    if backfill_id is None:
        if open_ones:
            return open_ones[0]
        raise DagsterInvalidInvocationError(
            "No backfill is unfinished. Ask for partitions instead, as in %materialize --missing."
        )
    found = next((each for each in backfills if each.backfill_id == backfill_id), None)
    if found in open_ones:
        return open_ones[open_ones.index(found)]
    what = (
        "is not known" if found is None else "runs now" if found.status == "running" else "is done"
    )
    ids = ", ".join(each.backfill_id for each in open_ones[:_MOST_IDS])
    known = f"Unfinished are {ids}." if ids else "None is unfinished."
    raise DagsterInvalidInvocationError(f"Backfill {backfill_id} {what}. {known}")
