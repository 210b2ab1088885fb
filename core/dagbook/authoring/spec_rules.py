"""What the attributes of an `AssetSpec` may be; see `check_given`."""

from collections.abc import Mapping
from typing import Any

from dagbook.foundation.parameters import (
    CONDITION,
    FLAG,
    FRESHNESS,
    check_named,
    check_parameter,
    check_texts,
)
from dagbook.partitions.definition import PartitionsDefinition

_WHAT = "AssetSpec"


def check_spec(spec: Any) -> None:
    """Say which attribute of *spec* is of another type than Dagster takes.

    Raises:
        ParameterCheckError: Naming the attribute, the value and what fits.
        CheckError: A member of a value does not fit.
    """
    # Most specs say little: what is not said costs one comparison.
    if spec.description is not None:
        check_parameter(_WHAT, "description", spec.description, str)
    if spec.code_version is not None:
        check_parameter(_WHAT, "code_version", spec.code_version, str)
    if spec.metadata or spec.metadata.__class__ is not dict:
        check_named(_WHAT, "metadata", spec.metadata)
    if spec.owners != ():
        check_texts(_WHAT, "owners", spec.owners)
    if spec.tags:
        check_parameter(_WHAT, "tags", spec.tags, Mapping, "a mapping")
    if spec.partitions_def is not None:
        check_parameter(_WHAT, "partitions_def", spec.partitions_def, PartitionsDefinition)
    _check_said(spec)


def _check_said(spec: Any) -> None:
    """Say which of what hardly a spec says is of another type than Dagster takes."""
    if spec.is_virtual is not False:
        FLAG(_WHAT, "is_virtual", spec.is_virtual)
    if spec.skippable is not False:
        FLAG(_WHAT, "skippable", spec.skippable)
    if spec.automation_condition is not None:
        CONDITION(_WHAT, "automation_condition", spec.automation_condition)
    if spec.freshness_policy is not None:
        FRESHNESS(_WHAT, "freshness_policy", spec.freshness_policy)
