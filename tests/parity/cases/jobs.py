"""Jobs of ops: runs, config, resources, tags, partitions, selections, failures, hooks, retries."""

from cases.ops import EVENTS
from harness import Case

OPS = (
    EVENTS
    + """
from dagster import (
    Config, DagsterInstance, In, Nothing, Out, Output, RunConfig, StaticPartitionsDefinition,
    graph, job, op, static_partitioned_config,
)


@op
def one():
    return 1


@op
def double(number):
    return number * 2


@op
def add(a, b):
    return a + b


@op
def fails(number=0):
    raise ValueError("no")


@job
def chain():
    double(double(one()))

"""
)

CASES = (
    Case(
        "a job is not called",
        OPS + "RESULT = chain()\n",
        culprit="Attempted to call job 'chain' directly",
    ),
    Case(
        "a failed op raises what it raised",
        OPS
        + """

@job
def failing():
    double(fails(one()))


RESULT = failing.execute_in_process().success
""",
        culprit="no",
    ),
    Case(
        "after a failure what does not need it still runs",
        OPS
        + """

@job
def failing():
    double(fails(one()))
    double.alias("other")(one.alias("uno")())


result = failing.execute_in_process(raise_on_error=False)
RESULT = (
    events(result),
    result.success,
    sorted(result.get_failed_step_keys()),
    result.output_for_node("other"),
    result.is_node_failed("fails"),
    result.is_node_success("one"),
)
""",
    ),
    Case(
        "the value of an op that did not run is refused",
        OPS
        + """

@job
def failing():
    double(fails(one()))


RESULT = failing.execute_in_process(raise_on_error=False).output_for_node("double")
""",
        culprit="double",
    ),
    Case(
        "the value of an op that is not there is refused",
        OPS + "RESULT = chain.execute_in_process().output_for_node('triple')\n",
        culprit="triple",
    ),
    Case(
        "order of steps is the order in which they could run",
        OPS
        + """

@job
def diamond():
    b = one.alias("b")()
    a = one.alias("a")()
    add(double.alias("z")(a), double.alias("y")(b))
    double.alias("c")(b)


RESULT = events(diamond.execute_in_process())
""",
    ),
    Case(
        "priority decides among steps that could run",
        OPS
        + """

@job
def urgent():
    one.alias("a")()
    one.alias("b").tag({"dagster/priority": "3"})()
    one.alias("c").tag({"dagster/priority": "-1"})()
    one.alias("d")()


RESULT = events(urgent.execute_in_process())
""",
    ),
    Case(
        "some of the ops, by selection",
        OPS
        + """

def keys(selection):
    result = chain.execute_in_process(
        op_selection=selection,
        run_config={"ops": {"double_2": {"inputs": {"number": {"value": 5}}}}}
        if selection == ["double_2"]
        else {},
    )
    return [e.step_key for e in result.get_step_success_events()]


RESULT = [
    keys(selection)
    for selection in (["one"], ["*double"], ["+double_2+"] and ["one", "double"], ["one*"],
                      ["one+"], ["double_2"])
]
""",
    ),
    Case(
        "a selection that matches nothing is refused",
        OPS + "RESULT = chain.execute_in_process(op_selection=['triple']).success\n",
        culprit="triple",
    ),
    Case(
        "resources of the job, and of the call in their place",
        OPS
        + """
from dagster import ResourceDefinition


@op(required_resource_keys={"unit"})
def label(context):
    return context.resources.unit


@job(resource_defs={"unit": ResourceDefinition.hardcoded_resource("m")})
def labelled():
    label()


RESULT = (
    labelled.execute_in_process().output_for_node("label"),
    labelled.execute_in_process(resources={"unit": "k"}).output_for_node("label"),
)
""",
    ),
    Case(
        "a graph with resources becomes two jobs",
        OPS
        + """
from dagster import ConfigurableResource


class Unit(ConfigurableResource):
    name: str


@op
def label(unit: Unit):
    return unit.name


@graph
def labels():
    label()


local = labels.to_job(name="local", resource_defs={"unit": Unit(name="m")})
prod = labels.to_job("prod", resource_defs={"unit": Unit(name="k")}, tags={"env": "prod"})
RESULT = [
    (each.name, each.execute_in_process().output_for_node("label"), dict(each.tags))
    for each in (local, prod)
]
""",
    ),
    Case(
        "a resource that is required and not bound is refused",
        OPS
        + """

@op(required_resource_keys={"unit"})
def label(context):
    return context.resources.unit


@job
def labelled():
    label()


RESULT = labelled.execute_in_process().success
""",
        culprit="'unit'",
    ),
    Case(
        "config of the job, and of the call in its place",
        OPS
        + """

@op(config_schema={"by": int})
def by(context):
    return context.op_config["by"]


@job(config={"ops": {"by": {"config": {"by": 3}}}})
def configured():
    by()


RESULT = (
    configured.execute_in_process().output_for_node("by"),
    configured.execute_in_process(
        run_config={"ops": {"by": {"config": {"by": 4}}}}
    ).output_for_node("by"),
)
""",
    ),
    Case(
        "config as a RunConfig of Config objects",
        OPS
        + """

class By(Config):
    by: int


@op
def scaled(config: By):
    return config.by


@job(config=RunConfig(ops={"scaled": By(by=3)}))
def configured():
    scaled()


RESULT = (
    configured.execute_in_process().output_for_node("scaled"),
    configured.execute_in_process(run_config=RunConfig(ops={"scaled": By(by=4)})).output_for_node(
        "scaled"
    ),
)
""",
    ),
    Case(
        "tags of the job, of its runs, of the call",
        OPS
        + """

@op
def team(context):
    return {k: v for k, v in context.run_tags.items() if not k.startswith(".dagster")}


@job(tags={"team": "sales", "limits": {"a": 1}})
def tagged():
    team()


@job(tags={"shown": "here"}, run_tags={"runs": "only"})
def apart():
    team()


RESULT = (
    tagged.execute_in_process(tags={"more": "x"}).output_for_node("team"),
    apart.execute_in_process().output_for_node("team"),
    dict(tagged.tags),
    dict(apart.tags),
    dict(apart.run_tags),
)
""",
    ),
    Case(
        "a job by partitions runs for one of them",
        OPS
        + """

@op(config_schema={"region": str})
def region(context):
    return context.op_config["region"], context.partition_key, context.has_partition_key


@static_partitioned_config(partition_keys=["eu", "us"])
def by_region(key):
    return {"ops": {"region": {"config": {"region": key}}}}


@job(config=by_region)
def regional():
    region()


result = regional.execute_in_process(partition_key="us")
RESULT = (
    result.output_for_node("region"),
    result.dagster_run.tags["dagster/partition"],
    list(regional.partitions_def.get_partition_keys()),
)
""",
    ),
    Case(
        "a job with partitions and no config for each",
        OPS
        + """

@op
def region(context):
    return context.partition_key


@job(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def regional():
    region()


RESULT = regional.execute_in_process(partition_key="eu").output_for_node("region")
""",
    ),
    Case(
        "an unknown partition is refused",
        OPS
        + """

@job(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def regional():
    one()


RESULT = regional.execute_in_process(partition_key="asia").success
""",
        culprit="asia",
    ),
    Case(
        "the time of a partition",
        OPS
        + """
from dagster import DailyPartitionsDefinition


@op
def day(context):
    window = context.partition_time_window
    return window.start.isoformat(), window.end.isoformat()


@job(partitions_def=DailyPartitionsDefinition("2024-01-01"))
def daily():
    day()


RESULT = daily.execute_in_process(partition_key="2024-01-03").output_for_node("day")
""",
    ),
    Case(
        "a run is in the instance",
        OPS
        + """
instance = DagsterInstance.ephemeral()
result = chain.execute_in_process(instance=instance, run_id="1f3b9b0e-7d5c-4b52-9c48-0a2f0c7e9f11")
run = instance.get_run_by_id(result.run_id)
RESULT = run.job_name, run.status.value, run.run_id
""",
    ),
    Case(
        "an IO manager of an op's output",
        OPS
        + """
from dagster import IOManager


class Kept(IOManager):
    def __init__(self):
        self.told = []

    def handle_output(self, context, obj):
        self.told.append(
            ("out", context.step_key, context.name, context.has_asset_key,
             list(context.get_identifier())[1:], dict(context.definition_metadata or {}), obj)
        )

    def load_input(self, context):
        upstream = context.upstream_output
        self.told.append(
            ("in", context.name, upstream.step_key, upstream.name, context.has_asset_key,
             list(context.get_identifier())[1:])
        )
        return 7


@op(out=Out(io_manager_key="kept", metadata={"table": "rows"}))
def rows():
    return 3


@job
def keeping():
    double(rows())


kept = Kept()
result = keeping.execute_in_process(resources={"kept": kept})
RESULT = kept.told, result.output_for_node("double")
""",
    ),
    Case(
        "an op may tell of an asset",
        OPS
        + """
from dagster import AssetKey, AssetMaterialization


@op
def tells(context):
    context.log_event(AssetMaterialization(asset_key="sales/orders".split("/"), metadata={"n": 3}))
    yield AssetMaterialization(asset_key="other")
    yield Output(1)


@job
def telling():
    tells()


result = telling.execute_in_process()
RESULT = (
    [
        (e.step_key, e.asset_key.to_user_string())
        for e in result.all_events
        if e.event_type_value == "ASSET_MATERIALIZATION"
    ],
    result.output_for_node("tells"),
)
""",
    ),
    Case(
        "an asset is read by an op",
        OPS
        + """
from dagster import SourceAsset, asset, materialize


@asset
def numbers():
    return [1, 2, 3]


@op
def total(numbers):
    return sum(numbers)


@job
def reading():
    total(numbers)


instance = DagsterInstance.ephemeral()
from dagster import IOManager


class Kept(IOManager):
    kept = {}

    def handle_output(self, context, obj):
        self.kept[context.asset_key if context.has_asset_key else context.step_key] = obj

    def load_input(self, context):
        return self.kept[context.asset_key]


manager = Kept()
materialize([numbers], instance=instance, resources={"io_manager": manager})
result = reading.execute_in_process(instance=instance, resources={"io_manager": manager})
RESULT = result.output_for_node("total"), events(result)
""",
    ),
    Case(
        "a retry policy: of the use, else of the op, else of the job",
        OPS
        + """
from dagster import RetryPolicy

tries = {}


def count(name):
    tries[name] = tries.get(name, 0) + 1
    raise ValueError(name)


@op(retry_policy=RetryPolicy(max_retries=2))
def own():
    count("own")


@op
def none():
    count("none")


@op(retry_policy=RetryPolicy(max_retries=2))
def used():
    count("used")


@job(op_retry_policy=RetryPolicy(max_retries=1))
def retrying():
    own()
    none()
    used.with_retry_policy(RetryPolicy(max_retries=3))()


result = retrying.execute_in_process(raise_on_error=False)
RESULT = tries, sorted(result.get_failed_step_keys())
""",
    ),
    Case(
        "hooks of the job, of a graph in it, of one use",
        OPS
        + """
from dagster import failure_hook, success_hook

told = []


@success_hook
def well(context):
    told.append(("well", context.op.name, context.job_name))


@failure_hook
def badly(context):
    told.append(("badly", context.op.name, type(context.op_exception).__name__))


@success_hook(name="mine")
def mine(context):
    told.append(("mine", context.op.name))


@graph
def pair():
    return double(one())


@job(hooks={badly})
def hooked():
    pair.with_hooks({well})()
    one.alias("uno").with_hooks({mine})()
    fails()


hooked.execute_in_process(raise_on_error=False)
RESULT = sorted(told)
""",
    ),
    Case(
        "hooks added to a job",
        OPS
        + """
from dagster import success_hook

told = []


@success_hook
def well(context):
    told.append(context.op.name)


chain.with_hooks({well}).execute_in_process()
chain.execute_in_process()
RESULT = told
""",
    ),
    Case(
        "what is known of a job",
        OPS
        + """

@job(name="renamed", description="Does it.", metadata={"n": 3}, owners=["team:sales"])
def known():
    one()


RESULT = (
    known.name,
    known.description,
    known.graph.name,
    known.has_specified_executor,
    known.has_specified_loggers,
    known.partitions_def,
    known.config_mapping,
    known.partitioned_config,
    {k: v.value for k, v in known.metadata.items()},
    list(known.owners),
    "io_manager" in known.resource_defs,
)
""",
    ),
    Case(
        "values for inputs of the job",
        OPS
        + """

@graph
def scaled(number):
    return double(number)


RESULT = (
    scaled.to_job(input_values={"number": 4}).execute_in_process().output_value(),
    scaled.to_job(input_values={"number": 4})
    .execute_in_process(input_values={"number": 5})
    .output_value(),
)
""",
    ),
    Case(
        "a value for an input that the job has not is refused",
        OPS + "RESULT = chain.graph.to_job(input_values={'x': 1}).name\n",
        culprit="'x'",
    ),
    Case(
        "a job of jobs is refused",
        OPS
        + """

@job
def outer():
    double(chain)


RESULT = outer.name
""",
        culprit="received invalid type",
    ),
    Case(
        "an op of a wrong type downstream fails the step",
        OPS
        + """

@op
def text() -> str:
    return "a"


@op
def number(value: int):
    return value


@job
def wrong():
    number(text())


RESULT = wrong.execute_in_process().success
""",
        culprit='expected type "Int"',
    ),
    Case(
        "async ops",
        OPS
        + """
import asyncio


@op
async def later():
    await asyncio.sleep(0)
    return 3


@job
def awaiting():
    double(later())


RESULT = awaiting.execute_in_process().output_for_node("double")
""",
    ),
    Case(
        "a helper finds the context of the op that runs",
        OPS
        + """
from dagster import OpExecutionContext


def helper():
    return OpExecutionContext.get().op_def.name


@op
def asks():
    return helper()


@job
def asking():
    asks()


RESULT = asking.execute_in_process().output_for_node("asks")
""",
    ),
    Case(
        "events of an op in a graph, and of the graph",
        OPS
        + """

@graph
def two():
    return double(one())


@job
def outer():
    two()


result = outer.execute_in_process()
RESULT = (
    [e.event_type_value for e in result.events_for_node("two.one") if e.event_type_value in KINDS],
    result.is_node_success("two.double"),
    result.job_def.name,
)
""",
    ),
)
