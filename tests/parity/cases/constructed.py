"""`AssetsDefinition(...)` by its constructor: of specs alone, of an op, of a graph."""

from harness import Case

_BASE = """
import dagster as dg

K = dg.AssetKey


def facts(d):
    said = [
        (
            spec.key.to_user_string(), sorted(x.asset_key.to_user_string() for x in spec.deps),
            spec.description, dict(spec.metadata), spec.group_name, spec.code_version,
            dict(spec.tags), list(spec.owners), spec.skippable, spec.partitions_def is not None,
        )
        for spec in sorted(d.specs, key=lambda spec: spec.key)
    ]
    names = [
        {name: key.to_user_string() for name, key in named.items()}
        for named in (d.keys_by_input_name, d.keys_by_output_name)
    ]
    kinds = (d.is_executable, d.is_external, d.is_materializable, d.can_subset)
    return said, kinds, sorted(k.to_user_string() for k in d.dependency_keys), names


@dg.op
def one():
    return 1


@dg.op(
    description="od",
    out={
        "a": dg.Out(int, description="oa", metadata={"m": 1}, code_version="cv"),
        "b": dg.Out(int, is_required=False),
    },
)
def two(u):
    yield dg.Output(u + 1, "a")
    yield dg.Output(u + 2, "b")


@dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
def both(u):
    a, b = two(u)
    return {"a": a, "b": b}


@dg.asset
def up():
    return 10


ENDS = {
    "keys_by_input_name": {"u": K("up")},
    "keys_by_output_name": {"a": K("x"), "b": K(["s", "y"])},
}
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


def refused(name, arguments, culprit, **facts):
    """Return the case that these arguments of the constructor are refused."""
    source = f"dg.AssetsDefinition({arguments})\nRESULT = None"
    return case(f"{name} is refused", source, culprit=culprit, **facts)


CASES = (
    case(
        "specs alone are assets that are made elsewhere",
        """
RESULT = [
    facts(dg.AssetsDefinition(specs=specs))
    for specs in (
        [], [dg.AssetSpec("x", deps=["u"], group_name="g", metadata={"a": 1}, owners=["team:t"])],
        [dg.AssetSpec("x", deps=["u"]), dg.AssetSpec(["p", "y"], deps=["x"], kinds={"sql"})],
        [dg.AssetSpec("x"), dg.AssetSpec("x")],
        [
            dg.AssetSpec("x", partitions_def=dg.StaticPartitionsDefinition(["a"])),
            dg.AssetSpec("y", partitions_def=dg.StaticPartitionsDefinition(["b"])),
        ],
    )
]
""",
    ),
    case(
        "assets made elsewhere stand between what is made",
        """
elsewhere = dg.AssetsDefinition(
    specs=[dg.AssetSpec("x", deps=["up"]), dg.AssetSpec("y", deps=["x"])]
)


@dg.asset(deps=["y"])
def z():
    return 3


defs = dg.Definitions([up, elsewhere, z])
made = dg.materialize([up, elsewhere, z]).get_asset_materialization_events()
RESULT = (
    sorted(key.to_user_string() for key in defs.resolve_all_asset_keys()),
    [event.asset_key.to_user_string() for event in made],
    sorted(
        key.to_user_string()
        for key in dg.AssetSelection.assets("z").upstream().resolve([up, elsewhere, z])
    ),
)
""",
    ),
    case(
        "assets made elsewhere are changed as others are",
        """
d = dg.AssetsDefinition(
    specs=[dg.AssetSpec("x"), dg.AssetSpec("y", deps=["x"])],
    resource_defs={"r": dg.ResourceDefinition.hardcoded_resource(3)},
)
d = d.with_attributes(group_names_by_key={K("x"): "g"})
d = d.map_asset_specs(lambda spec: spec.replace_attributes(owners=["team:q"]))
RESULT = facts(d), sorted(d.resource_defs)
""",
    ),
    case(
        "an op is an asset of the key that is said",
        """
d = dg.AssetsDefinition(node_def=one, keys_by_output_name={"result": K("x")})
RESULT = facts(d), dg.materialize([d]).asset_value("x"), d()
""",
    ),
    case(
        "what is said by key wins over what the op says",
        """
d = dg.AssetsDefinition(
    node_def=two, **ENDS, group_names_by_key={K("x"): "gx"}, tags_by_key={K("x"): {"t": "1"}},
    metadata_by_key={K("x"): {"n": 2}}, descriptions_by_key={K(["s", "y"]): "dy"},
    owners_by_key={K("x"): ["team:a"]},
)
RESULT = facts(d), dg.materialize([up, d]).asset_value(["s", "y"])
""",
    ),
    case(
        "specs say what an op's assets are",
        """
