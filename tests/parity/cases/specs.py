"""Specs: what is said of assets, changed, merged and mapped; source assets; definitions merged."""

from harness import Case

_BASE = """
from dagster import (
    AssetDep, AssetIn, AssetKey, AssetOut, AssetSpec, AssetsDefinition, Definitions,
    LastPartitionMapping, Output, SourceAsset, StaticPartitionsDefinition, asset, map_asset_specs,
    materialize, multi_asset,
)


def said(spec):
    return {
        "key": spec.key.path, "deps": [d.asset_key.path for d in spec.deps],
        "description": spec.description, "metadata": dict(spec.metadata),
        "skippable": spec.skippable, "group": spec.group_name, "code": spec.code_version,
        "owners": list(spec.owners), "tags": dict(spec.tags), "kinds": sorted(spec.kinds),
    }


SPEC = AssetSpec(
    "orders", deps=["raw"], tags={"tier": "1"}, kinds={"sql"}, metadata={"m": 1},
    owners=["ada@example.com"], group_name="sales", description="d", code_version="1",
)


@asset(deps=["raw"])
def orders(customers):
    "The orders."
    return 1


@multi_asset(specs=[AssetSpec("a", deps=["raw"]), AssetSpec("b", deps=["a"], tags={"x": "y"})])
def both(): ...
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


CASES = (
    case(
        "attributes of a spec are replaced one by one",
        """
RESULT = [
    said(SPEC.replace_attributes(**each))
    for each in (
        {}, {"key": ["a", "b"]}, {"deps": ["x", AssetDep("y")]}, {"deps": None},
        {"description": None}, {"metadata": {"n": 2}}, {"skippable": True}, {"group_name": None},
        {"group_name": "other"}, {"code_version": "2"}, {"owners": ["team:data"]},
        {"tags": {"q": "r"}}, {"kinds": {"python"}}, {"kinds": set()},
        {"tags": {"q": "r"}, "kinds": {"a", "b"}},
    )
]
""",
    ),
    case(
        "attributes are merged into a spec",
        """
RESULT = [
    said(SPEC.merge_attributes(**each))
    for each in (
        {}, {"deps": ["x"]}, {"deps": ["raw"]}, {"metadata": {"m": 3, "n": 2}},
        {"owners": ["team:data"]}, {"tags": {"tier": "2", "q": "r"}}, {"kinds": {"python"}},
    )
], said(SPEC)
""",
    ),
    case(
        "an io manager key of a spec is in its metadata",
        """
RESULT = dict(SPEC.with_io_manager_key("warehouse").metadata), dict(SPEC.metadata)
""",
    ),
    case(
        "specs are equal by value",
        """
RESULT = SPEC == SPEC.replace_attributes(), SPEC == SPEC.replace_attributes(code_version="2")
""",
    ),
    case(
        "dependencies of a spec are each once and those of many one by one",
        """
RESULT = (
    [d.asset_key.path for d in AssetSpec("q", deps=["b", AssetDep("b"), ["c", "d"]]).deps],
    sorted(d.asset_key.path for d in AssetSpec("q", deps=[both]).deps),
    [d.asset_key.path for d in AssetSpec("q", deps=[orders, SPEC, SourceAsset("s")]).deps],
)
""",
    ),
    case(
        "two mappings for one dependency are refused",
        """
AssetSpec("q", deps=["b", AssetDep("b", partition_mapping=LastPartitionMapping())])
""",
        culprit="b",
    ),
    case(
        "an owner that is neither an address nor a team is refused by replace_attributes",
        """
SPEC.replace_attributes(owners=["nobody"])
""",
        culprit="nobody",
    ),
    case(
        "an output is made from a spec",
        """
spec = SPEC.replace_attributes(deps=[])
out = AssetOut.from_spec(spec, io_manager_key="q", is_required=False)


@multi_asset(outs={"z": AssetOut.from_spec(spec), "w": AssetOut.from_spec(AssetSpec(["k", "w"]))})
def made():
    yield Output(1, "z")
    yield Output(2, "w")


result = materialize([made])
RESULT = (
    out.io_manager_key, out.is_required, out.group_name, out.code_version, dict(out.metadata),
    {k.to_user_string(): said(s) for k, s in made.specs_by_key.items()},
    result.output_for_node("made", "z"), result.asset_value(["k", "w"]),
)
""",
    ),
    case(
        "an output is not made from a spec with dependencies",
        """
AssetOut.from_spec(SPEC)
""",
        culprit="orders",
    ),
    case(
        "specs are mapped over assets and specs",
        """
mapped = map_asset_specs(
    lambda s: s.replace_attributes(group_name="new", owners=["team:x"]), [orders, both, SPEC]
)
RESULT = [
    {k.to_user_string(): said(s) for k, s in each.specs_by_key.items()}
    if isinstance(each, AssetsDefinition) else said(each)
    for each in mapped
], orders.group_names_by_key[orders.key], SPEC.group_name
""",
    ),
    case(
        "a mapped asset runs as before",
        """
