"""Which steps of an earlier run run again, and how those ended that do not."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dagbook.asset_graph.op_plan import Given, op_steps
from dagbook.errors import DagsterExecutionStepNotFoundError, DagsterRunNotFoundError
from dagbook.execution.op_loop import Parent
from dagbook.foundation.digraph import ancestors, descendants
from dagbook.model.records import StepRecord
from dagbook.model.runs import PARENT_RUN_ID_TAG
from dagbook.storage.instance import DagsterInstance

FROM_FAILURE = "<what failed>"
SELECTION_TAG = "dagster/step_selection"
"""The steps of a run that was not to run all of its job, with commas between."""

_QUERY = re.compile(r"^(\*|\++)?([^*+]+)(\*|\++)?$")

Needs = Mapping[str, Sequence[str]]
"""The steps of a job, each with those that it takes from."""


def parent_of(job: Any, instance: DagsterInstance, run_id: str, selection: Sequence[str]) -> Parent:
    """Return the run *run_id* of *job*, and which of its steps *selection* runs again.

    What it did not run itself, being run again from an earlier one, is known from that.

    Args:
        job: The job.
        instance: Where the run is recorded.
        run_id: The earlier run.
        selection: Keys of steps, with ``*`` or ``+``; empty means all, `FROM_FAILURE` what failed
            and what did not run.

    Raises:
        DagsterRunNotFoundError: There is no such run.
        DagsterExecutionStepNotFoundError: The job has no step of that name.
    """
    if not selection:
        _run(instance, run_id)
        return Parent(run_id, (), None)
    records = _records(instance, run_id)
    needs = _needs_of_assets(job) if job.is_asset_job else _needs_of_ops(job)
    if list(selection) == [FROM_FAILURE]:
        return Parent(run_id, records, _not_done(needs, records))
    return Parent(run_id, records, _selected(needs, records, selection))


def _run(instance: DagsterInstance, run_id: str) -> Any:
    """Return the run *run_id*."""
    run = instance.get_run_by_id(run_id)
    if run is None:
        raise DagsterRunNotFoundError(
            f"No parent run with id {run_id} found in instance. Re-execute a run that is recorded."
        )
    return run


def _records(instance: DagsterInstance, run_id: str) -> Sequence[StepRecord]:
    """Return how the steps of a run ended; of one that left some out, as in the run before it."""
    run, own = _run(instance, run_id), list(instance.event_log.steps(run_id))
    chosen, before = run.tags.get(SELECTION_TAG), run.tags.get(PARENT_RUN_ID_TAG)
    if chosen is None or before is None:
        return own
    steps = set(chosen.split(","))
    earlier = _records(instance, before)
    return [each for each in earlier if steps.isdisjoint(_names(each.step_key))] + own


def _names(key: str) -> tuple[str, ...]:
    """Return the names by which the step *key* may be chosen."""
    return key, key.partition("[")[0], key.partition(".")[0]


def _not_done(needs: Needs, records: Sequence[StepRecord]) -> frozenset[str]:
    """Return the steps that did not succeed; of those that run for several values all that did."""
    done = {each.step_key for each in records if each.error is None and not each.skipped}
    failed = {each.step_key for each in records} - done
    started = {name for each in done | failed for name in _names(each)}
    again = failed | {key for key in needs if key not in started}
    # An op of a graph of assets takes all of the graph with it.
    return frozenset(again | {key.partition(".")[0] for key in again if key not in needs})


def _selected(
    needs: Needs, records: Sequence[StepRecord], selection: Iterable[str]
) -> frozenset[str]:
    """Return the steps that *selection* names.

    Raises:
        DagsterExecutionStepNotFoundError: There is none of a name.
    """
    known = {*needs, *(each.step_key for each in records)}
    found: set[str] = set()
    unknown = []
    for query in selection:
        match = _QUERY.match(query)
        up, name, down = match.groups() if match else (None, query, None)
        if name not in known:
            unknown.append(name)
            continue
        found.add(name)
        if up and name in needs:
            found |= ancestors(needs, [name], None if up == "*" else len(up))
        if down and name in needs:
            found |= descendants(needs, [name], None if down == "*" else len(down))
    if unknown:
        raise DagsterExecutionStepNotFoundError(
            f"Step selection refers to unknown step{'s' if len(unknown) > 1 else ''}: "
            f"{', '.join(unknown)}. The steps are {', '.join(sorted(known))}.",
            step_keys=unknown,
        )
    return frozenset(found)


def _needs_of_ops(job: Any) -> Needs:
    """Return the steps of a job of ops."""
    steps = op_steps(job.graph, Given(job.name))
    return {each.key: [".".join(source.step) for source in each.reads] for each in steps}


def _needs_of_assets(job: Any) -> Needs:
    """Return the steps of a job of assets; a graph of ops counts as one."""
    made = [
        each
        for each in job.assets
        if not job.selected_asset_keys.isdisjoint(each.keys)
        or not job.selected_check_keys.isdisjoint(each.check_keys)
    ]
    makers = {key: each.op_name for each in made for key in each.keys}
    found = {}
    for each in made:
        reads = {makers[key] for key in _reads(each) if key in makers}
        found[each.op_name] = sorted(reads - {each.op_name})
    return found


def _reads(definition: Any) -> Iterable[Any]:
    """Yield the assets that *definition* depends on."""
    yield from (each.key for each in definition.inputs)
    yield from (each.asset_key for each in definition.deps)
    yield from (each.asset_key for each in definition.check_keys)
