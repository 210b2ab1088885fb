"""Results of checks in a step: which check each is of, what is told of it, what a failure does."""

from collections.abc import Mapping, Sequence
from itertools import chain
from time import time
from typing import Any

from dagbook.asset_graph.check_plan import CheckStep, checks_of
from dagbook.authoring.check_outputs import CheckOutput
from dagbook.errors import DagsterAssetCheckFailedError
from dagbook.execution.running_step import RunningStep
from dagbook.foundation.digest import digest
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import (
    AssetCheckEvaluation,
    AssetCheckEvaluationTargetMaterializationData,
    AssetCheckResult,
    AssetCheckSeverity,
    evaluation_from_plain,
    evaluation_to_plain,
)
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION, STEP_OUTPUT
from dagbook.model.records import (
    CONFIG_INPUT,
    InputVersions,
    Materialization,
    is_own_input,
)
from dagbook.storage.event_records import storage_id
from dagbook.versions.files import file_inputs
from dagbook.versions.parts import Fingerprint

CheckCodes = Mapping[str, Fingerprint | None]
"""The code of checks by the names of their outputs."""


def codes_of_checks(step: RunningStep) -> CheckCodes:
    """Return the code of the checks of *step* now; nothing where nobody asks later."""
    planned = step.planned
    if not isinstance(planned, CheckStep) or planned.selected or not step.instance.is_persistent:
        return {}
    definition = planned.definition
    return {each.name: step.shared.code_of(definition, each) for each in definition.check_outputs}


def tell_check(
    step: RunningStep,
    output: CheckOutput,
    found: AssetCheckResult | None,
    codes: CheckCodes,
    reads: InputVersions,
) -> None:
    """Tell that *step* made the check *output*, and what it *found*.

    Args:
        step: The step.
        output: The check.
        found: Its result; None where the function gave something else, which is no evaluation.
        codes: `codes_of_checks` before the function was called.
        reads: The versions of what the step read, files among them.
    """
    selected = output.check.key in checks_of(step.planned)
    if selected:
        step.tell(STEP_OUTPUT, output.name)
    if step.shared.captured is not None and selected:
        step.shared.captured[step.planned.key, output.name] = None
    if found is None:
        return
    spec = output.check
    evaluation = AssetCheckEvaluation(
        spec.asset_key,
        spec.name,
        found.passed,
        found.metadata,
        _target(step, spec.asset_key),
        found.severity,
        found.description,
        spec.blocking,
        step.partition_key if spec.partitions_def is not None else None,
    )
    data: dict[str, Any] = {"check": evaluation_to_plain(evaluation)}
    if output.name in codes:
        data |= _provenance(step, output, codes[output.name], reads)
    step.tell(ASSET_CHECK_EVALUATION, output.name, data)


def _provenance(
    step: RunningStep, output: CheckOutput, code: Fingerprint | None, reads: InputVersions
) -> dict[str, Any]:
    """Return what a check that runs alone was made from; no code where it changed meanwhile."""
    same = code is not None and code.matches(step.shared.code_of(step.planned.definition, output))
    data: dict[str, Any] = {
        "code": code.value if code is not None and same else None,
        "reads": digest(chain.from_iterable(each for each in reads if not is_own_input(each[0]))),
    }
    told = next((version for name, version in reads if name == CONFIG_INPUT), None)
    if told is not None:
        data["config"] = told
    files = file_inputs(reads)
    if files:
        data["files"] = files
    return data


def raise_failed(step: RunningStep) -> None:
    """Raise if blocking checks of *step* failed with severity ERROR.

    Raises:
        DagsterAssetCheckFailedError: Naming them.
    """
    failed: dict[str, list[str]] = {}
    for event in step.events:
        if event.kind != ASSET_CHECK_EVALUATION or event.data is None:
            continue
        found = evaluation_from_plain(event.data["check"])
        if found.blocking and not found.passed and found.severity is AssetCheckSeverity.ERROR:
            failed.setdefault(found.asset_key.to_user_string(), []).append(found.check_name)
    if failed:
        raise DagsterAssetCheckFailedError(
            tuple((asset, tuple(names)) for asset, names in failed.items())
        )


def _target(
    step: RunningStep, asset: AssetKey
) -> AssetCheckEvaluationTargetMaterializationData | None:
    """Return which materialization of *asset* is looked at: this step's own, or the latest.

    This step's own has no id yet: its place in the step, from -1 downward, stands for that.
    """
    partition = step.partition_key
    place = _last_of(step.made, asset, None)
    if place is not None:
        return AssetCheckEvaluationTargetMaterializationData(-place - 1, step.run_id, time())
    log = step.instance.event_log
    latest = log.latest(asset)
    if partition is not None:
        stored = latest.get(partition)
    else:
        stored = max(latest.values(), key=lambda each: each.event_id, default=None)
    if stored is None:
        return None
    place = _last_of(log.step(stored.event_id).materializations, asset, partition)
    number = storage_id(stored.event_id, place or 0)
    return AssetCheckEvaluationTargetMaterializationData(number, stored.run_id, stored.at)


def _last_of(made: Sequence[Materialization], asset: AssetKey, partition: str | None) -> int | None:
    """Return where in *made* the last of *asset* is, of *partition* if given."""
    for place in range(len(made) - 1, -1, -1):
        if made[place].key == asset and partition in (None, made[place].partition):
            return place
    return None
