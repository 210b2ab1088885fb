"""What the checks of steps found, read from their records. Pure; every event log asks it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import EllipsisType

from dagbook.model.checks import AssetCheckKey, evaluation_from_plain
from dagbook.model.event_kinds import ASSET_CHECK_EVALUATION
from dagbook.model.records import StepRecord, StoredCheck
from dagbook.storage.event_records import storage_id


def stored_checks(event_id: int, step: StepRecord) -> Iterator[StoredCheck]:
    """Yield what the checks of *step*, recorded as the event *event_id*, found."""
    for event in step.events:
        if event.kind != ASSET_CHECK_EVALUATION or event.data is None:
            continue
        found = evaluation_from_plain(event.data["check"])
        target = found.target_materialization_data
        if target is not None and target.storage_id < 0:
            # What the step itself made had no id yet when the check looked at it.
            number = storage_id(event_id, -target.storage_id - 1)
            found = replace(found, target_materialization_data=replace(target, storage_id=number))
        yield StoredCheck(
            event_id,
            step.run_id,
            step.started_at + step.seconds,
            found,
            event.data.get("reads"),
            event.data.get("code"),
            event.data.get("config"),
            tuple((name, version) for name, version in event.data.get("files", ())),
        )


def of_check(
    found: Iterable[StoredCheck], key: AssetCheckKey, partition: str | EllipsisType | None
) -> Iterator[StoredCheck]:
    """Yield those of *found* that are of *key*, and of *partition* if given."""
    for each in found:
        evaluation = each.evaluation
        if evaluation.asset_check_key == key and partition in (..., evaluation.partition):
            yield each


def latest_of_each(
    found: Iterable[StoredCheck],
) -> dict[AssetCheckKey, dict[str | None, StoredCheck]]:
    """Return the last of *found*, which are from old to new, of each check and partition."""
    latest: dict[AssetCheckKey, dict[str | None, StoredCheck]] = {}
    for each in found:
        evaluation = each.evaluation
        latest.setdefault(evaluation.asset_check_key, {})[evaluation.partition] = each
    return latest
