"""A warehouse of a shop: forty assets, as a user of Dagster would write them.

`report` runs it in one of two dresses: "test" keeps everything in memory, "production" writes files
to a folder. Nothing here is dagbook's own; the import alone changes.
"""

import json
from pathlib import Path

import dagster as dg

TABLES = ("customers", "orders", "items", "products", "stores", "visits", "returns", "staff")
DAYS = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-01-05")
REGIONS = dg.StaticPartitionsDefinition(["north", "south"])


class Source(dg.ConfigurableResource):
    """Where raw rows come from."""

    rows: int = 4

    def read(self, table):
        return [
            {"id": at, "table": table, "amount": at * 3 + len(table)} for at in range(self.rows)
        ]


class Rates(dg.ConfigurableResource):
    """How much a currency is worth."""

    source: dg.ResourceDependency[Source]
    euro: float = 2.0

    def convert(self, amount):
        return amount * self.euro + self.source.rows


class Journal(dg.ConfigurableResource):
    """Hears when it is set up and torn down."""

    name: str

    def setup_for_execution(self, context):  # noqa: ARG002 - Dagster calls it so
        HEARD.append(f"{self.name} up")

    def teardown_after_execution(self, context):  # noqa: ARG002 - Dagster calls it so
        HEARD.append(f"{self.name} down")


HEARD = []


class JsonFiles(dg.ConfigurableIOManager):
    """Each asset and partition a file of JSON."""

    folder: str

    def _path(self, context):
        parts = list(context.asset_key.path)
        if context.has_asset_partitions:
            parts.append(context.asset_partition_key)
        return Path(self.folder) / f"{'__'.join(parts)}.json"

    def handle_output(self, context, obj):
        path = self._path(context)
        path.write_text(json.dumps(obj))
        context.add_output_metadata({"bytes": path.stat().st_size})

    def load_input(self, context):
        if context.has_asset_partitions and len(context.asset_partition_keys) != 1:
            if not context.asset_partition_keys:
                return None
            folder, name = Path(self.folder), "__".join(context.asset_key.path)
            keys = context.asset_partition_keys
            return {key: json.loads((folder / f"{name}__{key}.json").read_text()) for key in keys}
        return json.loads(self._path(context).read_text())


class Shelf(dg.IOManager):
    """Each asset and partition in memory, for as long as the shelf is there."""

    def __init__(self):
        self.values = {}

    def handle_output(self, context, obj):
        partition = context.asset_partition_key if context.has_asset_partitions else None
        self.values[context.asset_key, partition] = obj

    def load_input(self, context):
        if not context.has_asset_partitions:
            return self.values[context.asset_key, None]
        keys = context.asset_partition_keys
        found = {key: self.values[context.asset_key, key] for key in keys}
        return found if len(found) > 1 else next(iter(found.values()), None)


class Sampling(dg.Config):
    """Which rows are kept."""

    at_least: int = 0
    words: list[str] = ["a", "b"]  # noqa: RUF012 - pydantic copies it


# Raw: eight tables by a factory, and one that is made elsewhere.
def raw_table(table):
    @dg.asset(
        name=table,
        key_prefix="raw",
        group_name="raw",
        kinds={"python"},
        owners=["team:intake"],
        metadata={"table": table},
    )
    def raw(source: Source):
        rows = source.read(table)
        return dg.Output(
            rows, metadata={"rows": len(rows), "preview": dg.MetadataValue.json(rows[:1])}
        )

    return raw


raw_tables = [raw_table(table) for table in TABLES]
ledger = dg.AssetSpec("ledger", group_name="outside", description="Kept by the bank")


@dg.observable_source_asset(group_name="outside")
def prices():
    return dg.DataVersion("prices-7")


# Staging: cleaned tables by a factory.
def staged_table(table):
    @dg.asset(
        name=f"stg_{table}",
        group_name="staging",
        ins={"rows": dg.AssetIn(key=["raw", table])},
        tags={"layer": "staging"},
        kinds={"sql"},
        code_version="1",
    )
    def staged(context: dg.AssetExecutionContext, rows):
        context.add_output_metadata({"cleaned": len(rows)})
        return [row for row in rows if row["amount"] % 2 == 0 or table == "orders"]

    return staged


staged_tables = [staged_table(table) for table in TABLES]


@dg.asset(group_name="staging", owners=["ann@example.com"])
def sampled(config: Sampling, stg_orders):
    """Orders of some size."""
    return [row for row in stg_orders if row["amount"] >= config.at_least]


@dg.multi_asset(
    outs={
        "small": dg.AssetOut(group_name="split", metadata={"part": "small"}),
        "large": dg.AssetOut(group_name="split", is_required=False),
        "empty": dg.AssetOut(group_name="split", is_required=False),
    },
    ins={"rows": dg.AssetIn("stg_items")},
)
def split(rows):
    yield dg.Output([row for row in rows if row["amount"] < 10], "small")
    yield dg.Output([row for row in rows if row["amount"] >= 10], "large", metadata={"big": True})


