"""One whole run: recorded at its start and end, resources set up and torn down around its steps."""

import uuid
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from logging import Logger
from time import time
from typing import Any

from dagbook.asset_graph.check_plan import checks_of
from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import PlannedStep
from dagbook.asset_graph.validation import manager_needs
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.loggers import LoggerDefinition, default_loggers
from dagbook.authoring.manager_checks import check_managers, no_managers
from dagbook.authoring.own_resources import check_own_resources
from dagbook.authoring.required_resources import check_resources, with_needed
from dagbook.authoring.resources import InitResourceContext, RunResources
from dagbook.authoring.run_config import ConfigOfRun, config_of_run
from dagbook.errors import DagsterResourceFunctionError
from dagbook.execution.graph_steps import op_keys, run_graph
from dagbook.execution.interrupts import UserCodeGate
from dagbook.execution.listening import listening
from dagbook.execution.log_manager import DagsterLogManager, run_loggers
from dagbook.execution.recorded_run import RecordedRun
from dagbook.execution.run_end import ended_run, record_end
from dagbook.execution.run_heard import RunHeard
from dagbook.execution.run_loop import (
    StepEvent,
    execute_steps,
)
from dagbook.execution.run_outcome import RunOutcome
from dagbook.execution.running_step import RunContext
from dagbook.execution.step import INTERRUPTS
from dagbook.execution.step_lines import OnKept, RunLines
from dagbook.execution.told_so_far import ToldSoFar
from dagbook.execution.user_code import step_error
from dagbook.foundation.packed import PackedList
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.model.set_up import SetUp
from dagbook.storage.instance import DagsterInstance
from dagbook.versions.definition_version import code_with

EPHEMERAL_JOB = "__ephemeral_asset_job__"
"""The job name of runs without a job, as in Dagster."""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """Everything a run is made of.

    Args:
        graph: The assets, those that are only read included.
        plan: The steps.
        instance: Where it is recorded.
        resources: What is bound to each key, IO managers included.
        tags: The run's tags.
        origin: Who started it, such as "cell 7" or "panel".
        raise_on_error: Whether the first failure ends the run and is raised.
        capture_outputs: Whether the values are kept for the caller.
        run_config: What the run sets of ops and resources, as a dict.
        loggers: What its config may choose among, by key; the console's by default.
        job_name: The job's name.
        execute: Runs the steps of the plan; a job of ops has its own order.
        config: What `run_config` says, where that is known already.
        sets_up: Whether resources are set up at the start; where steps run in other processes each
            sets up its own.
        replaced: The keys at which something stands on purpose for what an asset brings along.
    """

    graph: AssetGraph
    plan: Any
    instance: DagsterInstance
    resources: Mapping[str, Any]
    tags: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    raise_on_error: bool = False
    capture_outputs: bool = False
    run_config: Mapping[str, Any] = field(default_factory=dict)
    loggers: Mapping[str, LoggerDefinition] = field(default_factory=dict)
    job_name: str = EPHEMERAL_JOB
    execute: Callable[..., Generator[StepEvent, None, None]] = execute_steps
    config: ConfigOfRun | None = None
    sets_up: bool = True
    replaced: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class RunControl:
    """How others may steer a run.

    Args:
        run_id: Its id, in place of a new one.
        is_canceled: Asked between two steps.
        is_current: Asked before a step; True leaves it out.
        gate: Where another thread may interrupt a step.
        forced: Whether what a failed blocking check blocks runs all the same.
        on_lines: Called with the assets of a step when lines that it said can be read.
    """

    run_id: str | None = None
    is_canceled: Callable[[], bool] | None = None
    is_current: Callable[[PlannedStep], bool] | None = None
    gate: UserCodeGate | None = None
    forced: bool = False
    on_lines: OnKept | None = None


def checked(planned: RunPlan) -> tuple[list[tuple[str, str]], ConfigOfRun]:
    """Return who requires which resource, and what the config says, of a run that can begin.

    Raises:
        DagsterInvalidDefinitionError: A resource is required that nothing binds.
        DagsterInvalidConfigError: The run's config does not fit.
    """
    makers = tuple(dict.fromkeys(step.definition for step in planned.plan.steps))
    check_own_resources(makers, planned.resources, planned.replaced)
    required = list(with_needed(_required(planned, makers), planned.resources))
    for problem in check_resources(required, planned.resources):
        raise problem
    needs = manager_needs(makers, planned.graph, no_managers(planned.resources))
    for problem in check_managers(needs, planned.resources):
        raise problem
    config = planned.config or config_of_run(
        planned.run_config, makers, planned.resources, required, planned.job_name
    )
    return required, config