specs = [
    dg.AssetSpec("x", deps=["up"], owners=["team:z"]),
    dg.AssetSpec(["s", "y"], deps=["x"], group_name="q", description="said"),
]
d = dg.AssetsDefinition(node_def=two, **ENDS, specs=specs)
RESULT = facts(d), dg.materialize([up, d]).asset_value(["s", "y"])
""",
    ),
    case(
        "asset_deps says what depends on what",
        """
deps = {K("x"): {K("up")}, K(["s", "y"]): {K("x")}}
d = dg.AssetsDefinition(node_def=two, **ENDS, asset_deps=deps)
RESULT = facts(d), dg.materialize([up, d]).asset_value(["s", "y"])
""",
    ),
    case(
        "a graph is assets with partitions and a mapping",
        """
daily = dg.DailyPartitionsDefinition("2024-01-01")
d = dg.AssetsDefinition(
    node_def=both, **ENDS, partitions_def=daily,
    partition_mappings={K("up"): dg.LastPartitionMapping()},
    backfill_policy=dg.BackfillPolicy.single_run(),
)
RESULT = (
    facts(d), type(d.get_partition_mapping(K("up"))).__name__,
    d.backfill_policy.max_partitions_per_run,
)
""",
    ),
    case(
        "a graph's hooks and values are those of its ops",
        """
seen = []


@dg.success_hook
def hook(context):
    seen.append(context.op.name)


d = dg.AssetsDefinition(node_def=both, **ENDS, hook_defs={hook})
RESULT = (dg.materialize([up, d]).asset_value("x"), seen, sorted(x.name for x in d.hook_defs))
""",
    ),
    case(
        "an output is a check",
        """
@dg.op(out={"result": dg.Out(int), "x_c": dg.Out()})
def checked():
    yield dg.Output(1)
    yield dg.AssetCheckResult(passed=True, check_name="c", asset_key="x")


d = dg.AssetsDefinition(
    node_def=checked, keys_by_output_name={"result": K("x")},
    check_specs_by_output_name={"x_c": dg.AssetCheckSpec("c", asset="x")},
)
RESULT = (
    [key.to_user_string() for key in d.check_keys],
    [each.passed for each in dg.materialize([d]).get_asset_check_evaluations()],
)
""",
    ),
    case(
        "assets of an op are described by its output, then by the op",
        """
RESULT = facts(dg.AssetsDefinition.from_op(two)), facts(dg.AssetsDefinition.from_graph(both))
""",
    ),
    case(
        "an asset made elsewhere cannot be called",
        'dg.AssetsDefinition(specs=[dg.AssetSpec("x")])()\nRESULT = None',
        culprit="x",
    ),
    refused("a constructor that says nothing", "", "specs"),
    refused(
        "a group beside specs",
        'specs=[dg.AssetSpec("x")], group_names_by_key={K("x"): "g"}',
        "group_names_by_key",
    ),
    refused(
        "can_subset of what nothing makes",
        'specs=[dg.AssetSpec("x")], can_subset=True',
        "can_subset",
    ),
    refused(
        "an output of what nothing makes",
        'specs=[dg.AssetSpec("x")], keys_by_output_name={"r": K("x")}',
        "keys_by_output_name",
    ),
    refused(
        "a key said in two ways",
        'specs=[dg.AssetSpec("x"), dg.AssetSpec("x", description="o")]',
        "x",
    ),
    refused("an asset that depends on itself", 'specs=[dg.AssetSpec("x", deps=["x"])]', "x"),
    refused("a node that is none", 'node_def=3, keys_by_output_name={"a": K("x")}', "node_def"),
    refused(
        "an output that the op does not have",
        'node_def=one, keys_by_output_name={"zz": K("x")}',
        "zz",
    ),
    refused("an op of no asset", "node_def=one", "keys_by_output_name"),
    refused(
        "dependencies of some assets alone",
        'node_def=two, **ENDS, asset_deps={K("x"): {K("up")}}',
        "asset_deps",
    ),
    refused(
        "a mapping of what is not read",
        'node_def=two, **ENDS, partition_mappings={K("zz"): dg.LastPartitionMapping()}',
        "zz",
    ),
    refused(
        "a list of what are no specs",
        'specs=["x"]',
        "'x'",
        better="Dagster fails with an AttributeError of its own",
        ours_raises="CheckError",
    ),
    refused(
        "an input that nothing fills",
        'node_def=two, keys_by_output_name={"a": K("x"), "b": K("y")}',
        "keys_by_input_name",
        better="Dagster says so when it runs",
        ours_raises="CheckError",
    ),
)