@dg.asset(deps=["empty"])
def after_empty():
    return "never"


@dg.multi_asset(
    specs=[
        dg.AssetSpec("index_a", deps=[ledger], group_name="indexes", skippable=True),
        dg.AssetSpec("index_b", deps=["index_a"], group_name="indexes", skippable=True),
        dg.AssetSpec("index_c", group_name="indexes", skippable=True),
    ],
    can_subset=True,
)
def indexes(context: dg.AssetExecutionContext):
    for key in sorted(context.selected_asset_keys):
        yield dg.MaterializeResult(asset_key=key, metadata={"built": key.path[-1]})


# Daily and regional facts.
@dg.asset(partitions_def=DAYS, group_name="facts", required_resource_keys={"journal"})
def daily_sales(context: dg.AssetExecutionContext, stg_orders):
    start = context.partition_time_window.start
    return {"day": context.partition_key, "sales": start.day * len(stg_orders)}


@dg.asset(partitions_def=DAYS, group_name="facts", deps=[prices])
def daily_euros(daily_sales, rates: Rates):
    return {**daily_sales, "euros": rates.convert(daily_sales["sales"])}


@dg.asset(
    partitions_def=DAYS,
    group_name="facts",
    ins={
        "days": dg.AssetIn(
            "daily_sales",
            partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=0),
        )
    },
)
def moving_sales(days):
    found = days if "day" not in days else {days["day"]: days}
    return sum(each["sales"] for each in found.values())


@dg.asset(partitions_def=REGIONS, group_name="facts")
def regional(context: dg.AssetExecutionContext, stg_stores):
    return [context.partition_key, len(stg_stores)]


@dg.asset(group_name="marts")
def all_days(daily_sales):
    return sorted(daily_sales)


# Marts.
@dg.asset(group_name="marts", tags={"tier": "1"}, owners=["team:sales"], kinds={"sql", "report"})
def revenue(stg_orders, stg_returns):
    total = sum(row["amount"] for row in stg_orders) - sum(row["amount"] for row in stg_returns)
    return dg.Output(total, metadata={"total": total}, data_version=dg.DataVersion(f"r{total}"))


@dg.asset(group_name="marts", key_prefix=["marts", "people"])
def headcount(stg_staff, stg_stores):
    return len(stg_staff) + len(stg_stores)


@dg.asset(group_name="marts", ins={"people": dg.AssetIn(["marts", "people", "headcount"])})
def per_head(revenue, people):
    return revenue / people


@dg.asset(group_name="marts", deps=["index_c", "ledger"])
def published(context: dg.AssetExecutionContext, per_head, sampled, small, large) -> None:
    context.log.info("published")


@dg.asset(
    group_name="marts", deps=["published"], metadata={"url": dg.MetadataValue.url("https://x.y")}
)
def dashboard(stg_visits, stg_customers, stg_products):
    return dg.MaterializeResult(metadata={"tiles": len(stg_visits)}, tags={"kind": "page"})


@dg.asset(group_name="marts")
async def exchange(rates: Rates):
    return rates.convert(1)


@dg.asset(group_name="marts", check_specs=[dg.AssetCheckSpec("fits", asset="audited")])
def audited(context: dg.AssetExecutionContext, exchange):
    yield dg.Output(exchange * 2, metadata={"op": context.op_def.name})
    yield dg.AssetCheckResult(passed=exchange < 0, severity=dg.AssetCheckSeverity.WARN)


@dg.asset(
    group_name="marts",
    ins={"audited": dg.AssetIn(dagster_type=dg.Nothing), "total": dg.AssetIn("revenue")},
)
def archived(total):
    return {"total": total}


@dg.asset(
    partitions_def=DAYS,
    group_name="facts",
    ins={
        "before": dg.AssetIn(
            "running",
            partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1),
        )
    },
)
def running(context: dg.AssetExecutionContext, before, daily_sales):
    return (before or 0) + daily_sales["sales"]


@dg.asset(
    partitions_def=dg.MultiPartitionsDefinition({"day": DAYS, "region": REGIONS}),
    group_name="facts",
    metadata={"grid": True},
)
def grid(context: dg.AssetExecutionContext, regional):
    keys = context.partition_key.keys_by_dimension
    return [keys["day"], keys["region"], regional]


@dg.asset_check(asset="revenue")
def revenue_is_positive(revenue):
    return dg.AssetCheckResult(passed=revenue > 0, metadata={"revenue": revenue})


@dg.asset_check(asset="sampled", description="Some are left")
def some_are_left(sampled):
    return dg.AssetCheckResult(passed=len(sampled) > 100, severity=dg.AssetCheckSeverity.WARN)


unpartitioned = [
    *raw_tables,
    *staged_tables,
    sampled,
    split,
    after_empty,
    indexes,
    revenue,
    headcount,
    per_head,
    published,
    dashboard,
    exchange,
    audited,
    archived,
]
partitioned = [daily_sales, daily_euros, moving_sales, running, regional, grid, all_days]
checks = [revenue_is_positive, some_are_left]