def execute_run(
    planned: RunPlan,
    on_event: Callable[[StepEvent], None] | None = None,
    control: RunControl | None = None,
) -> RunOutcome:
    """Run *planned* to its end, and return how it ended.

    Args:
        planned: The run.
        on_event: Called with everything that happens, on this thread.
        control: How others may steer it while it runs.

    Raises:
        DagsterInvalidDefinitionError: A resource is required that nothing binds.
        DagsterInvalidConfigError: The run's config does not fit.
        DagsterResourceFunctionError: A resource raised while it was set up, with `raise_on_error`.
        BaseException: What a step raised, with `raise_on_error`; an interrupt always.
    """
    required, config = checked(planned)
    steer = control or RunControl()
    run = _run_of(planned, steer)
    loggers = run_loggers(
        planned.loggers or default_loggers(),
        planned.run_config.get("loggers"),
        run.job_name,
        run.run_id,
    )
    keys = tuple(dict.fromkeys(key for _, key in required)) if planned.sets_up else ()
    heard = RunHeard(loggers, run)
    only, checks, apart = _only_step(planned), _planned_checks(planned), not planned.sets_up
    set_up = SetUp(keys, None, only, checks=checks, in_processes=apart)
    log = planned.instance.event_log
    # What an instance in memory holds anyway need not be packed as well.
    told = ToldSoFar(run.run_id, PackedList() if planned.instance.is_persistent else [])
    values: dict[tuple[str, str], Any] = {}
    status = DagsterRunStatus.FAILURE
    started = False
    try:
        log.start_run(run)
        started = True
        context = InitResourceContext(
            run.run_id, planned.instance, _log_of(planned, run, loggers), dagster_run=run
        )
        with (
            _listening(planned, loggers),
            RunResources(planned.resources, context, config.resources) as resources,
        ):
            heard.begins(set_up)
            told.error = _set_up(resources, required if planned.sets_up else ())
            set_up = heard.is_set_up(set_up, told.error)
            shared = _shared(planned, run, resources, config, steer, loggers)
            shared.heard = heard.told
            shared.captured = values if planned.capture_outputs else None
            events = planned.execute(shared, planned.plan, steer.is_canceled, steer.is_current)
            with closing(events):
                if told.error is None:
                    _take(events, told, heard, on_event, ends_early=planned.raise_on_error)
        if resources.torn_down is not None:
            set_up = replace(set_up, torn_down=step_error(resources.torn_down).traceback)
        status = _status(told.error, steer.is_canceled is not None and steer.is_canceled())
    except INTERRUPTS:
        status = DagsterRunStatus.CANCELED
        raise
    finally:
        ended_at = time()
        unmade = _unmade(planned, told, status)
        known = replace(set_up, unmade=unmade, skipped=tuple(told.skipped))
        by_step = bool(told.steps and told.error) and not planned.raise_on_error
        ended = ended_run(run, status, ended_at, by_step=by_step)
        record_end(log, ended, known, started=started)
    heard.ends(ended, told.steps, set_up)
    if told.error is not None and (planned.raise_on_error or isinstance(told.error, INTERRUPTS)):
        raise told.error
    return RunOutcome(
        ended, told.steps, values, told.error, set_up, RecordedRun(planned.instance, run.run_id)
    )


def _run_of(planned: RunPlan, steer: RunControl) -> DagsterRun:
    """Return the run that begins now."""
    return DagsterRun(
        steer.run_id or str(uuid.uuid4()),
        planned.job_name,
        DagsterRunStatus.STARTED,
        planned.tags,
        time(),
        None,
        planned.origin,
        planned.run_config,
    )


def _take(
    events: Iterable[StepEvent],
    told: ToldSoFar,
    heard: RunHeard,
    on_event: Callable[[StepEvent], None] | None,
    *,
    ends_early: bool,
) -> None:
    """Have all who follow the run take *events*, up to the first error where it *ends_early*."""
    loud = bool(heard.loggers)
    for event in events:
        told.take(event)
        if loud:
            heard.takes(event)
        if on_event is not None:
            on_event(event)
        if told.error is not None and ends_early:
            return


