"""What is reported to an instance without a run, and copies of what is told of assets."""

from harness import Case

CASES = (
    Case(
        "what a check found without a run is among the records of checks",
        """
import dagster as dg

instance = dg.DagsterInstance.ephemeral()
orders = dg.AssetKey("orders")


@dg.asset(name="orders")
def made():
    return 1


@dg.multi_asset_check(specs=[dg.AssetCheckSpec(each, asset="orders") for each in ("a", "b")])
def both():
    yield dg.AssetCheckResult(passed=True, check_name="a")
    yield dg.AssetCheckResult(passed=False, check_name="b")


dg.materialize([made, both], instance=instance)
for passed in (True, False):
    instance.report_runless_asset_event(
        dg.AssetCheckEvaluation(asset_key=orders, check_name="c", passed=passed)
    )
wanted = dg.EventRecordsFilter(dg.DagsterEventType.ASSET_CHECK_EVALUATION)


def told(records):
    found = [each.event_log_entry.dagster_event for each in records]
    return [
        (each.event_specific_data.check_name, each.event_specific_data.passed, each.step_key)
        for each in found
    ]


newest = instance.get_event_records(wanted)
before = dg.EventRecordsFilter(
    dg.DagsterEventType.ASSET_CHECK_EVALUATION, before_cursor=newest[1].storage_id
)
RESULT = [
    told(newest),
    told(instance.get_event_records(wanted, limit=1)),
    told(instance.get_event_records(wanted, limit=3, ascending=True)),
    told(instance.get_event_records(before)),
]
""",
    ),
    Case(
        "other metadata takes the place of what an event or output has",
        """
import dagster as dg

MADE = (
    dg.Output(1, output_name="a", metadata={"x": 1}, tags={"t": "u"}),
    dg.AssetMaterialization("a", description="d", metadata={"x": 1}, partition="p"),
    dg.AssetObservation("a", metadata={"x": 1}, tags={"t": "u"}),
)
NOW = [each.with_metadata({"rows": 2}) for each in MADE]
RESULT = [
    *[{name: value.value for name, value in each.metadata.items()} for each in (*NOW, *MADE)],
    [NOW[0].value, NOW[0].output_name, NOW[0].tags],
    [NOW[1].description, NOW[1].partition, NOW[1].asset_key.path],
    dict(NOW[2].tags),
]
""",
    ),
    Case(
        "a step's event is no change of a run",
        """
import dagster as dg

instance = dg.DagsterInstance.ephemeral()
RESULT = instance.fetch_run_status_changes(dg.DagsterEventType.STEP_START, limit=1)
""",
        culprit="STEP_START",
    ),
    Case(
        "the event of an expectation says its description, else its label and whether it holds",
        """
import dagster as dg


@dg.op
def expecting():
    yield dg.ExpectationResult(success=False, label="rows", description="too few rows")
    yield dg.ExpectationResult(success=False, label="rows", metadata={"rows": 2})
    yield dg.ExpectationResult(success=True)
    yield dg.Output(1)


@dg.job
def checked():
    expecting()


kind = dg.DagsterEventType.STEP_EXPECTATION_RESULT
events = checked.execute_in_process().all_events
RESULT = [each.message for each in events if each.event_type is kind]
""",
    ),
)
