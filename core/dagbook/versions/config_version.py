"""What a step was told by its config, comparable and without secrets.

::

    Window(days=3, name="a", password="x") -> {"days": "3", "name": "#5f0c..."}
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.config_annotations import default_config
from dagbook.authoring.config_checks import checked_config
from dagbook.authoring.config_types import Record
from dagbook.authoring.required_resources import with_needed
from dagbook.authoring.run_config import ConfigOfRun
from dagbook.errors import DagsterInvalidConfigError
from dagbook.foundation.digest import digest
from dagbook.foundation.serdes import from_json, to_json
from dagbook.model.records import CONFIG_INPUT, InputVersions
from dagbook.versions.bound import is_secret
from dagbook.versions.content import content_of

RESOURCE_SETTING = "resource "
"""What the name of a setting begins with that a run gave to a resource."""

_SHOWN = 16
_DEFAULTS: WeakKeyDictionary[AssetsDefinition, str | None] = WeakKeyDictionary()


def config_input(
    definition: AssetsDefinition, config: ConfigOfRun, bound: Mapping[str, Any] | None = None
) -> InputVersions:
    """Return the input that a run's *config* is to *definition*; none when it says it nothing.

    Args:
        definition: What is run.
        config: What the run's config says.
        bound: What is bound to each resource key; of what *definition* uses, what the run says to
            it counts too.
    """
    told = _resources_told(definition, config, bound) if config.given.get("resources") else ()
    if definition.has_config:
        own = config.ops[definition.op_name]
    elif definition.config_schema is not None:
        own = config.raw_ops.get(definition.op_name)
    elif told:
        return ((CONFIG_INPUT, to_json(dict(sorted(told)))),)
    else:
        return ()
    version = config_version(own)
    return ((CONFIG_INPUT, _with_told(version, told) if told else version),)


def config_version_now(definition: AssetsDefinition, was: str) -> str:
    """Return the version of what a run gives *definition* that says nothing of config.

    Args:
        definition: What takes config, or uses a resource that a run said something to.
        was: The version that is recorded; it stands where a run has to say something.
    """
    if definition not in _DEFAULTS:
        _DEFAULTS[definition] = _default_version(definition)
    known = _DEFAULTS[definition]
    if known is None and f'"{RESOURCE_SETTING}' in was:
        # A run that says nothing leaves resources as they are bound, which counts with the code.
        settings = from_json(was)
        own = {each: told for each, told in settings.items() if not _is_of_resource(each)}
        return to_json(own)
    return was if known is None else known


def config_version(config: Any) -> str:
    """Return the settings of *config* as text: numbers as they are, all else by a digest.

    Left out are secrets, and what a field makes anew each time.

    >>> config_version({"days": 3, "password": "x"})
    '{"days":"3"}'
    """
    return to_json(dict(sorted(_settings(config))))


def config_changes(was: str, now: str) -> Iterator[str]:
    """Yield what differs between two versions, a setting each.

    >>> list(config_changes('{"days":"3","name":"#1"}', '{"days":"7","name":"#2"}'))
    ['was made with config days=3, which is 7 now', 'was made with another config name']
    """
    before, after = from_json(was), from_json(now)
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, "nothing"), after.get(name, "nothing")
        if old == new:
            continue
        if old.startswith("#") or new.startswith("#"):
            yield f"was made with another config {name}"
        else:
            yield f"was made with config {name}={old}, which is {new} now"


def _default_version(definition: AssetsDefinition) -> str | None:
    """Return the version of the config without a word of a run's; None where there has to be."""
    schema, name = definition.config_schema, definition.op_name
    annotation = definition.signature.config if definition.signature else None
    try:
        if definition.has_config:
            return config_version(default_config(annotation, name))
        if schema is None:
            return None
        whole = checked_config(Record({"config": schema}), {}, ("ops", name), f"op {name}")
        return config_version(whole.get("config"))
    except (DagsterInvalidConfigError, ValueError):
        return None


def _is_of_resource(name: str) -> bool:
    """Return whether the setting *name* is of a resource."""
    return name.startswith(RESOURCE_SETTING)


def _with_told(version: str, told: Iterable[tuple[str, str]]) -> str:
    """Return the version of a config together with what resources were told."""
    return to_json(dict(sorted([*from_json(version).items(), *told])))


def _resources_told(
    definition: AssetsDefinition, config: ConfigOfRun, bound: Mapping[str, Any] | None
) -> tuple[tuple[str, str], ...]:
    """Return each setting that the run gave to a resource that *definition* uses."""
    required = [(definition.op_name, key) for key in definition.required_resource_keys]
    used = {key for _, key in with_needed(required, bound or {})}
    return tuple(
        (f"{RESOURCE_SETTING}{key}.{name}", told)
        for key, given in config.given["resources"].items()
        if key in used and isinstance(given, Mapping)
        for name, told in _settings(given.get("config"))
    )


def _settings(config: Any) -> Iterator[tuple[str, str]]:
    """Yield each setting, nested ones by dotted names, and what it is."""
    fields = getattr(type(config), "model_fields", None)
    if fields is not None:
        made = {
            name
            for name, each in fields.items()
            if each.default_factory is not None and name not in config.model_fields_set
        }
        pairs = {name: getattr(config, name) for name in fields if name not in made}
        pairs |= config.model_extra or {}
        yield from _of_mapping(pairs)
    elif isinstance(config, Mapping):
        yield from _of_mapping(config)
    else:
        yield "value", _told(config)


def _of_mapping(pairs: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """Yield the settings of *pairs*, nested ones by dotted names."""
    for name, value in pairs.items():
        if is_secret(str(name), value):
            continue
        if isinstance(value, Mapping) or hasattr(type(value), "model_fields"):
            yield from ((f"{name}.{inner}", told) for inner, told in _settings(value))
        else:
            yield str(name), _told(value)


def _told(value: Any) -> str:
    """Return what tells a setting from another, without showing what may be a secret."""
    if value is None or type(value) in {bool, int, float}:
        return repr(value)
    return "#" + (content_of(value).digest or digest(("unknown",)))[:_SHOWN]
