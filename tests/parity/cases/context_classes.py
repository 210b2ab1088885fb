"""Which class of context a function may ask for, and what it is told when it may not."""

from harness import Case

_ASSETS = """
import dagster as dg

got = []


@dg.asset
def a():
    return 1


{decorator}
def f(context: dg.{annotation}):
    classes = (dg.AssetExecutionContext, dg.AssetCheckExecutionContext, dg.OpExecutionContext)
    got.append([isinstance(context, each) for each in classes])
    {body}


{run}
RESULT = got
"""
_MATERIALIZED = "dg.materialize([a, f])"
_JOB = """@dg.job
def j():
    f()


j.execute_in_process()"""

_PLACES = {
    "asset": ("@dg.asset", "return 1", _MATERIALIZED),
    "multi_asset": ("@dg.multi_asset(specs=[dg.AssetSpec('f')])", "return None", _MATERIALIZED),
    "asset_check": (
        "@dg.asset_check(asset='a')",
        "return dg.AssetCheckResult(passed=True)",
        _MATERIALIZED,
    ),
    "op": ("@dg.op", "return 1", _JOB),
}
_WHERE = (
    ("asset", "AssetExecutionContext"),
    ("asset", "OpExecutionContext"),
    ("multi_asset", "OpExecutionContext"),
    ("asset_check", "OpExecutionContext"),
    ("asset", "AssetCheckExecutionContext"),
    ("multi_asset", "AssetExecutionContext"),
    ("multi_asset", "AssetCheckExecutionContext"),
    ("asset_check", "AssetCheckExecutionContext"),
    ("asset_check", "AssetExecutionContext"),
    ("op", "OpExecutionContext"),
    ("op", "AssetExecutionContext"),
    ("op", "AssetCheckExecutionContext"),
)


def _source(place, annotation):
    decorator, body, run = _PLACES[place]
    return _ASSETS.format(decorator=decorator, annotation=annotation, body=body, run=run)


CASES = (
    *(
        Case(
            f"an {place} whose context is annotated with {annotation}",
            _source(place, annotation),
            culprit=annotation,
        )
        for place, annotation in _WHERE
    ),
    Case(
        "a refused annotation is the failure of the step, and not of the definition",
        """
import dagster as dg


@dg.asset
def a(context: dg.AssetCheckExecutionContext):
    return 1


@dg.asset
def b():
    return 1


result = dg.materialize([a, b], raise_on_error=False)
RESULT = [
    (each.step_key, each.event_type_value)
    for each in result.all_events
    if each.is_step_failure or each.is_step_success
]
""",
    ),
    Case(
        "an asset that asks for the context of an op has all that it would have",
        """
import dagster as dg

got = []
days = dg.DailyPartitionsDefinition("2024-01-01")


@dg.asset(partitions_def=days)
def a(context: dg.OpExecutionContext):
    context.add_output_metadata({"n": 1})
    got.append([context.op.name, context.op_def.name, context.asset_key.to_user_string()])
    got.append([context.partition_key, context.has_partitions, context.has_assets_def])
    got.append([context.asset_partition_key_for_output(), sorted(context.selected_output_names)])
    got.append(context.op_execution_context is context)
    got.append(dg.OpExecutionContext.get() is context)
    got.append(isinstance(dg.AssetExecutionContext.get(), dg.AssetExecutionContext))
    return 1


@dg.asset(partitions_def=days)
def b(context, a):
    of_op = context.op_execution_context
    of_op.add_output_metadata({"m": 2})
    got.append(isinstance(of_op, dg.OpExecutionContext) and of_op is context.op_execution_context)
    got.append([of_op.asset_partition_key_for_input("a"), of_op.describe_op(), of_op.job_name])
    return 1


result = dg.materialize([a, b], partition_key="2024-02-03")
made = [each.materialization.metadata for each in result.get_asset_materialization_events()]
RESULT = got, [sorted(set(each) & {"n", "m"}) for each in made]
""",
    ),
    Case(
        "an op of a graph of assets may ask for the context of an asset",
        """
import dagster as dg

got = []


@dg.op
def first(context):
    got.append(isinstance(context, dg.OpExecutionContext))
    got.append([context.is_subset, context.asset_partition_key_for_output()])
    return 1


@dg.op
def last(context: dg.AssetExecutionContext, x):
    got.append([context.asset_key.path, context.assets_def.key.path, context.partition_key])
    got.append([each.path for each in context.selected_asset_keys])
    got.append([context.op_execution_context.op.name, context.asset_key_for_output().path])
    got.append(dg.AssetExecutionContext.get() is context)
    context.add_output_metadata({"k": 1})
    return 1


@dg.graph_asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
def g():
    return last(first())


try:
    result = dg.materialize([g], partition_key="y")
except Exception as error:
    got.append(type(error).__name__)
else:
    got.append(result.get_asset_materialization_events()[0].materialization.metadata["k"].value)
RESULT = got
""",
    ),
    Case(
        "helpers of a check ask for its context",
        """
import dagster as dg


def checked():
    return dg.AssetCheckExecutionContext.get().check_specs[0].name


@dg.asset
def a():
    return 1


@dg.asset_check(asset=a)
def is_one(context: dg.AssetCheckExecutionContext, a):
    context_is_it = dg.AssetCheckExecutionContext.get() is context
    return dg.AssetCheckResult(passed=context_is_it, metadata={"name": checked()})


result = dg.materialize([a, is_one])
[found] = result.get_asset_check_evaluations()
try:
    dg.AssetCheckExecutionContext.get()
except dg.DagsterInvariantViolationError:
    outside = "refused"
RESULT = found.passed, found.metadata["name"].value, outside
""",
    ),
)
