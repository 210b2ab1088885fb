"""`graph_asset`, `graph_multi_asset`, and assets of an op or graph: several steps make them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

from dagbook.authoring.asset_decorator import asset_key_of
from dagbook.authoring.asset_io import AssetDep, AssetIn, AssetOut, AssetSpec
from dagbook.authoring.assets_definition import AssetInput, AssetOutput, AssetsDefinition
from dagbook.authoring.graph_decorator import composed, graph_config
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.graph_node import GraphNode
from dagbook.authoring.op_definition import OpDefinition
from dagbook.authoring.op_io import GraphIn, OutputDefinition
from dagbook.authoring.registration import announce
from dagbook.authoring.signature import MISSING, Signature, read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.step_options import step_options
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import CheckError, DagsterInvalidDefinitionError
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.model.results import DEFAULT_OUTPUT
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
        check_specs: The checks that its ops make.
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

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        asset_key = asset_key_of(fn, name, key_prefix, key)
        graph_name = asset_key.to_python_identifier()
        made = composed(
            fn, graph_name, "@graph_asset", _graph_ins(ins), [OutputDefinition(DEFAULT_OUTPUT)]
        )
        graph = made.as_graph(graph_name, fn, config=graph_config(config, graph_name))
        out = AssetOut(
            key=asset_key,
            description=description if description is not None else fn.__doc__,
            metadata=metadata,
            group_name=group_name,
            code_version=code_version,
            owners=owners,
            tags=tags,
            kinds=kinds,
            automation_condition=automation_condition,
        )
        options = step_options(
            "graph_asset",
            resource_defs=resource_defs,
            hooks=hooks,
            backfill_policy=backfill_policy,
            check_specs=check_specs,
        )
        return _announced(_of_graph(graph, {DEFAULT_OUTPUT: out}, ins, partitions_def, options))

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
        group_name: Of those outputs that have none of their own.
        can_subset: Accepted as Dagster's programs pass it; all its assets are made together.
        resource_defs: Resources of its own.
        check_specs: The checks that its ops make.
        config: How the config of its ops is made from its own.

    Returns:
        The decorator that makes the definition.

    Raises:
        DagsterInvalidDefinitionError: What the function draws cannot run.
    """
    del can_subset

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        graph_name = name or fn.__name__
        ends = [OutputDefinition(each) for each in outs]
        made = composed(fn, graph_name, "@graph_multi_asset", _graph_ins(ins), ends)
        graph = made.as_graph(graph_name, fn, config=graph_config(config, graph_name))
        named = {
            each: out if out.group_name else replace(out, group_name=group_name)
            for each, out in outs.items()
        }
        options = step_options(
            "graph_multi_asset",
            resource_defs=resource_defs,
            hooks=hooks,
            backfill_policy=backfill_policy,
            check_specs=check_specs,
        )
        return _announced(_of_graph(graph, named, ins, partitions_def, options))

    return decorate


def assets_of_graph(graph_def: GraphDefinition, **given: Any) -> AssetsDefinition:
    """Return the assets that *graph_def* makes; see `AssetsDefinition.from_graph`."""
    outs, ins, partitions_def, options = _said(graph_def, given)
    made = _of_graph(graph_def, outs, ins, partitions_def, options)
    return _announced(_with_deps(made, given))


def assets_of_op(op_def: OpDefinition, **given: Any) -> AssetsDefinition:
    """Return the assets that *op_def* makes; see `AssetsDefinition.from_op`."""
    outs, ins, partitions_def, options = _said(op_def, given)
    changed = replace(options, config_schema=op_def.config_field, retry_policy=op_def.retry_policy)
    inputs = _inputs(op_def, ins)
    values = tuple(each for each in inputs if not op_def.input_dict[each.name].nothing)
    deps = tuple(AssetDep(each.key) for each in inputs if each not in values)
    made = AssetsDefinition(
        op_def.fn,
        op_def.name,
        _outputs(op_def, outs, inputs, partitions_def),
        values,
        deps,
        signature=op_def.signature,
        source=op_def.source,
        partitions_def=partitions_def,
        required_resource_keys=op_def.required_resource_keys,
        options=changed,
    )
    return _announced(_with_deps(made, given))


def _with_deps(definition: AssetsDefinition, given: Mapping[str, Any]) -> AssetsDefinition:
    """Return *definition*, each asset depending on what ``internal_asset_deps`` says."""
    internal = given.get("internal_asset_deps") or {}
    if not internal:
        return definition
    by_key = {
        each.spec.key: internal[each.name] for each in definition.outputs if each.name in internal
    }
    outputs = tuple(
        replace(each, spec=each.spec.replace_attributes(deps=sorted(by_key[each.spec.key])))
        if each.spec.key in by_key
        else each
        for each in definition.outputs
    )
    return definition._with(outputs=outputs)  # noqa: SLF001 - a copy with other outputs


def _announced(definition: AssetsDefinition) -> AssetsDefinition:
    """Return *definition* after telling a kernel of it."""
    announce(definition)
    return definition


