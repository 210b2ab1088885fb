"""Jobs of partitioned assets, run for one partition or for a range."""

from harness import Case

HEAD = """
import warnings

from dagster import *

warnings.simplefilter("ignore")
daily = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-10")
letters = StaticPartitionsDefinition(list("abc"))
both = MultiPartitionsDefinition({"day": daily, "letter": letters})


@asset(partitions_def=daily)
def raw(context):
    return context.partition_key


@asset(partitions_def=daily)
def tidy(context, raw):
    return f"{raw}, {context.partition_time_window.start.day}"


@asset(partitions_def=letters)
def lettered(context):
    return context.partition_key


@asset(partitions_def=both)
def sales(context):
    return dict(context.partition_key.keys_by_dimension)


@asset
def whole():
    return 1


def job(*selection, **options):
    defs = Definitions(
        assets=[raw, tidy, lettered, sales, whole],
        jobs=[define_asset_job("it", selection=list(selection), **options)],
    )
    return getattr(defs, "resolve_job_def", defs.get_job_def)("it")
"""


def case(name, source, **facts):
    return Case(name, HEAD + source, **facts)


CASES = (
    case(
        "a job of daily assets runs one day",
        """
result = job("raw", "tidy").execute_in_process(partition_key="2024-01-03")
RESULT = (result.output_for_node("tidy"), dict(result.dagster_run.tags), result.job_name)
""",
    ),
    case(
        "a job knows the partitions of its assets",
        """
found = job("raw", "tidy").partitions_def
RESULT = (found == daily, found.get_partition_keys()[:2], job("whole").partitions_def)
""",
    ),
    case(
        "a job may name the partitions that its assets have",
        """
RESULT = (
    job("raw", partitions_def=daily)
    .execute_in_process(partition_key="2024-01-02")
    .output_for_node("raw")
)
""",
    ),
    case(
        "a job of two dimensions has a tag for each",
        """
result = job("sales").execute_in_process(partition_key="2024-01-02|b")
RESULT = (result.output_for_node("sales"), dict(result.dagster_run.tags))
""",
    ),
    case(
        "a job's tags and those of its partition are the run's",
        """
result = job("lettered", tags={"team": "x"}).execute_in_process(partition_key="b")
RESULT = dict(result.dagster_run.tags)
""",
    ),
    case(
        "a job of a partitioned asset and a whole one runs both",
        """
result = job("raw", "whole").execute_in_process(partition_key="2024-01-03")
RESULT = sorted(
    (event.step_key, event.partition)
    for event in result.all_events
    if event.event_type_value == "ASSET_MATERIALIZATION"
)
""",
    ),
    case(
        "a job runs a range by its tags",
        """
seen = []


@asset(partitions_def=letters)
def ranged(context) -> None:
    seen.append(list(context.partition_keys))


defs = Definitions(assets=[ranged], jobs=[define_asset_job("it", selection=[ranged])])
resolve = getattr(defs, "resolve_job_def", defs.get_job_def)
result = resolve("it").execute_in_process(
    tags={
        "dagster/asset_partition_range_start": "b",
        "dagster/asset_partition_range_end": "c",
    }
)
RESULT = (seen, result.success)
""",
    ),
    case(
        "a job refuses a partition that is not there",
        """
RESULT = job("raw").execute_in_process(partition_key="2025-01-03").success
""",
        culprit="2025-01-03",
    ),
    case(
        "a job of partitioned assets without a partition is refused by who asks for its key",
        """
RESULT = job("raw", "tidy").execute_in_process().success
""",
        culprit="partition_key",
    ),
    case(
        "assets of other partitions make no job",
        """
RESULT = job("raw", "lettered").name
""",
        culprit="lettered",
    ),
    case(
        "a job cannot say other partitions than its assets have",
        """
RESULT = job("raw", partitions_def=letters).name
""",
        culprit="raw",
    ),
)
