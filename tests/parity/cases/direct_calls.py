"""Assets called directly, as unit tests do, with and without `build_asset_context`."""

from cases.contexts import ASK, GROUPS
from harness import Case

PROGRAM = """
from dagster import (
    AssetMaterialization,
    AssetObservation,
    AssetOut,
    Config,
    ConfigurableResource,
    DailyPartitionsDefinition,
    MaterializeResult,
    Output,
    PartitionKeyRange,
    StaticPartitionsDefinition,
    asset,
    build_asset_context,
    multi_asset,
    resource,
)
import asyncio


class House(ConfigurableResource):
    size: int = 1


class Limits(Config):
    top: int = 5


@asset
def told(context):
    return context.run_id


@asset
def sized(context, up, house: House, config: Limits):
    return up, house.size, config.top, context.op_config


@asset
def plain(up, other=3):
    return up, other


@asset
def held(up, house: House):
    return up + house.size


@asset(required_resource_keys={"house"})
def by_key(context):
    return context.resources.house


@asset(config_schema={"top": int})
def by_schema(context):
    return context.op_config


@asset
def typed(up: int) -> str:
    return up


@asset(deps=["before"])
def after():
    return 1


@asset
def several(context):
    context.add_output_metadata({"rows": 1})
    context.log_event(AssetObservation("seen"))
    yield AssetMaterialization("logged")
    yield Output(5, metadata={"z": 1})


@asset
def nothing_comes(context):
    if False:
        yield


@asset
def wrong(context):
    yield 5


@asset
async def later(up):
    return up + 1


@asset
async def later_several(up):
    yield Output(up)


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def both():
    return 1, 2


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def one_of_two():
    return 1


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def three():
    return 1, 2, 3


@multi_asset(outs={"a": AssetOut(), "b": AssetOut()})
def twice():
    yield Output(1, "a")
    yield Output(1, "a")


@asset
def result(context):
    return MaterializeResult(metadata={"rows": 3})


@asset
def quiet() -> None:
    pass


@asset(resource_defs={"house": House(size=4)})
def own(house: House):
    return house.size


@asset(partitions_def=DailyPartitionsDefinition("2024-03-01", end_date="2024-03-20"))
def daily(context):
    return context.partition_key, context.partition_time_window.start.isoformat()


def types(values):
    return [type(each).__name__ for each in values]


"""
CALLS = (
    ("told(build_asset_context())", None),
    ("told()", "told"),
    ("told(None)", None),
    ("told(5)", "told"),
    ("told(build_asset_context(), 5)", "told"),
    ("told(context=build_asset_context())", None),
    ("told(ctx=build_asset_context())", "context"),
    ("sized(build_asset_context(), 1, house=House(size=2), config=Limits(top=3))", None),
    ("sized(build_asset_context(), 1, House(size=2), Limits(top=3))", None),
    ("sized(build_asset_context(resources={'house': House(size=9)}), 1)", None),
    ("sized(build_asset_context({'house': House()}, asset_config={'top': 8}), 1)", None),
    ("sized(build_asset_context(asset_config={'top': 8}), 1, House(), Limits())", "config"),
    ("sized(build_asset_context(asset_config={'top': 'x'}), 1, House())", "top"),
    ("sized(build_asset_context({'house': House()}), 1, house=House())", "house"),
    ("sized(build_asset_context(), 1)", "house"),
    ("sized(build_asset_context(), up=1, house=House(size=3))", None),
    ("plain(1)", None),
    ("plain(1, 2)", None),
    ("plain(up=1, other=2)", None),
    ("plain()", "up"),
    ("plain(1, 2, 3)", "plain"),
    ("plain(1, up=2)", "up"),
    ("plain(build_asset_context(), 1)", None),
    ("held(1, House(size=2))", None),
    ("held(1, house=House(size=2))", None),
    ("held(build_asset_context({'house': House(size=5)}), 1)", None),
    ("held(house=House())", "up"),
    ("by_key(build_asset_context({'house': 3}))", None),
    ("by_key(build_asset_context())", "house"),
    ("by_schema(build_asset_context(asset_config={'top': 1}))", None),
    ("by_schema(build_asset_context())", "by_schema"),
    ("by_schema(build_asset_context(asset_config={'top': 'x'}))", "top"),
    ("by_schema(build_asset_context(asset_config={'nope': 1}))", "nope"),
    ("typed('x')", "up"),
    ("typed(1)", "result"),
    ("after()", None),
    ("after(before=1)", "before"),
    ("after(1)", "after"),
    ("types(several(build_asset_context()))", None),
    ("list(nothing_comes(build_asset_context()))", "result"),
    ("list(wrong(build_asset_context()))", "5"),
    ("asyncio.run(later(1))", None),
    ("both()", None),
    ("one_of_two()", "one_of_two"),
    ("three()", "three"),
    ("list(twice())", "a"),
    ("result(build_asset_context()).metadata", None),
    ("quiet()", None),
    ("own()", None),
    ("daily(build_asset_context(partition_key='2024-03-05'))", None),
    ("daily(build_asset_context())", "partition_key"),
    ("build_asset_context(partition_key=5)", "partition_key"),
    ("build_asset_context(resources=5)", "resources"),
    ("build_asset_context(resources_config=5)", "resources_config"),
    ("build_asset_context(run_tags=5)", "run_tags"),
    ("build_asset_context(instance=5)", "instance"),
    ("build_asset_context(partition_key_range=('a', 'b'))", "partition_key_range"),
    (
        "build_asset_context(partition_key='a', partition_key_range=PartitionKeyRange('a', 'b'))",
        "partition_key_range",
    ),
    ("build_asset_context().asset_key", "asset"),
    ("build_asset_context().assets_def", "assets_def"),
    ("build_asset_context().job_name", "job_name"),
    ("build_asset_context().job_def", "job_def"),
    ("build_asset_context().run", "run"),
    ("build_asset_context().add_output_metadata({'a': 1})", "add_output_metadata"),
    ("build_asset_context().log_event(AssetObservation('a'))", "log_event"),
    ("build_asset_context(run_tags={'a': 'b'}).get_tag('a')", None),
    ("build_asset_context(partition_key='x').partition_key", None),
    ("build_asset_context().partition_key", "partition_key"),
)
LEFT_OUT = (
    "asset_key_for_output", "output_for_asset_key", "selected_output_names", "retry_number",
    "asset_key_for_input", "has_events", "type(context)", "multi_partition_key", "op_config",
    "context.run.run_id", "job_name", "is_ephemeral", "provenance('never')",
)  # fmt: skip
"""What Dagster stumbles over in a direct call: it raises AttributeError, or asks for a job."""


