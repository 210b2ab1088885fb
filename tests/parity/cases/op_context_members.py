"""What an op's context answers of assets, jobs and partitions, where there are none."""

from harness import Case

_ASKED = """
OF_ALL = {
    "is_subset": None, "has_assets_def": None, "assets_def": None, "asset_key": None,
    "selected_asset_keys": None, "selected_asset_check_keys": None, "asset_key_for_output": (),
    "asset_key_for_input": ("number",), "output_for_asset_key": (dg.AssetKey("a"),),
    "get_asset_provenance": (dg.AssetKey("a"),), "asset_partition_keys_for_output": (),
    "asset_partitions_def_for_output": (), "asset_partitions_def_for_input": ("number",),
    "job_name": None, "has_partition_key": None, "partition_key": None, "partition_keys": None,
    "partition_key_range": None, "run_tags": None, "get_mapping_key": (), "op_config": None,
}
OF_RUNS = {
    "asset_partition_key_for_output": (), "asset_partition_key_range_for_output": (),
    "asset_partitions_time_window_for_output": (), "asset_partition_key_for_input": ("number",),
    "asset_partition_keys_for_input": ("number",),
    "asset_partition_key_range_for_input": ("number",),
    "asset_partitions_time_window_for_input": ("number",),
}


def told(context, asked):
    found = {}
    for name, arguments in asked.items():
        try:
            member = getattr(context, name)
            answer = member if arguments is None else member(*arguments)
        except Exception as error:
            answer = type(error).__name__
        plain = isinstance(answer, (bool, str, dict, type(None)))
        found[name] = answer if plain else sorted(answer)
    return found
"""

_CHECK = '''
NAMES = """
    job_name run_id run_tags run_config dagster_run has_tag get_tag op_config log_event asset_key
    add_output_metadata get_mapping_key asset_partition_key_range selected_asset_keys
    selected_output_names has_assets_def load_asset_value log instance resources check_specs
    selected_asset_check_keys op_execution_context
""".split()
FOUND = {}


@dg.asset
def orders():
    return 1


@dg.asset_check(asset=orders)
def ask(context):
    FOUND.update((name, hasattr(context, name)) for name in NAMES)
    FOUND["op_execution_context.run_id"] = isinstance(context.op_execution_context.run_id, str)
    return dg.AssetCheckResult(passed=True)
'''

CASES = (
    Case(
        "an op of a job is told that there are no assets",
        f"""
import dagster as dg
{_ASKED}

FOUND = {{}}


@dg.op
def number():
    return 1


@dg.op
def ask(context: dg.OpExecutionContext, number):
    FOUND.update(told(context, {{**OF_ALL, **OF_RUNS}}))


@dg.job
def asking():
    ask(number())


asking.execute_in_process()
RESULT = FOUND
""",
    ),
    Case(
        "an op of a job with partitions is told its partition and no asset's",
        f"""
import dagster as dg
{_ASKED}

FOUND = {{}}


@dg.op
def ask(context: dg.OpExecutionContext):
    FOUND.update(told(context, {{**OF_ALL, **OF_RUNS}}))
    del FOUND["partition_key_range"]
    FOUND["start"] = str(context.partition_time_window.start)


@dg.job(partitions_def=dg.DailyPartitionsDefinition("2024-01-01"))
def asking():
    ask()


asking.execute_in_process(partition_key="2024-01-02")
FOUND["run_tags"] = sorted(FOUND["run_tags"])
RESULT = FOUND
""",
    ),
    Case(
        "a built context knows of no job, run, asset or partition",
        f"""
import dagster as dg
{_ASKED}

OF_ALL["run_config"] = OF_ALL["job_def"] = OF_ALL["run"] = None
RESULT = told(dg.build_op_context(), OF_ALL)
""",
    ),
    Case(
        "a built context in a call knows of no job, run or partition",
        f"""
import dagster as dg
{_ASKED}

del OF_ALL["asset_key_for_output"]
OF_ALL["run_config"] = OF_ALL["job_def"] = OF_ALL["run"] = None


@dg.op
def ask(context):
    return told(context, OF_ALL)


RESULT = ask(dg.build_op_context())
""",
    ),
    Case(
        "a check is told less than an op",
        f"""
import dagster as dg
{_CHECK}

dg.materialize([orders, ask])
RESULT = FOUND
""",
    ),
    Case(
        "a check that is called is told less than an op",
        f"""
import dagster as dg
{_CHECK}

ask(dg.build_asset_check_context())
del FOUND["op_execution_context.run_id"]
RESULT = FOUND
""",
    ),
)
