"""`asset`: a function becomes the definition of what it makes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import cleandoc
from typing import Any, overload

from dagbook.authoring.asset_inputs import all_deps, as_deps, inputs_of
from dagbook.authoring.asset_io import AssetIn, AssetSpec, Nothing
from dagbook.authoring.assets_definition import (
    DEFAULT_IO_MANAGER_KEY,
    AssetOutput,
    AssetsDefinition,
)
from dagbook.authoring.registration import announce
from dagbook.authoring.signature import read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.step_options import keys_of, step_options, with_own_io_manager
from dagbook.authoring.validation import (
    DEFAULT_GROUP,
    check_hidden,
    check_kinds,
    check_name,
    check_whole,
)
from dagbook.errors import CheckError, DagsterInvalidDefinitionError
from dagbook.foundation.parameters import (
    FLAG,
    TEXT,
    check_given,
    check_set,
    list_of,
    named_of,
    of_type,
)
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.model.results import DEFAULT_OUTPUT
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.definition import PartitionsDefinition

_NO_METADATA: Mapping[str, Any] = {}


@overload
def asset(compute_fn: Callable[..., Any]) -> AssetsDefinition: ...
@overload
def asset(
    *,
    name: str | None = ...,
    key_prefix: CoercibleToAssetKeyPrefix | None = ...,
    ins: Mapping[str, AssetIn] | None = ...,
    deps: Iterable[Any] | None = ...,
    metadata: Mapping[str, Any] | None = ...,
    tags: Mapping[str, str] | None = ...,
    description: str | None = ...,
    config_schema: Any = ...,
    required_resource_keys: Iterable[str] | None = ...,
    resource_defs: Mapping[str, Any] | None = ...,
    hooks: Iterable[Any] | None = ...,
    io_manager_def: Any = ...,
    io_manager_key: str | None = ...,
    dagster_type: Any = ...,
    partitions_def: PartitionsDefinition | None = ...,
    op_tags: Mapping[str, Any] | None = ...,
    group_name: str | None = ...,
    output_required: bool = ...,
    automation_condition: Any = ...,
    freshness_policy: Any = ...,
    backfill_policy: Any = ...,
    retry_policy: Any = ...,
    code_version: str | None = ...,
    key: CoercibleToAssetKey | None = ...,
    check_specs: Sequence[Any] | None = ...,
    owners: Sequence[str] | None = ...,
    kinds: Iterable[str] | None = ...,
    pool: str | None = ...,
    is_virtual: bool = ...,
    **kwargs: Any,
) -> Callable[[Callable[..., Any]], AssetsDefinition]: ...


def asset(
    compute_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    deps: Iterable[Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    description: str | None = None,
    config_schema: Any = None,
    required_resource_keys: Iterable[str] | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    hooks: Iterable[Any] | None = None,
    io_manager_def: Any = None,
    io_manager_key: str | None = None,
    dagster_type: Any = None,
    partitions_def: PartitionsDefinition | None = None,
    op_tags: Mapping[str, Any] | None = None,
    group_name: str | None = None,
    output_required: bool = True,
    automation_condition: Any = None,
    freshness_policy: Any = None,
    backfill_policy: Any = None,
    retry_policy: Any = None,
    code_version: str | None = None,
    key: CoercibleToAssetKey | None = None,
    check_specs: Sequence[Any] | None = None,
    owners: Sequence[str] | None = None,
    kinds: Iterable[str] | None = None,
    pool: str | None = None,
    is_virtual: bool = False,
    **kwargs: Any,
) -> AssetsDefinition | Callable[[Callable[..., Any]], AssetsDefinition]:
    """Define an asset by the function that makes its value.

    A parameter takes the value of the asset of its name, unless `ins` says otherwise; a first
    parameter named ``context`` takes the context; one annotated with a `ConfigurableResource` class
    takes that resource.

    Args:
        compute_fn: The function, when used as ``@asset`` without arguments.
        name: In place of the function's name.
        key_prefix: Put before the name to make the key; not beside `key`.
        ins: How parameters are filled, by name.
        deps: Assets depended on whose values are not passed: keys, definitions, `AssetDep`.
        metadata: Of the definition, any values.
        tags: Text by text.
        description: In Markdown; the docstring by default.
        config_schema: What its config looks like, in Dagster's older form.
        required_resource_keys: Resources used through ``context.resources``.
        resource_defs: Resources of its own by key.
        hooks: Called after its step succeeds or fails.
        io_manager_def: The IO manager itself that stores the value; not beside `io_manager_key`.
        io_manager_key: The resource that stores the value.
        dagster_type: The type of the value; `Nothing` when there is no value to store.
        partitions_def: Its partitions.
        op_tags: Tags of its step.
        group_name: Its group.
        output_required: False when the function may yield nothing.
        automation_condition: When it is to be made.
        freshness_policy: How old it may be.
        backfill_policy: How many partitions one run makes.
        retry_policy: When its step runs again after a failure.
        code_version: The user's version of the code, in place of a derived one.
        key: The whole key, in place of name and prefix.
        check_specs: The checks that the function makes too.
        owners: Addresses, and teams as ``team:name``.
        kinds: Such as "pandas"; at most ten.
        pool: Which pool limits how many of its steps run at once.
        is_virtual: Whether it is a view of others, which is never made.
        **kwargs: Dagster's older parameters, ``compute_kind`` and ``non_argument_deps``.

    Returns:
        The definition; or, called without a function, the decorator that makes it.

    Raises:
        DagsterInvalidDefinitionError: A name, key, group, tag or owner that Dagster refuses.

    Example:
        >>> @asset(group_name="sales")
        ... def orders(raw_orders):
        ...     return raw_orders[:2]
        >>> orders.key, sorted(orders.dependency_keys)
        (AssetKey(['orders']), [AssetKey(['raw_orders'])])
        >>> orders([1, 2, 3])
        [1, 2]
    """
    check_given("asset", _RULES, locals())
    if kwargs:
        check_hidden("asset", kwargs)
    options = step_options(
        "asset",
        config_schema=config_schema,
        resource_defs=resource_defs,
        hooks=hooks,
        op_tags=op_tags,
        backfill_policy=backfill_policy,
        retry_policy=retry_policy,
        check_specs=check_specs,
        pool=pool,
    )

    if io_manager_key is not None and io_manager_def is not None:
        raise CheckError(
            f"Both io_manager_key={io_manager_key!r} and io_manager_def were provided to asset. "
            "Provide one or the other."
        )
    if partitions_def is None:
        check_whole(backfill_policy)
    if kinds:
        check_kinds(kinds)

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        check_function(fn, "asset")
        asset_key = asset_key_of(fn, name, key_prefix, key)
        signature = read_signature(fn)
        inputs = inputs_of(fn, signature, ins)
        asset_deps = all_deps(deps or kwargs.get("non_argument_deps"), ins)
        own, stored_by = with_own_io_manager(options, io_manager_def, io_manager_key, asset_key)
        spec = AssetSpec(
            asset_key,
            deps=(*as_deps(inputs), *asset_deps),
            description=description if description is not None else _doc(fn),
            metadata=_NO_METADATA if metadata is None else metadata,
            skippable=not output_required,
            group_name=DEFAULT_GROUP if group_name is None else group_name,
            code_version=code_version,
            automation_condition=automation_condition,
            owners=owners or (),
            tags=tags or {},
            kinds=kinds,
            partitions_def=partitions_def,
            freshness_policy=freshness_policy,
            is_virtual=is_virtual,
        )
        output = AssetOutput(
            DEFAULT_OUTPUT,
            spec,
            stored_by or DEFAULT_IO_MANAGER_KEY,
            output_required,
            signature.returns_nothing or dagster_type is Nothing,
            dagster_type,
        )
        definition = AssetsDefinition.of_parts(
            fn,
            asset_key.to_python_identifier(),
            (output,),
            inputs,
            asset_deps,
            signature=signature,
            source=capture(fn),
            partitions_def=partitions_def,
            required_resource_keys=keys_of(required_resource_keys),
            options=own,
        )
        announce(definition)
        return definition

    return decorate(compute_fn) if compute_fn is not None else decorate


_RULES = {
    "name": TEXT,
    "ins": named_of(AssetIn),
    "metadata": of_type(Mapping, wanted="a mapping"),
    "tags": of_type(Mapping, wanted="a mapping"),
    "owners": list_of(str),
    "required_resource_keys": check_set,
    "io_manager_key": TEXT,
    "output_required": FLAG,
    "is_virtual": FLAG,
    "backfill_policy": of_type(BackfillPolicy),
}


def asset_key_of(
    fn: Callable[..., Any],
    name: str | None,
    key_prefix: CoercibleToAssetKeyPrefix | None,
    key: CoercibleToAssetKey | None,
) -> AssetKey:
    """Return the key that name, prefix and key together mean.

    Raises:
        DagsterInvalidDefinitionError: A key and a name, or a name that Dagster refuses.
    """
    if key is not None:
        if name is not None or key_prefix is not None:
            raise DagsterInvalidDefinitionError(
                f"Cannot specify a name or key prefix for {fn.__name__} when the key argument is "
                "provided: the key is all of it."
            )
        asset_key = AssetKey.from_coercible(key)
    else:
        asset_key = AssetKey.from_coercible(name or fn.__name__)
        if key_prefix is not None:
            asset_key = asset_key.with_prefix(key_prefix)
    check_name(asset_key.to_python_identifier())
    return asset_key


def check_function(fn: Any, decorator: str) -> None:
    """Raise unless *fn* can be called.

    Raises:
        DagsterInvalidDefinitionError: It cannot.
    """
    if not callable(fn):
        raise DagsterInvalidDefinitionError(
            f"@{decorator} decorates a function; got {fn!r}. Give options by name, as in "
            f"@{decorator}(name=...)."
        )


def _doc(fn: Callable[..., Any]) -> str | None:
    """Return the docstring of *fn* without its indentation."""
    doc = fn.__doc__
    if not doc:
        return None
    return cleandoc(doc) if "\n" in doc else doc.strip()
