"""Ops: their inputs and outputs, calling them, contexts, what a graph may not do with them."""

from harness import Case

EVENTS = """
KINDS = {
    "STEP_START", "STEP_INPUT", "STEP_OUTPUT", "STEP_SUCCESS", "STEP_FAILURE", "STEP_SKIPPED",
    "LOADED_INPUT", "HANDLED_OUTPUT", "PIPELINE_START", "PIPELINE_SUCCESS", "PIPELINE_FAILURE",
    "ASSET_MATERIALIZATION",
}


def events(result):
    return [
        (e.event_type_value, e.step_key) for e in result.all_events if e.event_type_value in KINDS
    ]
"""

CASES = (
    Case(
        "an op called in a test returns what its function returns",
        """
from dagster import In, Out, op


@op(ins={"a": In(int), "b": In(int, default_value=4)}, out=Out(int))
def add(a, b):
    return a + b


RESULT = add(1, 2), add(1), add(a=5, b=6), add(1, b=7)
""",
    ),
    Case(
        "an op called in a test with too many arguments is refused",
        """
from dagster import op


@op
def double(number):
    return number * 2


RESULT = double(1, 2)
""",
        culprit="Too many input arguments were provided for op 'double'",
    ),
    Case(
        "an op called in a test without a required input is refused",
        """
from dagster import op


@op
def double(number):
    return number * 2


RESULT = double()
""",
        culprit='No value provided for required input "number"',
    ),
    Case(
        "an op called in a test with one input twice is refused",
        """
from dagster import op


@op
def add(a, b):
    return a + b


RESULT = add(1, a=2)
""",
        culprit="got multiple values for argument 'a'",
    ),
    Case(
        "an op called in a test checks the types of its inputs",
        """
from dagster import op


@op
def double(number: int):
    return number * 2


RESULT = double("a")
""",
        culprit='Type check failed for op "double" input "number" - expected type "Int"',
    ),
    Case(
        "an op called in a test checks the type of its output",
        """
from dagster import op


@op
def name() -> str:
    return 3


RESULT = name()
""",
        culprit='Type check failed for op "name" output "result" - expected type "String"',
    ),
    Case(
        "an op that takes a context is refused without one",
        """
from dagster import op


@op
def who(context):
    return 1


RESULT = who()
""",
        culprit="'who' has context argument",
    ),
    Case(
        "an op with a context and inputs is refused without the context",
        """
from dagster import op


@op
def who(context, a):
    return 1


RESULT = who(3)
""",
        culprit="'who' has context argument",
    ),
    Case(
        "a built context gives config, resources, partition, tags and mapping key",
        """
from dagster import build_op_context, op


@op(config_schema={"by": int}, required_resource_keys={"unit"})
def scale(context, number: int):
    return (
        number * context.op_config["by"],
        context.resources.unit,
        context.partition_key,
        context.get_tag("team"),
        context.has_tag("other"),
        context.get_mapping_key(),
        context.op_def.name,
    )


context = build_op_context(
    op_config={"by": 3},
    resources={"unit": "m"},
    partition_key="2024",
    run_tags={"team": "sales"},
    mapping_key="k",
)
RESULT = scale(context, 2)
""",
    ),
    Case(
        "config that does not fit is refused when an op is called",
        """
from dagster import build_op_context, op


@op(config_schema={"by": int})
def scale(context):
    return context.op_config["by"]


RESULT = scale(build_op_context(op_config={"by": "x"}))
""",
        culprit="by",
    ),
    Case(
        "a resource that is required and not given is refused when an op is called",
        """
from dagster import build_op_context, op


@op(required_resource_keys={"unit"})
def scale(context):
    return 1


RESULT = scale(build_op_context())
""",
        culprit="'unit'",
    ),
    Case(
        "an op called in a test takes a Config",
        """
from dagster import Config, op


class By(Config):
    by: int = 5


@op
def scale(number: int, config: By):
    return number * config.by


RESULT = scale(2, By(by=3)), scale(2, config=By(by=4)), scale(number=2, config=By())
""",
    ),
    Case(
        "an op called in a test takes a resource as an argument",
        """
from dagster import ConfigurableResource, op


class Unit(ConfigurableResource):
    name: str


@op
def label(number: int, unit: Unit):
    return f"{number}{unit.name}"


RESULT = label(2, Unit(name="m")), label(2, unit=Unit(name="k"))
""",
    ),
    Case(
        "a generator op called in a test yields its outputs",
        """
from dagster import Out, Output, op


@op(out={"a": Out(int), "b": Out(str)})
def two():
    yield Output(1, "a")
    yield Output("x", "b")


RESULT = [(each.output_name, each.value) for each in two()]
""",
    ),
    Case(
        "a generator op called in a test that leaves an output out is refused",
        """
from dagster import Out, Output, op


@op(out={"a": Out(int), "b": Out(str)})
def two():
    yield Output(1, "a")


RESULT = [each.output_name for each in two()]
""",
        culprit="'b'",
    ),
    Case(
        "a generator op called in a test that yields a bare value is refused",
        """
from dagster import op


@op
def bare():
    yield 3


RESULT = list(bare())
""",
        culprit="`Output` object",
    ),
    Case(
        "several outputs have to come as a tuple of as many",
        """
from dagster import Out, op


@op(out={"a": Out(), "b": Out()})
def two():
    return (1, 2, 3)


RESULT = two()
""",
        culprit="Length mismatch",
    ),
    Case(
        "an async op called in a test is awaited by the caller",
        """
import asyncio

from dagster import op


@op
async def later(number: int):
    await asyncio.sleep(0)
    return number + 1


RESULT = asyncio.run(later(1))
""",
    ),
    Case(
        "an aliased op can be called in a test",
        """
from dagster import op


@op
def one():
    return 1


RESULT = one.alias("uno")()
""",
    ),
    Case(
        "a dependency without a value has no parameter and is not passed",
        """
from dagster import In, Nothing, op


@op(ins={"start": In(Nothing)})
def after(number: int):
    return number


RESULT = after(3)
""",
    ),
    Case(
        "a value for a dependency without a value is refused",
        """
from dagster import In, Nothing, op


@op(ins={"start": In(Nothing)})
def after():
    return 1


RESULT = after(start=3)
""",
        culprit="'start'",
    ),
    Case(
        "a parameter for a dependency without a value is refused",
        """
from dagster import In, Nothing, op


@op(ins={"start": In(Nothing)})
def after(start):
    return 1


RESULT = after.name
""",
        culprit="'start'",
    ),
    Case(
        "an In that is no parameter is refused",
        """
from dagster import In, op


@op(ins={"rows": In()})
def count(row):
    return 1


RESULT = count.name
""",
        culprit="rows",
    ),
    Case(
        "a name of an op that is reserved is refused",
        """
from dagster import op


@op(name="context")
def count():
    return 1


RESULT = count.name
""",
        culprit='"context"',
    ),
    Case(
        "inputs and outputs of an op are known by name",
        """
from dagster import In, Out, op


@op(
    ins={"b": In(description="B"), "a": In(int, default_value=3)},
    out={"x": Out(int, is_required=False), "y": Out(io_manager_key="other")},
    tags={"team": "sales", "limits": [1, 2]},
    code_version="7",
    required_resource_keys={"db"},
)
def both(a, b, c=5):
    "Does both."
    return 1, 2


RESULT = (
    both.name,
    [each.name for each in both.input_defs],
    [each.name for each in both.output_defs],
    sorted(both.ins),
    sorted(both.outs),
    dict(both.tags),
    both.description,
    both.version,
    sorted(both.required_resource_keys),
    [each.has_default_value for each in both.input_defs],
    [each.is_required for each in both.output_defs],
    [each.io_manager_key for each in both.output_defs],
)
""",
    ),
    Case(
        "an op made by its class is run with a dict of inputs",
        """
from dagster import In, OpDefinition, Out, Output, graph, op


def compute(context, inputs):
    yield Output(inputs["number"] + 1, "result")


add_one = OpDefinition(compute, "add_one", ins={"number": In(int)}, outs={"result": Out(int)})


@op
def one():
    return 1


@graph
def two():
    return add_one(one())


RESULT = two.execute_in_process().output_value()
""",
    ),
    Case(
        "metadata that an op adds belongs to its output",
        """
from dagster import build_op_context, op


@op
def rows(context):
    context.add_output_metadata({"rows": 3})
    return 1


context = build_op_context()
rows(context)
RESULT = {k: getattr(v, "value", v) for k, v in context.get_output_metadata("result").items()}
""",
    ),
    Case(
        "metadata of an unknown output is refused",
        """
from dagster import build_op_context, op


@op
def rows(context):
    context.add_output_metadata({"rows": 3}, output_name="other")
    return 1


RESULT = rows(build_op_context())
""",
        culprit="other",
    ),
    Case(
        "optional outputs decide what of the graph runs",
        EVENTS
        + """
from dagster import Out, Output, job, op


@op(out={"left": Out(is_required=False), "right": Out(is_required=False)})
def branch():
    yield Output(1, "left")


@op
def on_left(value):
    return value


@op
def on_right(value):
    return value


@op
def after_right(value):
    return value


@job
def branching():
    left, right = branch()
    on_left(left)
    after_right(on_right(right))


RESULT = events(branching.execute_in_process())
""",
    ),
    Case(
        "what a running op knows of its run",
        """
from dagster import job, op


@op
def who(context):
    return (
        context.job_name,
        context.op_def.name,
        context.retry_number,
        context.has_partition_key,
        context.get_tag("team"),
        context.run_config,
        context.job_def.name,
        context.has_assets_def,
        sorted(context.selected_output_names),
        context.get_mapping_key(),
        context.describe_op(),
    )


@job(tags={"team": "sales"})
def look():
    who()


RESULT = look.execute_in_process().output_for_node("who")
""",
    ),
    Case(
        "a required output that does not come fails the step",
        """
from dagster import Out, Output, job, op


@op(out={"a": Out(), "b": Out()})
def two():
    yield Output(1, "a")


@job
def half():
    two()


RESULT = half.execute_in_process().success
""",
        culprit='"b"',
    ),
    Case(
        "a yielded output of an unknown name fails the step",
        """
from dagster import Output, job, op


@op
def one():
    yield Output(1, "other")


@job
def wrong():
    one()


RESULT = wrong.execute_in_process().success
""",
        culprit='"other"',
    ),
    Case(
        "an op that uses a resource that it does not require fails",
        """
from dagster import job, op


@op
def use(context):
    return context.resources.db


@job(resource_defs={})
def uses():
    use()


RESULT = uses.execute_in_process(resources={"db": 3}).success
""",
        culprit="db",
    ),
)
