"""Config by partition: `PartitionedConfig` and its decorators."""

from harness import Case

_BASE = """
from datetime import datetime
from dagster import (
    Config, DagsterInstance, DailyPartitionsDefinition, DynamicPartitionsDefinition,
    MultiPartitionsDefinition, Partition, PartitionedConfig, RunConfig, StaticPartitionsDefinition,
    asset, daily_partitioned_config, dynamic_partitioned_config, hourly_partitioned_config,
    materialize, monthly_partitioned_config, partition_loading_context, partitioned_config,
    static_partitioned_config, weekly_partitioned_config,
)

regions = StaticPartitionsDefinition(["us", "eu"])


class Said(Config):
    text: str


def by_key(partition_key):
    return {"ops": {"a": {"config": {"text": partition_key}}}}


def by_window(start, end):
    return {"ops": {"a": {"config": {"text": f"{start.isoformat()} to {end.isoformat()}"}}}}


def key_tags(partition_key):
    return {"where": partition_key}


def text_of(config, key):
    return config.get_run_config_for_partition_key(key)["ops"]["a"]["config"]["text"]


def functions_of(config):
    return [
        getattr(config, name) is not None
        for name in (
            "run_config_for_partition_fn", "run_config_for_partition_key_fn",
            "tags_for_partition_fn", "tags_for_partition_key_fn",
        )
    ]
"""
_CHECK = "Dagster's own check error is one of definitions here"


def case(name, source, **facts):
    """Return a case whose source begins with the definitions above."""
    return Case(name, _BASE + source, **facts)


def refused(name, source, culprit):
    """Return a case that Dagster refuses by an error of its own checks."""
    return case(
        name,
        source,
        culprit=culprit,
        better=_CHECK,
        ours_raises="DagsterInvalidDefinitionError",
    )


