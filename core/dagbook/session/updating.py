"""Running an `UpdatePlan`: recorded in the session's store, told to those who watch."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from typing import Any, Protocol

from dagbook.asset_graph.check_plan import CheckStep
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import PlannedStep
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.check_outputs import CheckOutput
from dagbook.authoring.executors import Way
from dagbook.authoring.live_definitions import LiveDefinitions
from dagbook.authoring.staleness_tag import judged_by
from dagbook.errors import DagsterExecutionInterruptedError
from dagbook.execution.engine import IN_PROCESS, engine_of
from dagbook.execution.run_loop import StepBlocked, StepEnded, StepEvent, StepSkipped
from dagbook.execution.runs import RunControl, RunPlan, execute_run
from dagbook.execution.step_inputs import own_versions, versions_by_key, versions_read
from dagbook.io_managers.notebook_local import NotebookLocalIOManager
from dagbook.model.asset_key import AssetKey
from dagbook.model.records import StepRecord
from dagbook.model.runs import DagsterRun
from dagbook.session.backfilling import NO_LIMITS, Budget, RunLimits, tags_of
from dagbook.session.events import RunEnded, RunStarted, RunSummary, SessionEvent
from dagbook.session.gone import gone_notes
from dagbook.session.numbers import cells_tag
from dagbook.session.planning import UpdatePlan
from dagbook.session.runner import Ticket
from dagbook.session.settings import Settings
from dagbook.status.check_status import is_check_current
from dagbook.status.input_versions import all_rows_read
from dagbook.status.present import as_compared
from dagbook.status.staleness import Provenance, is_current
from dagbook.storage.accepted import code_that_counts
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import CodeOf, code_with
from dagbook.versions.files import version_now


class Updating(Protocol):
    """What running a plan needs of a session."""

    @property
    def instance(self) -> DagsterInstance:
        """Where runs are recorded."""

    @property
    def live(self) -> LiveDefinitions:
        """What is defined, and where."""

    @property
    def settings(self) -> Settings:
        """How it behaves."""

    @property
    def io_manager(self) -> NotebookLocalIOManager:
        """What keeps values beside the notebook."""

    def graph(self) -> AssetGraph:
        """Return the graph of what is live."""

    def resources(self, graph: AssetGraph) -> dict[str, Any]:
        """Return what is bound to each resource key."""

    def replaced(self, graph: AssetGraph) -> frozenset[str]:
        """Return the keys at which the set in use has something else than cells define."""

    def announce_lines(self, assets: tuple[AssetKey, ...]) -> None:
        """Tell those who watch that lines of a step that makes *assets* can be read."""


class _Heard:
    """What the events of a run add up to."""

    def __init__(self, notes: Iterable[str]) -> None:
        self.steps: list[StepRecord] = []
        self.blocked: list[tuple[PlannedStep, PlannedStep]] = []
        self.skipped: list[PlannedStep] = []
        self.notes = list(notes)

    def hear(self, event: StepEvent) -> None:
        """Take one event."""
        if isinstance(event, StepEnded):
            self.steps.append(event.result.record)
            self.notes.extend(event.result.notes)
        elif isinstance(event, StepBlocked):
            self.blocked.append((event.step, event.because))
        elif isinstance(event, StepSkipped):
            self.skipped.append(event.step)

    def summary(self, run: DagsterRun | None, error: BaseException | None) -> RunSummary:
        """Return how *run* went."""
        notes = tuple(dict.fromkeys(self.notes))
        return RunSummary(
            run, tuple(self.steps), tuple(self.blocked), tuple(self.skipped), error, notes
        )


def run_update(
    session: Updating,
    plan: UpdatePlan,
    ticket: Ticket,
    origin: str,
    tell: Callable[[SessionEvent], None],
    limits: RunLimits = NO_LIMITS,
    run_config: Mapping[str, Any] | None = None,
) -> RunSummary:
    """Run *plan* on this thread, and return how it went.

    Raises:
        KeyboardInterrupt: The run was interrupted from the keyboard; it is recorded as cancelled.
    """

    def on_event(event: StepEvent) -> None:
        budget.note(event)
        heard.hear(event)
        tell(event)

    def is_current(step: PlannedStep) -> bool:
        told = run_config and _is_told(run_config, step)
        return plan.only_if_stale and not told and is_step_current(session, step, code_of)

    log = session.instance.event_log
    budget = Budget(limits.budget_seconds, len(plan.steps))
    heard = _Heard(gone_notes(log, session.io_manager, plan.steps))
    resources = session.resources(plan.graph)
    code_of = code_with(resources)
    run_plan = _run_plan(session, plan, ticket, origin, resources, limits, run_config)
    is_over = partial(_is_over, ticket, budget)
    control = RunControl(
        ticket.run_id, is_over, is_current, ticket.gate, plan.forced, session.announce_lines
    )
    run: DagsterRun | None = None
    error: BaseException | None = None
    tell(RunStarted(ticket.run_id, plan.execution, plan.expected))
    try:
        outcome = execute_run(run_plan, on_event, control)
        run, error = outcome.run, outcome.error
        # What can never be made is told to who named the asset, and where something failed, perhaps
        # for want of it; not at each bare %materialize.
        left_out = () if plan.only_if_stale and error is None else plan.left_out
        heard.notes += budget.notes
        heard.notes += (each.text for each in plan.held)
        heard.notes += (each.text for each in left_out)
    except BaseException as raised:
        run, error = log.run(ticket.run_id), raised
        if not isinstance(raised, DagsterExecutionInterruptedError):
            raise
    finally:
        summary = heard.summary(run, error)
        tell(RunEnded(summary))
    return summary


def _run_plan(
    session: Updating,
    plan: UpdatePlan,
    ticket: Ticket,
    origin: str,
    resources: dict[str, Any],
    limits: RunLimits,
    run_config: Mapping[str, Any] | None,
) -> RunPlan:
    """Return what is to run, and how, with the tags that say which cells defined it."""
    processes = limits.processes or session.settings.parallel
    engine = engine_of(Way(processes)) if processes > 1 else IN_PROCESS
    origins = session.live.snapshot().origins
    made = {key for step in plan.steps for key in step.selected}
    cells = {key.to_user_string(): origins[key].label for key in origins if key in made}
    return RunPlan(
        plan.graph,
        plan.execution,
        session.instance,
        resources,
        {**tags_of(plan, ticket.run_id, limits), **cells_tag(cells)},
        origin=origin,
        run_config=run_config or {},
        execute=engine.steps,
        sets_up=engine.sets_up,
        replaced=session.replaced(plan.graph),
    )


def _is_told(run_config: Mapping[str, Any], step: PlannedStep) -> bool:
    """Return whether *run_config* may say something to *step* that the run before did not."""
    ops = run_config.get("ops") or {}
    return step.definition.op_name in ops or bool(run_config.get("resources"))


def _is_over(ticket: Ticket, budget: Budget) -> bool:
    """Return whether no further step begins."""
    return ticket.canceled.is_set() or budget.is_spent()


def _are_checks_current(session: Updating, step: CheckStep, code_of: CodeOf) -> bool:
    """Return whether the checks of *step* were made of what is there, by the code as it is."""
    log = session.instance.event_log
    found = log.checks.latest()
    latest = all_rows_read(log.all_latest(), log.observed())

    def version(definition: AssetsDefinition, output: CheckOutput) -> str | None:
        code = code_of(definition, output)
        return None if code is None else code.value

    graph = session.graph()
    return all(
        is_check_current(
            graph,
            graph.checks[key],
            step.partition_key,
            latest,
            found.get(key, {}).get(step.partition_key),
            version,
        )
        for key in step.checks
        if key in graph.checks
    )


def is_step_current(session: Updating, step: PlannedStep, code_of: CodeOf) -> bool:
    """Return whether *step* would make what is there: same code and inputs, and a value."""
    if isinstance(step, CheckStep) and not step.selected:
        return _are_checks_current(session, step, code_of)
    log, definition = session.instance.event_log, step.definition
    inputs = versions_read(session.instance, step)
    by_key = versions_by_key(session.instance, step)
    own_reads = own_versions(session.instance, step)
    for key, partition in product(step.selected, step.places):
        row = log.latest_of(key, partition)
        if row is None or not session.io_manager.has_value(key, partition, row):
            return False
        output = definition.output_for(key)
        code = code_of(definition, output)
        reads = own_reads.get((key, partition), by_key.get(partition, inputs))
        now = Provenance(
            None if code is None else code.value,
            reads,
            judged=judged_by(output.spec.tags),
            is_view=output.spec.is_virtual,
        )
        now = as_compared(now, row, definition, version_now)
        accepted = log.accepted.all().get(key, ())
        was = code_that_counts(accepted, partition, row.fingerprint, now.fingerprint)
        if not is_current(Provenance(was, row.inputs), now):
            return False
    return True
