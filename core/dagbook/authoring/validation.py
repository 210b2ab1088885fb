"""The rules Dagster has for what an asset says of itself: names, groups, tags, owners."""

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dagbook.authoring.staleness_tag import check_staleness
from dagbook.errors import CheckError, DagsterInvalidDefinitionError, ParameterCheckError
from dagbook.foundation.names import TAG_KEY, TAG_VALUE, is_valid_name
from dagbook.foundation.parameters import (
    TEXT,
    check_given,
    check_named,
    check_parameter,
    of_class_named,
)
from dagbook.model.asset_key import AssetKey

KIND_PREFIX = "dagster/kind/"
"""Kinds are kept as tags of this prefix, as in Dagster."""

DEFAULT_GROUP = "default"
_GROUP = re.compile(r"^[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*$")
_EMAIL = re.compile(r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,7}$")
_MOST_KINDS = 10
_OLDER = {
    "compute_kind": "",
    "non_argument_deps": "",
    "auto_materialize_policy": "automation_condition=",
    "legacy_freshness_policy": "freshness_policy=",
}
"""Dagster's older parameters of decorators, and what is used instead where they are not taken."""
_POOL = re.compile(r"\S+$")
_HOOK = of_class_named("HookDefinition")


def check_hooks(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* is a set of hooks, whose class is above this module."""
    check_parameter(owner, name, value, (set, frozenset), "a set")
    for each in value:
        _HOOK(owner, name, each)


_OPTIONS = {
    "resource_defs": check_named,
    "hooks": check_hooks,
    "op_tags": check_named,
    "pool": TEXT,
}
_RESERVED = frozenset(keyword.kwlist) | {
    "context",
    "conf",
    "config",
    "meta",
    "arg_dict",
    "dict",
    "input_arg_dict",
    "output_arg_dict",
    "int",
    "str",
    "float",
    "bool",
    "input",
    "output",
    "type",
}


def check_name(name: str) -> str:
    """Return *name*, or say why an op or output cannot be called so."""
    if name in _RESERVED:
        raise DagsterInvalidDefinitionError(
            f'"{name}" is not a valid name in Dagster. It conflicts with a Dagster or Python '
            "reserved keyword; choose another."
        )
    if not is_valid_name(name):
        raise DagsterInvalidDefinitionError(
            f'"{name}" is not a valid name in Dagster. Names have only letters, digits and '
            "underscores; use key= or key_prefix= for a path."
        )
    return name


def check_dep_names(keys: Iterable[AssetKey]) -> None:
    """Raise unless each of *keys* is depended on under a name that Dagster allows.

    Raises:
        DagsterInvalidDefinitionError: Naming the key.
    """
    for key in keys:
        name = input_name(key)
        if is_valid_name(name) and (name not in _RESERVED or name == "config"):
            continue
        parted = "/" in name
        hint = f" Is it AssetKey({name.split('/')!r})?" if parted and "//" not in name else ""
        raise DagsterInvalidDefinitionError(
            f'"{key.to_user_string()}", named as a dependency, is not a valid name in Dagster. A '
            "key that a function depends on has only letters, digits, underscores, '-' and '.', "
            f"and is no reserved word.{hint}"
        )


def input_name(key: AssetKey) -> str:
    """Return the name under which a function depends on *key*.

    >>> input_name(AssetKey(["raw-data", "orders"]))
    'raw_data_orders'
    """
    return "_".join(key.parts).replace("-", "_").replace(".", "_")


def check_group(group_name: str | None) -> str | None:
    """Return *group_name*, or say why it cannot be one."""
    if group_name is not None and not isinstance(group_name, str):
        raise ParameterCheckError(
            f"group_name is text; got {group_name!r} of type {type(group_name).__name__}."
        )
    if group_name is not None and not _GROUP.match(group_name):
        raise DagsterInvalidDefinitionError(
            f'"{group_name}" is not a valid asset group name. Group names are segments of letters, '
            "digits and underscores, separated by '/'."
        )
    return group_name


def check_owners(owners: Sequence[str] | None, asset: str) -> tuple[str, ...]:
    """Return *owners*, or say which is neither an address nor a team."""
    for owner in owners or ():
        if not (_EMAIL.match(owner) or (owner.startswith("team:") and len(owner) > len("team:"))):
            raise DagsterInvalidDefinitionError(
                f"Invalid owner {owner!r} for asset {asset}. Owners are email addresses or a team "
                "name prefixed with 'team:'."
            )
    return tuple(owners or ())


def check_tags(tags: Mapping[str, str] | None, kinds: Iterable[str] | None) -> dict[str, str]:
    """Return *tags* with *kinds* among them, or say which cannot be one."""
    if not tags and not kinds:
        return {}
    checked = dict(tags or {})
    for key, value in checked.items():
        if not isinstance(key, str) or not isinstance(value, str):
            error = DagsterInvalidDefinitionError if isinstance(key, str) else CheckError
            raise error(
                f"Found invalid tag {key!r}: {value!r}. Tags are text by text; use str(value)."
            )
        if not TAG_KEY.match(key) or not TAG_VALUE.match(value):
            raise DagsterInvalidDefinitionError(
                f"Found invalid tag {key!r}: {value!r}. Keys and values have letters, digits, '_', "
                "'-' and '.', at most 63 of them; a key may have one namespace before a '/'."
            )
    check_staleness(checked)
    for kind in kinds or ():
        checked[f"{KIND_PREFIX}{kind}"] = ""
    if sum(key.startswith(KIND_PREFIX) for key in checked) > _MOST_KINDS:
        raise DagsterInvalidDefinitionError(
            f"Assets can have at most {_MOST_KINDS} kinds; got "
            f"{sorted(key for key in checked if key.startswith(KIND_PREFIX))}."
        )
    return checked


def check_kinds(kinds: Iterable[str]) -> None:
    """Raise where a kind that a decorator is given cannot be a tag.

    Raises:
        DagsterInvalidDefinitionError: Naming it.
        CheckError: It is no text.
        ParameterCheckError: The kinds are no set.

    >>> check_kinds({"pandas", "sql"})
    """
    check_parameter("An asset", "kinds", kinds, Iterable, "a set of text")
    for kind in kinds:
        if not isinstance(kind, str):
            raise CheckError(f"A kind is text; got {kind!r} of type {type(kind).__name__}.")
        if "/" in kind or not TAG_KEY.match(kind):
            raise DagsterInvalidDefinitionError(
                f"Found invalid kind {kind!r}. A kind is a tag: it has letters, digits, '_', "
                "'-' and '.', at most 63 of them."
            )


def kinds_of(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds among *tags*, sorted.

    >>> kinds_of({"dagster/kind/pandas": "", "tier": "1"})
    ('pandas',)
    """
    if not tags:
        return ()
    return tuple(sorted(key[len(KIND_PREFIX) :] for key in tags if key.startswith(KIND_PREFIX)))


def check_options(
    what: str,
    resource_defs: Any,
    hooks: Any,
    op_tags: Any,
    check_specs: Any,
    pool: Any,
) -> None:
    """Say which option of the definition *what* is not of the kind that Dagster takes there."""
    given = {"resource_defs": resource_defs, "hooks": hooks, "op_tags": op_tags, "pool": pool}
    check_given(what, _OPTIONS, given)
    if pool is not None and not _POOL.match(pool):
        raise DagsterInvalidDefinitionError(
            f'{what}(pool="{pool}") is not a valid pool name: it has no blanks in it.'
        )
    if check_specs is not None and (
        isinstance(check_specs, (str, bytes)) or not isinstance(check_specs, Sequence)
    ):
        raise ParameterCheckError(
            f'Param "check_specs" of {what} is not a Sequence. Got {check_specs!r} which is type '
            f"{type(check_specs).__name__}. Put it into a list."
        )


def check_hidden(what: str, given: Mapping[str, Any]) -> None:
    """Say which of the older keywords *given* to the decorator *what* it does not take."""
    for name, value in given.items():
        if name not in _OLDER:
            raise TypeError(f"{what} got an unexpected keyword argument '{name}'")
        if value is not None and _OLDER[name]:
            raise DagsterInvalidDefinitionError(
                f"{what}({name}=...) is Dagster's older form and is not in dagbook. Use "
                f"{_OLDER[name]}."
            )
    TEXT(what, "compute_kind", given.get("compute_kind"))


def check_whole(backfill_policy: Any) -> None:
    """Say that an asset without partitions cannot be made in several parts."""
    if getattr(backfill_policy, "max_partitions_per_run", None) is not None:
        raise ParameterCheckError(
            f"backfill_policy={backfill_policy!r}: an asset without partitions can only have the "
            "single-run backfill policy. Leave it out, or give the asset partitions."
        )
