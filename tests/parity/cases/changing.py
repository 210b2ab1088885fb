"""What is said of assets, changed: attributes, hooks, source references, loaders' parameters."""

from harness import Case

HEAD = """
import dagster as dg

def told(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__

@dg.asset(group_name="sales", metadata={"rows": 3}, tags={"tier": "1"})
def orders(raw):
    return raw

@dg.multi_asset(outs={"one": dg.AssetOut(), "two": dg.AssetOut(key_prefix="deep")})
def both(raw):
    return 1, 2
"""


def case(name, source, culprit=None, **more):
    """Return a case that finds `orders`, `both` and `told` defined."""
    return Case(name, HEAD + source, culprit, **more)


CASES = [
    case(
        "keys are replaced, of assets and of what they read",
        """
new = both.with_attributes(asset_key_replacements={
    dg.AssetKey("one"): dg.AssetKey(["x", "one"]), dg.AssetKey("raw"): dg.AssetKey("cooked"),
})
RESULT = (
    sorted(key.path for key in new.keys),
    sorted(key.path for key in new.dependency_keys),
    {name: key.path for name, key in new.keys_by_input_name.items()},
    {name: key.path for name, key in new.keys_by_output_name.items()},
    sorted(key.path for key in both.keys),
)
""",
    ),
    case(
        "a group is given to those without one",
        """
new = both.with_attributes(group_names_by_key={dg.AssetKey("one"): "sales"})
RESULT = sorted((key.path, group) for key, group in new.group_names_by_key.items())
""",
    ),
    case(
        "an asset with a group keeps it",
        "orders.with_attributes(group_names_by_key={orders.key: 'other'})",
        "orders",
    ),
    case(
        "an asset with a group is not given it again",
        "orders.with_attributes(group_names_by_key={orders.key: 'sales'})",
        "orders",
    ),
    case(
        "tags are given to those without any",
        """
new = both.with_attributes(tags_by_key={dg.AssetKey("one"): {"a": "b"}})
RESULT = sorted((key.path, dict(tags)) for key, tags in new.tags_by_key.items())
""",
    ),
    case(
        "an asset with tags keeps them",
        "orders.with_attributes(tags_by_key={orders.key: {'a': 'b'}})",
        "orders",
    ),
    case(
        "metadata is replaced",
        """
new = orders.with_attributes(metadata_by_key={orders.key: {"other": 1}})
RESULT = dict(new.metadata_by_key[orders.key]), dict(orders.metadata_by_key[orders.key])
""",
    ),
    case(
        "a backfill policy is given and replaced",
        """
days = dg.DailyPartitionsDefinition("2024-01-01")

@dg.asset(partitions_def=days, backfill_policy=dg.BackfillPolicy.multi_run(2))
def daily(): ...

new = daily.with_attributes(backfill_policy=dg.BackfillPolicy.single_run())
RESULT = (
    daily.backfill_policy.max_partitions_per_run, new.backfill_policy.max_partitions_per_run,
    orders.backfill_policy,
)
""",
    ),
    case(
        "a new key is that of the output too",
        """
new = orders.with_attributes(asset_key_replacements={orders.key: dg.AssetKey(["a", "b"])})
RESULT = (
    new.key.path, new.get_asset_spec().key.path, new.get_asset_spec(new.key).group_name,
    new.op.name, new.get_output_name_for_asset_key(new.key),
)
""",
    ),
    case(
        "each asset of several becomes a source",
        """
found = both.to_source_assets()
RESULT = (
    sorted(each.key.path for each in found), both.to_source_asset("one").key.path,
    both.to_source_asset(dg.AssetKey(["deep", "two"])).get_io_manager_key(),
    orders.to_source_asset().group_name,
)
""",
    ),
    case("a source of several has to be named", "both.to_source_asset()", "one"),
    case("one key of several has to be named", "both.key", "one"),
    case(
        "what is asked of a definition by key",
        """
RESULT = (
    orders.group_names_by_key[orders.key], orders.code_versions_by_key.get(orders.key),
    orders.can_subset, orders.partitions_def,
    sorted(orders.required_resource_keys), sorted(both.required_resource_keys),
    [each.path for each in sorted(orders.dependency_keys)],
    {key.path[-1]: sorted(dep.path for dep in deps) for key, deps in both.asset_deps.items()},
    orders.get_partition_mapping(dg.AssetKey("raw")), list(orders.check_specs),
    dict(orders.resource_defs), orders.get_io_manager_key_for_asset_key(orders.key),
)
""",
    ),
    case(
        "options of the step are kept",
        """
@dg.asset(
    op_tags={"a": "b"}, pool="wide", retry_policy=dg.RetryPolicy(max_retries=3),
    io_manager_key="lake", required_resource_keys={"net"}, code_version="7", output_required=False,
)
def fish(): ...

RESULT = (
    dict(fish.op.tags), fish.op.pool, fish.op.retry_policy.max_retries,
    sorted(fish.required_resource_keys), fish.code_versions_by_key[fish.key],
    fish.get_asset_spec().skippable, fish.get_io_manager_key_for_asset_key(fish.key),
)
""",
    ),
    case(
        "resources of its own are required and told",
        """
@dg.asset(resource_defs={"net": dg.ResourceDefinition.hardcoded_resource(3)})
def fish(context):
    return context.resources.net

RESULT = (
    sorted(fish.required_resource_keys), sorted(fish.resource_defs),
    dg.materialize([fish]).output_for_node("fish"),
)
""",
    ),
    case(
        "an IO manager and its key exclude each other",
        """
@dg.asset(io_manager_key="lake", io_manager_def=dg.InMemoryIOManager())
def fish(): ...
""",
        "io_manager_key",
    ),
    case(
        "an unknown parameter of a decorator is refused",
        "dg.asset(nonsense=1)",
        "nonsense",
    ),
    case(
        "the older names of deps still work",
        """
@dg.asset(non_argument_deps={"other"}, compute_kind="sql")
def older(): ...

RESULT = sorted(key.path for key in older.dependency_keys)
""",
    ),
    case(
        "deps and specs of a multi asset exclude each other",
        """
@dg.multi_asset(specs=[dg.AssetSpec("a")], deps=["b"])
def several(): ...
""",
        "deps",
    ),
    case(
        "outs and specs of a multi asset exclude each other",
        """
@dg.multi_asset(specs=[dg.AssetSpec("a")], outs={"b": dg.AssetOut()})
def several(): ...
""",
        "outs",
    ),
    case(
        "a partitioned asset alone runs in several parts",
        """
@dg.asset(backfill_policy=dg.BackfillPolicy.multi_run(2))
def whole(): ...
""",
        "backfill",
    ),
    case(
        "specs carry kinds, skippable and virtual",
        """
spec = dg.AssetSpec("a", kinds={"sql", "dbt"}, skippable=True, is_virtual=True)
same = spec.replace_attributes(description="said")
more = spec.merge_attributes(kinds={"python"})
RESULT = (
    sorted(spec.kinds), spec.skippable, spec.is_virtual, same.is_virtual, same.skippable,
    sorted(more.kinds), spec.automation_condition, spec.freshness_policy,
)
""",
    ),
    case(
        "an output is made of a spec",
        """
out = dg.AssetOut.from_spec(
    dg.AssetSpec(["a", "b"], group_name="sales", tags={"x": "y"}, kinds={"sql"}),
    io_manager_key="lake", is_required=False,
)

@dg.multi_asset(outs={"first": out})
def several(): ...

spec = several.get_asset_spec()
RESULT = (
    out.key.path, out.io_manager_key, out.is_required, spec.key.path, spec.group_name,
    dict(spec.tags), several.get_io_manager_key_for_asset_key(spec.key),
)
""",
    ),
    case(
        "a prefix and a key of an output exclude each other",
        "dg.AssetOut(key_prefix='a', key='b')",
        "key_prefix",
    ),
    case(
        "references to the source are in the metadata",
        """
(found,) = dg.with_source_code_references([both])
spec = dg.AssetSpec("spec")
kept = dg.with_source_code_references([spec])
RESULT = (
    sorted(
        (key.path, [type(each).__name__ for each in
            metadata["dagster/code_references"].code_references])
        for key, metadata in found.metadata_by_key.items()
    ),
    [each.line_number for each in
        found.metadata_by_key[dg.AssetKey("one")]["dagster/code_references"].code_references],
    kept == [spec],
)
""",
    ),
    case(
        "references that are there stay before",
        """
known = dg.CodeReferencesMetadataValue(
    code_references=[dg.UrlCodeReference(url="https://example.com", label="home")]
)

@dg.asset(metadata={"dagster/code_references": known})
def linked(): ...

(found,) = dg.with_source_code_references([linked])
RESULT = [
    type(each).__name__
    for each in found.metadata_by_key[linked.key]["dagster/code_references"].code_references
]
""",
    ),
    case(
        "loading gives a backfill policy",
        """
import types
module = types.ModuleType("module")
module.orders = orders
(found,) = dg.load_assets_from_modules([module], backfill_policy=dg.BackfillPolicy.single_run())
RESULT = found.backfill_policy.max_partitions_per_run, found.key.path
""",
    ),
    case(
        "definitions of a module have executors and loggers",
        """
import types
module = types.ModuleType("module")
module.raw = dg.AssetSpec("raw")
module.orders = orders
found = dg.load_definitions_from_module(module, {"a": 1}, loggers={})
RESULT = sorted(key.path for key in found.resolve_all_asset_keys()), dict(found.resources)
""",
    ),
]
