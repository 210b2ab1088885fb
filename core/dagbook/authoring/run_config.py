"""`RunConfig`, and what a run's config says to each op and resource."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from dagbook.authoring.config_annotations import given_config, parameter_field
from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import (
    MISSING,
    Anything,
    FieldOf,
    Maybe,
    Record,
)
from dagbook.authoring.required_resources import with_needed
from dagbook.authoring.step_definition import StepDefinition
from dagbook.errors import ParameterCheckError
from dagbook.foundation.attributes import real_attribute


class RunConfig:
    """The config of one run, as `Config` objects.

    Args:
        ops: By the op's name, which of an asset is its key, ``sales__orders``: a `Config`, or a
            dict with ``config`` in it.
        resources: By the resource's key: a `Config`, a `ConfigurableResource`, or a dict.
        loggers: Accepted as Dagster's programs pass it.
        execution: Accepted as Dagster's programs pass it.

    Example:
        >>> RunConfig(ops={"orders": {"config": {"days": 3}}}).to_config_dict()["ops"]
        {'orders': {'config': {'days': 3}}}
    """

    __slots__ = ("execution", "loggers", "ops", "resources")

    def __init__(
        self,
        ops: Mapping[str, Any] | None = None,
        resources: Mapping[str, Any] | None = None,
        loggers: Mapping[str, Any] | None = None,
        execution: Mapping[str, Any] | None = None,
    ) -> None:
        self.ops = _as_dict("ops", ops)
        self.resources = _as_dict("resources", resources)
        self.loggers = _as_dict("loggers", loggers)
        self.execution = _as_dict("execution", execution)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunConfig) and self.to_config_dict() == other.to_config_dict()

    __hash__ = None  # type: ignore[assignment]  # equality is by value, which may not be hashable

    def to_config_dict(self) -> dict[str, Any]:
        """Return the config as plain dicts; environment variables by their names."""
        return {
            "loggers": self.loggers,
            "resources": {key: _plain(each) for key, each in self.resources.items()},
            "ops": {name: _plain(each) for name, each in self.ops.items()},
            "execution": self.execution,
        }


def _as_dict(name: str, given: Any) -> dict[str, Any]:
    """Return *given*, the argument *name* of a `RunConfig`, as a dict."""
    if given is not None and not isinstance(given, Mapping):
        raise ParameterCheckError(
            f"RunConfig({name}=...) is a dict by name; got {given!r} of type "
            f"{type(given).__name__}."
        )
    return dict(given or {})


def _plain(value: Any) -> Any:
    """Return *value* as a plain dict; a `Config` object under ``config``."""
    if isinstance(value, Mapping):
        return dict(value)
    if not hasattr(type(value), "model_fields"):
        return value
    # Only who has a pydantic object has loaded pydantic.
    return {"config": import_module("dagbook.authoring.config").as_config_dict(value)}


@dataclass(frozen=True, slots=True)
class ConfigOfRun:
    """What a run's config says, checked.

    Args:
        ops: What each op's function is given, by the op's name.
        raw_ops: The same as plain dicts.
        resources: What each resource is told, by key.
        given: The whole, as it was given.
        entries: All that is said to each op, to its inputs and outputs too, by the op's name.
    """

    ops: Mapping[str, Any] = field(default_factory=dict)
    raw_ops: Mapping[str, Any] = field(default_factory=dict)
    resources: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    entries: Mapping[str, Any] = field(default_factory=dict)


NO_CONFIG = ConfigOfRun()


def as_run_config(run_config: Any) -> Mapping[str, Any]:
    """Return *run_config*, as users give it, as a dict.

    Raises:
        ParameterCheckError: It is neither a `RunConfig` nor a dict.
    """
    if run_config is None:
        return {}
    if isinstance(run_config, RunConfig):
        return {name: each for name, each in run_config.to_config_dict().items() if each}
    if isinstance(run_config, Mapping):
        return run_config
    raise ParameterCheckError(
        f"run_config is a RunConfig or a dict; got {run_config!r} of type "
        f"{type(run_config).__name__}."
    )


def config_of_run(
    run_config: Mapping[str, Any],
    definitions: Collection[StepDefinition],
    bound: Mapping[str, Any],
    required: Iterable[tuple[str, str]],
    job_name: str,
) -> ConfigOfRun:
    """Return what *run_config* says to the ops of *definitions* and to resources.

    Args:
        run_config: As `as_run_config` returns it.
        definitions: What the run makes.
        bound: What is bound to each resource key.
        required: Who requires which resource.
        job_name: Of the run, for messages.

    Raises:
        DagsterInvalidConfigError: It does not fit; every place is named.
    """
    configured = [each for each in definitions if each.has_config]
    graphs = [(each, node) for each in definitions if (node := _node_of(each)) is not None]
    schemas = bool(graphs) or any(_schema_of(each) is not None for each in definitions)
    keys = {key: bound.get(key) for _, key in with_needed(required, bound)}
    to_be_told = any(_is_told(each) for each in keys.values())
    to_managers = any(_manager_schemas(each) for each in keys.values())
    if not (configured or schemas or run_config or to_be_told or to_managers):
        return NO_CONFIG
    ops = {each.op_name: _op_field(each, bound) for each in definitions}
    root = run_record(ops, resource_fields(keys, bound))
    whole = checked_config(root, run_config, (), f"job {job_name}")
    raw = {name: each.get("config") for name, each in whole.get("ops", {}).items()}
    ops_told = {
        each.op_name: given_config(_annotation(each), raw.get(each.op_name)) for each in configured
    }
    for each, node in graphs:
        told, plain = node.told(each.op_name, whole["ops"].get(each.op_name))
        ops_told |= told
        raw |= plain
    return ConfigOfRun(
        ops_told,
        raw,
        resources_told(whole),
        run_config,
        whole.get("ops", {}),
    )


def resource_fields(keys: Mapping[str, Any], bound: Mapping[str, Any]) -> dict[str, FieldOf]:
    """Return what may be said to each resource.

    Args:
        keys: What is bound to each key that is used.
        bound: What is bound to each key.
    """
    resources = {key: entry(_config_field(each)) for key, each in keys.items()}
    for key in bound:
        if key not in keys:
            # What is bound and not used may be told something, and need not.
            resources[key] = replace(entry(_config_field(bound[key])), is_required=False)
    return resources


def run_record(ops: Mapping[str, FieldOf], resources: Mapping[str, FieldOf]) -> Record:
    """Return what a run's config may say: to *ops*, to *resources*, and how it runs."""
    return Record(
        {
            "ops": _part(ops),
            "resources": _part(resources),
            "loggers": FieldOf(Anything(), is_required=False),
            "execution": FieldOf(Anything(), is_required=False),
        }
    )


