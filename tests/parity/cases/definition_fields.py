"""`Definitions`: what it holds, is equal by, refuses, and loads."""

from harness import Case

_BASE = """
import dagster as dg


@dg.asset
def a():
    return 1


@dg.asset
def b(a):
    return 2


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
def p():
    return 1


@dg.asset_check(asset=a)
def ca():
    return dg.AssetCheckResult(passed=True)


FIELDS = ("assets schedules sensors jobs resources executor loggers asset_checks metadata "
          "component_tree").split()


def held(defs):
    found = [getattr(defs, name) for name in FIELDS]
    return [(type(each).__name__, each and len(each)) for each in found]


def specs(*assets):
    found = dg.Definitions(assets=list(assets)).resolve_all_asset_specs()
    return sorted((each.key.to_user_string(), each.description) for each in found)


def looked_at(name, version):
    @dg.observable_source_asset(name=name, description=version)
    def seen():
        return dg.DataVersion(version)

    return seen
"""


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


REFUSED = {
    "dg.Definitions(assets='a')": "'a'",
    "dg.Definitions(assets=a)": "assets=...) takes a list",
    "dg.Definitions(assets=[[a]])": "list",
    "dg.Definitions(assets=[None])": "None",
    "dg.Definitions(jobs=3)": "jobs=...) takes a list",
    "dg.Definitions(jobs=[None])": "None",
    "dg.Definitions(sensors=3)": "sensors=...) takes a list",
    "dg.Definitions(schedules='x')": "schedules=...) takes a list",
    "dg.Definitions(resources=[1])": "resources=...) takes a mapping",
    "dg.Definitions(resources={3: 1})": "3 of type int",
    "dg.Definitions(loggers={'x': 3})": "3 of type int",
    "dg.Definitions(metadata=3)": "metadata=...) takes a mapping",
    "dg.Definitions(metadata={3: 1})": "3 of type int",
    "dg.Definitions(metadata={'x': object()})": "x",
    "dg.Definitions(executor=3)": "3",
    "dg.Definitions(asset_checks=[3])": "3 of type int",
    "dg.Definitions.merge(3)": "3 of type int",
    "dg.Definitions(assets=[a]).get_assets_def('zz')": "zz",
    "dg.Definitions(assets=[a]).resolve_job_def('zz')": "zz",
    "dg.Definitions(assets=[a]).get_schedule_def('zz')": "zz",
    "dg.Definitions(assets=[a]).get_sensor_def('zz')": "zz",
    "dg.Definitions().resolve_implicit_global_asset_job_def()": "__ASSET_JOB",
    "dg.Definitions(assets=[a]).load_asset_value('zz')": "There is no asset zz",
    "dg.Definitions(assets=[a]).load_asset_value('a', instance=3)": "instance=...) takes",
    "dg.Definitions(assets=[a]).get_asset_value_loader(3).load_asset_value('a')": "instance=...)",
    "dg.Definitions(assets=[p]).load_asset_value('p', partition_key='zz')": "zz",
    "dg.Definitions(assets=[a], resources={'x': 1}).with_resources({'x': 2})": "x",
    "{dg.Definitions()}": "unhashable",
    "specs(dg.AssetSpec('x'), dg.AssetSpec('x', description='other'))": "x is defined twice",
    "specs(dg.AssetSpec('x'), dg.SourceAsset('x'))": "x is defined twice",
    "dg.Definitions(assets=[dg.SourceAsset('s')]).map_asset_specs(func=lambda spec: spec)": "s, a",
}

