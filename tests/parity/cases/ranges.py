"""One step for a range of partitions: what it is told, makes, stores and records."""

from harness import Case

HEAD = """
from dagster import *

daily = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-10")
letters = StaticPartitionsDefinition(list("abcdef"))


def tags(start, end):
    return {
        "dagster/asset_partition_range_start": start,
        "dagster/asset_partition_range_end": end,
    }


DAYS = tags("2024-01-02", "2024-01-04")
TELL = []


class Told(IOManager):
    def __init__(self):
        self.values = {}

    def handle_output(self, context, obj):
        TELL.append(("out", tell(context)))
        self.values[context.asset_key] = obj

    def load_input(self, context):
        TELL.append(("in", tell(context)))
        return self.values[context.asset_key]


def tell(context):
    window = context.asset_partitions_time_window
    return (
        list(context.asset_partition_keys),
        tuple(context.asset_partition_key_range),
        window.start.isoformat(),
        window.end.isoformat(),
        context.has_partition_key,
        context.has_asset_partitions,
    )


def made(result, node):
    found = result.asset_materializations_for_node(node)
    return [
        (each.partition, {name: value.value for name, value in each.metadata.items()})
        for each in sorted(found, key=lambda each: str(each.partition))
    ]


def raised(call):
    try:
        call()
    except Exception as error:
        return type(error).__name__
"""


def case(name, source, **facts):
    return Case(name, HEAD + source, **facts)