def resources_told(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the checked config *whole* says to each resource."""
    return {
        key: each["config"] for key, each in whole.get("resources", {}).items() if "config" in each
    }


_ANYTHING = FieldOf(Maybe(Anything()), is_required=False)


def _config_field(resource: Any) -> FieldOf:
    """Return what may be said to *resource*; anything where it does not say."""
    field_of_resource = real_attribute(resource, "config_field")
    if field_of_resource is None or isinstance(resource, type):
        return _ANYTHING
    return field_of_resource()  # type: ignore[no-any-return]  # the resource's


def _is_told(resource: Any) -> bool:
    """Return whether *resource* has to be told something, or is told its defaults."""
    config = _config_field(resource)
    return config.is_required or config.default is not MISSING


def _op_field(definition: StepDefinition, bound: Mapping[str, Any]) -> FieldOf:
    """Return what may be said to the op of *definition*, and to its inputs and outputs."""
    node = _node_of(definition)
    if node is not None:
        return node.config_field()  # type: ignore[no-any-return]  # a GraphNode's
    managed = managed_fields(definition, bound, {})
    if not definition.has_config:
        return _part({"config": _schema_of(definition) or _ANYTHING, **managed})
    annotation = _annotation(definition)
    config = parameter_field(definition.fn, annotation, definition.op_name)
    return _part({"config": config, **managed})


def managed_fields(
    definition: Any, bound: Mapping[str, Any], free: Mapping[str, FieldOf]
) -> dict[str, FieldOf]:
    """Return what managers let a run say of the inputs and outputs of *definition*.

    Args:
        definition: The op or asset.
        bound: What is bound to each key.
        free: What may be said of inputs beside.
    """
    inputs = {
        each.name: as_field(schema)
        for each in getattr(definition, "inputs", ())
        if (schema := _schema_for(bound.get(each.input_manager_key), "input")) is not None
    }
    outputs = {
        each.name: as_field(schema)
        for each in definition.outputs
        if (schema := _schema_for(bound.get(each.io_manager_key), "output")) is not None
    }
    sections = {"inputs": {**free, **inputs}, "outputs": outputs}
    return {name: _part(fields) for name, fields in sections.items() if fields}


def _schema_for(manager: Any, what: str) -> Any:
    """Return what *manager* lets a run say of each "input" or "output", None for nothing."""
    return real_attribute(manager, f"{what}_config_schema")


def _manager_schemas(manager: Any) -> bool:
    """Return whether *manager* lets a run say anything of inputs or outputs."""
    return any(_schema_for(manager, what) is not None for what in ("input", "output"))


def _node_of(definition: Any) -> Any:
    """Return the graph that makes the assets of *definition*, None where a function does."""
    return getattr(getattr(definition, "options", None), "node", None)


def _schema_of(definition: Any) -> FieldOf | None:
    """Return the config schema of *definition*, if it has one."""
    own: FieldOf | None = getattr(definition, "config_field", None)
    return own or getattr(definition, "config_schema", None)


def _annotation(definition: StepDefinition) -> Any:
    """Return the annotation of the parameter ``config`` of *definition*."""
    return definition.signature.config if definition.signature else None


def entry(config: FieldOf) -> FieldOf:
    """Return the entry ``{"config": ...}`` of something that takes *config*."""
    return _part({"config": config})


def _part(fields: Mapping[str, FieldOf]) -> FieldOf:
    """Return a dict of *fields*, which need not be given where none of them has to be."""
    required = any(each.is_required for each in fields.values())
    return FieldOf(Record(fields), required, MISSING if required else {})