CASES = (
    case(
        "what was not given is None, what was given is there",
        """
RESULT = [held(each) for each in (
    dg.Definitions(),
    dg.Definitions([a], [], jobs=[dg.define_asset_job("j")], resources={"x": 1}, loggers={}),
    dg.Definitions(assets=(a,), asset_checks=[ca], metadata={"rows": 3}),
    dg.Definitions.merge(),
    dg.Definitions.merge(dg.Definitions(), dg.Definitions([a], resources={"x": 1})),
    dg.Definitions.merge_unbound_defs(dg.Definitions(), dg.Definitions(asset_checks=[ca])),
    dg.Definitions([a]).map_asset_specs(func=lambda spec: spec),
    dg.Definitions([a]).map_resolved_asset_specs(func=lambda spec: spec, selection="a"),
    dg.Definitions([a]).with_resources({"x": 1}),
    dg.Definitions([a]).with_resources(None),
)]
""",
    ),
    case(
        "definitions are equal by what they hold",
        """
one = dg.Definitions(assets=[a], resources={"x": 1})
RESULT = [one == each for each in (
    one, dg.Definitions(assets=[a], resources={"x": 1}), dg.Definitions(assets=(a,)),
    dg.Definitions(assets=[a]), dg.Definitions(assets=[a], resources={"x": 2}), 3, None,
)], dg.Definitions() == dg.Definitions(), dg.Definitions() != dg.Definitions(assets=[])
""",
    ),
    case(
        "equal specs of one key are one, of source assets the last counts",
        """
S, Src = dg.AssetSpec, dg.SourceAsset
RESULT = (
    specs(S("x"), S("y"), S("x")),
    specs(S("x", metadata={"a": 1}, deps=["y"]), S("x", metadata={"a": 1}, deps=["y"])),
    specs(S("x", group_name="default"), S("x")),
    specs(Src("x"), Src("x", description="second")),
    specs(looked_at("x", "1"), looked_at("x", "2")),
    specs(looked_at("x", "1"), Src("x")),
    specs(Src("x"), looked_at("x", "1")),
    [dg.materialize([S("a"), S("a"), b], selection="b", resources={
        "io_manager": dg.FilesystemIOManager(base_dir=".")}, raise_on_error=False).success],
)
""",
    ),
    case(
        "a value of a partition that was never stored",
        """
instance = dg.DagsterInstance.local_temp(".")
dg.materialize([p], instance=instance, partition_key="x")
defs = dg.Definitions([p])
RESULT = [defs.load_asset_value("p", instance=instance, partition_key="x")]
defs.load_asset_value("p", instance=instance, partition_key="y")
""",
        culprit="y",
    ),
    case(
        "a value that was never stored",
        "dg.Definitions([a]).load_asset_value('a', instance=dg.DagsterInstance.local_temp('.'))",
        culprit="a",
    ),
    case(
        "a partition of what has none",
        "dg.Definitions([a]).load_asset_value('a', partition_key='x')",
        culprit="a is not partitioned",
        better="Dagster looks for a file that cannot be there",
        ours_raises="DagsterInvariantViolationError",
    ),
    case(
        "the whole of what has partitions",
        """
instance = dg.DagsterInstance.local_temp(".")
dg.materialize([p], instance=instance, partition_key="x")
dg.Definitions([p]).load_asset_value('p', instance=instance)
""",
        culprit="p is partitioned",
        better="Dagster opens the folder of the partitions as a file",
        ours_raises="DagsterInvariantViolationError",
    ),
    case(
        "a mapping that makes no spec",
        "dg.map_asset_specs(lambda spec: 3, [a])",
        culprit="3 for a",
        better="Dagster says that int has no attribute key",
        ours_raises="DagsterInvalidDefinitionError",
    ),
    case(
        "the jobs of definitions",
        """
RESULT = (
    [each.name for each in dg.Definitions().resolve_all_job_defs()],
    dg.Definitions().has_implicit_global_asset_job_def(),
    [each.name for each in dg.Definitions(
        [a], jobs=[dg.define_asset_job(name) for name in ("z", "B", "_q", "c")]
    ).resolve_all_job_defs()],
    dg.Definitions([a]).resolve_implicit_global_asset_job_def().name,
)
""",
    ),
    *(
        case(f"refused: {call}", f"RESULT = str({call})", culprit=said)
        for call, said in REFUSED.items()
    ),
)
