"""Wrong values for parameters of ops, jobs, checks, types and instances, given to both libraries.

What Dagster refuses is refused here, by an error of Dagster's; what it takes is taken.
"""

import pytest
from harness import run

pytestmark = pytest.mark.parity

BEGIN = """
from dagster import *

def fn(): return 1

@op
def one(): return 1

@asset
def a(): return 1

@graph
def g(): return one()

@job
def j(): one()

some = AssetCheckSpec("c", asset="a")

class Thing: ...

DAY = __import__("datetime").timedelta(1)
INSTANCE = DagsterInstance.ephemeral()

WRONG = {
    "3": 3, "text": "s", "a thing": Thing(), "a list": [3], "a dict": {3: 3}, "True": True,
    "a list of text": ["s"], "a dict by text": {"s": 3},
}

def tried(call):
    found = {}
    for name, value in WRONG.items():
        try:
            call(value)
            found[name] = "taken"
        except Exception as error:
            found[name] = type(error).__name__
    return found
"""

CALLS = {
    'asset_check(asset="a", {}=v)(fn)': """
        name description blocking additional_ins additional_deps required_resource_keys
        resource_defs retry_policy metadata partitions_def
    """,
    "multi_asset_check(specs=[some], {}=v)(fn)": """
        name description can_subset required_resource_keys resource_defs retry_policy
    """,
    'AssetCheckSpec("c", asset="a", {}=v)': """
        description additional_deps blocking metadata partitions_def
    """,
    "AssetCheckResult(passed=True, {}=v)": "check_name severity description metadata",
    "op({}=v)(fn)": """
        name description ins out tags version retry_policy code_version required_resource_keys
    """,
    "graph({}=v)(lambda: one())": "name description ins out tags config",
    'job(name="other", {}=v)(lambda: one() and None)': """
        description config tags run_tags hooks op_retry_policy partitions_def
        input_values executor_def logger_defs
    """,
    'graph_asset(name="other", {}=v)(lambda: one())': """
        ins group_name partitions_def hooks metadata owners backfill_policy check_specs
    """,
    'graph_multi_asset(outs={{"q": AssetOut()}}, {}=v)(lambda: one())': """
        name ins partitions_def hooks backfill_policy group_name
    """,
    "In({}=v)": """
        description metadata input_manager_key asset_key asset_partitions dagster_type
    """,
    "Out({}=v)": "is_required io_manager_key dagster_type",
    'GraphDefinition(name="q", {}=v)': """
        description node_defs dependencies input_mappings output_mappings config tags input_assets
    """,
    "ConfigMapping(config_fn=lambda c: c, {}=v)": "receive_processed_config_values",
    "DynamicOut({}=v)": "is_required io_manager_key",
    "GraphIn({}=v)": "description",
    "AssetsDefinition.from_op(one, {}=v)": """
        keys_by_input_name keys_by_output_name internal_asset_deps partitions_def backfill_policy
        can_subset hook_defs
    """,
    "AssetsDefinition.from_graph(g, {}=v)": """
        keys_by_input_name keys_by_output_name internal_asset_deps partitions_def check_specs
        hook_defs
    """,
    "DagsterType(type_check_fn=lambda context, value: True, {}=v)": "name key loader",
    "DagsterType(type_check_fn=lambda context, value: True, name='T', {}=v)": """
        description required_resource_keys kind metadata
    """,
    "PythonObjectDagsterType(int, {}=v)": "description required_resource_keys loader",
    "TypeCheck(True, {}=v)": "description metadata",
    "ExpectationResult(True, {}=v)": "label description metadata",
    "build_last_update_freshness_checks(assets=[a], lower_bound_delta=DAY, {}=v)": """
        deadline_cron timezone severity blocking
    """,
    "build_metadata_bounds_checks(assets=[a], metadata_key='m', {}=v)": """
        severity min_value max_value exclusive_min exclusive_max blocking
    """,
    "DagsterType(name='T', {}=v)": "type_check_fn",
    "RetryPolicy({}=v)": "max_retries delay backoff jitter",
    "success_hook({}=v)(lambda context: None)": "name required_resource_keys",
    "failure_hook({}=v)(lambda context: None)": "name required_resource_keys",
    "build_op_context({}=v)": """
        resources instance partition_key mapping_key run_tags resources_config partition_key_range
    """,
    "build_asset_context({}=v)": "run_tags",
    "Output(1, {}=v)": "output_name metadata data_version tags",
    "AssetMaterialization('a', {}=v)": "description partition tags",
    "AssetObservation('a', {}=v)": "description partition tags",
    "RunsFilter({}=v)": """
        run_ids job_name statuses tags snapshot_id updated_after updated_before created_after
        created_before exclude_subruns
    """,
    "AssetRecordsFilter(asset_key=AssetKey('a'), {}=v)": """
        asset_partitions after_timestamp before_timestamp after_storage_id before_storage_id
        storage_ids
    """,
    "EventRecordsFilter({}=v)": "event_type",
    "EventRecordsFilter(DagsterEventType.ASSET_MATERIALIZATION, {}=v)": """
        asset_key asset_partitions after_cursor before_cursor after_timestamp before_timestamp
        storage_ids
    """,
    "INSTANCE.{}(v)": """
        get_run_by_id get_run_record_by_id get_runs get_run_records get_runs_count has_run
        get_latest_materialization_event has_asset_key wipe_assets report_runless_asset_event
        delete_run all_logs get_latest_materialization_code_versions
    """,
    "INSTANCE.get_run_records({}=v)": "filters limit order_by ascending cursor",
    "INSTANCE.fetch_materializations({}=v, limit=1)": "records_filter",
    "build_hook_context({}=v)": "resources run_id job_name op_exception",
    "j.execute_in_process({}=v)": """
        run_config raise_on_error op_selection input_values tags resources run_id instance
    """,
    "HookDefinition({}=v, hook_fn=fn)": "name",
    "g.to_job({}=v)": """
        name description config tags hooks op_retry_policy partitions_def input_values
    """,
    "one.{}(v)": "alias tag with_hooks with_retry_policy",
    "j.{}(v)": "with_hooks",
    "DependencyDefinition({}=v)": "node",
    "NodeInvocation({}=v)": "name",
}
EVERY = [call.format(name) for call, names in CALLS.items() for name in names.split()]


@pytest.fixture(scope="module")
def outcomes():
    """What came of every call with every value, by library."""
    last = "{" + ", ".join(f"{call!r}: tried(lambda v: {call})" for call in EVERY) + "}"
    found = [run(BEGIN, library, last=last) for library in ("dagster", "dagbook")]
    assert [each.error for each in found] == [(), ()]
    return [each.result for each in found]


def is_own(error):
    return error.startswith("Dagster") or error in {"CheckError", "ParameterCheckError"}


@pytest.mark.parametrize("call", EVERY)
def test_what_dagster_refuses_is_refused(outcomes, call):
    theirs, ours = (each[call] for each in outcomes)
    refused = {name for name, error in theirs.items() if is_own(error)}
    assert {name: ours[name] for name in refused if not is_own(ours[name])} == {}


@pytest.mark.parametrize("call", EVERY)
def test_what_dagster_takes_is_taken(outcomes, call):
    theirs, ours = (each[call] for each in outcomes)
    assert {name: ours[name] for name in theirs if theirs[name] == "taken" != ours[name]} == {}
