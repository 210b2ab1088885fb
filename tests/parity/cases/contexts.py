"""What an asset's context tells: each member, in runs of each kind of partitions."""

from harness import Case

ASK = """
from dagster import AssetExecutionContext, AssetKey, PartitionKeyRange, TimeWindow


def plain(value):
    if isinstance(value, AssetKey):
        return value.to_user_string()
    if isinstance(value, TimeWindow):
        return value.start.isoformat() + " to " + value.end.isoformat()
    if isinstance(value, PartitionKeyRange):
        return value.start + "..." + value.end
    if isinstance(value, (set, frozenset, list, tuple)):
        return sorted(plain(each) for each in value)
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, str):
        return str(value)
    if hasattr(value, "value"):
        return value.value
    return value if isinstance(value, (int, float, type(None))) else type(value).__name__


def ask(context, *questions):
    told = {}
    for question in questions:
        try:
            told[question] = plain(eval(question))
        except Exception as error:
            told[question] = "raises " + type(error).__name__
    return told


"""

PROGRAMS = {
    "an unpartitioned run": """
from dagster import AssetIn, asset, materialize

RESULT = []


@asset
def up():
    return 1


@asset(key_prefix="shop", deps=["other"], ins={"first": AssetIn("up")})
def made(context, first):
    RESULT.append(ask(context, QUESTIONS))
    return first


@asset
def other():
    return 2


materialize([up, other, made], tags={"team": "a"})
""",
    "a daily run": """
from dagster import DailyPartitionsDefinition, StaticPartitionsDefinition, asset, materialize

RESULT = []
days = DailyPartitionsDefinition("2024-03-01", end_date="2024-03-20")


@asset(partitions_def=days)
def up():
    return 1


@asset
def whole():
    return 1


@asset(partitions_def=days)
def made(context, up, whole):
    RESULT.append(ask(context, QUESTIONS))
    return up


materialize([up, whole, made], partition_key="2024-03-10")
""",
    "a weekly run that reads days": """
from dagster import (
    DagsterInstance,
    DailyPartitionsDefinition,
    WeeklyPartitionsDefinition,
    asset,
    materialize,
)

RESULT = []


@asset(partitions_def=DailyPartitionsDefinition("2024-03-03", end_date="2024-03-20"))
def up():
    return 1


@asset(partitions_def=WeeklyPartitionsDefinition("2024-03-03", end_date="2024-03-20"))
def made(context, up):
    RESULT.append(ask(context, QUESTIONS))
    return up


instance = DagsterInstance.ephemeral()
for day in range(3, 10):
    materialize([up], partition_key=f"2024-03-0{day}", instance=instance)
materialize([up, made], selection=[made], partition_key="2024-03-03", instance=instance)
""",
    "a run of a static partition": """
from dagster import StaticPartitionsDefinition, asset, materialize

RESULT = []


@asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c"]))
def up():
    return 1


@asset(partitions_def=StaticPartitionsDefinition(["a", "b", "c"]))
def made(context, up):
    RESULT.append(ask(context, QUESTIONS))


materialize([up, made], partition_key="b")
""",
    "a run of two dimensions": """
from dagster import (
    DailyPartitionsDefinition,
    MultiPartitionsDefinition,
    StaticPartitionsDefinition,
    asset,
    materialize,
)

RESULT = []
grid = MultiPartitionsDefinition(
    {
        "day": DailyPartitionsDefinition("2024-03-01", end_date="2024-03-20"),
        "shop": StaticPartitionsDefinition(["north", "south"]),
    }
)


@asset(partitions_def=grid)
def up():
    return 1


@asset(partitions_def=grid)
def made(context, up):
    RESULT.append(ask(context, QUESTIONS))


materialize([up, made], partition_key="2024-03-02|south")
""",
    "a run of a range": """
from dagster import (
    BackfillPolicy,
    DagsterInstance,
    DailyPartitionsDefinition,
    asset,
    materialize,
)

RESULT = []
days = DailyPartitionsDefinition("2024-03-01", end_date="2024-03-20")


@asset(partitions_def=days)
def up():
    return 1


@asset(partitions_def=days, backfill_policy=BackfillPolicy.single_run())
def made(context, up) -> None:
    RESULT.append(ask(context, QUESTIONS))


instance = DagsterInstance.ephemeral()
for day in (4, 5, 6):
    materialize([up], partition_key=f"2024-03-0{day}", instance=instance)
materialize(
    [up, made],
    selection=[made],
    instance=instance,
    tags={
        "dagster/asset_partition_range_start": "2024-03-04",
        "dagster/asset_partition_range_end": "2024-03-06",
    },
)
""",
    "a partitioned asset in a run without partition": """
from dagster import StaticPartitionsDefinition, asset, materialize

RESULT = []


@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def made(context):
    RESULT.append(ask(context, QUESTIONS))


materialize([made])
""",
}
GROUPS = {
    "its keys": """
    "context.asset_key", "context.asset_key_for_output()", "context.asset_key_for_input('up')",
    "context.asset_key_for_output('nope')", "context.asset_key_for_input('nope')",
    "context.output_for_asset_key(context.asset_key)", "context.selected_asset_keys",
    "context.selected_output_names", "context.is_subset", "context.has_assets_def",
    "context.selected_asset_check_keys",
""",
    "its run": """
    "context.job_name", "context.job_def.name", "context.run_id == context.run.run_id",
    "context.retry_number",
    "context.has_tag('team')", "context.get_tag('team')", "context.get_tag('nope')",
    "context.op_config", "context.run_config", "context.get_mapping_key()",
    "context.describe_op()", "context.op_execution_context.run_id == context.run_id",
    "context.instance.is_ephemeral", "context.op_def.name", "context.has_events()",
    "context.get_asset_provenance(AssetKey('never'))", "context.get_asset_provenance('never')",
    "type(context).get() is context",
""",
    "the partition": """
    "context.has_partition_key", "context.partition_key", "context.partition_keys",
    "context.has_partition_key_range", "context.partition_key_range",
    "context.asset_partition_key_range", "context.partition_time_window",
    "context.multi_partition_key",
""",
    "the partitions of its output": """
    "context.asset_partition_key_for_output()", "context.asset_partition_keys_for_output()",
    "context.asset_partition_key_range_for_output()",
    "context.asset_partitions_time_window_for_output()",
    "context.asset_partitions_def_for_output().get_num_partitions()",
    "context.asset_partition_key_for_output('nope')",
    "context.asset_partitions_def_for_output('nope')",
    "context.asset_partitions_time_window_for_output('nope')",
""",
    "the partitions of an input": """
    "context.asset_partition_key_for_input('up')", "context.asset_partition_keys_for_input('up')",
    "context.asset_partition_key_range_for_input('up')",
    "context.asset_partitions_time_window_for_input('up')",
    "context.asset_partitions_def_for_input('up').get_num_partitions()",
""",
    "the partitions of other inputs": """
    "context.asset_partition_key_for_input('whole')",
    "context.asset_partition_keys_for_input('nope')",
    "context.asset_partitions_def_for_input('whole')",
    "context.asset_partitions_def_for_input('nope')",
    "context.asset_partitions_time_window_for_input('whole')",
    "context.asset_partitions_time_window_for_input('nope')",
    "context.asset_partition_key_range_for_input('whole')",
""",
}


