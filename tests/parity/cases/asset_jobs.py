"""Jobs of assets: `define_asset_job` and the jobs of `Definitions`."""

from harness import Case

ASSETS = """
from dagster import (
    AssetKey, AssetSelection, Config, DailyPartitionsDefinition, DagsterInstance, Definitions,
    RunConfig, StaticPartitionsDefinition, asset, define_asset_job, job, op,
    static_partitioned_config,
)


@asset(group_name="raw")
def orders():
    return [1, 2]


@asset
def total(orders):
    return sum(orders)


@asset
def report(total):
    return f"{total}"


def made(result):
    return [e.asset_key.to_user_string() for e in result.get_asset_materialization_events()]

"""

CASES = (
    Case(
        "a job makes what it selects",
        ASSETS
        + """
selections = {
    "all": None,
    "text": "*total",
    "texts": ["orders", "total"],
    "keys": [AssetKey("orders"), AssetKey("total")],
    "assets": [orders, total],
    "group": AssetSelection.groups("raw"),
    "difference": AssetSelection.all() - AssetSelection.assets("report"),
}
defs = Definitions(
    [orders, total, report],
    jobs=[define_asset_job(name, selection) for name, selection in selections.items()],
)
RESULT = {name: made(defs.get_job_def(name).execute_in_process()) for name in selections}
""",
    ),
    Case(
        "what is known of a job of assets",
        ASSETS
        + """
defs = Definitions(
    [orders, total],
    jobs=[
        define_asset_job(
            "daily",
            "orders",
            description="Daily.",
            tags={"team": "sales"},
            run_tags={"priority": 3},
            metadata={"n": 3},
        )
    ],
)
daily = defs.get_job_def("daily")
result = daily.execute_in_process(tags={"more": "x"})
RESULT = (
    daily.name,
    daily.description,
    dict(daily.tags),
    daily.is_asset_job,
    {k: v.value for k, v in daily.metadata.items()},
    {k: v for k, v in result.dagster_run.tags.items() if not k.startswith(".dagster")},
    result.dagster_run.job_name,
    result.success,
)
""",
    ),
    Case(
        "an unknown job is refused",
        ASSETS + "RESULT = Definitions([orders]).get_job_def('daily').name\n",
        culprit="daily",
    ),
    Case(
        "an unknown asset in a selection is refused",
        ASSETS
        + """
defs = Definitions([orders], jobs=[define_asset_job("daily", "ordres")])
RESULT = defs.get_job_def("daily").name
""",
        culprit="ordres",
    ),
    Case(
        "two jobs of one name are refused",
        ASSETS
        + """
defs = Definitions(
    [orders, total],
    jobs=[define_asset_job("daily", "orders"), define_asset_job("daily", "total")],
)
RESULT = defs.get_job_def("daily").name
""",
        culprit="daily",
    ),
    Case(
        "a job of partitioned assets runs for a partition",
        ASSETS
        + """
regions = StaticPartitionsDefinition(["eu", "us"])


@asset(partitions_def=regions)
def sales(context):
    return context.partition_key


defs = Definitions([sales, orders], jobs=[define_asset_job("regional", "sales")])
regional = defs.get_job_def("regional")
result = regional.execute_in_process(partition_key="us")
RESULT = (
    result.output_for_node("sales"),
    regional.partitions_def == regions,
    result.dagster_run.tags["dagster/partition"],
    [e.partition for e in result.get_asset_materialization_events()],
)
""",
    ),
    Case(
        "an unknown partition of a job of assets is refused",
        ASSETS
        + """

@asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def sales():
    return 1


defs = Definitions([sales], jobs=[define_asset_job("regional", "sales")])
RESULT = defs.get_job_def("regional").execute_in_process(partition_key="asia").success
""",
        culprit="asia",
    ),
    Case(
        "partitions of the job itself",
        ASSETS
        + """
regions = StaticPartitionsDefinition(["eu", "us"])


@asset(partitions_def=regions)
def sales(context):
    return context.partition_key


defs = Definitions([sales], jobs=[define_asset_job("regional", "sales", partitions_def=regions)])
RESULT = defs.get_job_def("regional").execute_in_process(partition_key="eu").asset_value("sales")
""",
    ),
    Case(
        "assets of different partitions are no job",
        ASSETS
        + """

@asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def sales():
    return 1


@asset(partitions_def=DailyPartitionsDefinition("2024-01-01"))
def days():
    return 1


defs = Definitions([sales, days], jobs=[define_asset_job("both", [sales, days])])
RESULT = defs.get_job_def("both").name
""",
        culprit="partitions definition",
    ),
    Case(
        "config of each partition",
        ASSETS
        + """

class Region(Config):
    name: str


@static_partitioned_config(partition_keys=["eu", "us"])
def by_region(key):
    return {"ops": {"sales": {"config": {"name": key.upper()}}}}


@asset(partitions_def=StaticPartitionsDefinition(["eu", "us"]))
def sales(config: Region):
    return config.name


defs = Definitions([sales], jobs=[define_asset_job("regional", "sales", config=by_region)])
RESULT = defs.get_job_def("regional").execute_in_process(partition_key="eu").asset_value("sales")
""",
    ),
    Case(
        "config of the job, and of the call in its place",
        ASSETS
        + """

class By(Config):
    by: int


@asset
def scaled(config: By):
    return config.by


defs = Definitions(
    [scaled],
    jobs=[define_asset_job("scaling", config=RunConfig(ops={"scaled": By(by=3)}))],
)
scaling = defs.get_job_def("scaling")
RESULT = (
    scaling.execute_in_process().asset_value("scaled"),
    scaling.execute_in_process(run_config=RunConfig(ops={"scaled": By(by=4)})).asset_value(
        "scaled"
    ),
)
""",
    ),
    Case(
        "resources of the definitions are bound in jobs",
        ASSETS
        + """

@asset(required_resource_keys={"unit"})
def label(context):
    return context.resources.unit


@op(required_resource_keys={"unit"})
def unit_op(context):
    return context.resources.unit


@job
def ops():
    unit_op()


from dagster import ResourceDefinition

defs = Definitions(
    [label],
    jobs=[define_asset_job("labels"), ops],
    resources={"unit": ResourceDefinition.hardcoded_resource("m")},
)
RESULT = (
    defs.get_job_def("labels").execute_in_process().asset_value("label"),
    defs.get_job_def("ops").execute_in_process().output_for_node("unit_op"),
)
""",
    ),
    Case(
        "some of the assets of a job",
        ASSETS
        + """
defs = Definitions([orders, total, report], jobs=[define_asset_job("all_of_them")])
result = defs.get_job_def("all_of_them").execute_in_process(
    asset_selection=[AssetKey("orders"), AssetKey("total")]
)
RESULT = made(result)
""",
    ),
    Case(
        "the job of all assets",
        ASSETS
        + """
defs = Definitions([orders, total], jobs=[define_asset_job("daily", "orders")])
job_of_all = defs.resolve_implicit_global_asset_job_def()
RESULT = (
    job_of_all.name,
    made(job_of_all.execute_in_process()),
    sorted(each.name for each in defs.resolve_all_job_defs()),
)
""",
    ),
    Case(
        "retries and hooks of a job of assets",
        ASSETS
        + """
from dagster import RetryPolicy

tries = []


@asset
def breaks():
    tries.append(1)
    raise ValueError("no")


defs = Definitions(
    [breaks], jobs=[define_asset_job("retrying", op_retry_policy=RetryPolicy(max_retries=2))]
)
result = defs.get_job_def("retrying").execute_in_process(raise_on_error=False)
RESULT = len(tries), result.success
""",
    ),
    Case(
        "a run of a job of assets is in the instance",
        ASSETS
        + """
instance = DagsterInstance.ephemeral()
defs = Definitions([orders], jobs=[define_asset_job("daily")])
result = defs.get_job_def("daily").execute_in_process(instance=instance)
run = instance.get_run_by_id(result.run_id)
RESULT = run.job_name, run.is_success
""",
    ),
    Case(
        "a job of an unknown asset is refused when everything is checked",
        ASSETS
        + """
defs = Definitions([orders], jobs=[define_asset_job("daily", "ordres")])
Definitions.validate_loadable(defs)
RESULT = True
""",
        culprit="ordres",
    ),
    Case(
        "jobs that are as they should be pass when everything is checked",
        ASSETS
        + """

@op
def one():
    return 1


@job
def ones():
    one()


Definitions.validate_loadable(
    Definitions([orders, total], jobs=[define_asset_job("daily", "*total"), ones])
)
RESULT = True
""",
    ),
)