def resources(dress, folder):
    source = Source(rows=4 if dress == "test" else 9)
    store = Shelf() if dress == "test" else JsonFiles(folder=folder)
    return {
        "io_manager": store,
        "source": source,
        "rates": Rates(source=source, euro=3.0),
        "journal": Journal(name=dress),
    }


def told(result):
    """What happened, step by step in the order of their names, and within each as it was."""
    steps = {}
    for event in result.all_events:
        if event.step_key and event.event_type_value.startswith(("STEP", "ASSET")):
            kind = event.event_type_value
            if kind == "ASSET_CHECK_EVALUATION_PLANNED":
                continue
            steps.setdefault(event.step_key, []).append(kind)
    return sorted(steps.items())


def made(result):
    """The metadata of what was made, by key and partition."""
    found = []
    for event in result.get_asset_materialization_events():
        each = event.materialization
        metadata = {name: value.value for name, value in each.metadata.items() if name != "bytes"}
        key = each.asset_key.path, each.partition and str(each.partition)
        found.append((key, metadata, sorted(each.metadata), each.tags.get("kind")))
    return sorted(found, key=lambda row: str(row[0]))


def report(dress, folder):
    defs = dg.Definitions(
        [*unpartitioned, *partitioned, ledger, prices],
        asset_checks=checks,
        resources=resources(dress, folder),
    )
    dg.Definitions.validate_loadable(defs)
    bound = resources(dress, folder)
    instance = dg.DagsterInstance.ephemeral()
    first = dg.materialize(
        [*unpartitioned, ledger, prices, *checks],
        resources=bound,
        instance=instance,
        run_config=dg.RunConfig(ops={"sampled": Sampling(at_least=9)}),
        tags={"why": "test"},
    )
    days = {}
    for day in DAYS.get_partition_keys():
        run = dg.materialize(
            [daily_sales, daily_euros, moving_sales, running, prices, *raw_tables, *staged_tables],
            selection=[daily_sales, daily_euros, moving_sales, running],
            resources=bound,
            instance=instance,
            partition_key=day,
        )
        days[day] = [
            run.output_for_node("daily_sales"),
            run.output_for_node("daily_euros"),
            run.output_for_node("moving_sales"),
            run.output_for_node("running"),
            told(run),
        ]
    north = dg.materialize(
        [regional, *raw_tables, *staged_tables],
        selection=["regional"],
        resources=bound,
        instance=instance,
        partition_key="north",
    )
    cell = dg.materialize(
        [grid, regional, *raw_tables, *staged_tables],
        selection=[grid],
        resources=bound,
        instance=instance,
        partition_key=dg.MultiPartitionKey({"day": "2024-01-03", "region": "north"}),
    )
    whole = dg.materialize(
        [all_days, daily_sales, *raw_tables, *staged_tables],
        selection=[all_days],
        resources=bound,
        instance=instance,
    )
    some = dg.materialize(
        [indexes, ledger], selection=["index_a", "index_c"], resources=bound, instance=instance
    )
    specs = sorted(
        (
            each.key.path,
            each.group_name,
            sorted(each.kinds),
            list(each.owners),
            sorted(each.tags.items()),
            sorted(dep.asset_key.path for dep in each.deps),
            each.description,
            each.code_version,
        )
        for each in defs.resolve_all_asset_specs()
    )
    chosen = {
        text: sorted(
            key.path
            for key in dg.AssetSelection.from_string(text, include_sources=True).resolve(
                [*unpartitioned, *partitioned, prices]
            )
        )
        for text in (
            "group:marts",
            "kind:sql and not group:staging",
            'owner:"team:sales"',
            "tag:tier=1",
            "key:revenue+",
            "+key:per_head",
            "2+key:revenue",
            "roots(group:staging)",
            "sinks(group:facts)",
            "key:index_*",
            "group:outside",
        )
    }
    return {
        "specs": specs,
        "chosen": chosen,
        "first": told(first),
        "made": made(first),
        "tags": sorted(first.dagster_run.tags.items()) == [("why", "test")],
        "values": [
            first.output_for_node("revenue"),
            first.output_for_node("per_head"),
            first.output_for_node("sampled"),
            first.output_for_node("split", "small"),
            first.output_for_node("audited"),
            first.output_for_node("archived"),
            first.asset_value(["marts", "people", "headcount"]),
        ],
        "checks": sorted(
            (each.check_name, each.passed, each.severity.value)
            for each in first.get_asset_check_evaluations()
        ),
        "days": days,
        "north": [north.output_for_node("regional"), told(north)],
        "cell": [cell.output_for_node("grid"), told(cell), made(cell)],
        "whole": [whole.output_for_node("all_days"), told(whole)],
        "some": [told(some), made(some)],
        "heard": list(HEARD),
        "known": sorted(
            key.path
            for key in instance.get_asset_keys()
            if instance.get_latest_materialization_event(key)
        ),
    }
