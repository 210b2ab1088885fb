"""What contexts ask of a running step beside what the engine needs of it, as functions."""

import uuid
from typing import Any

from dagbook.asset_graph.graph import AssetGraph
from dagbook.asset_graph.plan import PlannedInput
from dagbook.authoring.step_services import InputPartitions
from dagbook.model.asset_key import AssetKey
from dagbook.model.data_versions import CODE_VERSION_TAG, DATA_VERSION_TAG
from dagbook.model.event_kinds import ASSET_MATERIALIZATION
from dagbook.model.provenance import DataProvenance
from dagbook.model.records import Materialization, StepEvent
from dagbook.model.results import AssetMaterialization
from dagbook.model.user_events import (
    EXPECTATION,
    OBSERVATION,
    AssetObservation,
    ExpectationResult,
    expectation_to_plain,
    observation_to_plain,
)


def input_partitions(graph: AssetGraph, planned: Any, name: str) -> InputPartitions | None:
    """Return what the input *name* of a planned step reads, or None when it has no such input.

    A dependency without a value has an input too, named as Dagster names it.
    """
    for each in planned.inputs:
        if isinstance(each, PlannedInput) and each.asset_input.name == name:
            keys = each.partition_keys or ()
            return InputPartitions(each.asset_input.key, each.partitions_def, keys)
    for key, partition_keys in planned.deps:
        if key.to_python_identifier() == name:
            return InputPartitions(key, graph.node(key).partitions_def, partition_keys or ())
    return None


def told_event(event: Any) -> tuple[StepEvent, Materialization | None]:
    """Return what a record holds of something that the user's code says happened."""
    if isinstance(event, AssetObservation):
        return StepEvent(OBSERVATION, None, observation_to_plain(event)), None
    if isinstance(event, ExpectationResult):
        return StepEvent(EXPECTATION, event.label, expectation_to_plain(event)), None
    return StepEvent(ASSET_MATERIALIZATION), logged_materialization(event)


def logged_materialization(event: AssetMaterialization) -> Materialization:
    """Return the materialization that the user's code says was made."""
    tags = dict(event.tags)
    return Materialization(
        key=event.asset_key,
        partition=event.partition,
        # Nothing is known of the value, so that it equals no other.
        version=uuid.uuid4().hex,
        data_version=tags.pop(DATA_VERSION_TAG, None),
        code_version=tags.pop(CODE_VERSION_TAG, None),
        metadata=event.metadata,
        tags=tags,
        description=event.description,
    )


def asset_provenance(instance: Any, key: AssetKey) -> DataProvenance | None:
    """Return of what *key* was last made, as its newest materialization says; None for never."""
    record = instance.get_latest_data_version_record(key)
    if record is None:
        return None
    return DataProvenance.from_tags(record.event_log_entry.tags or {})