def _said(
    node: Any, given: Mapping[str, Any]
) -> tuple[dict[str, AssetOut], dict[str, AssetIn], PartitionsDefinition | None, Any]:
    """Return what the arguments of `from_op` and `from_graph` say of outputs and inputs."""
    prefix = given.get("key_prefix")
    keys = given.get("keys_by_output_name") or {}
    if keys and set(keys) != set(node.output_dict):
        raise CheckError(
            f"keys_by_output_name names {', '.join(sorted(keys))}; it has to name every output of "
            f"{node.name} and nothing else: {', '.join(node.output_dict)}."
        )
    mappings = given.get("partition_mappings") or {}

    def out_of(name: str) -> AssetOut:
        own = keys.get(name) or (node.name if name == DEFAULT_OUTPUT else name)
        asset_key = AssetKey.from_coercible(own)
        return AssetOut(
            key=asset_key.with_prefix(prefix) if prefix else asset_key,
            description=(given.get("descriptions_by_output_name") or {}).get(name),
            metadata=(given.get("metadata_by_output_name") or {}).get(name),
            tags=(given.get("tags_by_output_name") or {}).get(name),
            group_name=(given.get("group_names_by_output_name") or {}).get(name)
            or given.get("group_name"),
            owners=(given.get("owners_by_output_name") or {}).get(name),
            code_version=(given.get("code_versions_by_output_name") or {}).get(name),
        )

    ins = {
        name: AssetIn(
            key=(given.get("keys_by_input_name") or {}).get(name, name),
            partition_mapping=mappings.get(name),
        )
        for name in node.input_dict
    }
    options = step_options(
        "from_graph",
        resource_defs=given.get("resource_defs"),
        hooks=given.get("hook_defs"),
        backfill_policy=given.get("backfill_policy"),
        check_specs=given.get("check_specs"),
    )
    return (
        {name: out_of(name) for name in node.output_dict},
        ins,
        given.get("partitions_def"),
        options,
    )


def _graph_ins(ins: Mapping[str, AssetIn] | None) -> dict[str, GraphIn]:
    """Return the inputs of the graph that *ins* says."""
    return {name: GraphIn() for name in ins or {}}


def _of_graph(
    graph: GraphDefinition,
    outs: Mapping[str, AssetOut],
    ins: Mapping[str, AssetIn] | None,
    partitions_def: PartitionsDefinition | None,
    options: Any,
) -> AssetsDefinition:
    """Return the assets that *graph* makes.

    Raises:
        DagsterInvalidDefinitionError: It has checks of its own.
    """
    if options.check_specs:
        raise DagsterInvalidDefinitionError(
            f"{graph.name}: a check made by an op of it is not in dagbook yet. Define it with "
            "@asset_check(asset=...) instead of check_specs."
        )
    inputs = _inputs(graph, ins or {})
    fn = graph.composition_fn or _drawn(graph.name)
    names = tuple(each.name for each in inputs)
    signature = (
        read_signature(fn)
        if graph.composition_fn is not None
        else Signature(False, names, (), True, MISSING)
    )
    required: set[str] = set()
    for _, node in graph.all_nodes():
        required |= node.definition.required_resource_keys
        required |= {each.io_manager_key for each in node.definition.outputs}
        required |= {each.input_manager_key or "" for each in node.definition.inputs} - {""}
    return AssetsDefinition(
        fn,
        graph.name,
        _outputs(graph, outs, inputs, partitions_def),
        inputs,
        (),
        signature=replace(signature, returns=MISSING, annotations={}),
        source=capture(fn),
        partitions_def=partitions_def,
        required_resource_keys=frozenset(required),
        options=replace(options, node=GraphNode(graph)),
    )


def _drawn(name: str) -> Callable[..., Any]:
    """Return what stands for the function of a graph that no function drew."""

    def composition() -> None: ...

    composition.__name__ = name
    return composition


def _inputs(node: Any, ins: Mapping[str, AssetIn]) -> tuple[AssetInput, ...]:
    """Return the assets that the inputs of *node* take."""
    found = []
    for each in node.inputs:
        said = ins.get(each.name) or AssetIn()
        found.append(
            AssetInput(
                each.name,
                said.key_for(each.name),
                said.metadata or {},
                said.partition_mapping,
                said.input_manager_key,
            )
        )
    return tuple(found)


def _outputs(
    node: Any,
    outs: Mapping[str, AssetOut],
    inputs: Sequence[AssetInput],
    partitions_def: PartitionsDefinition | None,
) -> tuple[AssetOutput, ...]:
    """Return the assets that the outputs of *node* are."""
    deps = tuple(AssetDep(each.key, partition_mapping=each.partition_mapping) for each in inputs)
    found = []
    for output in node.outputs:
        out = outs[output.name]
        spec = AssetSpec(
            out.key_for(output.name),
            deps=deps,
            description=out.description,
            metadata={**output.metadata, **(out.metadata or {})},
            skippable=not output.is_required,
            group_name=out.group_name or DEFAULT_GROUP,
            code_version=out.code_version or output.code_version,
            owners=out.owners or (),
            tags=out.tags or {},
            kinds=out.kinds,
            partitions_def=partitions_def,
            automation_condition=out.automation_condition,
        )
        found.append(
            AssetOutput(
                output.name,
                spec,
                out.io_manager_key or output.io_manager_key,
                output.is_required,
                output.nothing,
            )
        )
    return tuple(found)