def _told(group):
    """Return the questions of *group* that Dagster has an answer to in a direct call."""
    lines = [each.strip() for each in GROUPS[group].replace("\n", " ").split('",')]
    kept = [each for each in lines if each and not any(one in each for one in LEFT_OUT)]
    return ", ".join(f'{each}"' for each in kept)


def _members():
    """Yield a case for each kind of context and group of members."""
    for claim, given in (
        ("for a partition", "partition_key='2024-03-05', run_tags={'team': 'a'}"),
        ("for a range", "partition_key_range=PartitionKeyRange('2024-03-05', '2024-03-07')"),
        ("for none", ""),
    ):
        for group in ("its keys", "its run", "the partition"):
            questions = _told(group)
            if claim == "for a range":
                # Dagster asks for the one partition there.
                questions = questions.replace('"context.partition_time_window"', '"1"')
            yield Case(
                f"a context built {claim} tells {group}",
                ASK
                + f"""
from dagster import DailyPartitionsDefinition, asset, build_asset_context

days = DailyPartitionsDefinition("2024-03-01", end_date="2024-03-20")


@asset(partitions_def=days)
def made(context):
    return ask(context, {questions})


RESULT = made(build_asset_context({given}))
""",
            )


CASES = (
    Case(
        "assets and checks are called with the context of build_op_context",
        """
import dagster as dg

got = []


@dg.asset(required_resource_keys={"r"}, config_schema={"n": int})
def a(context):
    context.add_output_metadata({"rows": 3})
    context.log_event(dg.AssetObservation("seen"))
    got.append([context.resources.r, context.op_config, context.asset_key.path])
    return isinstance(context, dg.OpExecutionContext)


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
def p(context: dg.AssetExecutionContext):
    return context.partition_key, context.asset_partition_key_for_output()


@dg.asset_check(asset=a)
def c(context):
    return dg.AssetCheckResult(passed=isinstance(context, dg.OpExecutionContext))


context = dg.build_op_context(resources={"r": 5}, op_config={"n": 4})
RESULT = [
    a(context),
    context.get_output_metadata("result"),
    len(context.get_events()),
    p(dg.build_op_context(partition_key="y")),
    c(dg.build_op_context()).passed,
    got,
]
""",
    ),
    Case(
        "an op that was called told its context of events and metadata",
        """
import dagster as dg


@dg.op(out={"a": dg.Out(), "b": dg.DynamicOut()})
def o(context):
    context.log_event(dg.AssetObservation("seen"))
    context.add_output_metadata({"rows": 3}, "a")
    yield dg.Output(1, "a")
    for key in ("x", "y"):
        context.add_output_metadata({"of": key}, "b", mapping_key=key)
        yield dg.DynamicOutput(1, key, "b")


context = dg.build_op_context()
RESULT = [
    len(list(o(context))),
    len(context.get_events()),
    [context.get_output_metadata(*each) for each in (("a",), ("b",), ("b", "y"), ("c",))],
]
for each in (
    lambda: context.log_event(dg.AssetObservation("seen")),
    lambda: context.add_output_metadata({"rows": 3}, "a"),
):
    try:
        each()
    except Exception as error:
        RESULT.append(type(error).__name__)
""",
    ),
    Case(
        "metadata of one output of an op is told once in a call",
        """
import dagster as dg


@dg.op
def o(context):
    context.add_output_metadata({"x": 1})
    context.add_output_metadata({"y": 1})


o(dg.build_op_context())
""",
        culprit="result",
    ),
    Case(
        "an op takes no context of an asset",
        """
import dagster as dg


@dg.op
def load_rows(context): ...


load_rows(dg.build_asset_context())
""",
        culprit="load_rows",
    ),
    *(Case(call, f"{PROGRAM}RESULT = {call}\n", culprit) for call, culprit in CALLS),
    *_members(),
    Case(
        "what a call told is asked of its context afterwards",
        PROGRAM
        + """
context = build_asset_context()
list(several(context))
RESULT = (
    context.get_output_metadata("result"),
    types(context.op_execution_context.get_events()),
    context.get_output_metadata("nope"),
)
""",
    ),
    Case(
        "a context is used again, and not for two calls at once",
        PROGRAM
        + """
SEEN = []


@asset
def outer(context):
    try:
        told(context)
    except Exception as error:
        SEEN.append(type(error).__name__)


context = build_asset_context()
SEEN.append(told(context) == told(context))
outer(context)


@asset
def fails(context):
    raise ValueError


try:
    fails(context)
except ValueError:
    SEEN.append("failed")
SEEN.append(told(context) == context.run_id)
RESULT = SEEN
""",
    ),
    Case(
        "resources that are torn down need a with",
        PROGRAM
        + """
SEEN = []


@resource
def opened():
    SEEN.append("open")
    yield 5
    SEEN.append("close")


context = build_asset_context({"house": opened})
try:
    by_key(context)
except Exception as error:
    SEEN.append(type(error).__name__)
del context
with build_asset_context({"house": opened}) as context:
    SEEN.append(by_key(context))
RESULT = [each for each in SEEN if each != "close"], SEEN[-1]
""",
    ),
    Case(
        "resources take their config from the context",
        PROGRAM
        + """

@resource(config_schema={"rooms": int})
def rooms(context):
    return context.resource_config["rooms"]


context = build_asset_context(
    {"house": rooms}, resources_config={"house": {"config": {"rooms": 4}}}
)
RESULT = by_key(context), context.resources.house
""",
    ),
    Case(
        "own resources and the context's are not both given",
        PROGRAM + "own(build_asset_context({'house': House()}))\n",
        "house",
    ),
    Case(
        "metadata is told once in a direct call",
        """
from dagster import asset, build_asset_context


@asset
def a(context):
    context.add_output_metadata({"a": 1})
    context.add_output_metadata({"b": 1})


a(build_asset_context())
""",
        "result",
    ),
    Case(
        "an async generator yields what it yields",
        PROGRAM
        + """

async def gather():
    return [each.value async for each in later_several(3)]


RESULT = asyncio.run(gather())
""",
    ),
    Case(
        "an IO manager is called by a test with built contexts",
        """
import tempfile

from dagster import (
    ConfigurableIOManager,
    FilesystemIOManager,
    build_init_resource_context,
    build_input_context,
    build_output_context,
)


class Csv(ConfigurableIOManager):
    folder: str

    def handle_output(self, context, obj):
        with open(f"{self.folder}/{'_'.join(context.asset_key.path)}", "w") as file:
            file.write(",".join(map(str, obj)))
        context.add_output_metadata({"cells": len(obj)})

    def load_input(self, context):
        with open(f"{self.folder}/{'_'.join(context.asset_key.path)}") as file:
            return [int(cell) for cell in file.read().split(",")]


csv = Csv(folder=tempfile.mkdtemp())
out = build_output_context(asset_key=["shop", "orders"])
csv.handle_output(out, [1, 2, 3])
RESULT = (
    csv.load_input(build_input_context(asset_key=["shop", "orders"])),
    out.get_logged_metadata()["cells"].value,
)
""",
    ),
    Case(
        "an IO manager is told which type a loader wants",
        """
from dagster import AssetKey, Definitions, IOManager, asset, materialize

SEEN = []


class Store(IOManager):
    def handle_output(self, context, obj):
        pass

    def load_input(self, context):
        wanted = context.dagster_type.typing_type
        SEEN.append((wanted is int, context.definition_metadata, context.has_input_name))
        return 5


@asset
def whole():
    return 5


@asset(deps=[whole])
def reader(context):
    SEEN.append("run")


bound = {"io_manager": Store()}
loader = Definitions([whole], resources=bound).get_asset_value_loader()
loader.load_asset_value("whole", python_type=int)
loader.load_asset_value("whole", input_definition_metadata={"rows": 3})
RESULT = SEEN
""",
    ),
    Case(
        "a loader loads values by key partition and range",
        """
from dagster import (
    AssetKey,
    DagsterInstance,
    Definitions,
    PartitionKeyRange,
    StaticPartitionsDefinition,
    asset,
    materialize,
)


@asset
def whole():
    return 5


@asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c"]))
def part(context):
    return context.partition_key * 2


import tempfile

from dagster import FilesystemIOManager

bound = {"io_manager": FilesystemIOManager(base_dir=tempfile.mkdtemp())}
instance = DagsterInstance.ephemeral()
materialize([whole], instance=instance, resources=bound)
for key in "abc":
    materialize([part], partition_key=key, instance=instance, resources=bound)
definitions = Definitions([whole, part], resources=bound)
with definitions.get_asset_value_loader(instance=instance) as loader:
    RESULT = (
        loader.load_asset_value("whole"),
        loader.load_asset_value(AssetKey("part"), partition_key="b"),
        loader.load_asset_value("part", partition_key_range=PartitionKeyRange("a", "b")),
        definitions.load_asset_value("whole", instance=instance),
    )
""",
    ),
)
