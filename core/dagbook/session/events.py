"""What the session tells those who watch it: runs, their steps, changed definitions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dagbook.asset_graph.plan import ExecutionPlan, PlannedStep
from dagbook.execution.run_loop import StepEvent
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord
from dagbook.model.runs import DagsterRun


@dataclass(frozen=True, slots=True)
class RunQueued:
    """A run waits for another to end.

    Args:
        run_id: The run's id.
        plan: Its steps.
    """

    run_id: str
    plan: ExecutionPlan


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins.

    Args:
        run_id: The run's id.
        plan: Its steps.
        expected: How many seconds a value of an asset took last, where that is known.
    """

    run_id: str
    plan: ExecutionPlan
    expected: Mapping[AssetKey, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended.

    Args:
        run: The run, or None when there was nothing to do.
        steps: The steps that ended, in order.
        blocked: The steps that did not run, each with the step whose failure is the reason.
        skipped: The steps that were left out, because what they make was current after all.
        error: The first exception of a step, or None.
        notes: Lines for the user.
    """

    run: DagsterRun | None
    steps: tuple[StepRecord, ...] = ()
    blocked: tuple[tuple[PlannedStep, PlannedStep], ...] = ()
    skipped: tuple[PlannedStep, ...] = ()
    error: BaseException | None = None
    notes: tuple[str, ...] = ()

    @property
    def nothing_to_do(self) -> bool:
        """Whether everything was current."""
        return self.run is None and self.error is None and not self.notes

    @property
    def failed(self) -> tuple[StepRecord, ...]:
        """The steps that failed."""
        return tuple(step for step in self.steps if step.error is not None)

    @property
    def success(self) -> bool:
        """Whether nothing failed, was blocked or cancelled."""
        return self.error is None and (self.run is None or self.run.is_success)


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run ended."""

    summary: RunSummary


@dataclass(frozen=True, slots=True)
class DefinitionsChanged:
    """Cells changed what is defined."""


@dataclass(frozen=True, slots=True)
class StatusesChanged:
    """Statuses may be others: a cell ran, and helpers or globals may have changed with it."""


@dataclass(frozen=True, slots=True)
class LinesKept:
    """What a step said can be read; told while the step runs, too.

    Args:
        assets: What the step makes or checks.
    """

    assets: tuple[AssetKey, ...]


SessionEvent = (
    StepEvent | RunQueued | RunStarted | RunEnded | DefinitionsChanged | StatusesChanged | LinesKept
)