@asset
def customers():
    return 3

@asset
def total(customers):
    return customers + 1

mapped = map_asset_specs(lambda s: s.merge_attributes(metadata={"a": 1}), [customers, total])
result = materialize(mapped)
RESULT = result.output_for_node("total"), [dict(each.get_asset_spec().metadata) for each in mapped]
""",
    ),
    case(
        "dependencies by deps are changed by mapping specs",
        """
mapped, = map_asset_specs(lambda s: s.merge_attributes(deps=["new"]), [both])
RESULT = {
    k.to_user_string(): sorted(d.to_user_string() for d in deps)
    for k, deps in mapped.asset_deps.items()
}
""",
    ),
    case(
        "a key is not changed by mapping specs",
        """
map_asset_specs(lambda s: s.replace_attributes(key="other"), [orders])
""",
        culprit="other",
    ),
    case(
        "a dependency by a parameter is not removed by mapping specs",
        """
map_asset_specs(lambda s: s.replace_attributes(deps=["raw"]), [orders])
""",
        culprit="customers",
        better="Dagster's own check error is one of definitions here",
        ours_raises="DagsterInvalidDefinitionError",
    ),
    case(
        "an asset maps its own specs",
        """
mapped = orders.map_asset_specs(lambda s: s.replace_attributes(description="D"))
RESULT = list(mapped.descriptions_by_key.values()), list(orders.descriptions_by_key.values())
""",
    ),
    case(
        "public members of a definition",
        """
def path(keys):
    return sorted(k.to_user_string() for k in keys)

RESULT = [
    {
        "keys": path(each.keys), "deps": path(each.dependency_keys), "can_subset": each.can_subset,
        "checks": list(each.check_specs), "op": each.op.name, "node": each.node_def.name,
        "outputs": {k: v.to_user_string() for k, v in each.keys_by_output_name.items()},
        "inputs": {k: v.to_user_string() for k, v in each.keys_by_input_name.items()},
        "resources": dict(each.resource_defs), "executable": each.is_executable,
        "external": each.is_external, "materializable": each.is_materializable,
        "by key": {k.to_user_string(): path(v) for k, v in each.asset_deps.items()},
    }
    for each in (orders, both)
]
""",
    ),
    case(
        "the partition mapping of a dependency is had by its key",
        """
days = StaticPartitionsDefinition(["1", "2"])

@asset(
    partitions_def=days,
    ins={"up": AssetIn(partition_mapping=LastPartitionMapping())},
    deps=[AssetDep("other", partition_mapping=LastPartitionMapping()), "plain"],
)
def down(up): ...

RESULT = [
    type(down.get_partition_mapping(AssetKey(each))).__name__ for each in ("up", "other", "plain")
]
""",
    ),
    case(
        "attributes of a definition are replaced by key",
        """
changed = orders.with_attributes(
    asset_key_replacements={orders.key: AssetKey(["p", "orders"]),
                            AssetKey("customers"): AssetKey(["p", "customers"])},
    group_names_by_key={orders.key: "sales"},
)
RESULT = (
    changed.key.path, sorted(k.to_user_string() for k in changed.dependency_keys),
    list(changed.group_names_by_key.values()), orders.key.path,
)
""",
    ),
    case(
        "a group that an asset has is not replaced",
        """
@asset(group_name="sales")
def grouped(): ...

grouped.with_attributes(group_names_by_key={grouped.key: "other"})
""",
        culprit="grouped",
    ),
    case(
        "a definition becomes a source asset",
        """
source = orders.to_source_asset()
RESULT = (
    source.key.path, source.description, source.group_name, source.get_io_manager_key(),
    both.to_source_asset("a").key.path, sorted(each.key.path for each in both.to_source_assets()),
)
""",
    ),
    case(
        "which of several assets becomes a source asset has to be said",
        """
both.to_source_asset()
""",
        culprit="key",
    ),
    case(
        "a source asset has what was said of it",
        """
source = SourceAsset(
    ["s", "raw"], metadata={"x": 1}, description="d", group_name="g", tags={"a": "b"},
    io_manager_key="warehouse",
)
plain = SourceAsset("plain")
RESULT = (
    source.key.path, {k: v.value for k, v in source.metadata.items()}, dict(source.raw_metadata),
    source.group_name, dict(source.tags), source.is_observable, source.description,
    source.io_manager_key, source.get_io_manager_key(), source.is_executable,
    plain.group_name, plain.io_manager_key, plain.get_io_manager_key(), plain.partitions_def,
)
""",
    ),
    case(
        "the group of a source asset has to be a name",
        """
SourceAsset("raw", group_name="a b")
""",
        culprit="a b",
    ),
    case(
        "a source asset is read through its io manager and not made",
        """
from dagster import IOManager

class Fixed(IOManager):
    def __init__(self, value):
        self.value = value
        self.stored = []

    def load_input(self, context):
        return self.value, context.asset_key.path

    def handle_output(self, context, obj):
        self.stored.append(obj)

