"""`graph_asset`, `graph_multi_asset`, and assets of an op or graph: several steps make them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

from dagbook.authoring.asset_decorator import asset_key_of, check_function
from dagbook.authoring.asset_io import AssetIn, AssetOut
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.assets_of_nodes import Ends, announced, check_outs, of_graph
from dagbook.authoring.graph_decorator import composed, graph_config
from dagbook.authoring.op_io import GraphIn, OutputDefinition
from dagbook.authoring.step_options import step_options
from dagbook.foundation.parameters import FLAG, TEXT, check_given, named_of, of_type
from dagbook.model.asset_key import CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.model.results import DEFAULT_OUTPUT
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.definition import PartitionsDefinition


@overload
def graph_asset(compose_fn: Callable[..., Any]) -> AssetsDefinition: ...
@overload
def graph_asset(
    *,
    name: str | None = ...,
    description: str | None = ...,
    ins: Mapping[str, AssetIn] | None = ...,
    config: Any = ...,
    key_prefix: CoercibleToAssetKeyPrefix | None = ...,
    group_name: str | None = ...,
    partitions_def: PartitionsDefinition | None = ...,
    hooks: Collection[Any] | None = ...,
    metadata: Mapping[str, Any] | None = ...,
    tags: Mapping[str, str] | None = ...,
    owners: Sequence[str] | None = ...,
    automation_condition: Any = ...,
    backfill_policy: Any = ...,
    resource_defs: Mapping[str, Any] | None = ...,
    check_specs: Sequence[Any] | None = ...,
    code_version: str | None = ...,
    key: CoercibleToAssetKey | None = ...,
    kinds: Iterable[str] | None = ...,
    **kwargs: Any,
) -> Callable[[Callable[..., Any]], AssetsDefinition]: ...


def graph_asset(
    compose_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    config: Any = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    group_name: str | None = None,
    partitions_def: PartitionsDefinition | None = None,
    hooks: Collection[Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    owners: Sequence[str] | None = None,
    automation_condition: Any = None,
    backfill_policy: Any = None,
    resource_defs: Mapping[str, Any] | None = None,
    check_specs: Sequence[Any] | None = None,
    code_version: str | None = None,
    key: CoercibleToAssetKey | None = None,
    kinds: Iterable[str] | None = None,
    **_: Any,
) -> AssetsDefinition | Callable[[Callable[..., Any]], AssetsDefinition]:
    """Define an asset by a function that calls ops: each op is a step of its own.

    Args:
        compose_fn: The function, when used as ``@graph_asset`` without arguments.
        name: In place of the function's name.
        description: In Markdown; the docstring by default.
        ins: How parameters are filled, by name.
        config: How the config of its ops is made from its own: a `ConfigMapping`, or fixed config.
        key_prefix: Put before the name to make the key.
        group_name: Its group.
        partitions_def: Its partitions.
        hooks: Of every op.
        metadata: Of the definition.
        tags: Text by text.
        owners: Addresses, and teams as ``team:name``.
        automation_condition: Kept as given.
        backfill_policy: How many partitions one run makes.
        resource_defs: Resources of its own.
        check_specs: The checks that its ops make; the function returns their results by name, as
            of the asset ``orders`` and the check ``unique``: ``orders_unique``.
        code_version: The user's version of the code.
        key: The whole key, in place of name and prefix.
        kinds: Such as "pandas".

    Returns:
        The definition; or, called without a function, the decorator that makes it.

    Raises:
        DagsterInvalidDefinitionError: What the function draws cannot run.

    Example:
        >>> from dagbook.authoring.op_decorator import op
        >>> from dagbook.execution.materialize import materialize
        >>> @op
        ... def one():
        ...     return 1
        >>> @op
        ... def double(number):
        ...     return number * 2
        >>> @graph_asset
        ... def two():
        ...     return double(one())
        >>> materialize([two]).asset_value("two")
        2
    """
    check_given("graph_asset", {"name": TEXT, **_RULES}, locals())

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        check_function(fn, "graph_asset")
        asset_key = asset_key_of(fn, name, key_prefix, key)
        graph_name = asset_key.to_python_identifier()
        checks = check_outs(check_specs, [asset_key], graph_name)
        ends = [OutputDefinition(each) for each in (DEFAULT_OUTPUT, *checks)]
        made = composed(fn, graph_name, "@graph_asset", _graph_ins(ins), ends)
        graph = made.as_graph(graph_name, fn, config=graph_config(config, graph_name))
        graph.description = fn.__doc__
        out = AssetOut(
            key=asset_key,
            description=description,
            metadata=metadata,
            group_name=group_name,
            code_version=code_version,
            owners=owners,
            tags=tags,
            kinds=None if kinds is None else frozenset(kinds),
            automation_condition=automation_condition,
        )
        options = step_options(
            "graph_asset",
            resource_defs=resource_defs,
            hooks=hooks,
            backfill_policy=backfill_policy,
            check_specs=check_specs,
        )
        said = Ends({DEFAULT_OUTPUT: out}, ins or {}, partitions_def, options=options)
        return announced(of_graph(graph, said))

    return decorate(compose_fn) if compose_fn is not None else decorate


def graph_multi_asset(
    *,
    outs: Mapping[str, AssetOut],
    name: str | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    partitions_def: PartitionsDefinition | None = None,
    hooks: Collection[Any] | None = None,
    backfill_policy: Any = None,
    group_name: str | None = None,
    can_subset: bool = False,
    resource_defs: Mapping[str, Any] | None = None,
    check_specs: Sequence[Any] | None = None,
    config: Any = None,
) -> Callable[[Callable[..., Any]], AssetsDefinition]:
    """Define several assets by a function that calls ops: each op is a step of its own.

    Args:
        outs: What it makes, by output name; the function returns them by name or in order.
        name: Of the graph, in place of the function's name.
        ins: How parameters are filled, by name.
        partitions_def: Of all its assets.
        hooks: Of every op.
        backfill_policy: How many partitions one run makes.
        group_name: Of all its assets; as in Dagster, an `AssetOut` says none here.
        can_subset: Whether a run may ask for some of its assets alone: then the ops that those need
            run.
        resource_defs: Resources of its own.
        check_specs: The checks that its ops make; the function returns their results by name, as
            of the asset ``orders`` and the check ``unique``: ``orders_unique``.
        config: How the config of its ops is made from its own.

    Returns:
        The decorator that makes the definition.

    Raises:
        DagsterInvalidDefinitionError: What the function draws cannot run.
    """
    check_given("graph_multi_asset", {"name": TEXT, "can_subset": FLAG, **_RULES}, locals())

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        graph_name = name or fn.__name__
        keys = [out.key_for(each) for each, out in outs.items()]
        checks = check_outs(check_specs, keys, graph_name)
        ends = [OutputDefinition(each) for each in (*outs, *checks)]
        made = composed(fn, graph_name, "@graph_multi_asset", _graph_ins(ins), ends)
        graph = made.as_graph(graph_name, fn, config=graph_config(config, graph_name))
        named = {
            # As in Dagster, who stores a value is the op's to say, and the group is that of all.
            each: replace(out, group_name=group_name, io_manager_key=None)
            for each, out in outs.items()
        }
        options = step_options(
            "graph_multi_asset",
            resource_defs=resource_defs,
            hooks=hooks,
            backfill_policy=backfill_policy,
            check_specs=check_specs,
        )
        return announced(
            of_graph(graph, Ends(named, ins or {}, partitions_def, can_subset, options))
        )

    return decorate


_RULES = {"ins": named_of(AssetIn), "backfill_policy": of_type(BackfillPolicy)}


def _graph_ins(ins: Mapping[str, AssetIn] | None) -> dict[str, GraphIn]:
    """Return the inputs of the graph that *ins* says."""
    return {name: GraphIn() for name in ins or {}}
