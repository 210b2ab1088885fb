"""Runs as tests start them: assets, a store, what happened in order."""

from dataclasses import dataclass, field

import pytest

from dagbook.asset_graph.graph import build_graph
from dagbook.asset_graph.plan import build_plan
from dagbook.execution.run_loop import StepBlocked, StepEnded, StepOmitted, StepSkipped, StepStarted
from dagbook.execution.runs import RunControl, RunPlan, execute_run
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.storage.instance import DagsterInstance

WORDS = {
    StepStarted: "starts",
    StepEnded: "ends",
    StepBlocked: "blocked",
    StepSkipped: "skipped",
    StepOmitted: "omitted",
}


@dataclass
class Run:
    """One run and what was seen of it."""

    instance: DagsterInstance
    events: list = field(default_factory=list)
    outcome: object = None
    error: BaseException | None = None

    @property
    def story(self):
        """Return every event as `step word`."""
        return [f"{event.step.key} {WORDS[type(event)]}" for event in self.events]

    @property
    def status(self):
        """Return how the newest run is recorded."""
        return self.instance.event_log.runs(1)[0].status.value

    @property
    def recorded(self):
        """Return what is recorded of the newest run: each step and whether it went well."""
        newest = self.instance.event_log.runs(1)[0].run_id
        return {
            step.step_key: "canceled" if step.canceled else "failed" if step.error else "ok"
            for step in self.instance.event_log.steps(newest)
        }


def run_assets(
    *assets, instance=None, resources=None, raise_on_error=False, on_event=None, **control
):
    """Run *assets* once, and return what was seen; an exception is kept, not raised."""
    run = Run(instance or DagsterInstance.ephemeral())
    bound = {"io_manager": InMemoryIOManager(), **(resources or {})}
    graph = build_graph(assets, bound)
    plan = build_plan(graph, dict.fromkeys(graph.order))

    def see(event):
        run.events.append(event)
        if on_event is not None:
            on_event(event)

    planned = RunPlan(
        graph, plan, run.instance, bound, raise_on_error=raise_on_error, capture_outputs=True
    )
    try:
        run.outcome = execute_run(planned, see, RunControl(**control))
    except BaseException as error:  # noqa: BLE001 - the test looks at it
        run.error = error
    return run


@pytest.fixture
def run():
    return run_assets