warehouse, default = Fixed("w"), Fixed("d")

@asset
def total(raw):
    return raw

result = materialize(
    [total, SourceAsset("raw", io_manager_key="warehouse")],
    resources={"warehouse": warehouse, "io_manager": default},
)
RESULT = default.stored, warehouse.stored, result.success
""",
    ),
    case(
        "a spec is read through the io manager of its key",
        """
from dagster import IOManager

class Fixed(IOManager):
    def load_input(self, context):
        return 5

    def handle_output(self, context, obj): ...

@asset
def total(raw):
    return raw + 1

RESULT = materialize(
    [total, AssetSpec("raw").with_io_manager_key("warehouse")], resources={"warehouse": Fixed()},
).output_for_node("total")
""",
    ),
    case(
        "definitions are merged",
        """
one = Definitions(assets=[orders, AssetSpec("customers", group_name="src")], resources={"a": 1})
two = Definitions(assets=[both], resources={"b": 2, "a": one.resources["a"]})
merged = Definitions.merge(one, two)
RESULT = (
    sorted(k.to_user_string() for k in merged.resolve_all_asset_keys()), dict(merged.resources),
    len(Definitions.merge().resolve_all_asset_keys()),
    len(Definitions.merge(one, one).resolve_all_asset_keys()),
)
""",
    ),
    case(
        "one resource key is not merged from two objects",
        """
Definitions.merge(Definitions(resources={"a": [1]}), Definitions(resources={"a": [1]}))
""",
        culprit="'a'",
    ),
    case(
        "one key is not merged from two assets",
        """
merged = Definitions.merge(Definitions(assets=[both]), Definitions(assets=[AssetSpec("a")]))
merged.resolve_all_asset_keys()
""",
        culprit="a",
    ),
    case(
        "specs are mapped over definitions",
        """
defs = Definitions(assets=[orders, both, AssetSpec("customers", group_name="src")])

def groups(selection):
    mapped = defs.map_resolved_asset_specs(
        func=lambda s: s.replace_attributes(group_name="new"), selection=selection
    )
    return {s.key.to_user_string(): s.group_name for s in mapped.resolve_all_asset_specs()
            if s.key.to_user_string() != "raw"}

RESULT = [groups(each) for each in (None, "orders", "customers", "group:src", ["a", "orders"])]
""",
    ),
    case(
        "a selection to map over that selects what is not there is refused",
        """
Definitions(assets=[both]).map_resolved_asset_specs(func=lambda s: s, selection="zzz")
""",
        culprit="zzz",
    ),
    case(
        "the definition of a key is had from definitions",
        """
defs = Definitions(assets=[both])
RESULT = sorted(k.to_user_string() for k in defs.resolve_assets_def("b").keys)
""",
    ),
    case(
        "no definition of a key is said",
        """
Definitions(assets=[both]).resolve_assets_def("zzz")
""",
        culprit="zzz",
    ),
    case(
        "values are loaded one after the other",
        """
from dagster import DagsterInstance, FilesystemIOManager, PartitionKeyRange

days = StaticPartitionsDefinition(["1", "2", "3"])

@asset
def plain():
    return "p"

@asset(partitions_def=days)
def daily(context):
    return context.partition_key

instance = DagsterInstance.ephemeral()
resources = {"io_manager": FilesystemIOManager(base_dir=".")}
materialize([plain], instance=instance, resources=resources)
for each in days.get_partition_keys():
    materialize([daily], instance=instance, resources=resources, partition_key=each)
defs = Definitions(assets=[plain, daily], resources=resources)
with defs.get_asset_value_loader(instance=instance) as loader:
    RESULT = (
        loader.load_asset_value("plain"), loader.load_asset_value("daily", partition_key="2"),
        loader.load_asset_value("daily", partition_key_range=PartitionKeyRange("1", "2")),
        defs.load_asset_value("plain", instance=instance),
    )
""",
    ),
    case(
        "asset keys are written and read",
        """
key = AssetKey(["a/b", "c"])
RESULT = (
    key.to_db_string(), AssetKey.from_db_string(key.to_db_string()) == key,
    AssetKey.from_db_string(None), AssetKey.from_db_string("x").path,
    AssetKey.from_coercible_or_definition(orders).path,
    AssetKey.from_coercible_or_definition(["p", "q"]).path,
    key.to_escaped_user_string(), AssetKey.from_escaped_user_string("a\\\\/b/c") == key,
    key.has_prefix(["a/b"]), AssetKey(["a.b", "c-d"]).to_python_identifier("s"),
    sorted([AssetKey("b"), AssetKey("a")])[0].path, key.parts,
)
""",
    ),
    case(
        "the partitions of a multi asset are those of its specs",
        """
days = StaticPartitionsDefinition(["1", "2"])

@multi_asset(specs=[AssetSpec("p", partitions_def=days), AssetSpec("q", partitions_def=days)])
def made(context): ...

RESULT = made.partitions_def == days, materialize([made], partition_key="1").success
""",
    ),
)