def _listening(planned: RunPlan, loggers: Sequence[Logger]) -> AbstractContextManager[None]:
    """Return what lets steps keep what they print, where it can be read later."""
    if not planned.instance.is_persistent:
        return nullcontext()
    return listening(to_loggers=not loggers)


def _shared(
    planned: RunPlan,
    run: DagsterRun,
    resources: RunResources,
    config: ConfigOfRun,
    steer: RunControl,
    loggers: Sequence[Logger],
) -> RunContext:
    """Return what the steps of *run* share."""
    kept = planned.instance.is_persistent
    log = planned.instance.event_log
    return RunContext(
        run.run_id,
        run.job_name,
        planned.tags,
        planned.graph,
        planned.instance,
        resources,
        code_with(planned.resources),
        gate=steer.gate,
        config=config,
        raises=planned.raise_on_error,
        loggers=loggers,
        lines=RunLines(log.lines, run.run_id, steer.on_lines) if kept else None,
        run_graph=run_graph,
        run=run,
        forced=steer.forced,
    )


def _log_of(planned: RunPlan, run: DagsterRun, loggers: Sequence[Logger]) -> Logger | None:
    """Return what resources of *run* log to; None where it has no loggers of its own."""
    if not loggers:
        return None
    known: dict[str, Any] = {"run_id": run.run_id, "job_name": run.job_name}
    return DagsterLogManager(
        loggers, {**known, "job_tags": dict(run.tags), "step_key": _only_step(planned)}
    )


def _only_step(planned: RunPlan) -> str | None:
    """Return the key of the only step, to which Dagster counts the set-up of resources."""
    steps = planned.plan.steps
    if len(steps) != 1:
        return None
    options = getattr(steps[0].definition, "options", None)
    keys = op_keys(steps[0]) if getattr(options, "node", None) is not None else (steps[0].key,)
    return keys[0] if len(keys) == 1 else None


def _unmade(
    planned: RunPlan, told: ToldSoFar, status: DagsterRunStatus
) -> tuple[tuple[str, AssetKey, str | None], ...]:
    """Return the assets of steps that never began: step, asset and partition."""
    if status is DagsterRunStatus.SUCCESS and not told.omitted:
        return ()
    began = {(each.step_key, each.partition) for each in told.steps if not each.skipped}
    return tuple(
        (step.key, key, place)
        for step in planned.plan.steps
        if (step.key, step.partition_key) not in began
        for key in step.selected
        for place in step.range_keys or (step.partition_key,)
    )


def _planned_checks(planned: RunPlan) -> tuple[tuple[str, AssetCheckKey, str | None], ...]:
    """Return the checks that the run is to make: step, check and partition."""
    if not planned.graph.checks:
        return ()
    steps = planned.plan.steps
    return tuple((step.key, key, step.partition_key) for step in steps for key in checks_of(step))


def _set_up(resources: RunResources, required: Iterable[tuple[str, str]]) -> BaseException | None:
    """Set up what is *required*, and return what one of it raised, or None."""
    try:
        resources.set_up(key for _, key in required)
    except DagsterResourceFunctionError as error:
        return error
    return None


def _status(first: BaseException | None, canceled: bool) -> DagsterRunStatus:
    """Return how a run ended whose first error was *first*."""
    if isinstance(first, INTERRUPTS):
        return DagsterRunStatus.CANCELED
    if first is not None:
        return DagsterRunStatus.FAILURE
    return DagsterRunStatus.CANCELED if canceled else DagsterRunStatus.SUCCESS


def _required(planned: RunPlan, makers: tuple[AssetsDefinition, ...]) -> list[tuple[str, str]]:
    """Return which resources are required: the steps', and the IO managers of what they read.

    Each with who requires it first.
    """
    found: dict[str, str] = {}
    for maker in makers:
        if not found.keys() >= maker.required_resource_keys:
            for key in sorted(maker.required_resource_keys):
                found.setdefault(key, f"op '{maker.op_name}'")
    nodes = planned.graph.nodes
    for maker in makers:
        for each in maker.inputs:
            if each.input_manager_key is None:
                key = nodes[each.key].output.io_manager_key
                if key not in found:
                    name = each.key.to_user_string()
                    found[key] = f"op '{maker.op_name}', which reads {name}"
        for hook in maker.hook_defs:
            for key in hook.required_resource_keys:
                found.setdefault(key, f"hook '{hook.name}' attached to '{maker.op_name}'")
    return [(who, key) for key, who in found.items()]
