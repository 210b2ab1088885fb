"""What the arguments of `AssetsDefinition(...)` say: of assets made elsewhere, of a node."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_io import (
    IO_MANAGER_KEY_METADATA,
    AssetDep,
    AssetIn,
    AssetOut,
    AssetSpec,
)
from dagbook.authoring.assets_definition import (
    DEFAULT_IO_MANAGER_KEY,
    AssetOutput,
    AssetsDefinition,
)
from dagbook.authoring.assets_of_nodes import Ends, announced, of_graph, of_op
from dagbook.authoring.node_rules import HOOKS, PARTITIONS
from dagbook.authoring.step_options import Execution, step_options
from dagbook.authoring.validation import DEFAULT_GROUP, check_hidden
from dagbook.errors import (
    CheckError,
    DagsterInvalidDefinitionError,
    DagsterInvariantViolationError,
    ParameterCheckError,
)
from dagbook.foundation.parameters import FLAG, check_given, check_named, list_of, named_of, of_type
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.backfill_policy import BackfillPolicy

_WHAT = "AssetsDefinition"
_MAPPING = of_type(Mapping, wanted="a mapping")
_OLDER = {
    "legacy_freshness_policies_by_key": "legacy_freshness_policy",
    "auto_materialize_policies_by_key": "auto_materialize_policy",
}
_BY_KEY = {
    "group_names_by_key": "group_name",
    "metadata_by_key": "metadata",
    "tags_by_key": "tags",
    "descriptions_by_key": "description",
    "owners_by_key": "owners",
}
"""What is said of each asset, by parameter: the attribute of its spec."""
_NOT_BESIDE_SPECS = (*_BY_KEY, "partition_mappings", "asset_deps", "partitions_def")
_OF_A_NODE = ("keys_by_input_name", "keys_by_output_name", "backfill_policy", "can_subset")
_RULES = {
    "keys_by_input_name": named_of(AssetKey),
    "keys_by_output_name": named_of(AssetKey),
    "partitions_def": PARTITIONS,
    "partition_mappings": _MAPPING,
    "asset_deps": _MAPPING,
    "selected_asset_keys": of_type(AbstractSet, wanted="a set"),
    "can_subset": FLAG,
    "resource_defs": check_named,
    "backfill_policy": of_type(BackfillPolicy),
    "check_specs_by_output_name": named_of(AssetCheckSpec),
    "is_subset": FLAG,
    "specs": list_of(AssetSpec),
    "hook_defs": HOOKS,
    **dict.fromkeys(_BY_KEY, _MAPPING),
}


def constructed(given: Mapping[str, Any]) -> AssetsDefinition:
    """Return the assets that *given*, the arguments of `AssetsDefinition`, say.

    Raises:
        CheckError: What is said does not fit together, or not to the node.
        DagsterInvalidDefinitionError: An asset depends on itself, or is said twice.
    """
    check_given(_WHAT, _RULES, given)
    check_hidden(_WHAT, {older: given[name] for name, older in _OLDER.items()})
    node, specs = given["node_def"], given["specs"]
    if node is None:
        _refuse(given, _OF_A_NODE, "is said of a node_def, and there is none")
        if specs is None:
            raise CheckError(
                "AssetsDefinition takes specs or a node_def; got neither. If specs are not "
                "provided, a node_def must be provided."
            )
        return announced(_elsewhere(_each_once(specs), given))
    if getattr(node, "node_type", None) not in ("op", "graph"):
        raise ParameterCheckError(
            f"AssetsDefinition(node_def=...) takes an op or a graph; got {node!r} of type "
            f"{type(node).__name__}."
        )
    if specs is not None:
        _refuse(given, _NOT_BESIDE_SPECS, "cannot be said beside specs: say it in them")
    return announced(_of_node(node, given))


def _refuse(given: Mapping[str, Any], names: Sequence[str], why: str) -> None:
    """Raise if one of *names* is *given*."""
    for name in names:
        if given[name]:
            raise CheckError(f"AssetsDefinition({name}=...) {why}. Got {given[name]!r}.")


def _each_once(specs: Sequence[AssetSpec]) -> list[AssetSpec]:
    """Return *specs*, equal ones once.

    Raises:
        DagsterInvalidDefinitionError: Two of them say different things of one asset, or an asset
            depends on itself.
    """
    found: dict[AssetKey, AssetSpec] = {}
    for spec in specs:
        name = spec.key.to_user_string()
        if found.setdefault(spec.key, spec) != spec:
            raise DagsterInvalidDefinitionError(
                f"Received conflicting AssetSpecs with the same key: {name}. Say each asset once."
            )
        if any(dep.asset_key == spec.key and not dep.partition_mapping for dep in spec.deps):
            raise DagsterInvalidDefinitionError(
                f'Asset "{name}" depends on itself. Assets can only depend on themselves if they '
                "are time-partitioned and each partition depends on earlier partitions."
            )
    return list(found.values())


def _elsewhere(specs: Sequence[AssetSpec], given: Mapping[str, Any]) -> AssetsDefinition:
    """Return the assets *specs* as what is made elsewhere."""
    _refuse(given, _NOT_BESIDE_SPECS, "cannot be said beside specs: say it in them")
    outputs = tuple(
        AssetOutput(
            spec.key.to_python_identifier(),
            spec if spec.group_name else replace(spec, group_name=DEFAULT_GROUP, kinds=None),
            spec.metadata.get(IO_MANAGER_KEY_METADATA, DEFAULT_IO_MANAGER_KEY),
        )
        for spec in specs
    )
    own = {spec.key for spec in specs}
    deps = {dep.asset_key: dep for spec in specs for dep in spec.deps if dep.asset_key not in own}
    partitions = {each.spec.partitions_def for each in outputs} - {None}
    return AssetsDefinition.of_parts(
        None,
        "__".join(each.name for each in outputs) or "external_assets",
        outputs,
        (),
        tuple(deps.values()),
        signature=None,
        source=None,
        partitions_def=partitions.pop() if len(partitions) == 1 else None,
        options=step_options(_WHAT, resource_defs=given["resource_defs"]),
    )


def _of_node(node: Any, given: Mapping[str, Any]) -> AssetsDefinition:
    """Return the assets that *node*, an op or a graph, makes."""
    checks: Mapping[str, AssetCheckSpec] = given["check_specs_by_output_name"] or {}
    keys = dict(given["keys_by_output_name"] or {})
    specs = {each.key: each for each in _each_once(given["specs"] or _specs(keys, given))}
    if given["specs"] is not None:
        keys = {name: key for name, key in keys.items() if key in specs}
    said = given["keys_by_input_name"] or {}
    _check_ends(node, keys, specs, [*keys, *checks], said)
    mappings = {
        dep.asset_key: dep.partition_mapping for spec in specs.values() for dep in spec.deps
    }
    options = step_options(
        _WHAT,
        resource_defs=given["resource_defs"],
        hooks=given["hook_defs"],
        backfill_policy=given["backfill_policy"],
        check_specs=list(checks.values()) or None,
    )
    if getattr(given["execution_type"], "name", None) == Execution.OBSERVATION.name:
        options = replace(options, execution=Execution.OBSERVATION)
    ends = Ends(
        {name: AssetOut.from_spec(replace(specs[key], deps=())) for name, key in keys.items()},
        {
            name: AssetIn(said[name], partition_mapping=mappings.get(said[name]))
            for name in node.input_dict
        },
        next((each.partitions_def for each in specs.values() if each.partitions_def), None),
        bool(given["can_subset"]),
        options,
    )
    made = of_graph(node, ends) if node.node_type == "graph" else of_op(node, ends)
    return _selected(_depending(made, specs), given)


def _specs(keys: Mapping[str, AssetKey], given: Mapping[str, Any]) -> list[AssetSpec]:
    """Return what the arguments by key say of *keys*.

    Raises:
        CheckError: Dependencies are said of other assets than these, or a mapping of one that is
            not read.
    """
    deps, mappings = given["asset_deps"], given["partition_mappings"] or {}
    read = list(dict.fromkeys((given["keys_by_input_name"] or {}).values()))
    if deps and set(deps) != set(keys.values()):
        raise CheckError(
            "The set of asset keys with dependencies specified in the asset_deps argument must "
            "equal the set of asset keys produced by this AssetsDefinition. asset_deps: "
            f"{_named(deps)}; expected: {_named(keys.values())}."
        )
    for key in mappings:
        if key not in read:
            raise CheckError(
                f"While constructing AssetsDefinition outputting {_named(keys.values())}, received "
                f"a partition mapping for {_named([key])} that is not defined in the set of "
                f"upstream assets: {_named(read)}."
            )
    return [
        AssetSpec(
            key,
            deps=[
                AssetDep(each, partition_mapping=mappings.get(each))
                for each in (sorted(deps[key]) if deps else read)
            ],
            partitions_def=given["partitions_def"],
            **{
                attribute: given[name][key]
                for name, attribute in _BY_KEY.items()
                if key in (given[name] or {})
            },
        )
        for key in dict.fromkeys(keys.values())
    ]


def _check_ends(
    node: Any,
    keys: Mapping[str, AssetKey],
    specs: Mapping[AssetKey, AssetSpec],
    outputs: Sequence[str],
    inputs: Mapping[str, AssetKey],
) -> None:
    """Raise unless *outputs* and *inputs* are those of *node*, and each of *specs* is in *keys*.

    Raises:
        DagsterInvariantViolationError: An output is named that *node* does not have.
        CheckError: An asset is said that no output is, or not all inputs are.
    """
    for name in outputs:
        if name not in node.output_dict:
            raise DagsterInvariantViolationError(
                f"{node.name} has no output named {name}. It has {', '.join(node.output_dict)}."
            )
    missing = [key for key in specs if key not in keys.values()]
    if missing or not keys:
        raise CheckError(
            f"AssetsDefinition(keys_by_output_name=...) says which output of {node.name} is "
            f"{_named(missing) or 'which asset'}; got {dict(keys)!r}."
        )
    if set(inputs) != set(node.input_dict):
        raise CheckError(
            f"AssetsDefinition(keys_by_input_name=...) names {', '.join(inputs) or 'nothing'}; it "
            f"has to name every input of {node.name}: {', '.join(node.input_dict) or 'none'}."
        )


def _depending(
    definition: AssetsDefinition, specs: Mapping[AssetKey, AssetSpec]
) -> AssetsDefinition:
    """Return *definition* with each of its assets depending on what its spec in *specs* says."""
    outputs = tuple(
        replace(each, spec=each.spec.replace_attributes(deps=specs[each.spec.key].deps))
        for each in definition.outputs
    )
    return definition._with(outputs=outputs)  # noqa: SLF001 - a copy with other outputs


def _selected(definition: AssetsDefinition, given: Mapping[str, Any]) -> AssetsDefinition:
    """Return the part of *definition* that makes what is selected."""
    keys = given["selected_asset_keys"]
    return definition if keys is None else definition.part_of(keys)


def _named(keys: Any) -> str:
    """Return *keys* as a user writes them."""
    return ", ".join(sorted(key.to_user_string() for key in keys))
