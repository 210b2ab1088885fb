"""What an output is made of, as Dagster's data versions have it, where its inputs do not say it."""

from collections.abc import Sequence
from typing import Any

from dagbook.asset_graph.plan import PlannedInput
from dagbook.authoring.assets_definition import AssetOutput
from dagbook.execution.running_step import RunningStep
from dagbook.model.asset_key import AssetKey
from dagbook.model.data_versions import MOST_PARTITIONS
from dagbook.model.records import LISTED, NEWEST, OWN, Parents
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.partitions.time_window import TimeWindowPartitionsDefinition


def parents_of(step: RunningStep, output: AssetOutput) -> Parents | None:
    """Return the assets that *output* is made of, and how each is read.

    None means what a record says anyway: those of its inputs that are assets, each by its newest
    materialization. Which partitions were read is noted in *step*.
    """
    planned = step.planned
    deps = output.spec.deps
    is_one = len(planned.definition.outputs) == 1 and planned.own_reads is None
    if is_one and not planned.deps and _are_plain(output, planned):
        return None
    read: dict[AssetKey, tuple[str, ...] | None] = dict(planned.deps)
    for each in planned.inputs:
        if isinstance(each, PlannedInput):
            read[each.asset_input.key] = each.partition_keys
    own = planned.definition.keys_in_order
    is_plain = len(read) == len(deps)
    for dep in deps:
        key = dep.asset
        if key not in read or read[key] is not None or key in own:
            is_plain = False
            break
    if is_plain and planned.own_reads is None:
        return None
    keys = dict.fromkeys(dep.asset for dep in deps)
    return tuple((key.to_user_string(), _how(step, key, read.get(key))) for key in keys)


def _are_plain(output: AssetOutput, planned: Any) -> bool:
    """Return whether what is passed to a step is all that *output* is made of, without partitions.

    Nearly all steps are like that, so it is looked at first.
    """
    if len(planned.inputs) != len(output.spec.deps):
        return False
    for each in planned.inputs:
        if type(each) is not PlannedInput or each.partition_keys is not None:
            return False
    # What reads itself and nothing else has partitions.
    return True


def _how(step: RunningStep, key: AssetKey, partition_keys: tuple[str, ...] | None) -> str:
    """Return how *key* is read of which *partition_keys* are."""
    if partition_keys is None or len(partition_keys) >= MOST_PARTITIONS:
        return NEWEST
    if partition_keys == step.planned.places:
        return OWN
    partitions_def = step.partitions_def_of(key)
    step.partitions_read[key.to_user_string()] = _listed(partitions_def, partition_keys)
    return LISTED


def _listed(
    partitions_def: PartitionsDefinition | None, partition_keys: Sequence[str]
) -> tuple[str, ...] | str:
    """Return *partition_keys* as they are listed: as a range where that says the same."""
    keys = tuple(partition_keys)
    if len(keys) < _FEW or not _is_in_order_of_text(partitions_def):
        return keys
    assert partitions_def is not None  # noqa: S101 - it has an order
    ranges = partitions_def.subset_of(keys).ranges
    return f"{keys[0]}...{keys[-1]}" if len(ranges) == 1 else keys


_FEW = 3
_BY_TEXT = ("%Y-%m-%d", "%Y-%m-%d-%H:%M", "%Y-%m-%d-%H")


def _is_in_order_of_text(partitions_def: Any) -> bool:
    """Return whether the keys of *partitions_def* come in the order of their text."""
    is_of_time = isinstance(partitions_def, TimeWindowPartitionsDefinition)
    # Across the end of summer time, an hour is there twice.
    return is_of_time and partitions_def.fmt in _BY_TEXT and partitions_def.timezone == "UTC"
