"""Materializing: contexts, results, instances, failures."""

from harness import Case

SELECTED = """
from dagster import AssetKey, DagsterInstance, asset, materialize


@asset
def a():
    return 1


@asset(group_name="g")
def b(a):
    return 2


@asset
def c(b):
    return 3


instance = DagsterInstance.ephemeral()


def made(selection):
    result = materialize([a, b, c], instance=instance, selection=selection)
    return sorted(e.asset_key.to_user_string() for e in result.get_asset_materialization_events())
"""

CASES = (
    Case(
        "a context is recognised by its name without annotation",
        """
from dagster import asset, materialize


@asset
def a(context):
    return context.asset_key.to_user_string(), context.has_partition_key


RESULT = materialize([a]).output_for_node("a")
""",
    ),
    Case(
        "a context is recognised by its annotation",
        """
from dagster import AssetExecutionContext, asset, materialize


@asset
def upstream():
    return 1


@asset(tags={"k": "v"})
def a(context: AssetExecutionContext, upstream):
    context.log.info("hello")
    return (
        context.asset_key.to_user_string(),
        upstream,
        sorted(k.to_user_string() for k in context.selected_asset_keys),
    )


RESULT = materialize([upstream, a], selection=["upstream", "a"]).output_for_node("a")
""",
    ),
    Case(
        "a context under postponed annotations",
        """
from __future__ import annotations

from dagster import AssetExecutionContext, asset, materialize


@asset
def a(context: AssetExecutionContext) -> int:
    return len(context.run_id)


RESULT = materialize([a]).output_for_node("a")
""",
        better="Dagster compares the annotation with the class and refuses the string",
        ours=36,
    ),
    Case(
        "an annotated input under postponed annotations",
        """
from __future__ import annotations

from dagster import asset, materialize


@asset
def a() -> int:
    return 3


@asset
def b(a: int) -> int:
    return a + 1


RESULT = materialize([a, b]).output_for_node("b")
""",
    ),
    Case(
        "an underscore parameter is a context too",
        """
from dagster import asset, materialize


@asset
def a(_context):
    return _context.asset_key.to_user_string()


RESULT = materialize([a]).output_for_node("a")
""",
    ),
    Case(
        "the context tells of its run",
        """
from dagster import asset, materialize

seen = []


@asset
def a(context):
    seen.append(context.run_id)


RESULT = materialize([a]).run_id in seen
""",
    ),
    Case(
        "the context tells of its run's tags",
        """
from dagster import asset, materialize


@asset
def a(context):
    return (
        context.run.tags.get("team"),
        context.has_tag("team"),
        context.get_tag("team"),
    )


RESULT = materialize([a], tags={"team": "data"}).output_for_node("a")
""",
    ),
    Case(
        "a result tells of success values and events",
        """
from dagster import AssetKey, asset, materialize


@asset
def a():
    return [1, 2]


@asset(key_prefix="p")
def b(a):
    return len(a)


result = materialize([a, b])
RESULT = {
    "success": result.success,
    "a": result.output_for_node("a"),
    "b": result.output_for_node("p__b"),
    "value": result.asset_value(AssetKey(["p", "b"])),
    "materialized": [
        e.asset_key.to_user_string() for e in result.get_asset_materialization_events()
    ],
    "of a": len(result.asset_materializations_for_node("a")),
    "run id": len(result.run_id),
    "status": result.dagster_run.status.value,
}
""",
    ),
    Case(
        "events come in Dagster's order",
        """
from dagster import asset, materialize


@asset
def a():
    return 1


@asset
def b(a):
    return a


wanted = {
    "STEP_START",
    "STEP_INPUT",
    "LOADED_INPUT",
    "STEP_OUTPUT",
    "ASSET_MATERIALIZATION",
    "HANDLED_OUTPUT",
    "STEP_SUCCESS",
    "RUN_SUCCESS",
}
events = materialize([a, b]).all_events
RESULT = [e.event_type_value for e in events if e.event_type_value in wanted]
""",
    ),
    Case(
        "materialize_to_memory keeps values in memory",
        """
from dagster import asset, materialize_to_memory


@asset
def a():
    return lambda: 4


@asset
def b(a):
    return a()


RESULT = materialize_to_memory([a, b]).output_for_node("b")
""",
    ),
    Case(
        "materialize without an instance forgets",
        """
from dagster import asset, materialize


@asset
def a():
    return 1


@asset
def b(a):
    return a


materialize([a])
materialize([a, b], selection=[b])
RESULT = None
""",
        culprit="a",
    ),
    Case(
        "an ephemeral instance remembers materializations",
        """
from dagster import AssetKey, DagsterInstance, asset, materialize


@asset
def a():
    return 1


instance = DagsterInstance.ephemeral()
first = materialize([a], instance=instance)
materialize([a], instance=instance)
event = instance.get_latest_materialization_event(AssetKey("a"))
RESULT = (
    event.asset_materialization.asset_key.to_user_string(),
    event.dagster_event.asset_key.to_user_string(),
    event.run_id == first.run_id,
    instance.has_asset_key(AssetKey("a")),
    instance.has_asset_key(AssetKey("b")),
    [k.to_user_string() for k in instance.get_asset_keys()],
    len(instance.fetch_materializations(AssetKey("a"), limit=10).records),
    instance.get_run_by_id(first.run_id).status.value,
)
""",
    ),
    Case(
        "selection takes strings keys and definitions",
        SELECTED
        + """
RESULT = [
    made(None),
    made("b"),
    made("b*"),
    made("+c"),
    made('+key:"c"'),
    made(["a", "c"]),
    made(["a", "c*"]),
    made([AssetKey("b")]),
    made([c]),
    made([a, b]),
    made("not group:g"),
]
""",
    ),
    Case(
        "selection takes an AssetSelection",
        SELECTED
        + """
from dagster import AssetSelection

RESULT = [
    made(AssetSelection.all()),
    made(AssetSelection.groups("g")),
    made(AssetSelection.all() - AssetSelection.assets("c")),
    made(AssetSelection.assets(c).upstream(depth=1)),
    made(AssetSelection.keys("a").downstream(include_self=False)),
    made(AssetSelection.all().roots() | AssetSelection.all().sinks()),
    made(AssetSelection.groups("g") & AssetSelection.assets("b", "c")),
    str(AssetSelection.groups("g").upstream() | AssetSelection.assets("c")),
]
""",
    ),
    Case(
        "an async asset is awaited",
        """
import asyncio
from dagster import asset, materialize


@asset
async def a():
    await asyncio.sleep(0)
    return 1


@asset
async def b(a):
    return a + 1


RESULT = materialize([a, b]).output_for_node("b")
""",
    ),
    Case(
        "an asset may return nothing",
        """
from dagster import asset, materialize


@asset
def a() -> None: ...


result = materialize([a])
RESULT = (
    result.success,
    result.output_for_node("a"),
    len(result.get_asset_materialization_events()),
)
""",
    ),
    Case(
        "a value is loaded by Definitions after a run",
        """
from dagster import DagsterInstance, Definitions, FilesystemIOManager, asset, materialize


@asset
def a():
    return {"rows": 3}


instance = DagsterInstance.ephemeral()
resources = {"io_manager": FilesystemIOManager(base_dir="kept")}
materialize([a], instance=instance, resources=resources)
RESULT = Definitions(assets=[a], resources=resources).load_asset_value("a", instance=instance)
""",
    ),
    Case(
        "a job of assets executes in process",
        """
from dagster import AssetSelection, Definitions, asset, define_asset_job


@asset
def a():
    return 1


@asset
def b(a):
    return a + 1


job = define_asset_job("all_of_it", selection=AssetSelection.all())
defs = Definitions(assets=[a, b], jobs=[job])
result = defs.resolve_job_def("all_of_it").execute_in_process()
RESULT = result.success, result.output_for_node("b"), job.name
""",
    ),
    Case(
        "a run config gives an asset its Config",
        """
from dagster import Config, RunConfig, asset, materialize


class Limits(Config):
    rows: int = 5
    name: str


@asset
def a(config: Limits):
    return config.rows, config.name


RESULT = (
    materialize([a], run_config=RunConfig(ops={"a": Limits(name="x")})).output_for_node("a"),
    materialize(
        [a], run_config={"ops": {"a": {"config": {"rows": 7, "name": "y"}}}}
    ).output_for_node("a"),
)
""",
    ),
)
