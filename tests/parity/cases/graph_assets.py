"""Assets that a graph of ops makes, or an op."""

from cases.ops import EVENTS
from harness import Case

OPS = (
    EVENTS
    + """
from dagster import (
    AssetIn, AssetKey, AssetOut, AssetsDefinition, Config, DagsterInstance, Definitions, DynamicOut,
    DynamicOutput, In, Nothing, Out, Output, StaticPartitionsDefinition, asset, define_asset_job,
    graph, graph_asset, graph_multi_asset, materialize, op,
)


@op
def one():
    return 1


@op
def add(a, b):
    return a + b


@op
def double(number):
    return number * 2


@asset
def base():
    return 10


def made(result):
    return [e.asset_key.to_user_string() for e in result.get_asset_materialization_events()]

"""
)

CASES = (
    Case(
        "an asset of several steps",
        OPS
        + """

@graph_asset
def total(base):
    return add(one(), double(base))


@asset
def after(total):
    return total + 1


result = materialize([base, total, after])
RESULT = (
    events(result),
    result.output_for_node("total.add"),
    result.output_for_node("total"),
    result.asset_value("after"),
    made(result),
)
""",
    ),
    Case(
        "what is said of an asset of several steps",
        OPS
        + """

@graph_asset(
    key_prefix=["sales"],
    group_name="g",
    description="All.",
    metadata={"n": 1},
    tags={"team": "sales"},
    owners=["team:sales"],
    kinds={"sql"},
    code_version="3",
    ins={"rows": AssetIn(key=AssetKey(["raw", "rows"]))},
)
def total(rows):
    return double(rows)


spec = total.get_asset_spec()
RESULT = (
    total.key.to_user_string(),
    total.node_def.name,
    spec.description,
    spec.group_name,
    dict(spec.metadata)["n"],
    {k: v for k, v in spec.tags.items()},
    list(spec.owners),
    spec.code_version,
    [dep.asset_key.to_user_string() for dep in spec.deps],
)
""",
    ),
    Case(
        "several assets of one graph",
        OPS
        + """

@op(out={"small": Out(), "large": Out()})
def split(number):
    return number - 1, number + 1


@graph_multi_asset(
    outs={"low": AssetOut(), "high": AssetOut(key=AssetKey(["sales", "high"]))}, group_name="g"
)
def both(base):
    small, large = split(base)
    return {"low": small, "high": double(large)}


result = materialize([base, both])
RESULT = (
    events(result),
    result.asset_value("low"),
    result.asset_value(["sales", "high"]),
    made(result),
    {k.to_user_string(): v for k, v in both.group_names_by_key.items()},
)
""",
    ),
    Case(
        "an asset of a graph by its class",
        OPS
        + """

@graph
def combined(first, second):
    return add(double(first), second)


made_of = AssetsDefinition.from_graph(
    combined,
    keys_by_input_name={"first": AssetKey("base"), "second": AssetKey(["raw", "other"])},
    keys_by_output_name={"result": AssetKey(["sales", "combined"])},
    group_name="g",
)


@asset(key=["raw", "other"])
def other():
    return 5


result = materialize([base, other, made_of])
RESULT = (
    made_of.key.to_user_string(),
    result.asset_value(["sales", "combined"]),
    events(result),
    made_of.group_names_by_key[made_of.key],
)
""",
    ),
    Case(
        "an asset of an op",
        OPS
        + """

@op(config_schema={"by": int})
def scale(context, base):
    return base * context.op_config["by"]


scaled = AssetsDefinition.from_op(scale, key_prefix="sales")
result = materialize(
    [base.with_attributes(), scaled],
    run_config={"ops": {"scale": {"config": {"by": 3}}}},
)
RESULT = scaled.key.to_user_string(), result.asset_value(["sales", "scale"]), events(result)
""",
    ),
    Case(
        "several assets of an op",
        OPS
        + """

@op(out={"small": Out(), "large": Out()})
def split(base):
    return base - 1, base + 1


both = AssetsDefinition.from_op(
    split,
    keys_by_output_name={"large": AssetKey(["sales", "large"]), "small": AssetKey("small")},
)
result = materialize([base, both])
RESULT = sorted(each.to_user_string() for each in both.keys), made(result)
""",
    ),
    Case(
        "keys for some of the outputs of an op are refused",
        OPS
        + """

@op(out={"small": Out(), "large": Out()})
def split(base):
    return base - 1, base + 1


RESULT = AssetsDefinition.from_op(split, keys_by_output_name={"large": AssetKey("big")}).keys
""",
        culprit="small",
    ),
    Case(
        "config of the ops of an asset",
        OPS
        + """

class By(Config):
    by: int = 2


@op
def scale(number, config: By):
    return number * config.by


@op(config_schema=int)
def plus(context, number):
    return number + context.op_config


@graph_asset
def scaled(base):
    return plus(scale(base))


result = materialize(
    [base, scaled],
    run_config={
        "ops": {"scaled": {"ops": {"scale": {"config": {"by": 5}}, "plus": {"config": 7}}}}
    },
)
RESULT = result.asset_value("scaled")
""",
    ),
    Case(
        "fixed config of the ops of an asset",
        OPS
        + """

@op(config_schema={"by": int})
def scale(context, number):
    return number * context.op_config["by"]


@graph_asset(config={"scale": {"config": {"by": 4}}})
def scaled(base):
    return scale(base)


RESULT = materialize([base, scaled]).asset_value("scaled")
""",
    ),
    Case(
        "resources of the ops of an asset",
        OPS
        + """

@op(required_resource_keys={"by"})
def scale(context, number):
    return number * context.resources.by


@graph_asset
def scaled(base):
    return scale(base)


RESULT = materialize([base, scaled], resources={"by": 6}).asset_value("scaled")
""",
    ),
    Case(
        "a resource that an op of an asset requires and nothing binds is refused",
        OPS
        + """

@op(required_resource_keys={"by"})
def scale(context, number):
    return number * context.resources.by


@graph_asset
def scaled(base):
    return scale(base)


RESULT = materialize([base, scaled]).success
""",
        culprit="'by'",
    ),
    Case(
        "an op of an asset that fails",
        OPS
        + """

@op
def fails(number):
    raise ValueError("no")


@graph_asset
def total(base):
    return add(one(), double(fails(base)))


@asset
def after(total):
    return total


result = materialize([base, total, after], raise_on_error=False)
RESULT = events(result), result.success, sorted(result.get_failed_step_keys()), made(result)
""",
    ),
    Case(
        "a partition of an asset of several steps",
        OPS
        + """

@op
def region(context):
    return context.partition_key


@graph_asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def regional():
    return region()


result = materialize([regional], partition_key="us")
RESULT = (
    result.asset_value("regional"),
    [e.partition for e in result.get_asset_materialization_events()],
)
""",
    ),
    Case(
        "an IO manager of an op's output, where that is an asset",
        OPS
        + """
from dagster import IOManager


class Kept(IOManager):
    told = []

    def handle_output(self, context, obj):
        self.told.append((context.step_key, context.has_asset_key, obj))

    def load_input(self, context):
        raise AssertionError


@op(out=Out(io_manager_key="kept"))
def last(number):
    return number + 1


@graph_asset
def total(base):
    return last(double(base))


materialize([base, total], resources={"kept": Kept()})
RESULT = Kept.told
""",
    ),
    Case(
        "values that a run finds, within an asset",
        OPS
        + """

@op(out=DynamicOut())
def numbers(base):
    for number in range(3):
        yield DynamicOutput(base + number, mapping_key=f"n{number}")


@op
def total(numbers):
    return sum(numbers)


@graph_asset
def summed(base):
    return total(numbers(base).map(double).collect())


result = materialize([base, summed])
RESULT = events(result), result.asset_value("summed")
""",
    ),
    Case(
        "metadata of an asset that an op makes",
        OPS
        + """

@op
def rows(context):
    context.add_output_metadata({"rows": 3})
    return Output(1, metadata={"more": "x"})


@graph_asset
def counted():
    return rows()


(event,) = materialize([counted]).get_asset_materialization_events()
RESULT = {k: v.value for k, v in event.materialization.metadata.items() if k != "path"}
""",
    ),
    Case(
        "a graph within the graph of an asset",
        OPS
        + """

@graph
def quadruple(number):
    return double(double(number))


@graph_asset
def total(base):
    return add(one(), quadruple(base))


result = materialize([base, total])
RESULT = events(result), result.asset_value("total")
""",
    ),
    Case(
        "an asset of several steps in a job",
        OPS
        + """

@graph_asset
def total(base):
    return add(one(), double(base))


defs = Definitions([base, total], jobs=[define_asset_job("totals", "*total")])
result = defs.get_job_def("totals").execute_in_process()
RESULT = events(result), result.asset_value("total")
""",
    ),
    Case(
        "an asset is read by two ops of another",
        OPS
        + """

@graph_asset
def total(base):
    return add(double(base), base)


result = materialize([base, total])
RESULT = events(result), result.asset_value("total")
""",
    ),
    Case(
        "a graph that returns nothing makes no asset",
        OPS
        + """

@graph_asset
def total():
    one()


RESULT = total.key.to_user_string()
""",
        culprit="unmapped output 'result'",
    ),
    Case(
        "hooks of an asset of several steps",
        OPS
        + """
from dagster import failure_hook, success_hook

told = []


@success_hook
def well(context):
    told.append(("well", context.op.name))


@failure_hook(required_resource_keys={"where"})
def badly(context):
    told.append(("badly", context.op.name, context.resources.where))


@op
def fails(number):
    raise ValueError("no")


@graph_asset(hooks={well, badly})
def total(base):
    return fails(double(base))


materialize([base, total], raise_on_error=False, resources={"where": "here"})
RESULT = told
""",
    ),
    Case(
        "an op of an asset is tried again",
        OPS
        + """
from dagster import RetryPolicy

tries = []


@op(retry_policy=RetryPolicy(max_retries=2))
def flaky(number):
    tries.append(number)
    if len(tries) < 3:
        raise ValueError("no")
    return number


@graph_asset
def total(base):
    return double(flaky(base))


KINDS |= {"STEP_UP_FOR_RETRY", "STEP_RESTARTED"}
result = materialize([base, total])
RESULT = events(result), result.asset_value("total"), tries
""",
    ),
    Case(
        "a graph that makes an asset is not called",
        """
from dagster import graph_asset, op


@op
def one():
    return 1


@graph_asset
def made():
    return one()


made()
RESULT = None
""",
        culprit="made",
    ),
)
