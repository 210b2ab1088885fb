"""What is bound to a resource key, as code: its class, and its settings by value without secrets.

::

    Warehouse(host="a", password="x") -> `Warehouse.fetch()`, warehouse.host; not warehouse.password
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any

from dagbook.foundation.attributes import real_attribute
from dagbook.foundation.digest import digest
from dagbook.versions import frames
from dagbook.versions.content import content_of, describe
from dagbook.versions.fingerprint import fingerprint
from dagbook.versions.packages import OWN
from dagbook.versions.parts import Fingerprint, Part

_SECRET = re.compile(
    r"password|passwd|passphrase|secret|token|credential|(^|_)(key|pwd|auth)$", re.IGNORECASE
)
_SECRET_TYPES = ("SecretStr", "SecretBytes")


def counting(resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of *resources* that count: not what dagbook itself stores values with.

    >>> counting({"limit": 3})
    {'limit': 3}
    """
    return {
        key: value
        for key, value in resources.items()
        if _class_of(value).__module__.partition(".")[0] not in OWN
        or settings_of(value)
        or real_attribute(value, "resource_fn") is not None
    }


def with_resources(code: Fingerprint, resources: Mapping[str, Fingerprint]) -> Fingerprint:
    """Return *code* together with what is bound to the keys it requires.

    Args:
        code: Of an asset's function.
        resources: What `bound_code` says of each key; at least one.
    """
    found = [code, *(resources[key] for key in sorted(resources))]
    known = [each.value for each in found if each.value is not None]
    parts = {(part.kind, part.name, part.digest): part for each in found for part in each.parts}
    return Fingerprint(
        digest(("resources", *sorted(resources), *known)) if len(known) == len(found) else None,
        code.source,
        tuple(parts.values()),
        tuple(dict.fromkeys(risk for each in found for risk in each.risks)),
    )


def bound_code(name: str, value: Any) -> Fingerprint:
    """Return what a resource or IO manager is: its class, and its settings.

    Settings are the fields of a `ConfigurableResource`. What another object holds is not looked at,
    as it may change with each use; a plain value counts by what it holds.

    Args:
        name: The resource key.
        value: What is bound to it.
    """
    found = _bound_code(name, value)
    # A package is what it is, whoever uses it.
    parts = (
        each if each.kind == "package" else replace(each, topic="resource") for each in found.parts
    )
    return replace(found, parts=tuple(parts))


def _bound_code(name: str, value: Any) -> Fingerprint:
    """Return what a resource is, as code like any other."""
    settings = settings_of(value)
    cls = _class_of(value)
    make = real_attribute(value, "resource_fn")
    if make is not None:
        return _made_by(name, value, make)
    if settings is None and not isinstance(value, type) and not _is_object(value):
        return _together([_value(name, value)])
    found = [fingerprint(cls)]
    for field, held in (settings or {}).items():
        if is_secret(field, held):
            part = Part(f"{name}.{field}", "ignored", "")
            found.append(Fingerprint("", None, (part,)))
        elif settings_of(held) is not None:
            found.append(bound_code(f"{name}.{field}", held))
        else:
            found.append(_value(f"{name}.{field}", held))
    if settings is None and hasattr(value, "__dict__") and not isinstance(value, type):
        risk = f"what the resource {name} holds, a {cls.__qualname__}, is not tracked"
        risks = (f"{risk}. Make it a ConfigurableResource",) if value.__dict__ else ()
        # Also of one that holds nothing yet, or its first use would be a change.
        found.append(Fingerprint("", None, (), risks))
    return _together(found, settings or ())


def _made_by(name: str, value: Any, make: Any) -> Fingerprint:
    """Return what a resource is that the function *make* makes: that, and the config it is given.

    Config that a function makes of the run's counts by that function.
    """
    found = [fingerprint(make)]
    for config in real_attribute(value, "given_config", ()):
        if callable(config):
            found.append(fingerprint(config))
        elif isinstance(config, Mapping):
            found.extend(_setting(f"{name}.{field}", str(field), config[field]) for field in config)
        else:
            found.append(_value(f"{name}.config", config))
    return _together(found, (name,))


def _setting(place: str, name: str, held: Any) -> Fingerprint:
    """Return a setting as a part; of a secret one no more than that it is there."""
    if is_secret(name, held):
        return Fingerprint("", None, (Part(place, "ignored", ""),))
    return _value(place, held)


def settings_of(value: Any) -> dict[str, Any] | None:
    """Return the fields of a `ConfigurableResource` by name; None of anything else."""
    if isinstance(value, type) or getattr(type(value), "__dagbook_resource__", False) is not True:
        return None
    return {name: getattr(value, name) for name in type(value).model_fields}


def _value(name: str, value: Any) -> Fingerprint:
    """Return a plain value as a part, with the code inside it."""
    variable = getattr(value, "env_var_name", None)
    if isinstance(variable, str):
        # Its value may be a secret under any name, so that not even a digest of it is kept.
        held = digest(("variable", variable))
        risk = (
            f"{name} is the environment variable {variable}; a change of its value is not noticed. "
            "Run what uses it again after one"
        )
        part = Part(name, "value", held, None, variable)
        return _together([Fingerprint(held, None, (part,), (risk,))])
    content = content_of(value)
    held = content.digest or digest(("unknown",))
    part = Part(name, "value", held, None, describe(value))
    risks = tuple(f"{name} {risk}" for risk in content.risks)
    own = Fingerprint(content.digest, None, (part,), risks)
    return _together([own, *(fingerprint(each) for each in content.refs)])


def _together(found: list[Fingerprint], names: Iterable[str] = ()) -> Fingerprint:
    """Return several fingerprints as one."""
    known = [each.value for each in found if each.value is not None]
    return Fingerprint(
        digest((*names, *known)) if len(known) == len(found) else None,
        None,
        tuple(part for each in found for part in each.parts),
        tuple(_risks(found)),
    )


def _risks(found: Iterable[Fingerprint]) -> Iterator[str]:
    """Yield what is not tracked of any of *found*."""
    for each in found:
        yield from each.risks


def _class_of(value: Any) -> type:
    """Return the class that says how a resource behaves."""
    return value if isinstance(value, type) else type(value)


def _is_object(value: Any) -> bool:
    """Return whether *value* may change as it is used, and so is no plain value."""
    if isinstance(value, (partial, Enum)) or frames.is_tabular(value):
        return False
    frozen = getattr(type(value), "__dataclass_params__", None)
    if frozen is not None and frozen.frozen:
        return False
    return type(value).__module__ != "builtins" and hasattr(value, "__dict__")


def is_secret(name: str, value: Any) -> bool:
    """Return whether a setting is left out, as it may be a secret.

    Of an environment variable its own name says so as well.
    """
    variable = getattr(value, "env_var_name", None)
    return (
        bool(_SECRET.search(name))
        or type(value).__name__ in _SECRET_TYPES
        or (isinstance(variable, str) and bool(_SECRET.search(variable)))
    )
