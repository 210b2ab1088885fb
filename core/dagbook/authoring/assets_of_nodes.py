"""Assets that an op or a graph makes: which output is which asset, which input reads which."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dagbook.authoring.asset_io import AssetDep, AssetIn, AssetOut, AssetSpec
from dagbook.authoring.assets_definition import AssetInput, AssetOutput, AssetsDefinition
from dagbook.authoring.check_outputs import check_fitting, outputs_of_specs
from dagbook.authoring.graph_definition import GraphDefinition
from dagbook.authoring.graph_node import GraphNode
from dagbook.authoring.node_rules import NODE_ASSETS
from dagbook.authoring.op_definition import OpDefinition
from dagbook.authoring.op_io import OutputDefinition
from dagbook.authoring.registration import announce
from dagbook.authoring.signature import MISSING, Signature, read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.step_options import NO_OPTIONS, StepOptions, step_options
from dagbook.authoring.validation import DEFAULT_GROUP
from dagbook.errors import CheckError, ParameterCheckError
from dagbook.foundation.parameters import check_given
from dagbook.model.asset_key import AssetKey
from dagbook.model.results import DEFAULT_OUTPUT
from dagbook.partitions.definition import PartitionsDefinition


@dataclass(frozen=True, slots=True)
class Ends:
    """What is said of the inputs and outputs of an op or graph that makes assets.

    Args:
        outs: The assets, by output; an output that is not there is a check.
        ins: How inputs are filled, by name.
        partitions_def: Of all its assets.
        can_subset: Whether a run may ask for some of them alone.
        options: What is said beside.
    """

    outs: Mapping[str, AssetOut]
    ins: Mapping[str, AssetIn]
    partitions_def: PartitionsDefinition | None = None
    can_subset: bool = False
    options: StepOptions = NO_OPTIONS


def assets_of_graph(graph_def: GraphDefinition, **given: Any) -> AssetsDefinition:
    """Return the assets that *graph_def* makes; see `AssetsDefinition.from_graph`."""
    return announced(_with_deps(of_graph(graph_def, _said(graph_def, given)), given))


def assets_of_op(op_def: OpDefinition, **given: Any) -> AssetsDefinition:
    """Return the assets that *op_def* makes; see `AssetsDefinition.from_op`."""
    return announced(_with_deps(of_op(op_def, _said(op_def, given)), given))


def of_op(op_def: OpDefinition, ends: Ends) -> AssetsDefinition:
    """Return the assets that *op_def* makes."""
    options = replace(
        ends.options,
        config_schema=op_def.config_field,
        retry_policy=op_def.retry_policy,
        op_tags=op_def.tags,
        pool=op_def.pool,
    )
    inputs = _inputs(op_def, ends.ins)
    values = tuple(each for each in inputs if not op_def.input_dict[each.name].nothing)
    return AssetsDefinition.of_parts(
        op_def.fn,
        op_def.name,
        _outputs(op_def, ends, inputs),
        values,
        tuple(_dep(each) for each in inputs if each not in values),
        signature=op_def.signature,
        source=op_def.source,
        partitions_def=ends.partitions_def,
        required_resource_keys=op_def.required_resource_keys,
        can_subset=ends.can_subset,
        options=options,
    )


def announced(definition: AssetsDefinition) -> AssetsDefinition:
    """Return *definition* after telling a kernel of it."""
    announce(definition)
    return definition


def of_graph(graph: GraphDefinition, ends: Ends) -> AssetsDefinition:
    """Return the assets that *graph* makes.

    Raises:
        CheckError: A node of it makes nothing that is an output of it.
    """
    _check_leaves(graph)
    inputs = _inputs(graph, ends.ins)
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
        required |= node.definition.types.required_resource_keys
        required |= {each.io_manager_key for each in node.definition.outputs}
        required |= {each.input_manager_key or "" for each in node.definition.inputs} - {""}
    return AssetsDefinition.of_parts(
        fn,
        graph.name,
        _outputs(graph, ends, inputs),
        inputs,
        (),
        signature=replace(signature, returns=MISSING, annotations={}),
        source=capture(fn),
        partitions_def=ends.partitions_def,
        required_resource_keys=frozenset(required),
        can_subset=ends.can_subset,
        options=replace(ends.options, node=GraphNode(graph)),
    )


def check_outs(specs: Sequence[Any] | None, keys: Sequence[AssetKey], what: str) -> tuple[str, ...]:
    """Return the names of the outputs by which a graph gives the results of the checks *specs*.

    Raises:
        DagsterInvalidDefinitionError: One is of none of the assets *keys*, or there twice.
    """
    check_fitting(specs or (), keys, what)
    return tuple(each.name for each in outputs_of_specs(specs or (), is_required=True))


def _with_deps(definition: AssetsDefinition, given: Mapping[str, Any]) -> AssetsDefinition:
    """Return *definition*, each asset depending on what ``internal_asset_deps`` says.

    Raises:
        CheckError: It names an output that is not there.
    """
    internal = given.get("internal_asset_deps") or {}
    if not internal:
        return definition
    names = [each.name for each in definition.outputs]
    for name in internal:
        if name not in names:
            raise CheckError(
                f"output_name {name} specified in internal_asset_deps does not exist in "
                f"{definition.op_name}. Output names: {names}."
            )
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


def _said(node: Any, given: Mapping[str, Any]) -> Ends:
    """Return what the arguments of `from_op` and `from_graph` say.

    Raises:
        CheckError: They name inputs or outputs that *node* does not have, or not all of them.
        DagsterInvalidDefinitionError: A check is of an asset that *node* does not make.
    """
    check_given(
        f"from_{node.node_type}", NODE_ASSETS, {each: given.get(each) for each in NODE_ASSETS}
    )
    options = step_options(
        f"from_{node.node_type}",
        resource_defs=given.get("resource_defs"),
        hooks=given.get("hook_defs"),
        backfill_policy=given.get("backfill_policy"),
        check_specs=given.get("check_specs"),
    )
    specs = options.check_specs
    checks = [each.name for each in outputs_of_specs(specs, is_required=True)]
    keys = _keys_by_output(node, given.get("keys_by_output_name") or {}, checks)
    check_fitting(specs, list(keys.values()), node.name)
    if given.get("group_name") is not None and given.get("group_names_by_output_name") is not None:
        raise ParameterCheckError(
            f"Cannot use both group_name and group_names_by_output_name for {node.name}. Give one."
        )
    _check_names(node, keys, given)
    prefix = given.get("key_prefix")

    def out_of(name: str, key: AssetKey) -> AssetOut:
        return AssetOut(
            key=key.with_prefix(prefix) if prefix else key,
            description=(given.get("descriptions_by_output_name") or {}).get(name),
            metadata=(given.get("metadata_by_output_name") or {}).get(name),
            tags=(given.get("tags_by_output_name") or {}).get(name),
            group_name=(given.get("group_names_by_output_name") or {}).get(name)
            or given.get("group_name"),
            owners=(given.get("owners_by_output_name") or {}).get(name),
            code_version=(given.get("code_versions_by_output_name") or {}).get(name),
            automation_condition=(
                given.get("automation_conditions_by_output_name")
                or given.get("auto_materialize_policies_by_output_name")
                or {}
            ).get(name),
        )

    return Ends(
        {name: out_of(name, key) for name, key in keys.items()},
        _ins_of(node, given),
        given.get("partitions_def"),
        bool(given.get("can_subset")),
        options,
    )


def _check_names(node: Any, names: Collection[str], given: Mapping[str, Any]) -> None:
    """Raise where an argument says something of an output that is none of *names*.

    Raises:
        CheckError: Naming the argument and the output.
    """
    for argument, said in given.items():
        if argument.endswith("_by_output_name"):
            for name in said or ():
                if name not in names:
                    raise CheckError(
                        f"from_{node.node_type}({argument}=...) names the output {name!r}, which "
                        f"{node.name} does not have as an asset: {', '.join(names)}."
                    )


def _keys_by_output(
    node: Any, said: Mapping[str, Any], checks: Sequence[str]
) -> dict[str, AssetKey]:
    """Return the asset that each output of *node* is; those in *checks* are none."""
    both = sorted(set(said) & set(checks))
    if both:
        raise CheckError(
            "The set of output names associated with asset keys and checks overlap: "
            f"{', '.join(both)} of {node.name}."
        )
    if said and {*said, *checks} != set(node.output_dict):
        raise CheckError(
            f"keys_by_output_name and check_specs name {', '.join(sorted({*said, *checks}))}; "
            f"together they have to name every output of {node.name} and nothing else: "
            f"{', '.join(node.output_dict)}."
        )
    for name, key in said.items():
        if not isinstance(key, AssetKey):
            raise CheckError(
                f"keys_by_output_name[{name!r}] of {node.name} is an AssetKey; got {key!r} of type "
                f"{type(key).__name__}. Write AssetKey({key!r})."
            )
    alone = list(node.output_dict) == [DEFAULT_OUTPUT]
    return {
        name: said.get(name) or AssetKey(node.name if alone else name)
        for name in node.output_dict
        if name not in checks
    }


def _ins_of(node: Any, given: Mapping[str, Any]) -> dict[str, AssetIn]:
    """Return how the inputs of *node* are filled."""
    keys = given.get("keys_by_input_name") or {}
    if keys and set(keys) != set(node.input_dict):
        raise CheckError(
            f"keys_by_input_name names {', '.join(sorted(keys))}; it has to name every input of "
            f"{node.name} and nothing else: {', '.join(node.input_dict) or 'it has none'}."
        )
    mappings = given.get("partition_mappings") or {}
    return {
        name: AssetIn(key=keys.get(name, name), partition_mapping=mappings.get(name))
        for name in node.input_dict
    }


def _check_leaves(graph: GraphDefinition, path: str = "") -> None:
    """Raise if a node of *graph* that nothing takes from makes none of its outputs.

    Raises:
        CheckError: Naming such nodes.
    """
    for definition in graph.node_defs:
        if isinstance(definition, GraphDefinition):
            _check_leaves(definition, f"{path}{graph.name}.")
    used = {
        dep.node
        for inputs in graph.taken.values()
        for dependency in inputs.values()
        for dep in dependency.get_node_dependencies()
    } | {each.mapped_node_name for each in graph.output_mappings}
    loose = [f"{path}{name}" for name in graph.node_dict if name not in used]
    if loose:
        raise CheckError(
            f"All leaf nodes within graph '{graph.name}' must generate outputs which are mapped to "
            "outputs of the graph, and produce assets. The following leaf node(s) are non-asset "
            f"producing ops: {', '.join(loose)}. Return their outputs, or leave them out."
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


def _outputs(node: Any, ends: Ends, inputs: Sequence[AssetInput]) -> tuple[AssetOutput, ...]:
    """Return the assets that the outputs of *node* are."""
    deps = tuple(map(_dep, inputs))
    found = []
    for output in (each for each in node.outputs if each.name in ends.outs):
        out, origin = ends.outs[output.name], _origin(node, output)
        spec = AssetSpec(
            out.key_for(output.name),
            deps=deps,
            description=out.description or origin.description or node.description,
            metadata={**output.metadata, **(out.metadata or {})},
            skippable=not output.is_required,
            group_name=out.group_name or DEFAULT_GROUP,
            code_version=out.code_version or origin.code_version,
            owners=out.owners or (),
            tags=out.tags or {},
            kinds=out.kinds,
            partitions_def=ends.partitions_def,
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


def _dep(taken: AssetInput) -> AssetDep:
    """Return what *taken* says as a dependency."""
    return AssetDep(taken.key, partition_mapping=taken.partition_mapping)


def _origin(node: Any, output: OutputDefinition) -> OutputDefinition:
    """Return the output of an op that *output* of *node* is."""
    while isinstance(node, GraphDefinition):
        name = output.name
        mapping = next(each for each in node.output_mappings if each.graph_output_name == name)
        node = node.node_named(mapping.mapped_node_name).definition
        output = node.output_dict[mapping.mapped_node_output_name]
    return output
