"""`observable_source_asset`, `multi_observable_source_asset`: functions that look at assets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, overload

from dagbook.authoring.asset_decorator import asset_key_of, check_function
from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.gathering import definition_of
from dagbook.authoring.multi_asset_decorator import outputs_of_specs
from dagbook.authoring.registration import announce
from dagbook.authoring.signature import read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.source_asset import SourceAsset
from dagbook.authoring.step_options import Execution, keys_of, step_options
from dagbook.authoring.validation import check_hidden, check_name
from dagbook.errors import ParameterCheckError
from dagbook.foundation.parameters import (
    CONDITION,
    FLAG,
    TEXT,
    check_given,
    check_named,
    check_set,
    list_of,
    of_type,
)
from dagbook.model.asset_key import CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.partitions.definition import PartitionsDefinition


@overload
def observable_source_asset(observe_fn: Callable[..., Any]) -> SourceAsset: ...
@overload
def observable_source_asset(
    *,
    key: CoercibleToAssetKey | None = ...,
    name: str | None = ...,
    key_prefix: CoercibleToAssetKeyPrefix | None = ...,
    metadata: Mapping[str, Any] | None = ...,
    io_manager_key: str | None = ...,
    io_manager_def: Any = ...,
    description: str | None = ...,
    group_name: str | None = ...,
    required_resource_keys: Iterable[str] | None = ...,
    resource_defs: Mapping[str, Any] | None = ...,
    partitions_def: PartitionsDefinition | None = ...,
    automation_condition: Any = ...,
    op_tags: Mapping[str, Any] | None = ...,
    tags: Mapping[str, str] | None = ...,
    **kwargs: Any,
) -> Callable[[Callable[..., Any]], SourceAsset]: ...


def observable_source_asset(
    observe_fn: Callable[..., Any] | None = None,
    *,
    key: CoercibleToAssetKey | None = None,
    name: str | None = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    metadata: Mapping[str, Any] | None = None,
    io_manager_key: str | None = None,
    io_manager_def: Any = None,
    description: str | None = None,
    group_name: str | None = None,
    required_resource_keys: Iterable[str] | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    partitions_def: PartitionsDefinition | None = None,
    automation_condition: Any = None,
    op_tags: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    **kwargs: Any,
) -> SourceAsset | Callable[[Callable[..., Any]], SourceAsset]:
    """Define an asset that is made elsewhere by the function that looks which version it holds.

    Args:
        observe_fn: The function, when used without arguments. It returns a `DataVersion`, for a
            partitioned asset a `DataVersionsByPartition`, or an `ObserveResult`.
        key: The whole key, in place of name and prefix.
        name: In place of the function's name.
        key_prefix: Put before the name to make the key; not beside `key`.
        metadata: Of the definition.
        io_manager_key: The resource that loads it.
        io_manager_def: The IO manager itself that loads it.
        description: In Markdown.
        group_name: Its group.
        required_resource_keys: Resources used through ``context.resources``.
        resource_defs: Resources of its own by key.
        partitions_def: Its partitions.
        automation_condition: When it is to be observed.
        op_tags: Tags of the step that observes it.
        tags: Text by text.
        **kwargs: Dagster's older parameters, none of which is taken.

    Returns:
        The source asset; or, called without a function, the decorator that makes it.

    Raises:
        DagsterInvalidDefinitionError: A name, key, group or tag that Dagster refuses.

    Example:
        >>> from dagbook.model.results import DataVersion
        >>> @observable_source_asset
        ... def raw_orders():
        ...     return DataVersion("7")
        >>> raw_orders.is_observable
        True
    """
    if kwargs:
        check_hidden("observable_source_asset", kwargs)
    check_given("observable_source_asset", _RULES, locals())

    def decorate(fn: Callable[..., Any]) -> SourceAsset:
        check_function(fn, "observable_source_asset")
        made = SourceAsset(
            asset_key_of(fn, name, key_prefix, key),
            {} if metadata is None else metadata,
            io_manager_key,
            io_manager_def,
            description,
            partitions_def,
            "default" if group_name is None else group_name,
            resource_defs or {},
            fn,
            op_tags,
            automation_condition=automation_condition,
            tags=tags or {},
            _required_resource_keys=frozenset(
                (*(required_resource_keys or ()), *read_signature(fn).resources)
            ),
        )
        # A kernel keeps definitions; a source asset is not one.
        announce(definition_of(made))
        return made

    return decorate(observe_fn) if observe_fn is not None else decorate


def multi_observable_source_asset(
    *,
    specs: Sequence[AssetSpec],
    name: str | None = None,
    description: str | None = None,
    partitions_def: PartitionsDefinition | None = None,
    can_subset: bool = False,
    required_resource_keys: Iterable[str] | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    group_name: str | None = None,
    check_specs: Sequence[Any] | None = None,
) -> Callable[[Callable[..., Any]], AssetsDefinition]:
    """Define several assets that are made elsewhere by the one function that looks at them.

    The function returns or yields an `ObserveResult` for each.

    Args:
        specs: The assets.
        name: Of the step, in place of the function's name.
        description: Of those that have none of their own.
        partitions_def: Of all of them.
        can_subset: Whether a run may ask for some of them alone.
        required_resource_keys: Resources used through ``context.resources``.
        resource_defs: Resources of its own by key.
        group_name: Of those that have none of their own.
        check_specs: The checks that the function makes too.

    Returns:
        The decorator that makes the definition.

    Raises:
        DagsterInvalidDefinitionError: A name or key that Dagster refuses.

    Example:
        >>> from dagbook.model.observing import ObserveResult
        >>> @multi_observable_source_asset(specs=[AssetSpec("raw_orders"), AssetSpec("raw_items")])
        ... def look():
        ...     yield ObserveResult("raw_orders", metadata={"rows": 3})
        ...     yield ObserveResult("raw_items")
        >>> look.is_observable, look.is_materializable
        (True, False)
    """
    if specs is None:
        raise ParameterCheckError(
            "multi_observable_source_asset(specs=...) takes a list; got None."
        )
    check_given("multi_observable_source_asset", _SEVERAL_RULES, locals())
    options = step_options(
        "multi_observable_source_asset",
        resource_defs=resource_defs,
        check_specs=check_specs,
        execution=Execution.OBSERVATION,
    )

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        check_function(fn, "multi_observable_source_asset")
        outputs, deps, partitions = outputs_of_specs(
            specs,
            fn.__name__,
            group_name=group_name,
            description=description,
            partitions_def=partitions_def,
            can_subset=can_subset,
        )
        definition = AssetsDefinition.of_parts(
            fn,
            check_name(name or fn.__name__),
            outputs,
            (),
            deps,
            signature=read_signature(fn),
            source=capture(fn),
            partitions_def=partitions,
            required_resource_keys=keys_of(required_resource_keys),
            can_subset=can_subset,
            options=options,
        )
        announce(definition)
        return definition

    return decorate


def _texts(owner: str, name: str, value: Any) -> None:
    """Raise unless *value* holds text alone."""
    of_type(Iterable)(owner, name, value)
    list_of(str)(owner, name, list(value))


_RULES = {
    "name": TEXT,
    "required_resource_keys": _texts,
    "automation_condition": CONDITION,
    "metadata": check_named,
    "io_manager_key": TEXT,
    "resource_defs": check_named,
    "op_tags": check_named,
    "tags": of_type(Mapping, wanted="a mapping"),
}
_SEVERAL_RULES = {
    "name": TEXT,
    "specs": list_of(AssetSpec),
    "can_subset": FLAG,
    "required_resource_keys": check_set,
}