CASES = (
    case(
        "static: keys, config, tags, functions",
        """
config = static_partitioned_config(["us", "eu"], tags_for_partition_key_fn=key_tags)(by_key)
RESULT = (
    config.get_partition_keys(), config.get_run_config_for_partition_key("eu"),
    config.get_tags_for_partition_key("eu"), config.get_tags_for_partition_key("eu", "nightly"),
    functions_of(config), config.run_config_for_partition_key_fn is by_key,
    config.tags_for_partition_key_fn is key_tags, config.partitions_def == regions,
)
""",
    ),
    case(
        "static: the old name of the function for tags",
        """
config = static_partitioned_config(["us", "eu"], key_tags)(by_key)
RESULT = config.get_tags_for_partition_key("us"), functions_of(config)
""",
    ),
    case(
        "a key that is no partition is not looked up",
        """
config = static_partitioned_config(["us", "eu"])(by_key)
days = daily_partitioned_config(start_date="2024-01-01")(by_window)
RESULT = (
    text_of(config, "mars"), config.get_tags_for_partition_key("mars"), text_of(days, "2023-05-06"),
    text_of(days, "2999-05-06"), functions_of(days), days.get_tags_for_partition_key("2023-05-06"),
)
""",
    ),
    case(
        "a key that is no date is refused",
        """
RESULT = daily_partitioned_config("2024-01-01")(by_window).get_run_config_for_partition_key("soon")
""",
        culprit="soon",
    ),
    case(
        "dynamic: the function is asked each time, with the time",
        """
asked = []
keys = ["b"]


def there(current_time=None):
    asked.append(current_time and current_time.isoformat())
    return keys


config = dynamic_partitioned_config(there, tags_for_partition_key_fn=key_tags)(by_key)
before = list(config.get_partition_keys())
keys.append("a")
after = list(config.get_partition_keys(datetime(2024, 5, 6)))
tags = config.get_tags_for_partition_key("a")
RESULT = before, after, asked, text_of(config, "a"), tags, functions_of(config)
""",
    ),
    case(
        "dynamic: a function that returns partitions with names",
        """
config = dynamic_partitioned_config(lambda _: [Partition(3), Partition({"x": 1}, "one")])(by_key)
RESULT = list(config.get_partition_keys()), Partition(3).name, Partition(3) == Partition(3, "3")
""",
    ),
    case(
        "of any definition: named dynamic partitions of an instance",
        """
config = partitioned_config(DynamicPartitionsDefinition(name="fruits"), key_tags)(by_key)
with DagsterInstance.ephemeral() as instance:
    instance.add_dynamic_partitions("fruits", ["pear", "apple"])
    with partition_loading_context(dynamic_partitions_store=instance):
        keys = list(config.get_partition_keys())
RESULT = keys, text_of(config, "pear"), config.get_tags_for_partition_key("pear")
""",
    ),
    case(
        "of two dimensions: tags name each",
        """
both = MultiPartitionsDefinition({
    "region": regions, "day": DailyPartitionsDefinition("2024-01-01", end_date="2024-01-03"),
})
config = partitioned_config(both, key_tags)(by_key)
keys = sorted(config.get_partition_keys())
tags = config.get_tags_for_partition_key(keys[1], "j")
RESULT = [str.__str__(key) for key in keys], {name: str.__str__(tags[name]) for name in tags}
""",
    ),
    case(
        "by time: keys and windows of each kind",
        """
now = datetime(2024, 3, 12, 3, 30)
configs = (
    hourly_partitioned_config(start_date="2024-03-12-00:00")(by_window),
    hourly_partitioned_config("2024-03-12-00:00", 15, end_offset=2)(by_window),
    daily_partitioned_config(start_date="2024-03-08")(by_window),
    daily_partitioned_config(datetime(2024, 3, 8), 30, 4, "America/New_York")(by_window),
    daily_partitioned_config("08.03.24", fmt="%d.%m.%y", end_offset=-1)(by_window),
    weekly_partitioned_config(start_date="2024-02-20")(by_window),
    weekly_partitioned_config("2024-02-20", 5, 6, 3, timezone="Europe/Berlin")(by_window),
    monthly_partitioned_config(start_date="2023-12-15")(by_window),
    monthly_partitioned_config("2023/12/01", 5, 6, 3, fmt="%Y/%m/%d")(by_window),
)
RESULT = [
    (key, text_of(config, key), config.get_tags_for_partition_key(key))
    for config in configs for key in config.get_partition_keys(now)
]
""",
    ),
    case(
        "by time: exclusions leave windows out",
        """
now = datetime(2024, 3, 12)
RESULT = [
    daily_partitioned_config("2024-03-04", exclusions=["0 0 * * 6", datetime(2024, 3, 6)])(
        by_window
    ).get_partition_keys(now),
    hourly_partitioned_config("2024-03-11-20:00", exclusions=["0 22 * * *"])(
        by_window
    ).get_partition_keys(now),
    weekly_partitioned_config("2024-02-01", exclusions=[datetime(2024, 2, 11)])(
        by_window
    ).get_partition_keys(now),
    monthly_partitioned_config("2023-10-01", exclusions=["0 0 1 12 *"])(
        by_window
    ).get_partition_keys(now),
]
""",
    ),
    case(
        "by time: the function for tags is given the window",
        """
def tags(start, end):
    return {"days": str((end - start).days), "from": start.date().isoformat()}


RESULT = [
    made(by_window).get_tags_for_partition_key(key, "nightly")
    for made, key in (
        (daily_partitioned_config("2024-03-04", tags_for_partition_fn=tags), "2024-03-05"),
        (weekly_partitioned_config("2024-03-03", tags_for_partition_fn=tags), "2024-03-10"),
        (monthly_partitioned_config("2024-01-01", tags_for_partition_fn=tags), "2024-02-01"),
        (hourly_partitioned_config("2024-03-04-00:00", tags_for_partition_fn=tags),
         "2024-03-05-07:00"),
    )
]
""",
    ),
    case(
        "by time: across a change of the clocks",
        """
config = hourly_partitioned_config("2024-11-03-00:00", timezone="America/New_York")(by_window)
days = daily_partitioned_config("2024-11-02", timezone="America/New_York")(by_window)
RESULT = (
    [(key, text_of(config, key)) for key in config.get_partition_keys(datetime(2024, 11, 3, 4))],
    [(key, text_of(days, key)) for key in days.get_partition_keys(datetime(2024, 11, 5))],
)
""",
    ),
    case(
        "a call is one of the decorated function",
        """
@static_partitioned_config(["us"])
def at(partition_key):
    return {"at": partition_key}


@daily_partitioned_config(start_date="2024-01-01")
def since(start, end):
    return {"days": (end - start).days}


@dynamic_partitioned_config(lambda _: ["x"])
def loaded(partition_key="default"):
    return {"at": partition_key}


RESULT = (
    at("us"), at(partition_key="mars"), loaded(),
    since(datetime(2024, 1, 1), end=datetime(2024, 1, 9)),
)
""",
    ),
    case(
        "a call of one that no decorator made is refused",
        'PartitionedConfig(regions, run_config_for_partition_key_fn=by_key)("us")',
        culprit="decorators",
    ),
    case(
        "a function may return a RunConfig; all its parts are there",
        """
@static_partitioned_config(["us", "eu"])
def at(partition_key):
    return RunConfig(ops={"a": Said(text=partition_key)}, resources={"r": {"config": {"n": 1}}})


@daily_partitioned_config(start_date="2024-01-01")
def since(start, end):
    return RunConfig(ops={"a": Said(text=start.isoformat())})


RESULT = (
    at.get_run_config_for_partition_key("us"), since.get_run_config_for_partition_key("2024-01-02"),
    type(at("us")).__name__,
)
""",
    ),
    case(
        "what is returned is a copy, a function that returns nothing sets nothing",
        """
shared = {"ops": {"a": {"config": {"text": "x"}}}}
config = static_partitioned_config(["us"])(lambda _: shared)
config.get_run_config_for_partition_key("us")["ops"].clear()
forgotten = static_partitioned_config(["us"])(lambda _: None)
RESULT = shared, forgotten.get_run_config_for_partition_key("us")
""",
    ),
    case(
        "functions that are given a Partition",
        """
config = PartitionedConfig(
    regions,
    run_config_for_partition_fn=lambda each: by_key(f"{each.name} {each.value}"),
    tags_for_partition_fn=lambda each: key_tags(each.name),
)
tags = config.get_tags_for_partition_key("eu")
RESULT = text_of(config, "eu"), tags, functions_of(config)
""",
    ),
    case(
        "a run takes the config of its partition",
        """
@static_partitioned_config(["us", "eu"])
def at(partition_key):
    return RunConfig(ops={"a": Said(text=f"in {partition_key}")})


@asset(partitions_def=at.partitions_def)
def a(context, config: Said):
    return context.partition_key, config.text


def made(key):
    run_config = at.get_run_config_for_partition_key(key)
    tags = at.get_tags_for_partition_key(key)
    result = materialize([a], partition_key=key, run_config=run_config, tags=tags)
    return result.output_for_node("a")


RESULT = [made(key) for key in at.get_partition_keys()]
""",
    ),
    case(
        "the config of a job: the same for each key, or one with the same partitions",
        """
own = PartitionedConfig(regions, run_config_for_partition_key_fn=by_key)
flexible = PartitionedConfig.from_flexible_config
RESULT = (
    flexible(own, StaticPartitionsDefinition(["us", "eu"])) is own,
    flexible(None, regions).get_run_config_for_partition_key("us"),
    text_of(flexible(by_key("x"), regions), "us"), flexible({}, regions).get_partition_keys(),
)
""",
    ),
    refused(
        "the config of a job with other partitions is refused",
        """
own = PartitionedConfig(regions, run_config_for_partition_key_fn=by_key)
PartitionedConfig.from_flexible_config(own, StaticPartitionsDefinition(["us"]))
""",
        "partitions_def",
    ),
    case(
        "tags that are no text become JSON",
        """
config = static_partitioned_config(
    ["us"], lambda key: {"n": 3, "l": [1, "x"], "none": None, "d": {"a": 1}, "odd key!": "v" * 99}
)(by_key)
RESULT = config.get_tags_for_partition_key("us")
""",
    ),
    case(
        "tags of Dagster's that users may set, and a function that sets none",
        """
config = static_partitioned_config(["us"], lambda key: {"dagster/priority": "3"})(by_key)
none = static_partitioned_config(["us"], lambda key: None)(by_key)
RESULT = config.get_tags_for_partition_key("us"), none.get_tags_for_partition_key("us")
""",
    ),
    case(
        "a tag of Dagster's that is reserved is refused",
        """
config = static_partitioned_config(["us"], lambda key: {"dagster/partition": "eu"})(by_key)
config.get_tags_for_partition_key("us")
""",
        culprit="dagster/partition",
    ),
    case(
        "a tag that JSON cannot hold is refused",
        """
config = static_partitioned_config(["us"], lambda key: {"what": {1, 2}})(by_key)
config.get_tags_for_partition_key("us")
""",
        culprit="what",
    ),
    case(
        "a tag that JSON would change is refused",
        """
config = static_partitioned_config(["us"], lambda key: {"what": (1, 2)})(by_key)
config.get_tags_for_partition_key("us")
""",
        culprit="what",
    ),
    case(
        "an annotation may name the definition",
        """
def keys_of(config: PartitionedConfig[StaticPartitionsDefinition]) -> list:
    return config.get_partition_keys()


RESULT = keys_of(PartitionedConfig[StaticPartitionsDefinition](
    regions, run_config_for_partition_key_fn=by_key
))
""",
    ),
    case(
        "static: repeated keys are refused",
        'static_partitioned_config(["us", "us"])(by_key)',
        culprit="us",
    ),
    refused("no function for the config is refused", "PartitionedConfig(regions)", "exactly one"),
    refused(
        "two functions for the config are refused",
        "PartitionedConfig(regions, by_key, run_config_for_partition_key_fn=by_key)",
        "exactly one",
    ),
    refused(
        "two functions for tags are refused",
        """
PartitionedConfig(
    regions, run_config_for_partition_key_fn=by_key,
    tags_for_partition_fn=key_tags, tags_for_partition_key_fn=key_tags,
)
""",
        "tags_for_partition_key_fn",
    ),
    refused(
        "both names of the function for tags are refused",
        "static_partitioned_config(['us'], key_tags, key_tags)",
        "tags_for_partition_key_fn",
    ),
    refused(
        "partitions that are none are refused",
        "PartitionedConfig(['us'], run_config_for_partition_key_fn=by_key)",
        "['us']",
    ),
    refused(
        "a partition function that is none is refused",
        "dynamic_partitioned_config(['us'])",
        "['us']",
    ),
    refused(
        "a function for tags that is none is refused",
        "partitioned_config(regions, {'a': 'b'})",
        "{'a': 'b'}",
    ),
    refused(
        "a function of keys that is none is refused",
        "static_partitioned_config(['us'])({'ops': {}})",
        "{'ops': {}}",
    ),
    refused(
        "a function of windows that is none is refused",
        "daily_partitioned_config('2024-01-01')({'ops': {}})",
        "{'ops': {}}",
    ),
    refused(
        "tags that are no dict are refused",
        """
config = static_partitioned_config(["us"], lambda key: "us")(by_key)
config.get_tags_for_partition_key("us")
""",
        "'us'",
    ),
    refused(
        "a tag by a number is refused",
        """
config = static_partitioned_config(["us"], lambda key: {1: "us"})(by_key)
config.get_tags_for_partition_key("us")
""",
        "1",
    ),
)
