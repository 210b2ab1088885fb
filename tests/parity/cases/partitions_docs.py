"""What Dagster's pages on partitioned assets and their dependencies describe, written anew."""

from cases.assets_docs import case

CASES = (
    case(
        "daily sales and their summary, one day at a time",
        """
DAYS = dg.DailyPartitionsDefinition(start_date="2024-01-01", end_date="2024-01-10")


@dg.asset(partitions_def=DAYS)
def sold(context: dg.AssetExecutionContext):
    window = context.partition_time_window
    hours = (window.end - window.start).total_seconds() / 3600
    return {"day": context.partition_key, "hours": hours}


@dg.asset(partitions_def=DAYS)
def summed(context: dg.AssetExecutionContext, sold):
    return f"{context.partition_key}: {sold['hours']}"


result = dg.materialize([sold, summed], partition_key="2024-01-03")
RESULT = (
    told(result),
    [(key, partition) for key, partition, _ in made(result)],
    values(result, "sold", "summed"),
    DAYS.get_partition_keys(),
    result.dagster_run.tags["dagster/partition"],
)
""",
    ),
    case(
        "regions that are known beforehand",
        """
REGIONS = dg.StaticPartitionsDefinition(["us", "eu", "jp"])


@dg.asset(partitions_def=REGIONS)
def sales(context: dg.AssetExecutionContext):
    return len(context.partition_key)


@dg.asset(partitions_def=REGIONS)
def report(context, sales):
    return f"{context.partition_key} {sales}"


with dg.DagsterInstance.ephemeral() as instance:
    RESULT = [
        values(
            dg.materialize([sales, report], partition_key=key, instance=instance), "report"
        )
        for key in REGIONS.get_partition_keys()
    ], sorted(instance.get_materialized_partitions(sales.key))
""",
    ),
    case(
        "two dimensions: a day of a region",
        """
BOTH = dg.MultiPartitionsDefinition(
    {
        "date": dg.DailyPartitionsDefinition("2024-08-01", end_date="2024-08-03"),
        "region": dg.StaticPartitionsDefinition(["us", "eu"]),
    }
)


@dg.asset(partitions_def=BOTH)
def sales(context: dg.AssetExecutionContext):
    keys = context.partition_key.keys_by_dimension
    return f"{keys['region']} on {keys['date']}"


@dg.asset(partitions_def=BOTH)
def summed(context, sales):
    return sales.upper()


key = dg.MultiPartitionKey({"date": "2024-08-01", "region": "us"})
result = dg.materialize([sales, summed], partition_key=key)
RESULT = (
    values(result, "sales", "summed"),
    [(name, str(partition)) for name, partition, _ in made(result)],
    [str(each) for each in BOTH.get_partition_keys()],
    str(key),
    [str(each) for each in BOTH.get_multipartition_keys_with_dimension_value("region", "eu")],
)
""",
    ),
    case(
        "regions that come as they are found",
        """
REGIONS = dg.DynamicPartitionsDefinition(name="regions")


@dg.asset(partitions_def=REGIONS)
def sales(context: dg.AssetExecutionContext):
    return context.partition_key * 2


def refused(key, instance):
    try:
        dg.materialize([sales], partition_key=key, instance=instance)
    except Exception as error:
        return type(error).__name__


with dg.DagsterInstance.ephemeral() as instance:
    before = refused("us", instance)
    instance.add_dynamic_partitions("regions", ["us", "eu"])
    result = dg.materialize([sales], partition_key="us", instance=instance)
    keys = REGIONS.get_partition_keys(dynamic_partitions_store=instance)
    instance.delete_dynamic_partition("regions", "eu")
    RESULT = (
        before, values(result, "sales"), keys,
        instance.get_dynamic_partitions("regions"),
        instance.has_dynamic_partition("regions", "us"),
    )
""",
    ),
    case(
        "a day of trade, but no holidays",
        """
MARKET = dg.TimeWindowPartitionsDefinition(
    start="2024-01-01", end="2024-01-12", cron_schedule="0 0 * * 1-5", fmt="%Y-%m-%d",
)


@dg.asset(partitions_def=MARKET)
def traded(context: dg.AssetExecutionContext):
    window = context.partition_time_window
    return window.start.strftime("%A"), (window.end - window.start).days


RESULT = MARKET.get_partition_keys(), [
    dg.materialize([traded], partition_key=key).output_for_node("traded")
    for key in ("2024-01-04", "2024-01-05")
]
""",
    ),
    case(
        "a week reads its seven days",
        """
DAYS = dg.DailyPartitionsDefinition("2024-01-07", end_date="2024-01-21")
WEEKS = dg.WeeklyPartitionsDefinition("2024-01-07", end_date="2024-01-21")


@dg.asset(partitions_def=DAYS)
def daily(context):
    return int(context.partition_key[-2:])


@dg.asset(partitions_def=WEEKS, ins={"daily": dg.AssetIn(
    partition_mapping=dg.TimeWindowPartitionMapping())})
def weekly(context: dg.AssetExecutionContext, daily):
    asked = context.asset_partition_key_range_for_input("daily")
    keys = context.asset_partition_keys_for_input("daily")
    return asked.start, asked.end, len(keys), sum(daily.values()), sorted(daily)[0]


with dg.DagsterInstance.ephemeral() as instance:
    for key in DAYS.get_partition_keys()[:7]:
        dg.materialize([daily], partition_key=key, instance=instance)
    result = dg.materialize(
        [daily, weekly], selection=[weekly], partition_key="2024-01-07", instance=instance
    )
RESULT = values(result, "weekly"), WEEKS.get_partition_keys()
""",
    ),
    case(
        "a day reads the day before, by value and without",
        """
DAYS = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-01-05")
YESTERDAY = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)


@dg.asset(partitions_def=DAYS)
def events(context):
    return f"events of {context.partition_key}"


@dg.asset(
    partitions_def=DAYS,
    ins={"events": dg.AssetIn(key="events", partition_mapping=YESTERDAY)},
)
def compared(context, events):
    return f"{context.partition_key} after {events}"


@dg.asset(
    partitions_def=DAYS, deps=[dg.AssetDep("events", partition_mapping=YESTERDAY)]
)
def noted(context):
    return context.partition_key


with dg.DagsterInstance.ephemeral() as instance:
    dg.materialize([events], partition_key="2024-01-02", instance=instance)
    result = dg.materialize(
        [events, compared, noted], selection=[compared, noted], partition_key="2024-01-03",
        instance=instance,
    )
dep = next(iter(next(iter(noted.specs)).deps))
RESULT = values(result, "compared", "noted"), (
    dep.partition_mapping.start_offset, dep.partition_mapping.end_offset
)
""",
    ),
    case(
        "a day reads its twenty-four hours, and what has no partitions reads all days",
        """
HOURS = dg.HourlyPartitionsDefinition("2024-04-12-00:00", end_date="2024-04-14-00:00")
DAYS = dg.DailyPartitionsDefinition("2024-04-12", end_date="2024-04-14")


@dg.asset(partitions_def=HOURS)
def hourly(context):
    return 1


@dg.asset(partitions_def=DAYS)
def daily(hourly):
    return len(hourly)


@dg.asset
def ever(daily):
    return daily


with dg.DagsterInstance.ephemeral() as instance:
    for key in HOURS.get_partition_keys():
        dg.materialize([hourly], partition_key=key, instance=instance)
    for key in DAYS.get_partition_keys():
        dg.materialize([hourly, daily], selection=[daily], partition_key=key, instance=instance)
    result = dg.materialize([hourly, daily, ever], selection=[ever], instance=instance)
RESULT = values(result, "ever"), len(HOURS.get_partition_keys())
""",
    ),
    case(
        "every partition reads the one file, the last one, or a given one",
        """
DAYS = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04")
REGIONS = dg.StaticPartitionsDefinition(["us", "eu"])


@dg.asset
def rates():
    return 2


@dg.asset(partitions_def=REGIONS)
def sales(context):
    return context.partition_key


@dg.asset(partitions_def=DAYS)
def priced(rates):
    return rates


ONE = dg.SpecificPartitionsPartitionMapping(["eu"])


@dg.asset(ins={"sales": dg.AssetIn(partition_mapping=ONE)})
def european(sales):
    return sales


@dg.asset(ins={"priced": dg.AssetIn(partition_mapping=dg.LastPartitionMapping())})
def newest(priced):
    return priced


@dg.asset(
    partitions_def=dg.StaticPartitionsDefinition(["USA", "Europe"]),
    ins={"sales": dg.AssetIn(partition_mapping=dg.StaticPartitionMapping(
        {"us": "USA", "eu": "Europe"}))},
)
def renamed(context, sales):
    return context.partition_key, sales


every = [rates, sales, priced, european, newest, renamed]
with dg.DagsterInstance.ephemeral() as instance:
    dg.materialize([rates], instance=instance)
    for key in ("us", "eu"):
        dg.materialize([sales], partition_key=key, instance=instance)
    dg.materialize(every, selection=[priced], partition_key="2024-01-03", instance=instance)
    last = dg.materialize(every, selection=[european, newest], instance=instance)
    other = dg.materialize(every, selection=[renamed], partition_key="USA", instance=instance)
RESULT = values(last, "european", "newest"), values(other, "renamed")
""",
    ),
    case(
        "a range of days is made in one run of an asset that can",
        """
DAYS = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-01-10")


KEPT = {}


class Keeps(dg.IOManager):
    def handle_output(self, context, obj):
        KEPT.update(obj, keys=list(context.asset_partition_keys))

    def load_input(self, context):
        return KEPT


@dg.asset(partitions_def=DAYS, backfill_policy=dg.BackfillPolicy.single_run())
def events(context: dg.AssetExecutionContext):
    start, end = context.partition_time_window
    return {"numbers": list(context.partition_keys), "from": start.day, "to": end.day}


result = dg.materialize(
    [events],
    tags={
        "dagster/asset_partition_range_start": "2024-01-02",
        "dagster/asset_partition_range_end": "2024-01-04",
    },
    resources={"io_manager": Keeps()},
)
RESULT = KEPT, [(key, partition) for key, partition, _ in made(result)]
""",
    ),
    case(
        "a job of ops runs for a day, a region, or what was added",
        """
@dg.op(config_schema={"date": str})
def of_day(context):
    return context.op_config["date"], context.partition_key


@dg.daily_partitioned_config(start_date="2024-01-01")
def days(start, _end):
    return {"ops": {"of_day": {"config": {"date": start.strftime("%d/%m")}}}}


@dg.job(config=days)
def daily():
    of_day()


@dg.op
def of_region(context):
    return context.partition_key


@dg.job(partitions_def=dg.StaticPartitionsDefinition(["us", "eu"]))
def regional():
    of_region()


RESULT = (
    daily.execute_in_process(partition_key="2024-01-02").output_for_node("of_day"),
    regional.execute_in_process(partition_key="eu").output_for_node("of_region"),
)
""",
    ),
    case(
        "a partition that is not there is refused",
        """
@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["us", "eu"]))
def sales():
    return 1


dg.materialize([sales], partition_key="mars")
""",
        culprit="mars",
    ),
)