CASES = (
    case(
        "a step over a range is told of all its partitions",
        """
@asset(partitions_def=daily)
def a(context) -> None:
    window = context.partition_time_window
    TELL.extend(
        [
            list(context.partition_keys),
            tuple(context.partition_key_range),
            context.has_partition_key,
            context.has_partition_key_range,
            window.start.isoformat(),
            window.end.isoformat(),
            list(context.asset_partition_keys_for_output()),
            tuple(context.asset_partition_key_range_for_output()),
        ]
    )


materialize([a], tags=DAYS)
RESULT = TELL
""",
    ),
    case(
        "the one key of a step over a range cannot be asked for",
        """
@asset(partitions_def=daily)
def a(context) -> None:
    TELL.append(raised(lambda: context.partition_key))
    TELL.append(raised(lambda: context.asset_partition_key_for_output()))


materialize([a], tags=DAYS)
RESULT = TELL
""",
    ),
    case(
        "a step over a range materializes each partition",
        """
@asset(partitions_def=daily)
def a() -> None: ...


result = materialize([a], tags=DAYS)
RESULT = (made(result, "a"), [event.event_type_value for event in result.events_for_node("a")])
""",
    ),
    case(
        "IO managers are told of the range once, to store and to load",
        """
@asset(partitions_def=daily)
def a():
    return 5


@asset(partitions_def=daily)
def b(context, a):
    TELL.append(list(context.asset_partition_keys_for_input("a")))
    return a + 1


result = materialize([a, b], tags=DAYS, resources={"io_manager": Told()})
RESULT = (TELL, result.output_for_node("b"), [key for key, _ in made(result, "b")])
""",
    ),
    case(
        "an IO manager cannot ask for the one partition of several",
        """
class Asks(IOManager):
    def handle_output(self, context, obj):
        TELL.append(raised(lambda: context.asset_partition_key))
        TELL.append(raised(lambda: context.partition_key))

    def load_input(self, context): ...


@asset(partitions_def=daily)
def a():
    return 5


materialize([a], tags=DAYS, resources={"io_manager": Asks()})
RESULT = TELL
""",
    ),
    case(
        "the default IO manager does not store several partitions at once",
        """
@asset(partitions_def=daily)
def a(context):
    return {key: 1 for key in context.partition_keys}


materialize([a], tags=DAYS)
RESULT = None
""",
        culprit="2024-01-02",
    ),
    case(
        "in memory a range is handed on as it is",
        """
@asset(partitions_def=daily)
def a(context):
    return {key: 1 for key in context.partition_keys}


@asset(partitions_def=daily)
def b(a):
    return sorted(a)


RESULT = materialize_to_memory([a, b], tags=DAYS).output_for_node("b")
""",
    ),
    case(
        "metadata of one partition of a range is its own",
        """
@asset(partitions_def=daily)
def a(context) -> None:
    context.add_output_metadata({"of all": 1})
    context.add_asset_metadata({"own": 2}, partition_key="2024-01-03")


RESULT = made(materialize([a], tags=DAYS), "a")
""",
    ),
    case(
        "a result's metadata and version are those of every partition",
        """
@asset(partitions_def=daily)
def a() -> MaterializeResult:
    return MaterializeResult(metadata={"rows": 3}, data_version=DataVersion("7"))


result = materialize([a], tags=DAYS)
RESULT = (
    made(result, "a"),
    [each.tags["dagster/data_version"] for each in result.asset_materializations_for_node("a")],
)
""",
    ),
    case(
        "static partitions make a range too, and what has none runs beside them",
        """
@asset(partitions_def=letters)
def a(context) -> None:
    TELL.append(list(context.partition_keys))


@asset
def whole() -> None: ...


result = materialize([a, whole], tags=tags("b", "d"))
RESULT = (TELL, made(result, "a"), made(result, "whole"))
""",
    ),
    case(
        "what has no partitions is told of the range of its run",
        """
def range_seen(context):
    return (
        context.has_partition_key,
        context.has_partition_key_range,
        tuple(context.partition_key_range),
        raised(lambda: context.partition_key),
    )


@asset(partitions_def=letters)
def a(context) -> None: ...


@asset
def beside(context) -> None:
    TELL.append((range_seen(context), list(context.partition_keys)))


@asset
def alone(context) -> None:
    TELL.append((range_seen(context), raised(lambda: context.partition_keys)))


materialize_to_memory([a, beside], tags=tags("b", "d"))
materialize_to_memory([alone], tags=tags("b", "d"))
RESULT = TELL
""",
    ),
    case(
        "in memory what was made is handed on whatever partitions are read",
        """
@asset(partitions_def=letters)
def a(context):
    return context.partition_key if context.has_partition_key else "none"


@asset
def all_of_it(a):
    return a


@asset(ins={"a": AssetIn(partition_mapping=LastPartitionMapping())})
def last_of_it(a):
    return a


@asset(partitions_def=letters, ins={"a": AssetIn(partition_mapping=AllPartitionMapping())})
def each_of_all(a):
    return a


def seen(reader, partition_key):
    result = materialize_to_memory([a, reader], partition_key=partition_key)
    return result.output_for_node(reader.op.name)


RESULT = [
    *(seen(reader, key) for reader in (all_of_it, last_of_it) for key in (None, "a", "b", "f")),
    *(seen(each_of_all, key) for key in "ab"),
]
""",
    ),
    case(
        "of two dimensions a range is all days times all letters in it",
        """
both = MultiPartitionsDefinition({"day": daily, "letter": letters})


@asset(partitions_def=both)
def a(context) -> None:
    TELL.extend(map(str, context.partition_keys))


result = materialize([a], tags=tags("2024-01-02|b", "2024-01-03|c"))
RESULT = (TELL, sorted(str(key) for key, _ in made(result, "a")))
""",
    ),
    case(
        "a range reads what each of its partitions reads",
        """
@asset(partitions_def=daily)
def a():
    return 5


@asset(
    partitions_def=daily,
    ins={"a": AssetIn(partition_mapping=TimeWindowPartitionMapping(start_offset=-1))},
)
def b(context, a):
    TELL.append(list(context.asset_partition_keys_for_input("a")))


manager = Told()
instance = DagsterInstance.ephemeral()
for day in (1, 2, 3, 4):
    key = f"2024-01-0{day}"
    materialize([a], partition_key=key, resources={"io_manager": manager}, instance=instance)
TELL.clear()
materialize(
    [a, b], selection=["b"], tags=DAYS, resources={"io_manager": manager}, instance=instance
)
RESULT = TELL
""",
    ),
    case(
        "a range of two assets with other partitions is refused",
        """
@asset(partitions_def=daily)
def a() -> None: ...


@asset(partitions_def=letters)
def b() -> None: ...


materialize([a, b], tags=DAYS)
RESULT = None
""",
        culprit="partition",
    ),
    case(
        "a range needs both its ends",
        """
@asset(partitions_def=daily)
def a() -> None: ...


materialize([a], tags={"dagster/asset_partition_range_start": "2024-01-02"})
RESULT = None
""",
        culprit="dagster/asset_partition_range_end",
    ),
    case(
        "a range and a partition exclude each other",
        """
@asset(partitions_def=daily)
def a() -> None: ...


materialize([a], tags={**DAYS, "dagster/partition": "2024-01-02"})
RESULT = None
""",
        culprit="leave one",
    ),
    case(
        "a reversed range is an error",
        """
@asset(partitions_def=daily)
def a() -> None: ...


result = materialize([a], tags=tags("2024-01-04", "2024-01-02"))
RESULT = made(result, "a")
""",
        better="Dagster records one materialization without a partition",
        ours_raises="DagsterInvalidInvocationError",
        culprit="2024-01-02...2024-01-04",
    ),
    case(
        "a range beyond the last partition is an error",
        """
@asset(partitions_def=daily)
def a() -> None: ...


materialize([a], tags=tags("2024-01-04", "2025-01-02"))
RESULT = None
""",
        better="one class for all unknown keys, and the nearest is named; Dagster has CheckError",
        ours_raises="DagsterUnknownPartitionError",
        culprit="2025-01-02",
    ),
    case(
        "a failed range is one failed step",
        """
@asset(partitions_def=daily)
def a():
    raise ValueError("no")


result = materialize([a], tags=DAYS, raise_on_error=False)
RESULT = (
    made(result, "a"),
    [
        event.event_type_value
        for event in result.events_for_node("a")
        if "STEP" in event.event_type_value
    ],
)
""",
    ),
    case(
        "the instance knows each partition of a range",
        """
@asset(partitions_def=letters)
def a() -> None: ...


instance = DagsterInstance.ephemeral()
materialize([a], tags=tags("b", "d"), instance=instance)
RESULT = sorted(instance.get_materialized_partitions(AssetKey("a")))
""",
    ),
    case(
        "a run for one partition has its tags, with those of its dimensions",
        """
both = MultiPartitionsDefinition({"day": daily, "letter": letters})


@asset(partitions_def=both)
def a(context) -> None:
    TELL.append(context.get_tag("dagster/partition/letter"))


@asset(partitions_def=letters)
def b() -> None: ...


RESULT = (
    dict(materialize([a], partition_key="2024-01-02|b").dagster_run.tags),
    dict(materialize([b], partition_key="b").dagster_run.tags),
    TELL,
)
""",
    ),
    case(
        "a run over a range has the tags of the range alone",
        """
@asset(partitions_def=letters)
def a() -> None: ...


RESULT = dict(materialize([a], tags=tags("b", "d")).dagster_run.tags)
""",
    ),
    case(
        "the policy of a backfill says how it is printed, and what it is",
        """
one, some = BackfillPolicy.single_run(), BackfillPolicy.multi_run(5)


@asset(partitions_def=letters, backfill_policy=one)
def a() -> None: ...


@multi_asset(specs=[AssetSpec("b", partitions_def=letters)], backfill_policy=some)
def both() -> None: ...


RESULT = (
    a.backfill_policy == one,
    str(both.backfill_policy),
    a.backfill_policy.policy_type.value,
    both.backfill_policy.max_partitions_per_run,
)
""",
    ),
    case(
        "a policy needs a number of partitions",
        """
RESULT = raised(lambda: BackfillPolicy.multi_run(max_partitions_per_run=None))
""",
    ),
)