def _of_members():
    """Yield a case for each program and group of members."""
    for program, source in PROGRAMS.items():
        for group, questions in GROUPS.items():
            code = ASK + source.replace("QUESTIONS", questions)
            yield Case(f"in {program} a context tells {group}", code)


CASES = (
    *_of_members(),
    Case(
        "metadata added in three places is merged and the last wins",
        """
from dagster import IOManager, Output, asset, materialize


class Store(IOManager):
    def handle_output(self, context, obj):
        context.add_output_metadata({"b": "manager", "c": "manager", "d": "manager"})

    def load_input(self, context):
        return None


@asset
def a(context):
    context.add_output_metadata({"a": "first", "b": "context"})
    context.add_output_metadata({"a": "context"})
    context.add_asset_metadata({"c": "asset"})
    return Output(1, metadata={"a": "output", "z": "output"})


result = materialize([a], resources={"io_manager": Store()})
(event,) = result.get_asset_materialization_events()
RESULT = {name: value.value for name, value in event.materialization.metadata.items()}
""",
    ),
    Case(
        "metadata of one partition of a range goes to that one",
        """
from dagster import BackfillPolicy, StaticPartitionsDefinition, asset, materialize


@asset(
    partitions_def=StaticPartitionsDefinition(["a", "b", "c"]),
    backfill_policy=BackfillPolicy.single_run(),
)
def made(context) -> None:
    context.add_asset_metadata({"all": len(context.partition_keys)})
    for key in context.partition_keys:
        context.add_asset_metadata({"own": key}, partition_key=key)


result = materialize(
    [made],
    tags={
        "dagster/asset_partition_range_start": "a",
        "dagster/asset_partition_range_end": "b",
    },
)
RESULT = sorted(
    (event.partition, event.materialization.metadata["all"].value,
     event.materialization.metadata["own"].value)
    for event in result.get_asset_materialization_events()
)
""",
    ),
    Case(
        "metadata of one partition stays there",
        """
from dagster import StaticPartitionsDefinition, asset, materialize

SEEN = []


@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def made(context):
    context.add_asset_metadata({"rows": 1}, partition_key="a")
    try:
        context.add_asset_metadata({"rows": 1}, partition_key="b")
    except Exception as error:
        SEEN.append(type(error).__name__)


result = materialize([made], partition_key="a")
(event,) = result.get_asset_materialization_events()
RESULT = SEEN, event.materialization.metadata["rows"].value
""",
    ),
    *(
        Case(
            f"metadata is refused: {claim}",
            f"""
from dagster import AssetOut, Output, asset, materialize, multi_asset


@multi_asset(outs={{"x": AssetOut(), "y": AssetOut()}})
def both(context):
    yield Output(1, "x")
    context.{call}
    yield Output(2, "y")


materialize([both])
""",
            culprit,
        )
        for claim, call, culprit in (
            ("no output is named", "add_output_metadata({'a': 1})", "x, y"),
            ("no such output", "add_output_metadata({'a': 1}, 'z')", "z"),
            ("after the output", "add_output_metadata({'a': 1}, 'x')", "'x'"),
            ("no mapping", "add_output_metadata(5, 'y')", "5"),
            ("no asset is named", "add_asset_metadata({'a': 1})", "x, y"),
            ("no such asset", "add_asset_metadata({'a': 1}, 'z')", "z"),
            ("no partitions", "add_asset_metadata({'a': 1}, 'x', partition_key='p')", "p"),
            ("an event of another kind", "log_event('note')", "note"),
        )
    ),
    Case(
        "a value can be loaded by its key",
        """
from dagster import AssetKey, StaticPartitionsDefinition, asset, materialize

SEEN = []


@asset
def up():
    return 5


@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def parts(context):
    return context.partition_key


@asset(deps=[up])
def made(context):
    SEEN.append(context.load_asset_value(AssetKey("up")))


materialize([up, made])
RESULT = SEEN
""",
    ),
    Case(
        "what is logged by level comes in order",
        """
import logging

from dagster import asset, materialize

SEEN = []


class Keep(logging.Handler):
    def emit(self, record):
        text = record.getMessage()
        if "marked" in text:
            SEEN.append((record.levelname, text[text.index("marked") :]))


@asset
def a(context):
    keep = Keep()
    context.log.addHandler(keep)
    context.log.setLevel(logging.DEBUG)
    context.log.debug("marked one")
    context.log.info("marked two")
    context.log.warning("marked three %s", 3)
    context.log.error("marked four")
    context.log.critical("marked five")
    context.log.removeHandler(keep)


materialize([a])
RESULT = SEEN
""",
    ),
    Case(
        "events that a function logs stand before its output",
        """
from dagster import AssetMaterialization, AssetObservation, ExpectationResult, asset, materialize


@asset
def a(context):
    context.log_event(AssetMaterialization("logged", metadata={"rows": 3}, partition="p"))
    context.log_event(AssetObservation("seen"))
    context.log_event(ExpectationResult(success=True, label="positive"))
    return 1


result = materialize([a])
left_out = ("RESOURCE_INIT", "ENGINE_EVENT", "LOGS_CAPTURED")
RESULT = [
    each.event_type_value
    for each in result.all_events
    if not each.event_type_value.startswith(left_out)
]
""",
    ),
    Case(
        "a materialization that a function logs is that of its asset",
        """
from dagster import AssetKey, AssetMaterialization, DagsterInstance, asset, materialize


@asset
def a(context):
    context.log_event(
        AssetMaterialization(["shop", "logged"], description="d", metadata={"rows": 3})
    )
    return 1


instance = DagsterInstance.ephemeral()
materialize([a], instance=instance)
event = instance.get_latest_materialization_event(AssetKey(["shop", "logged"]))
made = event.asset_materialization
RESULT = made.description, made.metadata["rows"].value, made.partition, event.step_key
""",
    ),
    Case(
        "the current context is found by helpers",
        """
from dagster import AssetExecutionContext, asset, materialize

SEEN = []


def helper():
    return AssetExecutionContext.get().asset_key.to_user_string()


@asset
def a():
    SEEN.append(helper())


@asset
def b(a):
    SEEN.append(helper())
    yield_from = helper()


materialize([a, b])
try:
    AssetExecutionContext.get()
except Exception as error:
    SEEN.append(type(error).__name__)
RESULT = SEEN
""",
    ),
)
