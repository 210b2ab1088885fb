"""What the parameters of ops, graphs, jobs and their contexts take; see `check_given`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.configured import ConfigMapping
from dagbook.authoring.hooks import HookDefinition
from dagbook.authoring.loggers import LoggerDefinition
from dagbook.authoring.op_io import GraphIn, GraphOut, In, Out
from dagbook.authoring.retry_policy import RetryPolicy
from dagbook.errors import CheckError, DagsterInvalidDefinitionError
from dagbook.foundation.parameters import (
    FLAG,
    TEXT,
    check_members,
    check_named,
    list_of,
    named_of,
    of_class_named,
    of_type,
    set_of,
)
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.definition import PartitionsDefinition


def _graph_outs(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* is a `GraphOut`, or a mapping of them by name."""
    if not isinstance(value, GraphOut):
        of_type(Mapping, wanted="a GraphOut, or a mapping of them by name")(owner, name, value)
        named_of(GraphOut)(owner, name, value)


def _outs(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* is an `Out`, or a mapping of them by name."""
    if not isinstance(value, Out):
        of_type(Mapping, wanted="an Out, or a mapping of them by name")(owner, name, value)
        named_of(Out)(owner, name, value)


def _texts(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* holds text alone."""
    of_type(Iterable, wanted="a set of text")(owner, name, value)
    check_members(owner, name, value, (str,))


def _dependencies(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* is a mapping of mappings."""
    if not isinstance(value, Mapping) or not all(isinstance(x, Mapping) for x in value.values()):
        raise DagsterInvalidDefinitionError(
            f"{owner}({name}=...) takes a mapping of mappings, by node and by input; got {value!r}."
        )


def _config_mapping(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* says how config is mapped."""
    if not hasattr(value, "config_fn"):
        of_type(ConfigMapping)(owner, name, value)


def _run_id(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* is a UUID in text."""
    TEXT(owner, name, value)
    if not re.fullmatch("[0-9a-fA-F]{32}", value.replace("-", "")):
        raise CheckError(
            f"{owner}({name}=...) takes a UUID, such as str(uuid.uuid4()); got {value!r}."
        )


POLICY = of_type(RetryPolicy)
HOOKS = set_of(HookDefinition)
PARTITIONS = of_type(PartitionsDefinition)

OP = {
    "name": TEXT,
    "description": TEXT,
    "ins": named_of(In),
    "out": _outs,
    "required_resource_keys": _texts,
    "tags": of_type(Mapping, wanted="a mapping"),
    "version": TEXT,
    "retry_policy": POLICY,
    "code_version": TEXT,
    "pool": TEXT,
}
OP_DEFINITION = {
    **{name: rule for name, rule in OP.items() if name != "out"},
    "outs": named_of(Out),
}
GRAPH = {
    "name": TEXT,
    "description": TEXT,
    "ins": named_of(GraphIn),
    "out": _graph_outs,
    "tags": of_type(Mapping, wanted="a mapping"),
}
GRAPH_DEFINITION = {
    "description": TEXT,
    "node_defs": list_of(object),
    "dependencies": _dependencies,
    "config": _config_mapping,
    "input_assets": named_of(Mapping),
    "input_mappings": list_of(object),
    "output_mappings": list_of(object),
    "tags": of_type(Mapping, wanted="a mapping"),
}
JOB = {
    "name": TEXT,
    "description": TEXT,
    "resource_defs": check_named,
    "logger_defs": named_of(LoggerDefinition),
    "tags": of_type(Mapping, wanted="a mapping"),
    "run_tags": of_type(Mapping, wanted="a mapping"),
    "hook_defs": HOOKS,
    "op_retry_policy": POLICY,
    "partitions_def": PARTITIONS,
    "input_values": check_named,
}
RUN = {
    "partition_key": TEXT,
    "raise_on_error": FLAG,
    "op_selection": list_of(str),
    "asset_selection": list_of(AssetKey),
    "instance": of_class_named("DagsterInstance"),
    "run_id": _run_id,
    "input_values": check_named,
    "tags": check_named,
    "resources": check_named,
}
NODE_ASSETS = {
    "keys_by_input_name": check_named,
    "keys_by_output_name": check_named,
    "internal_asset_deps": check_named,
    "partitions_def": PARTITIONS,
    "partition_mappings": check_named,
    "resource_defs": check_named,
    "backfill_policy": of_type(BackfillPolicy),
    "can_subset": FLAG,
    "check_specs": list_of(AssetCheckSpec),
    "hook_defs": HOOKS,
}
