"""What a run's config may say to a graph, and what it says to each of its ops.

::

    {"ops": {op: {"config": ..., "inputs": ...}, graph: {"ops": ...} or {"config": ...}}, ...}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dagbook.authoring.config_annotations import config_type_of, given_config
from dagbook.authoring.config_checks import checked_config, checked_field
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import (
    MISSING,
    Anything,
    FieldOf,
    Maybe,
    Record,
    field_as_implied,
)
from dagbook.authoring.graph_definition import GraphDefinition, Node
from dagbook.authoring.input_config import input_config
from dagbook.authoring.run_config import (
    ConfigOfRun,
    managed_fields,
    resource_fields,
    resources_told,
    run_record,
)
from dagbook.errors import (
    DagsterConfigMappingFunctionError,
    DagsterInvalidConfigError,
)

Path = tuple[str, ...]
_ANYTHING = FieldOf(Maybe(Anything()), is_required=False)


@dataclass(frozen=True, slots=True)
class JobConfig:
    """What a run's config says, checked.

    Args:
        of_run: To ops by the step's path, joined by dots, and to resources.
        inputs: Values of inputs that nothing is connected to: by path, () for the graph's own.
    """

    of_run: ConfigOfRun
    inputs: Mapping[Path, Mapping[str, Any]]


@dataclass(slots=True)
class _Said:
    """What was found so far."""

    ops: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    inputs: dict[Path, dict[str, Any]] = field(default_factory=dict)
    entries: dict[str, Any] = field(default_factory=dict)
    bound: Mapping[str, Any] = field(default_factory=dict)


def job_config(
    graph: GraphDefinition,
    run_config: Mapping[str, Any],
    keys: Mapping[str, Any],
    bound: Mapping[str, Any],
    job_name: str,
    known_inputs: Mapping[str, Any],
) -> JobConfig:
    """Return what *run_config* says to the ops of *graph* and to resources.

    Args:
        graph: The graph.
        run_config: As a dict.
        keys: What is bound to each resource key that is used.
        bound: What is bound to each key.
        job_name: For messages.
        known_inputs: The graph's inputs that the caller gives.

    Raises:
        DagsterInvalidConfigError: It does not fit; every place is named.
        DagsterConfigMappingFunctionError: A config mapping raised.
    """
    mapping = graph.config_mapping
    ops = _ops_fields(graph, bound) if mapping is None else {"config": _mapping_field(mapping)}
    root = run_record(ops, resource_fields(keys, bound))
    own = {
        each.name: loader.type
        for each in graph.inputs
        if each.name not in known_inputs and (loader := input_config(each.dagster_type)) is not None
    }
    inputs = _part({name: _input_field(graph, name, type_) for name, type_ in own.items()})
    record = Record({**root.fields, **({"inputs": inputs} if own else {})})
    where = f"job {job_name}"
    whole = checked_config(record, run_config, (), where)
    said = _Said(bound=bound)
    _note_inputs(graph, (), whole.get("inputs"), said)
    given = whole.get("ops") or {}
    if mapping is not None:
        given = _mapped_ops(graph, given.get("config"), ("",), where, bound)
    _note_ops(graph, (), given, said, where)
    told = ConfigOfRun(said.ops, said.raw, resources_told(whole), run_config, said.entries)
    return JobConfig(told, said.inputs)


def mapped_run_config(
    mapping: Any, run_config: Mapping[str, Any], job_name: str
) -> Mapping[str, Any]:
    """Return the run's config that a job's config *mapping* makes of *run_config*.

    Raises:
        DagsterInvalidConfigError: It does not fit the schema of the mapping.
        DagsterConfigMappingFunctionError: The mapping raised.
    """
    return _applied(mapping, run_config, (), f"job {job_name}")


def _applied(mapping: Any, given: Any, path: Path, where: str) -> Mapping[str, Any]:
    """Return what *mapping* makes of what was *given* at *path*."""
    schema = mapping.config_schema
    config = given
    if schema is not None:
        wanted = as_field(schema)
        config = checked_config(wanted.type, {} if given is None else given, path, where)
    try:
        made = mapping.config_fn(config)
    except DagsterInvalidConfigError:
        raise
    except Exception as error:
        raise DagsterConfigMappingFunctionError(
            f"The config mapping function of {where} has thrown an unexpected error: {error}",
            error,
        ) from error
    return made or {}


def _ops_fields(graph: GraphDefinition, bound: Mapping[str, Any]) -> dict[str, FieldOf]:
    """Return what may be said to each node of *graph*, and to IO managers of what is *bound*."""
    return {node.name: _node_field(graph, node, bound) for node in graph.nodes_in_order}


def _node_field(graph: GraphDefinition, node: Node, bound: Mapping[str, Any]) -> FieldOf:
    """Return what may be said to *node* of *graph*."""
    definition = node.definition
    fields: dict[str, FieldOf] = {"outputs": _ANYTHING}
    unconnected = {
        each.name: loader.type
        for each in definition.inputs
        if _is_free(graph, node, each.name)
        and each.input_manager_key is None
        and (loader := input_config(each.dagster_type)) is not None
    }
    free = {name: _input_field(definition, name, type_) for name, type_ in unconnected.items()}
    if free:
        fields["inputs"] = _part(free)
    if not isinstance(definition, GraphDefinition):
        fields.update(managed_fields(definition, bound, free))
        fields["config"] = _op_config(definition, node.name)
    elif definition.config_mapping is None:
        fields["ops"] = _part(_ops_fields(definition, bound))
    else:
        fields["config"] = _mapping_field(definition.config_mapping)
    return _part(fields)


def _mapping_field(mapping: Any) -> FieldOf:
    """Return what may be said to a config *mapping*."""
    return _ANYTHING if mapping.config_schema is None else as_field(mapping.config_schema)


def _op_config(op: Any, name: str) -> FieldOf:
    """Return what may be said to *op* itself."""
    if op.config_field is not None:
        return op.config_field  # type: ignore[no-any-return]  # an OpDefinition's
    if not op.has_config:
        return _ANYTHING
    return field_as_implied(config_type_of(op.signature.config, f"the parameter config of {name}"))


def _input_field(definition: Any, name: str, config_type: Any) -> FieldOf:
    """Return the entry of one input."""
    has_default = (
        definition.input_dict[name].has_default_value
        if not isinstance(definition, GraphDefinition)
        else all(
            definition.node_dict[each.mapped_node_name]
            .definition.input_dict[each.mapped_node_input_name]
            .has_default_value
            for each in definition.input_mappings
            if each.graph_input_name == name
        )
    )
    return FieldOf(config_type, not has_default)


def _is_free(graph: GraphDefinition, node: Node, name: str) -> bool:
    """Return whether nothing is connected to the input *name* of *node*."""
    return (
        name not in graph.taken.get(node.name, {})
        and name not in graph.input_assets.get(node.name, {})
        and not any(
            (each.mapped_node_name, each.mapped_node_input_name) == (node.name, name)
            for each in graph.input_mappings
        )
    )


def _part(fields: Mapping[str, FieldOf]) -> FieldOf:
    """Return a dict of *fields*, which need not be given where none of them has to be."""
    required = any(each.is_required for each in fields.values())
    return FieldOf(Record(fields), required, MISSING if required else {})


def _note_inputs(definition: Any, path: Path, given: Any, said: _Said) -> None:
    """Note the values of inputs of *definition* that are *given*."""
    for name, value in (given or {}).items():
        loader = input_config(definition.input_dict[name].dagster_type)
        if loader is not None:
            said.inputs.setdefault(path, {})[name] = (loader, value)


def _note_ops(
    graph: GraphDefinition, path: Path, given: Mapping[str, Any], said: _Said, where: str
) -> None:
    """Note what is *given* to each node of *graph*, which stands at *path*."""
    for node in graph.nodes_in_order:
        here, entry = (*path, node.name), given.get(node.name) or {}
        definition = node.definition
        _note_inputs(definition, here, entry.get("inputs"), said)
        if isinstance(definition, GraphDefinition):
            inner = entry.get("ops") or {}
            if definition.config_mapping is not None:
                inner = _mapped_ops(definition, entry.get("config"), here, where, said.bound)
            _note_ops(definition, here, inner, said, where)
            continue
        key, raw = ".".join(here), _resolved(definition, entry.get("config"), node.name)
        said.raw[key] = raw
        said.entries[key] = entry
        if definition.has_config:
            said.ops[key] = given_config(definition.signature.config, raw)


def _resolved(op: Any, raw: Any, name: str) -> Any:
    """Return the config of *op* that is made of *raw*, where it is given by `configured`.

    Raises:
        DagsterInvalidConfigError: What is made does not fit the op.
    """
    if not op.config_fns:
        return raw
    for fn in op.config_fns:
        raw = fn(raw)
    field_of_op = _op_config(op.unconfigured, name)
    return checked_field(field_of_op, raw, ("config",), f"op {name}")


def _mapped_ops(
    graph: GraphDefinition, config: Any, path: Path, where: str, bound: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what the config mapping of *graph* says to its ops, checked."""
    made = _applied(graph.config_mapping, config, tuple(_config_path(path)), where)
    return checked_config(  # type: ignore[no-any-return]  # a Record gives a dict
        Record(_ops_fields(graph, bound)), made, tuple(_config_path(path))[:-1], where
    )


def _config_path(path: Path) -> Iterator[str]:
    """Yield where the config of the node at *path* stands in the run's config."""
    for name in path:
        yield from ("ops", name)
    yield "config"


def config_of_node(graph: GraphDefinition) -> FieldOf:
    """Return the entry of *graph* in a run's config, where it makes assets."""
    if graph.config_mapping is not None:
        return _part({"config": _mapping_field(graph.config_mapping)})
    return _part({"ops": _part(_ops_fields(graph, {}))})


def node_config(
    graph: GraphDefinition, name: str, given: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the entry *given* says to each op of *graph*, by the step's key; also plain.

    Args:
        graph: The graph.
        name: The name of what it makes.
        given: The entry, checked, or None.
    """
    said = _Said()
    entry = given or {}
    where = f"op {name}"
    inner = entry.get("ops") or {}
    if graph.config_mapping is not None:
        inner = _mapped_ops(graph, entry.get("config"), (name,), where, {})
    _note_ops(graph, (name,), inner, said, where)
    return said.ops, said.raw
