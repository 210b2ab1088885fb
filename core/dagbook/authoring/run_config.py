"""`RunConfig`, and what a run's config says to each op and resource."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.config_annotations import config_type_of, given_config
from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import Anything, FieldOf, Maybe, Record, needs_value
from dagbook.authoring.resources import with_needed
from dagbook.errors import DagsterInvalidInvocationError


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
        self.ops = dict(ops or {})
        self.resources = dict(resources or {})
        self.loggers = dict(loggers or {})
        self.execution = dict(execution or {})

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


def _plain(value: Any) -> Any:
    """Return *value* as a plain dict; a `Config` object under ``config``."""
    if isinstance(value, Mapping):
        return dict(value)
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
    """

    ops: Mapping[str, Any] = field(default_factory=dict)
    raw_ops: Mapping[str, Any] = field(default_factory=dict)
    resources: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)


NO_CONFIG = ConfigOfRun()


def as_run_config(run_config: Any) -> Mapping[str, Any]:
    """Return *run_config*, as users give it, as a dict.

    Raises:
        DagsterInvalidInvocationError: It is neither a `RunConfig` nor a dict.
    """
    if run_config is None:
        return {}
    if isinstance(run_config, RunConfig):
        return {name: each for name, each in run_config.to_config_dict().items() if each}
    if isinstance(run_config, Mapping):
        return run_config
    raise DagsterInvalidInvocationError(
        f"run_config is a RunConfig or a dict; got {run_config!r} of type "
        f"{type(run_config).__name__}."
    )


def config_of_run(
    run_config: Mapping[str, Any],
    definitions: Collection[AssetsDefinition],
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
    keys = {key: bound.get(key) for _, key in with_needed(required, bound)}
    to_be_told = any(_config_field(each).is_required for each in keys.values())
    if not configured and not run_config and not to_be_told:
        return NO_CONFIG
    ops = {each.op_name: _op_field(each) for each in definitions}
    resources = {key: _entry(_config_field(each)) for key, each in keys.items()}
    root = Record(
        {
            "ops": FieldOf(Record(ops), any(each.is_required for each in ops.values())),
            "resources": FieldOf(
                Record(resources), any(each.is_required for each in resources.values())
            ),
            "loggers": FieldOf(Anything(), is_required=False),
            "execution": FieldOf(Anything(), is_required=False),
        }
    )
    whole = checked_config(root, run_config, (), f"job {job_name}")
    raw = {name: each.get("config") for name, each in whole.get("ops", {}).items()}
    return ConfigOfRun(
        {
            each.op_name: given_config(_annotation(each), raw.get(each.op_name))
            for each in configured
        },
        raw,
        {
            key: each["config"]
            for key, each in whole.get("resources", {}).items()
            if "config" in each
        },
        run_config,
    )


_ANYTHING = FieldOf(Maybe(Anything()), is_required=False)


def _config_field(resource: Any) -> FieldOf:
    """Return what may be said to *resource*; anything where it does not say."""
    field_of_resource = getattr(resource, "config_field", None)
    if field_of_resource is None or isinstance(resource, type):
        return _ANYTHING
    return field_of_resource()  # type: ignore[no-any-return]  # the resource's


def _op_field(definition: AssetsDefinition) -> FieldOf:
    """Return what may be said to the op of *definition*."""
    if not definition.has_config:
        return FieldOf(Record({"config": FieldOf(Maybe(Anything()), is_required=False)}), False)
    annotation = _annotation(definition)
    where = f"the parameter config of {definition.op_name}"
    config_type = config_type_of(annotation, where)
    return _entry(FieldOf(config_type, needs_value(config_type)))


def _annotation(definition: AssetsDefinition) -> Any:
    """Return the annotation of the parameter ``config`` of *definition*."""
    return definition.signature.config if definition.signature else None


def _entry(config: FieldOf) -> FieldOf:
    """Return the entry ``{"config": ...}`` of something that takes *config*."""
    return FieldOf(Record({"config": config}), config.is_required)
